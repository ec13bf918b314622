// The page in the other engines: what a person does first, done once in Firefox and once in WebKit.
import assert from "node:assert/strict";
import { test } from "node:test";
import { serve } from "./browser.mjs";
import { engines } from "./engines.mjs";

const pictures = process.env.PICTURES; // a folder, for whoever wants to look

for (const [name, launch] of Object.entries(engines)) {
  test(name, { skip: !launch && !process.env.CI && "it is not installed" }, async (t) => {
    assert.ok(launch, `${name} is not installed: .ci/setup`);
    const server = await serve();
    const browser = await launch();
    /** Waits until something is so; f answers true or false, since nothing but plain values comes across. */
    const until = async (f, ...args) => {
      for (const begun = performance.now(); !(await browser.run(f, ...args)); ) {
        if (performance.now() - begun > 60_000) throw new Error(`never so: ${f} ${JSON.stringify(args)}`);
        await new Promise((next) => setTimeout(next, 50)); // these pages cannot be watched from within: the policy forbids eval
      }
    };
    const soon = async (f) => {
      for (let tries = 0; tries < 100; tries++) {
        if (await browser.run(f)) return true;
        await new Promise((next) => setTimeout(next, 50));
      }
      return false;
    };
    const at = (n) => until((n) => Number(document.getElementById("slider").value) === n, n);
    const look = async (what) => pictures && (await browser.screenshot(`${pictures}/${name}-${what}.png`));
    const scene = (what, tell) => t.test(what, async () => {
      try {
        await tell();
      } finally {
        await look(what.replaceAll(" ", "-"));
      }
    });
    try {
      await browser.goto(server.url);
      await scene("the stage stands", async () => {
        await until(() => document.documentElement.classList.contains("ready"));
        assert.equal(await browser.run(() => document.querySelector("#loading [role=alert]")?.textContent ?? null), null);
        assert.equal(await browser.run(() => document.querySelector("#opening h2").textContent), "The first email");
      });
      await scene("steps are taken", async () => {
        await browser.click("#forward");
        await at(0);
        await browser.click("#forward");
        await at(1);
        await browser.key("ArrowLeft");
        await at(0);
      });
      await scene("it plays", async () => {
        await browser.run(() => {
          const speed = document.getElementById("speed");
          speed.value = "4";
          speed.dispatchEvent(new Event("change", { bubbles: true }));
        });
        await browser.click("#play");
        await until(() => Number(document.getElementById("slider").value) >= 3);
        await browser.click("#play");
      });
      await scene("in the other language", async () => {
        await browser.key("l");
        await until(() => document.documentElement.lang === "es" && document.getElementById("tab-explain").textContent === "Explicación");
        await browser.key("l");
        await until(() => document.documentElement.lang === "en");
      });
      await scene("what if", async () => {
        await browser.click("#whatif");
        await until(() => document.querySelector("#dialog[open] #offers button") !== null);
        await browser.click("#offers button");
        for (let missed = 0; !(await soon(() => document.querySelector("#dialog[open] #offers button") === null)); missed++) {
          if (missed === 3) throw new Error("an offer was pressed, and the dialog still makes it");
          await browser.click("#offers button"); // WebDriver aims first and presses then, and the dialog may still have been moving
        }
        await until(() => document.documentElement.classList.contains("would") && !document.getElementById("fork").hidden);
        await browser.click("#close-fork");
        await until(() => document.getElementById("fork").hidden);
      });
      await scene("a finger", async () => {
        const before = await browser.run(() => Number(document.getElementById("slider").value));
        await browser.touch(...(await browser.run(() => {
          const { x, y, width, height } = document.getElementById("forward").getBoundingClientRect();
          return [Math.round(x + width / 2), Math.round(y + height / 2)];
        })));
        await at(before + 1);
        await browser.touch(207, 400); // on the stage, and there on the sender's post office
        await until(() => document.getElementById("host")?.value === "mail.alfa.test");
      });
      await scene("the editor", async () => {
        await browser.click("#tab-lesson");
        await browser.click("#edit");
        await until(() => Boolean(document.querySelector("#editor div")?.shadowRoot?.querySelector(".cm-content")));
        await browser.run(() => document.querySelector("#editor div").shadowRoot.querySelector(".cm-content").focus());
        await browser.type("posta: 2 ");
        await until(() => document.querySelector(".problems li") !== null);
        await browser.click("#reset");
        await until(() => document.querySelector("#problems .ok") !== null);
        await browser.click("#run");
        await until(() => document.querySelector("#opening") !== null);
      });
      await scene("without a network", async () => {
        await until(() => navigator.serviceWorker.ready.then((r) => r.active.state === "activated"));
        server.end();
        await browser.goto(server.url);
        await until(() => document.documentElement.classList.contains("ready"));
      });
      assert.deepEqual(browser.said(), [], "the console is clean");
    } finally {
      await browser.end();
      server.end();
    }
  });
}
