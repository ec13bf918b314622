// Links come from anywhere: whatever a fragment says, it is a place, none, or an error, soon, and never more than a
// scenario may be. FUZZ_RUNS=100000 node --test test/place.fuzz.test.mjs looks longer.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { load } from "./load.mjs";

const { toFragment, fromFragment, lessonFragment, maxFault } = await load("place.ts");
const numRuns = Number(process.env.FUZZ_RUNS ?? 300);
const maxYAML = 1 << 20;
const maxInputs = 16 << 20;

const word = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }), fc.base64String(), fc.constantFrom("", "-1", "1e3", "007", "es", "en", "tell", "packets", "happened", "%", "%ZZ", "%F0%9F", "+"));
const key = fc.constantFrom("lesson", "yaml", "inputs", "seed", "fault", "side", "lang", "detail", "at", "lesson", "yaml");
const places = fc.record({
  lesson: fc.constantFrom("first-email", "starttls"),
  yaml: fc.option(fc.string({ unit: "grapheme", maxLength: 2000 }), { nil: undefined }),
  seed: fc.oneof(fc.constant(""), fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }).map(String)),
  inputs: fc.option(fc.string({ unit: "grapheme", minLength: 1, maxLength: 500 }), { nil: undefined }),
  fault: fc.option(fc.string({ unit: "grapheme", minLength: 1, maxLength: 50 }), { nil: undefined }),
  lang: fc.option(fc.constantFrom("es", "en"), { nil: undefined }),
  detail: fc.option(fc.constantFrom("dialogue", "packets"), { nil: undefined }),
  at: fc.nat(),
});

/** A place as a link can say it. */
function plain({ yaml, lesson, ...rest }) {
  const place = { lesson: yaml === undefined ? lesson : "", ...rest };
  if (yaml !== undefined) place.yaml = yaml;
  return JSON.parse(JSON.stringify(place)); // without what is undefined
}

/** What any answer must be. */
async function sound(fragment) {
  let place;
  try {
    place = await fromFragment(fragment);
  } catch (error) {
    assert.ok(error instanceof Error || error instanceof DOMException, "an error is one");
    return;
  }
  if (place === null) return;
  assert.match(place.seed, /^\d{0,20}$/);
  assert.ok(Number.isSafeInteger(place.at) && place.at >= 0);
  assert.ok((place.yaml ?? "").length <= maxYAML && place.lesson.length <= 100 && (place.inputs ?? "").length <= maxInputs && (place.fault ?? "").length <= maxFault);
  // What was understood can be said again; the shortest telling goes without saying.
  const again = { ...place };
  if (again.detail === "tell") delete again.detail;
  assert.deepEqual(await fromFragment(await toFragment(place)), again);
}

test("every place survives the way there and back", () =>
  fc.assert(fc.asyncProperty(places, async (p) => assert.deepEqual(await fromFragment(await toFragment(plain(p))), plain(p))), { numRuns }));

test("whatever stands in a fragment", () => fc.assert(fc.asyncProperty(fc.oneof(word, fc.string({ unit: "binary", maxLength: 500 })), sound), { numRuns }));

test("whatever its parts say", () =>
  fc.assert(fc.asyncProperty(fc.array(fc.tuple(key, word), { maxLength: 12 }), (parts) => sound("#" + parts.map(([k, v]) => `${k}=${encodeURIComponent(v.toWellFormed())}`).join("&"))), { numRuns }));

test("a link with a letter changed, missing or too many", () =>
  fc.assert(
    fc.asyncProperty(places, fc.nat(), fc.constantFrom("", "A", "_", "-", "=", "%", "&", "\u0000", "é"), fc.nat(2), async (p, at, what, cut) => {
      const good = await toFragment(plain(p));
      const place = 1 + (at % good.length);
      await sound(good.slice(0, place) + what + good.slice(place + cut));
    }),
    { numRuns },
  ));

test("a lesson's link needs no time", () => fc.assert(fc.asyncProperty(places, async (p) => assert.equal(lessonFragment(plain(p)), p.yaml === undefined && !p.inputs ? await toFragment(plain(p)) : "")), { numRuns }));
