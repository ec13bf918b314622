// Where the reader is, as the address's fragment: which lesson or scenario, seed, language, detail and step. A fragment
// is never sent to a server.
import type { Detail } from "./api.ts";
import { allDetail as details } from "./api.ts";
import type { Lang } from "./words.ts";

export interface Place {
  lesson: string; // a slug, "" for a scenario of one's own
  yaml?: string; // that scenario's text
  seed: string; // "" for the scenario's own
  fault?: string; // what is asked "what if" about, in the scenario's language
  happened?: boolean; // of such a fork, the side without the fault is shown
  lang?: Lang;
  detail?: Detail;
  at: number; // the sequence number of the event that is shown: it means the same at every detail
}

/** Longer addresses are cut or refused by some of the programs that pass links on. */
export const maxLink = 8000;
/** The longest fault that a link carries, or a person writes. */
export const maxFault = 1000;
/** What a link may unpack to: the largest scenario, and nothing beyond. */
const maxYAML = 1 << 20;

export async function toFragment(p: Place): Promise<string> {
  return fragment(p, p.yaml !== undefined ? await pack(p.yaml) : "");
}

/** The same at once, for a lesson: while a page is being left there is no time to compress. */
export function lessonFragment(p: Place): string {
  return p.yaml === undefined ? fragment(p, "") : "";
}

function fragment(p: Place, packed: string): string {
  const q = new URLSearchParams();
  if (packed) q.set("yaml", packed);
  else q.set("lesson", p.lesson);
  if (p.seed) q.set("seed", p.seed);
  if (p.fault) q.set("fault", p.fault);
  if (p.fault && p.happened) q.set("side", "happened");
  if (p.lang) q.set("lang", p.lang);
  if (p.detail && p.detail !== "tell") q.set("detail", p.detail);
  if (p.at > 0) q.set("at", String(p.at));
  return "#" + q.toString();
}

/** Reads a fragment; null if there is none, and an error for one that is damaged. */
export async function fromFragment(fragment: string): Promise<Place | null> {
  const q = new URLSearchParams(fragment.replace(/^#/, ""));
  const packed = q.get("yaml");
  const lesson = q.get("lesson");
  if (packed === null && lesson === null) return null;
  const place: Place = { lesson: "", seed: "", at: 0 };
  if (packed !== null) place.yaml = await unpack(packed);
  else place.lesson = (lesson ?? "").slice(0, 100);
  const seed = q.get("seed") ?? "";
  if (/^\d{1,20}$/.test(seed)) place.seed = seed;
  const fault = (q.get("fault") ?? "").slice(0, maxFault);
  if (fault) place.fault = fault;
  if (fault && q.get("side") === "happened") place.happened = true;
  const lang = q.get("lang");
  if (lang === "es" || lang === "en") place.lang = lang;
  const detail = q.get("detail");
  if (details.includes(detail as Detail)) place.detail = detail as Detail;
  const at = Number(q.get("at"));
  if (Number.isSafeInteger(at) && at > 0) place.at = at;
  return place;
}

async function pack(text: string): Promise<string> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  let binary = "";
  for (const b of bytes) binary += String.fromCharCode(b);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

async function unpack(packed: string): Promise<string> {
  const binary = atob(packed.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(binary, (c) => c.charCodeAt(0));
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > maxYAML) throw new Error("too long");
    text += decoder.decode(value, { stream: true });
  }
  return text + decoder.decode();
}

/** What the page remembers between visits. */
export interface Memory {
  lang?: Lang;
  theme?: "light" | "dark";
  tab?: string;
  folded?: boolean;
  speed?: number;
  detail?: Detail;
  place?: string;
}

const draftKey = "posta-draft";

/** Keeps what was written into a scenario and not run yet, for as long as the tab lives: it is begun anew where the screen's
 * pixels change, where the graphics are lost, and for a new version. */
export function keepDraft(of: string, text: string): void {
  try {
    if (of === text) sessionStorage.removeItem(draftKey);
    else sessionStorage.setItem(draftKey, JSON.stringify({ of, text }));
  } catch {
    // It is too large, or forbidden: then it lives as long as the page.
  }
}

/** What was written into this scenario and not run. */
export function keptDraft(of: string): string | undefined {
  try {
    const d = JSON.parse(sessionStorage.getItem(draftKey) ?? "null");
    return d?.of === of && typeof d.text === "string" ? d.text : undefined;
  } catch {
    return undefined;
  }
}

const memoryKey = "posta";

export function remembered(): Memory {
  try {
    const m = JSON.parse(localStorage.getItem(memoryKey) ?? "{}");
    return typeof m === "object" && m !== null ? m : {};
  } catch {
    return {};
  }
}

export function remember(change: Memory): void {
  try {
    localStorage.setItem(memoryKey, JSON.stringify({ ...remembered(), ...change }));
  } catch {
    // A private window may forbid it: then nothing is remembered.
  }
}
