// Files in and out: scenarios that are dropped or chosen, and what can be taken home.
import type { Problem } from "./api.ts";
import * as s from "./state.ts";
import { dialog } from "./dialogs.ts";
import { textInHand } from "./editing.ts";
import { maxLink, toFragment } from "./place.ts";
import { exported } from "./progress.ts";
import { here } from "./routes.ts";
import { beat, openPlace, original, patiently, scenarioName } from "./runs.ts";
import * as homework from "./homework.ts";
import { lang, t } from "./words.ts";

/** The largest file that is even looked at; the validator's own limit is 1 MB. */
const maxFile = 2 << 20;

export async function openFile(file: File): Promise<void> {
  if (file.size > maxFile) return s.say(t("tooBig"));
  let bytes: ArrayBuffer;
  try {
    bytes = await file.arrayBuffer();
  } catch {
    return s.say(t("unreadable"));
  }
  let text: string | undefined;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    // Perhaps UTF-16, of which the validator has something to say; perhaps no text at all.
    text = new TextDecoder("latin1").decode(bytes);
  }
  if (homework.isAssignment(text)) return homework.open(file.name, text);
  if (homework.isSubmission(text)) return homework.adopt(text);
  if (isInputs(text)) return void (await openPlace({ ...s.place.peek(), fault: undefined, happened: undefined, inputs: text, at: 0 }, true));
  const found = await patiently(() => s.parts.engine!.validate(file.name, text));
  if (!found) return;
  const problems = found.filter((p) => !p.warning);
  if (!isScenario(text, problems)) return s.say(t("notYAML", { name: file.name, why: problems[0]!.what[lang()] }));
  await openPlace({ lesson: "", yaml: text, name: file.name, seed: "", at: 0 }, true);
}

/** Whether it is what is done to a world while it runs: a file of inputs says so in its first line. */
const isInputs = (text: string) => /^\ufeff?(\s*#.*\n|\s*\n)*\s*\{\s*"?inputs"?\s*:/.test(text);

/** Whether somebody meant it to be a scenario: it has at least one of the keys that every one has. */
function isScenario(text: string, problems: Problem[]): boolean {
  if (!problems.length) return true;
  if (problems.some((p) => ["binary", "encoding", "empty", "too-big"].includes(p.code))) return false;
  return /^\s*(posta|title|summary|domains|devices|hosts|script|faults|expect)\s*:/m.test(text);
}

export function chooseFile(): void {
  (document.getElementById("file") as HTMLInputElement).click();
}

// ---- Out

export function save(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const a = document.createElement("a");
  a.href = url;
  a.download = name;
  a.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** The name of a file about what is on the stage. */
export function saved(kind: string): string {
  const name = scenarioName(s.place.peek()).replace(/\.ya?ml$/, "");
  return name + (s.would.peek() ? "-" + t("whatIf").replace(/[^\p{L} ]/gu, "").toLowerCase().replaceAll(" ", "-") : "") + "." + kind;
}

export async function saveScenario(): Promise<void> {
  save(saved("yaml"), new Blob([await textInHand()], { type: "application/yaml" }));
}

export function saveInputs(): void {
  const { inputs } = s.place.peek();
  if (inputs) save(saved("inputs.jsonl"), new Blob([inputs], { type: "application/x-ndjson" }));
}

export function saveProgress(): void {
  save("posta-progress.json", new Blob([exported()], { type: "application/json" }));
}

export function saveTrace(): void {
  const shown = s.shown.peek();
  if (shown) save(saved("jsonl"), new Blob([shown.trace], { type: "application/x-ndjson" }));
}

export async function saveTranscript(): Promise<void> {
  const shown = s.shown.peek();
  if (!shown) return;
  const detail = s.detail.peek() === "packets" ? "packets" : "dialogue";
  const bytes = await patiently(() => s.parts.engine!.transcript(shown.trace, shown.rulings, detail, lang()));
  if (bytes) save(saved("txt"), new Blob([bytes], { type: "text/plain;charset=utf-8" }));
}

export async function savePcap(): Promise<void> {
  const fault = s.would.peek() ? s.fork.peek()!.fault : "";
  const place = s.place.peek();
  const bytes = await patiently(async () => s.parts.engine!.pcap(scenarioName(place), await original(), place.seed, fault, (s.would.peek() ? s.fork.peek()!.inputs : undefined) ?? place.inputs ?? "", s.run.peek()!.letters, lang(), beat));
  if (bytes) save(saved("pcapng"), new Blob([bytes], { type: "application/octet-stream" }));
}

// ---- Links

export async function share(): Promise<void> {
  const fragment = await toFragment({ ...here(), lang: lang() });
  dialog.value = { is: "share", link: fragment.length > maxLink ? undefined : location.origin + location.pathname + fragment };
}

/** Copies a text; false if the browser did not. */
export async function copy(text: string, field: HTMLInputElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    field.select();
    try {
      return document.execCommand("copy");
    } catch {
      return false;
    }
  }
}

// ---- Dropping

/** Something is held over the page. */
export function watchDrops(over: (is: boolean) => void): void {
  let depth = 0;
  const files = (e: DragEvent) => e.dataTransfer?.types.includes("Files") === true;
  const on = (type: "dragenter" | "dragleave" | "dragover" | "drop", f: (e: DragEvent) => void) => window.addEventListener(type, (e) => files(e) && f(e), true);
  on("dragenter", () => ++depth && over(true));
  on("dragleave", () => --depth <= 0 && over(false));
  on("dragover", (e) => e.preventDefault());
  on("drop", (e) => {
    e.preventDefault();
    e.stopPropagation(); // the canvas would keep it for itself
    depth = 0;
    over(false);
    const file = e.dataTransfer!.files[0];
    if (file) void openFile(file);
  });
}
