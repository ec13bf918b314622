// Questions answered right and wrong on purpose, in the page: whatever is asked can be answered, says why, and is kept.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { after, before, test } from "node:test";
import { frames, open, ready, start } from "./browser.mjs";

let world;
before(async () => (world = await start()));
after(() => world?.end());

/** Goes through the lesson on the stage and answers what is asked; right says which words are right, by the question's own; the
 * first time nobody knows, and each step is gone to; afterwards those alone at which something was asked. */
const goThrough = (page, wrongly, right, steps) =>
  page.evaluate(async ({ wrongly, right, steps }) => {
    const until = async (is) => {
      for (let i = 0; i < 5000 && !is(); i++) await new Promise((done) => setTimeout(done, 4));
    };
    const slider = document.getElementById("slider");
    const at = () => Number(document.querySelector("#step .short")?.textContent.split("/")[0]) - 1;
    const question = () => document.querySelector("#predict .question")?.textContent ?? "";
    const asked = () => question() && !document.querySelector("#predict .answer");
    const found = [];
    for (const step of steps ?? Array.from({ length: Number(slider.max) + 2 }, (_, i) => i - 1)) {
      if (at() !== step) {
        slider.value = String(step);
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        await until(() => at() === step);
        await new Promise((done) => setTimeout(done, 4)); // the card is drawn anew
      }
      if (steps) await until(asked);
      for (let i = 0; i < 10 && asked(); i++) {
        const text = question();
        const choices = [...document.querySelectorAll("#predict .choice")];
        const known = right[text];
        const pick = known === undefined ? choices[0] : choices.find((c) => (c.textContent === known) !== wrongly);
        pick.click();
        await until(() => document.querySelector("#predict .answer"));
        const best = document.querySelector("#predict .choice.right");
        found.push({ step, text, right: best?.textContent ?? "", well: !document.querySelector("#predict .choice.wrong"), answer: document.querySelector("#predict .answer")?.textContent ?? "", choices: choices.length });
        document.getElementById("predict-go").click(); // to the next that is asked here, or a step further
        await until(() => at() !== step || (asked() && question() !== text) || step === Number(slider.max));
        if (at() !== step) {
          await new Promise((done) => setTimeout(done, 4));
          break;
        }
      }
    }
    return found;
  }, { wrongly, right, steps });

// All lessons' questions are held against their answers in sim/view and sim/ask; here a lesson of each chapter is gone through as
// a reader does, once not knowing, once right and once wrong on purpose. `make questions` goes through all lessons;
// POSTA_LESSONS=2/4 through the second of four parts of them, POSTA_LESSONS=mta-sts,dane through those.
const wanted = process.env.POSTA_LESSONS ?? "";
const all = wanted !== "";
const [, part, parts] = /^(\d+)\/(\d+)$/.exec(wanted) ?? [, 1, 1];
const slugs = readdirSync(new URL("../../scenarios", import.meta.url)).filter((name) => name.endsWith(".yaml")).map((name) => name.slice(0, -5));
const lessons = all
  ? slugs.filter((slug, i) => (wanted === "all" || parts > 1 ? i % parts === part - 1 : wanted.split(",").includes(slug)))
  : ["first-email", "nxdomain", "unknown-user", "starttls", "spf-fail", "pop3-leave-on-server"];

test("lessons ask, and take right and wrong answers", { timeout: all ? 7_200_000 : 900_000 }, async () => {
  const { page, context, wrong } = await open(world, { path: "#lesson=every-stage&lang=es", reducedMotion: "reduce", locale: "es-ES", viewport: { width: 400, height: 480 } });
  page.setDefaultTimeout(120_000);
  // The page stays: a reader goes from lesson to lesson in it.
  const opened = async (slug) => {
    if (await page.evaluate((slug) => location.hash.startsWith(`#lesson=${slug}&`), slug)) await opened(slug === "first-email" ? "every-stage" : "first-email");
    const before = await page.textContent("#pick-title");
    await page.evaluate((slug) => (location.hash = `#lesson=${slug}&lang=es`), slug);
    await page.waitForFunction((before) => document.getElementById("pick-title").textContent !== before && !document.getElementById("running") && /^0 /.test(document.querySelector("#step .short")?.textContent ?? ""), before);
    await frames(page, 4);
  };
  try {
    await ready(page);
    const rounds = [];
    const amiss = []; // all of it is told, not the first alone
    const looks = async (slug, look) => {
      await opened(slug);
      try {
        await look();
      } catch (e) {
        amiss.push(`${slug}: ${e.message}`);
        console.log(`# ${amiss.at(-1)}`);
      }
    };
    for (const slug of lessons) {
      await looks(slug, async () => {
        const first = await goThrough(page, false, {});
        rounds.push({ slug, first, right: Object.fromEntries(first.map((q) => [q.text, q.right])) });
        if (all) console.log(`# ${slug}: ${first.length}`);
        assert.ok(first.length >= 2, `it asks ${first.length}`);
        assert.ok(first.every((q) => q.right && q.answer && q.choices >= 2), JSON.stringify(first));
      });
    }
    for (const wrongly of [false, true]) {
      for (const { slug, first, right } of rounds) {
        await looks(slug, async () => {
          const again = await goThrough(page, wrongly, right, [...new Set(first.map((q) => q.step))]);
          assert.deepEqual(again.map((q) => q.text), first.map((q) => q.text), "it asks the same again");
          for (const q of again) assert.equal(q.well, !wrongly, q.text);
        });
      }
    }
    assert.deepEqual(amiss, []);
    const kept = JSON.parse(await page.evaluate(() => Object.entries(localStorage).find(([k]) => k.endsWith("progress"))[1]));
    const asked = rounds.reduce((n, x) => n + x.first.length, 0);
    console.log(`# ${asked} questions of ${lessons.length} lessons were answered right and wrong`);
    assert.equal(Object.keys(kept.answered).length, asked);
    assert.ok(Object.values(kept.answered).every((a) => a.right >= 1 && a.wrong >= 1 && !a.last));
    assert.deepEqual(wrong, [], "the console is clean and nothing left home");
  } finally {
    await context.close();
  }
});
