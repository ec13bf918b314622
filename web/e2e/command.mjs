// The posta command, for tests of a page that is attached to what it serves.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Where the tests of a file leave what they write, the command among it unless POSTA says where it is. */
export const folder = mkdtempSync(join(tmpdir(), "posta-attached-"));
const binary = process.env.POSTA ?? join(folder, "posta");

export function build() {
  if (!process.env.POSTA) execFileSync("go", ["build", "-o", binary, "./cmd/posta"], { cwd: root, stdio: "inherit" });
}

/** Ends what a test that failed left running, without which its file would never end, and takes away what was written. */
export function forget() {
  for (const child of running) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
}

const running = new Set();

/** Runs the command to its end, and gives what it said. */
export const run = (args) => execFileSync(binary, args, { encoding: "utf8" });

/** Starts the command, waits until it says that it is ready, and gives what it said. */
export async function posta(args, ready) {
  const child = spawn(binary, [...args, "--lang", "en"], { stdio: ["ignore", "pipe", "pipe"] });
  running.add(child);
  child.once("close", () => running.delete(child));
  let said = "";
  child.stdout.on("data", (d) => (said += d));
  child.stderr.on("data", (d) => (said += d));
  const ended = new Promise((resolve) => child.once("close", resolve));
  while (!ready.test(said)) {
    const over = await Promise.race([ended.then(() => true), new Promise((resolve) => setTimeout(() => resolve(false), 50))]);
    if (over) throw new Error(`posta ${args.join(" ")}: ${said}`);
  }
  return {
    said,
    async end(signal = "SIGINT") {
      child.kill(signal);
      await ended;
    },
  };
}
