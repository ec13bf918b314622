// A word that comes and goes covers nothing that acts, wherever one is in the page and however small its window.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { frames, open, ready, start, test } from "./browser.mjs";

let world;
before(async () => (world = await start()));
after(() => world?.end());

const windows = { "a laptop's window": [1366, 768], "a netbook's": [1024, 600], "a laptop's at 200 %": [683, 384] };

/** Each a place in the page, and how one gets there from the one before. */
const places = {
  "the opening": async () => {},
  "a step": async (page) => {
    await page.evaluate(() => document.getElementById("begin").click());
    await page.waitForSelector("#opening", { state: "detached" });
  },
  "a dialogue": (page) => page.evaluate(() => document.getElementById("tab-dialogue").click()),
  "the lesson's tab": (page) => page.evaluate(() => document.getElementById("tab-lesson").click()),
  "the editor, with something to undo": async (page) => {
    await page.evaluate(() => document.getElementById("edit").click());
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
    await page.keyboard.press("f");
    await page.waitForSelector("#dialog[open] #offers button");
    await page.evaluate(() => document.querySelector("#offers button").click());
    await page.waitForSelector("#fork:not([hidden])");
  },
  "the teacher's view": (page) => page.keyboard.press("t"),
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

/** Looks until nothing lies under it, for what glides takes its time; what lies there still after that is in its way. */
async function gives(page, where) {
  let hidden = [];
  for (let looks = 0; looks < 24; looks++) {
    await frames(page, 4);
    hidden = await under(page);
    if (hidden.length === 0) return;
  }
  assert.deepEqual(hidden, [], where);
}

test("it covers nothing that acts, in windows of any size", async () => {
  const [[width, height]] = Object.values(windows);
  const { page, context, wrong } = await open(world, { viewport: { width, height }, reducedMotion: "reduce" });
  try {
    await ready(page);
    for (const [place, go] of Object.entries(places)) {
      await go(page);
      for (const [name, [width, height]] of Object.entries(windows)) {
        await page.setViewportSize({ width, height });
        await provoke(page);
        await page.waitForSelector("#toast:not([hidden])");
        await gives(page, `${place}, ${name}`);
        if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/toast-${width}-${place.replaceAll(/\W+/g, "-")}.png` });
      }
    }
    // It gives way to what comes while it is there.
    await page.keyboard.press("t");
    await gives(page, "back from the teacher's view");
    assert.deepEqual(wrong, []);
  } finally {
    await context.close();
  }
});
