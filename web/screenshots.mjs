// Makes the pictures in web/screenshots that the README shows. Run it after a build, and look at them.
//
//   node web/screenshots.mjs [NAME...]
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { frames, open, ready, start } from "./e2e/browser.mjs";

const folder = join(dirname(fileURLToPath(import.meta.url)), "screenshots");
mkdirSync(folder, { recursive: true });
const world = await start();

/** Takes one picture; pose brings the page into it. */
async function picture(name, options, pose) {
  const wanted = process.argv.slice(2);
  if (wanted.length && !wanted.includes(name)) return;
  const { page, context, wrong } = await open(world, { reducedMotion: "reduce", ...options });
  await ready(page);
  await pose(page);
  await page.mouse.move(0, 0);
  await page.waitForFunction(() => document.getElementById("toast").hidden);
  await frames(page, 30); // a cross-fade ends well within
  await page.screenshot({ path: join(folder, name + ".png") });
  await context.close();
  if (wrong.length) throw new Error(`${name}: ${wrong.join("; ")}`);
  console.log(`web/screenshots/${name}.png`);
}

/** Goes on until the explanation's title matches. */
async function until(page, pattern, most = 80) {
  for (let i = 0; i < most; i++) {
    await page.keyboard.press("ArrowRight");
    await frames(page, 3);
    if (pattern.test((await page.textContent("#live")) ?? "")) return;
  }
  throw new Error(`no step says ${pattern}`);
}

const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };

try {
  await picture("opening", {}, async () => {});
  await picture("dialogue", {}, async (page) => {
    await page.keyboard.press("2");
    await page.keyboard.press("ArrowRight");
    await frames(page, 3);
    await page.click("#tab-dialogue");
    for (let i = 0; i < 40 && !(await page.locator("tr.current.ok", { hasText: "250 2.1.5" }).count()); i++) {
      await page.keyboard.press("ArrowRight");
      await frames(page, 3);
    }
  });
  await picture("ending", {}, async (page) => {
    await page.keyboard.press("End");
  });
  await picture("dark", { colorScheme: "dark" }, async (page) => {
    await until(page, /mail\.beta\.test/);
  });
  await picture("phone", phone, async (page) => {
    for (let i = 0; i < 6; i++) await page.keyboard.press("ArrowRight");
  });
  await picture("spanish", { locale: "es-ES" }, async (page) => {
    await page.keyboard.press("2");
    await page.keyboard.press("ArrowRight");
    await frames(page, 3);
    await page.click("#tab-state");
    await until(page, /pone la carta en su cola/i);
  });
  await picture("inspection", { path: "#lesson=aligned-or-not&detail=tell&at=1" }, async (page) => {
    await until(page, /does not take the letter/);
  });
  await picture("waits", { path: "#lesson=gives-up&detail=tell&at=1" }, async (page) => {
    await until(page, /try again in 3 h/);
    await page.click("#real-time");
  });
  await picture("beside", { viewport: { width: 1600, height: 800 } }, async (page) => {
    await until(page, /writes the envelope: from alicia@alfa\.test to benito@beta\.test/i);
    for (let i = 0; i < 8; i++) await page.keyboard.press("ArrowRight");
    await frames(page, 3);
    await page.keyboard.press("f");
    await page.locator("#offers button").first().click();
    await page.click("#side-by-side");
    await page.waitForSelector("#beside svg");
  });
} finally {
  await world.end();
}
