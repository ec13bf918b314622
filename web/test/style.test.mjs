// The page's colours and sizes are custom properties of its root. A script that gives one of them another value changes every
// surface at once, and nothing else would say so.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const src = new URL("../src/", import.meta.url).pathname;
const style = readFileSync(join(src, "style.css"), "utf8");

test("what a script sets is no colour or size of the page's own", () => {
  const own = new Set([...style.matchAll(/(?:^|\n)(?::root|\[data-theme="dark"\]) \{([^}]*)\}/g)].flatMap((m) => [...m[1].matchAll(/(--[a-z-]+):/g)].map((x) => x[1])));
  assert.ok(own.has("--card") && own.has("--ink"), "the root's are found");
  const set = new Map();
  for (const file of readdirSync(src, { recursive: true })) {
    if (!/\.tsx?$/.test(file)) continue;
    for (const m of readFileSync(join(src, file), "utf8").matchAll(/setProperty\("(--[a-z-]+)"|"(--[a-z-]+)":/g)) set.set(m[1] ?? m[2], file);
  }
  assert.ok(set.has("--rise"), "those that scripts set are found");
  for (const [name, file] of set) assert.ok(!own.has(name), `${file} sets ${name}, which style.css has for the whole page`);
});
