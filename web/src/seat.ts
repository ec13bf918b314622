// Taking part: a place in the run that is on the stage, what is done there, and the ways that were gone from it. The world
// stands still between two moves; what was done is a list, and the engine can do it again, so nothing here can be lost.
import { batch, computed, signal } from "@preact/signals";
import type { Lang, Move, Problem, Seat, SeatAt, Seated, SeatPlace } from "./api.ts";
import { choose, fold } from "./doing.ts";
import type { Place } from "./place.ts";
import { go } from "./routes.ts";
import { openPlace, original, patiently, scenarioName, show } from "./runs.ts";
import * as s from "./state.ts";
import { t } from "./words.ts";

interface Sitting {
  name: string;
  yaml: string;
  inputs: string; // that were there before
  letters: Lang;
  place: Place; // the run's, before the place was taken
  at: SeatAt;
  ways: Move[][];
  way: number; // the one that is on the stage
  seat: Seat;
  events: number; // of it that the stage has
  problems: Problem[]; // of what was tried last
  whole: boolean; // the run went on to its end
  run: s.Shown; // as which it is on the stage
}

export const sitting = signal<Sitting | undefined>(undefined);
/** The place, while its run is the one on the stage. */
export const seated = computed(() => (sitting.value && s.run.value === sitting.value.run ? sitting.value : undefined));

// While somebody sits nothing can be asked about the end, for there is none yet.
const unfinished = () => t("seatFirst");
seated.subscribe((x) => {
  const held = x && !x.whole;
  if (held) s.noWhatIf.value = unfinished;
  else if (s.noWhatIf.peek() === unfinished) s.noWhatIf.value = undefined;
});

/** How much of what was done somebody wants to keep who stepped back over the rest; undefined: all of it. */
const stays = signal<number | undefined>(undefined);

/** What was done up to the moment that is shown: whoever has stepped back goes on from there, another way. */
export const kept = computed(() => {
  const x = seated.value;
  if (!x) return 0;
  if (stays.value !== undefined) return stays.value;
  const seq = s.status.value?.seq ?? 0;
  const later = s.step.value >= s.count.value - 1 ? -1 : x.seat.moves.findIndex((m) => m.seq > seq);
  return later < 0 ? x.ways[x.way]!.length : later;
});

export const places = (): Promise<SeatPlace[]> => source().then(({ name, yaml, letters }) => s.parts.engine!.seats(name, yaml, letters));

/** The scenario of the side that is shown. */
async function source(): Promise<{ name: string; yaml: string; letters: Lang; place: Place }> {
  const { fault: _, happened: __, ...place } = s.place.peek();
  const fork = s.would.peek() ? s.fork.peek()! : undefined;
  const yaml = fork ? fork.source : await original();
  return { name: scenarioName(place), yaml, letters: s.run.peek()!.letters, place: fork ? { ...place, lesson: "", yaml, inputs: fork.inputs ?? place.inputs } : place };
}

/** Takes a place; undefined: it is taken, or else why not. */
export async function sit(at: SeatAt): Promise<Problem[] | undefined> {
  const of = await source();
  const inputs = of.place.inputs ?? "";
  const came = await patiently(() => s.parts.engine!.seat(of.name, of.yaml, of.place.seed, inputs, at, [], of.letters, 0));
  if (!came) return [];
  if (!came.seat || !came.trace) return came.problems.length ? came.problems : (s.say(t("runFailed", { why: came.error ?? "" })), []);
  put({ ...of, inputs, at, ways: [[]], way: 0 }, came);
  await go("push");
  return undefined;
}

/** Puts a way on the stage, from its beginning. */
function put(x: Omit<Sitting, "seat" | "events" | "problems" | "whole" | "run">, came: Seated): void {
  const run: s.Shown = { trace: came.trace!, rulings: "", letters: x.letters, source: x.yaml, failed: [] };
  batch(() => {
    show(run, { ...x.place, inputs: came.seat!.inputs, at: 0 }, true);
    s.opening.value = false;
    sitting.value = { ...x, seat: came.seat!, events: came.events, problems: came.problems, whole: false, run };
    choose("explain");
    s.tall.value = true;
  });
  if (s.folded.peek()) fold(false);
  toNow();
}

/** The stage shows what was said last. */
export function toNow(): void {
  stays.value = undefined;
  s.parts.stage!.send({ do: "seek", step: 1 << 30, still: true });
}

const joined = (a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> => {
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
};

/** Does something, from the moment that is shown. True: it was done. */
export async function make(...moves: Move[]): Promise<boolean> {
  const x = seated.peek();
  if (!x) return false;
  const cut = kept.peek();
  const before = x.ways[x.way]!;
  const way = [...before.slice(0, cut), ...moves];
  const on = cut === before.length && !x.whole;
  const came = await patiently(() => s.parts.engine!.seat(x.name, x.yaml, x.place.seed, x.inputs, x.at, way, x.letters, on ? x.events : 0));
  if (!came?.seat || !came.trace || seated.peek()?.run !== x.run) return false;
  const done = came.seat.moves.map(({ do: d, text }) => (text ? { do: d, text } : { do: d }));
  const refused = done.length < way.length;
  if (refused && done.length === before.length && on) sitting.value = { ...x, problems: came.problems, seat: came.seat };
  else if (refused && !on) {
    sitting.value = { ...x, problems: came.problems };
    return false;
  } else {
    const another = cut < before.length;
    const ways = another ? [...x.ways, done] : x.ways.map((w, i) => (i === x.way ? done : w));
    const next = { ...x, ways, way: another ? ways.length - 1 : x.way };
    if (on && !came.fresh) grow(next, came);
    else put(next, came);
  }
  if (came.seat.silent) s.say(t("seatSilent"));
  return !refused;
}

function grow(x: Sitting, came: Seated): void {
  if (came.trace!.length) s.parts.stage!.grow(came.trace!);
  x.run.trace = joined(x.run.trace, came.trace!);
  batch(() => {
    s.place.value = { ...s.place.peek(), inputs: came.seat!.inputs };
    sitting.value = { ...x, seat: came.seat!, events: came.events, problems: came.problems };
  });
  toNow();
}

/** Goes over to another way, as far as it was gone. */
export async function over(way: number): Promise<void> {
  const x = seated.peek();
  if (!x || (way === x.way && !x.whole)) return;
  const came = await patiently(() => s.parts.engine!.seat(x.name, x.yaml, x.place.seed, x.inputs, x.at, x.ways[way]!, x.letters, 0));
  if (came?.seat && came.trace && seated.peek()?.run === x.run) put({ ...x, way }, came);
}

/** Steps back before the last thing that was done: it stays, as a way of its own. */
export function back(): void {
  const x = seated.peek();
  const n = kept.peek() - 1;
  if (!x || n < 0) return;
  stays.value = n;
  const { seq } = x.seat.moves[n]!;
  if (seq) s.parts.stage!.send({ do: "event", seq: Math.max(seq - 1, 1), still: true });
}

/** Lets the lesson go on by itself from here: a seat that was taken is given back to its program. */
export async function goOn(): Promise<void> {
  const x = seated.peek();
  if (!x) return;
  if (x.seat.role !== "client" && x.seat.moves.at(-1)?.do !== "leave" && !x.seat.ended) await make({ do: "leave" });
  const now = seated.peek();
  if (!now) return;
  const at = s.status.peek()?.seq ?? 0;
  if (!(await openPlace({ ...now.place, inputs: now.seat.inputs, at }, false))) return;
  sitting.value = { ...now, run: s.run.peek()!, whole: true };
  void go("push");
}

/** Puts another way, or the run without anybody's part in it (-1), beside the one on the stage. */
export async function beside(way: number): Promise<void> {
  const x = seated.peek();
  if (!x) return;
  const engine = s.parts.engine!;
  const run = await patiently(async () => {
    let inputs = x.inputs;
    if (way >= 0) inputs = (await engine.seat(x.name, x.yaml, x.place.seed, x.inputs, x.at, x.ways[way]!, x.letters, 0)).seat?.inputs ?? "";
    return { ...(await engine.run(x.name, x.yaml, x.place.seed, "", inputs, x.letters, () => {})), of: inputs };
  });
  if (!run?.trace || seated.peek()?.run !== x.run) return;
  const seq = s.parts.stage!.fork(run.trace, run.rulings);
  if (!seq) return s.say(t("noFork"));
  const named = (n: number) => (n < 0 ? { es: "Sin ti", en: "Without you" } : { es: `Tu camino ${n + 1}`, en: `Your way ${n + 1}` });
  s.fork.value = { fault: "", title: named(way), mine: named(x.way), seq, trace: run.trace, rulings: run.rulings, letters: x.letters, source: x.yaml, failed: run.failed, inputs: run.of };
}
