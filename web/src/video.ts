// The stage as a video (WebM), where the browser can record its canvas: from where one is, until the journey or the
// teacher comes to an end.
import { effect } from "@preact/signals";
import { play } from "./doing.ts";
import { save, saved } from "./files.ts";
import * as s from "./state.ts";
import { t } from "./words.ts";

const kinds = ["video/webm;codecs=vp9", "video/webm;codecs=vp8", "video/webm"];
const canvas = () => document.querySelector<HTMLCanvasElement>("body > canvas");

/** The kind of video that this browser records, undefined where it records none. */
export const videoKind = () => (typeof MediaRecorder === "function" && canvas()?.captureStream ? kinds.find((k) => MediaRecorder.isTypeSupported(k)) : undefined);

/** Plays on and records it. */
export function record(): void {
  const kind = videoKind();
  if (!kind) return s.say(t("noVideo"));
  const recorder = new MediaRecorder(canvas()!.captureStream(30), { mimeType: kind, videoBitsPerSecond: 4e6 });
  const pieces: Blob[] = [];
  recorder.ondataavailable = (e) => e.data.size > 0 && pieces.push(e.data);
  recorder.onstop = () => save(saved("webm"), new Blob(pieces, { type: "video/webm" }));
  recorder.start(1000);
  play(true);
  let began = false;
  const stop = effect(() => {
    const playing = s.playing.value;
    began ||= playing;
    if (began && !playing) end();
  });
  function end(): void {
    queueMicrotask(() => stop()); // it may be called while it is being made
    if (recorder.state !== "inactive") recorder.stop();
    s.toast.value = undefined;
  }
  s.say(t("recording"), { label: t("stopRecording"), run: () => (play(false), end()) });
}
