// The dialog: one at a time, over everything.
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { closeDialog, dialog, type Dialog as Which } from "../dialogs.ts";
import { useLetterKeys } from "../doing.ts";
import { copy, saveScenario } from "../files.ts";
import * as s from "../state.ts";
import { lang, t } from "../words.ts";
import { Ask } from "./ask.tsx";
import { Figures } from "./figures.tsx";
import { Glossary } from "./gloss.tsx";
import { Letter } from "./letter.tsx";
import { Review } from "./predict.tsx";
import { beginPart, Tasks } from "./mend.tsx";
import { Picker } from "./picker.tsx";
import { HomeworkDialog } from "./homework.tsx";
import { SeatDialog } from "./seat.tsx";
import { SignButton } from "./signs.tsx";
import { Toast } from "./toast.tsx";

export function Dialog() {
  const element = useRef<HTMLDialogElement>(null);
  const which = dialog.value;
  useLayoutEffect(() => {
    const d = element.current!;
    if (which && !d.open) d.showModal();
    if (!which && d.open) d.close();
  }, [which]);
  // The browser says only afterwards that Escape closed it: meanwhile another may have been opened in its place.
  const closed = () => element.current!.open || closeDialog();
  const { title, content } = which ? contentOf(which) : { title: "", content: null };
  return (
    <dialog id="dialog" aria-labelledby="dialog-title" class={which?.is === "letter" || which?.is === "figures" ? "card large" : "card"} ref={element} onClose={closed} onClick={(e) => e.target === element.current && closeDialog()}>
      {which && (
        <>
          <div class="dialog-head"><h2 id="dialog-title">{title}</h2><SignButton sign="close" label={t("close")} id="dialog-close" onClick={closeDialog} /></div>
          <div class="dialog-body" tabIndex={0}>{content}</div>
          <Toast />
        </>
      )}
    </dialog>
  );
}

function contentOf(which: Which): { title: string; content: ComponentChildren } {
  switch (which.is) {
    case "picker":
      return { title: t("chooseLesson"), content: <Picker /> };
    case "glossary":
      return { title: t("glossary"), content: <Glossary /> };
    case "help":
      return { title: t("helpTitle"), content: <Help /> };
    case "whatif":
      return { title: t("whatIf"), content: <Ask /> };
    case "tasks":
      return { title: t("tasks"), content: <Tasks /> };
    case "seat":
      return { title: t("seatTitle"), content: <SeatDialog /> };
    case "homework":
      return { title: t("homework"), content: <HomeworkDialog begin={beginPart} /> };
    case "figures":
      return { title: t("figures"), content: <Figures /> };
    case "review":
      return { title: t("againTitle"), content: <Review /> };
    case "share":
      return { title: t("share"), content: which.link ? <Share link={which.link} /> : <TooLong /> };
    case "letter": {
      const m = s.parts.stage!.message(which.seq, lang());
      return { title: m?.title || t("letter"), content: m && <Letter of={m} /> };
    }
  }
}

function Share({ link }: { link: string }) {
  const field = useRef<HTMLInputElement>(null);
  const [copied, tell] = useState<boolean | undefined>(undefined);
  useLayoutEffect(() => field.current!.select(), []);
  return (
    <>
      <p>{t("copyThis")}</p>
      <p class="actions">
        <input type="text" id="link" readonly value={link} aria-label={t("copyThis")} ref={field} />
        <button type="button" class="big primary" id="copy" onClick={async () => tell(await copy(link, field.current!))}>{t("copy")}</button>
      </p>
      <p role="status" class="quiet" id="copied">{copied === undefined ? t("shareText") : copied ? t("copied") : t("notCopied")}</p>
    </>
  );
}

function TooLong() {
  return <><p>{t("tooLongToShare")}</p><p class="actions"><button type="button" class="big primary" onClick={() => void saveScenario()}>{t("saveFile")}</button></p></>;
}

function Help() {
  const keys: [string, string][] = [
    [t("keySpace"), t("doPlay")], [t("keyArrows"), t("doStep")], [t("keyShiftArrows"), t("doChapter")], [t("keyHomeEnd"), t("doEnds")], [t("keyPages"), t("doPages")], ["t", t("doTeach")],
    ["1 2 3", t("doDetail")], ["f", t("doWhatIf")], ["s", t("doSeat")], ["v", t("doFlip")], ["c", t("doCloseFork")], ["e", t("doListener")], ["n p", t("doHosts")], ["i u", t("doSigns")],
    [t("keyPlus"), t("doZoom")], ["b", t("doLessons")], ["o", t("doPanel")], ["l", t("doLang")], ["d", t("doTheme")], ["w", t("glossary")], ["?", t("doHelp")],
  ];
  return (
    <>
      <p><label class="check"><input type="checkbox" id="letter-keys" checked={s.letterKeys.value} onChange={(e) => useLetterKeys(e.currentTarget.checked)} /> {t("letterKeys")}</label></p>
      <dl class="keys">{keys.map(([key, what]) => <><dt><Keys of={key} /></dt><dd>{what}</dd></>)}</dl>
      <p>{t("pointerHelp")}</p>
      <p class="quiet">{t("offline")}</p>
    </>
  );
}

/** Keys that are pressed one or the other, and a modifier with its plus. */
function Keys({ of }: { of: string }) {
  return <>{of.split(" ").map((x) => (x === "+" && of.includes("+ ←") ? " + " : <kbd>{x.replace(/,$/, "")}</kbd>))}</>;
}
