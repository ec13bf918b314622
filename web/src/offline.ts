// After the first visit the page needs no network; a new version waits until the reader agrees.
import * as s from "./state.ts";
import { write } from "./routes.ts";
import { t } from "./words.ts";

export async function register(): Promise<void> {
  if (s.embedded) return;
  try {
    const workers = navigator.serviceWorker; // throws in a sandboxed frame
    if (!workers) return;
    const registration = await workers.register("sw.js");
    const offer = (worker: ServiceWorker | null) => {
      if (worker && workers.controller) s.say(t("version"), { label: t("reload"), run: () => worker.postMessage("take over") });
    };
    offer(registration.waiting);
    registration.addEventListener("updatefound", () => {
      const worker = registration.installing;
      worker?.addEventListener("statechange", () => worker.state === "installed" && offer(worker));
    });
    let reloading = false;
    let had = Boolean(workers.controller);
    workers.addEventListener("controllerchange", () => {
      if (!had) {
        had = true; // the first one ever: the page is of the same build
      } else if (!reloading) {
        reloading = true;
        void write("replace").then(() => location.reload());
      }
    });
  } catch {
    // Without it the page works as long as there is a network.
  }
}
