// The address: it says where the reader is, so that a link, Back, a reload and a visit next week all lead there.
import * as s from "./state.ts";
import { speak, send } from "./doing.ts";
import { draftOf, remember } from "./memory.ts";
import { fromFragment, lessonFragment, maxLink, toFragment, type Place } from "./place.ts";
import { closeFork, compare, flip, openPlace, part } from "./runs.ts";
import { isPending } from "./views.ts";
import { lang, t } from "./words.ts";

/** A scenario that is too long for an address stands in the history beside it. */
const long = "#own";

export const here = (): Place => ({ ...s.place.peek(), at: s.status.peek()?.seq ?? s.place.peek().at, detail: s.status.peek()?.detail });

let timer = 0;

/** Writes where we are into the address: at once for a new run, else when the hand rests. */
export async function go(how: "push" | "replace"): Promise<void> {
  if (s.attached) return; // where it stands elsewhere is no place of a lesson's
  clearTimeout(timer);
  if (how === "replace") {
    timer = window.setTimeout(() => void write("replace"), 350);
    return;
  }
  await write("push");
}

export async function write(how: "push" | "replace"): Promise<void> {
  const p = how === "push" && !s.fork.peek() ? { ...s.place.peek(), detail: s.status.peek()?.detail } : here();
  let fragment = "";
  try {
    fragment = await toFragment(p);
  } catch {
    // A browser that cannot compress: the history has it.
  }
  const fits = fragment !== "" && fragment.length <= maxLink;
  put(how, fits ? fragment : long, fits ? undefined : p);
  if (fits && !s.embedded) remember({ place: fragment });
}

function put(how: "push" | "replace", fragment: string, place: Place | undefined): void {
  const editing = s.written.peek() ? s.editing.peek()?.key : undefined;
  const state = { drafts: history.state?.drafts, editing, place };
  try {
    if (how === "push") history.pushState(state, "", fragment);
    else history.replaceState(state, "", fragment);
  } catch {
    // Some browsers refuse more than a hundred in half a minute: the next one will do.
  }
}

/** Where the address leads; null for nowhere, an error for one that is damaged. */
export async function addressed(fragment = location.hash): Promise<Place | null> {
  const kept = history.state?.place;
  if (fragment === long && (typeof kept?.yaml === "string" || typeof kept?.inputs === "string")) return kept as Place;
  return fromFragment(fragment);
}

/** The draft that was being written when this page was begun anew. */
export const draftInHand = () => draftOf(String(history.state?.editing ?? ""));

async function travelled(): Promise<void> {
  let p: Place | null;
  try {
    p = await addressed();
  } catch {
    return s.say(t("badLink"));
  }
  if (!p || !s.parts.stage) return;
  if (p.lang && p.lang !== lang()) speak(p.lang);
  const now = s.place.peek();
  if (p.detail) send({ do: "detail", detail: p.detail });
  if (p.lesson !== now.lesson || p.yaml !== now.yaml || p.seed !== now.seed || p.inputs !== now.inputs) return void (await openPlace(p, false));
  if (p.fault !== now.fault || p.other !== now.other) {
    if (p.fault) return part(p.fault, { at: p.at, happened: p.happened });
    if (p.other) return compare(p.other, { at: p.at, happened: p.happened });
    closeFork();
  }
  flip(!p.happened);
  send(p.at ? { do: "event", seq: p.at, still: true } : { do: "seek", step: -1, still: true });
}

export function follow(): void {
  addEventListener("popstate", () => void travelled());
  addEventListener("pagehide", () => {
    if (s.attached) return;
    const fragment = s.open.peek() && !isPending() ? lessonFragment(here()) : "";
    if (!fragment) return;
    put("replace", fragment, undefined);
    if (!s.embedded) remember({ place: fragment });
  });
}
