// A letter, as it lies somewhere: its fields with what each is for, its body, its source and its bytes.
import type { ComponentChildren } from "preact";
import type { Message } from "../api.ts";
import { t } from "../words.ts";

function Part({ id, name, open, children }: { id: string; name: string; open?: boolean; children: ComponentChildren }) {
  return <details id={`letter-${id}`} open={open}><summary>{name}</summary>{children}</details>;
}

export function Letter({ of: m }: { of: Message }) {
  return (
    <>
      <p class="quiet">{`${m.where} · ${m.size}`}</p>
      <Part id="header" name={t("headers")} open>
        <table class="fields">
          <thead class="sr"><tr><th scope="col">{t("field")}</th><th scope="col">{t("value")}</th></tr></thead>
          <tbody>{m.fields.map((f) => <tr><th scope="row">{f.name}</th><td><code>{f.value}</code><p class="quiet">{f.explain}</p></td></tr>)}</tbody>
        </table>
      </Part>
      <Part id="body" name={t("body")} open><pre tabIndex={0}>{m.body || t("noText")}</pre></Part>
      <Part id="source" name={t("source")}><pre tabIndex={0}>{m.source}</pre>{m.cut && <p class="quiet">{t("cut")}</p>}</Part>
      <Part id="bytes" name={t("bytes")}><pre class="hex" tabIndex={0}>{m.hex.join("\n")}</pre></Part>
    </>
  );
}
