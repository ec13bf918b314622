// Both runs of a fork on one screen, in step: the stage shows one, and beside it (on a phone above it) stands the other at
// the same moment, drawn. Hosts that are not the same in both bear a mark on both.
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { effect } from "@preact/signals";
import { sideName } from "../runs.ts";
import * as s from "../state.ts";
import { lang } from "../words.ts";
import { classSign } from "./explain.tsx";
import { Sign } from "./signs.tsx";

interface Place {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Its half of what the cards leave free: what happened is on the left, or above. */
function half(): Place {
  const box = (id: string) => {
    const e = document.getElementById(id);
    return e && getComputedStyle(e).display !== "none" ? e.getBoundingClientRect() : undefined;
  };
  const top = box("top")?.bottom ?? 0;
  const panel = box("panel");
  const bottom = s.narrow.value ? (panel?.top ?? box("transport")?.top ?? innerHeight) : (box("transport")?.top ?? innerHeight);
  const right = panel && !s.narrow.value ? panel.left : innerWidth;
  if (s.narrow.value) return { left: 0, top, width: innerWidth, height: Math.max(0, (bottom - top) / 2) };
  const width = right / 2;
  return { left: s.would.value ? 0 : width, top, width, height: bottom - top };
}

export function Beside() {
  if (!s.beside.value || !s.fork.value || !s.now.value) return null;
  return <Other />;
}

function Other() {
  const [place, put] = useState<Place>(half);
  const figure = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const again = () => put(half());
    again();
    addEventListener("resize", again);
    const off = effect(() => {
      void [s.folded.value, s.tall.value, s.narrow.value, s.would.value, s.fork.value];
      requestAnimationFrame(again);
    });
    return () => {
      off();
      removeEventListener("resize", again);
      s.parts.stage!.beside(lang(), false);
    };
  }, []);
  void [s.step.value, s.detail.value, s.theme.value, s.listener.value, s.covered.value];
  const other = s.parts.stage!.beside(lang(), true);
  useLayoutEffect(() => {
    if (figure.current && other) figure.current.replaceChildren(document.importNode(new DOMParser().parseFromString(other.picture, "image/svg+xml").documentElement, true));
  }, [other?.picture]);
  if (!other) return null;
  return (
    <section id="beside" class={other.would ? "would-be" : ""} style={{ left: `${place.left}px`, top: `${place.top}px`, width: `${place.width}px`, height: `${place.height}px` }} aria-label={sideName(other.would)}>
      <div ref={figure} aria-hidden="true" style={{ left: `${s.narrow.value || !s.would.value ? 0 : -place.width}px`, top: `${-place.top - (s.narrow.value ? place.height : 0)}px` }} />
      <p class="card">{other.class && <Sign is={classSign[other.class]} class={other.class} />} <strong>{sideName(other.would)}</strong> {other.title}</p>
    </section>
  );
}
