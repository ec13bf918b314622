// The Worker in which the engine runs. It is given the compiled module, so that nothing is downloaded or compiled twice.
//
// The module holds the stage as well, and Ebitengine looks for a window while it starts. There is none here, and nothing
// is ever drawn: it is given objects that take everything and do nothing.

declare const Go: new () => { importObject: WebAssembly.Imports; run(i: WebAssembly.Instance): Promise<void> };

interface EngineAPI {
  source(slug: string): string;
  schema(): string;
  validate(name: string, yaml: string): string;
  fault(name: string, yaml: string, fault: string): string;
  run(name: string, yaml: string, seed: string, fault: string, inputs: string, letters: string, progress: (n: number) => void): { problems: string; inputs?: string; trace?: Uint8Array; rulings?: string; failed?: string; source?: string; error?: string };
  pcap(name: string, yaml: string, seed: string, fault: string, inputs: string, letters: string, lang: string, progress: (n: number) => void): { bytes?: Uint8Array; error?: string };
  tasks(): string;
  mend(slug: string, own: string, changes: string, letters: string): { problems?: string; goal?: string; held?: string; others?: string; solved?: boolean; tried?: number; rulings?: string; trace?: Uint8Array; error?: string };
  hint(slug: string, own: string, level: number): string;
  seats(name: string, yaml: string, letters: string): string;
  seat(name: string, yaml: string, seed: string, inputs: string, at: string, moves: string, letters: string, known: number): { problems?: string; seat?: string; events?: number; fresh?: boolean; trace?: Uint8Array; error?: string };
  chance(name: string, yaml: string, seed: string, fault: string, inputs: string, letters: string, ms: number, first: number, n: number): number;
  assignment(name: string, yaml: string, student: string): string;
  own(name: string, yaml: string, id: string, student: string, letters: string): { yaml?: string; hash?: string; questions?: string; task?: string; trace?: Uint8Array; error?: string };
  done(name: string, yaml: string, id: string, student: string, done: string): string;
  mark(name: string, yaml: string, submission: string): string;
  decisions(name: string, yaml: string, letters: string, lang: string): string;
  figures(name: string, yaml: string, seed: string, inputs: string, decision: string, letters: string, of: string, progress: (n: number) => void): string;
  alone(name: string, yaml: string, seed: string, inputs: string, decision: string, letters: string, letter: string, progress: (n: number) => void): { bytes?: Uint8Array; error?: string };
  transcript(trace: Uint8Array, rulings: string, detail: string, lang: string): { bytes?: Uint8Array; error?: string };
}

export {};

const scope = globalThis as any;

function nothing(): any {
  const target = function () {};
  const proxy: any = new Proxy(target, {
    get: (_, key) => (key === Symbol.toPrimitive ? () => 0 : key === "hidden" ? true : proxy),
    set: () => true,
    apply: () => proxy,
    construct: () => proxy,
  });
  return proxy;
}

scope.document = nothing();
scope.window = nothing();
scope.screen = nothing();
scope.Document = class {
  get hidden(): boolean {
    return true;
  }
};
// The engine never waits for a frame, and nothing may make it.
scope.requestAnimationFrame = () => 0;

let engine: Promise<EngineAPI> | undefined;

function start(module: WebAssembly.Module): Promise<EngineAPI> {
  return new Promise((resolve, reject) => {
    scope.posta = { role: "engine", ready: resolve };
    const go = new Go();
    WebAssembly.instantiate(module, go.importObject)
      .then((instance) => go.run(instance))
      .then(() => reject(new Error("the engine ended")), reject);
  });
}

scope.onmessage = async (event: MessageEvent) => {
  const { id, call, args } = event.data as { id: number; call: string; args: any[] };
  try {
    if (call === "start") {
      engine = start(args[0]);
      await engine;
      scope.postMessage({ id, result: null });
      return;
    }
    const api = await engine!;
    let result: any;
    const progress = (n: number) => scope.postMessage({ id, progress: n });
    result = (api as any)[call](...args, ...(["run", "pcap", "figures", "alone"].includes(call) ? [progress] : []));
    if (result instanceof Error) throw result;
    const bytes: Uint8Array | undefined = result?.trace ?? result?.bytes;
    const transfer = bytes ? [bytes.buffer] : [];
    scope.postMessage({ id, result }, transfer);
  } catch (error) {
    scope.postMessage({ id, error: String((error as Error)?.message ?? error) });
  }
};
