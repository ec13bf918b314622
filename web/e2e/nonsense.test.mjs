// Nonsense: somebody who presses, types and taps whatever there is, at every place where something can be done. Nothing is said on
// the console, the page goes on, and it does not grow. What is under a finger depends on how fast the machine is, so that it is run by
// `make nonsense` (ten minutes) and not with every change; POSTA_NONSENSE is its seconds.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { frames, open, ready, start } from "./browser.mjs";

const seconds = Number(process.env.POSTA_NONSENSE ?? 0);
let world;
const folder = mkdtempSync(join(tmpdir(), "posta-nonsense-"));
before(async () => (world = seconds ? await start() : undefined));
after(() => (rmSync(folder, { recursive: true, force: true }), world?.end()));

const seed = Number(process.env.POSTA_SEED ?? 7);

/** Mulberry32: the same nonsense for the same seed. */
function draws(a) {
  const next = () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return { n: (most) => Math.floor(next() * most), of: (list) => list[Math.floor(next() * list.length)] };
}

const keys = ["ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp", "Shift+ArrowRight", "Shift+ArrowLeft", "Home", "End", "PageDown", "Space", "Enter", "Tab", "Shift+Tab", "Escape", "Escape",
  ..."abcdefghijklmnopqrstuvwxyz0123456789+-?/."];
const texts = ["", " ", ".", "\u0000", "%$&/()", "\u{1f600} ñ\u202e", "x".repeat(3000), "<script>alert(1)</script>", "EHLO", "EHLO x", "MAIL FROM: <", "MAIL FROM:<a@b.test>", "RCPT TO:<benito@beta.test>", "DATA",
  "Subject: x", "QUIT", "RSET", "STARTTLS", "AUTH PLAIN =", "USER x", "PASS \u001b[2J", "RETR 99999999999", "a LOGIN {9}", "b SELECT INBOX", "250 ok", "354", "550-5.1.1 no", "MX 10 .", "nxdomain",
  "A 999.1.1.1", "-1", "0", "1e9", "99999999999999999999 GB", "[{spf: {}}", "[{rate_limit: {of: messages, limit: 0, per: 1s}}]", "{", "@ TXT \"v=spf1", "@ MX 10", "=1+1", "Ana Ruiz", "1970-01-01"];

const assignment = `assignment: 1
title: {es: Semana 3, en: Week 3}
key: 4B-2026
items:
  - {id: a, ask: first-email, questions: 3}
  - {id: b, task: narrow-door}
  - {id: c, talk: first-email, goal: '- delivered: {to: benito@beta.test, count: 2}'}
`;
const files = {
  "week3.yaml": assignment, "bad.yaml": assignment.replace("first-email", "frist"), "empty.yaml": "", "work.posta.json": '{"posta":"submission","version":1,"done":{"a":null}}',
  "own.yaml": "posta: 1\ntitle: x\ndomains: {alfa.test: {users: [alicia]}}\nscript:\n  - send: {from: alicia, to: alicia}\n", "noise.yaml": "\u0001\ufffd{[&*".repeat(500), "inputs.jsonl": '{"inputs":1}\n{"at":"x"}\n',
};

/** The places where something can be done: how one comes there, and where its buttons and fields are. */
const rooms = [
  { lesson: "first-email", within: "body" },
  { lesson: "starttls", within: "#predict, #panel", keys: ["n"] },
  { lesson: "first-email", within: "#seat, #sit", keys: ["s", "Enter"], press: ["#seat-take"] },
  { lesson: "imap-folders", within: "#seat, #sit", keys: ["End", "s"], press: ["#seat-take"] },
  { lesson: "nxdomain", within: "body", press: ["#odds-ask"] },
  { lesson: "spf-fail", within: "#mend, #offers", press: ["#more", "#menu-tasks", "#offers button"] },
  { lesson: "unknown-user", within: "#homework, #homework-card", file: "week3.yaml" },
];

test("nonsense for a while at every place", { skip: seconds === 0 && "make nonsense", timeout: (seconds + 300) * 1000 }, async () => {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const { n, of } = draws(seed);
  const { page, context, wrong } = await open(world, {
    reducedMotion: "reduce", acceptDownloads: true,
    // Printing stands still until somebody answers, and a page that is closed presses nothing.
    init: () => ((window.print = () => {}), (window.close = () => {})),
    // What is pressed here may have been covered an instant ago: the browser cannot point at the field that it finds empty.
    allow: [/An invalid form control with name='' is not focusable/],
  });
  page.on("dialog", (d) => void d.dismiss());
  page.on("filechooser", () => {});
  const ends = []; // how it went, should it go before its time: a page that is merely "closed" says nothing
  const began = Date.now();
  const gone = (what) => ends.push(`${what} after ${Math.round((Date.now() - began) / 1000)} s`);
  page.on("crash", () => (gone("the page crashed"), wrong.push("the page crashed")));
  page.on("close", () => gone("the page was closed"));
  page.on("framenavigated", (f) => f === page.mainFrame() && !f.url().startsWith(world.url) && gone(`the page went to ${f.url()}`));
  world.browser.on("disconnected", () => gone("the browser ended"));
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.once(signal, () => gone(`${signal} came, which closes the browser`)); // a limit around it, or its terminal
  context.on("page", (p) => p !== page && void p.close());
  const cdp = await context.newCDPSession(page);
  await cdp.send("Performance.enable");
  const memory = async () => {
    await cdp.send("HeapProfiler.collectGarbage");
    const { metrics } = await cdp.send("Performance.getMetrics");
    const one = (name) => metrics.find((m) => m.name === name).value;
    return { script: one("JSHeapUsedSize"), nodes: one("Nodes"), listeners: one("JSEventListeners") };
  };
  /** Something of a room's that can be pressed or written in, by a number. */
  const control = (within, k) =>
    page.evaluateHandle(
      ({ within, k }) => {
        const all = [...document.querySelectorAll("button, input:not([type=file]), select, textarea, summary, [role=tab], [contenteditable=true]")].filter((e) => e.offsetParent !== null && !e.disabled);
        const modal = document.querySelector("dialog[open]"); // nobody reaches what is behind it
        if (modal) return all.filter((e) => modal.contains(e))[k % Math.max(1, all.filter((e) => modal.contains(e)).length)] ?? null;
        const near = all.filter((e) => e.closest(within));
        const list = near.length && k % 8 ? near : all; // now and then anything at all
        return list.length ? list[k % list.length] : null;
      },
      { within, k },
    );
  let done = 0;
  const deeds = []; // the last ones
  try {
    await ready(page);
    const until = Date.now() + seconds * 1000;
    let first;
    for (let round = 0; Date.now() < until; round++) {
      const room = rooms[round % rooms.length];
      if (round === rooms.length) first = await memory();
      await page.evaluate(({ lesson, lang }) => (location.hash = `#lesson=${lesson}&lang=${lang}`), { lesson: room.lesson, lang: of(["es", "en"]) });
      await frames(page, 5);
      if (room.file) await page.setInputFiles("#file", join(folder, room.file));
      for (const k of room.keys ?? []) await page.keyboard.press(k);
      for (const p of room.press ?? []) {
        await page.waitForSelector(p, { timeout: 1500 }).catch(() => {});
        await page.evaluate((p) => document.querySelector(p)?.click(), p);
        await frames(page, 3);
      }
      for (let i = 0; i < 60 && Date.now() < until; i++, done++) {
        const what = n(20);
        deeds.push(`${room.within}: ${what}`);
        if (deeds.length > 12) deeds.shift();
        if (what < 6) await page.keyboard.press(of(keys));
        else if (what < 8) await page.mouse.click(n(1280), n(720));
        else if (what === 8 && n(4) === 0) await page.setInputFiles("#file", join(folder, of(Object.keys(files))));
        else if (what === 9) await page.evaluate((v) => ((s) => ((s.value = String(v)), s.dispatchEvent(new Event("input", { bubbles: true }))))(document.getElementById("slider")), n(80) - 1);
        else {
          const e = (await control(room.within, n(1 << 20))).asElement();
          if (!e) continue;
          const is = await e.evaluate((x) => (/^(text|number|search|)$/.test(x.tagName === "INPUT" ? x.getAttribute("type") ?? "" : "-") || x.tagName === "TEXTAREA" || x.isContentEditable ? "text" : x.tagName));
          if (is === "text") {
            await e.evaluate((x) => x.focus());
            if (n(3)) await page.keyboard.insertText(of(texts));
            await page.keyboard.press(of(["Enter", "Enter", "Enter", "Backspace", "Tab"]));
          } else if (is === "SELECT") {
            await e.evaluate((x, k) => ((x.selectedIndex = k % x.options.length), x.dispatchEvent(new Event("change", { bubbles: true }))), n(100));
          } else await e.evaluate((x) => x.click());
          deeds.push(`${is} ${await e.evaluate((x) => x.id || x.className).catch(() => "gone")}`);
          await e.dispose();
        }
        await frames(page, 1);
        assert.deepEqual(wrong, [], `after ${done} of seed ${seed}, in ${room.within}`);
      }
      assert.equal(await page.locator("script:not([src]):not([type])", { hasText: "alert(1)" }).count(), 0);
    }
    // Whatever was done, the page is whole: a lesson is opened, and gone through.
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await page.evaluate(() => (location.hash = "#lesson=nxdomain&lang=en"));
    await page.waitForFunction(() => /nxdomain|domain/i.test(document.getElementById("pick-title").textContent) && !document.getElementById("running"), undefined, { timeout: 120_000 });
    await page.evaluate(() => ((s) => ((s.value = "3"), s.dispatchEvent(new Event("input", { bubbles: true }))))(document.getElementById("slider")));
    await page.waitForFunction(() => document.querySelector("#step .short")?.textContent.startsWith("4 "));
    const last = await memory();
    console.log(`# ${done} deeds in ${seconds} s; memory ${JSON.stringify(first)}, then ${JSON.stringify(last)}`);
    if (first) assert.ok(last.script < first.script * 2 + (8 << 20) && last.nodes < first.nodes * 3, "the page has grown");
    assert.deepEqual(wrong, [], "the console is clean and nothing left home");
  } catch (e) {
    console.log(`# ${done} deeds of seed ${seed} in ${Math.round((Date.now() - began) / 1000)} s; ${ends.join(", ") || "the page stands"}; the last: ${deeds.join(" | ")}`);
    throw e;
  } finally {
    await context.close();
  }
});
