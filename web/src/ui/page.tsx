// The whole page around the stage.
import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { dialog } from "../dialogs.ts";
import { fold } from "../doing.ts";
import { openFile, watchDrops } from "../files.ts";
import { raised } from "../raised.ts";
import * as s from "../state.ts";
import { lang, t } from "../words.ts";
import { Hero, Loading, Running } from "./cards.tsx";
import { Beside } from "./beside.tsx";
import { Dialog } from "./dialogs.tsx";
import { Meaning } from "./gloss.tsx";
import { Panel } from "./panel.tsx";
import { axis } from "./realtime.tsx";
import { odds } from "../odds.ts";
import { Caption } from "./teaching.tsx";
import { Toast } from "./toast.tsx";
import { title, Top } from "./top.tsx";
import { Transport } from "./transport.tsx";

export function Page() {
  useRoot();
  const skip = (e: Event) => {
    e.preventDefault();
    fold(false);
    document.getElementById("panel-body")!.focus();
  };
  return (
    <>
      <a class="skip" href="#panel" onClick={skip}>{t("skip")}</a>
      <Top />
      <main id="main">
        <h1 class="sr" id="h1">Posta: {title()}</h1>
        <Hero />
        <Loading />
        <Running />
        <Beside />
        <Caption />
        {s.extras.value()}
        <Panel />
        <Transport />
      </main>
      <div id="live" class="sr" aria-live="polite" role="status">{s.aloud.value}</div>
      {!dialog.value && <Toast />}
      <Drop />
      <Meaning />
      <Dialog />
      <input type="file" id="file" accept=".yaml,.yml,.json,.jsonl,text/yaml,application/yaml,application/json" hidden tabIndex={-1} aria-hidden="true" onChange={chosen} />
    </>
  );
}

function chosen(e: Event & { currentTarget: HTMLInputElement }): void {
  const file = e.currentTarget.files?.[0];
  e.currentTarget.value = "";
  if (file) void openFile(file);
}

/** What the styles, and whoever reads aloud, must know of the whole document. */
function useRoot(): void {
  useSignalEffect(() => {
    const root = document.documentElement;
    root.lang = lang();
    root.dataset.theme = s.theme.value;
    for (const [name, is] of Object.entries({ ready: s.ready.value, embed: s.embedded, paired: s.beside.value && s.fork.value !== undefined, teaching: s.teaching.value, timed: axis.value !== undefined, odds: odds.value !== undefined, folded: s.folded.value, tall: s.tall.value, raised: raised.value, wide: s.wide.value, forked: s.fork.value !== undefined, would: s.would.value, "has-hero": s.hero.value !== undefined })) {
      root.classList.toggle(name, is);
    }
    document.querySelector('meta[name="theme-color"]')?.setAttribute("content", s.theme.value === "dark" ? "#15181F" : "#F7F3E9");
    document.title = `${title()} · Posta`;
  });
}

function Drop() {
  const over = useSignal(false);
  useEffect(() => watchDrops((is) => (over.value = is)), []);
  return <div id="drop" hidden={!over.value}><p>{t("dropHere")}</p></div>;
}
