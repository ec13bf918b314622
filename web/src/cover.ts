// What part of the window the cards cover: the stage shows what happens in the rest.
import { effect } from "@preact/signals";
import { send } from "./doing.ts";
import * as s from "./state.ts";

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
    void [s.ready.value, s.hero.value, s.folded.value, s.tall.value, s.wide.value, s.fork.value, s.split.value, s.narrow.value];
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
  const bar = box("transport");
  let right = 0;
  let bottom = bar ? innerHeight - bar.top : 0;
  if (side && s.narrow.value) bottom = Math.max(bottom, innerHeight - side.top);
  else if (side && (hero || !s.folded.value) && !s.embedded) right = innerWidth - side.left;
  const attached = s.narrow.value ? undefined : box("attached");
  const left = attached && attached.height > 90 ? attached.right : 0;
  const insets = { left, top: box("top")?.bottom ?? 0, right, bottom };
  const said = JSON.stringify(insets);
  if (said === last) return;
  last = said;
  send({ do: "cover", insets });
}
