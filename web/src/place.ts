// Where the reader is, as the address's fragment: which lesson or scenario, seed, language, detail and step. A fragment
// is never sent to a server.
import { allDetail, allLang, type Detail, type Lang } from "./api.ts";

export interface Place {
  lesson: string; // a slug, "" for a scenario of one's own
  yaml?: string; // that scenario's text
  name?: string; // and the file that it came from
  seed: string; // "" for the scenario's own
  inputs?: string; // what is done to the world while it runs: a file of inputs
  fault?: string; // what is asked "what if" about, in the scenario's language
  other?: string; // the run that stands beside it instead: "lesson", "lesson@seed", or "@seed" of this very scenario
  happened?: boolean; // of such a fork, the side without the fault is shown
  lang?: Lang;
  detail?: Detail;
  at: number; // the sequence number of the event that is shown: it means the same at every detail
}

/** Longer addresses are cut or refused by some of the programs that pass links on. */
export const maxLink = 8000;
/** The longest fault that a link carries, or a person writes. */
export const maxFault = 1000;
/** What a link may unpack to: the largest scenario, the largest file of inputs, and nothing beyond. */
const maxYAML = 1 << 20;
const maxInputs = 16 << 20;

export async function toFragment(p: Place): Promise<string> {
  return fragment(p, p.yaml !== undefined ? await pack(p.yaml) : "", p.inputs ? await pack(p.inputs) : "");
}

/** The same at once, for a lesson: while a page is being left there is no time to compress. */
export function lessonFragment(p: Place): string {
  return p.yaml === undefined && !p.inputs ? fragment(p, "", "") : "";
}

function fragment(p: Place, packed: string, inputs: string): string {
  const q = new URLSearchParams();
  if (packed) q.set("yaml", packed);
  else q.set("lesson", p.lesson);
  if (p.seed) q.set("seed", p.seed);
  if (inputs) q.set("inputs", inputs);
  if (p.fault) q.set("fault", p.fault);
  else if (p.other) q.set("with", p.other);
  if ((p.fault || p.other) && p.happened) q.set("side", "happened");
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
  const inputs = q.get("inputs");
  const done = inputs ? await unpack(inputs, maxInputs) : "";
  if (done) place.inputs = done;
  const fault = (q.get("fault") ?? "").slice(0, maxFault);
  if (fault) place.fault = fault;
  const other = q.get("with") ?? "";
  if (!fault && /^[a-z0-9-]{0,100}(@\d{1,20})?$/.test(other) && other) place.other = other;
  if ((fault || place.other) && q.get("side") === "happened") place.happened = true;
  const lang = q.get("lang");
  if (allLang.includes(lang as Lang)) place.lang = lang as Lang;
  const detail = q.get("detail");
  if (allDetail.includes(detail as Detail)) place.detail = detail as Detail;
  const at = Number(q.get("at"));
  if (Number.isSafeInteger(at) && at > 0) place.at = at;
  return place;
}

export async function pack(text: string): Promise<string> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  let binary = "";
  for (const b of bytes) binary += String.fromCharCode(b);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

export async function unpack(packed: string, most = maxYAML): Promise<string> {
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
    if (size > most) throw new Error("too long");
    text += decoder.decode(value, { stream: true });
  }
  return text + decoder.decode();
}
