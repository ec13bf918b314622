// On a phone the panel shows a step's first words, and rises by itself for a card that is to be answered: as high as the card is, so
// that the stage keeps the rest and shows there what the card is about. Who lowers it has it low until they raise it again.
import { computed, effect, signal } from "@preact/signals";
import { useCallback, useLayoutEffect, useRef } from "preact/hooks";
import { again } from "./cover.ts";
import * as s from "./state.ts";

/** What is to be answered now, by a name; "" for nothing. Each card says its own. */
export const asking = { question: signal(""), homework: signal("") };
const low = signal(false);
const name = computed(() => (s.narrow.value && s.tab.value === "explain" && !s.folded.value && !s.playing.value ? asking.homework.value || asking.question.value : ""));

/** The panel is as high as the card that is to be answered. */
export const raised = computed(() => name.value !== "" && !low.value && !s.tall.value);

/** The reader pulls the panel up, or down. */
export function pull(): void {
  low.value = s.tall.peek() || raised.peek();
  s.tall.value = !low.peek();
}

/** Keeps the panel as high as a card, and what was said last in sight; gives what the card is known by. */
export function useRise(said: unknown) {
  const card = useRef<HTMLElement | null>(null);
  const grown = useRef<ResizeObserver | undefined>(undefined);
  useLayoutEffect(() => {
    if (said !== undefined) requestAnimationFrame(() => card.current?.querySelector(".answer")?.scrollIntoView({ block: "nearest" }));
  }, [said]);
  return useCallback((e: HTMLElement | null) => {
    card.current = e;
    grown.current?.disconnect();
    if (!e) return;
    grown.current = new ResizeObserver(() => {
      document.documentElement.style.setProperty("--rise", `${e.offsetHeight}px`);
      again();
    });
    grown.current.observe(e);
  }, []);
}

effect(() => {
  if (name.value === "") return;
  requestAnimationFrame(() => document.getElementById("panel-body")?.scrollTo(0, 0));
});
