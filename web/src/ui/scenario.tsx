// The scenario's text: its editor, its problems, and running it.
import { useLayoutEffect, useRef } from "preact/hooks";
import { edit, editor, editorTrouble, elsewhere, retryEditor, runEdited, undo } from "../editing.ts";
import * as s from "../state.ts";
import { lang, t } from "../words.ts";
import { Sign } from "./signs.tsx";

export function Scenario() {
  const editing = s.editing.value;
  return (
    <div id="scenario-box">
      <h3>{t("scenario")}</h3>
      <p class="quiet">{t("scenarioHint")}</p>
      {editing ? <Editing /> : <button type="button" class="big" id="edit" onClick={() => void edit()}><Sign is="edit" /> {t("edit")}</button>}
    </div>
  );
}

function Editing() {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => box.current?.scrollIntoView({ block: "nearest" }), []);
  const { name, of } = s.editing.value!;
  return (
    <div ref={box}>
      {elsewhere() && <p class="elsewhere" role="status">{t("editsElsewhere", { name })} <button type="button" class="link" onClick={() => void edit()}>{t("editThis")}</button></p>}
      <Text />
      <Problems />
      <p class="actions">
        <button type="button" class="big primary" id="run" onClick={() => void runEdited()}><Sign is="play" /> {t("run")}</button>
        {of !== "" && <button type="button" class="big" id="reset" aria-disabled={!s.written.value} onClick={undo}>{t("reset")}</button>}
        <label class="seed" title={t("seedHint")}>{t("seed")} <input type="text" id="seed" inputMode="numeric" pattern="[0-9]*" maxLength={20} placeholder={s.lesson.value?.seed ?? ""} defaultValue={s.place.value.seed} key={s.place.value.seed} /></label>
      </p>
    </div>
  );
}

/** CodeMirror's own element, once its program has come. */
function Text() {
  const holder = useRef<HTMLDivElement>(null);
  const found = editor.value;
  useLayoutEffect(() => {
    if (found) holder.current!.replaceChildren(found.element);
  }, [found]);
  if (found) return <div id="editor" class="editor" ref={holder} key="there" />;
  const why = editorTrouble.value;
  return (
    <div id="editor" class="editor waiting" key="awaited">
      {why === undefined ? (
        <p class="quiet">{t("editorLoading")}</p>
      ) : (
        <>
          <p role="alert">{t("editorFailed", { why })}</p>
          <button type="button" class="big" id="retry-editor" onClick={() => void retryEditor()}>{t("tryAgain")}</button>
        </>
      )}
    </div>
  );
}

function Problems() {
  const list = s.problems.value;
  const errors = list?.filter((p) => !p.warning).length ?? 0;
  const warnings = (list?.length ?? 0) - errors;
  return (
    <div id="problems" role="status">
      {list?.length === 0 && <p class="verdict ok"><Sign is="tick" /> {t("noProblems")}</p>}
      {list && list.length > 0 && (
        <>
          {errors > 0 && <p class="verdict permanent"><Sign is="cross" /> {t("problems", { n: errors })}</p>}
          {warnings > 0 && <p class="verdict temporary"><Sign is="hourglass" /> {t("warnings", { n: warnings })}</p>}
          <ul class="problems">
            {list.map((p) => (
              <li>
                <button type="button" class="link" onClick={() => editor.peek()?.goTo(p.line, p.column)}>{t("atLine", { line: p.line, column: p.column })}</button> {p.what[lang()]}
                {p.hint[lang()] && <p class="quiet">{p.hint[lang()]}</p>}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
