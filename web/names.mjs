// The tests and the scripts are plain JavaScript, without types: what the compiler finds there of types is its guess, and left aside.
// A name that nobody declares or imports is none, and would be met only when the line runs: in a test that fails, say.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const telling = /error TS(2304|2305|2306|2307|2448|2451|2454|2503|2552|2588|2614|2724|18004|1\d{3}):/;
let said = "";
try {
  execFileSync(process.execPath, [fileURLToPath(import.meta.resolve("typescript/package.json")).replace("package.json", "bin/tsc"), "-p", "tsconfig.tests.json", "--pretty", "false"], { cwd: import.meta.dirname, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
} catch (e) {
  if (typeof e.stdout !== "string" || !/error TS\d+:/.test(e.stdout)) throw e;
  said = e.stdout;
}
const wrong = said.split("\n").filter((line) => telling.test(line));
for (const line of wrong) console.log(line);
process.exitCode = wrong.length ? 1 : 0;
