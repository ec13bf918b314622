// The scenario's text while somebody changes it. What is written is kept at once, under whatever it was written into, until
// it is run or undone: going elsewhere, closing the tab or losing the graphics loses nothing.
import { batch, signal } from "@preact/signals";
import type { Problem } from "./api.ts";
import type { Editor } from "./editor.ts";
import * as s from "./state.ts";
import { choose, fold } from "./doing.ts";
import { draftOf, forgetDraft, keepDraft, type Draft } from "./memory.ts";
import { fileName, openPlace, original } from "./runs.ts";
import { write } from "./routes.ts";
import { lang, t } from "./words.ts";

/** The editor's own program comes when it is first needed: it may fail to. */
export const editor = signal<Editor | undefined>(undefined);
export const editorTrouble = signal<string | undefined>(undefined);

let tries = 0;

async function obtain(): Promise<Editor | undefined> {
  if (editor.peek()) return editor.peek();
  editorTrouble.value = undefined;
  try {
    // A browser may remember that a module did not come, so that another try needs another address.
    const name = document.querySelector<HTMLMetaElement>('meta[name="posta-editor"]')!.content + (tries++ ? `?try=${tries}` : "");
    const [{ Editor }, schema] = await Promise.all([import(new URL(name, document.baseURI).href) as Promise<typeof import("./editor.ts")>, s.parts.engine!.schema()]);
    editor.value ??= new Editor(schema, { check, changed, run: () => void runEdited() });
    return editor.peek();
  } catch (error) {
    editorTrouble.value = (error as Error).message;
    return undefined;
  }
}

export async function retryEditor(): Promise<void> {
  const e = s.editing.peek();
  const text = e && (draftOf(e.key)?.text ?? e.of);
  const found = await obtain();
  if (found && text !== undefined) found.setText(text);
}

async function check(yaml: string): Promise<Problem[]> {
  s.problems.value = await s.parts.engine!.validate(s.editing.peek()?.name ?? fileName(), yaml);
  return s.problems.peek()!;
}

function changed(text: string): void {
  const e = s.editing.peek();
  if (!e) return;
  keepDraft({ ...e, text });
  const written = text !== e.of;
  if (written !== s.written.peek()) {
    s.written.value = written;
    void write("replace"); // the tab's history knows what is in hand
  }
}

/** Whose text is on the stage. */
function target(): s.Editing {
  const { lesson, yaml, name } = s.place.peek();
  const of = s.shown.peek()!.source;
  if (yaml === undefined && !s.would.peek()) return { key: "lesson:" + lesson, name: s.lesson.peek()?.title ?? lesson, of };
  return { key: "text:" + digest(of), name: name ?? s.lesson.peek()?.title ?? t("yourScenario"), of };
}

/** A number for a text: whether it is the same is all that is asked of it. */
function digest(text: string): string {
  let h = 0xcbf29ce484222325n;
  for (let i = 0; i < text.length; i++) h = BigInt.asUintN(64, (h ^ BigInt(text.charCodeAt(i))) * 0x100000001b3n);
  return h.toString(36);
}

/** Shows the text of what is on the stage, as it was left. */
export async function edit(): Promise<void> {
  await original();
  await put(target());
}

/** The same, where the editor is open already: something else has come onto the stage. */
export async function editAgain(): Promise<void> {
  const before = s.editing.peek();
  if (!before) return;
  const kept = s.written.peek();
  await original();
  const to = target();
  if (to.key === before.key) return;
  await put(to);
  if (kept && draftOf(before.key)) s.say(t("draftKept", { name: before.name }), { label: t("draftOpen"), run: () => void editDraft(draftOf(before.key)) });
}

/** Puts a text that cannot run into the editor, with its problems; the stage stays as it is. */
export async function editBroken(yaml: string, name: string, problems: Problem[]): Promise<void> {
  const e = s.editing.peek();
  if (e && editor.peek()?.text() === yaml) { // it is what was being written
    s.problems.value = problems;
  } else {
    const draft = { key: "text:" + digest(yaml), name, of: "", text: yaml };
    keepDraft(draft);
    await editDraft(draft);
    s.problems.value = problems;
  }
}

/** Goes on with something that was written and not run. */
export async function editDraft(draft: Draft | undefined): Promise<void> {
  if (!draft) return;
  choose("lesson");
  fold(false);
  s.opening.value = false;
  await put(draft);
}

async function put({ key, name, of }: s.Editing): Promise<void> {
  const text = draftOf(key)?.text ?? of;
  batch(() => {
    s.editing.value = { key, name, of };
    s.written.value = text !== of;
    s.problems.value = undefined;
  });
  const found = await obtain();
  if (s.editing.peek()?.key === key) found?.setText(text);
}

/** What is in the editor is not what is on the stage. */
export const elsewhere = () => s.editing.value !== undefined && s.run.value !== undefined && s.shown.value !== undefined && s.shown.value.source !== "" && s.editing.value.key !== targetKey();
const targetKey = () => (s.place.value.yaml === undefined && !s.would.value ? "lesson:" + s.place.value.lesson : "text:" + digest(s.shown.value!.source));

export async function runEdited(): Promise<void> {
  const found = editor.peek();
  const e = s.editing.peek();
  if (!found || !e) return;
  const yaml = found.text();
  const seed = (document.getElementById("seed") as HTMLInputElement | null)?.value.trim() ?? "";
  const { lesson, yaml: own, name } = s.place.peek();
  const same = e.key === "lesson:" + lesson && yaml === e.of && own === undefined;
  s.editing.value = { ...e, of: yaml }; // it is being run: nothing to be kept aside
  const ok = await openPlace({ lesson: same ? lesson : "", yaml: same ? undefined : yaml, name: same || e.of ? name : e.name, seed: /^\d{1,20}$/.test(seed) ? seed : "", at: 0 }, true);
  if (!ok) {
    if (s.editing.peek()?.key === e.key) s.editing.value = e;
    return;
  }
  forgetDraft(e.key);
  s.written.value = false;
  found.focus();
}

export function undo(): void {
  const e = s.editing.peek();
  if (e && e.of) editor.peek()?.setText(e.of);
}

/** The text that is saved: what is written, or else what is on the stage. */
export async function textInHand(): Promise<string> {
  if (s.editing.peek() && editor.peek()) return editor.peek()!.text();
  await original();
  return s.shown.peek()!.source;
}

export const relabel = () => (lang(), editor.peek()?.relabel());
