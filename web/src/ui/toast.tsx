// A word that comes and goes. It covers nothing that acts: it has a place of its own (style.css), and whatever else would be there is
// told how high it is.
import { useLayoutEffect, useRef } from "preact/hooks";
import { again } from "../cover.ts";
import * as s from "../state.ts";
import { t } from "../words.ts";
import { SignButton } from "./signs.tsx";

export function Toast() {
  const said = s.toast.value;
  const at = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => (said ? takeRoom(at.current!) : undefined), [said !== undefined]);
  const away = () => void (s.toast.value = undefined);
  const act = () => {
    away();
    said!.action!.run();
  };
  return (
    <div id="toast" hidden={!said} ref={at}>
      <p role="status">{said?.text}{said?.action && <> <button type="button" class="link" onClick={act}>{said.action.label}</button></>}</p>
      {said && <SignButton sign="close" label={t("close")} class="icon small" id="toast-close" onClick={away} />}
    </div>
  );
}

/** Says how much room it takes, for as long as it is there. */
function takeRoom(toast: HTMLElement): () => void {
  const root = document.documentElement.style;
  const say = () => root.setProperty("--told", `calc(${toast.offsetHeight}px + var(--gap))`);
  say();
  const grown = new ResizeObserver(say);
  grown.observe(toast);
  return () => {
    grown.disconnect();
    root.removeProperty("--told");
    again();
  };
}
