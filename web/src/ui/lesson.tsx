// The lesson as a whole: what it is for, its chapters, what it promised, and the scenario that it comes from.
import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { seek, toEvent } from "../doing.ts";
import { saveInputs } from "../files.ts";
import { compare, openPlace } from "../runs.ts";
import * as s from "../state.ts";
import { lang, t } from "../words.ts";
import { figures } from "./figures.tsx";
import { Asking } from "./predict.tsx";
import { Gloss } from "./gloss.tsx";
import { Scenario } from "./scenario.tsx";
import { Sign } from "./signs.tsx";

export function Lesson() {
  const l = s.lesson.value!;
  return (
    <>
      <div id="lesson-text">
        <h2 class="title">{l.title}</h2>
        <p class="what"><Gloss text={l.summary} /></p>
        {l.goals.length > 0 && <><h3>{t("goals")}</h3><ul>{l.goals.map((g) => <li><Gloss text={g} /></li>)}</ul></>}
        <h3>{t("chapters")}</h3>
        <Chapters />
        <p class="quiet">{t("facts", { events: l.events, lasts: l.lasts })}{l.limit && ". " + l.ended}</p>
        {l.campaign && !s.attached && <p><button type="button" class="big" id="lesson-figures" onClick={figures}>{t("figures")}</button></p>}
        {l.unrecorded && <p class="quiet">{l.unrecorded}</p>}
        <Inputs />
        <Failures />
        <Asking />
        <Compare />
      </div>
      <Scenario />
    </>
  );
}

/** Another run beside this one: the same scenario with another seed, or another lesson. */
function Compare() {
  const seed = useRef<HTMLInputElement>(null);
  if (s.attached || s.embedded) return null;
  const { lesson } = s.place.value;
  return (
    <details class="compare">
      <summary>{t("compareWith")}</summary>
      <form class="actions" onSubmit={(e) => { e.preventDefault(); const n = seed.current!.value.trim(); if (n) void compare("@" + n, { push: true }); }}>
        <label>{t("anotherSeed")} <input type="text" id="other-seed" ref={seed} inputMode="numeric" pattern="[0-9]{1,20}" maxLength={20} required /></label>
        <button type="submit" class="big">{t("compareGo")}</button>
      </form>
      <label class="actions">{t("anotherLesson")}{" "}
        <select id="other-lesson" value="" onChange={(e) => { const slug = e.currentTarget.value; if (slug) void compare(slug, { push: true }); }}>
          <option value="">{t("chooseAnother")}</option>
          {s.curriculum.map((c) => <optgroup label={c.title[lang()]}>{c.lessons.filter((l) => l.slug !== lesson).map((l) => <option value={l.slug}>{l.title[lang()]}</option>)}</optgroup>)}
        </select>
      </label>
    </details>
  );
}

/** What is done to the world beside what the scenario says. */
function Inputs() {
  const { inputs } = s.place.value;
  if (!inputs) return null;
  const n = inputs.split("\n").filter((line) => line.trim() && !line.trim().startsWith("#")).length - 1;
  return (
    <p id="inputs">
      {t("withInputs", { n })}{" "}
      <button type="button" class="link" onClick={saveInputs}>{t("saveInputs")}</button>{" · "}
      <button type="button" class="link" onClick={() => void openPlace({ ...s.place.peek(), fault: undefined, happened: undefined, inputs: undefined, at: 0 }, true)}>{t("withoutInputs")}</button>
    </p>
  );
}

/** The chapters, with those that are alike folded until one is in them or opens them; the present one stays in sight. */
function Chapters() {
  const here = s.now.value!.chapter;
  const opened = useSignal<number[]>([]);
  const list = useRef<HTMLOListElement>(null);
  useLayoutEffect(() => {
    list.current?.querySelector('[aria-current="step"]')?.scrollIntoView({ block: "nearest" });
  }, [here]);
  const { chapters, folds } = s.timeline.value!;
  const items: preact.JSX.Element[] = [];
  for (let i = 0; i < chapters.length; i++) {
    const fold = folds.find((f) => f.chapter === i);
    if (fold && !opened.value.includes(i) && (here < i || here >= fold.end)) {
      items.push(<li class="many"><button type="button" class="link folded" aria-expanded={false} onClick={() => (opened.value = [...opened.value, fold.chapter])}>{t("foldedChapters", { text: fold.text })}</button></li>);
      i = fold.end - 1;
      continue;
    }
    const c = chapters[i]!;
    items.push(
      <li value={i + 1} style={{ counterSet: `chapter ${i + 1}` }}>
        <button type="button" class="chapter" aria-current={i === here ? "step" : undefined} onClick={() => seek(c.step)}>
          {c.failure && <Sign is="cross" class="permanent" />}<span class="name">{c.title}</span><span class="time">{c.clock}</span>
        </button>
      </li>,
    );
  }
  return <ol class="chapters" ref={list}>{items}</ol>;
}

/** What the scenario promised, and did not come true. */
export function Failures() {
  const failed = s.shown.value?.failed ?? [];
  if (!failed.length) return null;
  // What a lesson expects of itself is no reproach to whoever asks "what if".
  if (s.would.value && s.fork.value!.other === undefined) return <p class="quiet">{t("expectApart", { n: failed.length })}</p>;
  if (s.place.value.inputs) return <p class="quiet">{t("expectDone", { n: failed.length })}</p>;
  return (
    <>
      <p class="verdict permanent"><Sign is="cross" /> {t("expectFailed")}</p>
      <ul>
        {failed.map((f) => (
          <li>
            {[t("expected", { want: f.want[lang()], got: f.got[lang()] }), f.closest[lang()]].filter(Boolean).join(". ")}{" "}
            {f.near > 0 && <button type="button" class="link" onClick={() => toEvent(f.near)}>{t("goThere")}</button>}
          </li>
        ))}
      </ul>
    </>
  );
}
