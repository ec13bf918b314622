// The catalogue: nothing missing, nothing left over, nothing that could go in only one language.
import assert from "node:assert/strict";
import { test } from "node:test";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { load } from "./load.mjs";

const { words, setLang, t, preferred, langs } = await load("words.ts");
const src = new URL("../src/", import.meta.url).pathname;
const code = readdirSync(src, { recursive: true }).filter((f) => /\.tsx?$/.test(f) && f !== "words.ts").map((f) => readFileSync(join(src, f), "utf8")).join("\n");

test("every word is there in every language", () => {
  for (const [key, word] of Object.entries(words)) {
    for (const lang of langs) assert.ok(word[lang]?.trim(), `${key} has no ${lang}`);
  }
});

test("both languages take the same values, and plurals come in twos", () => {
  const values = (s) => [...new Set(s.match(/\{\w+\}/g) ?? [])].sort().join();
  for (const [key, { es, en }] of Object.entries(words)) {
    assert.equal(values(es), values(en), key);
    assert.equal(es.split("|").length, en.split("|").length, key);
  }
});

test("every word is used", () => {
  for (const key of Object.keys(words)) assert.match(code, new RegExp(`"${key}"`), `${key} is used nowhere`);
});

test("no words stand in the code itself", () => {
  const inline = [...code.matchAll(/<(\w+)[^<>]*>([^<>{}]*\p{L}{2}[^<>{}]*)<\/\1>/gu)].map((m) => m[2].trim());
  assert.deepEqual(inline.filter((s) => !/^Posta:?$/.test(s)), []);
});

test("values, plurals and numbers follow the language", () => {
  setLang("es");
  assert.equal(t("problems", { n: 1 }), "1 problema");
  assert.equal(t("problems", { n: 12345 }), "12.345 problemas");
  setLang("en");
  assert.equal(t("problems", { n: 12345 }), "12,345 problems");
  assert.equal(t("loadFailed", { why: "{x} <b>" }), "Posta could not be loaded: {x} <b>");
});

test("the browser's languages are asked in their order", () => {
  assert.equal(preferred(["fr-FR", "es-AR", "en"]), "es");
  assert.equal(preferred(["de"]), "en");
});
