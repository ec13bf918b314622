// Opening runs: a lesson, a file, a text, and what would have happened.
import { batch, signal } from "@preact/signals";
import type { Run, Text } from "./api.ts";
import { Cancelled, Lost } from "./engine.ts";
import { allLang, type Detail } from "./api.ts";
import * as s from "./state.ts";
import { editAgain, editBroken } from "./editing.ts";
import type { Place } from "./place.ts";
import { go } from "./routes.ts";
import { anew, seekWhenOpen } from "./views.ts";
import { lang, t } from "./words.ts";

// ---- Waiting for the engine

/** How long the engine has been at work, once that is long. */
export const running = signal<{ seconds: number; stretches: number } | undefined>(undefined);

let stretches = 0; // how often the engine has said that it is still at work
let waiting: object | undefined;
export const beat = (n: number) => void (stretches = n);

/** Waits for the engine, with a card that tells how long it takes once it takes long. Undefined: it was cancelled, or
 * failed, and the reader has been told. */
export async function patiently<T>(work: () => Promise<T>): Promise<T | undefined> {
  if (waiting) s.parts.engine!.cancel();
  const since = performance.now();
  const mine = {};
  waiting = mine;
  stretches = 0;
  const timer = setInterval(() => {
    const seconds = (performance.now() - since) / 1000;
    if (seconds > 0.4) running.value = { seconds: Math.round(seconds), stretches };
  }, 250);
  try {
    return await work();
  } catch (error) {
    if (waiting !== mine) return undefined;
    if (error instanceof Cancelled) s.say(t("cancelled"));
    else if (error instanceof Lost) s.say(t("engineLost", { why: error.message }), { label: t("tryAgain"), run: () => location.reload() });
    else s.say(t("runFailed", { why: (error as Error).message }));
    return undefined;
  } finally {
    clearInterval(timer);
    if (waiting === mine) {
      waiting = undefined;
      running.value = undefined;
    }
  }
}

// ---- Runs

export const fileName = () => t("yourScenario").toLowerCase().replaceAll(" ", "-") + ".yaml";
export const scenarioName = (p: Place) => (p.lesson ? p.lesson + ".yaml" : (p.name ?? fileName()));

/** The scenario that the run on the stage came from, without any fault. */
export async function original(): Promise<string> {
  const run = s.run.peek()!;
  if (run.source) return run.source;
  const { yaml, lesson } = s.place.peek();
  const source = yaml ?? (await s.parts.engine!.source(lesson));
  if (s.run.peek() === run) s.run.value = { ...run, source };
  return source;
}

/** Puts a run on the stage; place says where in it. Of one that goes on, more will come. */
export function show(run: s.Shown, place: Place, growing = false): void {
  if (growing) s.parts.stage!.follow(run.trace);
  else s.parts.stage!.open(run.trace, run.rulings);
  seekWhenOpen(place.at);
  batch(() => {
    s.place.value = { ...place, fault: undefined, happened: undefined };
    s.run.value = run;
    s.fork.value = undefined;
    s.split.value = undefined;
    s.opening.value = place.at === 0 && !place.fault;
    s.conn.value = "current";
    s.query.value = "";
    s.host.value = "";
    anew();
  });
}

export async function openPlace(wanted: Place, push: boolean): Promise<boolean> {
  const answer = await patiently(() => obtain(wanted));
  if (!answer) return false;
  const { run, yaml, place } = answer;
  if (!run.trace) {
    if (run.problems.length) {
      await editBroken(yaml, scenarioName(place), run.problems);
      s.say(t(s.run.peek() ? "cannotRun" : "cannotRunFirst"));
    } else if (run.inputs.length) {
      const { line, what } = run.inputs[0]!;
      s.say(t("badInputs", { line, what: what[lang()] }));
    } else {
      s.say(t("runFailed", { why: run.error ?? "" }));
    }
    return false;
  }
  show({ trace: run.trace, rulings: run.rulings, source: yaml, failed: run.failed }, place);
  if (push) await go("push");
  if (place.fault) await part(place.fault, { at: place.at, happened: place.happened });
  else await editAgain();
  return true;
}

/** Finds a place's scenario, and runs it. */
async function obtain(p: Place): Promise<{ run: Run; yaml: string; place: Place }> {
  const engine = s.parts.engine!;
  let yaml = p.yaml ?? (await engine.source(p.lesson));
  if (!yaml && p.yaml === undefined) {
    s.say(t("noSuchLesson", { name: p.lesson }));
    p = { ...p, lesson: s.first.slug, seed: "", at: 0 };
    yaml = await engine.source(p.lesson);
  }
  return { run: await engine.run(scenarioName(p), yaml, p.seed, "", p.inputs ?? "", beat), yaml, place: p };
}

export const openLesson = (slug: string) => openPlace({ lesson: slug, seed: "", at: 0 }, true);

// ---- What if

/** Runs the scenario with a fault beside the run that is open, and stands where they part. */
export async function part(fault: string, how: { push?: boolean; title?: Text; at?: number; happened?: boolean }): Promise<void> {
  const of = s.run.peek()!.trace;
  const run = await patiently(async () => s.parts.engine!.run(scenarioName(s.place.peek()), await original(), s.place.peek().seed, fault, s.place.peek().inputs ?? "", beat));
  if (!run || of !== s.run.peek()?.trace) return;
  if (!run.trace) return s.say((run.problems[0] ?? run.inputs[0])?.what[lang()] ?? t("runFailed", { why: run.error ?? "" }));
  const stage = s.parts.stage!;
  const seq = stage.fork(run.trace, run.rulings);
  if (!seq) return s.say(t("noFork"));
  batch(() => {
    s.fork.value = { fault, title: how.title ?? entitle(fault), seq, trace: run.trace!, rulings: run.rulings, source: run.source, failed: run.failed };
    s.place.value = { ...s.place.peek(), fault, happened: undefined };
    s.opening.value = false;
    anew();
  });
  if (how.at) stage.send({ do: "event", seq: how.at, still: true });
  if (how.happened) flip(false);
  if (how.happened && how.at) stage.send({ do: "event", seq: how.at, still: true });
  await editAgain();
  if (how.push) await go("push");
}

/** The words that a fault was offered with, where it was. */
function entitle(fault: string): Text | undefined {
  const stage = s.parts.stage!;
  const detail: Detail = s.detail.peek();
  const step = stage.split(detail)?.happened.fork ?? 0;
  for (const at of [step, step - 1, step - 2]) {
    const [es, en] = allLang.map((l) => stage.whatif(detail, Math.max(at, 0), l).offers.find((o) => o.fault === fault)?.title);
    if (es && en) return { es, en };
  }
  return undefined;
}

/** Goes over to the other side of the fork: the same event before it, the same moment after it. */
export function flip(would = !s.would.peek()): void {
  if (!s.fork.peek() || would === s.would.peek()) return;
  s.parts.stage!.side(would);
  batch(() => {
    s.place.value = { ...s.place.peek(), happened: would ? undefined : true };
    anew(true);
  });
  void editAgain();
  void go("replace");
}

export function closeFork(): void {
  if (!s.fork.peek()) return;
  const stays = !s.would.peek();
  s.parts.stage!.close();
  batch(() => {
    s.fork.value = undefined;
    s.split.value = undefined;
    s.place.value = { ...s.place.peek(), fault: undefined, happened: undefined };
    if (!stays) anew();
  });
  void editAgain();
  void go("replace");
}

export const toFork = () => {
  const fork = s.fork.peek();
  if (fork) s.parts.stage!.send({ do: "event", seq: fork.seq, still: true });
};
