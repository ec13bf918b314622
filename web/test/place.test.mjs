// Links: what goes in comes out, and damage is noticed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { toFragment, fromFragment, maxLink } = await load("place.ts");

for (const [name, place] of Object.entries({
  "a lesson": { lesson: "first-email", seed: "", at: 0 },
  "a step of it, in Spanish, in all detail": { lesson: "first-email", seed: "18446744073709551615", lang: "es", detail: "packets", at: 1234 },
  "a scenario of one's own": { lesson: "", yaml: "posta: 1\ntitle: ¿Qué tal? 📮\n".repeat(20), seed: "7", lang: "en", at: 5 },
  "a lesson to which something is done": { lesson: "first-email", seed: "", inputs: '{"inputs": 1}\n{"at": "2s", "down": "mail.beta.test"}\n', at: 9 },
  "a scenario of one's own, and what is done to it": { lesson: "", yaml: "posta: 1\n", inputs: '{"inputs": 1}\n{"seed": 7}\n', seed: "", at: 0 },
})) {
  test(`${name} survives the way there and back`, async () => {
    const fragment = await toFragment(place);
    assert.ok(fragment.length < maxLink);
    assert.deepEqual(await fromFragment(fragment), { ...place });
  });
}

test("a link carries what was asked, and on which side of it one stands", async () => {
  const place = { lesson: "first-email", seed: "", at: 42, fault: "answer: {host: mail.beta.test, command: RCPT, code: 550}", happened: true };
  assert.deepEqual(await fromFragment(await toFragment(place)), place);
  assert.deepEqual(await fromFragment("#lesson=x&side=happened"), { lesson: "x", seed: "", at: 0 });
});

test("there may be no place at all", async () => {
  assert.equal(await fromFragment(""), null);
  assert.equal(await fromFragment("#something-else"), null);
});

test("nonsense in the small parts is left out", async () => {
  assert.deepEqual(await fromFragment("#lesson=x&seed=-1&lang=fr&detail=atoms&at=-5"), { lesson: "x", seed: "", at: 0 });
});

for (const damaged of ["#yaml=@@@", "#yaml=AAAA", "#yaml=", "#lesson=x&inputs=@@@"]) {
  test(`${damaged} is an error`, async () => assert.rejects(fromFragment(damaged)));
}

test("a small link that unpacks to a giant is refused", async () => {
  const bomb = await toFragment({ lesson: "", yaml: "x".repeat(3 << 20), seed: "", at: 0 });
  await assert.rejects(fromFragment(bomb), /too long/);
});
