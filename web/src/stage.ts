// The wasm module: loading it, and the stage's side of it.
import { Frames } from "./rest.ts";
import type { Detail, Dialogue, LessonView, Message, Now, Split, State, Status, Timeline, WhatIf } from "./types.ts";
import type { Lang } from "./words.ts";

declare const POSTA_WASM: string; // the module's file name, put in by the build
declare const POSTA_WASM_SIZE: number; // its size, unpacked, in bytes
declare const Go: new () => { importObject: WebAssembly.Imports; run(i: WebAssembly.Instance): Promise<void> };

/** What the page side of the module offers: wasm/page.go. */
interface API {
  open(trace: Uint8Array): string;
  fork(trace: Uint8Array): string;
  side(would: boolean): void;
  close(): void;
  send(message: string): string;
  redraw(): void;
  lesson(lang: Lang): string;
  timeline(detail: Detail, lang: Lang): string;
  dialogue(detail: Detail, lang: Lang, listener: boolean): string;
  now(detail: Detail, step: number, lang: Lang, listener: boolean): string;
  state(detail: Detail, step: number, host: string, lang: Lang): string;
  message(seq: number, lang: Lang): string;
  title(detail: Detail, step: number, lang: Lang): string;
  whatif(detail: Detail, step: number, lang: Lang): string;
  split(detail: Detail): string;
}

/** A word to the stage; the names are those of wasm/page.go. */
export type Message_ =
  | { do: "forward" | "back" | "chapter" | "next"; by: number }
  | { do: "seek"; step: number; still?: boolean }
  | { do: "event"; seq: number; still?: boolean }
  | { do: "play" | "reduced" | "listener"; on: boolean }
  | { do: "speed" | "zoom"; factor: number }
  | { do: "reading"; seconds: number }
  | { do: "detail" | "lang" | "theme" | "select"; name: string }
  | { do: "cover"; left: number; top: number; right: number; bottom: number }
  | { do: "pan"; x: number; y: number }
  | { do: "follow" };

/** Downloads and compiles the module, telling how far it has come from 0 to 1. */
export async function load(progress: (done: number, all: number) => void): Promise<WebAssembly.Module> {
  const response = await fetch(POSTA_WASM, { credentials: "same-origin" });
  if (!response.ok || !response.body) throw new Error(`${response.status} ${response.statusText}`);
  let done = 0;
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, out) {
      done += chunk.length;
      progress(done, POSTA_WASM_SIZE);
      out.enqueue(chunk);
    },
  });
  const counted = new Response(response.body.pipeThrough(counter), { headers: { "content-type": "application/wasm" } });
  return WebAssembly.compileStreaming(counted);
}

export function hasWebGL2(): boolean {
  const canvas = document.createElement("canvas");
  const gl = canvas.getContext("webgl2");
  gl?.getExtension("WEBGL_lose_context")?.loseContext();
  return gl !== null;
}

/** The stage as the page sees it. */
export class Stage {
  readonly #api: API;
  readonly #frames: Frames;

  private constructor(api: API, frames: Frames) {
    this.#api = api;
    this.#frames = frames;
  }

  /** For what may set the stage in motion. */
  get #stirred(): API {
    this.#frames.wake();
    return this.#api;
  }

  /** Starts the module in this page; changed is called when the panels should look again. */
  static async start(module: WebAssembly.Module, changed: (s: Status) => void, failed: (why: string) => void): Promise<Stage> {
    const go = new Go();
    const frames = new Frames(() => (globalThis as any).posta.resting === true); // wasm/page.go says so
    const api = await new Promise<API>((resolve, reject) => {
      (globalThis as any).posta = {
        role: "page",
        ready: resolve,
        changed: (json: string) => {
          try {
            changed(JSON.parse(json));
          } catch (error) {
            console.error("posta:", error); // thrown into Go, it would end the stage
          }
        },
        failed,
      };
      WebAssembly.instantiate(module, go.importObject)
        .then((instance) => {
          const own = globalThis.requestAnimationFrame;
          globalThis.requestAnimationFrame = frames.request; // Ebitengine takes it when it begins
          const end = go.run(instance);
          globalThis.requestAnimationFrame = own;
          return end;
        })
        .then(() => failed("exit"), reject);
    });
    return new Stage(api, frames);
  }

  /** Shows a run: the bytes of its trace. Throws what is wrong with it. */
  open(trace: Uint8Array): void {
    const wrong = this.#stirred.open(trace) as unknown;
    if (wrong instanceof Error) throw wrong;
    if (wrong) throw new Error(String(wrong));
  }

  /** Puts what would have happened beside the run, and goes to where they part. 0: they never do. */
  fork(trace: Uint8Array): number {
    const { seq, error } = parse<{ seq: number; error?: string }>(this.#stirred.fork(trace));
    if (error) throw new Error(error);
    return seq;
  }

  /** Goes over to a side of the fork, to the same place. */
  side(would: boolean): void {
    this.#stirred.side(would);
  }

  /** Forgets what would have happened. */
  close(): void {
    this.#stirred.close();
  }

  send(message: Message_): void {
    this.#stirred.send(JSON.stringify(message));
  }

  redraw(): void {
    this.#stirred.redraw();
  }

  lesson = (lang: Lang) => parse<LessonView>(this.#api.lesson(lang));
  timeline = (detail: Detail, lang: Lang) => parse<Timeline>(this.#api.timeline(detail, lang));
  dialogue = (detail: Detail, lang: Lang, listener: boolean) => parse<Dialogue>(this.#api.dialogue(detail, lang, listener));
  now = (detail: Detail, step: number, lang: Lang, listener: boolean) => parse<Now>(this.#api.now(detail, step, lang, listener));
  state = (detail: Detail, step: number, host: string, lang: Lang) => parse<State>(this.#api.state(detail, step, host, lang));
  message = (seq: number, lang: Lang) => parse<Message | null>(this.#api.message(seq, lang));
  title = (detail: Detail, step: number, lang: Lang) => parse<string>(this.#api.title(detail, step, lang));
  whatif = (detail: Detail, step: number, lang: Lang) => parse<WhatIf>(this.#api.whatif(detail, step, lang));
  split = (detail: Detail) => parse<Split | null>(this.#api.split(detail));
}

function parse<T>(json: unknown): T {
  if (json instanceof Error) throw json;
  return JSON.parse(String(json)) as T;
}
