// What can be done on the stage and with the window: every key, button and switch ends here.
import { batch } from "@preact/signals";
import type { Detail, Lang, StageMessage } from "./api.ts";
import * as s from "./state.ts";
import { remember } from "./memory.ts";
import { go } from "./routes.ts";
import { retell } from "./views.ts";
import { lang, setLang } from "./words.ts";

export const send = (message: StageMessage) => s.parts.stage?.send(message);

/** Who takes a step by hand wants to look at it: playing stops. */
export function byHand(message: StageMessage): void {
  if (s.playing.peek()) send({ do: "play", on: false });
  send(message);
}

export const forward = () => byHand({ do: "forward", by: 1 });
export const back = () => byHand({ do: "back", by: 1 });
export const chapter = (by: number) => byHand({ do: "chapter", by });
export const play = (on = !s.playing.peek()) => send({ do: "play", on });
export const toStart = () => byHand({ do: "seek", step: -1, still: true });
export function toEnd(): void {
  byHand({ do: "seek", step: s.count.peek() - 1, still: true });
  if (s.status.peek()?.growing) play(true); // what comes is followed
}
export const seek = (step: number, still = false) => byHand({ do: "seek", step, still });
export const toEvent = (seq: number) => byHand({ do: "event", seq, still: true });
export const deeper = (detail: Detail) => send({ do: "detail", detail });
export const listenIn = (on = !s.listener.peek()) => send({ do: "listener", on });
export const zoom = (factor: number) => send({ do: "zoom", factor, middle: true });
export const follow = () => send({ do: "follow" });
export const nextSign = (by: number) => send({ do: "sign", by });
export const nextHost = (by: number) => send({ do: "next", by });

export function begin(): void {
  if (!s.open.peek()) return;
  s.opening.value = false;
  play(true);
}

export function speed(factor: number): void {
  send({ do: "speed", factor });
  remember({ speed: factor });
}

export function choose(tab: s.Tab): void {
  s.tab.value = tab;
  s.tall.value = tab !== "explain"; // the others are looked through
  remember({ tab });
}

export function fold(folded = !s.folded.peek()): void {
  s.folded.value = folded;
  if (!s.embedded) remember({ folded });
}

export function selectHost(name: string): void {
  s.host.value = name;
  send(name ? { do: "select", kind: "host", a: name } : { do: "select" });
}

export function speak(l: Lang = lang() === "es" ? "en" : "es"): void {
  remember({ lang: l });
  batch(() => {
    setLang(l);
    send({ do: "lang", lang: l });
    retell();
  });
  void go("replace");
}

export function paint(theme: "light" | "dark" = s.theme.peek() === "dark" ? "light" : "dark"): void {
  s.theme.value = theme;
  remember({ theme });
  send({ do: "theme", dark: theme === "dark" });
}

export function useLetterKeys(on: boolean): void {
  s.letterKeys.value = on;
  remember({ letters: on });
}
