// A word that comes and goes covers nothing that acts, wherever one is in the page and however small its window.
import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { frames, open, ready, start, test } from "./browser.mjs";

let world;
before(async () => (world = await start()));
after(() => world?.end());

const windows = { "a laptop's": [1366, 768], "a netbook's": [1024, 600], "a laptop's at 200 %": [683, 384], "a phone's": [390, 844], "a phone's, lying": [844, 390] };

/** Each a place in the page, and how one gets there. */
const places = {
  "the opening": async () => {},
  "a step": async (page) => {
    await page.click("#begin");
    await page.waitForSelector("#opening", { state: "detached" });
  },
  "a dialogue": async (page) => {
    await page.click("#tab-dialogue");
  },
  "the lesson's tab": async (page) => {
    await page.click("#tab-lesson");
  },
  "the editor, with something to undo": async (page) => {
    await page.click("#edit");
    await page.waitForFunction(() => document.querySelector("#editor div")?.shadowRoot?.querySelector(".cm-content"));
    await page.evaluate(() => document.querySelector("#editor div").shadowRoot.querySelector(".cm-content").focus());
    await page.keyboard.type("# ");
    await page.waitForSelector("#reset[aria-disabled=false]");
    await page.evaluate(() => document.activeElement.blur());
  },
  "both of a what-if": async (page) => {
    await page.goto(`${page.url().split("#")[0]}#lesson=first-email&at=60`);
    await page.reload();
    await ready(page);
    await page.click("#whatif");
    await page.waitForSelector("#dialog[open] #offers button");
    await page.click("#offers button");
    await page.waitForSelector("#fork:not([hidden])");
  },
  "the teacher's view": async (page) => {
    await page.keyboard.press("t");
  },
};

/** Has the page say something: what is no scenario is dropped on it. */
const provoke = (page) =>
  page.evaluate(() => {
    const data = new DataTransfer();
    data.items.add(new File(["\u0000\u0001 %PDF-1.7"], "a-very-long-name-of-a-file-that-is-no-scenario.pdf", { type: "application/pdf" }));
    window.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: data }));
  });

/** What that acts lies, in part, under the toast. */
const under = (page) =>
  page.evaluate(() => {
    const toast = document.getElementById("toast");
    const t = toast.getBoundingClientRect();
    const hidden = [];
    if (t.left < 0 || t.top < 0 || t.right > innerWidth || t.bottom > innerHeight) hidden.push(`outside: ${JSON.stringify(t)}`);
    for (let x = t.left + 1; x < t.right; x += 6) {
      for (let y = t.top + 1; y < t.bottom; y += 6) {
        for (const e of document.elementsFromPoint(x, y)) {
          const control = e.closest("a[href], button, input, select, textarea, summary, label, [role=slider], [role=tab]");
          if (control && !toast.contains(control) && getComputedStyle(control).visibility === "visible") hidden.push(control.id || control.className || control.textContent);
        }
      }
    }
    return [...new Set(hidden)];
  });

describe("a word that comes and goes", () => {
  for (const [name, [width, height]] of Object.entries(windows)) {
    test(`covers nothing that acts in ${name} window`, async () => {
      const { page, context, wrong } = await open(world, { viewport: { width, height }, reducedMotion: "reduce" });
      try {
        await ready(page);
        for (const [place, go] of Object.entries(places)) {
          await go(page);
          await frames(page, 4);
          await provoke(page);
          await page.waitForSelector("#toast:not([hidden])");
          await frames(page, 2);
          if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/toast-${width}-${place.replaceAll(/\W+/g, "-")}.png` });
          assert.deepEqual(await under(page), [], place);
        }
        // It gives way to what comes while it is there.
        await page.keyboard.press("t");
        await frames(page, 4);
        assert.deepEqual(await under(page), [], "back from the teacher's view");
        assert.deepEqual(wrong, []);
      } finally {
        await context.close();
      }
    });
  }
});
