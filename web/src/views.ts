// What the stage tells, and what Go says of it: the views of the step that is shown, in the language of now.
import { batch, computed, signal } from "@preact/signals";
import type { Status } from "./api.ts";
import * as s from "./state.ts";
import { remember } from "./memory.ts";
import { letterAt } from "./dialogs.ts";
import { choose } from "./doing.ts";
import { go } from "./routes.ts";
import { lang, t } from "./words.ts";

/** An event to go to once the run is on the stage. */
let pending = 0;
export const seekWhenOpen = (seq: number) => (pending = seq);
export const isPending = () => pending > 0;

/** Counts what makes the dialogue another one. */
const hearing = signal(0);
/** What was said. It is long, so it is made when somebody looks. */
export const dialogue = computed(() => {
  hearing.value;
  return s.parts.stage!.dialogue(s.detail.value, lang(), s.listener.value);
});

/** The words are those of another run, or another side. */
let stale = true;
let ended = false; // the end of this run was reached, and said

/** Forgets what was said of another run; compared: it is the other side of a fork, and whoever goes over has not reached an end. */
export function anew(compared = false): void {
  stale = true;
  batch(() => {
    s.earlier.value = 0;
    s.ending.value = false;
  });
  ended = compared;
}

/** Says everything in the language of now. */
export function retell(): void {
  const status = s.status.peek();
  if (!status?.open) return;
  const stage = s.parts.stage!;
  batch(() => {
    s.lesson.value = stage.lesson(lang());
    s.timeline.value = stage.timeline(status.detail, lang());
    s.now.value = stage.now(status.detail, status.step, lang(), status.listener);
    s.aloud.value = told();
    hearing.value++;
  });
}

/** The module calls it when something that the panels follow has changed. */
export function changed(to: Status): void {
  const before = s.status.peek();
  if (!to.open) return;
  if (pending) {
    s.parts.stage!.send({ do: "event", seq: pending, still: true });
    pending = 0;
  }
  const moved = stale || !before || before.step !== to.step || before.detail !== to.detail || before.count !== to.count || before.growing !== to.growing || before.listener !== to.listener;
  batch(() => {
    s.status.value = to;
    if (moved) look(to);
    s.ready.value = true;
  });
  if (to.playing && (moved || !before?.playing) && reads()) s.parts.stage!.send({ do: "reading", seconds: readingTime() });
  if (to.sign && to.sign !== before?.sign) s.aloud.value = to.sign;
  select(to, before);
  if (to.detail !== before?.detail) remember({ detail: to.detail });
  if (moved) void go("replace");
}

function look(to: Status): void {
  const stage = s.parts.stage!;
  const timeline = s.timeline.peek();
  if (stale) s.lesson.value = stage.lesson(lang());
  if (stale || timeline?.detail !== to.detail || timeline.count !== to.count) {
    s.timeline.value = stage.timeline(to.detail, lang());
    s.split.value = stage.split(to.detail) ?? undefined;
    hearing.value++;
  }
  stale = false;
  s.now.value = stage.now(to.detail, to.step, lang(), to.listener);
  s.earlier.value = 0;
  if (to.step >= 0) s.opening.value = false;
  const last = to.step === to.count - 1 && to.count > 0 && !to.growing;
  if (last && !ended) s.ending.value = ended = true;
  if (!last) s.ending.value = false;
  s.aloud.value = told();
}

/** What a step is, for whoever cannot see it: what it is called, who says what to whom, what came of it and why it matters. */
function told(): string {
  const now = s.now.peek()!;
  const e = now.explain;
  const said = e.from && e.to && e.wire ? t("saidTo", { from: e.from, to: e.to, text: firstLine(e.wire) }) : "";
  return [e.title, said, e.verdict, now.passed, e.why ?? e.what].filter(Boolean).map((x) => x!.replace(/[.:\s]+$/, "").replace(/[^?!…]$/, "$&.")).join(" ");
}

function firstLine(wire: string): string {
  const lines = wire.split("\n");
  return lines[0]!.slice(0, 200) + (lines.length > 1 ? " …" : "");
}

/** The explanation is there to be read. */
const reads = () => s.tab.peek() === "explain" && !s.folded.peek() && !s.embedded;

/** How long one reads what is said of a step, in seconds, without haste. */
function readingTime(): number {
  const { title, say, what, why } = s.now.peek()!.explain;
  return 1.5 + [title, say, what, why].join(" ").split(/\s+/).length / 4;
}

/** What was pressed on the stage is looked at. */
function select(to: Status, before: Status | undefined): void {
  const x = to.selected;
  if (!x || JSON.stringify(x) === JSON.stringify(before?.selected)) return;
  if (x.kind === "host") {
    s.host.value = x.a!;
    choose("state");
    const host = s.lesson.peek()?.hosts.find((h) => h.name === x.a);
    s.aloud.value = t("chosen", { name: x.a!, what: host?.what ?? "" });
  } else if (x.kind === "road") {
    const found = dialogue.peek().conns.filter((c) => [c.client, c.server].sort().join() === [x.a, x.b].sort().join());
    if (found.length) s.conn.value = String(found.at(-1)!.number);
    choose("dialogue");
  } else {
    const places = [...new Set([x.a ?? "", ...(s.now.peek()?.busy ?? [])])].filter((name) => name !== ""); // first where it lies
    const rows = places.flatMap((name) => s.parts.stage!.state(to.detail, to.step, name, lang()).sections).flatMap((y) => y.rows);
    const seq = rows.map((r) => r.message ?? 0).find((n) => n > 0);
    if (seq) letterAt(seq);
  }
}
