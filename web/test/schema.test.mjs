// Completion: the keys and values that may stand at a place of a scenario.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { completionsAt, path } = await load("schema.ts");

const schema = {
  properties: {
    posta: { const: 1 },
    domains: { additionalProperties: { $ref: "#/$defs/domain" } },
    devices: { additionalProperties: { properties: { kind: { enum: ["phone", "laptop"] }, user: {} } } },
    script: { items: { $ref: "#/$defs/action" } },
  },
  $defs: {
    domain: { properties: { users: {}, mx: { "x-es": "quién recibe", "x-en": "who receives" } } },
    action: { anyOf: [{ properties: { send: { properties: { from: {}, to: {}, subject: {} } } } }, { properties: { wait: {} } }] },
  },
};

/** Completes at the | of a text. */
function at(text, lang = "en") {
  const pos = text.indexOf("|");
  const lines = text.replace("|", "").split("\n");
  const starts = lines.reduce((all, l) => [...all, all.at(-1) + l.length + 1], [0]);
  const state = { doc: { lineAt: (p) => { const n = starts.findLastIndex((s) => s <= p); return { number: n + 1, from: starts[n], text: lines[n] }; }, line: (n) => ({ text: lines[n - 1] }) } };
  const r = completionsAt(schema, { pos, explicit: true, state }, lang);
  return r?.options.map((o) => o.label) ?? [];
}

test("keys at the top", () => assert.deepEqual(at("posta: 1\n|"), ["posta", "domains", "devices", "script"]));
test("keys of something that has a name of its own", () => assert.deepEqual(at("domains:\n  alfa.test:\n    |"), ["users", "mx"]));
test("values of a key", () => assert.deepEqual(at("devices:\n  movil:\n    kind: |"), ["phone", "laptop"]));
test("actions of the script", () => assert.deepEqual(at("script:\n  - |"), ["send", "wait"]));
test("what an action takes", () => assert.deepEqual(at("script:\n  - wait: 5m\n  - send:\n      from: ana\n      |"), ["from", "to", "subject"]));
test("nothing where nothing is known", () => assert.deepEqual(at("nonsense:\n  |"), []));
test("a path is read from the indentation", () => assert.deepEqual(path(["script:", "  - send:", "      from: x"], 6, "      "), ["script", "[]", "send"]));
