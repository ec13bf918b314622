// Who goes by keys never loses their place: where what has the focus is taken away, because it was answered or is over, the nearest
// thing around it that still stands and can have it takes it.

let around: Element[] = [];
let behind: Element[] = []; // what was around it when the dialog came over the page
let pointing = false; // who points has no place that is lost

const stands = (e: Element | undefined) => e !== undefined && e.isConnected && e.getClientRects().length > 0;

export function keepFocus(): void {
  addEventListener("focusin", (e) => {
    around = [];
    if (pointing) return;
    for (let at = e.target as Element | null; at; at = at.parentElement) around.push(at);
    if (!around.some((x) => x.matches("dialog"))) behind = around;
  });
  addEventListener("pointerdown", () => ((pointing = true), (around = behind = [])), true);
  addEventListener("keydown", () => (pointing = false), true);
  new MutationObserver(() => {
    if (document.activeElement !== document.body || !around.length || stands(around[0])) return;
    const next = [...around, ...behind].find((e) => stands(e) && e.matches("[tabindex], dialog")) ?? document.getElementById("play");
    (next as HTMLElement | null)?.focus({ preventScroll: true });
  }).observe(document.documentElement, { childList: true, subtree: true });
}

/** The card that has just come has the focus: what is in it is next. */
export const atCard = (id: string) => requestAnimationFrame(() => document.getElementById(id)?.focus({ preventScroll: true }));
