// An assignment, in the page: what a student has done of it is kept on this device alone, and leaves it only as the file that
// is handed in, which is small and proves itself. Storage may be denied, or full: then it is kept for as long as the page lives.
import { effect, signal } from "@preact/signals";
import type { Assignment, Done, Lang, Marked, Own } from "./api.ts";
import { dialog } from "./dialogs.ts";
import { choose, fold, send } from "./doing.ts";
import { atCard } from "./keep.ts";
import { save } from "./files.ts";
import { maxLink, pack, unpack } from "./place.ts";
import { go } from "./routes.ts";
import { openPlace, patiently, show } from "./runs.ts";
import * as s from "./state.ts";
import { lang, t } from "./words.ts";

/** What somebody has done of an assignment. */
export interface Work {
  name: string; // the assignment's file
  text: string;
  edition: string;
  student: string;
  done: Record<string, Done>;
}

const folder = new URL(".", globalThis.location?.href ?? "http://posta.test/").pathname;
const key = `posta ${folder} homework`;
const most = 20; // assignments that are kept

const isWork = (w: any): w is Work => [w?.name, w?.text, w?.edition, w?.student].every((x) => typeof x === "string") && typeof w.done === "object" && w.done !== null;

function read(): Work[] {
  try {
    const list = JSON.parse(localStorage.getItem(key) ?? "[]");
    return Array.isArray(list) ? list.filter(isWork) : [];
  } catch {
    return [];
  }
}

/** All that is kept, the newest last. */
export const works = signal<Work[]>(read());
/** What was done would be lost with the page. */
export const unsafe = signal(false);
let denied = false; // what is kept lives in this page alone

function keep(list: Work[]): void {
  works.value = list.slice(-most);
  try {
    localStorage.setItem(key, JSON.stringify(works.value));
    unsafe.value = denied = false;
  } catch {
    denied = true;
    unsafe.value = list.some((w) => Object.keys(w.done).length > 0);
  }
}

/** Takes in what another tab has kept: neither writes over what the other has done. */
function refresh(): void {
  if (!denied) works.value = read();
}

globalThis.window?.addEventListener("storage", (e) => {
  if (e.key !== key) return;
  const before = asked() && current();
  refresh();
  if (asked() && current() !== before) tell();
});

/** The assignment that is open, and whose it is: "" until a name was given. */
export const homework = signal<{ assignment: Assignment; name: string; text: string; student: string } | undefined>(undefined);
/** The part that is being done, in its own world, whose letters stay in the language in which it was begun. */
export const part = signal<Part | undefined>(undefined);
interface Part {
  id: string;
  own: Own;
  yaml: string;
  letters: Lang;
}
export const marks = signal<Marked | undefined>(undefined);

const ofMine = (w: Work) => w.edition === homework.value?.assignment.edition && w.name === homework.value.name && w.student === homework.value.student;
export const work = (): Work | undefined => works.value.find(ofMine);
export const doneOf = (id: string): Done | undefined => work()?.done[id];

/** The world of the part is the one on the stage. */
export const atWork = () => (part.value && s.place.value.yaml === part.value.yaml ? part.value : undefined);

export const isAssignment = (text: string) => /^\ufeff?(\s*#.*\n|\s*\n|---\s*\n)*\s*assignment\s*:/.test(text);
export const isSubmission = (text: string) => /^\s*\{\s*"posta"\s*:\s*"submission"/.test(text);

/** Opens an assignment: whoever did something of it before goes on there. */
export async function open(name: string, text: string): Promise<void> {
  const a = await patiently(() => s.parts.engine!.assignment(name, text, ""));
  if (!a) return;
  if (a.problems.length) {
    const { line, what, hint } = a.problems[0]!;
    return s.say(t("homeworkBad", { line, what: what[lang()], hint: hint[lang()] }));
  }
  part.value = marks.value = undefined;
  const before = works.peek().findLast((w) => w.edition === a.edition && w.name === name);
  homework.value = { assignment: a, name, text, student: before?.student ?? "" };
  if (before?.student) await rename();
  dialog.value = { is: "homework" };
}

/** Says what there is to do in the names of the student's own worlds. */
async function rename(): Promise<void> {
  const h = homework.peek()!;
  const assignment = await patiently(() => s.parts.engine!.assignment(h.name, h.text, h.student));
  if (assignment && homework.peek() === h) homework.value = { ...h, assignment };
}

// ---- As a link

const linked = "#assignment=";
export const isLink = (fragment: string) => fragment.startsWith(linked);

/** The assignment as a link; undefined where it is too long for one. */
export async function linkOf(): Promise<string | undefined> {
  const h = homework.peek()!;
  const link = location.origin + location.pathname + linked + (await pack(h.text)) + "&name=" + encodeURIComponent(h.name);
  return link.length > maxLink ? undefined : link;
}

export async function openLink(fragment: string): Promise<void> {
  const q = new URLSearchParams(fragment.slice(1));
  try {
    await open((q.get("name") ?? "").slice(0, 200) || "assignment.yaml", await unpack(q.get("assignment") ?? ""));
  } catch {
    s.say(t("homeworkBadLink"));
  }
}

// ---- Doing it

export function beWho(student: string): void {
  homework.value = { ...homework.peek()!, student: student.trim().replace(/\s+/g, " ") };
  if (!work()) put({});
  void rename();
}

function put(done: Record<string, Done>): void {
  const h = homework.peek()!;
  refresh();
  keep([...works.peek().filter((w) => !ofMine(w)), { name: h.name, text: h.text, edition: h.assignment.edition, student: h.student, done: { ...work()?.done, ...done } }]);
  marks.value = undefined;
}

/** The own world of a part. */
async function world(id: string): Promise<Part | undefined> {
  const h = homework.peek()!;
  // Another language is another run: what was done in one is done again in that. Before it was noted, it was Spanish.
  const before = doneOf(id);
  const letters = before ? (before.letters ?? "es") : lang();
  const own = await patiently(() => s.parts.engine!.own(h.name, h.text, id, h.student, letters));
  if (own?.error) s.say(t("runFailed", { why: own.error }));
  return own && !own.error ? { id, own, yaml: own.task ? own.task.world : own.yaml, letters } : undefined;
}

const item = (id: string) => homework.peek()!.assignment.parts.find((x) => x.id === id)!;

/** Opens the own world of a part. */
export async function begin(id: string): Promise<Own | undefined> {
  const mine = await world(id);
  if (!mine) return undefined;
  dialog.value = undefined;
  part.value = mine;
  const { kind, lesson } = item(id);
  if (kind === "ask") {
    tell();
    await go("push");
  } else if (kind === "talk") {
    const inputs = doneOf(id)?.inputs;
    await openPlace({ lesson: "", yaml: mine.yaml, name: lesson + ".yaml", seed: "", ...(inputs ? { inputs } : {}), at: 0 }, true);
  }
  s.opening.value = false;
  choose("explain");
  if (s.folded.peek()) fold(false);
  atCard("homework-card");
  note(id);
  return mine.own;
}

/** Notes which part is being done, for a page that is begun anew in its world. */
function note(id: string): void {
  const { name, student, assignment } = homework.peek()!;
  try {
    sessionStorage.setItem(key, JSON.stringify({ name, student, edition: assignment.edition, part: id }));
  } catch {
    // It is opened from the list again.
  }
}

/** Goes on with the part in whose world the page was begun anew. */
export async function resume(): Promise<void> {
  let at: any;
  try {
    at = JSON.parse(sessionStorage.getItem(key) ?? "null");
  } catch {
    return;
  }
  const w = works.peek().find((w) => w.edition === at?.edition && w.name === at.name && w.student === at.student);
  if (!w || s.place.peek().yaml === undefined) return;
  const assignment = await patiently(() => s.parts.engine!.assignment(w.name, w.text, w.student));
  if (!assignment?.parts.some((p) => p.id === at.part)) return;
  homework.value = { assignment, name: w.name, text: w.text, student: w.student };
  const mine = await world(at.part);
  if (!mine || mine.yaml !== s.place.peek().yaml) return;
  part.value = mine;
}

/** The question that is asked now; -1: all were answered. */
export const current = () => part.value!.own.questions.findIndex((q) => !doneOf(part.value!.id)?.answers?.[q.id]);

/** Something is asked of the run on the stage. */
const asked = () => Boolean(atWork() && item(part.value!.id).kind === "ask");

/** The run as it was shown last, up to the question. */
let told: s.Shown | undefined;

// Whoever comes back to it, by Back or in a page that is begun anew, sees no more of it either.
effect(() => {
  if (s.run.value && s.run.value !== told && asked()) queueMicrotask(tell);
});

/** Shows one's own run up to the question that is asked now, and no further: what follows is the answer. */
function tell(): void {
  const { own, letters } = part.peek()!;
  const n = current();
  const text = new TextDecoder().decode(own.trace);
  const lines = text.split("\n");
  const seen = n < 0 ? text : lines.slice(0, own.questions[n]!.after + 1).join("\n") + "\n";
  const run: s.Shown = { trace: new TextEncoder().encode(seen), rulings: "", letters, source: own.yaml, failed: [] };
  told = run;
  show(run, { lesson: "", yaml: own.yaml, name: item(part.peek()!.id).lesson + ".yaml", seed: "", at: 0 }, n >= 0);
  s.opening.value = false;
  send({ do: "seek", step: 1 << 30, still: true });
}

/** Takes an answer down: it stays, for what comes next shows what was right. */
export function answer(question: string, choice: string): void {
  const { id, own, letters } = part.peek()!;
  refresh();
  const before = doneOf(id);
  if (!before?.answers?.[question]) put({ [id]: { answers: { ...before?.answers, [question]: choice }, letters, hash: before?.hash || own.hash } });
  tell();
  if (current() < 0) dialog.value = { is: "homework" };
}

/** Takes down what was brought about by hand, or a repair. */
export async function take(done: { inputs: string } | { repair: string[] }): Promise<void> {
  const h = homework.peek()!;
  const { id, letters } = part.peek()!;
  const proof = await patiently(() => s.parts.engine!.done(h.name, h.text, id, h.student, { ...done, letters }));
  if (!proof) return;
  if (!proof.done) return s.say(proof.problems[0]?.what[lang()] ?? t("runFailed", { why: proof.error ?? "" }));
  put({ [id]: proof.done });
  s.say(t("homeworkTaken"));
}

// ---- Handing it in

/** What is handed in. */
function submission(): string {
  const h = homework.peek()!;
  const { program, name: assignment, edition } = h.assignment;
  const at = new Date().toISOString().replace(/\.\d+/, "");
  return JSON.stringify({ posta: "submission", version: 1, program, assignment, edition, student: h.student, at, done: work()?.done ?? {} }, null, 1) + "\n";
}

export function handIn(): void {
  const name = homework.peek()!.student.toLowerCase().replace(/[/\\:*?"<>|\u0000-\u001f]/g, "-").replaceAll(" ", "-").replace(/^[.-]+|[.-]+$/g, "");
  save(name + ".posta.json", new Blob([submission()], { type: "application/json" }));
}

/** What it is worth so far: it is done again, as whoever grades it does. */
export async function mark(): Promise<void> {
  const h = homework.peek()!;
  const came = await patiently(() => s.parts.engine!.mark(h.name, h.text, submission()));
  if (came?.error) return s.say(t("runFailed", { why: came.error }));
  marks.value = came;
}

/** Goes on with what was saved as a file, on another device perhaps. */
export function adopt(text: string): void {
  const h = homework.peek();
  let x: any;
  try {
    x = JSON.parse(text);
  } catch {
    return s.say(t("homeworkForeign"));
  }
  const known = h && x?.assignment === h.assignment.name && x?.edition === h.assignment.edition && typeof x?.student === "string" && typeof x?.done === "object" && x.done !== null;
  if (!known) return s.say(t("homeworkForeign"));
  homework.value = { ...h, student: x.student };
  put(x.done);
  dialog.value = { is: "homework" };
}

/** Forgets what was done of the assignment that is open. */
export function erase(): void {
  refresh();
  keep(works.peek().filter((w) => !ofMine(w)));
  part.value = marks.value = undefined;
  const h = homework.peek();
  if (h) homework.value = { ...h, student: "" };
}
