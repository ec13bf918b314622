// On a phone, by taps: a question's card, a task and a seat are done without knowing that the panel can be pulled up. Whatever is
// to be read or tapped next stands in the window, and nothing lies over it.
import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { frames, open, ready, start, test } from "./browser.mjs";

let world;
before(async () => (world = await start()));
after(() => world?.end());

async function story(options, tell) {
  const { page, context, wrong } = await open(world, { reducedMotion: "reduce", viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true, ...options });
  page.setDefaultTimeout(60_000);
  try {
    await ready(page);
    await tell(page);
    assert.deepEqual(wrong, [], "the console is clean and nothing left home");
  } finally {
    await context.close();
  }
}

/** How much of something a person sees, from 0 to 1: of its rows, those that are in the window with nothing over them. */
const seen = (page, selector) =>
  page.evaluate((selector) => {
    const e = document.querySelector(selector);
    if (!e) return 0;
    const { left, top, width, height } = e.getBoundingClientRect();
    const rows = Math.max(1, Math.floor(height / 4));
    let n = 0;
    for (let i = 0; i < rows; i++) n += e.contains(document.elementFromPoint(left + width / 2, top + ((i + 0.5) * height) / rows)) ? 1 : 0;
    return n / rows;
  }, selector);

/** Waits until all of it is seen. */
async function inSight(page, selector, what = selector) {
  await page.waitForSelector(selector);
  let is = 0;
  for (let i = 0; i < 60 && is < 0.95; i++) {
    await frames(page, 2);
    is = await seen(page, selector);
  }
  assert.ok(is >= 0.95, `${what}: ${Math.round(100 * is)} % of it is seen`);
}

/** Taps what is in sight. */
async function tap(page, selector) {
  await inSight(page, selector);
  await page.tap(selector);
  await frames(page, 3);
}

async function menu(page, id) {
  await tap(page, "#more");
  await tap(page, `#${id}`);
}

describe("on a phone", () => {
  for (const locale of ["es-ES", "en-GB"]) {
    test(`a question comes up by itself, its answer too, and what it is about stays on the stage (${locale})`, () =>
      story({ locale }, async (page) => {
        await inSight(page, "#begin");
        for (let i = 0; i < 10 && !(await page.locator("#predict .choice").count()); i++) await tap(page, "#forward");
        await inSight(page, "#predict .question");
        const n = await page.locator("#predict .choice").count();
        for (let i = 1; i <= n; i++) await inSight(page, `#predict .choices li:nth-child(${i}) .choice`);
        const panel = await page.locator("#panel").boundingBox();
        assert.ok(panel.y > 844 * 0.35, "the stage keeps its share");
        await tap(page, "#predict .choices li:nth-child(2) .choice");
        await inSight(page, "#predict .answer");
        await tap(page, "#predict-go");
      }));

    test(`a task is opened, tried in vain, and solved (${locale})`, () =>
      story({ locale }, async (page) => {
        await menu(page, "menu-tasks");
        await page.waitForSelector("#offers button");
        await page.locator("#offers button", { hasText: /estrecha|narrow/ }).tap();
        await page.waitForSelector("#mend .lacks");
        await inSight(page, "#mend .title");
        await inSight(page, "#mend > p:nth-of-type(2)", "what is to be done");
        await page.locator("#mend input").first().tap();
        await page.keyboard.type("130 kB");
        await page.locator("#mend-try").tap();
        await page.waitForSelector("#mend .verdict.temporary");
        await inSight(page, "#mend .verdict");
        await page.locator("#mend input").first().fill("500 kB");
        await page.locator("#mend-try").tap();
        await page.waitForSelector("#mend .verdict.ok");
        await inSight(page, "#mend .verdict");
      }));

    test(`a seat is taken, and what is said and answered is in sight as it is typed (${locale})`, () =>
      story({ locale }, async (page) => {
        await menu(page, "menu-seat");
        await page.selectOption("#seat-who", "laptop-alicia");
        await page.selectOption("#seat-what", "mail.beta.test:25");
        await tap(page, "#seat-take");
        await inSight(page, "#seat-line");
        for (const line of ["EHLO x", "MAIL FROM:<alicia@alfa.test>", "RCPT TO:<benito@beta.test>"]) {
          await tap(page, "#seat-line");
          await page.keyboard.type(line);
          await tap(page, "#seat-say");
          await page.waitForFunction(() => document.getElementById("seat-line").value === "" && !document.getElementById("running"));
          await inSight(page, "#seat .said li:last-child .line", `what is answered to ${line}`);
          await inSight(page, "#seat-line");
        }
        // The crib is for fingers.
        await page.locator("#seat .crib .line").first().tap();
        await inSight(page, "#seat-line");
        assert.notEqual(await page.inputValue("#seat-line"), "");
      }));
  }
});
