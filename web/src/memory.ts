// What is remembered between visits, by this copy of Posta alone: two copies on one origin (/a/ and /b/) each have their
// own. Storage may be denied, or full: then things are remembered for as long as the page lives.
import type { Detail, Lang } from "./api.ts";

export interface Memory {
  lang?: Lang;
  theme?: "light" | "dark";
  tab?: string;
  folded?: boolean;
  speed?: number;
  detail?: Detail;
  place?: string;
  letters?: boolean;
  crib?: boolean; // somebody who types by hand wants to see what could be said
}

/** A text that somebody wrote and has not run. */
export interface Draft {
  key: string; // the lesson's, or the text's own
  name: string;
  of: string; // what it was before
  text: string;
}

/** The folder that this copy is served from names everything that it keeps. */
const folder = new URL(".", globalThis.location?.href ?? "http://posta.test/").pathname;
const memoryKey = `posta ${folder}`;
const draftsKey = `posta ${folder} drafts`;

/** How many drafts are kept, and of how many characters at most together. */
const maxDrafts = 20;
const maxDraftSize = 3 << 20;

function read(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

function write(key: string, value: unknown): boolean {
  try {
    localStorage.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

let here: Memory = {}; // where storage is denied

export function remembered(): Memory {
  const m = read(memoryKey);
  return { ...here, ...(typeof m === "object" ? m : {}) };
}

export function remember(change: Memory): void {
  const m = { ...remembered(), ...change };
  if (!write(memoryKey, m)) here = m;
}

// ---- Drafts

let drafts: Draft[] = []; // the newest last
/** Every draft would outlive the page. */
let safe = true;

const isDraft = (d: any): d is Draft => [d?.key, d?.name, d?.of, d?.text].every((x) => typeof x === "string");

/** All drafts: those of earlier visits, or of a page begun anew without storage. */
function all(): Draft[] {
  const kept = read(draftsKey);
  const list = [...(Array.isArray(kept) ? kept.filter(isDraft) : []), ...historical()];
  for (const d of list) if (!drafts.some((x) => x.key === d.key)) drafts.unshift(d);
  return drafts;
}

/** Where storage is denied, the tab's history still outlives a page that is begun anew. */
function historical(): Draft[] {
  const list = globalThis.history?.state?.drafts;
  return Array.isArray(list) ? list.filter(isDraft) : [];
}

/** Keeps what was written; a text that is as it was is no draft. */
export function keepDraft(d: Draft): void {
  drafts = all().filter((x) => x.key !== d.key);
  if (d.text !== d.of) drafts.push(d);
  while (drafts.length > maxDrafts || drafts.length > 1 && drafts.reduce((n, x) => n + x.text.length + x.of.length, 0) > maxDraftSize) drafts.shift();
  safe = write(draftsKey, drafts) || drafts.length === 0;
  if (!safe) {
    try {
      history.replaceState({ ...history.state, drafts }, "");
    } catch {
      // Too much, or forbidden as well: whoever leaves is asked first.
    }
  }
}

export function forgetDraft(key: string): void {
  keepDraft({ key, name: "", of: "", text: "" });
}

export const draftOf = (key: string): Draft | undefined => all().find((d) => d.key === key);

/** Something that was written would be lost with the page. */
export const atRisk = (): boolean => !safe;
