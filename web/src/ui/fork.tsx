// The two sides of a fork: which one is shown, and where they part.
import { computed } from "@preact/signals";
import { closeFork, flip, sideName, toFork } from "../runs.ts";
import * as s from "../state.ts";
import { lang, t } from "../words.ts";
import { SignButton } from "./signs.tsx";

/** The two bars, while there are two. */
export const fork = computed(() => {
  const split = s.split.value;
  if (!s.fork.value || !split) return undefined;
  const [mine, other] = s.would.value ? [split.would, split.happened] : [split.happened, split.would];
  const most = Math.max(mine.count, other.count, 1);
  return { mine, other, most, at: (split.happened.fork + 1) / most };
});

export function Fork() {
  return <div id="fork" role="group" aria-label={t("fork")} hidden={!fork.value}>{fork.value && <Sides of={s.fork.value!} />}</div>;
}

function Sides({ of: { title, fault, other, mine } }: { of: s.Fork }) {
  const side = (id: string, would: boolean) => (
    <label><input type="radio" name="side" id={id} checked={s.would.value === would} onChange={() => flip(would)} /><span>{sideName(would)}</span></label>
  );
  return (
    <>
      <fieldset class="segments"><legend class="sr">{t("fork")}</legend>{side("side-happened", false)}{side("side-would", true)}</fieldset>
      {other === undefined && !mine && <span class={title ? "question" : "question mono"} title={fault}>{title?.[lang()] ?? fault}</span>}
      <button type="button" id="side-by-side" class="link" aria-pressed={s.beside.value} onClick={() => (s.beside.value = !s.beside.value)}>{t("sideBySide")}</button>
      <SignButton sign="fork" label={t("toFork")} id="to-fork" onClick={toFork} />
      <SignButton sign="close" label={t(other === undefined && !mine ? "closeFork" : "closeOther")} id="close-fork" onClick={closeFork} />
    </>
  );
}
