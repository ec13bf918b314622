// What if, what a listener hears, and what can be taken home: the questions that a student asks after the first journey.
import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { deflateRawSync } from "node:zlib";
import { atStep, frames, open, ready, start, step, test } from "./browser.mjs";

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

const title = (page) => page.textContent("#explain-title");
const press = async (page, key, times = 1) => {
  for (let i = 0; i < times; i++) {
    await page.keyboard.press(key);
    await frames(page, 2);
  }
};
/** Steps on until the title says something. */
const until = async (page, pattern) => {
  for (let i = 0; i < 150; i++) {
    if (pattern.test(await title(page))) return;
    await press(page, "ArrowRight");
  }
  assert.fail(`no step says ${pattern}`);
};
const atRCPT = "#lesson=first-email&detail=dialogue&at=1";
const forked = (page) => page.waitForFunction(() => document.documentElement.classList.contains("forked") && !document.getElementById("fork").hidden);
const titled = (page, text) => page.waitForFunction((text) => document.getElementById("explain-title")?.textContent.includes(text), text);

/** Takes a file from the menu. */
async function download(page, item) {
  const arrives = page.waitForEvent("download");
  await page.click("#more");
  await page.click(item);
  const file = await arrives;
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

/** Goes to RCPT at the far server, and asks what if it did not know Benito. */
async function unknownUser(page) {
  await until(page, /mail\.alfa\.test says whom it is for/);
  await press(page, "f");
  await page.locator("#offers button", { hasText: "did not know benito@beta.test (550)" }).click();
  await forked(page);
}

describe("what if", () => {
  test("the far server did not know Benito: stands at the fork, goes to and fro, and is forgotten", () =>
    story({ path: atRCPT }, async (page) => {
      await until(page, /mail\.alfa\.test says whom it is for/);
      const before = await step(page);
      const happenedCount = await page.getAttribute("#slider", "max");
      await unknownUser(page);
      await titled(page, "mail.beta.test");
      assert.match(await page.textContent("#fork .question"), /What if mail\.beta\.test did not know benito@beta\.test \(550\)\?/);
      assert.equal(await step(page), before + 1, "it stands where they part");
      assert.match(await page.textContent("#panel-body"), /550/);
      assert.match(await page.textContent("#where-failures"), /failure/);
      assert.notEqual(await page.getAttribute("#slider", "max"), happenedCount);
      // Before the fork, both have the same event.
      await press(page, "ArrowLeft", 4);
      const [there, words] = [await step(page), await title(page)];
      await press(page, "v");
      await page.waitForFunction((max) => document.getElementById("slider").max === max, happenedCount);
      assert.equal(await step(page), there);
      assert.equal(await title(page), words);
      // After it, the same moment: the letter was accepted, or was not.
      await until(page, /accepts benito@beta\.test: 250/);
      const clock = await page.textContent("#clock");
      await page.click("#fork label:has(#side-would)");
      await page.waitForFunction((max) => document.getElementById("slider").max !== max, happenedCount);
      await page.click("#lane");
      await titled(page, "accepts benito@beta.test: 250");
      assert.equal(await page.textContent("#clock"), clock, "whoever comes back stands where they stood");
      await press(page, "v");
      await page.click("#close-fork");
      await page.waitForFunction((max) => document.getElementById("fork").hidden && document.getElementById("slider").max === max, happenedCount);
      await page.waitForFunction(() => !location.hash.includes("fault="));
    }));

  test("is carried by the link, shown in the lesson's text, and replaced by the next question", () =>
    story({ path: atRCPT }, async (page) => {
      await unknownUser(page);
      await press(page, "ArrowRight");
      await page.click("#tab-lesson");
      await page.click("#edit");
      await page.waitForFunction(() => document.querySelector("#editor div")?.shadowRoot?.querySelector(".cm-content"));
      assert.match((await download(page, "#menu-save")).bytes.toString(), /faults:\s+- answer:.*code: 550/);
      await page.click("#fork label:has(#side-happened)");
      await page.waitForFunction(() => !document.documentElement.classList.contains("would"));
      assert.doesNotMatch((await download(page, "#menu-save")).bytes.toString(), /code: 550/);
      await page.click("#fork label:has(#side-would)");
      await page.click("#tab-explain");
      await page.click("#share");
      const link = await page.inputValue("#link");
      assert.match(link, /fault=answer/);
      await page.click("#dialog-close");
      const here = await title(page);
      const other = await page.context().newPage();
      await other.goto(link);
      await ready(other);
      await forked(other);
      await titled(other, here);
      assert.match(await other.textContent("#fork .question"), /did not know benito/);
      await other.close();
      await press(page, "f");
      await page.locator("#offers button").last().click();
      await page.waitForFunction(() => !document.querySelector("#fork .question").textContent.includes("did not know"));
      await page.goBack();
      await page.waitForFunction(() => document.querySelector("#fork .question")?.textContent.includes("did not know"));
      await page.goBack();
      await page.waitForFunction(() => document.getElementById("fork").hidden);
    }));

  test("a fault of one's own is judged where it stands, and one that never acts says so", () =>
    story({ path: atRCPT }, async (page) => {
      await page.click("#whatif");
      await page.fill("#fault", "answer: {host: mail.beta.tst, command: RCPT, code: 451}");
      await page.click("#try-fault");
      await page.waitForSelector(".complaint");
      assert.match(await page.innerText("#fault-problems"), /mail\.beta\.test/);
      await page.fill("#fault", "answer: {host: mail.beta.test, command: RCPT, code: 451, recipient: nobody@beta.test}");
      await page.waitForFunction(() => !document.querySelector(".complaint"));
      await page.keyboard.press("Enter");
      await page.waitForSelector("#toast:not([hidden])");
      assert.match(await page.innerText("#toast"), /changes nothing/);
      assert.ok(await page.isHidden("#fork"));
    }));

  test("a finger asks it on a phone, and nothing sticks out", () =>
    story({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2, locale: "es" }, async (page) => {
      await page.tap("#begin");
      await atStep(page, { min: 0 });
      await page.tap("#play");
      await page.locator("#ask").scrollIntoViewIfNeeded();
      await page.tap("#ask");
      await page.locator("#offers button").first().tap();
      await forked(page);
      await page.tap("#fork label:has(#side-happened)");
      await page.waitForFunction(() => !document.documentElement.classList.contains("would"));
      await frames(page, 4);
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360);
      for (const id of ["play", "close-fork", "lane"]) {
        const box = await page.locator(`#${id}`).boundingBox();
        assert.ok(box.width >= 24 && box.height >= 24 && box.x >= 0 && box.x + box.width <= 360 && box.y + box.height <= 740, `${id} is within reach`);
      }
    }));

  for (const colorScheme of ["light", "dark"]) {
    test(`axe finds nothing: ${colorScheme}`, () =>
      story({ path: atRCPT, colorScheme, bypassCSP: true }, async (page) => {
        await page.evaluate(axeSource);
        const check = async (where) => {
          await frames(page, 4);
          const result = await page.evaluate(() => axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
          assert.deepEqual(result.violations.map((v) => `${where}: ${v.id}: ${v.nodes.map((n) => n.html + " " + (n.any[0]?.message ?? "")).join(" | ")}`), []);
        };
        await press(page, "f");
        await page.fill("#fault", "answer: {host: nowhere}");
        await page.click("#try-fault");
        await page.waitForSelector(".complaint");
        await check("the question");
        await press(page, "Escape");
        await unknownUser(page);
        await check("what would have happened");
        await press(page, "v");
        await check("what happened");
        await press(page, "e");
        await check("listening");
        await page.click("#tab-dialogue");
        await check("what is overheard");
      }));
  }
});

describe("a listener on the road", () => {
  test("reads the password where nothing hides it", () =>
    story({ path: "#lesson=eavesdropper&detail=dialogue&at=1" }, async (page) => {
      await press(page, "e");
      assert.equal(await page.getAttribute("#listen", "aria-pressed"), "true");
      await until(page, /The password is overheard/);
      assert.match(await page.innerText("#panel-body"), /alicia@alfa\.test · \S+/);
      await page.click("#panel-body .overhearing button");
      await page.waitForFunction(() => document.getElementById("listen").getAttribute("aria-pressed") === "false");
      assert.doesNotMatch(await title(page), /overheard/);
    }));

  test("reads only lengths and the server's name under STARTTLS", () =>
    story({ path: "#lesson=starttls&detail=dialogue&at=1" }, async (page) => {
      await page.click("#listen");
      await until(page, /agreeing on a cipher/);
      assert.match(await page.innerText("#panel-body"), /mail\.alfa\.test \(SNI\)/);
      await until(page, /Something sealed passes/);
      assert.match(await page.innerText("#panel-body"), /application_data/);
      await press(page, "End");
      await page.click("#ending-close");
      await page.click("#tab-dialogue");
      await page.selectOption("#conn", "all");
      await page.fill("#query", "AUTH PLAIN ");
      await page.waitForFunction(() => !document.querySelector("#dialogue-rows tr"));
      await press(page, "Escape");
      await page.fill("#query", "application_data");
      await page.waitForSelector("#dialogue-rows tr.sealed");
    }));
});

describe("what can be taken home", () => {
  test("the packets for Wireshark, with the keys to what TLS hides", () =>
    story({ path: "#lesson=starttls&at=1" }, async (page) => {
      const { name, bytes } = await download(page, "#menu-pcap");
      assert.equal(name, "starttls.pcapng");
      assert.equal(bytes.readUInt32LE(0), 0x0a0d0d0a, "a section header block");
      assert.equal(bytes.readUInt32LE(8), 0x1a2b3c4d, "its byte order");
      assert.ok(bytes.includes("CLIENT_TRAFFIC_SECRET_0") || bytes.includes("CLIENT_RANDOM"), "the keys are in it");
      assert.ok(bytes.includes("STARTTLS"));
    }));

  test("the trace and the transcript, of what would have happened too", () =>
    story({ path: atRCPT }, async (page) => {
      const trace = await download(page, "#menu-trace");
      assert.equal(trace.name, "first-email.jsonl");
      assert.equal(JSON.parse(trace.bytes.toString().split("\n")[0]).format, "posta-trace");
      await unknownUser(page);
      const transcript = await download(page, "#menu-transcript");
      assert.equal(transcript.name, "first-email-what-if.txt");
      assert.match(transcript.bytes.toString(), /550/);
    }));
});

describe("what is done to the world", () => {
  const inputs = '{"inputs": 1}\n# Ana pulls the plug before the letter is there.\n{"at": "100ms", "by": "Ana", "down": "mail.beta.test"}\n';

  test("is carried by a link, told, and taken away again", async () => {
    const packed = Buffer.from(deflateRawSync(inputs)).toString("base64url");
    await story({ path: `#lesson=first-email&lang=es&inputs=${packed}` }, async (page) => {
      await press(page, "ArrowRight");
      await page.click("#tab-lesson");
      await page.waitForSelector("#inputs");
      assert.match(await page.textContent("#inputs"), /se le hacen cosas mientras corre: 1 en total/);
      assert.match(await page.textContent("#lesson-text"), /ya no se cumplen con lo que se le ha hecho al mundo/);
      if (process.env.SHOT) await page.screenshot({ path: process.env.SHOT });
      await page.click("#share");
      const link = await page.inputValue("#link");
      assert.equal(new URLSearchParams(new URL(link).hash.slice(1)).get("inputs") !== null, true, link);
      await page.keyboard.press("Escape");
      await page.click("#inputs button:last-child");
      await page.waitForSelector("#inputs", { state: "detached" });
      assert.doesNotMatch(page.url(), /inputs=/);
    });
  });

  test("somebody does something at this moment: a letter more, and the run goes on with it", () =>
    story({}, async (page) => {
      await page.keyboard.press("Escape");
      await press(page, "ArrowRight", 3);
      const before = Number(await page.getAttribute("#slider", "max"));
      await page.click("#whatif");
      await page.click("#act-now");
      await page.fill("#act-subject", "One more");
      await page.click("#act-send");
      await page.waitForFunction((n) => Number(document.querySelector("#slider").max) > n, before);
      await page.waitForFunction(() => location.hash.includes("inputs="));
    }));
});
