// The other engines: Firefox by WebDriver BiDi, and WebKit (Safari's, every iPad's) by WebDriver. Both do the few things that
// the stories in engines.test.mjs need, under the same names.
import { spawn, spawnSync } from "node:child_process";
import { createServer } from "node:net";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Where Debian puts the browser that WebKitWebDriver drives. */
function miniBrowser() {
  const lib = "/usr/lib";
  for (const arch of readdirSync(lib)) {
    for (const version of ["4.1", "4.0", "6.0"]) {
      const path = join(lib, arch, `webkit2gtk-${version}`, "MiniBrowser");
      if (spawnSync("test", ["-x", path]).status === 0) return path;
    }
  }
  return undefined;
}

const there = (command) => spawnSync("sh", ["-c", `command -v ${command}`]).status === 0;

/** The engines that this machine has, by name; undefined for one that it lacks. */
export const engines = {
  Firefox: there("firefox-esr") ? firefox : undefined,
  WebKit: there("WebKitWebDriver") && there("Xvfb") && miniBrowser() ? webkit : undefined,
};

const viewport = { width: 1280, height: 720 };

async function firefox() {
  const { default: puppeteer } = await import("puppeteer-core");
  const browser = await puppeteer.launch({
    browser: "firefox", executablePath: "/usr/bin/firefox-esr", headless: true,
    extraPrefsFirefox: { "webgl.force-enabled": true, "intl.accept_languages": "en-GB", "dom.w3c_touch_events.enabled": 1, "network.proxy.type": 0 },
  });
  const page = await browser.newPage();
  await page.setViewport(viewport);
  const said = [];
  page.on("console", (m) => /error/.test(m.type()) && said.push(m.text()));
  page.on("pageerror", (e) => said.push(e.message));
  return {
    said: () => said,
    goto: (url) => page.goto(url, { waitUntil: "domcontentloaded" }),
    run: (f, ...args) => page.evaluate(f, ...args),
    key: (name) => page.keyboard.press(name),
    click: (selector) => page.click(selector),
    // Puppeteer's own touch tells the finger's angle, which this Firefox refuses.
    touch: (x, y) => page.mainFrame().browsingContext.performActions(finger(x, y)),
    type: (text) => page.keyboard.type(text),
    screenshot: (path) => page.screenshot({ path }),
    end: () => browser.close(),
  };
}

/** What WebDriver, of either kind, is told of a finger that taps, and lies for as long as some frames of a slow machine. */
const finger = (x, y) => [
  { type: "pointer", id: "finger", parameters: { pointerType: "touch" }, actions: [{ type: "pointerMove", x, y, origin: "viewport" }, { type: "pointerDown", button: 0 }, { type: "pause", duration: 250 }, { type: "pointerUp", button: 0 }] },
];

/** A port that nobody listens on. */
const freePort = () =>
  new Promise((found) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => found(port));
    });
  });

const keys = { ArrowRight: "\ue014", ArrowLeft: "\ue012", Home: "\ue011", End: "\ue010", Escape: "\ue00c", Enter: "\ue007" };

async function webkit() {
  const home = mkdtempSync(join(tmpdir(), "posta-webkit-"));
  const screen = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "1400x900x24", "-nolisten", "tcp"], { stdio: ["ignore", "ignore", "ignore", "pipe"] });
  const display = await new Promise((told, failed) => {
    screen.stdio[3].once("data", (d) => told(":" + String(d).trim()));
    screen.once("exit", () => failed(new Error("Xvfb did not start")));
  });
  const port = await freePort();
  const env = { ...process.env, DISPLAY: display, HOME: home, XDG_CONFIG_HOME: home, XDG_CACHE_HOME: home, XDG_DATA_HOME: home, LC_ALL: "C.UTF-8", LIBGL_ALWAYS_SOFTWARE: "1", MESA_SHADER_CACHE_DISABLE: "true", GDK_BACKEND: "x11", NO_AT_BRIDGE: "1" };
  const driver = spawn("WebKitWebDriver", [`--port=${port}`], { env, stdio: "ignore" });
  const ask = async (method, path, body) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, body: body && JSON.stringify(body), headers: { "content-type": "application/json" } });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`${path}: ${value?.error}: ${value?.message}`);
    return value;
  };
  for (let i = 0; ; i++) {
    try {
      await ask("GET", "/status");
      break;
    } catch (error) {
      if (i === 100) throw error;
      await new Promise((next) => setTimeout(next, 50)); // it says nowhere else that it listens
    }
  }
  const session = await ask("POST", "/session", { capabilities: { alwaysMatch: { "webkitgtk:browserOptions": { binary: miniBrowser(), args: ["--automation"] } } } });
  const at = (path) => `/session/${session.sessionId}${path}`;
  await ask("POST", at("/timeouts"), { script: 90_000, pageLoad: 90_000 });
  await ask("POST", at("/window/rect"), { x: 0, y: 0, ...viewport });
  const element = async (selector) => Object.values(await ask("POST", at("/element"), { using: "css selector", value: selector }))[0];
  const run = (f, ...args) => ask("POST", at("/execute/async"), { script: `const done = arguments[arguments.length - 1]; Promise.resolve((${f})(...[...arguments].slice(0, -1))).then((v) => done({ v }), (e) => done({ e: String(e) }));`, args }).then(({ v, e }) => {
    if (e !== undefined) throw new Error(e);
    return v;
  });
  const actions = (...list) => ask("POST", at("/actions"), { actions: list });
  const press = (value) => actions({ type: "key", id: "keys", actions: [{ type: "keyDown", value }, { type: "keyUp", value }] });
  return {
    said: () => [], // WebDriver hears no console: the stories look at what is shown
    goto: (url) => ask("POST", at("/url"), { url }),
    run,
    key: (name) => press(keys[name] ?? name),
    async click(selector) {
      for (let tries = 1; ; tries++) {
        try {
          return await ask("POST", at(`/element/${await element(selector)}/click`), {});
        } catch (error) {
          if (tries === 50 || !/intercepted|interactable/.test(error.message)) throw error;
          await new Promise((next) => setTimeout(next, 100)); // it is still moving, or under something that goes
        }
      }
    },
    touch: (x, y) => actions(...finger(x, y)),
    type: async (text) => {
      for (const c of text) await press(c === "\n" ? keys.Enter : c);
    },
    screenshot: async (path) => (await import("node:fs")).writeFileSync(path, Buffer.from(await ask("GET", at("/screenshot")), "base64")),
    async end() {
      await ask("DELETE", at("")).catch(() => {});
      const gone = [driver, screen].map((p) => new Promise((end) => p.once("exit", end)));
      driver.kill();
      screen.kill();
      await Promise.all(gone);
      rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }); // its processes go on writing for a moment
    },
  };
}
