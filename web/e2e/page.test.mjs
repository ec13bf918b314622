// The page as people use it, in a real Chromium: every story here is one that a student, a teacher or a curious hand will
// live through. Nothing waits for time; every wait is for something that can be seen.
import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { anyHost, atStep, frames, open, ready, start, step, test } from "./browser.mjs";

const require = createRequire(import.meta.url);
const axeSource = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

let world;
before(async () => (world = await start()));
after(() => world?.end());

/** Lives through a story on a fresh page; at its end nothing may have gone wrong. */
async function story({ settled = true, ...options }, tell) {
  const { page, context, wrong } = await open(world, options);
  try {
    if (settled) await ready(page);
    await tell(page, context, wrong);
    assert.deepEqual(wrong, [], "the console is clean and nothing left home");
  } finally {
    await context.close();
  }
}

/** How many different colours the canvas shows, read off a screenshot: what is really there, not what the DOM says. */
async function colours(page, clip) {
  await frames(page, 4);
  const png = (await page.screenshot({ clip })).toString("base64");
  return page.evaluate(async (png) => {
    const bytes = Uint8Array.from(atob(png), (c) => c.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const g = canvas.getContext("2d");
    g.drawImage(bitmap, 0, 0);
    const data = new Uint32Array(g.getImageData(0, 0, bitmap.width, bitmap.height).data.buffer);
    const seen = new Map();
    for (const p of data) seen.set(p, (seen.get(p) ?? 0) + 1);
    return { different: seen.size, most: Math.max(...seen.values()) / data.length };
  }, png);
}

const stageArea = { x: 20, y: 70, width: 880, height: 520 };
const title = (page) => page.textContent("#explain-title");
const press = async (page, key, times = 1) => {
  for (let i = 0; i < times; i++) {
    await page.keyboard.press(key);
    await frames(page, 2);
  }
};

// What the short form leaves to make e2e.
const short = Boolean(process.env.POSTA_SHORT);
const long = short ? () => {} : test;

describe("the first visit", () => {
  test("opens on a title card with one sentence and one button, over a stage that is really drawn", () =>
    story({}, async (page) => {
      assert.equal(await page.textContent("#opening h2"), "The first email");
      assert.equal(await page.locator("#opening button").count(), 1);
      const picture = await colours(page, stageArea);
      assert.ok(picture.different > 50, `the stage shows ${picture.different} colours`);
      assert.ok(picture.most < 0.9, "and is not one empty sheet");
    }));

  long("plays the first email to its end, and steps back", () =>
    story({ reducedMotion: "reduce" }, async (page) => {
      await page.selectOption("#speed", "4");
      await page.click("#begin");
      await atStep(page, { min: 3 });
      const playing = await colours(page, stageArea);
      assert.ok(playing.different > 50);
      await atStep(page, { last: true }, 240_000);
      await page.waitForSelector("#ending:not([hidden])");
      const last = await step(page);
      await press(page, "ArrowLeft");
      assert.equal(await step(page), last - 1);
      assert.ok(await page.isHidden("#ending"));
      await press(page, "ArrowLeft", 3);
      assert.equal(await step(page), last - 4);
      await press(page, "Home");
      assert.equal(await step(page), -1);
    }));

  test("every step has its words, and going back shows the same as going forth", () =>
    story({ reducedMotion: "reduce" }, async (page) => {
      const forth = [];
      for (let i = 0; i < 8; i++) {
        await press(page, "ArrowRight");
        forth.push(await title(page));
      }
      assert.ok(forth.every((t) => t && !/[<{]/.test(t)), forth.join("\n"));
      const back = [];
      for (let i = 0; i < 8; i++) {
        back.unshift(await title(page));
        await press(page, "ArrowLeft");
      }
      assert.deepEqual(back, forth);
    }));
});

describe("languages", () => {
  test("a Spanish browser gets Spanish, and the switch changes everything at once and for good", () =>
    story({ locale: "es-AR" }, async (page) => {
      assert.equal(await page.getAttribute("html", "lang"), "es");
      assert.equal(await page.textContent("#opening h2"), "El primer correo");
      await press(page, "ArrowRight", 4);
      const es = await page.innerText("#page");
      const at = await step(page);
      await press(page, "l");
      assert.equal(await page.getAttribute("html", "lang"), "en");
      assert.equal(await step(page), at, "the place stays");
      const en = await page.innerText("#page");
      assert.notEqual(es, en);
      for (const word of ["Explicación", "paso", "Relato", "Qué cambió", "Por qué"]) assert.ok(!en.includes(word), `“${word}” was left in Spanish`);
      await page.reload();
      await ready(page);
      assert.equal(await page.getAttribute("html", "lang"), "en", "the choice is remembered");
      await atStep(page, { is: at }); // and so is the place
    }));
});

describe("scenarios of one's own", () => {
  const drop = (page, name, text) =>
    page.evaluate(({ name, text }) => {
      const data = new DataTransfer();
      data.items.add(new File([text], name));
      for (const type of ["dragenter", "dragover", "drop"]) document.querySelector("canvas").dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: data }));
    }, { name, text });

  test("a broken one is shown with its problems at their places, and the stage stays as it was", () =>
    story({}, async (page) => {
      await press(page, "ArrowRight", 2);
      await drop(page, "broken.yaml", "posta: 1\ndomians:\n  alfa.test: {users: [alicia]}\n");
      await page.waitForSelector(".problems li");
      const problems = await page.innerText("#problems");
      assert.match(problems, /line 2, column 1/);
      assert.match(problems, /domains/, "it says what was perhaps meant");
      await page.waitForFunction(() => document.querySelector("#editor div").shadowRoot.querySelector(".cm-lintRange-error"));
      assert.equal(await step(page), 1);
    }));

  test("what a domain publishes amiss is warned of, each at its place, and it runs all the same", () =>
    story({}, async (page) => {
      await drop(page, "lax.yaml", "posta: 1\ntitle: Lax\ndomains:\n  alfa.test: {users: [ana], spf: [mx -all, '+all'], dkim: {selector: s1, key: rsa-1024}, dmarc: p=none}\n  beta.test: {users: [blas]}\nscript:\n  - send: {from: ana, to: blas@beta.test}\n");
      await page.waitForFunction(() => document.getElementById("pick-title").textContent === "Lax");
      await page.click("#opening #begin");
      await press(page, "Space");
      await page.click("#tab-lesson");
      await page.click("#edit");
      await page.waitForSelector(".problems li");
      const problems = await page.innerText("#problems");
      for (const said of [/4 warnings/, /line 4, column 35/, /more than one SPF record/, /has 1024 bits/, /publish one of 2048 bits under another selector/, /p=none only watches/]) assert.match(problems, said);
      await page.waitForFunction(() => document.querySelector("#editor div").shadowRoot.querySelector(".cm-lintRange-warning"));
    }));

  test("hostile text is text", () =>
    story({}, async (page) => {
      await drop(page, "x.yaml", "posta: 1\ntitle: <img src=x onerror=document.title='owned'>\nsummary: '<script>document.title=\"owned\"</script>'\ndomains:\n  alfa.test: {users: [alicia]}\n  beta.test: {users: [benito]}\nscript:\n  - send: {from: alicia, to: benito@beta.test, subject: '<b>bold</b>', body: '<iframe src=//x.example></iframe>'}\n");
      await page.waitForFunction(() => document.querySelector("#opening h2")?.textContent.includes("<img"));
      await press(page, "End");
      for (const tab of ["dialogue", "state", "lesson", "explain"]) await page.click(`#tab-${tab}`, { force: true });
      assert.equal(await page.locator("#page img, #page script, #page iframe, #page b").count(), 0);
      assert.ok(!(await page.title()).includes("owned "));
    }));

  for (const [name, text] of [["nothing", ""], ["binary", "\0\x01\x02\xff".repeat(4000)], ["a bomb", "a: &a [x,x,x,x]\nb: &b [*a,*a,*a,*a]\nc: [*b,*b,*b,*b]\n"], ["deep", "[".repeat(20000)], ["big", "x".repeat(1_500_000)]]) {
    test(`${name} is refused with words`, () =>
      story({}, async (page) => {
        await drop(page, "odd.yaml", text);
        await page.waitForFunction(() => document.querySelector("#toast:not([hidden])") || document.querySelector(".problems li"));
        await press(page, "ArrowRight");
        assert.equal(await step(page), 0, "and the page goes on");
      }));
  }

  test("is edited, checked as one types, run, shared by a link and found again", () =>
    story({}, async (page, context) => {
      await page.click("#opening #begin");
      await press(page, "Space");
      await page.click("#tab-lesson");
      await page.click("#edit");
      await page.waitForFunction(() => document.querySelector("#editor div")?.shadowRoot?.querySelector(".cm-content"));
      await page.locator("#editor .cm-content").click();
      await page.keyboard.press("ControlOrMeta+a");
      await page.keyboard.press("Delete");
      await page.keyboard.insertText("posta: 1\ntitle: Mine\ndomains:\n  alfa.test: {users: [ana]}\n  beta.test: {users: [blas]}\nscript:\n  - send: {from: ana, to: blas@beta.test, subject: Hi, body: Hello}\n");
      await page.click("#run");
      await page.waitForFunction(() => document.getElementById("pick-title").textContent === "Mine");
      await press(page, "Escape");
      await page.click("#forward");
      await page.click("#forward");
      await page.click("#share");
      const link = await page.inputValue("#link");
      assert.match(link, /#yaml=/);
      const other = await context.newPage();
      await other.goto("about:blank");
      await other.goto(link);
      await ready(other);
      await other.waitForFunction(() => document.getElementById("pick-title").textContent === "Mine");
      await atStep(other, { is: 1 });
    }));
});

describe("a page begun anew", () => {
  test("still has what was written into a scenario and not run", () =>
    story({}, async (page) => {
      const text = () => page.evaluate(() => document.querySelector("#editor div")?.shadowRoot?.querySelector(".cm-content")?.innerText ?? "");
      const write = async (words) => {
        await page.locator("#editor .cm-content").click();
        await page.keyboard.press("ControlOrMeta+Home");
        await page.keyboard.insertText(words);
        await page.waitForFunction((words) => Object.entries(localStorage).some(([key, value]) => key.endsWith(" drafts") && value.includes(words)), words.trim());
      };
      await page.click("#opening #begin");
      await press(page, "Space");
      await page.click("#tab-lesson");
      await page.click("#edit");
      await page.waitForFunction(() => document.querySelector("#editor div")?.shadowRoot?.querySelector(".cm-content"));
      await write("# half a thought\n");
      await page.reload();
      await ready(page);
      await page.waitForFunction(() => document.querySelector("#editor div")?.shadowRoot?.querySelector(".cm-content")?.innerText.includes("half a thought"));
      await page.click("#reset");
      await page.waitForFunction(() => Object.entries(localStorage).every(([key, value]) => !key.endsWith(" drafts") || value === "[]"));
      assert.ok(!(await text()).includes("half a thought"));
    }));
});

describe("links", () => {
  test("lead to the lesson, the language, the detail and the step", () =>
    story({ path: "#lesson=first-email&lang=es&detail=dialogue&at=60" }, async (page) => {
      await atStep(page, { min: 6 });
      assert.equal(await page.getAttribute("html", "lang"), "es");
      assert.ok(await page.isChecked("#detail-dialogue"));
      assert.ok(await page.isHidden("#opening"));
    }));

  test("that are damaged, or lead nowhere, say so and open the first lesson", async () => {
    for (const path of ["#yaml=@@@@", "#yaml=AAAA", "#lesson=no-such-lesson"]) {
      await story({ path }, async (page) => {
        await page.waitForSelector("#toast:not([hidden])");
        await page.waitForFunction(() => document.querySelector("#opening h2")?.textContent === "The first email");
      });
    }
  });

  test("back and forward go between lessons", () =>
    story({}, async (page) => {
      const first = await page.textContent("#pick-title");
      await press(page, "b");
      const lessons = page.locator("#picker .lesson");
      if ((await lessons.count()) < 2) return;
      await lessons.nth(1).click();
      await page.waitForFunction((first) => document.getElementById("pick-title").textContent !== first, first);
      await page.goBack();
      await page.waitForFunction((first) => document.getElementById("pick-title").textContent === first, first);
      await page.goForward();
      await page.waitForFunction((first) => document.getElementById("pick-title").textContent !== first, first);
    }));

  test("in a frame only the stage and the transport are there", () =>
    story({ path: "?embed=1" }, async (page) => {
      assert.ok(await page.isHidden("#panel"));
      assert.ok(await page.isVisible("#transport"));
      await page.click("#forward");
      await atStep(page, { is: 0 });
    }));
});

describe("the panels", () => {
  test("the dialogue is searched, and a line leads to its step", () =>
    story({}, async (page) => {
      await press(page, "ArrowRight");
      await page.click("#tab-dialogue");
      await page.fill("#query", "RCPT TO");
      await page.waitForSelector("#dialogue-rows tr");
      const before = await step(page);
      await page.locator("#dialogue-rows .said").first().click();
      await page.waitForFunction((before) => Number(document.getElementById("slider").value) !== before, before);
    }));

  test("a check is told with how it was made", () =>
    story({ path: "#lesson=greylisting&detail=dialogue", reducedMotion: "reduce" }, async (page) => {
      for (let i = 0; i < 120 && !(await page.locator("#panel .reasoning li").count()); i++) await press(page, "ArrowRight");
      assert.match(await page.innerText("#panel-body"), /How it was checked/);
    }));

  test("a host's state opens its letters, with every header explained", () =>
    story({}, async (page) => {
      await press(page, "End");
      await page.click("#ending-close");
      await page.click("#tab-state");
      await page.selectOption("#host", { index: 1 });
      const hosts = await page.$$eval("#host option", (all) => all.map((o) => o.value).filter(Boolean));
      let opened = false;
      for (const host of hosts) {
        await page.selectOption("#host", host);
        const letter = page.locator("#panel button.small").first();
        if (!(await letter.count())) continue;
        await letter.click();
        await page.waitForSelector("dialog[open] .fields");
        const header = await page.innerText("dialog .fields");
        assert.match(header, /Received|Message-ID/i);
        opened = true;
        break;
      }
      assert.ok(opened, "somebody has a letter at the end");
    }));

  test("pressing a host on the stage shows its state", () =>
    story({}, async (page) => {
      await press(page, "n");
      await page.waitForFunction(() => document.getElementById("tab-state").getAttribute("aria-selected") === "true");
      assert.ok((await page.inputValue("#host")) !== "");
    }));
});

describe("for everyone", { skip: short && "make e2e" }, () => {
  test("Tab goes through the page and never gets stuck in the stage", () =>
    story({}, async (page) => {
      await page.mouse.click(300, 300); // the canvas has the focus now
      const seen = new Set();
      for (let i = 0; i < 60; i++) {
        await page.keyboard.press("Tab");
        seen.add(await page.evaluate(() => document.activeElement.id || document.activeElement.className || document.activeElement.tagName));
      }
      for (const id of ["pick", "share", "more", "play", "slider"]) assert.ok(seen.has(id), `${id} was not reached: ${[...seen].join(", ")}`);
    }));

  test("keys that are mashed do no harm", () =>
    story({}, async (page) => {
      for (let i = 0; i < 12; i++) for (const key of ["ArrowRight", "Space", "Shift+ArrowRight", "l", "d", "1", "End", "2", "Home", "3", "ArrowLeft", "n", "+", "o", "0", "p", "-", "Escape"]) await page.keyboard.press(key);
      await frames(page, 5);
      await press(page, "Home");
      assert.equal(await step(page), -1);
    }));

  test("a finger taps, and the phone's layout has everything in reach", () =>
    story({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 }, async (page) => {
      await page.tap("#begin");
      await atStep(page, { min: 0 });
      await page.tap("#play");
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360, "nothing sticks out sideways");
      for (const id of ["play", "forward", "back", "tab-explain", "more"]) {
        const box = await page.locator(`#${id}`).boundingBox();
        assert.ok(box.width >= 24 && box.height >= 24 && box.x >= 0 && box.x + box.width <= 360 && box.y + box.height <= 740, `${id} is within reach`);
      }
    }));

  test("on a phone the stage has most of the window, and the panel is pulled up", () =>
    story({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, reducedMotion: "reduce" }, async (page) => {
      await press(page, "ArrowRight", 3);
      const top = (id) => page.evaluate((id) => document.getElementById(id).getBoundingClientRect().top, id);
      const stage = async () => (await top("panel")) - (await page.evaluate(() => document.getElementById("top").getBoundingClientRect().bottom));
      const room = await stage();
      assert.ok(room >= 470, `the stage has ${room} pixels`);
      await page.tap("#grip");
      await page.waitForFunction(() => document.getElementById("grip").ariaExpanded === "true");
      await page.waitForFunction((less) => document.getElementById("panel").getBoundingClientRect().top - document.getElementById("top").getBoundingClientRect().bottom < less, room - 100);
      for (const id of ["detail-packets", "step", "forward"]) {
        const fits = await page.evaluate((id) => document.getElementById(id).getBoundingClientRect().bottom <= document.getElementById("transport").getBoundingClientRect().bottom, id);
        assert.ok(fits, `${id} is within its card`);
      }
    }));

  test("a lesson prints as a sheet: its story, a picture of each chapter, its questions", () =>
    story({ path: "#lesson=unknown-user&lang=es", colorScheme: "dark" }, async (page) => {
      const chapters = await page.evaluate(() => document.querySelectorAll("#marks .chapter").length);
      await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
      await page.emulateMedia({ media: "print" });
      assert.ok(await page.isHidden("#transport"));
      assert.ok(await page.isHidden("canvas"));
      const sheet = await page.innerText("#sheet");
      for (const words of ["Nadie con ese nombre", "Qué pasa", "550 5.1.1 No such user here", "Preguntas"]) assert.ok(sheet.includes(words), words);
      assert.ok((await page.locator("#sheet figure svg").count()) >= chapters);
      assert.ok((await page.evaluate(() => document.documentElement.scrollHeight)) > 2000, "it goes on over pages");
      await page.emulateMedia({ media: null });
      await page.evaluate(() => dispatchEvent(new Event("afterprint")));
      assert.equal(await page.locator("#sheet *").count(), 0);
      assert.equal(await page.getAttribute("html", "data-theme"), "dark");
    }));

  test("resizing in mid-flight keeps the place", () =>
    story({}, async (page) => {
      await page.click("#begin");
      await atStep(page, { min: 1 });
      for (const [width, height] of [[900, 500], [400, 800], [1600, 900], [1280, 720]]) {
        await page.setViewportSize({ width, height });
        await frames(page, 3);
      }
      const picture = await colours(page, stageArea);
      assert.ok(picture.different > 50);
    }));

  for (const locale of ["es-ES", "en-GB"]) {
    for (const colorScheme of ["light", "dark"]) {
      test(`axe finds nothing: ${locale}, ${colorScheme}`, () =>
        story({ locale, colorScheme, reducedMotion: "reduce", bypassCSP: true }, async (page) => {
          await page.evaluate(axeSource);
          const check = async (where) => {
            await frames(page, 4);
            const result = await page.evaluate(() => axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
            assert.deepEqual(result.violations.map((v) => `${where}: ${v.id}: ${v.nodes.map((n) => n.html + " " + (n.any[0]?.message ?? "")).join(" | ")}`), []);
          };
          await check("opening");
          await press(page, "ArrowRight", 9);
          for (const tab of ["explain", "dialogue", "state", "lesson"]) {
            await page.click(`#tab-${tab}`);
            await check(tab);
          }
          await press(page, "?");
          await check("help");
          await press(page, "Escape");
          await press(page, "b");
          await check("picker");
          await press(page, "Escape");
          await press(page, "End");
          await check("ending");
        }));
    }
  }

  test("what happens is said aloud", () =>
    story({}, async (page) => {
      await press(page, "ArrowRight", 2);
      const said = await page.textContent("#live");
      assert.ok(said.includes(await title(page)));
    }));
});

describe("what can go wrong", () => {
  test("a lost WebGL context begins again at the same place", () =>
    story({}, async (page) => {
      await press(page, "ArrowRight", 5);
      const at = await step(page);
      await page.waitForFunction(() => location.hash.includes("at="));
      const again = page.waitForEvent("load");
      await page.evaluate(() => document.querySelector("canvas").getContext("webgl2").getExtension("WEBGL_lose_context").loseContext());
      await again;
      await ready(page);
      await atStep(page, { is: at });
    }));

  test("without WebAssembly it says so", () =>
    story({ init: "delete globalThis.WebAssembly", settled: false }, async (page) => {
      await page.waitForSelector("#loading [role=alert]");
      assert.match(await page.innerText("#loading"), /WebAssembly/);
    }));

  test("without WebGL 2 the stage is drawn, step by step, and answers to a finger", () =>
    story({ init: `HTMLCanvasElement.prototype.getContext = new Proxy(HTMLCanvasElement.prototype.getContext, { apply: (get, canvas, [kind, ...more]) => (/webgl/.test(kind) ? null : get.call(canvas, kind, ...more)) })` }, async (page) => {
      const texts = () => page.evaluate(() => [...document.querySelectorAll("#drawn svg text")].map((t) => t.textContent).join("|"));
      await page.waitForSelector("#drawn svg");
      assert.match(await texts(), /mail\.alfa\.test.*directory of names/);
      const before = await texts();
      await press(page, "ArrowRight", 2);
      await atStep(page, { is: 1 });
      await page.waitForFunction((before) => [...document.querySelectorAll("#drawn svg text")].map((t) => t.textContent).join("|") !== before, before);
      const box = await page.locator("#drawn svg text", { hasText: "dns.test" }).first().boundingBox();
      await page.mouse.click(box.x + box.width / 2, box.y + box.height + 30);
      await page.waitForFunction(() => document.getElementById("host")?.value === "dns.test");
      // Another lesson takes its place.
      await page.click("#pick");
      await page.locator("#picker .lesson", { hasText: "a footer that breaks the signature" }).click();
      await page.waitForFunction(() => [...document.querySelectorAll("#drawn svg text")].some((t) => t.textContent === "mail.barrio.test") && /^0 /.test(document.querySelector("#step .short").textContent));
    }));

  test("a run that takes for ever shows that it goes on, and is cancelled", () =>
    story(
      {
        path: "#lesson=first-email&seed=5",
        // A Worker that never answers stands for a scenario that would run for hours.
        init: "globalThis.Worker = class { postMessage() {} terminate() {} }",
        settled: false,
      },
      async (page) => {
        await page.waitForSelector("#running:not([hidden]) button");
        await page.click("#running button");
        await page.waitForSelector("#toast:not([hidden])");
        await ready(page);
        assert.equal(await page.textContent("#opening h2"), "The first email");
      },
    ));

  long("a hundred lessons in one tab leave no more memory behind than each of them once", () =>
    story(
      {
        // The stage's own memory, which can grow and never shrinks.
        init: () => {
          const instantiate = WebAssembly.instantiate;
          WebAssembly.instantiate = async (...args) => {
            const made = await instantiate(...args);
            window.stageOctets = () => made.exports.mem.buffer.byteLength;
            return made;
          };
        },
      },
      async (page, context) => {
        const cdp = await context.newCDPSession(page);
        await cdp.send("Performance.enable");
        const slugs = readdirSync(new URL("../../scenarios", import.meta.url)).filter((f) => f.endsWith(".yaml")).map((f) => f.slice(0, -".yaml".length));
        assert.ok(slugs.length > 20, `only ${slugs.length} lessons`);
        const openNext = async (i) => {
          const before = await page.textContent("#pick-title");
          await page.evaluate((slug) => {
            history.pushState(null, "", `#lesson=${slug}`);
            dispatchEvent(new PopStateEvent("popstate"));
          }, slugs[i % slugs.length]);
          await page.waitForFunction((before) => document.getElementById("pick-title").textContent !== before && document.getElementById("slider").value === "-1", before);
          await frames(page, 2);
        };
        const memory = async () => {
          await cdp.send("HeapProfiler.collectGarbage");
          const { metrics } = await cdp.send("Performance.getMetrics");
          const of = (name) => metrics.find((m) => m.name === name).value;
          return { script: of("JSHeapUsedSize"), nodes: of("Nodes"), listeners: of("JSEventListeners"), stage: await page.evaluate(() => stageOctets()) };
        };
        // The largest of them decides how much the stage once needs.
        let once;
        const all = slugs.length;
        for (let i = 1; i <= all + 70; i++) {
          await openNext(i);
          if (i === all) once = await memory();
        }
        const hundred = await memory();
        console.log(`# after ${all} lessons ${JSON.stringify(once)}, after ${all + 70} ${JSON.stringify(hundred)}`);
        assert.ok(hundred.script < once.script * 1.2 && hundred.nodes < once.nodes * 1.5 && hundred.listeners < once.listeners * 1.2, "the page has grown");
        assert.ok(hundred.stage < once.stage * 1.5, "the stage has grown");
      },
    ));
});

describe("at rest", () => {
  test("where nothing moves hardly a frame is asked for, until somebody touches something", () =>
    story(
      {
        init: () => {
          const own = requestAnimationFrame.bind(window);
          let asked = 0;
          window.requestAnimationFrame = (f) => (asked++, own(f));
          /** How many frames were asked for while forty went by. */
          window.askedInForty = () =>
            new Promise((done) => {
              const before = asked;
              const next = (left) => (left ? own(() => next(left - 1)) : done(asked - before));
              next(40);
            });
        },
      },
      async (page) => {
        const still = () => page.waitForFunction(async () => (await askedInForty()) <= 8);
        await still();
        await page.keyboard.press("ArrowRight");
        await atStep(page, { is: 0 });
        assert.ok((await page.evaluate(() => askedInForty())) > 8, "a step is shown moving");
        await still();
        await page.mouse.move(300, 300);
        assert.ok((await page.evaluate(() => askedInForty())) > 8, "a pointer wakes it");
        await still();
      },
    ));
});

describe("offline", () => {
  test("after the first visit the network may go", async () => {
    const { page, context, wrong } = await open(world, { serviceWorkers: "allow" });
    try {
      await ready(page);
      await page.evaluate(() => navigator.serviceWorker.ready.then((r) => r.active.state));
      await context.setOffline(true);
      await page.reload();
      await ready(page);
      await press(page, "ArrowRight");
      assert.equal(await step(page), 0);
      assert.deepEqual(wrong, []);
    } finally {
      await context.close();
    }
  });

  test("a new version waits until it is asked for, and takes over whole", async () => {
    const host = await anyHost();
    const { page, context, wrong } = await open({ ...world, url: host.url }, { serviceWorkers: "allow" });
    try {
      await ready(page);
      await page.evaluate(() => navigator.serviceWorker.ready);
      await page.reload(); // from now on it comes from the service worker
      await ready(page);
      await press(page, "ArrowRight", 3);
      const at = await step(page);
      host.publish();
      await page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).update());
      await page.waitForSelector("#toast:not([hidden]) button");
      assert.equal(await page.getAttribute("html", "data-version"), null, "nothing has changed yet");
      await Promise.all([page.waitForEvent("load"), page.click("#toast button")]);
      await ready(page);
      assert.equal(await page.getAttribute("html", "data-version"), "next");
      await atStep(page, { is: at });
      assert.equal((await page.evaluate(() => caches.keys())).length, 1, "of the old one nothing is left");
      assert.deepEqual(wrong, []);
    } finally {
      await context.close();
      host.end();
    }
  });
});
