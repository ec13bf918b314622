// The transport: going through the journey by steps, chapters and hand, and how it is shown.
import { allDetail } from "../api.ts";
import * as d from "../doing.ts";
import { flip, sideName } from "../runs.ts";
import * as s from "../state.ts";
import { number, t } from "../words.ts";
import { ask } from "./ask.tsx";
import { Fork, fork } from "./fork.tsx";
import { AskOdds, Odds } from "./odds.tsx";
import { axis, Axis, nearest } from "./realtime.tsx";
import { SignButton } from "./signs.tsx";

const speeds = [0.5, 1, 2, 4];

export function Transport() {
  return (
    <section id="transport" class="card" aria-label={t("transport")}>
      <Fork />
      <Buttons />
      <div class="scrub">
        <Where />
        <Axis />
        <div class="slider">
          <Lanes />
        </div>
        <Odds />
      </div>
      <Facts />
      <Switches />
    </section>
  );
}

function Buttons() {
  const playing = s.playing.value;
  // A button that is disabled loses the focus: it is only said to be.
  const back = s.step.value < 0;
  const forth = s.step.value >= s.count.value - 1;
  return (
    <div class="buttons">
      <SignButton sign="start" label={t("toStart")} id="to-start" aria-disabled={back} onClick={d.toStart} />
      <SignButton sign="previous" label={t("chapterBack")} id="chapter-back" aria-disabled={back} onClick={() => d.chapter(-1)} />
      <SignButton sign="back" label={t("stepBack")} id="back" aria-disabled={back} onClick={d.back} />
      <SignButton sign={playing ? "pause" : "play"} label={t(playing ? "pause" : "play")} id="play" class="icon primary" onClick={() => d.play()} />
      <SignButton sign="forward" label={t("stepForward")} id="forward" aria-disabled={forth} onClick={d.forward} />
      <SignButton sign="next" label={t("chapterForward")} id="chapter-forward" aria-disabled={forth} onClick={() => d.chapter(1)} />
      <SignButton sign="end" label={t("toEnd")} id="to-end" aria-disabled={forth} onClick={d.toEnd} />
    </div>
  );
}

function Where() {
  const failures = s.timeline.value?.failures.length ?? 0;
  return (
    <div class="where">
      <span id="where-chapter">{s.now.value?.chapter_title || s.lesson.value?.title}</span>
      {s.timeline.value?.real && !fork.value && (
        <button type="button" id="real-time" class="link" aria-pressed={axis.value !== undefined} onClick={() => (s.realTime.value = !s.realTime.value)}>{t("realTime")}</button>
      )}
      <AskOdds />
      <span id="where-failures" class="permanent">{failures > 0 && t("failures", { n: failures })}</span>
    </div>
  );
}

const stepWords = () => (s.step.value < 0 ? t("beforeFirst", { count: s.count.value }) : t("stepOf", { n: s.step.value + 1, count: s.count.value }));

/** The bar of what is shown, and, of a fork, the other one's. */
function Lanes() {
  const bars = fork.value;
  const style = (bar: { count: number; fork: number }) => ({ "--share": bar.count / bars!.most, "--fork": (bar.fork + 1) / Math.max(1, bar.count) });
  const other = bars?.other;
  const label = sideName(!s.would.value);
  return (
    <>
      <i id="branch" aria-hidden="true" hidden={!bars} style={bars && { "--at": bars.at }} />
      <button type="button" id="lane" class="lane" hidden={!bars} aria-label={label} title={label} style={other && style(other)} onClick={() => flip()}>
        <i class="track" />
        <i class="failures">
          {other?.failures.filter((f) => f >= other.fork || s.would.value).map((f) => <i class="failure" style={{ "--at": (f + 1) / Math.max(1, other.count) }} />)}
        </i>
      </button>
      <div id="current-lane" class="lane" style={bars ? style(bars.mine) : {}}>
        <Marks />
        <Slider />
      </div>
    </>
  );
}

function Marks() {
  const timeline = s.timeline.value;
  if (!timeline) return <div id="marks" aria-hidden="true" />;
  const real = axis.value;
  const at = (step: number) => ({ "--at": real ? (real.at[step] ?? 0) / real.lasts : (step + 1) / Math.max(1, timeline.count) });
  return (
    <div id="marks" aria-hidden="true">
      {timeline.chapters.map((c) => <i class={c.failure ? "chapter failed" : "chapter"} style={at(c.step)} />)}
      {timeline.failures.map((f) => <i class="failure" style={at(f)} />)}
    </div>
  );
}

function Slider() {
  const { value: step } = s.step;
  const { value: count } = s.count;
  const real = axis.value;
  if (real) {
    const now = step < 0 ? 0 : (real.at[step] ?? 0);
    return (
      <input
        type="range" id="slider" min={0} max={real.lasts} step="any" value={now} aria-label={t("position")}
        aria-valuetext={t("positionText", { step: `${s.now.value?.date ?? ""} ${s.now.value?.clock ?? ""}`, title: s.now.value?.explain.title ?? "" })}
        style={{ "--done": now / real.lasts }} onInput={(e) => d.seek(nearest(real, Number(e.currentTarget.value)), true)} onKeyDown={byStep}
      />
    );
  }
  return (
    <input
      type="range" id="slider" min={-1} max={count - 1} step={1} value={step} aria-label={t("position")}
      aria-valuetext={t("positionText", { step: stepWords(), title: s.now.value?.explain.title ?? "" })}
      style={{ "--done": count > 0 ? (step + 1) / count : 0 }} onInput={(e) => d.seek(Number(e.currentTarget.value), true)}
    />
  );
}

/** Arrows go by steps on an axis of time as well. */
function byStep(e: KeyboardEvent): void {
  const go = { ArrowRight: d.forward, ArrowUp: d.forward, ArrowLeft: d.back, ArrowDown: d.back }[e.key];
  if (!go) return;
  e.preventDefault();
  go();
}

function Facts() {
  const now = s.now.value;
  return (
    <div class="facts">
      <span id="step">{now && <><span class="long">{stepWords()}</span><span class="short" aria-hidden="true">{`${s.step.value + 1} / ${s.count.value}`}</span></>}</span>
      <span id="clock" title={t("clock")}>{now?.clock}</span>
      <span id="date">{now?.date}</span>
    </div>
  );
}

function Switches() {
  const speed = s.status.value?.speed ?? s.memory.value.speed ?? 1;
  return (
    <div class="switches">
      <SignButton sign="fork" label={t("whatIf")} id="whatif" aria-haspopup="dialog" onClick={ask} />
      <SignButton sign="ear" label={t("listener")} id="listen" aria-pressed={s.listener.value} onClick={() => d.listenIn()} />
      <fieldset class="segments" id="details">
        <legend class="sr">{t("detail")}</legend>
        {allDetail.map((x) => (
          <label key={x}><input type="radio" name="detail" id={`detail-${x}`} value={x} checked={x === s.detail.value} onChange={() => d.deeper(x)} /><span>{t(x)}</span></label>
        ))}
      </fieldset>
      <label class="speed">
        <span class="sr">{t("speed")}</span>
        <select id="speed" title={t("speed")} value={String(speed)} onChange={(e) => d.speed(Number(e.currentTarget.value))}>
          {speeds.map((x) => <option key={x} value={String(x)}>{t("speedTimes", { n: number(x, x < 1 ? 1 : 0) })}</option>)}
        </select>
      </label>
      <span class="zoom">
        <SignButton sign="minus" label={t("zoomOut")} id="zoom-out" onClick={() => d.zoom(1 / 1.25)} />
        <SignButton sign="plus" label={t("zoomIn")} id="zoom-in" onClick={() => d.zoom(1.25)} />
        <SignButton sign="follow" label={t("frameAll")} id="follow" aria-disabled={s.status.value?.follow ?? true} onClick={d.follow} />
      </span>
    </div>
  );
}
