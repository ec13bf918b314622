// When was it lost? How good the letters' chance was, seen from each step: the run is done again from there with other luck,
// a few times at once, so that the page and the engine stay free for whoever wants something else in between.
import { computed, signal } from "@preact/signals";
import { Cancelled } from "./engine.ts";
import { original, scenarioName } from "./runs.ts";
import * as s from "./state.ts";
import { t } from "./words.ts";

export interface Point {
  step: number;
  ms: number;
  arrived: number;
  runs: number;
}

/** How often each step is tried, and how often at once. */
const most = 20;
const slice = 4;

interface Asked {
  of: s.Shown;
  detail: string;
  points: Point[];
  done: boolean;
}

const asked = signal<Asked | undefined>(undefined);

/** What was asked about the run that is shown, at its detail. */
export const odds = computed(() => (asked.value && asked.value.of === s.shown.value && asked.value.detail === s.detail.value ? asked.value : undefined));

/** The steps from which it can be asked: none where everything arrived, or nothing has ended. */
const moments = computed(() => {
  const now = s.timeline.value;
  if (!now || now.failures.length === 0 || s.attached || s.status.value?.growing || !s.open.value || !s.shown.value) return [];
  return s.parts.stage?.moments(s.detail.value) ?? [];
});
export const askable = computed(() => moments.value.length > 1);

export const share = (p: Point) => (p.runs ? p.arrived / p.runs : 0);

/** The point at which the chance fell most; -1: at none. */
export function fell(points: Point[]): number {
  let [at, deepest] = [-1, 0];
  points.forEach((p, i) => {
    const fall = i ? share(points[i - 1]!) - share(p) : 0;
    if (fall > deepest) [at, deepest] = [i, fall];
  });
  return at;
}

export const stop = () => void (asked.value = undefined);

export async function ask(): Promise<void> {
  const of = s.shown.peek();
  if (!of) return;
  const points: Point[] = moments.peek().map(({ step, ms }) => ({ step, ms, arrived: 0, runs: 0 }));
  let mine: Asked = { of, detail: s.detail.peek(), points, done: false };
  asked.value = mine;
  const { seed, inputs } = s.place.peek();
  const fork = s.would.peek() ? s.fork.peek()! : undefined;
  const yaml = fork && !fork.inputs ? of.source : await original();
  try {
    for (let first = 0; first < most; first += slice) {
      for (let i = 0; i < points.length; i++) {
        const arrived = await s.parts.engine!.chance(scenarioName(s.place.peek()), yaml, seed, "", fork?.inputs ?? inputs ?? "", of.letters, points[i]!.ms, first, slice);
        if (odds.peek() !== mine) return; // somebody looks at something else, or wants to know no more
        if (arrived < 0) throw new Error(t("oddsFailed"));
        const p = mine.points[i]!;
        mine = { ...mine, points: mine.points.map((x, j) => (j === i ? { ...p, arrived: p.arrived + arrived, runs: p.runs + slice } : x)) };
        asked.value = mine;
      }
    }
    asked.value = { ...mine, done: true };
  } catch (error) {
    if (odds.peek() === mine) stop();
    if (!(error instanceof Cancelled)) s.say((error as Error).message);
  }
}
