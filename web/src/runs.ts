// Opening runs: a lesson, a file, a text, and what would have happened.
import { batch, signal } from "@preact/signals";
import type { Lang, Run, Text } from "./api.ts";
import { Cancelled, Lost } from "./engine.ts";
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
    s.place.value = { ...place, fault: undefined, other: undefined, happened: undefined };
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
  const { run, yaml, place, letters } = answer;
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
  show({ trace: run.trace, rulings: run.rulings, letters, source: yaml, failed: run.failed }, place);
  if (push) await go("push");
  if (place.fault) await part(place.fault, { at: place.at, happened: place.happened });
  else if (place.other) await compare(place.other, { at: place.at, happened: place.happened });
  else await editAgain();
  return true;
}

/** Finds a place's scenario, and runs it. */
async function obtain(p: Place): Promise<{ run: Run; yaml: string; place: Place; letters: Lang }> {
  const engine = s.parts.engine!;
  let yaml = p.yaml ?? (await engine.source(p.lesson));
  if (!yaml && p.yaml === undefined) {
    s.say(t("noSuchLesson", { name: p.lesson }));
    p = { ...p, lesson: s.first.slug, seed: "", at: 0 };
    yaml = await engine.source(p.lesson);
  }
  const letters = lang();
  return { run: await engine.run(scenarioName(p), yaml, p.seed, "", p.inputs ?? "", letters, beat), yaml, place: p, letters };
}

export const openLesson = (slug: string) => openPlace({ lesson: slug, seed: "", at: 0 }, true);

/** Does something in the world at the moment that is shown: the run with it takes the place of this one, and stands there. */
export async function doNow(what: string): Promise<void> {
  if (isPart()) return;
  const at = s.status.peek()!;
  const now = Math.ceil(at.ms);
  const line = `{at: ${now}ms, by: ${JSON.stringify(t("actBy"))}, ${what}}`;
  const [head, ...lines] = (s.place.peek().inputs ?? '{"inputs": 1}').split("\n").filter((x) => x.trim());
  const instant = (x: string) => Number(/"?\bat"?: ?"?(\d+)ms\b/.exec(x)?.[1] ?? NaN);
  const later = lines.findIndex((x) => instant(x) > now);
  lines.splice(later < 0 ? lines.length : later, 0, line);
  const { fault: _, other: __, happened: ___, ...place } = s.place.peek();
  await openPlace({ ...place, inputs: [head, ...lines, ""].join("\n"), at: at.seq }, true);
}

/** One letter by itself is a part of a run: nothing can be done in a part, and no other run stands beside it. Says so. */
function isPart(): boolean {
  const whole = s.run.peek()?.whole;
  if (whole) s.say(t("aloneRefused"), { label: t("aloneBack"), run: whole });
  return whole !== undefined;
}

// ---- What if

/** Runs the scenario with a fault beside the run that is open, and stands where they part. */
export async function part(fault: string, how: { push?: boolean; at?: number; happened?: boolean }): Promise<void> {
  if (isPart()) return;
  const of = s.run.peek()!.trace;
  const run = await patiently(async () => s.parts.engine!.run(scenarioName(s.place.peek()), await original(), s.place.peek().seed, fault, s.place.peek().inputs ?? "", s.run.peek()!.letters, beat));
  if (!run || of !== s.run.peek()?.trace) return;
  if (!run.trace) return s.say((run.problems[0] ?? run.inputs[0])?.what[lang()] ?? t("runFailed", { why: run.error ?? "" }));
  const title = s.parts.stage!.entitle(fault); // none is given to what somebody has written
  await stand({ fault, title: title.es ? title : undefined, seq: 0, trace: run.trace, rulings: run.rulings, letters: s.run.peek()!.letters, source: run.source, failed: run.failed }, t("noFork"), how);
}

/** Runs another lesson, or the same scenario with another seed, and puts it beside the run that is open. */
export async function compare(other: string, how: { push?: boolean; at?: number; happened?: boolean }): Promise<void> {
  if (isPart()) return;
  const [slug, seed] = other.split("@") as [string, string?];
  const of = s.run.peek()!.trace;
  const engine = s.parts.engine!;
  const letters = s.run.peek()!.letters;
  const answer = await patiently(async () => {
    const source = slug ? await engine.source(slug) : await original();
    if (!source) return { unknown: true };
    const inputs = slug ? "" : (s.place.peek().inputs ?? "");
    return { source, run: await engine.run(slug ? slug + ".yaml" : scenarioName(s.place.peek()), source, seed ?? "", "", inputs, letters, beat) };
  });
  if (!answer || of !== s.run.peek()?.trace) return;
  if (!answer.run) return s.say(t("noSuchLesson", { name: slug }));
  const { run, source } = answer;
  if (!run.trace) return s.say((run.problems[0] ?? run.inputs[0])?.what[lang()] ?? t("runFailed", { why: run.error ?? "" }));
  await stand({ fault: "", other, title: naming(other), seq: 0, trace: run.trace, rulings: run.rulings, letters, source, failed: run.failed }, t("sameRun"), how);
  if (s.fork.peek()?.other !== other) return;
  s.beside.value = true;
  if (!how.at) flip(false); // one looks from one's own run over to the other
}

/** What a run beside the open one is called. */
function naming(other: string): Text {
  const [slug, seed] = other.split("@") as [string, string?];
  const title = s.lessons.find((x) => x.lesson.slug === slug)?.lesson.title;
  const say = (l: Lang) => [title?.[l] ?? slug, seed ? s.seedWord[l] + " " + seed : ""].filter(Boolean).join(", ");
  return { es: say("es"), en: say("en") };
}

/** What a side of the fork is called. */
export function sideName(would: boolean): string {
  const fork = s.fork.value;
  if (fork?.mine) return (would ? fork.title! : fork.mine)[lang()];
  if (!fork?.other) return t(would ? "wouldHappen" : "happened");
  if (would) return fork.title![lang()];
  const { lesson, seed } = s.place.value;
  // With a seed alone beside it, its own is what tells it apart.
  return fork.other.startsWith("@") ? s.seedWord[lang()] + " " + (seed || (s.lesson.value?.seed ?? "")) : (s.lessons.find((x) => x.lesson.slug === lesson)?.lesson.title[lang()] ?? t("thisRun"));
}

/** Puts a run beside the one that is open, and stands where they part. */
async function stand(fork: s.Fork, same: string, how: { push?: boolean; at?: number; happened?: boolean }): Promise<void> {
  const stage = s.parts.stage!;
  const seq = stage.fork(fork.trace, fork.rulings);
  if (!seq) return s.say(same);
  batch(() => {
    s.fork.value = { ...fork, seq };
    s.place.value = { ...s.place.peek(), fault: fork.fault || undefined, other: fork.other, happened: undefined };
    s.opening.value = false;
    anew();
  });
  if (how.at) stage.send({ do: "event", seq: how.at, still: true });
  if (how.happened) flip(false);
  if (how.happened && how.at) stage.send({ do: "event", seq: how.at, still: true });
  await editAgain();
  if (how.push) await go("push");
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
    s.place.value = { ...s.place.peek(), fault: undefined, other: undefined, happened: undefined };
    if (!stays) anew();
  });
  void editAgain();
  void go("replace");
}

export const toFork = () => {
  const fork = s.fork.peek();
  if (fork) s.parts.stage!.send({ do: "event", seq: fork.seq, still: true });
};
