// A campaign's figures in the page: over time and in tables, beside another decision, the letters behind them, and one letter alone.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { open, ready, start, test } from "./browser.mjs";

let world;
before(async () => (world = await start()));
after(() => world?.end());

const lesson = (name) => ({ path: `#lesson=${name}&lang=en&at=3` });

test("a figure opens the letters behind it, and a letter its own journey", async () => {
  const { page, context, wrong } = await open(world, lesson("newsletter"));
  await ready(page);
  await page.click("#tab-lesson");
  await page.click("#lesson-figures");
  await page.waitForSelector("#figures-plot svg");
  assert.ok((await page.$$("#figures-plot circle")).length > 2, "points where something came to be counted");
  await page.click('#figures button[data-figure="hard"]');
  await page.waitForSelector("#figures-letters");
  assert.match(await page.textContent("#figures .moments"), /fabio@gamma\.test/);
  await page.selectOption("#figures-by", "provider");
  await page.waitForFunction(() => document.querySelectorAll("#figures table").length === 2);
  await page.click("#figures-plot circle", { force: true });
  await page.waitForSelector("#figures-letters");
  const who = await page.textContent("#figures .moments b");
  await page.click("#figures .moments button");
  await page.waitForFunction((who) => document.title.includes(who), who);
  await page.click("#toast button");
  await page.waitForFunction((who) => !document.title.includes(who), who);
  assert.deepEqual(wrong, []);
  await context.close();
});

test("another decision stands beside, in figures and on the stage", async () => {
  const { page, context, wrong } = await open(world, lesson("warm-up"));
  await ready(page);
  await page.click("#tab-lesson");
  await page.click("#lesson-figures");
  await page.waitForSelector("#figures-plot svg");
  await page.selectOption("#figures-what-if", "decide: no-warm-up");
  await page.waitForFunction(() => document.querySelector("#figures td:nth-of-type(2)"));
  const junk = await page.$$eval('#figures button[data-figure="junk"]', (list) => list.map((b) => Number(b.textContent)));
  assert.equal(junk.length, 2);
  assert.ok(junk[1] > junk[0], `more in Junk without a plan: ${junk}`);
  await page.click("#figures-beside");
  await page.waitForSelector("html.forked", { timeout: 60_000 });
  assert.match(await page.textContent("#fork"), /without a plan for warming up/);
  assert.deepEqual(wrong, []);
  await context.close();
});

test("a letter by itself has decisions too", async () => {
  const { page, context, wrong } = await open(world, lesson("trigger-words"));
  await ready(page);
  await page.click("#tab-explain");
  await page.click("#ask");
  await page.click("#decisions");
  const offered = await page.$$eval("details .offers button", (list) => list.map((b) => b.textContent));
  assert.ok(offered.some((x) => x.includes("FREE!")), offered.join());
  assert.equal(await page.$("#lesson-figures"), null);
  assert.deepEqual(wrong, []);
  await context.close();
});
