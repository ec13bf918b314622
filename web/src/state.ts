// What the reader has chosen and what is on the stage, as signals: whoever shows one of them is drawn anew when it changes,
// and nobody else. Nothing here does anything by itself.
import { computed, signal, type ReadonlySignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import type { Chapter, Failed, Lang, LessonView, Now, Problem, Split, Status, Text, Timeline } from "./api.ts";
import type { Engine } from "./engine.ts";
import type { Memory } from "./memory.ts";
import type { Place } from "./place.ts";
import type { Stage } from "./stage.ts";

declare const POSTA_CURRICULUM: Chapter[]; // put in by the build, from package scenarios
declare const POSTA_FIRST: { slug: string; trace: Record<Lang, string> }; // the opening lesson's runs, by the language of their letters, recorded by the build

export const curriculum = POSTA_CURRICULUM;
export const first = POSTA_FIRST;
export const lessons = curriculum.flatMap((c) => c.lessons.map((l) => ({ chapter: c, lesson: l })));

// ---- The machine

/** The two sides of the module, once they are there. */
export const parts: { stage?: Stage; engine?: Engine } = {};

/** How much of the module has come; why there will be no stage, where there will be none. */
export const loading = signal({ done: 0, all: 1 });
export const trouble = signal<{ why: string; again: () => void } | undefined>(undefined);
/** The stage stands: what is in the panels belongs to it. */
export const ready = signal(false);

/** The word for a seed, where a run is named by it. */
export const seedWord: Record<Lang, string> = { es: "semilla", en: "seed" };

// ---- The window

/** The page is attached to something that goes on elsewhere: to real servers, or to a class. */
export const attached = (["live", "class"] as const).find((x) => new URLSearchParams(location.search).has(x));
/** Cards of whatever the page is attached to. */
export const extras = signal<() => ComponentChildren>(() => null);

/** Says why nobody can know here what would have happened; undefined where one can. */
export const noWhatIf = signal<(() => string) | undefined>(undefined);

export const embedded = new URLSearchParams(location.search).get("embed") === "1";

function media(query: string): ReadonlySignal<boolean> {
  const list = matchMedia(query);
  const matches = signal(list.matches);
  list.addEventListener("change", () => (matches.value = list.matches));
  return matches;
}

export const narrow = media("(max-width: 760px)");
/** There is more to type with than a keyboard that comes up over the page: a field may have the focus unasked. */
export const keysAtHand = !matchMedia("(hover: none)").matches;
export const reducedMotion = media("(prefers-reduced-motion: reduce)");
/** The timeline is read as time, where it can be. */
export const realTime = signal(false);
export const darkSystem = media("(prefers-color-scheme: dark)");

export const tabs = ["explain", "dialogue", "state", "lesson"] as const;
export type Tab = (typeof tabs)[number];

export const theme = signal<"light" | "dark">("light");
export const tab = signal<Tab>("explain");
export const folded = signal(false);
/** On a phone: the panel takes half of the window, and not only what a step's first words need. */
export const tall = signal(false);
/** Counts how often the cards have come to cover another part of the window. */
export const covered = signal(0);
/** Both runs of a fork are shown at once. */
export const beside = signal(false);
/** The teacher's view: the stage alone, with captions. */
export const teaching = signal(false);
/** Whether keys that are a single character do anything (WCAG 2.2, 2.1.4). */
export const letterKeys = signal(true);
export const memory = signal<Memory>({});

// ---- What is open

/** A run: what the stage shows comes from it. */
export interface Shown {
  trace: Uint8Array<ArrayBuffer>;
  rulings: string; // beside the trace: which faults are to blame for what
  letters: Lang; // the language in which it ran: of letters that are written in several, and of reports
  source: string; // the YAML that it came from; "" while nobody has asked for the opening lesson's
  failed: Failed[];
  /** It is one letter of a campaign, out of a run that is not shown: how to go back to that. */
  whole?: () => void;
}
/** What would have happened, while it is asked. */
export interface Fork extends Shown {
  fault: string;
  /** It is no what-if but another run: of which lesson, and with which seed; see place.ts. */
  other?: string;
  title?: Text;
  seq: number;
  inputs?: string; // what was done in it, where that is what differs
  mine?: Text; // what the run beside it is called then
}

export const place = signal<Place>({ lesson: first.slug, seed: "", at: 0 });
export const run = signal<Shown | undefined>(undefined);
export const fork = signal<Fork | undefined>(undefined);
/** Of a fork, the side that is shown is what would have happened. */
export const would = computed(() => fork.value !== undefined && !place.value.happened);
/** What is on the stage, on whichever side. */
export const shown = computed(() => (would.value ? fork.value : run.value));

// ---- What the stage tells of it

export const status = signal<Status | undefined>(undefined);
export const lesson = signal<LessonView | undefined>(undefined);
export const timeline = signal<Timeline | undefined>(undefined);
export const split = signal<Split | undefined>(undefined);
export const now = signal<Now | undefined>(undefined);

export const step = computed(() => status.value?.step ?? -1);
export const count = computed(() => status.value?.count ?? 0);
export const playing = computed(() => status.value?.playing ?? false);
export const detail = computed(() => status.value?.detail ?? "tell");
export const listener = computed(() => status.value?.listener ?? false);
export const open = computed(() => status.value?.open ?? false);

/** The lesson of the curriculum that is open, if it is one. */
export const known = computed(() => (place.value.yaml === undefined ? lessons.find((x) => x.lesson.slug === place.value.lesson) : undefined));

// ---- The cards

export const opening = signal(true);
export const ending = signal(false);
/** A card stands in the panel's place. */
export const hero = computed(() => (opening.value && step.value < 0 ? "opening" : ending.value && !embedded ? "ending" : undefined));

export const host = signal(""); // whose state is shown; "" for whoever acts
export const conn = signal("current"); // a connection's number, "current" or "all"
export const query = signal("");
export const earlier = signal(0); // lines before the window that are shown as well

// ---- The editor

/** The text in the editor: whose it is, and what it was when nobody had written in it. */
export interface Editing {
  key: string;
  name: string;
  of: string;
}
export const editing = signal<Editing | undefined>(undefined);
export const problems = signal<Problem[] | undefined>(undefined);
/** Somebody has written, and it was not run. */
export const written = signal(false);

/** The panel is as wide as an editor needs. */
export const wide = computed(() => tab.value === "lesson" && editing.value !== undefined);

// ---- What is said once

export const toast = signal<{ text: string; action?: { label: string; run: () => void } } | undefined>(undefined);
/** What is read aloud to whoever cannot see the stage. */
export const aloud = signal("");

let toastTimer = 0;

/** A short word that goes away by itself; one that offers something to do stays. */
export function say(text: string, action?: { label: string; run: () => void }): void {
  toast.value = { text, action };
  clearTimeout(toastTimer);
  if (!action) toastTimer = window.setTimeout(() => (toast.value = undefined), 8000);
}
