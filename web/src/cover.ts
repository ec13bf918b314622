// What part of the window the cards cover: the stage shows what happens in the rest.
import { effect } from "@preact/signals";
import { send } from "./doing.ts";
import { raised } from "./raised.ts";
import * as s from "./state.ts";
import { axis } from "./ui/realtime.tsx";

/** For a card whose size no signal tells. */
export let again = (): void => {};

/** Tells the stage, now and whenever a card comes, goes or grows. */
export function watchCover(): void {
  let asked = 0;
  const soon = () => {
    cancelAnimationFrame(asked);
    asked = requestAnimationFrame(cover);
  };
  addEventListener("resize", soon);
  again = soon;
  effect(() => {
    void [s.ready.value, s.hero.value, s.folded.value, s.tall.value, raised.value, s.wide.value, s.fork.value, s.split.value, s.narrow.value, s.teaching.value, axis.value, s.beside.value, s.would.value];
    soon();
  });
}

let last = "";

function cover(): void {
  if (!s.parts.stage) return;
  const box = (id: string) => {
    const e = document.getElementById(id);
    return e && getComputedStyle(e).display !== "none" ? e.getBoundingClientRect() : undefined;
  };
  const hero = s.hero.value;
  const side = box(hero ?? "panel");
  const bar = box("caption") ?? box("transport");
  let right = 0;
  let bottom = bar ? innerHeight - bar.top : 0;
  if (side && s.narrow.value) bottom = Math.max(bottom, innerHeight - side.top);
  else if (side && !s.embedded) right = innerWidth - side.left; // folded, too: nothing lies under its button
  const attached = s.narrow.value ? undefined : box("attached");
  let left = attached && attached.height > 90 ? attached.right : 0;
  let top = box("top")?.bottom ?? 0;
  if (s.beside.value && s.fork.value) {
    // The other run has the other half.
    if (s.narrow.value) top += Math.max(0, (innerHeight - bottom - top) / 2);
    else if (s.would.value) left = (innerWidth - right) / 2;
    else right += (innerWidth - right) / 2;
  }
  const insets = { left, top, right, bottom };
  const said = JSON.stringify(insets);
  if (said === last) return;
  last = said;
  send({ do: "cover", insets });
  requestAnimationFrame(() => requestAnimationFrame(() => s.covered.value++)); // the stage has taken it in by then
}
