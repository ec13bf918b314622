// The panel beside the stage, with its four tabs.
import { useLayoutEffect, useRef } from "preact/hooks";
import { choose, fold } from "../doing.ts";
import { pull, raised } from "../raised.ts";
import * as s from "../state.ts";
import { t, type Key } from "../words.ts";
import { Dialogue } from "./dialogue.tsx";
import { Explain } from "./explain.tsx";
import { Hosts } from "./hosts.tsx";
import { Lesson } from "./lesson.tsx";
import { SignButton, type Sign } from "./signs.tsx";

const words: Record<s.Tab, Key> = { explain: "tabExplain", dialogue: "tabDialogue", state: "tabState", lesson: "tabLesson" };
const contents: Record<s.Tab, () => preact.JSX.Element> = { explain: Explain, dialogue: Dialogue, state: Hosts, lesson: Lesson };

export function Panel() {
  return (
    <aside id="panel" class="card" aria-label={t("panels")}>
      {s.narrow.value && !s.folded.value && <button type="button" id="grip" aria-expanded={s.tall.value || raised.value} aria-controls="panel-body" aria-label={t("tall")} title={t("tall")} onClick={pull} />}
      <div class="tabs">
        <div role="tablist" aria-label={t("panels")} id="tabs" onKeyDown={keys}>
          {s.tabs.map((x) => (
            <button key={x} type="button" role="tab" id={`tab-${x}`} aria-controls="panel-body" aria-selected={x === s.tab.value} tabIndex={x === s.tab.value ? 0 : -1} onClick={() => (choose(x), fold(false))}>{t(words[x])}</button>
          ))}
        </div>
        <Fold />
      </div>
      <Body />
    </aside>
  );
}

function Fold() {
  const folded = s.folded.value;
  const sign: Sign = s.narrow.value ? (folded ? "up" : "down") : folded ? "left" : "right";
  return <SignButton sign={sign} label={folded ? t("unfold") : t("fold")} id="fold" aria-controls="panel-body" aria-expanded={!folded} onClick={() => fold()} />;
}

function Body() {
  const body = useRef<HTMLDivElement>(null);
  const tab = s.tab.value;
  const step = s.step.value;
  useLayoutEffect(() => {
    if (tab !== "dialogue") body.current!.scrollTop = 0; // the dialogue goes to its own line
  }, [tab]);
  useLayoutEffect(() => {
    if (tab === "explain") body.current!.scrollTop = 0;
  }, [step]);
  const Content = contents[tab];
  return (
    <div id="panel-body" role="tabpanel" tabIndex={0} aria-labelledby={`tab-${tab}`} data-tab={tab} ref={body}>
      {s.folded.value ? null : s.now.value ? <Content /> : <p class="quiet">{t("loading")}</p>}
    </div>
  );
}

function keys(e: KeyboardEvent): void {
  const at = s.tabs.indexOf(s.tab.peek());
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1 + s.tabs.length, Home: 0, End: s.tabs.length - 1 }[e.key];
  if (to === undefined) return;
  e.preventDefault();
  const tab = s.tabs[to % s.tabs.length]!;
  choose(tab);
  document.getElementById(`tab-${tab}`)!.focus();
}
