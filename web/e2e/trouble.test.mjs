// What can go wrong around the page: files that do not come or are something else, frames that forbid, storage that is
// denied, a neighbour on the same origin, links to what cannot run, and text that nobody wants to lose.
import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { readFileSync, readdirSync } from "node:fs";
import { anyHost, atStep, frames, open, ready, start, step, test } from "./browser.mjs";

let world;
before(async () => (world = await start()));
after(() => world?.end());

const files = readdirSync(new URL("../dist", import.meta.url)).filter((f) => !/\.(br|gz)$/.test(f));
const named = (pattern) => files.find((f) => pattern.test(f)) ?? assert.fail(`no file ${pattern}`);
const html = { contentType: "text/html", body: "<!doctype html><title>Sign in</title>" };

/** Lives through a story whose page is told after route has been set up; what the console says is the story's to judge. */
async function story({ path = "", route, ...options }, tell) {
  const { page, context, wrong } = await open(world, { path: "favicon.ico", ...options });
  try {
    await page.setContent("");
    await route?.(page);
    await page.goto(world.url + path);
    await tell(page, context, wrong);
  } finally {
    await context.close();
  }
}

const editorText = (page) => page.evaluate(() => document.querySelector("#editor div")?.shadowRoot?.querySelector(".cm-content")?.innerText ?? "");
const writes = async (page, words) => {
  await page.waitForFunction(() => document.querySelector("#editor div")?.shadowRoot?.querySelector(".cm-content"));
  await page.locator("#editor .cm-content").click();
  await page.keyboard.press("ControlOrMeta+Home");
  await page.keyboard.insertText(words);
  await page.waitForFunction((words) => document.querySelector("#editor div").shadowRoot.querySelector(".cm-content").innerText.includes(words), words.trim());
};
const toEditor = async (page) => {
  await page.keyboard.press("ArrowRight");
  await page.click("#tab-lesson");
  await page.click("#edit");
};

/** A link to a scenario that has an error on its second line. */
const broken = (page) =>
  page.evaluate(async () => {
    const text = "posta: 1\ndomians:\n  alfa.test: {users: [alicia]}\n";
    const bytes = new Uint8Array(await new Response(new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"))).arrayBuffer());
    return "#yaml=" + btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  });

describe("nothing fails white", () => {
  const chunk = files.filter((f) => /^chunk\./.test(f)).sort((a, b) => readFileSync(new URL(`../dist/${b}`, import.meta.url)).length - readFileSync(new URL(`../dist/${a}`, import.meta.url)).length)[0];
  for (const [what, name] of [["the script", named(/^app\..*\.js$/)], ["a part of the script", chunk], ["the module", named(/^posta\..*\.wasm$/)], ["the style", named(/^style\..*\.css$/)]]) {
    for (const [how, answer] of [["is missing", (r) => r.fulfill({ status: 404 })], ["comes as HTML", (r) => r.fulfill(html)], ["is blocked", (r) => r.abort("blockedbyclient")]]) {
      test(`${what} ${how}: a sentence in the reader's language, the cause, and a retry`, () =>
        story({ locale: "es-AR", route: (page) => page.route(`**/${name}`, answer) }, async (page) => {
          const told = page.locator("[role=alert]");
          await told.waitFor();
          assert.match(await told.innerText(), /no pudo|no se pudo|no ha podido/i);
          assert.match(await page.innerText("body"), /app\.|\.wasm|404|text\/html|import|style\.|fetch/i);
          await page.unroute(`**/${name}`);
          await page.locator("button", { hasText: /intentar/i }).first().click();
          await ready(page);
        }));
    }
  }

  test("the very first script is missing: after a while the page says so by itself, and there is a way to try again", () =>
    story({ route: (page) => page.route(`**/${named(/^boot\..*\.js$/)}`, (r) => r.fulfill(html)) }, async (page) => {
      await page.locator("#fallback").waitFor({ state: "visible" });
      assert.match(await page.innerText("#fallback"), /no ha podido empezar[^]*could not begin/);
      await page.unroute(`**/${named(/^boot\..*\.js$/)}`);
      await page.locator("#fallback a").first().click();
      await ready(page);
    }));

  test("the style comes after the first script has run, as it may in WebKit: it is waited for", () =>
    story({
      init: `document.addEventListener("load", (e) => { if (/boot/.test(e.target.src)) window.bootHasRun = true; }, true)`,
      async route(page) {
        await page.route(world.url, async (r) => {
          const response = await r.fetch();
          await r.fulfill({ response, body: (await response.text()).replace(/(<script src="boot[^>]*) defer/, "$1 async") });
        });
        await page.route("**/style.*.css", async (r) => {
          await page.waitForFunction(() => window.bootHasRun, null, { polling: 50 }); // nothing is painted yet, so no frame comes
          await r.continue();
        });
      },
    }, ready));

  for (const part of ["live", "class"]) {
    test(`what only ${part} needs is missing: it says so, and is asked for again`, () =>
      story({ path: `?${part}=abc`, locale: "es-AR", route: (page) => page.route(`**/${part}.*.js`, (r) => r.fulfill(html)) }, async (page) => {
        const told = page.locator("[role=alert]");
        await told.waitFor();
        assert.match(await told.innerText(), new RegExp(`No se pudo cargar Posta: .*${part}\\.`));
        await page.unroute(`**/${part}.*.js`);
        const again = page.waitForResponse((r) => r.url().includes(`/${part}.`) && r.ok());
        await page.locator("button", { hasText: /intentar/i }).first().click();
        await again;
      }));
  }

  test("the recorded run is missing: the engine does without", () =>
    story({ route: (page) => page.route("**/first.*.jsonl", (r) => r.fulfill(html)) }, async (page) => {
      await ready(page);
      assert.equal(await page.textContent("#opening h2"), "The first email");
    }));

  test("the editor's program is missing: it says so, and is tried again", () =>
    story({}, async (page) => {
      await ready(page);
      await page.route("**/editor.*.js*", (r) => r.fulfill(html));
      await toEditor(page);
      await page.waitForSelector("#retry-editor");
      await page.unroute("**/editor.*.js*");
      await page.click("#retry-editor");
      await page.waitForFunction(() => document.querySelector("#editor div")?.shadowRoot?.querySelector(".cm-content")?.innerText.includes("posta"));
    }));

  test("the words to search by are missing: it says so, and they are asked for again", () =>
    story({ locale: "es-AR", route: (page) => page.route("**/search.*.json", (r) => r.fulfill(html)) }, async (page) => {
      await ready(page);
      await page.keyboard.press("b");
      await page.fill("#lesson-query", "rebote");
      await page.waitForSelector("#lacking");
      assert.match(await page.innerText("#lacking"), /no llegaron: search\..*text\/html/);
      await page.unroute("**/search.*.json");
      await page.click("#lacking button");
      await page.waitForFunction(() => !document.querySelector("#lacking") && document.querySelectorAll("#picker .lesson").length > 3);
    }));

  test("in a sandboxed frame it says that it cannot begin there", () =>
    story({ path: "favicon.ico" }, async (page) => {
      await page.route("**/outer.html", (r) => r.fulfill({ contentType: "text/html", body: `<iframe sandbox="allow-scripts" src="${world.url}" width="900" height="600"></iframe>` }));
      await page.goto(world.url + "outer.html");
      const frame = page.frameLocator("iframe");
      await frame.locator("[role=alert]").waitFor();
      assert.match(await frame.locator("#fallback").innerText(), /in a frame that does not let it load/);
    }));

  test("where storage is denied everything works, for as long as the page lives", () =>
    story({ init: `for (const name of ["localStorage", "sessionStorage"]) Object.defineProperty(window, name, { get() { throw new DOMException("denied", "SecurityError"); } })` }, async (page, _, wrong) => {
      await ready(page);
      await page.keyboard.press("l");
      await page.waitForFunction(() => document.documentElement.lang === "es");
      await toEditor(page);
      await writes(page, "# sin guardar\n");
      assert.ok(await page.evaluate(() => history.state?.drafts?.some((d) => d.text.includes("sin guardar"))), "the tab's history has it");
      await page.evaluate(() => location.reload());
      await ready(page);
      await page.waitForFunction(() => document.querySelector("#editor div")?.shadowRoot?.querySelector(".cm-content")?.innerText.includes("sin guardar"));
      assert.deepEqual(wrong.filter((w) => !/favicon|404/.test(w)), []);
    }));
});

describe("what was written", () => {
  test("stays when another lesson is opened, and Back", () =>
    story({}, async (page) => {
      await ready(page);
      await toEditor(page);
      await writes(page, "# my thought\n");
      await page.evaluate(() => document.activeElement.blur());
      await page.click("#pick");
      await page.locator("#picker .lesson").nth(3).click();
      await page.waitForFunction(() => document.getElementById("pick-title").textContent !== "The first email");
      await page.waitForFunction(() => !document.getElementById("toast").hidden);
      await page.goBack();
      await page.waitForFunction(() => document.getElementById("pick-title").textContent === "The first email");
      await page.waitForFunction(() => document.querySelector("#editor div")?.shadowRoot?.querySelector(".cm-content")?.innerText.includes("my thought"));
    }));

  test("stays when the window is zoomed, when the graphics context is lost, and when the tab is closed and another opened", () =>
    story({}, async (page, context) => {
      const keeps = (page) => page.waitForFunction(() => document.querySelector("#editor div")?.shadowRoot?.querySelector(".cm-content")?.innerText.includes("my thought"));
      await ready(page);
      await toEditor(page);
      await writes(page, "# my thought\n");
      await page.setViewportSize({ width: 683, height: 384 }); // 200 %
      await keeps(page);
      await page.setViewportSize({ width: 1366, height: 768 });
      await keeps(page);
      assert.ok(await page.evaluate(() => {
        const gl = document.querySelector("canvas")?.getContext("webgl2");
        const lose = gl?.getExtension("WEBGL_lose_context");
        lose?.loseContext();
        return Boolean(lose) && gl.isContextLost();
      }), "there was a context to lose");
      await keeps(page);
      await page.waitForFunction(() => Object.entries(localStorage).some(([key, value]) => key.endsWith(" drafts") && value.includes("my thought")));
      await page.close({ runBeforeUnload: false });
      const other = await context.newPage();
      await other.goto(world.url);
      await ready(other);
      await toEditor(other);
      await keeps(other);
    }));

  test("a link whose scenario has errors opens the editor with its problems, as the first load too", () =>
    story({}, async (page, context) => {
      await ready(page);
      const link = await broken(page);
      const other = await context.newPage();
      await other.goto(world.url + link);
      await ready(other);
      await other.waitForSelector(".problems li");
      assert.match(await other.innerText("#problems"), /line 2/);
      assert.match(await editorText(other), /domians/);
      await other.keyboard.press("Escape");
      await other.evaluate(() => document.activeElement.blur());
      await other.click("#forward");
      await atStep(other, { is: 0 });
    }));

  test("a place that was remembered, and whose scenario has errors by now, opens the editor", () =>
    story({}, async (page, context) => {
      await ready(page);
      const link = await broken(page);
      await page.goto("about:blank"); // as it goes, it remembers where it was
      const other = await context.newPage();
      await other.goto(world.url + "favicon.ico");
      await other.evaluate((place) => localStorage.setItem(`posta ${new URL(".", location.href).pathname}`, JSON.stringify({ place })), link);
      await other.goto(world.url);
      await ready(other);
      await other.waitForSelector(".problems li");
      assert.match(await editorText(other), /domians/);
      assert.equal(await other.textContent("#pick-title"), "The first email");
    }));

  test("run with errors, it leaves the old run under its old title", () =>
    story({}, async (page) => {
      await ready(page);
      await toEditor(page);
      await writes(page, "tytle: New\n");
      await page.click("#run");
      await page.waitForSelector(".problems li");
      assert.equal(await page.textContent("#pick-title"), "The first email");
    }));
});

describe("two copies on one origin", () => {
  test("keep their own caches and their own memory", async () => {
    const host = await anyHost(["/a/", "/b/"]);
    const { page, context } = await open({ ...world, url: host.url + "a/" }, { serviceWorkers: "allow", locale: "en-GB" });
    try {
      await ready(page);
      await page.evaluate(() => navigator.serviceWorker.ready.then((r) => r.active.state));
      await page.keyboard.press("l");
      await page.waitForFunction(() => document.documentElement.lang === "es");
      const b = await context.newPage();
      await b.goto(host.url + "b/");
      await ready(b);
      assert.equal(await b.getAttribute("html", "lang"), "en", "the neighbour's language is its own");
      await b.evaluate(() => navigator.serviceWorker.ready.then((r) => r.active.state));
      const before = await b.evaluate(() => caches.keys());
      assert.equal(before.length, 2);
      host.publish();
      await b.evaluate(async () => (await navigator.serviceWorker.getRegistration()).update());
      await b.waitForSelector("#toast:not([hidden]) button");
      await Promise.all([b.waitForEvent("load"), b.click("#toast button")]);
      await ready(b);
      await b.waitForFunction(async (old) => {
        const names = await caches.keys();
        return names.length === 2 && names.filter((n) => old.includes(n)).length === 1;
      }, before);
      assert.ok((await b.evaluate(() => caches.keys())).some((n) => n.includes("/a/")), "the neighbour's cache is there");
    } finally {
      await context.close();
      host.end();
    }
  });
});

describe("search", () => {
  for (const [asked, finds] of [["rebote", "nobody of that name"], ["reject", "nobody of that name"], ["IMAP", "imap"], ["SPF", "spf"], ["spam", "spam"], ["autenticacion", "spf"]]) {
    test(`finds ${asked} by what it means`, () =>
      story({}, async (page) => {
        await ready(page);
        await page.keyboard.press("b");
        await page.fill("#lesson-query", asked);
        await page.waitForFunction(() => document.querySelector("#picker .lesson, #dialog dt"));
        await page.waitForFunction((want) => document.querySelector("#dialog")?.textContent.toLowerCase().includes(want), finds);
      }));
  }
});

describe("said and done", () => {
  test("“copied” only where it was", () =>
    story({ init: `Object.defineProperty(navigator, "clipboard", { value: { writeText: () => Promise.reject(new Error("denied")) } }); document.execCommand = () => false;` }, async (page) => {
      await ready(page);
      await page.click("#share");
      const before = await page.textContent("#copied");
      await page.click("#copy");
      await page.waitForFunction((before) => document.getElementById("copied").textContent !== before, before);
      assert.doesNotMatch(await page.textContent("#copied"), /^(link )?copied/i);
    }));

  test("and where it was, it says so", () =>
    story({ init: `Object.defineProperty(navigator, "clipboard", { value: { writeText: (x) => { window.taken = x; return Promise.resolve(); } } });` }, async (page) => {
      await ready(page);
      await page.click("#share");
      await page.click("#copy");
      await page.waitForFunction(() => /^Link copied/.test(document.getElementById("copied").textContent));
      assert.match(await page.evaluate(() => window.taken), /^http.*#/);
    }));

  test("single-letter keys can be switched off, and stay off", () =>
    story({}, async (page) => {
      await ready(page);
      await page.keyboard.press("?");
      await page.click("#letter-keys");
      await page.keyboard.press("Escape");
      await page.keyboard.press("l");
      await frames(page, 3);
      assert.equal(await page.getAttribute("html", "lang"), "en");
      await page.keyboard.press("ArrowRight");
      await atStep(page, { is: 0 });
      await page.reload();
      await ready(page);
      await page.keyboard.press("l");
      await frames(page, 3);
      assert.equal(await page.getAttribute("html", "lang"), "en");
    }));

  test("the live region says who says what to whom, and a host that is chosen", () =>
    story({ path: "#lesson=first-email&detail=dialogue&at=60" }, async (page) => {
      await ready(page);
      await page.waitForFunction(() => / to .+: /.test(document.getElementById("live").textContent) || / says /.test(document.getElementById("live").textContent));
      assert.doesNotMatch(await page.textContent("#live"), /[?!…]\./);
      await page.keyboard.press("n");
      await page.waitForFunction(() => document.getElementById("live").textContent.includes(document.getElementById("host")?.value || "\u0000"));
    }));
});
