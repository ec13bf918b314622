// The keyboard. Ebitengine's canvas swallows every key that reaches it, so that Tab would be a trap: the page hears keys
// first, in the capture phase, and lets none through to the canvas.

export type Shortcuts = Record<string, (event: KeyboardEvent) => void>;

/** Names a key with its modifiers: "shift+arrowright", "l", "space". */
export function keyName(e: KeyboardEvent): string {
  const key = e.key === " " ? "space" : e.key.toLowerCase();
  const shift = e.shiftKey && key.length > 1 ? "shift+" : "";
  return shift + key;
}

/** Whether the element has a use of its own for keys, so that shortcuts must leave them alone. */
function takes(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest("input[type=text], input[type=search], input[type=number], textarea, select, [contenteditable], .editor")) return true;
  // A button is pressed and a box ticked by space and enter, a slider or a tab moved by arrows, and scrolling areas scroll.
  if (target.closest("button, a, summary, input[type=checkbox], input[type=radio]") && (key === "space" || key === "enter")) return true;
  if (target.closest("input[type=range], input[type=radio], [role=tablist], pre[tabindex]") && /arrow|home|end|page/.test(key)) return true;
  return false;
}

/** Shortcuts work everywhere but where a key has a use of its own; those of a single character only while letters says so. */
export function listen(shortcuts: Shortcuts, canvas: () => HTMLElement | null, letters: () => boolean): void {
  const down = (e: KeyboardEvent) => {
    const onCanvas = e.target === canvas();
    if (onCanvas) e.stopImmediatePropagation();
    if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing) return;
    if (document.querySelector("dialog[open]")) return; // a dialog has the floor
    const name = keyName(e);
    const shortcut = shortcuts[name];
    if (!shortcut || takes(e.target, name)) return;
    if (name.length === 1 && !letters()) return;
    e.preventDefault();
    shortcut(e);
  };
  const up = (e: KeyboardEvent) => {
    if (e.target === canvas()) e.stopImmediatePropagation();
  };
  window.addEventListener("keydown", down, { capture: true });
  window.addEventListener("keyup", up, { capture: true });
  window.addEventListener("keypress", up, { capture: true });
}
