// How fast the page comes, printed for whoever reads the build's log: figures, not limits, since machines differ.
import { after, before, test } from "node:test";
import { open, ready, start, step } from "./browser.mjs";

let world;
before(async () => (world = await start()));
after(() => world?.end());

test("the first picture and the living stage, at 20 Mbit/s", async (t) => {
  const { page, context } = await open(world, { path: "favicon.ico", allow: [/404/] });
  const cdp = await context.newCDPSession(page);
  await cdp.send("Network.enable");
  await cdp.send("Network.emulateNetworkConditions", { offline: false, latency: 20, downloadThroughput: 20e6 / 8, uploadThroughput: 5e6 / 8 });
  await page.goto(world.url);
  await ready(page);
  const times = await page.evaluate(() => ({
    picture: performance.getEntriesByName("first-contentful-paint")[0]?.startTime,
    stage: performance.now(),
  }));
  t.diagnostic(`first picture after ${(times.picture / 1000).toFixed(2)} s, living stage after ${(times.stage / 1000).toFixed(2)} s`);
  const answers = [];
  for (let i = 0; i < 10; i++) {
    answers.push(
      await page.evaluate(() => new Promise((done) => {
        const slider = document.getElementById("slider");
        const before = slider.value;
        const begun = performance.now();
        document.getElementById("forward").click();
        const look = () => (slider.value !== before ? done(performance.now() - begun) : requestAnimationFrame(look));
        look();
      })),
    );
  }
  await step(page);
  answers.sort((a, b) => a - b);
  t.diagnostic(`a step is answered after ${answers[5].toFixed(0)} ms (median of 10, software rendering)`);
  await context.close();
});
