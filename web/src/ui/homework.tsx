// Homework: what there is to do, the part that is being done, and what it is worth.
import { useLayoutEffect, useState } from "preact/hooks";
import type { AssignmentPart } from "../api.ts";
import { closeDialog, dialog } from "../dialogs.ts";
import { chooseFile, copy } from "../files.ts";
import * as h from "../homework.ts";
import { asking, useRise } from "../raised.ts";
import * as s from "../state.ts";
import { lang, number, t } from "../words.ts";
import { Sign } from "./signs.tsx";

export const openHomework = () => void (dialog.value = { is: "homework" });

const titleOf = (p: AssignmentPart) => s.lessons.find((x) => p.kind !== "task" && x.lesson.slug === p.lesson)?.lesson.title[lang()] ?? p.title[lang()];
const kinds = { ask: "homeworkAsk", talk: "homeworkTalk", task: "homeworkTask" } as const;

export function HomeworkDialog({ begin }: { begin: (id: string) => void }) {
  const now = h.homework.value;
  if (!now) return <None />;
  const { assignment: a, student } = now;
  const when = a.deadline && new Date(a.deadline).toLocaleString(lang(), { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });
  return (
    <div id="homework">
      <h3>{a.title[lang()]}</h3>
      {when && <p class="quiet">{t(a.late ? "homeworkUntilLate" : "homeworkUntil", { when, n: a.late })}</p>}
      {student ? <Parts begin={begin} /> : <Who />}
      <p class="quiet">{t("homeworkHere")}</p>
    </div>
  );
}

function None() {
  return (
    <div id="homework">
      <p>{t("homeworkNone")}</p>
      <ul id="offers" class="offers">{h.works.value.map((w) => <li><button type="button" class="lesson" onClick={() => void h.open(w.name, w.text)}><Sign is="edit" /><span>{w.name} · {w.student}</span></button></li>)}</ul>
      <p class="actions"><button type="button" class="big primary" onClick={() => (closeDialog(), chooseFile())}>{t("openFile")}</button></p>
    </div>
  );
}

function Who() {
  const [name, write] = useState("");
  return (
    <form onSubmit={(e) => (e.preventDefault(), name.trim() && h.beWho(name))}>
      <label>{t("homeworkName")}<input type="text" id="homework-name" value={name} maxLength={100} autocomplete="name" onInput={(e) => write(e.currentTarget.value)} /></label>
      <p class="quiet">{t("homeworkNameWhy")}</p>
      <p class="actions"><button type="submit" class="big primary" id="homework-begin">{t("homeworkBegin")}</button></p>
    </form>
  );
}

function Parts({ begin }: { begin: (id: string) => void }) {
  const { assignment: a, student } = h.homework.value!;
  const [link, show] = useState<string | undefined>(undefined);
  const came = h.marks.value;
  const share = async () => {
    const made = await h.linkOf();
    show(made ?? "");
    const field = document.getElementById("homework-link") as HTMLInputElement | null;
    if (made && field && (await copy(made, field))) s.say(t("copied"));
  };
  return (
    <>
      <p>{t("homeworkOf", { name: student })}</p>
      {h.unsafe.value && <p class="permanent" role="alert">{t("homeworkUnsafe")}</p>}
      <ul id="offers" class="offers">
        {a.parts.map((p) => {
          const done = h.doneOf(p.id);
          const marked = came?.parts.find((m) => m.id === p.id);
          return (
            <li key={p.id}>
              <button type="button" class="lesson" id={`part-${p.id}`} onClick={() => begin(p.id)}><Sign is={done ? "tick" : "arrow"} class={done ? "ok" : ""} /><span><strong>{p.id}. {p.do[lang()] || titleOf(p)}</strong><br />{t(kinds[p.kind as keyof typeof kinds])} · {t(done ? "homeworkDone" : "homeworkToDo")}</span></button>
              {marked && <Marks of={marked} />}
            </li>
          );
        })}
      </ul>
      {came && <p class="verdict ok" id="homework-mark">{t(came.late ? "homeworkMarkLate" : "homeworkMark", { n: number((10 * came.points) / Math.max(1, came.of), 2), of: 10 })}</p>}
      <p class="actions">
        <button type="button" class="big primary" id="homework-hand-in" onClick={h.handIn}>{t("homeworkHandIn")}</button>
        <button type="button" class="big" id="homework-marks" onClick={() => void h.mark()}>{t("homeworkMarks")}</button>
      </p>
      <p class="actions">
        <button type="button" class="link" id="homework-share" onClick={() => void share()}>{t("homeworkLink")}</button>
        <button type="button" class="link" id="homework-open" onClick={() => (closeDialog(), chooseFile())}>{t("homeworkOther")}</button>
        <button type="button" class="link" id="homework-erase" onClick={() => (closeDialog(), s.say(t("homeworkSure"), { label: t("progressErase"), run: h.erase }))}>{t("homeworkErase")}</button>
      </p>
      {link !== undefined && <p>{link ? <input type="text" id="homework-link" class="mono" readonly value={link} aria-label={t("homeworkLink")} /> : t("homeworkTooLong")}</p>}
    </>
  );
}

function Marks({ of: m }: { of: NonNullable<typeof h.marks.value>["parts"][number] }) {
  return (
    <div class="marks">
      <p class={m.proved && m.right === m.of ? "ok" : "quiet"}>{m.proved ? t("homeworkRight", { right: m.right, of: m.of }) : m.verdict[lang()]}</p>
      {m.reasons.length > 0 && <ul>{m.reasons.map((r) => <li>{r[lang()]}</li>)}</ul>}
    </div>
  );
}

// ---- The card, while a part is being done

export function HomeworkCard() {
  const at = h.atWork();
  const now = h.homework.value;
  const card = useRise(undefined);
  const n = at && now ? h.current() : -1; // -1 too where nothing is asked
  useLayoutEffect(() => void (asking.homework.value = n < 0 ? "" : `${at!.id} ${n}`), [at?.id, n]);
  if (!at || !now) return null;
  const p = now.assignment.parts.find((x) => x.id === at.id)!;
  const inputs = s.place.value.inputs;
  return (
    <section id="homework-card" aria-label={t("homework")} tabIndex={-1} ref={card}>
      <p class="eyebrow"><span>{now.assignment.title[lang()]} · {p.id}</span> <button type="button" class="link" id="homework-back" onClick={openHomework}>{t("homeworkAll")}</button></p>
      {p.kind === "talk" && (
        <>
          <p>{p.do[lang()] || t("homeworkTalkDo")}</p>
          <p class="actions"><button type="button" class="big primary" id="homework-take" aria-disabled={!inputs} onClick={() => inputs && void h.take({ inputs })}>{t("homeworkTake")}</button></p>
        </>
      )}
      {p.kind === "ask" && <Quiz />}
    </section>
  );
}

function Quiz() {
  const { own } = h.part.value!;
  h.works.value;
  const n = h.current();
  const q = own.questions[n];
  if (!q) return <p role="status">{t("homeworkAnswered", { n: own.questions.length })}</p>;
  return (
    <>
      <p class="quiet">{t("homeworkQuestion", { n: n + 1, of: own.questions.length })}</p>
      <p class="question">{q.text[lang()]}</p>
      <ul class="choices">{q.choices.map((c) => <li key={q.id + c.en}><button type="button" class="choice" onClick={() => h.answer(q.id, c.en)}><span class="dot" /><span>{c[lang()]}</span></button></li>)}</ul>
    </>
  );
}
