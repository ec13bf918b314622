// The wasm module: loading it, and the stage's side of it.
import type { Detail, Lang, PageAPI, Parted, StageMessage, Status } from "./api.ts";
import { Frames } from "./rest.ts";

declare const POSTA_WASM: string; // the module's file name, put in by the build
declare const POSTA_WASM_SIZE: number; // its size, unpacked, in bytes
declare const Go: new () => { importObject: WebAssembly.Imports; run(i: WebAssembly.Instance): Promise<void> };

/** What crosses as JSON instead of as the value itself. */
type JSONOf<T> = string & { readonly of?: T };
type API = { [F in keyof PageAPI]: PageAPI[F] extends (...args: infer P) => infer R ? (...args: P) => R extends string | void ? R : JSONOf<R> : never };

/** Fetches a file of the page's own, and says what came instead of it if something else did. */
export async function fetched(name: string): Promise<Response> {
  const response = await fetch(name, { credentials: "same-origin" });
  const kind = response.headers.get("content-type") ?? "";
  if (!response.ok) throw new Error(`${name}: ${response.status} ${response.statusText}`.trim());
  if (/text\/html/.test(kind)) throw new Error(`${name}: ${kind}`); // a sign-in page, or a host that answers everything with one page
  return response;
}

/** Downloads and compiles the module, telling how far it has come. */
export async function load(progress: (done: number, all: number) => void): Promise<WebAssembly.Module> {
  const response = await fetched(POSTA_WASM);
  const body = response.body;
  if (!body || typeof TransformStream !== "function") return WebAssembly.compile(await response.arrayBuffer());
  let done = 0;
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, out) {
      done += chunk.length;
      progress(done, POSTA_WASM_SIZE);
      out.enqueue(chunk);
    },
  });
  const counted = new Response(body.pipeThrough(counter), { headers: { "content-type": "application/wasm" } });
  return WebAssembly.compileStreaming(counted);
}

export function hasWebGL2(): boolean {
  const canvas = document.createElement("canvas");
  const gl = canvas.getContext("webgl2");
  gl?.getExtension("WEBGL_lose_context")?.loseContext();
  return gl !== null;
}

export interface Callbacks {
  /** The panels should look again. */
  changed(s: Status): void;
  /** Where nothing can be painted: the stage's picture, as SVG. */
  drawn?(svg: string): void;
  failed(why: string): void;
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

  /** Starts the module in this page. */
  static async start(module: WebAssembly.Module, { changed, drawn, failed }: Callbacks): Promise<Stage> {
    const go = new Go();
    const frames = new Frames(() => (globalThis as any).posta.resting === true); // wasm/page.go says so
    const api = await new Promise<API>((resolve, reject) => {
      (globalThis as any).posta = {
        role: "page",
        ready: resolve,
        drawn,
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
  open(trace: Uint8Array<ArrayBuffer>, rulings: string): void {
    const wrong = this.#stirred.open(trace, rulings) as unknown;
    if (wrong instanceof Error) throw wrong;
    if (wrong) throw new Error(String(wrong));
  }

  /** Shows a run that goes on, as far as it has come. */
  follow(trace: Uint8Array<ArrayBuffer>): void {
    const wrong = this.#stirred.follow(trace) as unknown;
    if (wrong) throw wrong instanceof Error ? wrong : new Error(String(wrong));
  }

  /** Goes on with it: the lines of the events that have come. */
  grow(events: Uint8Array<ArrayBuffer>): void {
    const wrong = this.#stirred.grow(events) as unknown;
    if (wrong) throw wrong instanceof Error ? wrong : new Error(String(wrong));
  }

  /** Puts what would have happened beside the run, and goes to where they part. 0: they never do. */
  fork(trace: Uint8Array<ArrayBuffer>, rulings: string): number {
    const { seq, error } = parse<Parted>(this.#stirred.fork(trace, rulings));
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

  send(message: StageMessage): void {
    const wrong = this.#stirred.send(JSON.stringify(message)) as unknown;
    if (wrong) console.error("posta:", String(wrong));
  }

  // Views: null only before anything is open.
  lesson = (lang: Lang) => parse(this.#api.lesson(lang))!;
  timeline = (detail: Detail, lang: Lang) => parse(this.#api.timeline(detail, lang))!;
  dialogue = (detail: Detail, lang: Lang, listener: boolean) => parse(this.#api.dialogue(detail, lang, listener))!;
  now = (detail: Detail, step: number, lang: Lang, listener: boolean) => parse(this.#api.now(detail, step, lang, listener))!;
  state = (detail: Detail, step: number, host: string, lang: Lang) => parse(this.#api.state(detail, step, host, lang))!;
  devices = (detail: Detail, step: number, host: string, lang: Lang) => parse(this.#api.devices(detail, step, host, lang));
  message = (seq: number, lang: Lang) => parse(this.#api.message(seq, lang));
  anatomy = (detail: Detail, step: number, lang: Lang) => parse(this.#api.anatomy(detail, step, lang));
  whatif = (detail: Detail, step: number, lang: Lang) => parse(this.#api.whatif(detail, step, lang))!;
  beside = (lang: Lang, on: boolean) => parse(this.#api.beside(lang, on));
  questions = (detail: Detail) => parse(this.#api.questions(detail));
  moments = (detail: Detail) => parse(this.#api.moments(detail));
  entitle = (fault: string) => parse(this.#api.entitle(fault))!;
  split = (detail: Detail) => parse(this.#api.split(detail));
  picture = (detail: Detail, step: number, lang: Lang, w: number, h: number) => this.#api.picture(detail, step, lang, w, h);
}

function parse<T>(json: JSONOf<T>): T {
  if ((json as unknown) instanceof Error) throw json;
  return JSON.parse(json) as T;
}
