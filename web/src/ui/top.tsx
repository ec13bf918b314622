// The bar at the top: which lesson, which language, which theme, and what else there is.
import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { allLang } from "../api.ts";
import { glossary, help, pickLesson, pickTask } from "../dialogs.ts";
import { listenIn, paint, send, speak } from "../doing.ts";
import * as files from "../files.ts";
import * as s from "../state.ts";
import { lang, t, type Key } from "../words.ts";
import { ask } from "./ask.tsx";
import { figures } from "./figures.tsx";
import { takeSeat } from "./seat.tsx";
import { openHomework } from "./homework.tsx";
import { Logo, Sign, SignButton } from "./signs.tsx";
import { sound, teach } from "./teaching.tsx";
import { record } from "../video.ts";

export const title = () => s.lesson.value?.title || s.known.value?.lesson.title[lang()] || t("yourScenario");

export function Top() {
  const dark = s.theme.value === "dark";
  return (
    <header id="top" class="card">
      <Brand />
      <button type="button" id="pick" aria-haspopup="dialog" title={t("chooseLesson")} onClick={pickLesson}>
        <Sign is="book" />
        <span class="eyebrow" id="pick-chapter">{s.known.value?.chapter.title[lang()] ?? t("yourScenario")}</span>
        <span class="name" id="pick-title">{title()}</span>
        <Sign is="down" />
      </button>
      <span class="spring" />
      <fieldset class="segments" id="langs">
        <legend class="sr">{t("language")}</legend>
        {allLang.map((l) => {
          const name = t(l === "es" ? "spanish" : "english");
          return <label key={l} title={name} lang={l}><input type="radio" name="lang" id={`lang-${l}`} value={l} checked={l === lang()} aria-label={name} onChange={() => speak(l)} /><span aria-hidden="true">{l}</span></label>;
        })}
      </fieldset>
      <SignButton sign={dark ? "sun" : "moon"} label={t(dark ? "themeToLight" : "themeToDark")} id="theme" onClick={() => paint()} />
      <SignButton sign="share" label={t("share")} id="share" aria-haspopup="dialog" onClick={() => void files.share()} />
      <Menu />
    </header>
  );
}

function Brand() {
  if (s.embedded) return <a class="brand" href={location.pathname + location.hash} target="_blank" rel="noopener" aria-label={t("openWhole")}><Logo /><span>Posta</span></a>;
  const home = (e: Event) => {
    e.preventDefault();
    send({ do: "seek", step: -1, still: true });
  };
  return <a class="brand" href="#" aria-label={t("appName")} onClick={home}><Logo /><span>Posta</span></a>;
}

const items: [id: string, word: Key, does: () => void][] = [
  ["menu-open", "openFile", files.chooseFile],
  ["menu-save", "saveFile", () => void files.saveScenario()],
  ["menu-pcap", "savePcap", () => void files.savePcap()],
  ["menu-transcript", "saveTranscript", () => void files.saveTranscript()],
  ["menu-trace", "saveTrace", files.saveTrace],
  ["menu-print", "printLesson", () => print()],
  ["menu-video", "recordVideo", record],
];

function Menu() {
  const open = useSignal(false);
  const menu = useRef<HTMLDivElement>(null);
  const button = () => document.getElementById("more")!;
  const close = (refocus: boolean) => {
    open.value = false;
    if (refocus) button().focus();
  };
  useLayoutEffect(() => {
    if (!open.value) return;
    menu.current!.querySelector("button")!.focus();
    const away = (e: Event) => e.target instanceof Element && !e.target.closest(".menu") && close(false);
    addEventListener("pointerdown", away);
    return () => removeEventListener("pointerdown", away);
  }, [open.value]);
  const keys = (e: KeyboardEvent) => {
    const all = [...menu.current!.querySelectorAll<HTMLElement>("button")];
    const at = all.indexOf(document.activeElement as HTMLElement);
    if (e.key === "ArrowDown") all[(at + 1) % all.length]!.focus();
    else if (e.key === "ArrowUp") all[(at - 1 + all.length) % all.length]!.focus();
    else if (e.key === "Escape") close(true);
    else if (e.key === "Tab") close(false);
    else return;
    if (e.key !== "Tab") e.preventDefault();
    e.stopPropagation();
  };
  const item = (id: string, word: Key, does: () => void) => <button key={id} type="button" role="menuitem" id={id} tabIndex={-1} onClick={() => (close(true), does())}>{t(word)}</button>;
  return (
    <div class="menu">
      <SignButton sign="more" label={t("more")} id="more" aria-haspopup="menu" aria-expanded={open.value} onClick={() => (open.value ? close(true) : (open.value = true))} />
      <div id="menu" class="card" role="menu" aria-label={t("more")} hidden={!open.value} ref={menu} onKeyDown={keys}>
        {items.map(([id, word, does]) => item(id, word, does))}
        <hr />
        {item("menu-tasks", "tasks", pickTask)}
        {item("menu-homework", "homework", openHomework)}
        {item("menu-whatif", "whatIf", ask)}
        {s.lesson.value?.campaign && !s.attached && item("menu-figures", "figures", figures)}
        {item("menu-seat", "seatTitle", takeSeat)}
        <button type="button" role="menuitemcheckbox" id="menu-listener" tabIndex={-1} aria-checked={s.listener.value} onClick={() => (close(true), listenIn())}>{t("listener")}</button>
        <button type="button" role="menuitemcheckbox" id="menu-sound" tabIndex={-1} aria-checked={sound.value} onClick={() => (close(true), (sound.value = !sound.value))}>{t("soundOn")}</button>
        {item("menu-teach", "teaching", () => teach())}
        {item("menu-glossary", "glossary", glossary)}
        {item("menu-help", "help", help)}
      </div>
    </div>
  );
}
