// Taking part: a seat taken in the page, the ways that are gone from it, the odds of a letter that was lost, and homework.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { after, before, describe } from "node:test";
import { frames, open, ready, start, test } from "./browser.mjs";

const require = createRequire(import.meta.url);
const axeSource = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

let world;
const folder = mkdtempSync(join(tmpdir(), "posta-seat-"));
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

async function sit(page, who, what) {
  await page.keyboard.press("s");
  await page.waitForSelector("#seat-who");
  await page.selectOption("#seat-who", who);
  await page.selectOption("#seat-what", what);
  await page.click("#seat-take");
  await page.waitForSelector("#seat");
}

/** Says a line by hand, and waits until it was taken. */
async function say(page, line) {
  await page.fill("#seat-line", line);
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.getElementById("seat-line")?.value === "" && !document.getElementById("running"));
  await frames(page, 2);
}

const said = (page) => page.locator("#seat .said").textContent();

describe("the seat", () => {
  test("a client: a mistake is explained where it was made, stepping back keeps both ways, and the lesson goes on", () =>
    story({}, async (page) => {
      await sit(page, "laptop-benito", "mail.beta.test:25");
      await say(page, "EHLO home");
      await say(page, "MAIL FROM: <benito@beta.test>");
      assert.match(await page.locator("#seat .mine", { hasText: "MAIL FROM" }).locator(".mistake").textContent(), /no space stands beside the colon[^]*RFC 5321 §3\.3/);
      await page.uncheck("#seat-crib");
      assert.equal(await page.locator("#seat .crib").count(), 0);
      await page.check("#seat-crib");
      await page.locator("#seat .crib .line", { hasText: "RCPT TO" }).first().click();
      assert.match(await page.inputValue("#seat-line"), /^RCPT TO:<.+>$/);
      await page.keyboard.press("Enter");
      await page.waitForFunction(() => /2\.1\.5/.test(document.querySelector("#seat .said").textContent));
      await page.click("#seat-back");
      await page.click("#seat-back");
      assert.match(await page.textContent("#seat-parted"), /before “MAIL FROM: <benito@beta\.test>”/);
      await say(page, "MAIL FROM:<benito@beta.test>");
      assert.doesNotMatch(await said(page), /RCPT TO/);
      assert.equal(await page.locator(".ways input").count(), 2);
      await page.locator("label:has(#way-1)").click();
      await page.waitForFunction(() => /RCPT TO/.test(document.querySelector("#seat .said").textContent));
      await page.locator("label:has(#way-2)").click();
      await page.waitForFunction(() => !/RCPT TO/.test(document.querySelector("#seat .said").textContent));
      const letter = "RCPT TO:<benito@beta.test>\nDATA\nFrom: <benito@beta.test>\nDate: Mon, 02 Mar 2026 09:00:00 +0000\nSubject: By hand\n\nHello.\n.\nQUIT\n";
      await page.evaluate((text) => {
        const data = new DataTransfer();
        data.setData("text/plain", text);
        document.getElementById("seat-line").dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
      }, letter);
      await page.waitForFunction(() => /queued as/.test(document.querySelector("#seat .said").textContent) && /221/.test(document.querySelector("#seat .said").textContent));
      await page.click("#seat-go");
      await page.waitForSelector("#beside-nobody");
      await page.click("#beside-1");
      await page.waitForFunction(() => document.documentElement.classList.contains("forked"));
      assert.deepEqual(await page.locator("#fork fieldset label").allTextContents(), ["Your way 2", "Your way 1"]);
      // What was done is in the address: whoever opens it sees the same.
      const url = await page.evaluate(() => location.href);
      assert.match(url, /inputs=/);
    }));

  test("a server and a name server, by keyboard only, in Spanish", () =>
    story({ locale: "es-ES" }, async (page) => {
      await page.keyboard.press("s");
      await page.waitForSelector("#seat-who");
      await page.selectOption("#seat-who", "mail.beta.test");
      await page.selectOption("#seat-what", "@smtp");
      await page.focus("#seat-take");
      await page.keyboard.press("Enter");
      await page.waitForSelector("#seat-line");
      await page.waitForFunction(() => document.activeElement?.id === "seat-line");
      for (const line of ["220 mail.beta.test hola", "250 mail.beta.test", "250 2.1.0 Ok", "250 5.1.0 Ok"]) {
        await page.keyboard.type(line.replaceAll(/[^ -~]/g, ""));
        await page.keyboard.press("Enter");
        await page.waitForFunction(() => document.getElementById("seat-line").value === "" && !document.getElementById("running"));
      }
      assert.match(await said(page), /DATA|5\.1\.0/);
      assert.ok((await page.locator("#seat .mistake").count()) >= 1, "two codes that disagree are told of");
      await page.evaluate(axeSource);
      assert.deepEqual((await page.evaluate(() => axe.run("#seat"))).violations.map((v) => v.id), []);
      await page.focus("#seat-go");
      await page.keyboard.press("Enter");
      await page.waitForSelector("#seat-return");

      await page.goto(world.url + "#lesson=first-email&lang=es");
      await page.reload();
      await ready(page);
      await sit(page, "dns.test", "@dns");
      assert.match(await page.textContent("#seat-question"), /beta\.test\. MX/);
      await say(page, "MX 10 192.0.2.1");
      assert.match(await page.textContent("#seat .mistake"), /un MX lleva el nombre de un servidor/);
      await say(page, "nxdomain");
      await page.click("#seat-go");
      await page.waitForSelector("#seat-return");
    }));

  test("from the middle of a run, and nonsense", () =>
    story({ path: "#lesson=starttls" }, async (page) => {
      await page.evaluate(() => {
        const slider = document.getElementById("slider");
        slider.value = String(Math.floor(Number(slider.max) / 2));
        slider.dispatchEvent(new Event("input", { bubbles: true }));
      });
      await frames(page, 5);
      await page.keyboard.press("s");
      await page.waitForSelector("#seat-what option", { state: "attached" });
      await page.click("#seat-take");
      await page.waitForSelector("#seat-line");
      for (const line of ["%$&/()", "\u{1f600} ñ", "", "x".repeat(3000), "<script>alert(1)</script>", "QUIT"]) {
        if (await page.locator("#seat-say[aria-disabled=true]").count()) break;
        await say(page, line);
      }
      assert.equal(await page.locator("#seat script").count(), 0);
      await page.click("#seat-go");
      await page.waitForSelector("#seat-return");
    }));
});

const flaky = `posta: 1
title: Flaky
seed: 3
domains: {alfa.test: {users: [alicia]}, beta.test: {users: [benito]}}
faults:
  - answer: {host: mail.beta.test, service: smtp, command: RCPT, code: 550, chance: 50%}
script:
  - at: 1min
    send: {from: alicia, to: benito@beta.test}
`;

describe("when was it lost", () => {
  test("the curve is there for a run that failed, says where it fell, and leads there", () =>
    story({}, async (page) => {
      let lost = false;
      for (let seed = 1; seed < 8 && !lost; seed++) {
        writeFileSync(join(folder, "flaky.yaml"), flaky.replace("seed: 3", `seed: ${seed}`));
        await page.setInputFiles("#file", join(folder, "flaky.yaml"));
        await page.waitForFunction(() => document.getElementById("pick-title").textContent === "Flaky" && !document.getElementById("running"));
        await frames(page, 8);
        lost = (await page.locator("#odds-ask").count()) > 0;
      }
      assert.ok(lost, "one of the seeds loses the letter");
      await page.click("#odds-ask");
      await page.waitForSelector("#odds-fell");
      assert.match(await page.textContent("#odds-fell"), /Where it fell most, from \d+ to 0 %/);
      await page.click("#odds-fell");
      await page.click("#odds-close");
      await page.waitForFunction(() => !document.getElementById("odds"));
      // Whoever presses while it is still at work ends it, and the same button closes what is done.
      await page.click("#odds-ask");
      await page.click("#odds-close");
      await page.waitForFunction(() => !document.getElementById("odds"));
    }));
});

const assignment = `assignment: 1
title: {es: Semana 3, en: Week 3}
key: 4B-2026
deadline: '2030-12-01 23:59'
items:
  - {id: a, ask: first-email, questions: 3, weight: 2}
  - {id: b, task: narrow-door}
  - id: c
    talk: first-email
    goal: |
      - delivered: {to: benito@beta.test, count: 2}
`;

/** Does all of the assignment; back at its list. */
async function doAll(page) {
  await page.fill("#homework-name", "Ana Ruiz");
  await page.click("#homework-begin");
  await page.click("#part-a");
  for (let i = 0; i < 3; i++) {
    await page.waitForSelector("#homework-card .choice");
    await page.locator("#homework-card .choice").last().click();
    await frames(page, 4);
  }
  await page.click("#part-b");
  await page.waitForSelector("#mend input");
  await page.locator("#mend input").first().fill("500 kB");
  await page.click("#mend-take");
  await page.waitForFunction(() => /Noted/.test(document.getElementById("toast").textContent));
  await page.click("#homework-back");
  await page.click("#part-c");
  await page.waitForSelector("#homework-take");
  const names = await page.evaluate(() => [...document.querySelectorAll("#homework-card")].length);
  assert.equal(names, 1);
  await page.keyboard.press("s");
  await page.waitForSelector("#seat-what option", { state: "attached" });
  const device = await page.locator("#seat-who option").evaluateAll((all) => all.map((o) => o.value));
  const laptop = device.find((d) => /^laptop-/.test(d));
  await page.selectOption("#seat-who", laptop);
  const doors = await page.locator("#seat-what option").evaluateAll((all) => all.map((o) => o.value));
  await page.selectOption("#seat-what", doors.findLast((d) => /:25$/.test(d)));
  await page.click("#seat-take");
  await page.waitForSelector("#seat-line");
  await say(page, "EHLO x");
  for (const word of ["MAIL FROM", "RCPT TO"]) {
    await page.locator("#seat .crib .line", { hasText: word }).first().click();
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.getElementById("seat-line").value === "" && !document.getElementById("running"));
  }
  for (const line of ["DATA", "Subject: x", "", "Hi.", "."]) await say(page, line);
  await page.click("#seat-go");
  await page.waitForSelector("#seat-return");
  await page.click("#homework-take");
  await page.waitForFunction(() => /Noted/.test(document.getElementById("toast").textContent));
  await page.click("#homework-back");
}

describe("homework", () => {
  test("an assignment is opened, done, marked, handed in, kept, and erased", () =>
    story({ acceptDownloads: true }, async (page) => {
      const file = join(folder, "week3.yaml");
      writeFileSync(file, assignment);
      await page.setInputFiles("#file", file);
      await doAll(page);
      await page.click("#homework-marks");
      await page.waitForSelector("#homework-mark");
      const marks = await page.locator("#homework .marks").allTextContents();
      assert.equal(marks.length, 3);
      assert.match(marks[1], /^(\d+) of \1/);
      assert.match(marks[2], /^1 of 1/);
      const [download] = await Promise.all([page.waitForEvent("download"), page.click("#homework-hand-in")]);
      assert.equal(download.suggestedFilename(), "ana-ruiz.posta.json");
      const handed = JSON.parse(readFileSync(await download.path(), "utf8"));
      assert.deepEqual([handed.posta, handed.student, Object.keys(handed.done)], ["submission", "Ana Ruiz", ["a", "b", "c"]]);
      assert.ok(JSON.stringify(handed).length < 8000, "a few kB");

      await page.click("#homework-share");
      const link = await page.inputValue("#homework-link");
      await page.goto("about:blank");
      await page.goto(link);
      await ready(page);
      await page.waitForSelector("#part-a");
      assert.match(await page.textContent("#part-c"), /done/); // kept on the device
      await page.click("#homework-erase");
      await page.locator("#toast .link").click();
      await page.click("#more");
      await page.click("#menu-homework");
      await page.waitForSelector("#homework-name");
      // What was saved as a file goes on, here or elsewhere.
      const kept = join(folder, "ana.posta.json");
      writeFileSync(kept, JSON.stringify(handed));
      await page.keyboard.press("Escape");
      await page.setInputFiles("#file", kept);
      await page.waitForSelector("#part-a");
      assert.match(await page.textContent("#part-b"), /done/);
    }));

  test("storage denied: it is done all the same, and the page says what to do", () =>
    story({ locale: "es-ES", viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true, init: () => Object.defineProperty(window, "localStorage", { get() { throw new Error("denied"); } }) }, async (page) => {
      const file = join(folder, "week3.yaml");
      writeFileSync(file, assignment);
      await page.setInputFiles("#file", file);
      await page.fill("#homework-name", "José Íñigo");
      await page.click("#homework-begin");
      await page.click("#part-a");
      await page.waitForSelector("#homework-card .choice");
      await page.locator("#homework-card .choice").first().click();
      await frames(page, 4);
      await page.click("#homework-back");
      assert.match(await page.textContent("#homework"), /no deja guardar nada/);
    }));

  test("what is no assignment is refused with its line", () =>
    story({}, async (page) => {
      const file = join(folder, "bad.yaml");
      writeFileSync(file, assignment.replace("first-email", "frist-email"));
      await page.setInputFiles("#file", file);
      await page.waitForFunction(() => /Line \d+ of the assignment: [^]*first-email/.test(document.getElementById("toast").textContent));
    }));

  test("a link that is damaged, or unpacks to a giant, says so, and what was open stays", () =>
    story({ path: "#lesson=first-email&lang=en" }, async (page) => {
      const giant = deflateRawSync(Buffer.from("assignment: 1\ntitle: x\nkey: k\nitems:\n" + "#".repeat(4 << 20))).toString("base64url");
      assert.ok(giant.length < 8000, "it goes into a link");
      for (const packed of ["", "%%%", "AAAA", "A".repeat(5000), giant]) {
        await page.evaluate((packed) => (location.hash = `#assignment=${packed}&name=x.yaml`), packed);
        await page.waitForFunction(() => /link is damaged|Line \d+ of the assignment/.test(document.getElementById("toast").textContent));
        await frames(page, 5);
        assert.equal(await page.textContent("#pick-title"), "The first email");
      }
      // A list of as many long lessons as there may be is told at once: their worlds are built when somebody begins.
      const many = "assignment: 1\ntitle: x\nkey: k\nitems:\n" + Array.from({ length: 50 }, (_, i) => `  - {id: a${i}, ask: newsletter, do: Do it}\n`).join("");
      const link = deflateRawSync(Buffer.from(many)).toString("base64url");
      await page.evaluate((packed) => (location.hash = `#assignment=${packed}&name=many.yaml`), link);
      await page.fill("#homework-name", "Ana Ruiz");
      await page.click("#homework-begin");
      await page.waitForSelector("#part-a49");
      assert.equal(await page.locator("#running").count(), 0);
    }));
});
