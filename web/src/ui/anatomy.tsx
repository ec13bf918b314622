// A packet opened layer by layer, beside its octets: pointing at a field shows where it stands.
import { useState } from "preact/hooks";
import type { Layer as Opened } from "../api.ts";
import * as s from "../state.ts";
import { lang, t } from "../words.ts";

const row = 16;

interface Range {
  from: number;
  to: number;
}

export function Anatomy() {
  const [lit, light] = useState<Range | undefined>(undefined);
  if (s.detail.value !== "packets" || s.listener.value) return null;
  const a = s.parts.stage?.anatomy("packets", s.step.value, lang());
  if (!a) return null;
  const octets = a.hex.match(/../g) ?? [];
  return (
    <section id="anatomy">
      <h3>{t("anatomy")}</h3>
      {a.layers.map((l, i) => <Layer key={i} of={l} light={light} />)}
      <pre class="hex" tabIndex={0} aria-label={t("bytes")}>
        {Array.from({ length: Math.ceil(octets.length / row) }, (_, r) => (
          <div key={r}><span class="at">{(r * row).toString(16).padStart(4, "0")}</span>{octets.slice(r * row, (r + 1) * row).map((o, i) => <Octet at={r * row + i} text={o} layers={a.layers} lit={lit} />)}</div>
        ))}
      </pre>
      {a.cut && <p class="quiet">{t("cut")}</p>}
    </section>
  );
}

function Octet({ at, text, layers, lit }: { at: number; text: string; layers: Opened[]; lit: Range | undefined }) {
  const layer = layers.findIndex((l) => at >= l.from && at < l.to);
  return <span class={`o l${layer}${lit && at >= lit.from && at < lit.to ? " lit" : ""}`}>{text}</span>;
}

function Layer({ of, light }: { of: Opened; light: (r: Range | undefined) => void }) {
  const show = (r: Range) => ({ onMouseEnter: () => light(r), onMouseLeave: () => light(undefined), onFocus: () => light(r), onBlur: () => light(undefined), onClick: () => light(r) });
  return (
    <details open={of.fields.length > 0 && of.name !== "IPv4" && of.name !== "IPv6"}>
      <summary {...show(of)}>{of.name} <span class="quiet">{t("octets", { n: of.to - of.from })}</span></summary>
      <p class="quiet">{of.means}</p>
      <dl>{of.fields.map((f) => <><dt><button type="button" class="term" {...show(f)}>{f.name}</button></dt><dd><code>{f.value}</code> <span class="quiet">{f.means}</span></dd></>)}</dl>
    </details>
  );
}
