// By keys alone: nothing in here presses, points or gives the focus to anything but by a key. A lesson is opened, a question answered
// wrong and right, its wrong answer run, a seat taken and a dialogue typed, a task mended, an assignment done and handed in. Wherever the
// focus comes to, it is seen; it is never caught, and never lost.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { after, before, describe } from "node:test";
import { frames, open, ready, start, test } from "./browser.mjs";

let world;
const folder = mkdtempSync(join(tmpdir(), "posta-keyboard-"));
before(async () => (world = await start()));
after(() => (rmSync(folder, { recursive: true, force: true }), world?.end()));

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

/** What has the focus, and whether one can see that it has. */
const focused = (page) =>
  page.evaluate(() => {
    const e = document.activeElement;
    if (!e || e === document.body) return { name: "body", seen: true };
    const ringed = (x) => x && ((s) => (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== "none")(getComputedStyle(x));
    const inMenu = e.closest("#menu") && getComputedStyle(e).backgroundColor !== "rgba(0, 0, 0, 0)";
    const label = e.matches("input[type=radio]") ? e.nextElementSibling : e;
    const box = label.getBoundingClientRect();
    const inside = box.width > 0 && box.height > 0 && box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
    return { name: `${e.tagName.toLowerCase()}#${e.id}.${e.className} “${(e.textContent || e.value || "").slice(0, 30)}”`, seen: Boolean((ringed(label) || ringed(label.parentElement) || inMenu) && inside) };
  });

/** Presses Tab, or Shift+Tab, until something has the focus; wherever it passes, the focus is seen, and it comes on. */
async function to(page, selector, key = "Tab") {
  const been = [];
  for (let i = 0; i < 160; i++) {
    if (await page.evaluate((sel) => Boolean(document.activeElement?.matches(sel)), selector)) return;
    await page.keyboard.press(key);
    const at = await focused(page);
    assert.ok(at.seen, `nobody sees that ${at.name} has the focus, on the way to ${selector}`);
    assert.ok(been.length < 3 || new Set([at.name, ...been.slice(-3)]).size > 1, `${key} is caught at ${at.name}, on the way to ${selector}`);
    been.push(at.name);
  }
  assert.fail(`${key} never comes to ${selector}: ${[...new Set(been)].join(", ")}`);
}

async function press(page, selector, key = "Enter") {
  await to(page, selector);
  await page.keyboard.press(key);
  await frames(page, 3);
}

/** Nothing that was answered or ended has taken the focus with it. */
async function kept(page, within) {
  await frames(page, 3);
  assert.ok(await page.evaluate((sel) => Boolean(document.activeElement?.closest(sel)), within), `the focus is not within ${within}: ${(await focused(page)).name}`);
}

const text = (page, selector) => page.locator(selector).first().textContent();

/** Opens the menu and goes down to an item. */
async function menu(page, id) {
  await press(page, "#more");
  for (let i = 0; i < 30 && !(await page.evaluate((id) => document.activeElement?.id === id, id)); i++) {
    await page.keyboard.press("ArrowDown");
    assert.ok((await focused(page)).seen);
  }
  await page.keyboard.press("Enter");
  await frames(page, 3);
}

describe("by keys alone", () => {
  for (const locale of ["en-GB", "es-ES"]) {
    test(`a lesson is chosen, and Escape goes back to where one was (${locale})`, () =>
      story({ locale }, async (page) => {
        assert.match((await focused(page)).name, /begin/, "the first card has the focus");
        // A lesson, by its name; Escape goes back to where one was.
        await to(page, "#pick");
        await page.keyboard.press("Enter");
        await page.waitForSelector("dialog[open]");
        assert.equal(await page.evaluate(() => document.activeElement?.id), "lesson-query");
        await page.keyboard.press("Escape");
        await page.waitForSelector("dialog:not([open])", { state: "attached" });
        assert.equal(await page.evaluate(() => document.activeElement?.id), "pick");
        await page.keyboard.press("Enter");
        await page.keyboard.type("nxdomain");
        await page.waitForFunction(() => document.querySelectorAll("#picker .lesson").length < 20);
        await press(page, "#picker .lesson");
        await page.waitForFunction(() => !document.querySelector("dialog[open]") && !document.getElementById("running"));
        await page.keyboard.press("Home");
      }));
  }

  /** Steps on by the arrow until a question like this is asked. */
  async function asked(page, pattern) {
    const question = () => page.evaluate(() => (document.querySelector("#predict .answer") ? "" : (document.querySelector("#predict .question")?.textContent ?? "")));
    for (let q = ""; !pattern.test(q); q = await question()) {
      const at = await text(page, "#step .short");
      await page.keyboard.press("ArrowRight");
      await page.waitForFunction((at) => document.querySelector("#step .short")?.textContent !== at, at);
      await frames(page, 3);
    }
  }
  /** Goes down to the choice that says so, and takes it. */
  async function choose(page, within, pattern) {
    await to(page, `${within} .choice`);
    const n = await page.locator(`${within} .choice`).count();
    for (let i = 0; i < n && !pattern.test(await page.evaluate(() => document.activeElement.textContent)); i++) await page.keyboard.press("ArrowDown");
    assert.match((await page.evaluate(() => document.activeElement.textContent)), pattern);
    assert.ok((await focused(page)).seen, "one sees which choice it is");
    await page.keyboard.press("Enter");
    await page.waitForSelector(`${within} .answer`);
    await kept(page, within);
  }

  test("a question answered wrong, the world in which that were right beside what happens, and then answered right", () =>
    story({ path: "#lesson=first-email&lang=en" }, async (page) => {
      await asked(page, /pressed Send/);
      await choose(page, "#predict", /mail\.alfa\.test/);
      assert.equal(await page.locator("#predict .choice.wrong").count(), 0, "that is right");
      await press(page, "#predict-go");
      await kept(page, "#panel");
      await asked(page, /says DATA/);
      await choose(page, "#predict", /\(451\)/);
      const best = await text(page, "#predict .choice.right");
      await press(page, "#predict-run");
      await page.waitForFunction(() => document.documentElement.classList.contains("forked") && !document.getElementById("running"));
      await kept(page, "#panel");
      await press(page, "#side-by-side");
      await page.waitForSelector("html.paired #beside");
      await kept(page, "#fork");
      const at = await text(page, "#step .short");
      await page.keyboard.press("ArrowRight");
      await page.waitForFunction((at) => document.querySelector("#step .short")?.textContent !== at, at);
      await press(page, "#close-fork");
      await page.waitForFunction(() => !document.documentElement.classList.contains("forked"));
      assert.notEqual((await focused(page)).name, "body", "the focus is not lost with the fork");
      // What was wrong is asked again at the end, and now one knows.
      await page.keyboard.press("End");
      await press(page, "#again-missed");
      await page.waitForSelector("#review .choice");
      await kept(page, "dialog");
      await choose(page, "#review", new RegExp(best.replaceAll(/[^\p{L}\d ]/gu, ".")));
      assert.equal(await page.locator("#review .choice.wrong").count(), 0, best);
      await press(page, "#review-next");
      await kept(page, "dialog");
      await page.keyboard.press("Escape");
      await page.waitForSelector("dialog:not([open])", { state: "attached" });
      assert.equal(await page.locator("#again-missed").count(), 0, "nothing wrong is left");
      assert.notEqual((await focused(page)).name, "body", "the focus is not lost with the dialog");
    }));

  test("a seat, and a letter typed from it", () =>
    story({}, async (page) => {
      await menu(page, "menu-seat");
      await page.waitForSelector("#seat-what option", { state: "attached" });
      await to(page, "#seat-who");
      await page.keyboard.type("laptop-alicia");
      await to(page, "#seat-what");
      for (let i = 0; i < 40 && !/^mail\.beta\.test:25$/.test(await page.inputValue("#seat-what")); i++) await page.keyboard.press("ArrowDown");
      assert.equal(await page.inputValue("#seat-what"), "mail.beta.test:25");
      await press(page, "#seat-take");
      await page.waitForFunction(() => document.activeElement?.id === "seat-line");
      for (const line of ["EHLO x", "MAIL FROM: <alicia@alfa.test>", "MAIL FROM:<alicia@alfa.test>", "RCPT TO:<benito@beta.test>", "DATA", "Subject: x", "", "Hi.", ".", "QUIT"]) {
        await page.keyboard.type(line);
        await page.keyboard.press("Enter");
        await page.waitForFunction(() => document.getElementById("seat-line").value === "" && !document.getElementById("running"));
        await kept(page, "#seat");
      }
      assert.match(await text(page, "#seat .said"), /queued as[^]*221/);
      await to(page, "#seat-crib");
      await page.keyboard.press("Space");
      assert.equal(await page.isChecked("#seat-crib"), false, "the space bar unticks a box");
      assert.equal(await page.getAttribute("#play", "aria-pressed").catch(() => null) === "true", false);
      await press(page, "#seat-go");
      await page.waitForSelector("#seat-return");
      await kept(page, "#panel");
      await press(page, "#seat-return");
      await page.waitForFunction(() => document.activeElement?.id === "seat-line");
    }));

  test("a task is mended in its form, and judged", () =>
    story({ locale: "es-ES" }, async (page) => {
      await menu(page, "menu-tasks");
      await page.waitForSelector("#offers button");
      await to(page, "#offers button");
      for (let i = 0; i < 20 && !/demasiado estrecha/.test(await page.evaluate(() => document.activeElement.textContent)); i++) await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await page.waitForSelector("#mend li");
      await kept(page, "#mend");
      await press(page, "#mend-hint");
      await page.waitForFunction(() => /paso 1 de 1/.test(document.getElementById("mend").textContent));
      await kept(page, "#mend");
      await to(page, "#mend input", "Shift+Tab");
      await page.keyboard.type("130 kB");
      await page.keyboard.press("Enter");
      await page.waitForFunction(() => /álbum de 200 kB/.test(document.getElementById("mend").textContent));
      await kept(page, "#mend");
      await page.keyboard.press("ControlOrMeta+a");
      await page.keyboard.type("500 kB");
      await press(page, "#mend-try", "Space");
      await page.waitForSelector("#mend .verdict.ok");
      await kept(page, "#mend");
    }));

  test("an assignment, from its link to what is handed in", () => {
    const yaml = "assignment: 1\ntitle: {es: Semana 3, en: Week 3}\nkey: 4B-2026\nitems:\n  - {id: a, ask: first-email, questions: 2}\n  - {id: b, task: narrow-door}\n";
    return story({ acceptDownloads: true, path: `#assignment=${deflateRawSync(Buffer.from(yaml)).toString("base64url")}&name=week3.yaml` }, async (page) => {
      await page.waitForSelector("#homework-name");
      await to(page, "#homework-name");
      await page.keyboard.type("Ana Ruiz");
      await page.keyboard.press("Enter");
      await page.waitForSelector("#part-a");
      await kept(page, "dialog");
      await press(page, "#part-a");
      await page.waitForSelector("#homework-card .choice");
      for (let i = 0; i < 2; i++) {
        await kept(page, "#homework-card");
        await press(page, "#homework-card .choice");
      }
      await page.waitForSelector("dialog[open] #part-b");
      await press(page, "#part-b");
      await page.waitForSelector("#mend input");
      await kept(page, "#panel");
      await to(page, "#mend input");
      await page.keyboard.type("500 kB");
      await press(page, "#mend-take");
      await page.waitForFunction(() => /Noted/.test(document.getElementById("toast").textContent));
      await press(page, "#homework-back");
      await page.waitForSelector("dialog[open] #homework-hand-in");
      await to(page, "#homework-hand-in");
      const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
      const handed = JSON.parse(readFileSync(await download.path(), "utf8"));
      assert.deepEqual([handed.student, Object.keys(handed.done)], ["Ana Ruiz", ["a", "b"]]);
      await page.keyboard.press("Escape");
      await page.waitForSelector("dialog:not([open])", { state: "attached" });
      await kept(page, "#homework-card");
    });
  });
});
