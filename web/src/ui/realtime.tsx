// The timeline as real time: days and nights to scale, each wait a hump as wide and as high as it is long. What was waited
// is filled, what is to come only drawn; a stretch of tries that are alike has one bracket, which leads there.
import { computed } from "@preact/signals";
import type { RealTime } from "../api.ts";
import { seek } from "../doing.ts";
import * as s from "../state.ts";
import { fork } from "./fork.tsx";

/** The axis, while it is shown. */
export const axis = computed<RealTime | undefined>(() => (s.realTime.value && !fork.value ? s.timeline.value?.real : undefined));

/** The last step that had ended at a time. */
export function nearest(real: RealTime, at: number): number {
  let low = -1;
  let high = real.at.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (real.at[middle]! <= at + 0.001) low = middle;
    else high = middle - 1;
  }
  return low;
}

const wide = 1000;
const high = 34;
const ground = 26;

export function Axis() {
  const real = axis.value;
  if (!real) return null;
  const x = (at: number) => (at / real.lasts) * wide;
  const now = s.step.value < 0 ? 0 : (real.at[s.step.value] ?? 0);
  const longest = Math.max(1, ...real.waits.map((w) => w.to - w.from));
  return (
    <div id="axis">
      <svg viewBox={`0 0 ${wide} ${high}`} preserveAspectRatio="none" aria-hidden="true">
        <rect class="day" x="0" y={ground} width={wide} height={high - ground} />
        {real.nights.map((n) => <rect class="night" x={x(n.from)} y={ground} width={x(n.to) - x(n.from)} height={high - ground} />)}
        {real.waits.map((w) => {
          const top = ground - 2 * (5 + 19 * ((w.to - w.from) / longest)); // of a curve that is half as high
          const was = w.to <= now ? "was" : w.from <= now ? "is" : "will";
          return <path class={`wait ${was}`} d={`M${x(w.from)} ${ground}Q${(x(w.from) + x(w.to)) / 2} ${top} ${x(w.to)} ${ground}z`} />;
        })}
      </svg>
      {real.days.map((d, i) => <span key={d.name} class="mark" style={{ "--at": d.at / real.lasts }} hidden={i > 0 && d.at - real.days[i - 1]!.at < real.lasts / 12}>{d.name}</span>)}
      {s.timeline.value!.folds.filter((f) => real.at[f.to - 1]! - real.at[f.from]! > real.lasts / 5).map((f) => (
        <button type="button" class="fold" title={f.text} style={{ "--at": (real.at[f.from]! + real.at[f.to - 1]!) / 2 / real.lasts }} onClick={() => seek(f.from, true)}>{f.text.split(",")[0]}</button>
      ))}
    </div>
  );
}
