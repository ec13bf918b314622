// The explanation of the step that is shown.
import type { Class, Explain as Explanation, Hashed as Bytes, Reasoning } from "../api.ts";
import { listenIn, seek } from "../doing.ts";
import * as s from "../state.ts";
import { t } from "../words.ts";
import { ask } from "./ask.tsx";
import { Anatomy } from "./anatomy.tsx";
import { FollowAlone } from "./figures.tsx";
import { Gloss, Words } from "./gloss.tsx";
import { HomeworkCard } from "./homework.tsx";
import { Mend } from "./mend.tsx";
import { Seat, takeSeat } from "./seat.tsx";
import { Predict } from "./predict.tsx";
import { Sign, type Sign as Name } from "./signs.tsx";

export const classSign: Record<Class, Name> = { ok: "tick", more: "arrow", temporary: "hourglass", permanent: "cross" };

export function Explain() {
  const now = s.now.value!;
  const e = now.explain;
  return (
    <>
      {s.listener.value && <Overhearing />}
      <HomeworkCard />
      <Seat />
      <Mend />
      <Predict />
      <FollowAlone />
      {now.chapter_title && <p class="eyebrow">{now.chapter_title}</p>}
      <h2 class="title" id="explain-title">{e.title}</h2>
      {e.say && <blockquote><Gloss text={e.say} /></blockquote>}
      {e.verdict && e.class && <p class={`verdict ${e.class}`}><Sign is={classSign[e.class]} /> {e.verdict}</p>}
      {now.passed && <p class="passed"><Sign is="hourglass" /> {now.passed}</p>}
      {e.what && <p class="what"><Gloss text={e.what} /></p>}
      {e.wire && <Wire e={e} />}
      {e.wire && !s.listener.value && <p><Words text={e.wire} /></p>}
      <Anatomy />
      {Boolean(e.steps?.length) && <><h3>{t("checkedHow")}</h3><Steps of={e.steps!} /></>}
      {e.hashed && <Hashed of={e.hashed} />}
      {e.why && <><h3>{t("why")}</h3><p><Gloss text={e.why} /></p></>}
      {Boolean(e.changed?.length) && <><h3>{t("changed")}</h3><ul class="changed">{e.changed!.map((c) => <li>{c}</li>)}</ul></>}
      {e.cause && (
        <>
          <h3>{t("because")}</h3>
          <p><button type="button" class="link" onClick={() => seek(e.cause!.step)}><Sign is="back" /> {e.cause.title}</button></p>
        </>
      )}
      {Boolean(e.rfc?.length) && (
        <>
          <h3>{t("readOn")}</h3>
          <ul class="rfc">
            {e.rfc!.map((r) => (
              <li><a href={r.url} target="_blank" rel="noopener noreferrer">{r.label}<span class="sr"> {t("newTab")}</span></a> {r.title}</li>
            ))}
          </ul>
        </>
      )}
      <p class="actions"><button type="button" class="big" id="ask" onClick={ask}><Sign is="fork" /> {t("whatIf")}</button> {!s.attached && <button type="button" class="big" id="take-seat" onClick={takeSeat}><Sign is="edit" /> {t("seatTitle")}</button>}</p>
    </>
  );
}

/** How a server made a check: what it did, and within that what it did for it. */
export function Steps({ of }: { of: Reasoning[] }) {
  const top = Math.min(...of.map((r) => r.depth ?? 0));
  const items: { text: string; within: Reasoning[] }[] = [];
  for (const r of of) {
    if ((r.depth ?? 0) === top || !items.length) items.push({ text: r.text, within: [] });
    else items.at(-1)!.within.push(r);
  }
  return <ol class="reasoning">{items.map((x) => <li><Gloss text={x.text} />{x.within.length > 0 && <Steps of={x.within} />}</li>)}</ol>;
}

const lineMark: Record<string, string> = { "-": "signed", "+": "arrived", "~": "beyond" };

/** What was hashed for a DKIM signature, byte by byte, with what changed on the way. */
function Hashed({ of }: { of: Bytes }) {
  return (
    <>
      <h3>{t("hashed")}</h3>
      <p>{of.say}</p>
      {of.parts.map((p) => (
        <figure class="hashed">
          <figcaption>{p.title}</figcaption>
          <pre tabIndex={0}>{p.lines.map((l) => <span class={lineMark[l.sign]}>{l.sign} {l.before}{l.changed && <mark>{l.changed}</mark>}{l.after}{"\n"}</span>)}</pre>
        </figure>
      ))}
    </>
  );
}

/** Says whose ears one hears with, and gives one's own back. */
export function Overhearing() {
  return (
    <p class="overhearing"><Sign is="ear" /><span>{t("overhearing")}</span><button type="button" class="link" onClick={() => listenIn(false)}>{t("stopListening")}</button></p>
  );
}

function Wire({ e }: { e: Explanation }) {
  const who = e.from && e.to ? t("saysTo", { from: e.from, to: e.to }) : e.from;
  return <figure class={`wire ${e.class ?? ""}`}><figcaption>{who || t("onTheWire")}</figcaption><pre tabIndex={0}>{e.wire}</pre></figure>;
}
