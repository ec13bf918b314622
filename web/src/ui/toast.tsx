// A word that comes and goes, and covers nothing that acts.
import { useLayoutEffect, useRef } from "preact/hooks";
import * as s from "../state.ts";

export function Toast() {
  const said = s.toast.value;
  const at = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => (said ? keepClear(at.current!) : undefined), [said]);
  const act = () => {
    s.toast.value = undefined;
    said!.action!.run();
  };
  return <div id="toast" role="status" hidden={!said} ref={at}>{said?.text}{said?.action && <> <button type="button" class="link" onClick={act}>{said.action.label}</button></>}</div>;
}

/** All that a finger or a key may want. */
const acting = "a[href], button, input, select, textarea, summary, label, [role='slider'], [role='tab']";
const better = "#editor, #loading, #running, .term"; // what it should not cover, where there is another place: a word that explains itself is still text

const margin = 8;

/** After how many milliseconds it looks again, whatever has happened. */
const glides = 300;

/** Keeps a toast off the controls for as long as it is shown, however these come, go and move: it stays where it is while that is so. */
function keepClear(toast: HTMLElement): () => void {
  let asked = 0;
  const soon = () => {
    asked ||= requestAnimationFrame(() => {
      asked = 0;
      place(toast);
    });
  };
  place(toast);
  const changes = new MutationObserver((list) => list.some((m) => m.target !== toast) && soon());
  changes.observe(document.documentElement, { subtree: true, childList: true, attributes: true, characterData: true, attributeFilter: ["class", "hidden", "style", "open", "aria-disabled"] });
  const sizes = new ResizeObserver(soon);
  sizes.observe(toast);
  addEventListener("resize", soon);
  addEventListener("scroll", soon, true);
  const again = setInterval(soon, glides); // what glides tells nobody
  return () => {
    clearInterval(again);
    cancelAnimationFrame(asked);
    changes.disconnect();
    sizes.disconnect();
    removeEventListener("resize", soon);
    removeEventListener("scroll", soon, true);
    toast.style.cssText = "";
  };
}

/** Puts it where it covers nothing that acts, as near as can be to its own place; where there is none, where it covers least. */
function place(toast: HTMLElement): void {
  const taken = [...document.querySelectorAll<HTMLElement>(`${acting}, ${better}`)].filter((e) => !toast.contains(e)).map(seen).filter((r) => r !== undefined);
  const covered = (x: number, y: number, w: number, h: number) => {
    let sum = 0;
    for (const r of taken) {
      const area = Math.max(0, Math.min(x + w, r.right) - Math.max(x, r.left)) * Math.max(0, Math.min(y + h, r.bottom) - Math.max(y, r.top));
      if (area > 0) sum += area + r.worth;
    }
    return sum;
  };
  const now = toast.getBoundingClientRect();
  if (now.left >= 0 && now.top >= 0 && now.right <= innerWidth && now.bottom <= innerHeight && covered(now.left, now.top, now.width, now.height) === 0) return;
  toast.style.cssText = "";
  const home = toast.getBoundingClientRect();
  let best = { x: home.left, y: home.top, w: 0, cost: Infinity, far: Infinity };
  // Narrow and high it may fit where it does not as it is.
  for (const w of [0, 320, 240]) {
    if (w > home.width) continue;
    if (w) Object.assign(toast.style, { width: `${w}px`, left: "0", translate: "none" });
    const { width, height } = toast.getBoundingClientRect();
    for (let y = margin; y + height <= innerHeight - margin; y += margin) {
      for (let x = margin; x + width <= innerWidth - margin; x += 2 * margin) {
        const far = Math.abs(x + width / 2 - home.left - home.width / 2) + Math.abs(y - home.top);
        if (best.cost === 0 && far >= best.far) continue;
        const cost = covered(x, y, width, height);
        if (cost < best.cost || (cost === best.cost && far < best.far)) best = { x, y, w, cost, far };
      }
    }
    if (best.cost === 0) break;
  }
  toast.style.cssText = "";
  Object.assign(toast.style, { left: `${best.x}px`, top: `${best.y}px`, bottom: "auto", translate: "none", width: best.w ? `${best.w}px` : "" });
}

/** The part of a control that can be seen: what its scrolled box hides is in nobody's way. */
function seen(e: HTMLElement): { left: number; top: number; right: number; bottom: number; worth: number } | undefined {
  if (e.getClientRects().length === 0 || getComputedStyle(e).visibility !== "visible") return undefined;
  let { left, top, right, bottom } = e.getBoundingClientRect();
  for (let p = e.parentElement; p; p = p.parentElement) {
    if (getComputedStyle(p).overflowY === "visible") continue;
    const r = p.getBoundingClientRect();
    [left, top, right, bottom] = [Math.max(left, r.left), Math.max(top, r.top), Math.min(right, r.right), Math.min(bottom, r.bottom)];
  }
  return left < right && top < bottom ? { left, top, right, bottom, worth: e.matches(acting) && !e.matches(better) ? innerWidth * innerHeight : 0 } : undefined;
}
