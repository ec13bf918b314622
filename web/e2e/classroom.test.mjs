// A class that is played through by browsers: everybody joins, writes, reads, follows, answers, loses the network, reloads and
// leaves. POSTA_SEATS says how many (make classroom: 30); their stages are drawn, so that one machine bears so many. And a class on real servers, with a
// mail program of a student's own, and a server that is another machine.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer, request } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { after, before } from "node:test";
import { chromium } from "playwright-core";
import { open, test } from "./browser.mjs";
import { build, folder, forget, posta, run } from "./command.mjs";

const seats = Number(process.env.POSTA_SEATS ?? 4);
// The short form leaves out what takes longer.
const long = process.env.POSTA_SHORT ? () => {} : test;
const patience = { timeout: 60_000 + seats * 10_000 };
let world;

before(async () => {
  build();
  const args = ["--no-sandbox", "--disable-gpu", "--disable-3d-apis", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-default-apps"];
  world = { browser: await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args }) };
});
after(async () => {
  await world.browser.close();
  forget();
});

/** A class that the command holds, and how one comes in. */
async function begin(...args) {
  const klass = await posta(["class", ...args], /Ctrl-C/);
  const url = /http:\S+\/(?=\?class)/.exec(klass.said)[0];
  const code = /class=(\w+)/.exec(klass.said)[1];
  const enter = async (path, options = {}) => {
    const s = await open({ ...world, url }, { path, reducedMotion: "reduce", ...options });
    s.page.setDefaultTimeout(patience.timeout); // many begin at once on one machine
    return s;
  };
  const teacher = await enter(`?class=${code}${/#teacher=\S+/.exec(klass.said)[0]}`);
  await teacher.page.waitForSelector("#taken", patience);
  const student = async (name, options) => {
    const s = await enter(`?class=${code}`, options);
    await s.page.fill("#join-name", name);
    await s.page.click("#join");
    await s.page.waitForSelector("#my-address", patience);
    return { ...s, name, address: await s.page.textContent("#my-address") };
  };
  return { klass, url, code, teacher, student };
}

/** What a network may put before a class: it keeps each answer until it is whole, says HTTP/1.0 and lets no WebSocket through. */
async function proxy(to) {
  const server = createServer((asked, answer) => {
    const { connection, upgrade, ...headers } = asked.headers;
    const passed = request(new URL(asked.url, to), { method: asked.method, headers: { ...headers, connection: "close" } }, (got) => {
      const parts = [];
      got.on("data", (part) => parts.push(part)).on("end", () => {
        const body = Buffer.concat(parts);
        const { "transfer-encoding": _, connection: __, ...kept } = got.headers;
        answer.writeHead(got.statusCode, { ...kept, "content-length": body.length, connection: "close" }).end(body);
      });
    });
    passed.on("error", () => answer.destroy());
    answer.on("close", () => passed.destroy());
    asked.pipe(passed);
  });
  server.on("upgrade", (_, socket) => socket.destroy());
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  server.unref(); // a test that failed leaves it
  return { url: `http://127.0.0.1:${server.address().port}/`, end: () => (server.close(), server.closeAllConnections()) };
}

const step = (page) => page.evaluate(() => document.querySelector("#step .short").textContent.split("/")[0].trim());
/** Goes to the beginning; whoever asks for the step before it is there is told of another. */
async function home(page) {
  await page.keyboard.press("Home");
  await page.waitForFunction(() => { const slider = document.getElementById("slider"); return slider.value === slider.min; }, undefined, patience);
}
const isAt = (page, at) => page.waitForFunction((at) => document.querySelector("#step .short")?.textContent.split("/")[0].trim() === at, at, patience);
const since = (t) => Math.round(performance.now() - t);

test(`a class of ${seats} is played through`, async () => {
  const figures = {};
  const path = join(folder, "class" + Date.now());
  const { klass, url, teacher, student } = await begin("--seats", String(seats), "--folder", path, "--port", "0");
  let t = performance.now();
  const all = [];
  for (let i = 0; i < seats; i += 5) {
    const phone = (k) => (k % 3 ? {} : { viewport: { width: 390, height: 844 }, hasTouch: true });
    all.push(...(await Promise.all(Array.from({ length: Math.min(5, seats - i) }, (_, k) => student(`Ñandú ${i + k} <b>🐢`, phone(i + k))))));
  }
  figures["all joined, ms"] = since(t);
  assert.equal(new Set(all.map((s) => s.address)).size, seats, "two have one seat");
  await teacher.page.waitForFunction((n) => document.querySelectorAll(".seats li").length === n, seats, patience);

  // Everybody writes to the next one, at once.
  t = performance.now();
  await Promise.all(all.map(async (s, i) => {
    await s.page.fill("#letter-to", all[(i + 1) % seats].address);
    await s.page.fill("#letter-subject", `From ${i}`);
    await s.page.click("#letter-send");
    await s.page.waitForFunction(() => document.querySelector("#letter-subject").value === "", undefined, patience);
  }));
  figures["all have written, ms"] = since(t);
  await Promise.all(all.map(async (s, i) => {
    const from = s.page.locator("#inbox li", { hasText: `From ${(i + seats - 1) % seats}` }).first();
    for (let tries = 0; tries < 60 && !(await from.isVisible()); tries++) {
      await s.page.click("#read-mail");
      await s.page.waitForTimeout(2000); // it has to travel, by the class's clock
    }
    await from.waitFor(patience);
  }));
  figures["all have read, ms"] = since(t);

  // The teacher leads; how long a step takes to everybody's stage.
  await home(teacher.page);
  const took = [];
  for (let n = 0; n < 5; n++) {
    const before = await step(teacher.page);
    const begun = performance.now();
    await teacher.page.keyboard.press("ArrowRight");
    await teacher.page.waitForFunction((before) => document.querySelector("#step .short").textContent.split("/")[0].trim() !== before, before, patience);
    const at = await step(teacher.page);
    await Promise.all(all.map(async (s) => {
      await isAt(s.page, at);
      took.push(since(begun));
    }));
  }
  took.sort((a, b) => a - b);
  figures["a step on the others' stages, ms"] = `p50 ${took[took.length >> 1]}, p99 ${took[Math.floor(took.length * 0.99)]}`;

  // A question; nobody sees others' answers before it is revealed.
  await teacher.page.click("#ask-open");
  await teacher.page.fill("#ask-text", "Who asks the DNS?");
  await teacher.page.fill("#ask-options", "the laptop\n* the server");
  await teacher.page.click("#ask-send");
  await Promise.all(all.map(async (s, i) => s.page.locator("#question input").nth(i % 2).click(patience)));
  await teacher.page.waitForFunction((n) => document.querySelector("#question").textContent.includes(`${n} people`), seats, patience);
  assert.equal(await all[0].page.locator("#question meter").count(), 0);
  await teacher.page.click("#reveal");
  await Promise.all(all.map((s) => s.page.waitForSelector("#question meter", patience)));

  // One loses the network, one reloads; the command is killed and begun again: everybody is back, and nothing is lost.
  await all[0].context.setOffline(true);
  await all[1].page.reload();
  await all[1].page.waitForSelector("#my-address", patience);
  await klass.end("SIGKILL");
  t = performance.now();
  const again = await posta(["class", "--folder", path, "--port", new URL(url).port], /Ctrl-C/);
  await all[0].context.setOffline(false);
  await Promise.all(all.map((s) => s.page.waitForFunction((user) => !document.querySelector("#attached [role=alert]") && document.querySelector("#my-address")?.textContent === user, s.address, patience)));
  figures["all back after a kill -9, ms"] = since(t);
  await all[2 % seats].page.fill("#letter-to", all[0].address);
  await all[2 % seats].page.fill("#letter-subject", "After the crash");
  await all[2 % seats].page.click("#letter-send");
  await all[2 % seats].page.waitForFunction(() => document.querySelector("#letter-subject").value === "", undefined, patience);
  const lines = readFileSync(join(path, "inputs.jsonl"), "utf8").split("\n");
  assert.equal(lines.filter((l) => l.includes('"send"')).length, seats + 1);
  const log = run(["run", join(path, "scenario.yaml"), "--inputs", join(path, "inputs.jsonl"), "--format", "hash"]);
  assert.match(log, /^[0-9a-f]{64}$/m);

  const away = (x) => !/ERR_INTERNET_DISCONNECTED|ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_NETWORK_CHANGED|ERR_INCOMPLETE_CHUNKED/.test(x);
  for (const s of [teacher, ...all]) {
    assert.deepEqual(s.wrong.filter(away), [], s.name);
    await s.context.close();
  }
  await again.end();
  for (const [what, is] of Object.entries(figures)) console.log(`# ${seats} seats: ${what}: ${is}`);
});

long("a wrong clock, two tabs on one seat, a proxy without WebSockets, and a class that is at another address", async () => {
  const path = join(folder, "moves" + Date.now());
  const { klass, url, code, teacher, student } = await begin("--seats", "3", "--folder", path, "--port", "0");
  const late = () => {
    const now = Date.now;
    Date.now = () => now() - 7 * 3600_000;
    window.Date = class extends Date {
      constructor(...given) {
        super(...(given.length ? given : [Date.now()]));
      }
    };
  };
  const ana = await student("Ana", { init: late });
  const between = await proxy(url);
  const ben = await open({ ...world, url: between.url }, { path: `?class=${code}`, reducedMotion: "reduce" });
  ben.page.setDefaultTimeout(patience.timeout);
  await ben.page.fill("#join-name", "Ben");
  await ben.page.click("#join");
  await ben.page.waitForSelector("#my-address", patience);
  ben.address = await ben.page.textContent("#my-address");

  // A second tab is the same seat: no other is taken, and each knows what the other does.
  const tab = await ana.context.newPage();
  tab.setDefaultTimeout(patience.timeout);
  await tab.goto(`${url}?class=${code}`);
  await tab.waitForSelector("#my-address", patience);
  assert.equal(await tab.textContent("#my-address"), ana.address);
  assert.equal(await teacher.page.locator(".seats li").count(), 2);
  await tab.fill("#letter-to", ben.address);
  await tab.fill("#letter-subject", "From the second tab");
  await tab.click("#letter-send");
  await tab.waitForFunction(() => document.querySelector("#letter-subject").value === "", undefined, patience);
  const letter = ben.page.locator("#inbox li", { hasText: "From the second tab" }).first();
  for (let tries = 0; tries < 60 && !(await letter.isVisible()); tries++) {
    await ben.page.click("#read-mail");
    await ben.page.waitForTimeout(1000);
  }
  await letter.waitFor(patience);
  await home(teacher.page);
  const before = await step(teacher.page);
  await teacher.page.keyboard.press("ArrowRight");
  await teacher.page.waitForFunction((before) => document.querySelector("#step .short").textContent.split("/")[0].trim() !== before, before, patience);
  const at = await step(teacher.page);
  await Promise.all([ana.page, tab, ben.page].map((page) => isAt(page, at)));

  // The teacher's machine is at another address now: whoever says which, is there with their seat.
  await klass.end();
  between.end();
  const again = await posta(["class", "--folder", path, "--port", "0"], /Ctrl-C/);
  const there = /http:\S+\/(?=\?class)/.exec(again.said)[0];
  assert.notEqual(there, url);
  await ana.page.fill("#moved-to", new URL(there).host);
  await ana.page.click("#go-there");
  await ana.page.waitForFunction((there) => location.href.startsWith(there), there, patience);
  await ana.page.waitForSelector("#my-address", patience);
  assert.equal(await ana.page.textContent("#my-address"), ana.address);
  const stranger = await open({ ...world, url: there }, { path: `?class=${code}#seat=${"A".repeat(26)}`, reducedMotion: "reduce" });
  await stranger.page.waitForSelector("#join-name", patience);
  const away = (x) => !/ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE_CHUNKED|left home/.test(x);
  for (const s of [teacher, ana, ben]) {
    assert.deepEqual(s.wrong.filter(away), []);
    await s.context.close();
  }
  await stranger.context.close();
  await again.end();
});

/** Says lines to a server, each when the one before was answered, and gives all answers. */
function dialogue(at, lines) {
  const [host, port] = at.split(":");
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), host);
    let heard = "";
    let all = "";
    socket.on("error", reject).on("close", () => resolve(all));
    socket.on("data", (d) => {
      heard += d;
      all += d;
      if (!/^(\d{3} |\* OK|\w\d (OK|NO|BAD)).*\r\n$/m.test(heard)) return;
      heard = "";
      if (lines.length) socket.write(lines.shift() + "\r\n");
      else socket.end();
    });
  });
}

test("a class on real servers: a mail program of one's own, and a server that is another machine", async () => {
  const { klass, teacher, student } = await begin("--seats", "4", "--real", "--bind", "127.0.0.94", "--away", "mail.beta.test", "--folder", join(folder, "real" + Date.now()), "--port", "0");
  const [, address, joining] = /posta join (\S+) (\S+) --host mail\.beta\.test/.exec(klass.said);
  const machine = await posta(["join", address, joining, "--host", "mail.beta.test", "--bind", "127.0.0.95"], /Ctrl-C/);
  const all = [];
  for (const name of ["Ana", "Ben", "Cai", "Dan"]) all.push(await student(name));
  const ana = all.find((s) => s.address.endsWith("@alfa.test"));
  const ben = all.find((s) => s.address.endsWith("@beta.test"));
  await teacher.page.getByText("mail.beta.test: is another machine, 127.0.0.95").waitFor(patience);
  const account = async (s) => {
    await s.page.click("#own-program");
    const cells = await s.page.locator(".doors tr").evaluateAll((rows) => rows.map((r) => [...r.cells].map((c) => c.textContent)));
    return Object.fromEntries(cells);
  };
  const doors = await account(ana);
  const secret = doors[ana.address];
  const said = await dialogue(doors.submission, [
    "EHLO laptop.example", "AUTH PLAIN " + Buffer.from(`\0${ana.address}\0${secret}`).toString("base64"), `MAIL FROM:<${ana.address}>`, `RCPT TO:<${ben.address}>`, "DATA",
    `From: <${ana.address}>\r\nTo: <${ben.address}>\r\nSubject: From my own program\r\n\r\nHello.\r\n.`, "QUIT",
  ]);
  assert.match(said, /^235 /m);
  assert.match(said, /^221 /m);
  const letter = ben.page.locator("#inbox li", { hasText: "From my own program" }).first();
  for (let tries = 0; tries < 30 && !(await letter.isVisible()); tries++) {
    await ben.page.click("#read-mail");
    await ben.page.waitForTimeout(1000);
  }
  await letter.waitFor(patience);
  const theirs = await account(ben);
  assert.match(theirs.imap, /^127\.0\.0\.95:/, "the mailbox is on the other machine");
  const read = await dialogue(theirs.imap, [`a1 LOGIN ${ben.address} ${theirs[ben.address]}`, "a2 SELECT INBOX", "a3 FETCH 1 BODY[HEADER.FIELDS (SUBJECT)]", "a4 LOGOUT"]);
  assert.match(read, /From my own program/);
  await machine.end();
  await teacher.page.getByText("mail.beta.test: off").waitFor(patience);
  for (const s of [teacher, ...all]) {
    assert.deepEqual(s.wrong, []);
    await s.context.close();
  }
  await klass.end();
});
