// Frames for Ebitengine. It asks for one after the other for ever; at rest, each would find nothing to do and still cost a
// good part of a millisecond. So it gets all that it asks for while something moves or somebody touches the page, and a few
// a second otherwise.

/** How many frames follow whatever may set things in motion, before it is asked whether they have come to rest. */
const grace = 12;
/** How long a frame is held back at rest, in milliseconds: nothing that was missed is missed for longer. */
const hold = 500;

const stirring = ["pointermove", "pointerdown", "pointerup", "pointercancel", "wheel", "keydown", "keyup", "resize", "focus", "blur", "visibilitychange"];

export class Frames {
  readonly #resting: () => boolean;
  readonly #next = globalThis.requestAnimationFrame.bind(globalThis);
  #held: FrameRequestCallback | undefined;
  #timer = 0;
  #left = grace;

  constructor(resting: () => boolean) {
    this.#resting = resting;
    for (const type of stirring) globalThis.addEventListener(type, () => this.wake(), { capture: true, passive: true });
  }

  /** Stands for requestAnimationFrame. */
  request = (frame: FrameRequestCallback): number => {
    if (!this.#resting()) this.#left = grace;
    if (this.#left > 0) {
      this.#left--;
      return this.#next(frame);
    }
    this.#held = frame;
    this.#timer = window.setTimeout(() => this.#release(), hold);
    return 0;
  };

  /** Something may move. */
  wake(): void {
    this.#left = grace;
    this.#release();
  }

  #release(): void {
    if (!this.#held) return;
    clearTimeout(this.#timer);
    const frame = this.#held;
    this.#held = undefined;
    this.#next(frame);
  }
}
