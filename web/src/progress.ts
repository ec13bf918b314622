// What the reader has answered, on this device alone: which questions, how well, and when each is worth asking again.
// Storage may be denied, or full: then it is kept for as long as the page lives. Nothing of it is sent anywhere.
import { signal } from "@preact/signals";
import type { Asked } from "./api.ts";

/** A question that was answered. The question itself is kept, to be asked again when its lesson is not open. */
export interface Answered {
  lesson: string;
  question: Asked;
  right: number; // how often
  wrong: number;
  last: boolean; // the last answer was right
  level: number; // of the ladder below
  due: number; // milliseconds since 1970: worth asking again from then on
}

/** How a reader wants to be asked: not at all; on the panel; or so that playing stops for it. */
export const modes = ["off", "quiet", "stop"] as const;
export type Mode = (typeof modes)[number];

interface Kept {
  posta: "progress";
  version: 1;
  mode: Mode;
  answered: Record<string, Answered>;
}

const folder = new URL(".", globalThis.location?.href ?? "http://posta.test/").pathname;
const key = `posta ${folder} progress`;

/** More is forgotten, what was answered longest ago first. */
const most = 1000;
const day = 24 * 60 * 60 * 1000;
/** Days until a question is asked again: each right answer climbs a step, a wrong one begins anew (Leitner's ladder). */
const ladder = [1, 3, 7, 21, 60];

const nothing = (): Kept => ({ posta: "progress", version: 1, mode: "quiet", answered: {} });

function read(): Kept {
  try {
    const k = JSON.parse(localStorage.getItem(key) ?? "null");
    if (k?.posta !== "progress" || k.version !== 1 || typeof k.answered !== "object") return nothing();
    const good = Object.entries(k.answered as Record<string, Answered>).filter(([, a]) => typeof a?.lesson === "string" && Array.isArray(a.question?.choices) && typeof a.due === "number");
    return { ...nothing(), mode: modes.includes(k.mode) ? k.mode : "quiet", answered: Object.fromEntries(good) };
  } catch {
    return nothing();
  }
}

/** What was answered. Whoever shows it is drawn anew when it changes. */
export const progress = signal<Kept>(read());

let denied = false; // it lives as long as the page does

function keep(k: Kept): void {
  progress.value = k;
  try {
    localStorage.setItem(key, JSON.stringify(k));
    denied = false;
  } catch {
    denied = true;
  }
}

/** What is kept now: another tab may have added to it. */
function now(): Kept {
  if (!denied) progress.value = read();
  return progress.peek();
}

globalThis.window?.addEventListener("storage", (e) => e.key === key && now());

export const setMode = (mode: Mode) => keep({ ...now(), mode });

export const nameOf = (lesson: string, q: Asked) => `${lesson} ${q.id}`;

/** Takes an answer down. */
export function answer(lesson: string, question: Asked, right: boolean, at = Date.now()): void {
  const k = now();
  const name = nameOf(lesson, question);
  const before = k.answered[name];
  const level = right ? Math.min((before?.level ?? -1) + 1, ladder.length - 1) : 0;
  const { [name]: _, ...others } = k.answered; // the newest last
  const answered = { ...others, [name]: { lesson, question, right: (before?.right ?? 0) + Number(right), wrong: (before?.wrong ?? 0) + Number(!right), last: right, level, due: at + ladder[level]! * day } };
  for (const old of Object.keys(answered).slice(0, Math.max(0, Object.keys(answered).length - most))) delete answered[old];
  keep({ ...k, answered });
}

/** What is worth asking again, of all lessons, what has waited longest first. */
export const due = (at = Date.now()): Answered[] => Object.values(progress.value.answered).filter((a) => a.due <= at).sort((a, b) => a.due - b.due);

/** What was answered wrong the last time, of one lesson. */
export const missed = (lesson: string): Answered[] => Object.values(progress.value.answered).filter((a) => a.lesson === lesson && !a.last);

export const exported = (): string => JSON.stringify(progress.peek(), null, 2);

export function erase(): void {
  keep({ ...nothing(), mode: now().mode });
}
