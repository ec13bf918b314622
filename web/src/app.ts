// The page: it holds what the reader has chosen, asks Go what to say, and puts both on the screen.
import { fill, h, logo, sign, signButton } from "./dom.ts";
import { Cancelled, Engine, type Run } from "./engine.ts";
import { listen } from "./keys.ts";
import * as panels from "./panels.ts";
import { fromFragment, keepDraft, keptDraft, lessonFragment, maxFault, maxLink, remember, remembered, toFragment, type Place } from "./place.ts";
import { hasWebGL2, load, Stage } from "./stage.ts";
import type { Chapter, Dialogue, Failed, LessonView, Now, Problem, Split, StageMessage, Status, Text, Timeline } from "./api.ts";
import { allDetail as details } from "./api.ts";
import { lang, langs, number, preferred, setLang, t, type Key, type Lang } from "./words.ts";
import type { Editor } from "./editor.ts";

declare const POSTA_CURRICULUM: Chapter[]; // put in by the build, from package scenarios
declare const POSTA_FIRST: { slug: string; trace: string }; // the opening lesson's run, recorded by the build

const tabs = ["explain", "dialogue", "state", "lesson"] as const;
type Tab = (typeof tabs)[number];
const tabWord: Record<Tab, Key> = { explain: "tabExplain", dialogue: "tabDialogue", state: "tabState", lesson: "tabLesson" };
const speeds = [0.5, 1, 2, 4];
/** The largest file that is even looked at; the validator's own limit is 1 MB. */
const maxFile = 2 << 20;

const embedded = new URLSearchParams(location.search).get("embed") === "1";
const narrow = matchMedia("(max-width: 760px)");
const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");
const darkSystem = matchMedia("(prefers-color-scheme: dark)");

let stage: Stage | undefined;
let engine: Engine | undefined;
let status: Status | undefined;
let now: Now | undefined;
let lesson: LessonView | undefined;
let timeline: Timeline | undefined;
let dialogue: Dialogue | undefined;
let trace: Uint8Array<ArrayBuffer> | undefined;

/** What is open: a lesson by its slug, or a text of one's own. */
let place: Place = { lesson: POSTA_FIRST.slug, seed: "", at: 0 };
let source = ""; // the YAML that the run on the stage came from, once it is known
let problems: Problem[] = [];
let failed: Failed[] = [];

/** What would have happened, while it is asked. */
let fork: { fault: string; title?: Text; seq: number; trace: Uint8Array<ArrayBuffer>; source: string; failed: Failed[] } | undefined;
let split: Split | undefined;
/** What is on the stage, on whichever side. */
const shown = () => (fork && !place.happened ? fork : { trace, source, failed });

let theme: "light" | "dark" = "light";
let tab: Tab = "explain";
let folded = false;
let openingShown = true;
let endingShown = false;
let endingSeen = false;
let conn = "current";
let query = "";
let earlier = 0;
let host = "";
let editor: Editor | undefined;
let editorOpen = false;
let pendingSeek = 0; // an event to go to once the run is on the stage
let busy: { since: number; timer: number } | undefined;

const $ = <T extends HTMLElement>(id: string) => document.getElementById(id) as T | null;

// ---- Beginning

async function main(): Promise<void> {
  const memory = remembered();
  setLang(memory.lang ?? preferred(navigator.languages));
  theme = memory.theme ?? (darkSystem.matches ? "dark" : "light");
  folded = memory.folded ?? embedded;
  if (tabs.includes(memory.tab as Tab)) tab = memory.tab as Tab;
  if (embedded) document.documentElement.classList.add("embed");

  let damaged = false;
  try {
    const asked = location.hash.length > 1 ? location.hash : (memory.place ?? "");
    const p = await fromFragment(asked);
    if (p) place = p;
  } catch {
    damaged = true;
  }
  if (place.lang) setLang(place.lang);
  if (place.at > 0) openingShown = false;
  dress();
  build();
  if (damaged) say(t("badLink"));

  if (typeof WebAssembly !== "object" || typeof WebAssembly.compileStreaming !== "function" || typeof CompressionStream !== "function") {
    return broken(t("noWasm"));
  }
  if (!hasWebGL2()) return broken(t("noWebGL"));
  try {
    progress(0, 1);
    const first = fetch(POSTA_FIRST.trace).then((r) => r.arrayBuffer());
    first.catch(() => {}); // it may not be needed
    const module = await load(progress);
    engine = new Engine(module);
    stage = await Stage.start(module, changed, (why) => broken(t("stageFailed", { why })));
    adopt();
    settings(memory);
    if (place.lesson === POSTA_FIRST.slug && !place.seed && place.yaml === undefined) {
      const { fault, happened, at } = place;
      place = { ...place, fault: undefined, happened: undefined };
      show(new Uint8Array(await first));
      if (fault) await part(fault, { at, happened });
    } else if (!(await openPlace(place, false))) {
      if (place.yaml === undefined || !problems.length) place = { lesson: POSTA_FIRST.slug, seed: "", at: 0 };
      openingShown = true;
      show(new Uint8Array(await first));
    }
    await resume();
    requestIdleCallback?.(() => void engine?.warm(POSTA_FIRST.slug));
  } catch (error) {
    broken(t("loadFailed", { why: (error as Error).message }));
  }
}

/** Finds what was being written when the page was begun anew. */
async function resume(): Promise<void> {
  if (embedded || performance.getEntriesByType("navigation").every((e) => (e as PerformanceNavigationTiming).type !== "reload")) return;
  await original();
  const draft = keptDraft(shown().source);
  if (draft !== undefined) await openEditor(draft);
}

/** Tells the stage what was chosen before it was there. */
function settings(memory: ReturnType<typeof remembered>): void {
  stage!.send({ do: "lang", lang: lang() });
  stage!.send({ do: "theme", dark: theme === "dark" });
  stage!.send({ do: "reduced", on: reducedMotion.matches });
  stage!.send({ do: "detail", detail: place.detail ?? memory.detail ?? "tell" });
  if (memory.speed && speeds.includes(memory.speed)) stage!.send({ do: "speed", factor: memory.speed });
  cover();
}

const canvas = () => document.querySelector<HTMLCanvasElement>("body > canvas");

/** Makes Ebitengine's canvas a good citizen of the page. */
function adopt(): void {
  const c = canvas();
  if (!c) return;
  c.tabIndex = -1; // its own 1 would put it before everything else
  c.setAttribute("role", "region");
  c.setAttribute("aria-label", t("stageLabel"));
  document.body.style.backgroundColor = ""; // it is black otherwise
  for (const type of ["drop", "dragover"]) c.addEventListener(type, (e) => e.preventDefault());
}

function broken(why: string): void {
  fill(
    $("loading")!,
    h("p", { role: "alert" }, why),
    h("button", { type: "button", class: "big", onclick: () => location.reload() }, t("tryAgain")),
  );
  $("loading")!.hidden = false;
}

function progress(done: number, all: number): void {
  const bar = $<HTMLProgressElement>("progress");
  const words_ = $("progress-words");
  if (!bar || !words_) return;
  bar.max = all;
  bar.value = done;
  words_.textContent = done >= all && all > 1 ? t("starting") : t("loading");
}

// ---- Opening runs

/** Puts a run on the stage; place says where in it. */
function show(bytes: Uint8Array<ArrayBuffer>): void {
  trace = bytes;
  fork = undefined;
  stage!.open(bytes);
  pendingSeek = place.at;
  conn = "current";
  query = "";
  host = "";
  endingShown = endingSeen = false;
  anew();
}

/** Forgets what was said of another run. */
function anew(): void {
  earlier = 0;
  lesson = undefined;
  timeline = undefined;
  dialogue = undefined;
  split = undefined;
  now = undefined;
  document.documentElement.classList.toggle("forked", fork !== undefined);
  document.documentElement.classList.toggle("would", fork !== undefined && !place.happened);
}

async function openPlace(p: Place, push: boolean): Promise<boolean> {
  const answer = await patiently(() => obtain(p));
  if (!answer) return false;
  const { run, yaml } = answer;
  p = answer.place;
  problems = run.problems;
  if (!run.trace) {
    if (problems.length) {
      await showProblems(yaml, p);
      say(t("cannotRun"));
    } else {
      say(t("runFailed", { why: run.error ?? "" }));
    }
    return false;
  }
  place = { ...p, fault: undefined, happened: undefined };
  source = yaml;
  failed = run.failed;
  openingShown = p.at === 0 && !p.fault;
  show(run.trace);
  editor?.setText(yaml);
  if (push) await go("push");
  if (p.fault) await part(p.fault, { at: p.at, happened: p.happened });
  return true;
}

/** Finds a place's scenario, and runs it. */
async function obtain(p: Place): Promise<{ run: Run; yaml: string; place: Place }> {
  let yaml = p.yaml ?? (await engine!.source(p.lesson));
  if (!yaml && p.yaml === undefined) {
    say(t("noSuchLesson", { name: p.lesson }));
    p = { ...p, lesson: POSTA_FIRST.slug, seed: "", at: 0 };
    yaml = await engine!.source(p.lesson);
  }
  const run = await engine!.run(scenarioName(p), yaml, p.seed, "", beat);
  return { run, yaml, place: p };
}

const scenarioName = (p: Place) => (p.lesson ? p.lesson + ".yaml" : fileName());

const fileName = () => t("yourScenario").toLowerCase().replaceAll(" ", "-") + ".yaml";

const beat = (n: number) => void (heartbeat = n);
let heartbeat = 0; // how often the engine has said that it is still at work

/** Waits for the engine, with a card that tells how long it takes once it takes long. Undefined: it was cancelled, or
 * failed, and the reader has been told. */
async function patiently<T>(work: () => Promise<T>): Promise<T | undefined> {
  const since = performance.now();
  if (busy) engine!.cancel();
  heartbeat = 0;
  const mine = { since, timer: 0 };
  mine.timer = window.setInterval(() => {
    const seconds = (performance.now() - since) / 1000;
    if (seconds > 0.4) showRunning(seconds);
  }, 250);
  busy = mine;
  try {
    return await work();
  } catch (error) {
    if (busy === mine) say(error instanceof Cancelled ? t("cancelled") : t("runFailed", { why: (error as Error).message }));
    return undefined;
  } finally {
    clearInterval(mine.timer);
    if (busy === mine) {
      busy = undefined;
      $("running")!.hidden = true;
    }
  }
}

function showRunning(seconds: number): void {
  const card = $("running")!;
  if (card.hidden) {
    card.hidden = false;
    fill(
      card,
      h("p", { role: "status" }, t("running")),
      h("progress", { "aria-label": t("running") }),
      h("p", { class: "quiet", id: "running-words" }, ""),
      h("button", { type: "button", class: "big", onclick: () => engine!.cancel() }, t("cancel")),
    );
  }
  $("running-words")!.textContent = t("runningFor", { seconds: Math.round(seconds), n: heartbeat });
}

/** A text that cannot run goes to the editor, with its problems; the stage stays as it is. */
async function showProblems(yaml: string, p: Place): Promise<void> {
  if (trace) await original(); // while it is known whose it is
  place = { ...place, yaml, lesson: p.lesson, seed: p.seed };
  choose("lesson");
  if (folded) fold(false);
  await openEditor(yaml);
}

function openLesson(slug: string): void {
  void openPlace({ lesson: slug, seed: "", at: 0 }, true);
}

async function openFile(file: File): Promise<void> {
  if (file.size > maxFile) return say(t("tooBig"));
  try {
    const text = await file.text();
    await openPlace({ lesson: "", yaml: text, seed: "", at: 0 }, true);
  } catch {
    say(t("unreadable"));
  }
}

/** The scenario that the run on the stage came from, without any fault. */
async function original(): Promise<string> {
  return (source ||= place.yaml ?? (await engine!.source(place.lesson)));
}

// ---- What if

function askWhatIf(): void {
  if (!status?.open || !stage || !engine) return;
  stage.send({ do: "play", on: false });
  const w = stage.whatif(status.detail, status.step, lang());
  const titles = Object.fromEntries(langs.map((l) => [l, stage!.whatif(status!.detail, status!.step, l).offers]));
  const take = (fault: string, title?: Text) => {
    $<HTMLDialogElement>("dialog")!.close();
    void part(fault, { push: true, title });
  };
  const field = h("input", { type: "text", id: "fault", maxlength: maxFault, autocomplete: "off", autocapitalize: "off", spellcheck: "false", placeholder: w.offers[0]?.fault ?? "answer: {command: RCPT, code: 451}", "aria-describedby": "fault-problems" });
  const complaint = h("div", { id: "fault-problems", role: "status" });
  let asked = 0;
  const judge = async () => {
    const mine = ++asked;
    const list = await engine!.fault(scenarioName(place), await original(), field.value).catch(() => undefined);
    if (mine !== asked || !list) return false;
    field.setAttribute("aria-invalid", String(list.length > 0));
    fill(complaint, ...list.slice(0, 5).map(complain));
    return list.length === 0;
  };
  dialog(
    t("whatIf"),
    h("p", { class: "quiet" }, w.step < 0 ? t("whatIfNothing") : t(w.later ? "whatIfLater" : "whatIfHere", { title: w.title })),
    w.offers.length > 0 &&
      h(
        "ul",
        { id: "offers", onkeydown: offerKeys },
        ...w.offers.map((o, i) =>
          h("li", {}, h("button", { type: "button", class: "lesson", onclick: () => take(o.fault, { es: titles.es![i]!.title, en: titles.en![i]!.title }) }, sign("fork"), h("span", {}, o.title))),
        ),
      ),
    h(
      "form",
      {
        onsubmit: async (e: Event) => {
          e.preventDefault();
          if (await judge()) take(field.value.trim());
        },
      },
      h("label", { for: "fault", class: "quiet" }, t("ownFault")),
      h("p", { class: "actions" }, field, h("button", { type: "submit", class: "big", id: "try-fault" }, t("tryFault"))),
      complaint,
    ),
  );
  field.addEventListener("input", () => {
    if (complaint.childElementCount) void judge(); // who was told of a mistake is told when it is mended
  });
  ($("offers")?.querySelector("button") ?? field).focus();
}

function offerKeys(e: KeyboardEvent): void {
  const items = [...$("offers")!.querySelectorAll<HTMLElement>("button")];
  const by = e.key === "ArrowDown" ? 1 : e.key === "ArrowUp" ? -1 : 0;
  if (!by) return;
  e.preventDefault();
  items[(items.indexOf(document.activeElement as HTMLElement) + by + items.length) % items.length]!.focus();
}

/** One thing that is wrong with a fault, under the words that are. */
function complain(p: Problem): HTMLElement {
  return h(
    "div",
    { class: "complaint" },
    h("p", { class: "verdict permanent" }, sign("cross"), " ", p.what[lang()]),
    Boolean(p.text) && h("pre", { "aria-hidden": "true" }, p.text + "\n" + " ".repeat(p.caret) + "^".repeat(Math.max(1, p.width))),
    Boolean(p.hint[lang()]) && h("p", { class: "quiet" }, p.hint[lang()]),
  );
}

/** Runs the scenario with a fault beside the run that is open, and stands where they part. */
async function part(fault: string, how: { push?: boolean; title?: Text; at?: number; happened?: boolean }): Promise<void> {
  const of = trace;
  const run = await patiently(async () => engine!.run(scenarioName(place), await original(), place.seed, fault, beat));
  if (!run || of !== trace) return;
  if (!run.trace) return say(run.problems[0]?.what[lang()] ?? t("runFailed", { why: run.error ?? "" }));
  const seq = stage!.fork(run.trace);
  if (!seq) return say(t("noFork"));
  fork = { fault, title: how.title, seq, trace: run.trace, source: run.source, failed: run.failed };
  place = { ...place, fault, happened: undefined };
  openingShown = endingShown = endingSeen = false;
  hand(source, run.source);
  if (how.at) stage!.send({ do: "event", seq: how.at, still: true });
  anew();
  fork.title ??= entitle(fault);
  if (how.happened) flip(false);
  if (how.happened && how.at) stage!.send({ do: "event", seq: how.at, still: true });
  if (how.push) await go("push");
}

/** The words that a fault was offered with, where it was. */
function entitle(fault: string): Text | undefined {
  const detail = status?.detail ?? "tell";
  const step = stage!.split(detail)?.happened.fork ?? 0;
  for (const at of [step, step - 1, step - 2]) {
    const [es, en] = langs.map((l) => stage!.whatif(detail, Math.max(at, 0), l).offers.find((o) => o.fault === fault)?.title);
    if (es && en) return { es, en };
  }
  return undefined;
}

/** Goes over to the other side of the fork: the same event before it, the same moment after it. */
function flip(would = place.happened === true): void {
  if (!fork || !stage || would === !place.happened) return;
  const before = shown().source;
  place = { ...place, happened: would ? undefined : true };
  stage.side(would);
  hand(before, shown().source);
  endingShown = false;
  endingSeen = true; // who compares may come to an end by going over, and has not reached it
  anew();
  void go("replace");
}

function closeFork(): void {
  if (!fork || !stage) return;
  hand(shown().source, source);
  const stays = place.happened === true;
  stage.close();
  fork = undefined;
  place = { ...place, fault: undefined, happened: undefined };
  endingShown = false;
  anew();
  if (stays && status) changed(status); // the stage has nothing new to tell
  cover();
  void go("replace");
}

/** Gives the editor the other side's text, unless somebody has been writing in it. */
function hand(before: string, after: string): void {
  if (editor?.text() === before) editor.setText(after);
}

const toFork = () => fork && byHand({ do: "event", seq: fork.seq, still: true });
const listen_ = (on = !status?.listener) => stage?.send({ do: "listener", on });

// ---- What the stage tells

let frame = 0;

/** The explanation is there to be read. */
const reads = () => tab === "explain" && !folded && !embedded;

/** How long one reads what is said of a step, in seconds, without haste. */
function readingTime(): number {
  const { title, say, what, why } = now!.explain;
  return 1.5 + [title, say, what, why].join(" ").split(/\s+/).length / 4;
}

function changed(s: Status): void {
  const before = status;
  status = s;
  if (!s.open) return;
  if (pendingSeek) {
    stage!.send({ do: "event", seq: pendingSeek, still: true });
    pendingSeek = 0;
  }
  if (s.listener !== before?.listener) dialogue = undefined;
  const moved = !now || !before || before.step !== s.step || before.detail !== s.detail || before.count !== s.count || before.listener !== s.listener || !before.open;
  if (moved) {
    lesson ??= stage!.lesson(lang());
    if (!timeline || timeline.detail !== s.detail || timeline.count !== s.count) {
      timeline = stage!.timeline(s.detail, lang());
      split = stage!.split(s.detail) ?? undefined;
      dialogue = undefined;
    }
    now = stage!.now(s.detail, s.step, lang(), s.listener);
    earlier = 0;
    if (s.step >= 0) openingShown = false;
    if (s.step === s.count - 1 && !endingSeen && s.count > 0) endingShown = endingSeen = true;
    if (s.step < s.count - 1) endingShown = false;
  }
  if (s.playing && (moved || !before?.playing) && reads()) stage!.send({ do: "reading", seconds: readingTime() });
  if (s.selected?.kind === "host" && s.selected.a !== before?.selected?.a) {
    host = s.selected.a!;
    choose("state");
  } else if (s.selected && s.selected.kind !== "host" && JSON.stringify(s.selected) !== JSON.stringify(before?.selected)) {
    inspect(s.selected);
  }
  if (s.detail !== before?.detail) remember({ detail: s.detail });
  document.documentElement.classList.add("ready");
  $("loading")!.hidden = true;
  if (!frame) {
    frame = requestAnimationFrame(() => {
      frame = 0;
      render(moved);
    });
  } else if (moved) {
    renderAll = true;
  }
}

let renderAll = false;

function inspect(s: NonNullable<Status["selected"]>): void {
  if (s.kind === "road" && dialogue === undefined) dialogue = stage!.dialogue(status!.detail, lang(), status!.listener);
  if (s.kind === "road") {
    const found = dialogue!.conns.filter((c) => [c.client, c.server].sort().join() === [s.a, s.b].sort().join());
    if (found.length) conn = String(found.at(-1)!.number);
    choose("dialogue");
  } else if (s.kind === "letter") {
    const places = [...new Set([s.a ?? "", ...(now?.busy ?? [])])].filter((name) => name !== ""); // first where it lies
    const seq = places.map((name) => stage!.state(status!.detail, status!.step, name, lang())).flatMap((x) => x.sections.flatMap((y) => y.rows.map((r) => r.message ?? 0))).find((x) => x > 0);
    if (seq) openLetter(seq);
  }
}

// ---- Drawing the chrome

function dress(): void {
  document.documentElement.lang = lang();
  document.documentElement.dataset.theme = theme;
  document.querySelector('meta[name="theme-color"]')?.setAttribute("content", theme === "dark" ? "#15181F" : "#F7F3E9");
  const poster = $<HTMLImageElement>("poster");
  if (poster && !document.documentElement.classList.contains("ready")) {
    const shape = innerWidth / innerHeight < 0.8 ? "tall" : "wide";
    poster.src = `poster-${shape}-${theme}-${lang()}.svg`;
    poster.hidden = false;
  }
}

/** Makes everything anew: at the beginning and when the language changes. */
function build(): void {
  const focused = document.activeElement?.id;
  const old = $("page");
  const page = h(
    "div",
    { id: "page" },
    h("a", { class: "skip", href: "#panel", onclick: (e: Event) => (e.preventDefault(), fold(false), $("panel-body")!.focus()) }, t("skip")),
    header(),
    h(
      "main",
      { id: "main" },
      h("h1", { class: "sr", id: "h1" }, "Posta"),
      h("section", { id: "opening", class: "card hero", "aria-label": t("lessons"), hidden: true }),
      h("section", { id: "ending", class: "card hero", "aria-label": t("ending"), hidden: true }),
      h(
        "section",
        { id: "loading", class: "card", "aria-label": t("loading") },
        h("p", { id: "progress-words" }, t("loading")),
        h("progress", { id: "progress", max: 1, value: 0, "aria-label": t("loading") }),
      ),
      h("section", { id: "running", class: "card", "aria-label": t("running"), hidden: true }),
      panel(),
      transport(),
    ),
    h("div", { id: "live", class: "sr", "aria-live": "polite", role: "status" }),
    h("div", { id: "toast", role: "status", hidden: true }),
    h("div", { id: "drop", hidden: true }, h("p", {}, t("dropHere"))),
    h("dialog", { id: "dialog", "aria-labelledby": "dialog-title" }),
    h("input", { type: "file", id: "file", accept: ".yaml,.yml,text/yaml,application/yaml", hidden: true, tabindex: -1, "aria-hidden": "true", onchange: chosenFile }),
  );
  if (document.documentElement.classList.contains("ready")) page.querySelector("#loading")!.setAttribute("hidden", "");
  if (old) old.replaceWith(page);
  else document.body.prepend(page);
  canvas()?.setAttribute("aria-label", t("stageLabel"));
  renderOpening();
  if (status?.open) render(true);
  else renderTitles();
  choose(tab, false);
  fold(folded, false);
  if (focused) $(focused)?.focus();
}

function header(): HTMLElement {
  return h(
    "header",
    { id: "top", class: "card" },
    h("a", { class: "brand", href: embedded ? location.pathname + location.hash : "#", target: embedded ? "_blank" : undefined, rel: "noopener", "aria-label": embedded ? t("openWhole") : t("appName"), onclick: (e: Event) => { if (!embedded) { e.preventDefault(); stage?.send({ do: "seek", step: -1, still: true }); } } }, logo(), h("span", {}, "Posta")),
    h("button", { type: "button", id: "pick", "aria-haspopup": "dialog", title: t("chooseLesson"), onclick: pickLesson }, sign("book"), h("span", { class: "eyebrow", id: "pick-chapter" }), h("span", { class: "name", id: "pick-title" }), sign("down")),
    h("span", { class: "spring" }),
    h(
      "fieldset",
      { class: "segments", id: "langs" },
      h("legend", { class: "sr" }, t("language")),
      ...langs.map((l) =>
        h("label", { title: t(l === "es" ? "spanish" : "english"), lang: l }, h("input", { type: "radio", name: "lang", id: `lang-${l}`, value: l, checked: l === lang(), "aria-label": t(l === "es" ? "spanish" : "english"), onchange: () => speak(l) }), h("span", { "aria-hidden": "true" }, l)),
      ),
    ),
    signButton(theme === "dark" ? "sun" : "moon", theme === "dark" ? t("themeToLight") : t("themeToDark"), () => paint(theme === "dark" ? "light" : "dark"), { id: "theme" }),
    signButton("share", t("share"), () => void share(), { id: "share", "aria-haspopup": "dialog" }),
    menu(),
  );
}

function menu(): HTMLElement {
  const item = (id: string, key: Key, onclick: () => void, props = {}) =>
    h("button", { type: "button", role: "menuitem", id, tabindex: -1, onclick: () => (closeMenu(true), onclick()), ...props }, t(key));
  const list = h(
    "div",
    { id: "menu", class: "card", role: "menu", "aria-label": t("more"), hidden: true, onkeydown: menuKeys },
    item("menu-open", "openFile", () => $<HTMLInputElement>("file")!.click()),
    item("menu-save", "saveFile", () => void saveScenario()),
    item("menu-pcap", "savePcap", () => void savePcap()),
    item("menu-transcript", "saveTranscript", () => void saveTranscript()),
    item("menu-trace", "saveTrace", saveTrace),
    h("hr", {}),
    item("menu-whatif", "whatIf", askWhatIf),
    item("menu-listener", "listener", () => listen_(), { role: "menuitemcheckbox", "aria-checked": String(status?.listener ?? false) }),
    item("menu-help", "help", help),
  );
  return h("div", { class: "menu" }, signButton("more", t("more"), () => ($("menu")!.hidden ? openMenu() : closeMenu(true)), { id: "more", "aria-haspopup": "menu", "aria-expanded": "false" }), list);
}

function openMenu(): void {
  const m = $("menu")!;
  m.hidden = false;
  $("more")!.setAttribute("aria-expanded", "true");
  $("menu-listener")!.setAttribute("aria-checked", String(status?.listener ?? false));
  m.querySelector<HTMLElement>("button")!.focus();
}

function closeMenu(refocus: boolean): void {
  const m = $("menu");
  if (!m || m.hidden) return;
  m.hidden = true;
  $("more")!.setAttribute("aria-expanded", "false");
  if (refocus) $("more")!.focus();
}

function menuKeys(e: KeyboardEvent): void {
  const items = [...$("menu")!.querySelectorAll<HTMLElement>("button")];
  const at = items.indexOf(document.activeElement as HTMLElement);
  if (e.key === "ArrowDown") items[(at + 1) % items.length]!.focus();
  else if (e.key === "ArrowUp") items[(at - 1 + items.length) % items.length]!.focus();
  else if (e.key === "Escape") closeMenu(true);
  else if (e.key === "Tab") closeMenu(false);
  else return;
  if (e.key !== "Tab") e.preventDefault();
  e.stopPropagation();
}

function panel(): HTMLElement {
  const list = h(
    "div",
    { role: "tablist", "aria-label": t("panels"), id: "tabs", onkeydown: tabKeys },
    ...tabs.map((x) =>
      h("button", { type: "button", role: "tab", id: `tab-${x}`, "aria-controls": "panel-body", "aria-selected": "false", tabindex: -1, onclick: () => { choose(x); if (folded) fold(false); } }, t(tabWord[x])),
    ),
  );
  return h(
    "aside",
    { id: "panel", class: "card", "aria-label": t("panels") },
    h("div", { class: "tabs" }, list, signButton("right", t("fold"), () => fold(!folded), { id: "fold", "aria-controls": "panel-body" })),
    h("div", { id: "panel-body", role: "tabpanel", tabindex: 0 }),
  );
}

function tabKeys(e: KeyboardEvent): void {
  const at = tabs.indexOf(tab);
  const to = e.key === "ArrowRight" ? at + 1 : e.key === "ArrowLeft" ? at - 1 : e.key === "Home" ? 0 : e.key === "End" ? tabs.length - 1 : -2;
  if (to === -2) return;
  e.preventDefault();
  choose(tabs[(to + tabs.length) % tabs.length]!);
  $(`tab-${tab}`)!.focus();
}

function transport(): HTMLElement {
  const speedOption = (s: number) => h("option", { value: s, selected: s === (status?.speed ?? remembered().speed ?? 1) }, t("speedTimes", { n: number(s, s < 1 ? 1 : 0) }));
  return h(
    "section",
    { id: "transport", class: "card", "aria-label": t("transport") },
    h("div", { id: "fork", role: "group", "aria-label": t("fork"), hidden: true }),
    h(
      "div",
      { class: "buttons" },
      signButton("start", t("toStart"), toStart, { id: "to-start" }),
      signButton("previous", t("chapterBack"), () => chapter(-1), { id: "chapter-back" }),
      signButton("back", t("stepBack"), back, { id: "back" }),
      signButton("play", t("play"), play, { id: "play", class: "icon primary" }),
      signButton("forward", t("stepForward"), forward, { id: "forward" }),
      signButton("next", t("chapterForward"), () => chapter(1), { id: "chapter-forward" }),
      signButton("end", t("toEnd"), toEnd, { id: "to-end" }),
    ),
    h(
      "div",
      { class: "scrub" },
      h("div", { class: "where" }, h("span", { id: "where-chapter" }), h("span", { id: "where-failures", class: "permanent" })),
      h(
        "div",
        { class: "slider" },
        h("i", { id: "branch", "aria-hidden": "true" }),
        h("button", { type: "button", id: "lane", class: "lane", hidden: true, onclick: () => flip() }, h("i", { class: "track" }), h("i", { class: "failures" })),
        h("div", { id: "current-lane", class: "lane" }, h("div", { id: "marks", "aria-hidden": "true" }), h("input", { type: "range", id: "slider", min: -1, max: 0, value: -1, step: 1, "aria-label": t("position"), oninput: scrub })),
      ),
    ),
    h("div", { class: "facts" }, h("span", { id: "step" }), h("span", { id: "clock", title: t("clock") }), h("span", { id: "date" })),
    h(
      "div",
      { class: "switches" },
      signButton("fork", t("whatIf"), askWhatIf, { id: "whatif", "aria-haspopup": "dialog" }),
      signButton("ear", t("listener"), () => listen_(), { id: "listen", "aria-pressed": "false" }),
      h(
        "fieldset",
        { class: "segments", id: "details" },
        h("legend", { class: "sr" }, t("detail")),
        ...details.map((d) =>
          h("label", {}, h("input", { type: "radio", name: "detail", id: `detail-${d}`, value: d, checked: d === (status?.detail ?? "tell"), onchange: () => stage?.send({ do: "detail", detail: d }) }), h("span", {}, t(d))),
        ),
      ),
      h("label", { class: "speed" }, h("span", { class: "sr" }, t("speed")), h("select", { id: "speed", title: t("speed"), onchange: (e: Event) => setSpeed(Number((e.target as HTMLSelectElement).value)) }, ...speeds.map(speedOption))),
      h(
        "span",
        { class: "zoom" },
        signButton("minus", t("zoomOut"), () => stage?.send({ do: "zoom", factor: 1 / 1.25, middle: true }), { id: "zoom-out" }),
        signButton("plus", t("zoomIn"), () => stage?.send({ do: "zoom", factor: 1.25, middle: true }), { id: "zoom-in" }),
        signButton("follow", t("frameAll"), () => stage?.send({ do: "follow" }), { id: "follow" }),
      ),
    ),
  );
}

// ---- Doing

/** Who takes a step by hand wants to look at it: playing stops. */
function byHand(message: StageMessage): void {
  if (status?.playing) stage?.send({ do: "play", on: false });
  stage?.send(message);
}

const forward = () => byHand({ do: "forward", by: 1 });
const back = () => byHand({ do: "back", by: 1 });
const chapter = (by: number) => byHand({ do: "chapter", by });
const play = () => stage?.send({ do: "play", on: !status?.playing });
const toStart = () => byHand({ do: "seek", step: -1, still: true });
const toEnd = () => byHand({ do: "seek", step: (status?.count ?? 0) - 1, still: true });
const seek = (step: number) => byHand({ do: "seek", step, still: false });

function scrub(e: Event): void {
  byHand({ do: "seek", step: Number((e.target as HTMLInputElement).value), still: true });
}

function setSpeed(factor: number): void {
  stage?.send({ do: "speed", factor });
  remember({ speed: factor });
}

function speak(l: Lang): void {
  setLang(l);
  remember({ lang: l });
  stage?.send({ do: "lang", lang: l });
  lesson = undefined;
  timeline = undefined;
  dialogue = undefined;
  if (status?.open) {
    lesson = stage!.lesson(l);
    timeline = stage!.timeline(status.detail, l);
    split = stage!.split(status.detail) ?? undefined;
    now = stage!.now(status.detail, status.step, l, status.listener);
  }
  dress();
  build();
  editor?.relabel();
  void go("replace");
}

function paint(to: "light" | "dark"): void {
  theme = to;
  remember({ theme: to });
  dress();
  stage?.send({ do: "theme", dark: to === "dark" });
  const b = $("theme")!;
  const label = to === "dark" ? t("themeToLight") : t("themeToDark");
  b.setAttribute("aria-label", label);
  b.title = label;
  b.replaceChildren(sign(to === "dark" ? "sun" : "moon"));
}

function choose(to: Tab, save = true): void {
  tab = to;
  for (const x of tabs) {
    const b = $(`tab-${x}`)!;
    b.setAttribute("aria-selected", String(x === to));
    b.tabIndex = x === to ? 0 : -1;
  }
  const body = $("panel-body")!;
  body.setAttribute("aria-labelledby", `tab-${to}`);
  body.dataset.tab = to;
  if (save) remember({ tab: to });
  document.documentElement.classList.toggle("wide", to === "lesson" && editorOpen);
  renderPanel(true);
  cover();
}

function fold(to: boolean, save = true): void {
  folded = to;
  document.documentElement.classList.toggle("folded", to);
  const b = $("fold")!;
  const label = to ? t("unfold") : t("fold");
  b.setAttribute("aria-label", label);
  b.setAttribute("aria-expanded", String(!to));
  b.title = label;
  b.replaceChildren(sign(narrow.matches ? (to ? "up" : "down") : to ? "left" : "right"));
  if (save && !embedded) remember({ folded: to });
  renderPanel(true);
  cover();
}

/** Tells the stage what part of the window the cards cover. */
function cover(): void {
  if (!stage) return;
  const box = (id: string) => {
    const e = $(id);
    return e && getComputedStyle(e).display !== "none" ? e.getBoundingClientRect() : null;
  };
  const top = box("top");
  const bottom = box("transport");
  const side = box(!$("opening")!.hidden ? "opening" : !$("ending")!.hidden ? "ending" : "panel");
  const hero = side?.width !== undefined && hadHero;
  let right = 0;
  let below = bottom ? innerHeight - bottom.top : 0;
  if (side && (hero || !folded) && !embedded) {
    if (narrow.matches) below = Math.max(below, innerHeight - side.top);
    else right = innerWidth - side.left;
  } else if (side && narrow.matches) {
    below = Math.max(below, innerHeight - side.top);
  }
  stage.send({ do: "cover", insets: { left: 0, top: top ? top.bottom : 0, right, bottom: below } });
}

// ---- Rendering

function render(everything: boolean): void {
  if (!status?.open || !now) return;
  everything = everything || renderAll;
  renderAll = false;
  renderTransport();
  renderFork();
  renderOpening();
  renderEnding();
  renderTitles();
  if (everything) {
    announce();
    void go("replace");
  }
  renderPanel(everything);
}

function renderTitles(): void {
  const known = POSTA_CURRICULUM.flatMap((c) => c.lessons.map((l) => ({ chapter: c, lesson: l }))).find((x) => x.lesson.slug === place.lesson);
  const mine = place.yaml !== undefined || !known;
  const title = lesson?.title || (mine ? t("yourScenario") : known.lesson.title[lang()]);
  $("pick-title")!.textContent = title;
  $("pick-chapter")!.textContent = mine ? t("yourScenario") : known.chapter.title[lang()];
  document.title = `${title} · Posta`;
  $("h1")!.textContent = `Posta: ${title}`;
}

function renderTransport(): void {
  const s = status!;
  const slider = $<HTMLInputElement>("slider")!;
  const step = s.step < 0 ? t("beforeFirst", { count: s.count }) : t("stepOf", { n: s.step + 1, count: s.count });
  slider.max = String(s.count - 1);
  slider.value = String(s.step);
  slider.setAttribute("aria-valuetext", t("positionText", { step, title: now!.explain.title }));
  slider.style.setProperty("--done", String(s.count > 0 ? (s.step + 1) / s.count : 0));
  fill($("step")!, h("span", { class: "long" }, step), h("span", { class: "short", "aria-hidden": "true" }, `${s.step + 1} / ${s.count}`));
  $("clock")!.textContent = now!.clock;
  $("date")!.textContent = now!.date;
  $("where-chapter")!.textContent = now!.chapter_title || lesson!.title;
  const failures = timeline!.failures.length;
  $("where-failures")!.textContent = failures ? t("failures", { n: failures }) : "";
  const b = $("play")!;
  const label = s.playing ? t("pause") : t("play");
  if (b.getAttribute("aria-label") !== label) {
    b.setAttribute("aria-label", label);
    b.title = label;
    b.replaceChildren(sign(s.playing ? "pause" : "play"));
  }
  const can = (id: string, yes: boolean) => {
    // A button that is disabled loses the focus: it is only said to be.
    $(id)!.setAttribute("aria-disabled", String(!yes));
  };
  for (const id of ["to-start", "chapter-back", "back"]) can(id, s.step >= 0);
  for (const id of ["to-end", "chapter-forward", "forward"]) can(id, s.step < s.count - 1);
  $("follow")!.setAttribute("aria-disabled", String(s.follow));
  $("listen")!.setAttribute("aria-pressed", String(s.listener));
  const radio = $<HTMLInputElement>(`detail-${s.detail}`);
  if (radio) radio.checked = true;
  const speed = $<HTMLSelectElement>("speed")!;
  if (Number(speed.value) !== s.speed) speed.value = String(s.speed);
  renderMarks();
}

/** The two sides: which one is shown, where they part, and the other one's bar. */
function renderFork(): void {
  const box = $("fork")!;
  const lane = $("lane")!;
  const current = $("current-lane")!;
  const root = document.documentElement.classList;
  const changes = box.hidden === root.contains("forked");
  box.hidden = lane.hidden = $("branch")!.hidden = !fork || !split;
  if (changes) cover();
  if (!fork || !split) {
    current.style.removeProperty("--share");
    return;
  }
  const would = !place.happened;
  const [mine, other] = would ? [split.would, split.happened] : [split.happened, split.would];
  const most = Math.max(mine.count, other.count, 1);
  current.style.setProperty("--share", String(mine.count / most));
  current.style.setProperty("--fork", String((mine.fork + 1) / Math.max(1, mine.count)));
  lane.style.setProperty("--share", String(other.count / most));
  lane.style.setProperty("--fork", String((other.fork + 1) / Math.max(1, other.count)));
  $("branch")!.style.setProperty("--at", String((split.happened.fork + 1) / most));
  const label = t(would ? "happened" : "wouldHappen");
  lane.setAttribute("aria-label", label);
  lane.title = label;
  fill(lane.querySelector(".failures")!, ...other.failures.filter((f) => f >= other.fork || would).map((f) => placed(h("i", { class: "failure" }), String((f + 1) / Math.max(1, other.count)))));
  const key = [lang(), fork.fault, would].join("\n");
  if (box.dataset.key === key && box.childElementCount) return;
  box.dataset.key = key;
  const focused = box.contains(document.activeElement) ? document.activeElement!.id : "";
  const side = (id: string, to: boolean, word: Key) =>
    h("label", {}, h("input", { type: "radio", name: "side", id, checked: would === to, onchange: () => flip(to) }), h("span", {}, t(word)));
  fill(
    box,
    h("fieldset", { class: "segments" }, h("legend", { class: "sr" }, t("fork")), side("side-happened", false, "happened"), side("side-would", true, "wouldHappen")),
    h("span", { class: fork.title ? "question" : "question mono", title: fork.fault }, fork.title?.[lang()] ?? fork.fault),
    signButton("fork", t("toFork"), () => void toFork(), { id: "to-fork" }),
    signButton("close", t("closeFork"), closeFork, { id: "close-fork" }),
  );
  if (focused) $(focused)?.focus();
}

let marked: Timeline | undefined;

function renderMarks(): void {
  const marks = $("marks")!;
  if (marked === timeline && marks.childElementCount) return;
  marked = timeline;
  const at = (step: number) => String((step + 1) / Math.max(1, timeline!.count));
  fill(
    marks,
    ...timeline!.chapters.map((c) => placed(h("i", { class: c.failure ? "chapter failed" : "chapter" }), at(c.step))),
    ...timeline!.failures.map((f) => placed(h("i", { class: "failure" }), at(f))),
  );
}

function placed(node: HTMLElement, at: string): HTMLElement {
  node.style.setProperty("--at", at);
  return node;
}

/** Says whether a card stands in the panel's place. */
function heroes(): void {
  const any = !$("opening")!.hidden || !$("ending")!.hidden;
  if (document.documentElement.classList.toggle("has-hero", any) !== hadHero) {
    hadHero = any;
    cover();
  }
}

let hadHero = false;

function renderOpening(): void {
  const card = $("opening")!;
  const shown = openingShown && (status?.step ?? -1) < 0;
  if (!shown) {
    if (!card.hidden) {
      const had = card.contains(document.activeElement);
      card.hidden = true;
      if (had) $("play")!.focus();
      heroes();
    }
    return;
  }
  const known = POSTA_CURRICULUM.flatMap((c) => c.lessons).find((l) => l.slug === place.lesson);
  const title = lesson?.title || known?.title[lang()] || t("yourScenario");
  const summary = lesson?.summary || known?.summary[lang()] || "";
  const key = [title, summary, lang(), Boolean(status?.open)].join("\n");
  if (!card.hidden && card.dataset.key === key) return;
  const first = card.dataset.key === undefined;
  card.dataset.key = key;
  card.hidden = false;
  fill(
    card,
    h("p", { class: "eyebrow" }, t("tagline")),
    h("h2", {}, title),
    h("p", { class: "lead" }, summary),
    h("button", { type: "button", class: "big primary", id: "begin", "aria-disabled": String(!status?.open), onclick: begin }, sign("play"), " ", t("begin")),
    h("p", { class: "quiet hint" }, t("beginHint")),
  );
  heroes();
  if (first && !embedded && document.activeElement === document.body) $("begin")!.focus({ preventScroll: true });
}

function begin(): void {
  if (!status?.open) return;
  openingShown = false;
  stage!.send({ do: "play", on: true });
  renderOpening();
}

function renderEnding(): void {
  const card = $("ending")!;
  if (!endingShown || embedded) {
    if (!card.hidden) {
      const had = card.contains(document.activeElement);
      card.hidden = true;
      if (had) $("play")!.focus();
      heroes();
    }
    return;
  }
  const all = POSTA_CURRICULUM.flatMap((c) => c.lessons);
  const next = place.yaml === undefined ? all[all.findIndex((l) => l.slug === place.lesson) + 1] : undefined;
  card.hidden = false;
  fill(
    card,
    signButton("close", t("close"), () => ((endingShown = false), renderEnding()), { class: "icon corner", id: "ending-close" }),
    h("p", { class: "eyebrow" }, t("ending")),
    h("h2", {}, lesson!.title),
    lesson!.ends.length > 0 && h("p", {}, t("nowYouCan")),
    lesson!.ends.length > 0 ? h("ul", {}, ...lesson!.ends.map((e) => h("li", {}, e))) : h("p", { class: "lead" }, t("facts", { events: lesson!.events, lasts: lesson!.lasts }) + "."),
    ...failures(),
    h(
      "p",
      { class: "actions" },
      next && h("button", { type: "button", class: "big primary", id: "next-lesson", onclick: () => openLesson(next.slug) }, t("nextLesson", { title: next.title[lang()] })),
      h("button", { type: "button", class: "big", id: "again", onclick: toStart }, t("again")),
    ),
  );
  heroes();
}

function failures(): Node[] {
  const failed = shown().failed;
  if (!failed.length) return [];
  // What a lesson expects of itself is no reproach to whoever asks "what if".
  if (fork && !place.happened) return [h("p", { class: "quiet" }, t("expectApart", { n: failed.length }))];
  return [
    h("p", { class: "verdict permanent" }, sign("cross"), " ", t("expectFailed")),
    h(
      "ul",
      {},
      ...failed.map((f) =>
        h(
          "li",
          {},
          [t("expected", { want: f.want[lang()], got: f.got[lang()] }), f.closest[lang()]].filter(Boolean).join(". ") + " ",
          f.near > 0 && h("button", { type: "button", class: "link", onclick: () => stage!.send({ do: "event", seq: f.near, still: true }) }, t("goThere")),
        ),
      ),
    ),
  ];
}

let spoken = "";

/** Tells the step to whoever cannot see it. */
function announce(): void {
  const e = now!.explain;
  const text = [e.title, e.verdict, now!.passed].filter(Boolean).join(". ");
  if (text === spoken) return;
  spoken = text;
  $("live")!.textContent = text;
}

let shownTab = "";

function renderPanel(fresh: boolean): void {
  const body = $("panel-body");
  if (!body || folded) return;
  if (!status?.open || !now || !stage) {
    fill(body, h("p", { class: "quiet" }, t("loading")));
    return;
  }
  const top = body.scrollTop;
  const same = shownTab === tab;
  shownTab = tab;
  switch (tab) {
    case "explain":
      if (fresh) fill(body, ...panels.explain(now, status.listener, seek, askWhatIf, () => listen_(false)));
      break;
    case "dialogue":
      renderDialogue(body);
      return;
    case "state":
      renderState(body);
      break;
    case "lesson":
      renderLesson(body);
      break;
  }
  body.scrollTop = tab === "explain" || !same ? 0 : top;
}

function renderDialogue(body: HTMLElement): void {
  dialogue ??= stage!.dialogue(status!.detail, lang(), status!.listener);
  const d = dialogue;
  let tools = $("dialogue-tools");
  const key = [lang(), d.conns.length, status!.listener, place.happened, place.fault].join();
  if (!tools || tools.dataset.key !== key) {
    const label = (c: (typeof d.conns)[number]) => `${c.number} · ${panels.middle(c.client, 18)} → ${panels.middle(c.server, 18)} · ${c.service}${c.port ? " " + c.port : ""}`;
    tools = h(
      "div",
      { id: "dialogue-tools", "data-key": key },
      h(
        "label",
        {},
        h("span", { class: "sr" }, t("conversation")),
        h(
          "select",
          { id: "conn", onchange: (e: Event) => ((conn = (e.target as HTMLSelectElement).value), (earlier = 0), renderPanel(true)) },
          h("option", { value: "current" }, t("currentConversation")),
          h("option", { value: "all" }, t("allConversations")),
          ...d.conns.slice(0, 1000).map((c) => h("option", { value: c.number }, label(c))),
        ),
      ),
      h("label", { class: "search" }, sign("search"), h("span", { class: "sr" }, t("searchDialogue")), h("input", { type: "search", id: "query", placeholder: t("search"), value: query, autocomplete: "off", spellcheck: "false", oninput: (e: Event) => ((query = (e.target as HTMLInputElement).value), renderPanel(true)) })),
    );
    fill(body, tools, h("div", { id: "dialogue-rows" }));
  }
  $<HTMLSelectElement>("conn")!.value = conn;
  fill($("dialogue-rows")!, ...(status!.listener ? [panels.overhearing(() => listen_(false))] : []), ...panels.dialogueRows({ dialogue: d, now: now!, conn, query, earlier }, seek, () => ((earlier += 300), renderPanel(true))));
  if (!query && earlier === 0) {
    const current = body.querySelector("tr.current:last-of-type") ?? body.querySelector("tbody tr:last-child");
    const rows = body.querySelectorAll("tr.current");
    (rows[0] ?? current)?.scrollIntoView({ block: rows.length > 4 ? "start" : "nearest" });
    if (!rows.length) body.scrollTop = body.scrollHeight;
  }
}

function renderState(body: HTMLElement): void {
  const shown = host || now!.busy[0] || lesson!.hosts[0]?.name || "";
  const focused = document.activeElement?.id === "host";
  fill(
    body,
    h(
      "label",
      { class: "tool" },
      h("span", { class: "sr" }, t("host")),
      h(
        "select",
        { id: "host", onchange: (e: Event) => selectHost((e.target as HTMLSelectElement).value) },
        h("option", { value: "", selected: host === "" }, t("inThisStep")),
        ...lesson!.hosts.map((x) => h("option", { value: x.name, selected: x.name === host }, `${x.name} · ${x.what}`)),
      ),
    ),
    h("h2", { class: "title" }, shown),
    ...panels.state(stage!.state(status!.detail, status!.step, shown, lang()), openLetter),
  );
  if (focused) $("host")!.focus();
}

function selectHost(name: string): void {
  host = name;
  stage!.send({ do: "select", kind: name ? "host" : undefined, a: name });
  renderPanel(true);
}

function renderLesson(body: HTMLElement): void {
  const key = [lang(), lesson!.title, lesson!.scenario, timeline!.detail, timeline!.count, place.happened, place.fault].join();
  let text = $("lesson-text");
  if (!text) {
    text = h("div", { id: "lesson-text" });
    const box = h("div", { id: "scenario-box" });
    fill(body, text, box);
  }
  if (text.dataset.key !== key) {
    text.dataset.key = key;
    fill(text, ...panels.lesson(lesson!, timeline!, now!, seek), ...failures());
    renderScenarioBox();
  } else {
    text.querySelectorAll(".chapter").forEach((b, i) => (i === now!.chapter ? b.setAttribute("aria-current", "step") : b.removeAttribute("aria-current")));
  }
  if (!$("scenario-box")!.childElementCount) renderScenarioBox();
}

function renderScenarioBox(): void {
  const box = $("scenario-box");
  if (!box) return;
  if (!editorOpen) {
    fill(box, h("h3", {}, t("scenario")), h("p", { class: "quiet" }, t("scenarioHint")), h("button", { type: "button", class: "big", id: "edit", onclick: () => void openEditor() }, sign("edit"), " ", t("edit")));
    return;
  }
  fill(
    box,
    h("h3", {}, t("scenario")),
    h("p", { class: "quiet" }, t("scenarioHint")),
    h("div", { id: "editor", class: "editor" }),
    h("div", { id: "problems", role: "status" }),
    h(
      "p",
      { class: "actions" },
      h("button", { type: "button", class: "big primary", id: "run", onclick: () => void runEdited() }, sign("play"), " ", t("run")),
      h("button", { type: "button", class: "big", id: "reset", onclick: () => void resetEditor() }, t("reset")),
      h("label", { class: "seed", title: t("seedHint") }, t("seed"), " ", h("input", { type: "text", id: "seed", inputmode: "numeric", pattern: "[0-9]*", maxlength: 20, placeholder: lesson?.seed ?? "", value: place.seed })),
    ),
  );
  if (editor) {
    $("editor")!.append(editor.element);
    renderProblems(problems);
  } else {
    fill($("editor")!, h("p", { class: "quiet" }, t("editorLoading")));
  }
}

// ---- The editor

async function openEditor(text?: string): Promise<void> {
  editorOpen = true;
  document.documentElement.classList.toggle("wide", tab === "lesson");
  cover();
  renderScenarioBox();
  if (!engine) return;
  if (text === undefined) {
    await original();
    text = shown().source;
  }
  if (!editor) {
    const [{ Editor }, schema] = await Promise.all([import("./editor.ts"), engine.schema()]);
    editor ??= new Editor(schema, async (yaml) => {
      problems = await engine!.validate(fileName(), yaml);
      renderProblems(problems);
      keepDraft(shown().source, yaml);
      return problems;
    }, () => void runEdited());
  }
  editor.setText(text);
  renderScenarioBox();
  $("scenario-box")!.scrollIntoView({ block: "nearest" });
}

function renderProblems(list: Problem[]): void {
  const box = $("problems");
  if (!box) return;
  if (!list.length) {
    fill(box, h("p", { class: "verdict ok" }, sign("tick"), " ", t("noProblems")));
    return;
  }
  fill(
    box,
    h("p", { class: "verdict permanent" }, sign("cross"), " ", t("problems", { n: list.length })),
    h(
      "ul",
      { class: "problems" },
      ...list.map((p) =>
        h(
          "li",
          {},
          h("button", { type: "button", class: "link", onclick: () => editor?.goTo(p.line, p.column) }, t("atLine", { line: p.line, column: p.column })),
          " ",
          p.what[lang()],
          p.hint[lang()] ? h("p", { class: "quiet" }, p.hint[lang()]) : false,
        ),
      ),
    ),
  );
}

async function runEdited(): Promise<void> {
  if (!editor || !engine) return;
  const yaml = editor.text();
  const seed = ($<HTMLInputElement>("seed")?.value ?? "").trim();
  const own = yaml === source && place.yaml === undefined;
  const ok = await openPlace({ lesson: own ? place.lesson : "", yaml: own ? undefined : yaml, seed: /^\d{1,20}$/.test(seed) ? seed : "", at: 0 }, true);
  if (ok) editor.focus();
}

async function resetEditor(): Promise<void> {
  if (!editor) return;
  await original();
  editor.setText(shown().source);
}

// ---- Dialogs

function dialog(title: string, ...content: (Node | false | undefined)[]): HTMLDialogElement {
  const d = $<HTMLDialogElement>("dialog")!;
  if (d.open) d.close();
  d.className = "card";
  fill(
    d,
    h("div", { class: "dialog-head" }, h("h2", { id: "dialog-title" }, title), signButton("close", t("close"), () => d.close(), { id: "dialog-close" })),
    h("div", { class: "dialog-body", tabindex: 0 }, ...content.filter((c): c is Node => Boolean(c))),
  );
  d.onclick = (e) => {
    if (e.target === d) d.close(); // the backdrop
  };
  d.showModal();
  return d;
}

function pickLesson(): void {
  const list = h("div", { id: "picker" });
  const draw = (text: string) => {
    const wanted = plain(text.trim());
    const chapters = POSTA_CURRICULUM.map((c, i) => {
      const found = c.lessons.filter((l) => !wanted || plain(l.slug + " " + l.title[lang()] + " " + l.summary[lang()] + " " + c.title[lang()]).includes(wanted));
      if (!found.length) return null;
      return h(
        "section",
        {},
        h("h3", {}, `${i + 1}. ${c.title[lang()]}`),
        h(
          "ul",
          {},
          ...found.map((l) =>
            h("li", {}, h("button", { type: "button", class: "lesson", "aria-current": place.lesson === l.slug && place.yaml === undefined ? "true" : undefined, onclick: () => ($<HTMLDialogElement>("dialog")!.close(), openLesson(l.slug)) }, h("strong", {}, l.title[lang()]), h("span", {}, l.summary[lang()]))),
          ),
        ),
      );
    }).filter((x): x is HTMLElement => x !== null);
    fill(list, ...(chapters.length ? chapters : [h("p", { class: "quiet" }, t("noMatch"))]));
  };
  draw("");
  dialog(
    t("chooseLesson"),
    h("label", { class: "search" }, sign("search"), h("span", { class: "sr" }, t("searchLessons")), h("input", { type: "search", id: "lesson-query", placeholder: t("searchLessons"), autocomplete: "off", oninput: (e: Event) => draw((e.target as HTMLInputElement).value) })),
    list,
    h("p", { class: "actions" }, h("button", { type: "button", class: "big", onclick: () => ($<HTMLDialogElement>("dialog")!.close(), $<HTMLInputElement>("file")!.click()) }, t("openFile"))),
  );
  $("lesson-query")!.focus();
}

/** Letters without accents, in lower case: what people type when they search. */
const plain = (s: string) => s.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function help(): void {
  const keys: [string, string][] = [
    [t("keySpace"), t("doPlay")],
    [t("keyArrows"), t("doStep")],
    [t("keyShiftArrows"), t("doChapter")],
    [t("keyHomeEnd"), t("doEnds")],
    ["1 2 3", t("doDetail")],
    ["f", t("doWhatIf")],
    ["v", t("doFlip")],
    ["c", t("doCloseFork")],
    ["e", t("doListener")],
    ["n p", t("doHosts")],
    [t("keyPlus"), t("doZoom")],
    ["b", t("doLessons")],
    ["o", t("doPanel")],
    ["l", t("doLang")],
    ["d", t("doTheme")],
    ["?", t("doHelp")],
  ];
  dialog(
    t("helpTitle"),
    h("dl", { class: "keys" }, ...keys.flatMap(([k, what]) => [h("dt", {}, ...k.split(" ").map((x) => (/^[+,]$/.test(x) && k.includes("+ ←") ? document.createTextNode(" + ") : h("kbd", {}, x.replace(/,$/, ""))))), h("dd", {}, what)])),
    h("p", {}, t("pointerHelp")),
    h("p", { class: "quiet" }, t("offline")),
  );
}

function openLetter(seq: number): void {
  const m = stage!.message(seq, lang());
  if (m) dialog(m.title || t("letter"), ...panels.letter(m)).classList.add("large");
}

async function share(): Promise<void> {
  const p = { ...here(), lang: lang() };
  const fragment = await toFragment(p);
  if (fragment.length > maxLink) {
    dialog(t("share"), h("p", {}, t("tooLongToShare")), h("p", { class: "actions" }, h("button", { type: "button", class: "big primary", onclick: () => void saveScenario() }, t("saveFile"))));
    return;
  }
  const url = location.origin + location.pathname + fragment;
  const field = h("input", { type: "text", id: "link", readonly: true, value: url, "aria-label": t("copyThis") });
  const note = h("p", { role: "status", class: "quiet", id: "copied" }, t("shareText"));
  dialog(
    t("share"),
    h("p", {}, t("copyThis")),
    h("p", { class: "actions" }, field, h("button", { type: "button", class: "big primary", id: "copy", onclick: () => void copy(url, note) }, t("copy"))),
    note,
  );
  field.select();
}

async function copy(url: string, note: HTMLElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(url);
  } catch {
    $<HTMLInputElement>("link")?.select();
    document.execCommand("copy");
  }
  note.textContent = t("copied");
}

async function saveScenario(): Promise<void> {
  if (!engine) return;
  await original();
  const yaml = (editorOpen && editor?.text()) || shown().source;
  save(saved("yaml"), new Blob([yaml], { type: "application/yaml" }));
}

/** The name of a file about what is on the stage. */
const saved = (kind: string) => scenarioName(place).replace(/\.yaml$/, "") + (fork && !place.happened ? "-" + t("whatIf").replace(/[^\p{L} ]/gu, "").toLowerCase().replaceAll(" ", "-") : "") + "." + kind;

function saveTrace(): void {
  const { trace } = shown();
  if (trace) save(saved("jsonl"), new Blob([trace.slice()], { type: "application/x-ndjson" }));
}

async function saveTranscript(): Promise<void> {
  const { trace } = shown();
  if (!trace || !engine) return;
  const detail = status?.detail === "packets" ? "packets" : "dialogue";
  const bytes = await patiently(() => engine!.transcript(trace, detail, lang()));
  if (bytes) save(saved("txt"), new Blob([bytes], { type: "text/plain;charset=utf-8" }));
}

async function savePcap(): Promise<void> {
  if (!trace || !engine) return;
  const fault = fork && !place.happened ? fork.fault : "";
  const bytes = await patiently(async () => engine!.pcap(scenarioName(place), await original(), place.seed, fault, lang(), beat));
  if (bytes) save(saved("pcapng"), new Blob([bytes], { type: "application/octet-stream" }));
}

function save(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

function chosenFile(e: Event): void {
  const input = e.target as HTMLInputElement;
  const file = input.files?.[0];
  input.value = "";
  if (file) void openFile(file);
}

let toastTimer = 0;

/** A short word that goes away by itself. */
function say(text: string, ...more: Node[]): void {
  const box = $("toast")!;
  fill(box, text, ...more);
  box.hidden = false;
  clearTimeout(toastTimer);
  if (!more.length) toastTimer = window.setTimeout(() => (box.hidden = true), 8000);
}

// ---- The address

const here = (): Place => ({ ...place, at: status?.seq ?? place.at, detail: status?.detail });

let goTimer = 0;

/** Writes where we are into the address: at once for a new run, else when the hand rests. */
async function go(how: "push" | "replace"): Promise<void> {
  clearTimeout(goTimer);
  if (how === "replace") {
    goTimer = window.setTimeout(() => void write("replace"), 350);
    return;
  }
  await write("push");
}

async function write(how: "push" | "replace"): Promise<void> {
  const p = how === "push" && !fork ? { ...place, detail: status?.detail } : here();
  const fragment = await toFragment(p);
  if (fragment.length <= maxLink) {
    if (how === "push") history.pushState(null, "", fragment);
    else history.replaceState(null, "", fragment);
    if (!embedded) remember({ place: fragment });
  }
}

async function travelled(): Promise<void> {
  try {
    const p = await fromFragment(location.hash);
    if (!p || !stage) return;
    if (p.lang && p.lang !== lang()) speak(p.lang);
    const same = p.lesson === place.lesson && p.yaml === place.yaml && p.seed === place.seed;
    if (p.detail) stage.send({ do: "detail", detail: p.detail });
    if (same && p.fault !== place.fault) {
      if (p.fault) return await part(p.fault, { at: p.at, happened: p.happened });
      closeFork();
    }
    if (same) {
      flip(!p.happened);
      if (p.at) stage.send({ do: "event", seq: p.at, still: true });
      else stage.send({ do: "seek", step: -1, still: true });
    } else {
      await openPlace(p, false);
    }
  } catch {
    say(t("badLink"));
  }
}

// ---- Listening

listen(
  {
    space: play,
    arrowright: forward,
    arrowleft: back,
    "shift+arrowright": () => chapter(1),
    "shift+arrowleft": () => chapter(-1),
    home: toStart,
    end: toEnd,
    l: () => speak(lang() === "es" ? "en" : "es"),
    d: () => paint(theme === "dark" ? "light" : "dark"),
    "?": help,
    o: () => fold(!folded),
    b: pickLesson,
    f: askWhatIf,
    v: () => flip(),
    c: closeFork,
    e: () => listen_(),
    n: () => stage?.send({ do: "next", by: 1 }),
    p: () => stage?.send({ do: "next", by: -1 }),
    "1": () => stage?.send({ do: "detail", detail: "tell" }),
    "2": () => stage?.send({ do: "detail", detail: "dialogue" }),
    "3": () => stage?.send({ do: "detail", detail: "packets" }),
    "+": () => stage?.send({ do: "zoom", factor: 1.25, middle: true }),
    "-": () => stage?.send({ do: "zoom", factor: 1 / 1.25, middle: true }),
    "0": () => stage?.send({ do: "follow" }),
    escape: () => stage?.send({ do: "select" }),
  },
  canvas,
);

// Who points with a mouse or a finger wants the keys for the journey afterwards, not for the tab or switch just pressed;
// who moves by keys keeps the focus.
let pointing = false;
window.addEventListener("pointerdown", () => (pointing = true), true);
window.addEventListener("keydown", () => (pointing = false), true);
const release = (e: Event) => {
  const target = e.target as Element | null;
  if (pointing && target?.closest?.("#tabs, #fold, .segments, #speed, #transport button:not(#whatif), #theme")) (document.activeElement as HTMLElement | null)?.blur();
};
window.addEventListener("click", release);
window.addEventListener("change", release);

addEventListener("popstate", () => void travelled());
addEventListener("pagehide", () => {
  const fragment = status?.open && !pendingSeek ? lessonFragment(here()) : "";
  if (!fragment) return;
  history.replaceState(null, "", fragment);
  if (!embedded) remember({ place: fragment });
});
addEventListener("pointerdown", (e) => {
  if (e.target instanceof Element && !e.target.closest(".menu")) closeMenu(false);
});
addEventListener("resize", () => (fold(folded, false), cover()));
reducedMotion.addEventListener("change", () => stage?.send({ do: "reduced", on: reducedMotion.matches }));
darkSystem.addEventListener("change", () => {
  if (!remembered().theme) paint(darkSystem.matches ? "dark" : "light");
});

// Ebitengine asks for the device's pixel ratio once and keeps it: on another screen, or another zoom, begin anew where
// we are, for else the picture would be blurred for good.
const ratio = devicePixelRatio;
let ratioTimer = 0;
addEventListener("resize", () => {
  clearTimeout(ratioTimer);
  if (devicePixelRatio !== ratio) ratioTimer = window.setTimeout(() => void write("replace").then(() => location.reload()), 600);
});

// Files may be dropped anywhere; the canvas would keep them for itself.
let dragging = 0;
const files = (e: Event): e is DragEvent => (e as DragEvent).dataTransfer?.types.includes("Files") === true;
window.addEventListener("dragenter", (e) => {
  if (files(e) && ++dragging) $("drop")!.hidden = false;
}, true);
window.addEventListener("dragleave", (e) => {
  if (files(e) && --dragging <= 0) $("drop")!.hidden = true;
}, true);
window.addEventListener("dragover", (e) => files(e) && e.preventDefault(), true);
window.addEventListener("drop", (e) => {
  if (!files(e)) return;
  e.preventDefault();
  e.stopPropagation();
  dragging = 0;
  $("drop")!.hidden = true;
  const file = e.dataTransfer!.files[0];
  if (file) void openFile(file);
}, true);

// ---- Offline

async function register(): Promise<void> {
  if (!("serviceWorker" in navigator) || embedded) return;
  try {
    const registration = await navigator.serviceWorker.register("sw.js");
    const offer = (worker: ServiceWorker | null) => {
      if (!worker || !navigator.serviceWorker.controller) return;
      say(t("version"), " " as never, h("button", { type: "button", class: "link", onclick: () => worker.postMessage("take over") }, t("reload")));
    };
    offer(registration.waiting);
    registration.addEventListener("updatefound", () => {
      const worker = registration.installing;
      worker?.addEventListener("statechange", () => worker.state === "installed" && offer(worker));
    });
    let reloading = false;
    let had = Boolean(navigator.serviceWorker.controller);
    navigator.serviceWorker.addEventListener("controllerchange", () => {
      if (!had) {
        had = true; // the first one ever: the page is of the same build
      } else if (!reloading) {
        reloading = true;
        void write("replace").then(() => location.reload());
      }
    });
  } catch {
    // Without it the page works as long as there is a network.
  }
}

// What a bug says belongs where it can be seen.
addEventListener("unhandledrejection", (e) => console.error("posta:", e.reason));

void main().then(register);

