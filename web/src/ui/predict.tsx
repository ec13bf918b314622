// Predict, then see: a quiet card that asks before the answer shows, and asks again on another day.
import { computed, effect, signal } from "@preact/signals";
import type { Asked } from "../api.ts";
import { closeDialog, dialog } from "../dialogs.ts";
import { forward, play } from "../doing.ts";
import { saveProgress } from "../files.ts";
import { answer, due, erase, missed, modes, nameOf, progress, setMode, type Answered, type Mode } from "../progress.ts";
import { asking, useRise } from "../raised.ts";
import { part } from "../runs.ts";
import * as s from "../state.ts";
import { lang, t, type Key } from "../words.ts";
import { Sign, SignButton } from "./signs.tsx";

/** What was chosen on this visit to the run, by the question's name: the card shows the answer once it is there. */
const chosen = signal<Record<string, number>>({});

/** Whose progress it is: a scenario of one's own has a name of its own. */
const lesson = computed(() => (s.place.value.yaml === undefined ? s.place.value.lesson : ""));

const questions = computed<Asked[]>(() => {
  s.run.value;
  s.detail.value;
  if (progress.value.mode === "off" || s.would.value || s.status.value?.growing || !s.open.value || !s.lesson.value) return [];
  return s.parts.stage?.questions(s.detail.value) ?? [];
});

/** The questions of the step that is shown. */
const here = computed(() => questions.value.filter((q) => q.step === s.step.value));
const unanswered = () => here.value.find((q) => chosen.value[nameOf(lesson.value, q)] === undefined);
/** The one that was answered just now stays until the reader goes on. */
const held = signal("");
/** The one that is asked: the first that was not answered, or else the last. */
const asked = computed(() => here.value.find((q) => q.id === held.value) ?? unanswered() ?? here.value.at(-1));

s.run.subscribe(() => (chosen.value = {}));
// Playing stops for a question, if the reader wants it so.
effect(() => {
  const q = asked.value;
  if (q && progress.value.mode === "stop" && s.playing.value && chosen.value[nameOf(lesson.value, q)] === undefined) play(false);
});

effect(() => {
  const q = asked.value;
  const i = q && chosen.value[nameOf(lesson.value, q)];
  asking.question.value = q && (i === undefined || held.value === q.id) ? `${q.id} ${i ?? ""}` : "";
});

/** The card on the panel. */
export function Predict() {
  const q = asked.value;
  const card = useRise(q && chosen.value[nameOf(lesson.value, q)]);
  if (!q) return null;
  const name = nameOf(lesson.value, q);
  const choose = (i: number) => {
    held.value = q.id;
    chosen.value = { ...chosen.value, [name]: i };
    if (lesson.value) answer(lesson.value, q, Boolean(q.choices[i]!.right));
  };
  return (
    <section id="predict" aria-label={t("predict")} tabIndex={-1} ref={card}>
      <p class="eyebrow"><span>{t("predict")}</span><SignButton sign="close" label={t("predictOff")} class="icon small" id="predict-off" onClick={off} /></p>
      <Question of={q} chosen={chosen.value[name]} choose={choose} after={<Onward of={q} chosen={chosen.value[name]} />} />
    </section>
  );
}

function off(): void {
  setMode("off");
  s.say(t("predictIsOff"), { label: t("undo"), run: () => (setMode("quiet"), (s.toast.value = undefined)) });
}

/** After the answer: on to what happens, or to the world in which a wrong one would have been right. */
function Onward({ of: q, chosen: i }: { of: Asked; chosen: number | undefined }) {
  if (i === undefined) return null;
  const c = q.choices[i]!;
  const on = () => {
    held.value = "";
    if (!unanswered()) forward();
  };
  return (
    <p class="actions">
      <button type="button" class="big primary" id="predict-go" onClick={on}>{t("predictGo")}</button>
      {c.fault && <button type="button" class="big" id="predict-run" onClick={() => void part(c.fault!, { push: true })}><Sign is="fork" /> {t("predictRun")}</button>}
    </p>
  );
}

/** A question, its choices, and, once one is chosen, what is right and why. */
function Question({ of: q, chosen: i, choose, after }: { of: Asked; chosen: number | undefined; choose: (i: number) => void; after?: preact.ComponentChildren }) {
  const best = q.choices.findIndex((c) => c.right);
  return (
    <>
      <p class="question">{q.text[lang()]}</p>
      <ul class="choices" onKeyDown={keys}>
        {q.choices.map((c, n) => (
          <li key={n}>
            <button type="button" class={i === undefined ? "choice" : n === best ? "choice right" : n === i ? "choice wrong" : "choice"} aria-pressed={i === undefined ? undefined : n === i} aria-disabled={i !== undefined} onClick={() => i === undefined && choose(n)}>
              {i === undefined || (n !== best && n !== i) ? <span class="dot" /> : <Sign is={n === best ? "tick" : "cross"} />}<span>{c.text[lang()]}</span>
            </button>
          </li>
        ))}
      </ul>
      {i !== undefined && (
        <div role="status" class="answer">
          {i !== best && q.choices[i]!.why[lang()] && <p>{q.choices[i]!.why[lang()]}</p>}
          <p>{i === best ? t("predictRight") : t("predictWas", { what: q.choices[best]!.text[lang()].replace(/\.$/, "") })} {q.choices[best]!.why[lang()]}</p>
          {after}
        </div>
      )}
    </>
  );
}

function keys(e: KeyboardEvent & { currentTarget: HTMLElement }): void {
  const by = e.key === "ArrowDown" ? 1 : e.key === "ArrowUp" ? -1 : 0;
  if (!by) return;
  e.preventDefault();
  e.stopPropagation();
  const items = [...e.currentTarget.querySelectorAll<HTMLElement>("button")];
  items[(items.indexOf(document.activeElement as HTMLElement) + by + items.length) % items.length]!.focus();
}

// ---- Asking again

/** What is being asked again: a list that stays as it was when it began. */
const again = signal<{ list: Pick<Answered, "lesson" | "question">[]; at: number; chosen?: number }>({ list: [], at: 0 });

function begin(list: Pick<Answered, "lesson" | "question">[]): void {
  again.value = { list: list.slice(0, 20), at: 0 };
  dialog.value = { is: "review" };
}

/** What can be asked again now; at the end of a lesson, all that it asks. */
export function Again({ ended = false }: { ended?: boolean }) {
  const wrong = lesson.value ? missed(lesson.value) : [];
  const old = due().filter((a) => a.lesson !== lesson.value);
  const whole = ended && lesson.value ? questions.value.map((question) => ({ lesson: lesson.value, question })) : [];
  if (progress.value.mode === "off" || wrong.length + old.length + whole.length === 0) return null;
  return (
    <p class="actions">
      {wrong.length > 0 && <button type="button" class="big" id="again-missed" onClick={() => begin(wrong)}>{t("againMissed", { n: wrong.length })}</button>}
      {whole.length > 0 && <button type="button" class="big" id="again-all" onClick={() => begin(whole)}>{t("againAll", { n: whole.length })}</button>}
      {old.length > 0 && <button type="button" class="big" id="again-old" onClick={() => begin(old)}>{t("againOld", { n: old.length })}</button>}
    </p>
  );
}

export function Review() {
  const { list, at, chosen: i } = again.value;
  const a = list[at];
  if (!a) return <><p>{t("againDone")}</p><p class="actions"><button type="button" class="big primary" onClick={closeDialog}>{t("close")}</button></p></>;
  const choose = (n: number) => {
    again.value = { list, at, chosen: n };
    answer(a.lesson, a.question, Boolean(a.question.choices[n]!.right));
  };
  const title = s.lessons.find((x) => x.lesson.slug === a.lesson)?.lesson.title[lang()] ?? a.lesson;
  return (
    <div id="review">
      <p class="eyebrow">{t("againOf", { title, at: at + 1, n: list.length })}</p>
      <Question of={a.question} chosen={i} choose={choose} after={<p class="actions"><button type="button" class="big primary" id="review-next" onClick={() => (again.value = { list, at: at + 1 })}>{t("againNext")}</button></p>} />
    </div>
  );
}

const modeWords: Record<Mode, Key> = { off: "modeOff", quiet: "modeQuiet", stop: "modeStop" };

/** How one wants to be asked, and what is kept of it. */
export function Asking() {
  const all = Object.values(progress.value.answered);
  const mine = all.filter((a) => a.lesson === lesson.value);
  return (
    <section id="asking">
      <h3>{t("questions")}</h3>
      <p><label>{t("mode")} <select id="ask-mode" value={progress.value.mode} onChange={(e) => setMode(e.currentTarget.value as Mode)}>{modes.map((m) => <option value={m}>{t(modeWords[m])}</option>)}</select></label></p>
      {mine.length > 0 && <p class="quiet">{t("askedHere", { right: mine.filter((a) => a.last).length, n: mine.length })}</p>}
      <Again />
      {all.length > 0 && (
        <p class="actions">
          <button type="button" class="link" id="progress-save" onClick={saveProgress}>{t("progressSave")}</button>
          <button type="button" class="link" id="progress-erase" onClick={() => s.say(t("progressSure", { n: all.length }), { label: t("progressErase"), run: erase })}>{t("progressErase")}</button>
        </p>
      )}
      <p class="quiet">{t("progressHere")}</p>
    </section>
  );
}
