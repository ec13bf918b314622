// Doing, not watching: questions before the answers, their worlds, asking again, and the workshop.
import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { frames, open, ready, start, test } from "./browser.mjs";

const require = createRequire(import.meta.url);
const axeSource = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

let world;
before(async () => (world = await start()));
after(() => world?.end());

async function story(options, tell) {
  const { page, context, wrong } = await open(world, { reducedMotion: "reduce", ...options });
  page.setDefaultTimeout(60_000);
  try {
    await ready(page);
    await tell(page);
    assert.deepEqual(wrong, [], "the console is clean and nothing left home");
  } finally {
    await context.close();
  }
}

const question = async (page) => ((await page.locator("#predict .question").count()) ? page.locator("#predict .question").first().textContent() : "");

/** Steps on until a question is asked that was not asked before. */
async function asked(page, pattern = /./) {
  const before = await question(page);
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press("ArrowRight");
    await frames(page, 3);
    const q = await question(page);
    if (q && q !== before && pattern.test(q)) return q;
  }
  assert.fail(`nothing is asked like ${pattern}`);
}

const choose = (page, pattern) => page.locator("#predict .choice", { hasText: pattern }).first().click();
const answer = (page) => page.locator("#predict .answer").textContent();

async function workshop(page, pattern) {
  await page.click("#more");
  await page.click("#menu-tasks");
  await page.locator("#offers button", { hasText: pattern }).click();
  await page.waitForSelector("#mend li");
}

describe("predict", () => {
  test("a wrong answer says why, is asked again, and what was answered is kept and erased", () =>
    story({}, async (page) => {
      await asked(page, /pressed Send/);
      await choose(page, /phone-benito/);
      assert.match(await answer(page), /letters wait on a server[^]*It will be: to mail\.alfa\.test/);
      await page.click("#predict-go");
      await frames(page, 5);
      assert.doesNotMatch(await question(page), /pressed Send/);
      await page.keyboard.press("End");
      await page.click("#again-missed");
      await page.locator("#review .choice", { hasText: "mail.alfa.test" }).click();
      assert.match(await page.locator("#review .answer").textContent(), /That is right/);
      await page.keyboard.press("Escape");
      await page.waitForFunction(() => !document.getElementById("again-missed"));
      // What happened? All of it, in one's own choice.
      await page.click("#again-all");
      assert.match(await page.locator("#review .eyebrow").textContent(), /The first email · 1 of [4-8]/);
      await page.keyboard.press("Escape");
      const kept = JSON.parse(await page.evaluate(() => Object.entries(localStorage).find(([k]) => k.endsWith("progress"))[1]));
      const [[name, a]] = Object.entries(kept.answered);
      assert.match(name, /^first-email submits@/);
      assert.deepEqual([a.right, a.wrong, a.last], [1, 1, true]);
      await page.click("#ending-close");
      await page.click("#tab-lesson");
      await page.click("#progress-erase");
      await page.locator("#toast .link").click();
      await page.waitForFunction(() => !document.getElementById("progress-erase"));
    }));

  test("keyboard only, and the world in which a wrong answer would have been right", () =>
    story({ locale: "es-ES" }, async (page) => {
      await asked(page, /dice DATA/);
      const choices = page.locator("#predict .choice");
      await choices.first().focus();
      for (let i = 0; i < 4 && !/\(451\)/.test(await page.evaluate(() => document.activeElement.textContent)); i++) await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      assert.match(await answer(page), /Será: que siga \(354\)/);
      await page.evaluate(axeSource);
      const found = await page.evaluate(() => axe.run("#predict"));
      assert.deepEqual(found.violations.map((v) => v.id), []);
      await page.focus("#predict-run");
      await page.keyboard.press("Enter");
      await page.waitForFunction(() => document.documentElement.classList.contains("forked"));
      assert.equal(await page.locator("#predict").count(), 0); // nobody is asked about what would have happened
    }));

  test("it can be turned off, and storage may be denied", () =>
    story({ init: () => Object.defineProperty(window, "localStorage", { get() { throw new Error("denied"); } }) }, async (page) => {
      await asked(page);
      await page.locator("#predict .choice").first().click();
      await page.click("#predict-off");
      await frames(page, 5);
      for (let i = 0; i < 12; i++) {
        await page.keyboard.press("ArrowRight");
        await frames(page, 2);
        assert.equal(await page.locator("#predict").count(), 0);
      }
    }));
});

describe("the workshop", () => {
  test("a repair that opens the door to everybody does not do; one that works does", () =>
    story({}, async (page) => {
      await workshop(page, /Records lab/);
      const zone = page.locator("#mend textarea");
      const text = await zone.inputValue();
      assert.match(text, /@ TXT "v=spf1 mx -all"/);
      await zone.fill(text.replace("v=spf1 mx -all", "v=spf1 +all"));
      await page.click("#mend-try");
      await page.waitForSelector("#mend .verdict.temporary");
      assert.match(await page.textContent("#mend"), /poses as Alicia/);
      await page.click("#mend-hint");
      await page.waitForFunction(() => /belongs to alfa\.test/.test(document.getElementById("mend").textContent));
      await zone.fill(text.replace("v=spf1 mx -all", "v=spf1 mx a:salida.alfa.test -all"));
      await page.focus("#mend-try");
      await page.keyboard.press("Enter");
      await page.waitForSelector("#mend .verdict.ok");
    }));

  test("Back, Forward and a page that is begun anew bring a task with its world, and what was written", () =>
    story({}, async (page) => {
      const title = (pattern) => page.waitForFunction((p) => new RegExp(p).test(document.querySelector("#mend .title")?.textContent ?? ""), pattern);
      await workshop(page, /narrow/);
      await title("narrow");
      await workshop(page, /nothing fits/);
      await title("nothing fits");
      await page.goBack();
      await title("narrow");
      await page.locator("#mend input").first().fill("500 kB");
      await page.reload();
      await ready(page);
      await title("narrow");
      await page.waitForFunction(() => document.querySelector("#mend input").value === "500 kB");
      await page.click("#mend-try");
      await page.waitForSelector("#mend .verdict.ok");
    }));

  test("on a phone, in Spanish: a setting is chosen", () =>
    story({ locale: "es-ES", viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true }, async (page) => {
      await workshop(page, /certificado/);
      await page.locator("#mend select").nth(1).selectOption("good");
      await page.click("#mend-try");
      await page.waitForSelector("#mend .verdict.ok");
      assert.match(await page.textContent("#mend"), /Resuelta/);
    }));

  // Two repairs of each task: what is written into the zone, chosen, or written into a field.
  const zone = (from, to) => async (mend) => {
    const text = await mend.locator("textarea").inputValue();
    await mend.locator("textarea").fill(text.replace(from, to));
  };
  const more = (line) => async (mend) => mend.locator("textarea").fill((await mend.locator("textarea").inputValue()) + "\n" + line);
  const set = (fields) => async (mend) => {
    for (const [key, value] of Object.entries(fields)) {
      const field = mend.locator("label", { hasText: key }).locator("input, select").first();
      if ((await field.evaluate((e) => e.tagName)) === "SELECT") await field.selectOption(value);
      else await field.fill(value);
    }
  };
  const all = [
    [/shut door/, set({ port: "587" }), set({ port: "465" })],
    [/does not exist/, zone(/^@ MX .*$/m, "@ MX 10 mail"), more("correo A 198.51.100.10")],
    [/try again/, set({ policy: "[{greylist: {delay: 5min}}]" }), set({ policy: "[{greylist: {delay: 8min}}, {spf: {}}]" })],
    [/Records lab/, zone("v=spf1 mx -all", "v=spf1 mx a:salida.alfa.test -all"), zone(/^@ TXT.*$/m, '@ TXT "v=spf1 include:_spf.alfa.test -all"\n_spf TXT "v=spf1 a:salida.alfa.test -all"')],
    [/the boss/, more('_dmarc TXT "v=DMARC1; p=reject"'), more('_dmarc TXT "v=DMARC1; p=reject; aspf=s"')],
    [/nothing fits/, set({ quota: "1 MB" }), set({ quota: "100 kB" })],
    [/Too narrow/, set({ max_message: "500 kB" }), set({ max_message: "400 KiB" })],
    [/gets stuck/, set({ policy: "[{rate_limit: {of: messages, limit: 20, per: 10min}}]" }), set({ policy: "[{rate_limit: {of: messages, limit: 10, per: 1min}}]" })],
    [/expired/, set({ certificate: "good" }), set({ "encryption of laptop-alicia": "prefer" })],
    [/wants no letters/, zone(/^@ MX .*$/m, "@ MX 0 ."), zone(/^@ MX .*\n?/m, "")],
    [/all but one/, set({ max_recipients: "1" }), set({ max_recipients: "1", max_message: "5 MB" })],
  ];
  const repairs = (title) => all.find(([name]) => name.test(title))?.slice(1);
  test("every task is mended in two different ways", () =>
    story({}, async (page) => {
      await page.click("#more");
      await page.click("#menu-tasks");
      await page.waitForSelector("#offers button");
      const titles = await page.locator("#offers button").allTextContents();
      await page.keyboard.press("Escape");
      assert.deepEqual(titles.filter((x) => !repairs(x)), [], "each has two repairs here");
      for (const title of titles) {
        for (const way of repairs(title)) {
          await page.click("#more");
          await page.click("#menu-tasks");
          await page.locator("#offers button", { hasText: title }).click();
          await page.waitForFunction((title) => document.querySelector("#mend .title")?.textContent === title && document.querySelector("#mend li"), title);
          assert.equal(await page.locator("#mend .verdict.ok").count(), 0, `${title} is unsolved`);
          await way(page.locator("#mend"));
          await page.click("#mend-try");
          await page.waitForSelector("#mend .verdict");
          assert.match(await page.textContent("#mend .verdict"), /Solved/, title);
        }
      }
    }));
});
