// Choosing a lesson, by its place in the curriculum or by what it is about.
import { useEffect, useState } from "preact/hooks";
import { closeDialog } from "../dialogs.ts";
import { chooseFile } from "../files.ts";
import { openLesson } from "../runs.ts";
import { find, index, obtainIndex } from "../search.ts";
import * as s from "../state.ts";
import { lang, t } from "../words.ts";
import { Lacking } from "./gloss.tsx";
import { Sign } from "./signs.tsx";

export function Picker() {
  const [query, ask] = useState("");
  useEffect(() => void obtainIndex(), []);
  return (
    <>
      <label class="search"><Sign is="search" /><span class="sr">{t("searchLessons")}</span><input type="search" id="lesson-query" autofocus={s.keysAtHand} placeholder={t("searchLessons")} autocomplete="off" onInput={(e) => ask(e.currentTarget.value)} /></label>
      <Lacking />
      <Found query={query} />
      <p class="actions"><button type="button" class="big" onClick={() => (closeDialog(), chooseFile())}>{t("openFile")}</button></p>
    </>
  );
}

function Found({ query }: { query: string }) {
  const { terms, lessons } = find(query, index.value, lang());
  return (
    <div id="picker">
      {terms.length > 0 && <dl class="terms">{terms.map((x) => <><dt>{x.name}</dt><dd>{x.means}</dd></>)}</dl>}
      {s.curriculum.map((c, i) => {
        const found = c.lessons.filter((l) => lessons.has(l.slug));
        return found.length > 0 && (
          <section key={c.slug}>
            <h3>{`${i + 1}. ${c.title[lang()]}`}</h3>
            <ul>
              {found.map((l) => (
                <li key={l.slug}>
                  <button type="button" class="lesson" aria-current={s.known.value?.lesson === l ? "true" : undefined} onClick={() => (closeDialog(), void openLesson(l.slug))}>
                    <strong>{l.title[lang()]}</strong><span>{l.summary[lang()]}</span>
                  </button>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
      {lessons.size === 0 && <p class="quiet" role="status">{t(terms.length ? "noLessonYet" : "noMatch")}</p>}
    </div>
  );
}
