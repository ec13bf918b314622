// The stage without WebGL 2: its picture comes as SVG, and what a pointer does to it goes to the stage as messages.
import { send } from "./doing.ts";
import { t } from "./words.ts";

/** How far a pointer may stray, in pixels, and still tap. */
const slack = 5;

const holder = document.createElement("div");

/** Puts the picture's place into the page. */
export function drawHere(): void {
  holder.id = "drawn";
  holder.setAttribute("role", "region");
  holder.setAttribute("aria-label", t("stageLabel"));
  document.body.append(holder);
  document.documentElement.classList.add("drawn");
  listen();
}

/** Tells the stage how large it is. */
export function size(): void {
  send({ do: "resize", w: innerWidth, h: innerHeight, scale: 1 });
}

/** Shows a picture. It is read as XML, and the stage writes text as text: nothing in it can do anything. */
export function draw(svg: string): void {
  const picture = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  holder.replaceChildren(document.importNode(picture, true));
}

function listen(): void {
  addEventListener("resize", size);
  let from: { x: number; y: number; moved: boolean } | undefined;
  const at = (e: MouseEvent) => ({ x: e.clientX, y: e.clientY });
  holder.addEventListener("pointerdown", (e) => {
    from = { ...at(e), moved: false };
    holder.setPointerCapture(e.pointerId);
  });
  holder.addEventListener("pointermove", (e) => {
    if (!from) return send({ do: "hover", at: at(e) });
    const [dx, dy] = [e.clientX - from.x, e.clientY - from.y];
    if (!from.moved && Math.hypot(dx, dy) <= slack) return;
    from = { ...at(e), moved: true };
    send({ do: "pan", dx, dy });
  });
  holder.addEventListener("pointerup", (e) => {
    if (from && !from.moved) send({ do: "tap", at: at(e) });
    from = undefined;
  });
  holder.addEventListener("pointercancel", () => (from = undefined));
  holder.addEventListener("pointerleave", () => send({ do: "leave" }));
  holder.addEventListener("wheel", (e) => send({ do: "zoom", factor: Math.pow(1.14, Math.max(-3, Math.min(3, -e.deltaY / 80))), at: at(e) }), { passive: true });
}
