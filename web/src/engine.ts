// The engine, seen from the page: every answer is a promise, because it works in a Worker. A run is cancelled by ending
// the Worker; the next question starts another from the same compiled module.
import type { Detail, EngineAPI, Lang, Mended, Problem, Run, Task, Text, Written } from "./api.ts";

declare const POSTA_WORKER: string; // the worker's file name, put in by the build

export class Cancelled extends Error {}
/** The Worker could not be started, or ended. */
export class Lost extends Error {}

interface Waiting {
  resolve(value: any): void;
  reject(error: Error): void;
  progress?: (n: number) => void;
}

function bytes(answer: Written): Uint8Array<ArrayBuffer> {
  if (!answer.bytes) throw new Error(answer.error ?? "");
  return answer.bytes;
}

export class Engine {
  #module: WebAssembly.Module;
  #worker: Worker | undefined;
  #waiting = new Map<number, Waiting>();
  #last = 0;

  constructor(module: WebAssembly.Module) {
    this.#module = module;
  }

  /** Starts the Worker before it is needed, and lets it run a lesson for nobody: what runs for the first time is compiled
   * first, and takes several times as long. */
  async warm(slug: string): Promise<void> {
    try {
      await this.run(slug, await this.source(slug), "", "", "", () => {});
    } catch {
      // Somebody cancelled the engine: there was something better to do.
    }
  }

  source(slug: string): Promise<string> {
    return this.#ask("source", [slug]);
  }

  async schema(): Promise<any> {
    return JSON.parse(await this.#ask("schema", []));
  }

  async validate(name: string, yaml: string): Promise<Problem[]> {
    return JSON.parse(await this.#ask("validate", [name, yaml]));
  }

  /** What is wrong with a fault that would be added to a scenario. */
  async fault(name: string, yaml: string, fault: string): Promise<Problem[]> {
    return JSON.parse(await this.#ask("fault", [name, yaml, fault]));
  }

  async run(name: string, yaml: string, seed: string, fault: string, inputs: string, progress: (n: number) => void): Promise<Run> {
    const r = await this.#ask("run", [name, yaml, seed, fault, inputs], progress);
    return { problems: JSON.parse(r.problems), inputs: r.inputs ? JSON.parse(r.inputs) : [], trace: r.trace, rulings: r.rulings ?? "", failed: r.failed ? JSON.parse(r.failed) : [], source: r.source ?? yaml, error: r.error };
  }

  /** The packets of a run, for Wireshark. It is run anew: the keys to what TLS hid are in no trace. */
  async pcap(name: string, yaml: string, seed: string, fault: string, inputs: string, lang: Lang, progress: (n: number) => void): Promise<Uint8Array<ArrayBuffer>> {
    return bytes(await this.#ask("pcap", [name, yaml, seed, fault, inputs, lang], progress));
  }

  /** The worlds that can be mended, or broken. */
  async tasks(): Promise<Task[]> {
    return JSON.parse(await this.#ask("tasks", []));
  }

  /** Runs a task's world with changes, and judges them. */
  async mend(slug: string, changes: string[]): Promise<Mended> {
    const r = await this.#ask("mend", [slug, JSON.stringify(changes)]);
    const list = (json?: string) => (json ? JSON.parse(json) : []);
    return { problems: list(r.problems), goal: list(r.goal), held: list(r.held), others: list(r.others), solved: r.solved === true, tried: r.tried ?? 0, rulings: r.rulings ?? "", trace: r.trace, error: r.error };
  }

  /** A little of the shortest repair; empty where there is no more to say. */
  async hint(slug: string, level: number): Promise<Text> {
    return JSON.parse(await this.#ask("hint", [slug, level]));
  }

  /** A trace told as text. */
  async transcript(trace: Uint8Array, rulings: string, detail: Detail, lang: Lang): Promise<Uint8Array<ArrayBuffer>> {
    return bytes(await this.#ask("transcript", [trace, rulings, detail, lang]));
  }

  /** Ends whatever is under way. */
  cancel(): void {
    this.#end(new Cancelled());
  }

  #end(error: Error): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    const all = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const w of all) w.reject(error);
  }

  #start(): Worker {
    if (this.#worker) return this.#worker;
    let worker: Worker;
    try {
      worker = new Worker(POSTA_WORKER);
    } catch (error) {
      throw new Lost((error as Error).message); // a sandboxed frame may have none
    }
    this.#worker = worker;
    worker.onmessage = (event) => this.#answer(event.data);
    worker.onerror = (event) => {
      event.preventDefault();
      if (worker === this.#worker) this.#end(new Lost(event.message || POSTA_WORKER));
    };
    this.#post("start", [this.#module]).catch((error: Error) => {
      if (worker === this.#worker) this.#end(error);
    });
    return worker;
  }

  async #ask<F extends keyof EngineAPI>(call: F, args: unknown[], progress?: (n: number) => void): Promise<any> {
    this.#start();
    return this.#post(call, args, progress);
  }

  #post(call: string, args: unknown[], progress?: (n: number) => void): Promise<any> {
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, progress });
      this.#worker!.postMessage({ id, call, args });
    });
  }

  #answer(message: { id: number; result?: any; error?: string; progress?: number }): void {
    const w = this.#waiting.get(message.id);
    if (!w) return;
    if (message.progress !== undefined) {
      w.progress?.(message.progress);
      return;
    }
    this.#waiting.delete(message.id);
    if (message.error !== undefined) w.reject(new Error(message.error));
    else w.resolve(message.result);
  }
}
