// The curve under the timeline: how good the letters' chance was, and the step at which it fell.
import { seek } from "../doing.ts";
import * as o from "../odds.ts";
import * as s from "../state.ts";
import { lang, number, t } from "../words.ts";
import { axis } from "./realtime.tsx";
import { SignButton } from "./signs.tsx";

const [wide, high] = [1000, 30];

export function AskOdds() {
  if (!o.askable.value) return null;
  return <button type="button" id="odds-ask" class="link" aria-pressed={o.odds.value !== undefined} onClick={() => (o.odds.peek() ? o.stop() : void o.ask())}>{t("oddsAsk")}</button>;
}

const percent = (p: o.Point) => number(Math.round(100 * o.share(p)), 0);
const titleOf = (p: o.Point) => s.parts.stage!.now(s.detail.peek(), p.step, lang(), false).explain.title;

export function Odds() {
  const asked = o.odds.value;
  if (!asked) return null;
  const { points, done } = asked;
  const real = axis.value;
  const x = (p: o.Point) => Math.round((real ? (real.at[p.step] ?? 0) / real.lasts : (p.step + 1) / Math.max(1, s.count.value)) * wide);
  const y = (p: o.Point) => Math.round((1 - o.share(p)) * (high - 4)) + 2;
  const known = points.filter((p) => p.runs > 0);
  const line = known.map((p, i) => `${i ? "H" + x(p) + "V" : `M0 ${y(p)}H${x(p)}V`}${y(p)}`).join("");
  const at = done ? o.fell(points) : -1;
  const fall = at >= 0 ? points[at]! : undefined;
  const tried = points.reduce((n, p) => n + p.runs, 0);
  return (
    <div id="odds">
      <svg viewBox={`0 0 ${wide} ${high}`} preserveAspectRatio="none" role="img" aria-label={known.map((p) => t("oddsPoint", { step: p.step + 1, n: percent(p) })).join("; ")}>
        <path class="ground" d={`M0 2H${wide}M0 ${high - 2}H${wide}`} />
        {known.length > 0 && <path class="area" d={`${line}V${high - 2}H0z`} />}
        {known.length > 0 && <path class="curve" d={line} />}
        {fall && <path class="fall" d={`M${x(fall)} 0V${high}`} />}
      </svg>
      <p role="status">
        {!done && <span class="quiet">{t("oddsBusy", { n: tried })}</span>}
        {fall && <button type="button" class="link" id="odds-fell" onClick={() => seek(fall.step, true)}>{t("oddsFell", { from: percent(points[at - 1]!), to: percent(fall), title: titleOf(fall) })}</button>}
        {done && !fall && <span>{t(o.share(points[0]!) === 0 ? "oddsLost" : "oddsFlat")}</span>}
        {/* One button for both, which stands still while it is pressed. */}
        <SignButton sign="close" label={t(done ? "close" : "cancel")} class="icon small" id="odds-close" onClick={o.stop} />
      </p>
    </div>
  );
}
