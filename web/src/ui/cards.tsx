// The cards over the stage: loading, the opening, a run that takes long, the ending.
import { useLayoutEffect, useRef } from "preact/hooks";
import { begin, toStart } from "../doing.ts";
import { openLesson, running } from "../runs.ts";
import * as s from "../state.ts";
import { lang, t } from "../words.ts";
import { Failures } from "./lesson.tsx";
import { Again } from "./predict.tsx";
import { Sign, SignButton } from "./signs.tsx";
import { title } from "./top.tsx";

/** A card that had the focus when it went hands it on. */
function useHandsOn() {
  const card = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const element = card.current!;
    return () => {
      if (element.contains(document.activeElement)) document.getElementById("play")?.focus();
    };
  }, []);
  return card;
}

export function Loading() {
  const { done, all } = s.loading.value;
  const trouble = s.trouble.value;
  if (s.ready.value && !trouble) return null;
  if (trouble) {
    return (
      <section id="loading" class="card" aria-label={t("loading")}>
        <p role="alert">{trouble.why}</p>
        <button type="button" class="big" onClick={trouble.again}>{t("tryAgain")}</button>
      </section>
    );
  }
  return (
    <section id="loading" class="card" aria-label={t("loading")}>
      <p id="progress-words">{t(done >= all && all > 1 ? "starting" : "loading")}</p>
      <progress id="progress" max={all} value={done} aria-label={t("loading")} />
    </section>
  );
}

export function Running() {
  const now = running.value;
  if (!now) return null;
  return (
    <section id="running" class="card" aria-label={t("running")}>
      <p role="status">{t("running")}</p>
      <progress aria-label={t("running")} />
      <p class="quiet">{t("runningFor", { seconds: now.seconds, n: now.stretches })}</p>
      <button type="button" class="big" onClick={() => s.parts.engine!.cancel()}>{t("cancel")}</button>
    </section>
  );
}

export function Hero() {
  switch (s.hero.value) {
    case "opening":
      return <Opening />;
    case "ending":
      return <Ending />;
  }
  return null;
}

let begun = false; // the first card takes the focus, if nobody has

function Opening() {
  const card = useHandsOn();
  useLayoutEffect(() => {
    if (!begun && !s.embedded && document.activeElement === document.body) document.getElementById("begin")!.focus({ preventScroll: true });
    begun = true;
  }, []);
  return (
    <section id="opening" class="card hero" aria-label={t("lessons")} ref={card}>
      <p class="eyebrow">{t("tagline")}</p>
      <h2>{title()}</h2>
      <p class="lead">{s.lesson.value?.summary || s.known.value?.lesson.summary[lang()]}</p>
      <button type="button" class="big primary" id="begin" aria-disabled={!s.open.value} onClick={begin}><Sign is="play" /> {t("begin")}</button>
      <p class="quiet hint">{t("beginHint")}</p>
    </section>
  );
}

function Ending() {
  const card = useHandsOn();
  const l = s.lesson.value!;
  const next = s.known.value && s.lessons[s.lessons.indexOf(s.known.value) + 1]?.lesson;
  return (
    <section id="ending" class="card hero" aria-label={t("ending")} tabIndex={-1} ref={card}>
      <SignButton sign="close" label={t("close")} class="icon corner" id="ending-close" onClick={() => (s.ending.value = false)} />
      <p class="eyebrow">{t("ending")}</p>
      <h2>{l.title}</h2>
      {l.ends.length > 0 ? <><p>{t("nowYouCan")}</p><ul>{l.ends.map((e) => <li>{e}</li>)}</ul></> : <p class="lead">{t("facts", { events: l.events, lasts: l.lasts })}.</p>}
      <Failures />
      <Again ended />
      <p class="actions">
        {next && <button type="button" class="big primary" id="next-lesson" onClick={() => void openLesson(next.slug)}>{t("nextLesson", { title: next.title[lang()] })}</button>}
        <button type="button" class="big" id="again" onClick={toStart}>{t("again")}</button>
      </p>
    </section>
  );
}
