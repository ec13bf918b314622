// A word that comes and goes covers nothing that acts, wherever one is in the page and however small its window; and nothing that
// acts moves for it.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { frames, open, ready, start, test } from "./browser.mjs";

let world;
before(async () => (world = await start()));
after(() => world?.end());

const windows = { "a laptop's window": [1366, 768], "a netbook's": [1024, 600], "a laptop's at 200 %": [683, 384], "a phone's": [390, 844] };

const tab = (name) => (page) => page.evaluate((id) => document.getElementById(id).click(), `tab-${name}`);
const press = (id) => (page) => page.evaluate((id) => document.getElementById(id).click(), id);

/** Each a place in the page, and how one gets there from the one before. */
const places = {
  "the opening": async () => {},
  "a step": async (page) => {
    await press("begin")(page);
    await page.waitForSelector("#opening", { state: "detached" });
  },
  "a dialogue": tab("dialogue"),
  "what a machine holds": tab("state"),
  "the lesson's tab": tab("lesson"),
  "the editor, with something to undo": async (page) => {
    await press("edit")(page);
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
  "both, side by side": async (page) => {
    await press("side-by-side")(page);
    await page.waitForSelector("#beside");
  },
  "the teacher's view": (page) => page.keyboard.press("t"),
  "an ending": async (page) => {
    await page.keyboard.press("t");
    await page.goto(`${page.url().split("#")[0]}#lesson=greylisting&at=1`);
    await page.reload();
    await ready(page);
    await page.keyboard.press("End");
    await page.waitForSelector("#ending");
  },
  "time as it passes": async (page) => {
    await press("ending-close")(page);
    await press("real-time")(page);
    await page.waitForSelector("#axis");
  },
  "a panel that is folded": press("fold"),
  "a dialog": async (page) => {
    await page.keyboard.press("?");
    await page.waitForSelector("#dialog[open]");
  },
  "a menu": async (page) => {
    await page.keyboard.press("Escape");
    await page.waitForSelector("#dialog:not([open])", { state: "attached" });
    await press("more")(page);
  },
};

/** Has the page say something: what is no scenario is dropped on it. */
const provoke = (page) =>
  page.evaluate(() => {
    const data = new DataTransfer();
    data.items.add(new File(["\u0000\u0001 %PDF-1.7"], "a-very-long-name-of-a-file-that-is-no-scenario.pdf", { type: "application/pdf" }));
    window.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: data }));
  });

/** What that acts lies, in part, under the toast; and what is wrong with where it is itself. */
const under = (page) =>
  page.evaluate(() => {
    const toast = document.getElementById("toast");
    const t = toast.getBoundingClientRect();
    const hidden = [];
    if (t.left < 0 || t.top < 0 || t.right > innerWidth || t.bottom > innerHeight) hidden.push(`outside: ${JSON.stringify(t)}`);
    let seen = 0; // its corners are round
    let all = 0;
    for (let x = t.left + 1; x < t.right; x += 6) {
      for (let y = t.top + 1; y < t.bottom; y += 6) {
        const here = document.elementsFromPoint(x, y);
        const own = here.findIndex((e) => toast.contains(e));
        all++;
        if (own === 0) seen++;
        for (const e of here.slice(own + 1)) { // what lies over it has been opened since
          const control = e.closest("a[href], button, input, select, textarea, summary, label, [role=slider], [role=tab]");
          if (control && !toast.contains(control) && getComputedStyle(control).visibility === "visible") hidden.push(control.id || control.className || control.textContent);
        }
      }
    }
    if (seen < all * 0.97 && document.getElementById("menu").hidden) hidden.push(`itself: ${seen} of ${all}`);
    return [...new Set(hidden)];
  });

/** Where the controls are that are always there. */
const controls = (page) =>
  page.evaluate(() => Object.fromEntries([...document.querySelectorAll("#top, #transport, #transport button, #transport input")].filter((e) => e.id).map((e) => [e.id, e.getBoundingClientRect().top])));

test("it covers nothing that acts, in windows of any size", async () => {
  const [[width, height]] = Object.values(windows);
  const { page, context, wrong } = await open(world, { viewport: { width, height }, reducedMotion: "reduce" });
  const hidden = {};
  try {
    await ready(page);
    for (const [place, go] of Object.entries(places)) {
      await go(page);
      for (const [name, [width, height]] of Object.entries(windows)) {
        await page.setViewportSize({ width, height });
        await page.evaluate(() => document.getElementById("toast-close")?.click()); // what the page had to say of its own
        await page.waitForSelector("#toast", { state: "hidden" });
        await frames(page, 4);
        const before = await controls(page);
        await provoke(page);
        await page.waitForSelector("#toast:not([hidden])");
        await frames(page, 4);
        const lies = await under(page);
        if (lies.length) hidden[`${place}, ${name}`] = lies;
        assert.deepEqual(await controls(page), before, `${place}, ${name}: nothing moves`);
        if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/toast-${width}-${place.replaceAll(/\W+/g, "-")}.png` });
        await press("toast-close")(page);
      }
    }
    assert.deepEqual(hidden, {});
    assert.deepEqual(wrong, []);
  } finally {
    await context.close();
  }
});
