// What every end-to-end test stands on: the page's server, a real Chromium, and pages that fail the test when anything
// at all is said on the console that a reader should not have to see (a Go panic is only console lines).
import { spawn, execFileSync } from "node:child_process";
import { createInterface } from "node:readline";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test as once } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const web = dirname(dirname(fileURLToPath(import.meta.url)));
const root = dirname(web);

const flags = [
  "--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-default-apps",
];

/** Starts the page's server, on a port of its own. */
export async function serve() {
  const folder = mkdtempSync(join(tmpdir(), "posta-e2e-"));
  const binary = join(folder, "serve");
  execFileSync("go", ["build", "-o", binary, "./web/serve"], { cwd: root, stdio: "inherit" });
  const server = spawn(binary, [], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: server.stdout });
  const [url] = await Promise.race([
    new Promise((resolve) => lines.once("line", (line) => resolve([line]))),
    new Promise((_, reject) => server.once("exit", (code) => reject(new Error(`the server ended with ${code}`)))),
  ]);
  return {
    url,
    end() {
      server.stdin.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Starts the server and the browser; end stops both. */
export async function start() {
  const server = await serve();
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: flags });
  return {
    url: server.url,
    browser,
    async end() {
      await browser.close();
      server.end();
    },
  };
}

/**
 * A story, lived through once more if it failed: a browser that draws in software on a busy machine loses a race now and
 * then that no person could. What failed the first time is printed either way.
 */
export const test = (name, tell) =>
  once(name, async () => {
    try {
      await tell();
    } catch (first) {
      console.log(`# once more, "${name}": ${String(first.message).replaceAll(/\s+/g, " ").slice(0, 400)}`);
      await tell();
    }
  });

/** Opens a page that records what goes wrong in it. */
export async function open(world, { path = "", allow = [], init, ...options } = {}) {
  const context = await world.browser.newContext({ viewport: { width: 1280, height: 720 }, locale: "en-GB", serviceWorkers: "block", ...options });
  if (init) await context.addInitScript(init);
  const page = await context.newPage();
  const wrong = [];
  const fine = (text) => allow.some((pattern) => pattern.test(text));
  page.on("console", (m) => {
    // SwiftShader, the browser's software renderer, warns of itself; nobody else may.
    if (!fine(m.text()) && !/Service Worker registration blocked by Playwright|GPU stall due to ReadPixels|GL Driver Message|swiftshader/i.test(m.text())) wrong.push(`${m.type()}: ${m.text()}`);
  });
  page.on("pageerror", (e) => wrong.push(`error: ${e.message}`));
  // A reload gives up what it was still loading: that is no failure of the page's.
  page.on("requestfailed", (r) => r.failure()?.errorText !== "net::ERR_ABORTED" && wrong.push(`failed: ${r.url()} ${r.failure()?.errorText}`));
  page.on("request", (r) => {
    if (!r.url().startsWith(world.url) && !/^(data|blob):/.test(r.url())) wrong.push(`left home: ${r.url()}`);
  });
  await page.goto(world.url + path);
  return { page, context, wrong };
}

/** Waits until the stage stands. */
export const ready = (page) => page.waitForSelector("html.ready", { timeout: 90_000 });

/** Waits until the step is one: { is }, { min } or { last: true }. */
export async function atStep(page, wanted, timeout = 60_000) {
  await page.waitForFunction((w) => {
    const slider = document.getElementById("slider");
    const at = Number(slider.value);
    return w.last ? at === Number(slider.max) : w.is !== undefined ? at === w.is : at >= w.min;
  }, wanted, { timeout });
}

/** The step that is shown, from -1. */
export async function step(page) {
  // What was pressed shows a few frames later: look until it has stood still for some.
  return page.evaluate(() => new Promise((done) => {
    const slider = document.getElementById("slider");
    let value = slider.value;
    let still = 0;
    const look = () => {
      still = slider.value === value ? still + 1 : 0;
      value = slider.value;
      if (still === 8) done(Number(value));
      else requestAnimationFrame(look);
    };
    look();
  }));
}

/** Two frames: time for the stage to paint what it was told. */
export const frames = (page, n = 3) =>
  page.evaluate((n) => new Promise((done) => {
    const next = (left) => (left ? requestAnimationFrame(() => next(left - 1)) : done());
    next(n);
  }), n);

/** A static host like any other: plain files, and a next version of them; in several folders, the next is that of the last. */
export async function anyHost(folders = ["/"]) {
  const types = { html: "text/html", js: "text/javascript", css: "text/css", wasm: "application/wasm", svg: "image/svg+xml", png: "image/png", webmanifest: "application/manifest+json", woff: "font/woff", jsonl: "application/jsonl" };
  let next = false;
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://x");
    const folder = folders.find((f) => pathname.startsWith(f)) ?? "/";
    const name = pathname.slice(folder.length) || "index.html";
    let body;
    try {
      body = readFileSync(join(web, "dist", name));
    } catch {
      return response.writeHead(404).end();
    }
    const newer = next && folder === folders.at(-1);
    if (newer && name === "index.html") body = body.toString().replace("<html", '<html data-version="next"');
    if (newer && name === "sw.js") body = body.toString().replace(/"[0-9a-f]{12}"/, '"next"');
    response.writeHead(200, { "content-type": types[name.split(".").pop()] ?? "application/octet-stream", "cache-control": "no-cache" }).end(body);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return { url: `http://127.0.0.1:${server.address().port}/`, publish: () => (next = true), end: () => (server.closeAllConnections(), server.close()) };
}
