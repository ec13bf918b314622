// The page begins: it finds out where the reader wants to go, fetches the module, and puts both on the screen.
import { effect } from "@preact/signals";
import { render } from "preact";
import { Engine } from "./engine.ts";
import { draftOf, atRisk, remembered, type Memory } from "./memory.ts";
import type { Place } from "./place.ts";
import * as d from "./doing.ts";
import { watchCover } from "./cover.ts";
import { glossary, help, pickLesson } from "./dialogs.ts";
import { draw, drawHere, size } from "./drawn.ts";
import { editDraft, relabel } from "./editing.ts";
import { keepFocus } from "./keep.ts";
import { listen } from "./keys.ts";
import { register } from "./offline.ts";
import * as routes from "./routes.ts";
import { closeFork, flip, openPlace, original, part, show } from "./runs.ts";
import * as s from "./state.ts";
import { fetched, hasWebGL2, load, Stage, type Callbacks } from "./stage.ts";
import { changed } from "./views.ts";
import { ask } from "./ui/ask.tsx";
import { takeSeat } from "./ui/seat.tsx";
import { Page } from "./ui/page.tsx";
import { teach, watchScreen, watchSound } from "./ui/teaching.tsx";
import { watchPrinting } from "./ui/sheet.tsx";
import * as homework from "./homework.ts";
import { lang, preferred, setLang, t } from "./words.ts";

/** The address as it was when the page began: an assignment's leads to no place of a lesson's. */
const linked = location.hash;

const canvas = () => document.querySelector<HTMLElement>("body > canvas, body > #drawn");

async function main(): Promise<void> {
  const memory = remembered();
  s.memory.value = memory;
  setLang(memory.lang ?? preferred(navigator.languages));
  s.theme.value = memory.theme ?? (s.darkSystem.value ? "dark" : "light");
  s.folded.value = memory.folded ?? s.embedded;
  s.letterKeys.value = memory.letters ?? true;
  if (s.tabs.includes(memory.tab as s.Tab)) {
    s.tab.value = memory.tab as s.Tab;
    s.tall.value = memory.tab !== "explain";
  }
  if (typeof WebAssembly !== "object") s.trouble.value = { why: t("noWasm"), again: () => location.reload() };
  let damaged = false;
  try {
    const p = await routes.addressed(location.hash.length > 1 ? location.hash : (memory.place ?? ""));
    if (p) s.place.value = p;
  } catch {
    damaged = true;
  }
  const wanted = s.place.peek();
  if (wanted.lang) setLang(wanted.lang);
  s.opening.value = wanted.at === 0;
  mount();
  if (damaged) s.say(t("badLink"));
  if (!s.trouble.peek()) await begin(wanted, memory);
}

function mount(): void {
  document.getElementById("fallback")?.remove(); // boot.ts stands behind it
  const page = document.createElement("div");
  page.id = "page";
  document.body.prepend(page);
  poster();
  render(<Page />, page);
  watchCover();
  watchPrinting();
  watchScreen();
  watchSound();
  keepFocus();
  effect(() => {
    lang();
    relabel();
    canvas()?.setAttribute("aria-label", t("stageLabel"));
  });
}

/** The drawn opening, while the stage is on its way. */
function poster(): void {
  const image = document.getElementById("poster") as HTMLImageElement | null;
  if (!image) return;
  const shape = innerWidth / innerHeight < 0.8 ? "tall" : "wide";
  image.src = `poster-${shape}-${s.theme.peek()}-${lang()}.svg`;
  image.hidden = false;
}

function broken(why: string): void {
  s.trouble.value = { why, again: () => location.reload() };
}

/** Fetches the module and puts the first run on the stage. */
async function begin(wanted: Place, memory: Memory): Promise<void> {
  try {
    const letters = lang();
    const recorded = fetched(s.first.trace[letters]).then(async (r) => ({ trace: new Uint8Array(await r.arrayBuffer()), letters }));
    recorded.catch(() => {}); // it may not be needed
    const module = await load((done, all) => (s.loading.value = { done, all }));
    s.parts.engine = new Engine(module);
    await raise(module);
    adopt();
    settings(memory);
    if (s.attached) return await attach(s.attached);
    await firstRun(wanted, recorded);
    await resume();
    if (homework.isLink(linked)) await homework.openLink(linked);
    else await homework.resume();
    idle(() => void s.parts.engine?.warm(s.first.slug));
  } catch (error) {
    broken(t("loadFailed", { why: (error as Error).message }));
  }
}

/** What a lesson does not need is fetched by those who do. */
async function attach(to: "live" | "class"): Promise<void> {
  if (to === "live") (await import("./live/live.tsx")).begin();
  else (await import("./live/class.tsx")).begin();
}

const idle = (f: () => void) => (typeof requestIdleCallback === "function" ? requestIdleCallback(f) : setTimeout(f, 200));

/** Starts the stage: painted where there is WebGL 2, else drawn. */
async function raise(module: WebAssembly.Module): Promise<void> {
  const callbacks: Callbacks = { changed, failed: (why) => broken(t("stageFailed", { why })) };
  if (hasWebGL2()) {
    s.parts.stage = await Stage.start(module, callbacks);
  } else {
    drawHere();
    s.parts.stage = await Stage.start(module, { ...callbacks, drawn: draw });
    size();
  }
}

/** The opening lesson as the build ran it. */
type Recorded = Pick<s.Shown, "trace" | "letters">;

/** Puts onto the stage what the address asks for, or else the opening lesson. */
async function firstRun(wanted: Place, recorded: Promise<Recorded>): Promise<void> {
  if (wanted.lesson === s.first.slug && !wanted.seed && wanted.yaml === undefined && !wanted.inputs) {
    const { fault, happened, at } = wanted;
    await opening({ ...wanted, fault: undefined, happened: undefined }, recorded);
    if (fault) await part(fault, { at, happened });
  } else if (!(await openPlace(wanted, false))) {
    await opening({ lesson: s.first.slug, seed: "", at: 0, lang: wanted.lang }, recorded);
    if (s.editing.peek()) s.opening.value = false; // what cannot run is in the editor, and the card would cover it
  }
}

async function opening(place: Place, recorded: Promise<Recorded>): Promise<void> {
  try {
    show({ ...(await recorded), rulings: "", source: "", failed: [] }, place);
  } catch (error) {
    // The recording did not come: the engine can do without.
    if (!(await openPlace(place, false))) throw error;
  }
}

/** Goes on with what was being written when the page was begun anew; says that there is something, when it is found later. */
async function resume(): Promise<void> {
  if (s.embedded) return;
  const inHand = routes.draftInHand();
  if (inHand) return editDraft(inHand);
  const { lesson, yaml } = s.place.peek();
  const draft = yaml === undefined ? draftOf("lesson:" + lesson) : undefined;
  if (draft && !s.editing.peek()) s.say(t("draftWaits", { name: draft.name }), { label: t("draftOpen"), run: () => void original().then(() => editDraft(draft)) });
}

/** Tells the stage what was chosen before it was there. */
function settings(memory: Memory): void {
  d.send({ do: "lang", lang: lang() });
  d.send({ do: "theme", dark: s.theme.peek() === "dark" });
  d.send({ do: "reduced", on: s.reducedMotion.peek() });
  d.send({ do: "afar", on: s.teaching.peek() });
  d.send({ do: "detail", detail: s.place.peek().detail ?? memory.detail ?? "tell" });
  if (memory.speed) d.send({ do: "speed", factor: memory.speed });
}

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

// ---- Listening

listen(
  {
    space: () => d.play(), arrowright: d.forward, arrowleft: d.back, "shift+arrowright": () => d.chapter(1), "shift+arrowleft": () => d.chapter(-1), home: d.toStart, end: d.toEnd, pagedown: d.forward, pageup: d.back,
    l: () => d.speak(), d: () => d.paint(), "?": help, w: glossary, o: () => d.fold(), b: pickLesson, f: ask, s: takeSeat, v: () => flip(), c: closeFork, e: () => d.listenIn(),
    n: () => d.nextHost(1), p: () => d.nextHost(-1), i: () => d.nextSign(1), u: () => d.nextSign(-1), "1": () => d.deeper("tell"), "2": () => d.deeper("dialogue"), "3": () => d.deeper("packets"),
    "+": () => d.zoom(1.25), "-": () => d.zoom(1 / 1.25), "0": d.follow, t: () => teach(), escape: () => (s.teaching.peek() ? teach(false) : d.send({ do: "select" })),
  },
  canvas,
  () => s.letterKeys.peek(),
);

// Who points with a mouse or a finger wants the keys for the journey afterwards, not for the tab or switch just pressed;
// who moves by keys keeps the focus.
let pointing = false;
window.addEventListener("pointerdown", () => (pointing = true), true);
window.addEventListener("keydown", () => (pointing = false), true);
for (const type of ["click", "change"]) {
  window.addEventListener(type, (e) => {
    const target = e.target as Element | null;
    if (pointing && target?.closest?.("#tabs, #fold, .segments, #speed, #transport button:not(#whatif), #theme")) (document.activeElement as HTMLElement | null)?.blur();
  });
}

routes.follow();
addEventListener("hashchange", () => homework.isLink(location.hash) && s.parts.engine && void homework.openLink(location.hash));
addEventListener("beforeunload", (e) => (atRisk() || homework.unsafe.peek()) && e.preventDefault()); // only where what was written would be lost
s.reducedMotion.subscribe((on) => d.send({ do: "reduced", on }));
s.teaching.subscribe((on) => d.send({ do: "afar", on }));
s.darkSystem.subscribe((dark) => !remembered().theme && s.parts.stage && d.paint(dark ? "dark" : "light"));

// Ebitengine asks for the device's pixel ratio once and keeps it: on another screen, or another zoom, begin anew where
// we are, for else the picture would be blurred for good.
const ratio = devicePixelRatio;
let ratioTimer = 0;
addEventListener("resize", () => {
  clearTimeout(ratioTimer);
  if (devicePixelRatio === ratio || document.documentElement.classList.contains("drawn")) return;
  const anew = () => void routes.write("replace").then(() => location.reload());
  ratioTimer = window.setTimeout(() => (atRisk() ? s.say(t("blurred"), { label: t("reload"), run: anew }) : anew()), 600);
});

// What a bug says belongs where it can be seen.
addEventListener("unhandledrejection", (e) => console.error("posta:", e.reason));

void main().then(register);
