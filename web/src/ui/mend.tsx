// Mend it, or break it: a task's world on the stage, and beside it what may be changed in it.
import { batch, effect, signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import type { Mended, Task, TaskField, Text } from "../api.ts";
import { closeDialog } from "../dialogs.ts";
import { choose, fold } from "../doing.ts";
import { atCard } from "../keep.ts";
import { go } from "../routes.ts";
import { patiently, show } from "../runs.ts";
import * as s from "../state.ts";
import { atWork, begin as beginOwn, part, take } from "../homework.ts";
import { lang, t } from "../words.ts";
import { Sign } from "./signs.tsx";

/** The task that is open: what was written in its form, and what came of it. */
interface Bench {
  task: Task;
  values: Record<string, string>;
  came?: Mended;
  hints: Text[];
}
const bench = signal<Bench | undefined>(undefined);

/** The task's world is the one on the stage. */
const open = () => bench.value && s.place.value.yaml === bench.value.task.world;

// The world of a task in the address brings its task with it: after Back, a reload, or out of a link.
effect(() => {
  const { yaml } = s.place.value;
  const own = atWork()?.own.task;
  if (yaml === undefined || !s.open.value || !s.parts.engine) return;
  if (bench.peek()?.task.world === yaml) s.opening.value = false;
  else if (own) found(begun(own, written(own)));
  else void s.parts.engine.tasks().then((list) => {
    const task = list.find((x) => x.world === yaml);
    if (task && s.place.peek().yaml === yaml && bench.peek()?.task.world !== yaml) found(begun(task, written(task)));
  }, () => {});
});

/** A task that was come back to: no opening card lies over its form. */
function found(b: Bench): void {
  batch(() => {
    bench.value = b;
    s.opening.value = false;
  });
}

export function Tasks() {
  const [list, take] = useState<Task[] | undefined>(undefined);
  useEffect(() => void s.parts.engine!.tasks().then(take, () => take([])), []);
  return (
    <>
      <p class="quiet">{t("tasksHint")}</p>
      {!list && <progress aria-label={t("loading")} />}
      <ul id="offers" class="offers">{list?.map((x) => <li><button type="button" class="lesson" onClick={() => void begin(x)}><Sign is="edit" /><span>{x.title[lang()]}</span></button></li>)}</ul>
    </>
  );
}

/** Begins a part of an assignment: a task has its world on the bench. */
export function beginPart(id: string): void {
  void beginOwn(id).then((own) => own?.task && begin(own.task));
}

/** A task with what was written in its form. */
function begun(task: Task, written: Record<string, string> = {}): Bench {
  const values: Record<string, string> = {};
  for (const f of task.fields) if (f.records.length) values[f.whose] = f.records.join("\n");
  return { task, values: { ...values, ...written }, hints: [] };
}

// What is written in a form lives as long as the tab, a page that is begun anew included.
const folder = new URL(".", globalThis.location?.href ?? "http://posta.test/").pathname;
const key = `posta ${folder} task`;

function written(task: Task): Record<string, string> {
  try {
    const kept = JSON.parse(sessionStorage.getItem(key) ?? "null");
    return kept?.world === task.world ? kept.values : {};
  } catch {
    return {};
  }
}

function write(b: Bench): void {
  bench.value = b;
  try {
    sessionStorage.setItem(key, JSON.stringify({ world: b.task.world, values: b.values }));
  } catch {
    // It lives as long as the page does.
  }
}

async function begin(task: Task): Promise<void> {
  closeDialog();
  write(begun(task));
  await run(task, []);
  atCard("mend");
}

/** Runs the world with changes, puts it on the stage, and keeps what came of it. */
async function run(task: Task, changes: string[]): Promise<void> {
  const letters = task.own ? (part.peek()?.letters ?? lang()) : lang();
  const came = await patiently(() => s.parts.engine!.mend(task.slug, task.own, changes, letters));
  if (!came || bench.peek()?.task !== task) return;
  batch(() => {
    bench.value = { ...bench.peek()!, came };
    if (came.trace) {
      show({ trace: came.trace, letters, rulings: came.rulings, source: task.world, failed: [] }, { lesson: "", yaml: task.world, name: task.slug + ".yaml", seed: "", at: 0 });
      s.opening.value = false;
    }
  });
  choose("explain");
  if (s.folded.peek()) fold(false);
  s.tall.value = true;
  if (came.trace) await go("push");
}

/** A text as a line of YAML has it. */
const quoted = (text: string) => JSON.stringify(text);

/** What was written in the form, as inputs. */
function changes({ task, values }: Bench): string[] {
  return task.fields.flatMap((f) => (f.verb === "change" ? records(f, values[f.whose] ?? "") : settings(f, values)));
}

function settings(f: TaskField, values: Record<string, string>): string[] {
  const set = f.settings.flatMap((x) => {
    const value = (values[f.whose + " " + x.key] ?? "").trim();
    if (!value) return [];
    // A number stands as it is where one is wanted: a password of digits is still a text.
    const number = /^\d+$/.test(x.example) && /^-?\d+$/.test(value);
    return [`${x.key}: ${number || x.choices.length || /^[\[{]/.test(value) ? value : quoted(value)}`];
  });
  return set.length ? [`${f.verb}: {${f.key}: ${f.whose}, ${set.join(", ")}}`] : [];
}

/** Which of a zone's records went, and which came: those of one name and type go together. */
function records(f: TaskField, written: string): string[] {
  const lines = (text: string[]) => text.map((x) => x.trim()).filter(Boolean);
  const key = (line: string) => line.split(/\s+/).slice(0, 2).join(" ");
  const of = (list: string[], k: string) => list.filter((x) => key(x) === k);
  const [was, is] = [lines(f.records), lines(written.split("\n"))];
  const touched = [...new Set([...was, ...is].map(key))].filter((k) => of(was, k).join("\n") !== of(is, k).join("\n"));
  if (!touched.length) return [];
  const remove = touched.filter((k) => of(was, k).length).map(quoted);
  const add = touched.flatMap((k) => of(is, k)).map(quoted);
  const part = (name: string, list: string[]) => (list.length ? `, ${name}: [${list.join(", ")}]` : "");
  return [`${f.verb}: {${f.key}: ${f.whose}${part("remove", remove)}${part("add", add)}}`];
}

/** The card on the panel. */
export function Mend() {
  if (!open()) return null;
  const b = bench.value!;
  const submit = (e: Event) => {
    e.preventDefault();
    const list = changes(b);
    // What came of it stands above the form, and a phone shows one of the two.
    if (list.length) void run(b.task, list).then(() => document.querySelector("#mend [role=status]")?.scrollIntoView({ block: "nearest" }));
    else s.say(t("taskChange"));
  };
  const hint = async () => {
    const text = await patiently(() => s.parts.engine!.hint(b.task.slug, b.task.own, b.hints.length + 1));
    if (text && bench.peek()?.task === b.task) bench.value = { ...bench.peek()!, hints: text[lang()] ? [...b.hints, text] : b.hints };
    if (text && !text[lang()]) s.say(t("taskNoHint"));
  };
  return (
    <section id="mend" aria-label={t("task")} tabIndex={-1}>
      <p class="eyebrow">{t("task")}</p>
      <h2 class="title">{b.task.title[lang()]}</h2>
      <p>{b.task.do[lang()]}</p>
      <Came of={b} />
      <form onSubmit={submit}>
        {b.task.fields.map((f) => <Field of={f} />)}
        {b.hints.map((h) => <p class="quiet">{h[lang()]}</p>)}
        <p class="actions"><button type="submit" class="big primary" id="mend-try">{t("taskTry")}</button>{atWork() && <button type="button" class="big" id="mend-take" onClick={() => void take({ repair: changes(b) })}>{t("homeworkTake")}</button>}<button type="button" class="big" id="mend-hint" onClick={() => void hint()}>{t("taskHint")}</button></p>
      </form>
    </section>
  );
}

function Field({ of: f }: { of: TaskField }) {
  const b = bench.value!;
  const put = (key: string) => (e: Event & { currentTarget: HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement }) => write({ ...bench.peek()!, values: { ...bench.peek()!.values, [key]: e.currentTarget.value } });
  if (f.verb === "change") {
    return <label>{t("taskRecords", { whose: f.whose })}<textarea rows={Math.max(4, f.records.length + 2)} spellcheck={false} autocapitalize="off" autocomplete="off" maxLength={4000} value={b.values[f.whose] ?? ""} onInput={put(f.whose)} /></label>;
  }
  return (
    <>
      {f.settings.map((x) => {
        const key = f.whose + " " + x.key;
        const value = b.values[key] ?? "";
        return (
          <label>
            {x.label[lang()]}
            {x.choices.length ? (
              <select value={value} onChange={put(key)}><option value="">{t("taskAsIs")}</option>{x.choices.map((c) => <option value={c}>{c}</option>)}</select>
            ) : (
              <input type="text" class="mono" value={value} placeholder={x.example} spellcheck={false} autocapitalize="off" autocomplete="off" maxLength={1000} onInput={put(key)} />
            )}
          </label>
        );
      })}
    </>
  );
}

/** What came of it: what must come true, and whether it did. */
function Came({ of: b }: { of: Bench }) {
  const c = b.came;
  if (!c) return null;
  const held = c.held.every(Boolean) && c.held.length > 0;
  return (
    <div role="status">
      {c.problems.slice(0, 3).map((p) => <div class="complaint"><p class="verdict permanent"><Sign is="cross" /> {p.what[lang()]}</p>{p.hint[lang()] && <p class="quiet">{p.hint[lang()]}</p>}</div>)}
      {c.error && <p class="verdict permanent">{c.error}</p>}
      {c.goal.length > 0 && <><h3>{t("taskGoal")}</h3><ul>{c.goal.map((g, i) => <li class={c.held[i] ? "held" : "lacks"}><Sign is={c.held[i] ? "tick" : "cross"} /><span>{g.want[lang()]}: {g.got[lang()]}</span></li>)}</ul></>}
      {!held && c.goal.length > 0 && <p class="quiet">{t("taskNotYet")}</p>}
      {c.solved && <p class="verdict ok"><Sign is="tick" /> {t("taskSolved", { n: c.tried })}</p>}
      {held && !c.solved && <><p class="verdict temporary">{t("taskElse")}</p><ul>{c.others.map((o) => <li class="lacks"><Sign is="cross" /><span>{o[lang()] || t("taskOtherSeed")}</span></li>)}</ul></>}
    </div>
  );
}
