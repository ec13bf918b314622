// What became of a campaign's letters: over time, in figures, beside the same with another decision, and the letters behind
// each. One of them can be followed alone.
import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Counted, Counting } from "../api.ts";
import { closeDialog, dialog } from "../dialogs.ts";
import { play } from "../doing.ts";
import { Cancelled } from "../engine.ts";
import { beat, openPlace, original, part, patiently, scenarioName, show } from "../runs.ts";
import * as s from "../state.ts";
import { lang, number, t, type Key } from "../words.ts";

const dimensions: Record<string, Key> = { total: "figuresTotal", campaign: "figuresCampaign", provider: "figuresProvider", segment: "figuresSegment", subject: "figuresSubject", source: "figuresSource", day: "figuresDay" };

type Picked = Pick<Counting, "figure" | "run" | "key" | "slice">;
const nothing: Picked = { figure: "", run: 0, key: "", slice: -1 };

const by = signal("total");
const decision = signal("");
const picked = signal<Picked>(nothing);
/** What was asked last, and the letters that it lists, which are not those of what has been picked since. */
const answer = signal<(Counted & { listed: Picked }) | undefined>(undefined);
const sent = signal<number | undefined>(undefined); // letters, while the engine is at work

export function figures(): void {
  play(false);
  [decision.value, picked.value, answer.value] = [s.would.peek() ? s.fork.peek()!.fault : "", nothing, undefined];
  dialog.value = { is: "figures" };
}

/** What a run is made of, as the engine takes it. */
const source = async () => [scenarioName(s.place.peek()), await original(), s.place.peek().seed, s.place.peek().inputs ?? "", decision.peek(), s.run.peek()!.letters] as const;

let asked = 0;
async function count(width: number): Promise<void> {
  const mine = ++asked;
  sent.value = 0;
  const listed = picked.peek();
  try {
    const got = await s.parts.engine!.figures(...(await source()), { by: by.peek(), lang: lang(), dark: s.theme.peek() === "dark", width, ...listed }, (n) => mine === asked && (sent.value = n));
    if (mine !== asked) return;
    if (got.error || got.problems.length) throw new Error(got.error ?? got.problems[0]!.what[lang()]);
    answer.value = { ...got, listed };
  } catch (error) {
    if (mine !== asked) return;
    if (!(error instanceof Cancelled)) s.say(t("runFailed", { why: (error as Error).message }));
    closeDialog();
  }
  sent.value = undefined;
}

async function follow(letter: string, of: string): Promise<void> {
  const place = s.place.peek();
  const run = s.run.peek()!;
  closeDialog();
  const [name, yaml, seed, inputs, , letters] = await source();
  const trace = await patiently(() => s.parts.engine!.alone(name, yaml, seed, inputs, of, letters, letter, beat));
  if (!trace || s.run.peek() !== run) return;
  const whole = run.whole ?? (() => void openPlace(place, false));
  show({ trace, rulings: "", letters, source: yaml, failed: [], whole }, { ...place, at: 0 });
  s.say(t("aloneNow"), { label: t("aloneBack"), run: whole });
}

/** What a campaign's letter that is selected on the stage can be asked for. */
export function FollowAlone() {
  const at = s.status.value?.selected;
  if (at?.kind !== "letter" || !at.message || !s.lesson.value?.campaign || s.attached) return null;
  return <p><button type="button" class="big" id="follow-alone" onClick={() => void follow(at.message!, s.would.peek() ? s.fork.peek()!.fault : "")}>{t("followAlone")}</button></p>;
}

export function Figures() {
  const box = useRef<HTMLDivElement>(null);
  const [now, busy] = [answer.value, sent.value];
  const key = [by.value, decision.value, JSON.stringify(picked.value), lang(), s.theme.value].join();
  useEffect(() => void count(box.current!.clientWidth), [key]);
  const choose = (e: Event) => {
    const { figure, run, key, slice } = (e.target as Element & { dataset?: DOMStringMap }).dataset ?? {};
    if (figure) picked.value = { figure, run: Number(run), key: key ?? "", slice: slice === undefined ? -1 : Number(slice) };
  };
  return (
    <div id="figures" ref={box}>
      <p class="actions">
        <label>{t("figuresBy")} <select id="figures-by" value={by.value} onChange={(e) => ((by.value = e.currentTarget.value), (picked.value = nothing))}>{Object.entries(dimensions).map(([id, word]) => <option value={id}>{t(word)}</option>)}</select></label>
        <label>{t("figuresWhatIf")} <select id="figures-what-if" value={decision.value} onChange={(e) => ((decision.value = e.currentTarget.value), (picked.value = nothing))}>
          <option value="">{t("figuresAsItIs")}</option>
          {now?.decisions.map((d) => <option value={d.fault}>{d.what}</option>)}
          {decision.value && !now?.decisions.some((d) => d.fault === decision.value) && <option value={decision.value}>{decision.value}</option>}
        </select></label>
        {decision.value && <button type="button" class="link" id="figures-beside" onClick={() => (closeDialog(), void part(decision.peek(), { push: true }))}>{t("figuresBeside")}</button>}
      </p>
      {busy !== undefined && <p role="status" class="actions"><progress aria-label={t("running")} /> <span class="quiet">{t("figuresSent", { n: number(busy) })}</span> <button type="button" class="big" id="figures-cancel" onClick={() => (s.parts.engine!.cancel(), closeDialog())}>{t("cancel")}</button></p>}
      {now && <Plot svg={now.plot} choose={choose} />}
      {now && <Table of={now} choose={choose} />}
      {now?.notes.map((note) => <p>{note}</p>)}
      {now?.listed.figure && <Letters of={now} />}
      {now && <p class="quiet">{t("figuresUnseen")}</p>}
    </div>
  );
}

function Plot({ svg, choose }: { svg: string; choose: (e: Event) => void }) {
  const put = (figure: HTMLElement | null) => {
    if (figure) figure.replaceChildren(document.importNode(new DOMParser().parseFromString(svg, "image/svg+xml").documentElement, true));
  };
  return <figure id="figures-plot" ref={put} onClick={choose} />;
}

function Table({ of: { figures, rows }, choose }: { of: Counted; choose: (e: Event) => void }) {
  return (
    <div class="wide" onClick={choose}>
      {rows.map((r) => (
        <table>
          {(r.key || decision.value) && <thead><tr><th scope="col">{r.key.replace(/^0+/, "")}</th>{r.counts.map((_, run) => <th scope="col">{(r.counts.length > 1 ? "AB"[run] + ": " : "") + t(run ? "figuresOther" : "figuresAsItIs")}</th>)}</tr></thead>}
          <tbody>
            {figures.map((f, i) => (
              <tr>
                <th scope="row" title={`${f.tells} ${t("figuresHides")} ${f.hides}`}>{f.word}{f.unseen && " *"}</th>
                {r.counts.map((counts, run) => {
                  const all = counts[0]!;
                  return <td><button type="button" class="link" data-figure={f.name} data-run={run} data-key={r.key} disabled={!counts[i]} aria-label={`${f.word}: ${number(counts[i]!)}`}>{number(counts[i]!)}</button> {i > 0 && all > 0 && <span class="quiet">{number((100 * counts[i]!) / all, 1)} %</span>}</td>;
                })}
              </tr>
            ))}
          </tbody>
        </table>
      ))}
    </div>
  );
}

function Letters({ of: { letters, count, figures, listed } }: { of: NonNullable<typeof answer.value> }) {
  const { figure, run, key } = listed;
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => head.current?.scrollIntoView({ block: "nearest" }), [letters]);
  const f = figures.find((x) => x.name === figure)!;
  return (
    <section aria-live="polite">
      <h3 ref={head} id="figures-letters">{`${f.word}${key ? ", " + key.replace(/^0+/, "") : ""}: ${number(count)}`}</h3>
      <p class="quiet">{f.tells} {t("figuresHides")} {f.hides}</p>
      <ul class="moments">
        {letters.map((l) => <li><button type="button" class="link" onClick={() => void follow(l.id, run ? decision.peek() : "")}><time>{l.at}</time> <b>{l.recipient}</b> {l.campaign}{l.said && ` · ${l.said}`}</button></li>)}
      </ul>
      {count > letters.length && <p class="quiet">{t("figuresMore", { n: number(count - letters.length) })}</p>}
    </section>
  );
}
