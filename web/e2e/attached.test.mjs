// The page attached to what goes on elsewhere: real servers, and a class. Both are the command's own; the page is the one
// that is built into it.
import assert from "node:assert/strict";
import { connect } from "node:net";
import { join } from "node:path";
import { after, before } from "node:test";
import { open, start, test } from "./browser.mjs";
import { build, folder, forget, posta } from "./command.mjs";

let world;

before(async () => {
  build();
  world = await start();
});
after(async () => {
  await world.end();
  forget();
});

/** A client that says one line at a time and waits for each answer. */
function client(host, port) {
  const socket = connect(port, host);
  let heard = "";
  socket.on("data", (d) => (heard += d));
  return {
    async wants(reply) {
      while (!new RegExp(`^${reply}[ ].*\r\n`, "m").test(heard)) await new Promise((resolve) => setTimeout(resolve, 20));
      heard = "";
    },
    say: (line) => socket.write(line + "\r\n"),
    end: () => socket.destroy(),
  };
}

test("a real client appears on the stage as it speaks, is held, and is answered in the server's place", async () => {
  const live = await posta(["live", "first-email", "--bind", "127.0.0.91", "--json", "--web", "--addr", "127.0.0.1:0", "--hold", "RCPT"], /live=1/);
  const door = JSON.parse(live.said.split("\n").find((l) => l.startsWith("{"))).services.find((s) => s.host === "mail.beta.test" && s.service === "smtp");
  const { page, context, wrong } = await open({ ...world, url: /http:\S+\/(?=\?live)/.exec(live.said)[0] }, { path: "?live=1", reducedMotion: "reduce" });
  await page.waitForSelector("#attached .doors");
  const c = client(door.address, door.port);
  await c.wants("220");
  c.say("EHLO client.example");
  await c.wants("250");
  c.say("MAIL FROM:<you@example.test>");
  await c.wants("250");
  c.say("RCPT TO:<benito@beta.test>");
  await page.waitForSelector("#attached .held");
  assert.match(await page.textContent("#attached .held"), /RCPT TO:<benito@beta\.test>/);
  await page.click("#attached .held form button");
  await c.wants("451");
  await page.waitForFunction(() => !document.querySelector("#attached .held"));
  await page.keyboard.press("Home"); // stepping back while it goes on
  c.say("NOOP");
  await c.wants("250");
  await page.waitForSelector("#to-now");
  await page.click("#to-now");
  await page.waitForFunction(() => !document.querySelector("#to-now"));
  c.end();
  // The lesson's own people act, with these servers; a fault is thrown; and all of it is done again, in a simulation, apart.
  if (!(await page.locator("#act-open").isVisible())) await page.click("#attached header button");
  await page.click("#act-open");
  await page.fill("#act-subject", "From the stage");
  await page.click("#act-send");
  await page.waitForFunction(() => document.querySelector("#act-subject").value === "");
  await page.click("#break-open");
  await page.fill("#fault-text", "answer: {host: nowhere.test}");
  await page.click("#fault-throw");
  await page.waitForFunction(() => /nowhere\.test/.test(document.querySelector("#toast").textContent));
  const [apart] = await Promise.all([context.waitForEvent("page"), page.click("#imagine")]);
  await apart.waitForSelector("html.ready", { timeout: 90_000 });
  await apart.waitForFunction(() => Number(document.querySelector("#slider").max) > 10);
  assert.equal(await apart.locator("#attached").count(), 0);
  assert.deepEqual(wrong.filter((x) => !/409/.test(x)), []);
  await context.close();
  await live.end();
});

test("a class: two write to each other, follow the teacher, and see the answers when they are shown", async () => {
  const klass = await posta(["class", "--seats", "6", "--folder", join(folder, "class" + Date.now()), "--port", "0"], /Ctrl-C/);
  const url = /http:\S+\/(?=\?class)/.exec(klass.said)[0];
  const code = /class=(\w+)/.exec(klass.said)[1];
  const key = /#teacher=\S+/.exec(klass.said)[0];
  const enter = (path, options = {}) => open({ ...world, url }, { path, reducedMotion: "reduce", ...options });
  const teacher = await enter(`?class=${code}${key}`);
  await teacher.page.waitForSelector("#taken");
  assert.ok(!teacher.page.url().includes("teacher"), "the teacher's key is in the address");
  const students = [];
  for (const [name, options] of [["Ana <b>", {}], ["Ben", { viewport: { width: 390, height: 844 } }]]) {
    const s = await enter(`?class=${code}`, options);
    await s.page.fill("#join-name", name);
    await s.page.click("#join");
    await s.page.waitForSelector("#my-address");
    students.push(s);
  }
  const [ana, ben] = students.map((s) => s.page);
  await ana.fill("#letter-to", await ben.textContent("#my-address"));
  await ana.fill("#letter-subject", "Hello Ben");
  await ana.click("#letter-send");
  await ben.click("#read-mail");
  for (let i = 0; i < 20 && !(await ben.locator("#inbox li").count()); i++) {
    await ben.waitForTimeout(1000); // it has to travel, by the class's clock
    await ben.click("#read-mail");
  }
  await ben.locator("#inbox li", { hasText: "Hello Ben" }).first().waitFor();
  await teacher.page.click("#ask-open");
  await teacher.page.fill("#ask-text", "Who asks the DNS?");
  await teacher.page.fill("#ask-options", "the laptop\n* the server");
  await teacher.page.click("#ask-send");
  await ana.locator("#question input").nth(1).click();
  await ben.locator("#question input").nth(0).click();
  assert.equal(await ana.locator("#question meter").count(), 0);
  await teacher.page.waitForFunction(() => /2 people/.test(document.querySelector("#question").textContent));
  await teacher.page.click("#reveal");
  await ana.waitForSelector("#question meter");
  await teacher.page.keyboard.press("Home");
  await teacher.page.keyboard.press("ArrowRight");
  const step = (page) => page.evaluate(() => document.querySelector("#step .short").textContent.split("/")[0].trim());
  const at = await step(teacher.page);
  await ana.waitForFunction((at) => document.querySelector("#step .short").textContent.split("/")[0].trim() === at, at);
  await ben.reload(); // and is back in the same seat
  await ben.waitForSelector("#my-address");
  for (const s of [teacher, ...students]) {
    assert.deepEqual(s.wrong, []);
    await s.context.close();
  }
  await klass.end();
});
