// What stands around the stage to understand it: time, words, signs, packets, both runs at once, and the teacher's view.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, describe } from "node:test";
import { frames, open, ready, start, step, test } from "./browser.mjs";

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

const press = async (page, key, times = 1) => {
  for (let i = 0; i < times; i++) {
    await page.keyboard.press(key);
    await frames(page, 2);
  }
};

/** Nobody is shut out by what is on the page now. */
async function accessible(page, within) {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate((within) => globalThis.axe.run(within, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"] }), within);
  assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(" ")}`), []);
}

describe("around the stage", () => {
  test("five days of trying are one picture of waits, and its chapters fold", () => story({ path: "#lesson=gives-up" }, async (page) => {
    await page.click("#real-time");
    assert.ok((await page.locator("#axis .wait").count()) > 25, "every wait is a hump");
    assert.equal(await page.locator("#axis .mark:visible").first().textContent(), "Mon 2");
    await press(page, "ArrowRight", 20);
    const at = Number(await page.inputValue("#slider"));
    assert.ok(at > 0 && at < 86400, `step 20 is on the first day, at ${at} s`);
    await page.focus("#slider");
    const before = await step(page);
    await press(page, "ArrowRight");
    assert.notEqual(await page.textContent("#step .long"), before, "an arrow goes by steps here as well");
    await page.click("#tab-lesson");
    const folded = page.locator(".folded");
    const chapters = await page.locator("button.chapter").count();
    await folded.last().click();
    assert.ok((await page.locator("button.chapter").count()) > chapters, "what was folded unfolds");
    await accessible(page, "#transport");
  }));

  test("a word explains itself, and the glossary has all of them", () => story({}, async (page) => {
    await press(page, "ArrowRight", 7);
    await page.waitForSelector(".term");
    await page.focus(".term");
    await page.waitForSelector("#gloss");
    assert.match(await page.textContent("#gloss"), /^Queue Where a server keeps/);
    await press(page, "Escape");
    assert.equal(await page.locator("#gloss").count(), 0);
    await page.click("#tab-explain");
    await press(page, "w");
    await page.waitForSelector("#glossary dt");
    await page.fill("#glossary-query", "greylist");
    assert.equal(await page.locator("#glossary dt").count(), 1);
    assert.ok(await page.$eval("#glossary img", (i) => i.complete && i.naturalWidth > 0), "the signs are drawn");
    await accessible(page, "#dialog");
  }));

  test("a packet opens beside its octets", () => story({}, async (page) => {
    await press(page, "3");
    await press(page, "ArrowRight", 4);
    await page.waitForSelector("#anatomy");
    assert.match(await page.textContent("#anatomy"), /IPv4.*TCP/s);
    await page.locator("#anatomy details[open] .term").first().focus();
    assert.ok((await page.locator("#anatomy .lit").count()) >= 1, "the field's octets are marked");
    await accessible(page, "#anatomy");
  }));

  test("both runs of a what-if stand side by side, and above each other on a phone", () => story({ path: "#lesson=first-email&detail=tell&at=1" }, async (page) => {
    await press(page, "ArrowRight", 14);
    await press(page, "f");
    await page.locator("#offers button").first().click();
    await page.click("#side-by-side");
    await page.waitForSelector("#beside svg");
    const [other, left] = [await page.locator("#beside").boundingBox(), await page.textContent("#beside p")];
    assert.ok(other.x === 0 && other.width < 500, "what happened is in the left half");
    assert.match(left, /What happened/);
    assert.ok((await page.locator("#beside p").boundingBox()).height < 60, "its title is one line");
    await press(page, "v");
    await page.waitForFunction(() => /What would have happened/.test(document.querySelector("#beside p")?.textContent ?? ""));
    await page.setViewportSize({ width: 390, height: 844 });
    await frames(page, 10);
    const above = await page.locator("#beside").boundingBox();
    assert.ok(above.x === 0 && above.width === 390 && above.height < 300, "on a phone it has a half of the height");
  }));

  test("another lesson, or another seed, stands beside the run that is open, and its link leads back", () => story({ path: "#lesson=unknown-user&detail=tell&at=1" }, async (page) => {
    await page.click("#tab-lesson");
    await page.click("#panel details.compare summary");
    await page.selectOption("#other-lesson", "greylisting");
    await page.waitForSelector("#beside svg");
    assert.match(await page.textContent("#beside p"), /Greylisting/);
    assert.match(await page.textContent("#fork"), /Nobody of that name.*Greylisting/s);
    await press(page, "v");
    await page.waitForFunction(() => /Nobody of that name/.test(document.querySelector("#beside p")?.textContent ?? ""));
    await page.waitForFunction(() => /with=greylisting/.test(location.hash));
    await page.reload();
    await page.waitForSelector("#fork:not([hidden])");
    assert.match(await page.textContent("#fork"), /Nobody of that name.*Greylisting/s);
    await page.click("#close-fork");
    await page.waitForSelector("#beside", { state: "detached" });
    await page.click("#tab-lesson");
    await page.click("#panel details.compare summary");
    await page.fill("#other-seed", "7");
    await page.press("#other-seed", "Enter");
    await page.waitForFunction(() => /seed 7/.test(document.querySelector("#fork")?.textContent ?? ""));
  }));

  test("the teacher's view: the stage alone, captions, a presenter's remote", () => story({}, async (page) => {
    await press(page, "PageDown", 3);
    assert.equal(await step(page), 2);
    await press(page, "PageUp");
    assert.equal(await step(page), 1);
    await press(page, "t");
    await page.waitForSelector("#caption");
    assert.ok(!(await page.isVisible("#panel")) && !(await page.isVisible("#top")));
    const said = await page.textContent("#caption p");
    await press(page, "PageDown");
    assert.notEqual(await page.textContent("#caption p"), said);
    await accessible(page, "#caption");
    await press(page, "Escape");
    await page.waitForSelector("#panel:visible");
  }));
});
