// The engine, seen from the page: every answer is a promise, because it works in a Worker. A run is cancelled by ending
// the Worker; the next question starts another from the same compiled module.
import type { Assignment, Counted, Counting, Decision, Detail, Done, EngineAPI, Lang, Marked, Mended, Move, Own, Problem, Proof, Run, SeatAt, SeatPlace, Seated, Task, Text, Written } from "./api.ts";

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
      await this.run(slug, await this.source(slug), "", "", "", "es", () => {});
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

  async run(name: string, yaml: string, seed: string, fault: string, inputs: string, letters: Lang, progress: (n: number) => void): Promise<Run> {
    const r = await this.#ask("run", [name, yaml, seed, fault, inputs, letters], progress);
    return { problems: JSON.parse(r.problems), inputs: r.inputs ? JSON.parse(r.inputs) : [], trace: r.trace, rulings: r.rulings ?? "", failed: r.failed ? JSON.parse(r.failed) : [], source: r.source ?? yaml, error: r.error };
  }

  /** The packets of a run, for Wireshark. It is run anew: the keys to what TLS hid are in no trace. */
  async pcap(name: string, yaml: string, seed: string, fault: string, inputs: string, letters: Lang, lang: Lang, progress: (n: number) => void): Promise<Uint8Array<ArrayBuffer>> {
    return bytes(await this.#ask("pcap", [name, yaml, seed, fault, inputs, letters, lang], progress));
  }

  /** The worlds that can be mended, or broken. */
  async tasks(): Promise<Task[]> {
    return JSON.parse(await this.#ask("tasks", []));
  }

  /** Runs a task's world with changes, and judges them. */
  async mend(slug: string, own: string, changes: string[], letters: Lang): Promise<Mended> {
    const r = await this.#ask("mend", [slug, own, JSON.stringify(changes), letters]);
    const list = (json?: string) => (json ? JSON.parse(json) : []);
    return { problems: list(r.problems), goal: list(r.goal), held: list(r.held), others: list(r.others), solved: r.solved === true, tried: r.tried ?? 0, rulings: r.rulings ?? "", trace: r.trace, error: r.error };
  }

  /** A little of the shortest repair; empty where there is no more to say. */
  async hint(slug: string, own: string, level: number): Promise<Text> {
    return JSON.parse(await this.#ask("hint", [slug, own, level]));
  }

  /** The places that may be taken in a scenario. */
  async seats(name: string, yaml: string, letters: Lang): Promise<SeatPlace[]> {
    return JSON.parse(await this.#ask("seats", [name, yaml, letters]));
  }

  /** Takes a place in a run, and makes moves from it; known is how many of its events are there. */
  async seat(name: string, yaml: string, seed: string, inputs: string, at: SeatAt, moves: Move[], letters: Lang, known: number): Promise<Seated> {
    const r = await this.#ask("seat", [name, yaml, seed, inputs, JSON.stringify(at), JSON.stringify(moves), letters, known]);
    return { problems: r.problems ? JSON.parse(r.problems) : [], seat: r.seat ? JSON.parse(r.seat) : null, events: r.events ?? 0, fresh: r.fresh === true, trace: r.trace, error: r.error };
  }

  /** In how many of n runs every letter arrives, if everything random falls anew after an instant; -1: it cannot be told. */
  chance(name: string, yaml: string, seed: string, fault: string, inputs: string, letters: Lang, ms: number, first: number, n: number): Promise<number> {
    return this.#ask("chance", [name, yaml, seed, fault, inputs, letters, ms, first, n]);
  }

  /** An assignment, in the names of a student's own worlds. */
  async assignment(name: string, yaml: string, student: string): Promise<Assignment> {
    return JSON.parse(await this.#ask("assignment", [name, yaml, student]));
  }

  /** A student's own world for a part of an assignment, its letters in a language. */
  async own(name: string, yaml: string, id: string, student: string, letters: Lang): Promise<Own> {
    const r = await this.#ask("own", [name, yaml, id, student, letters]);
    return { yaml: r.yaml ?? "", hash: r.hash ?? "", questions: r.questions ? JSON.parse(r.questions) : [], task: r.task ? JSON.parse(r.task) : null, trace: r.trace, error: r.error };
  }

  /** What was done of a part, with its proof. */
  async done(name: string, yaml: string, id: string, student: string, done: Partial<Done>): Promise<Proof> {
    return JSON.parse(await this.#ask("done", [name, yaml, id, student, JSON.stringify(done)]));
  }

  /** What a submission is worth. */
  async mark(name: string, yaml: string, submission: string): Promise<Marked> {
    return JSON.parse(await this.#ask("mark", [name, yaml, submission]));
  }

  /** What could have been decided otherwise. */
  async decisions(name: string, yaml: string, letters: Lang, lang: Lang): Promise<Decision[]> {
    return JSON.parse(await this.#ask("decisions", [name, yaml, letters, lang]));
  }

  /** What became of a campaign's letters; with a decision, beside the same with that. */
  async figures(name: string, yaml: string, seed: string, inputs: string, decision: string, letters: Lang, of: Counting, progress: (n: number) => void): Promise<Counted> {
    return JSON.parse(await this.#ask("figures", [name, yaml, seed, inputs, decision, letters, JSON.stringify(of)], progress));
  }

  /** The trace of one letter alone. */
  async alone(name: string, yaml: string, seed: string, inputs: string, decision: string, letters: Lang, letter: string, progress: (n: number) => void): Promise<Uint8Array<ArrayBuffer>> {
    return bytes(await this.#ask("alone", [name, yaml, seed, inputs, decision, letters, letter], progress));
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
