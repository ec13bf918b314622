// The teacher's view: the stage alone, as large as the screen, with what happens as a caption that the last row can read.
import { effect, signal } from "@preact/signals";
import * as s from "../state.ts";
import { t } from "../words.ts";
import { classSign } from "./explain.tsx";
import { Sign, SignButton } from "./signs.tsx";

/** Enters or leaves it; the whole screen is taken where the browser gives it. */
export function teach(on = !s.teaching.peek()): void {
  s.teaching.value = on;
  const root = document.documentElement;
  if (on) root.requestFullscreen?.().catch(() => {});
  else if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
}

/** Whoever leaves the whole screen by the browser's own key leaves the view, too. */
export function watchScreen(): void {
  document.addEventListener("fullscreenchange", () => !document.fullscreenElement && s.teaching.peek() && teach(false));
}

export function Caption() {
  if (!s.teaching.value) return null;
  const e = s.now.value?.explain;
  return (
    <section id="caption" class="card" aria-label={t("teaching")}>
      {e?.verdict && e.class ? <Sign is={classSign[e.class]} class={e.class} /> : null}
      <p>{e?.title}</p>
      <SignButton sign="close" label={t("leaveTeaching")} id="leave-teaching" onClick={() => teach(false)} />
    </section>
  );
}

// ---- Sound: off by default. One short tone says how a step went, so that eyes can rest; words are for who reads aloud.

export const sound = signal(false);
const tones: Record<string, readonly number[]> = { ok: [660, 880], more: [587], temporary: [440, 415], permanent: [330, 220], "": [523] };

let audio: AudioContext | undefined;

/** Sounds each new step, while sound is on. */
export function watchSound(): void {
  let last = -2;
  effect(() => {
    const step = s.step.value;
    const on = sound.value;
    if (step === last) return;
    last = step;
    if (on && step >= 0) chime(tones[s.now.peek()?.explain.class ?? ""] ?? tones[""]!);
  });
}

function chime(notes: readonly number[]): void {
  audio ??= new AudioContext();
  notes.forEach((hertz, i) => {
    const [tone, volume] = [audio!.createOscillator(), audio!.createGain()];
    const at = audio!.currentTime + i * 0.11;
    tone.frequency.value = hertz;
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(0.12, at + 0.015);
    volume.gain.exponentialRampToValueAtTime(0.0005, at + 0.24);
    tone.connect(volume).connect(audio!.destination);
    tone.start(at);
    tone.stop(at + 0.25);
  });
}
