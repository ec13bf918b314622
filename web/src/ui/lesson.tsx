// The lesson as a whole: what it is for, its chapters, what it promised, and the scenario that it comes from.
import { seek, toEvent } from "../doing.ts";
import * as s from "../state.ts";
import { lang, t } from "../words.ts";
import { Asking } from "./predict.tsx";
import { Scenario } from "./scenario.tsx";
import { Sign } from "./signs.tsx";

export function Lesson() {
  const l = s.lesson.value!;
  return (
    <>
      <div id="lesson-text">
        <h2 class="title">{l.title}</h2>
        <p class="what">{l.summary}</p>
        {l.goals.length > 0 && <><h3>{t("goals")}</h3><ul>{l.goals.map((g) => <li>{g}</li>)}</ul></>}
        <h3>{t("chapters")}</h3>
        <Chapters />
        <p class="quiet">{t("facts", { events: l.events, lasts: l.lasts })}{l.limit && ". " + l.ended}</p>
        <Failures />
        <Asking />
      </div>
      <Scenario />
    </>
  );
}

function Chapters() {
  const here = s.now.value!.chapter;
  return (
    <ol class="chapters">
      {s.timeline.value!.chapters.map((c, i) => (
        <li>
          <button type="button" class="chapter" aria-current={i === here ? "step" : undefined} onClick={() => seek(c.step)}>
            {c.failure && <Sign is="cross" class="permanent" />}<span class="name">{c.title}</span><span class="time">{c.clock}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}

/** What the scenario promised, and did not come true. */
export function Failures() {
  const failed = s.shown.value?.failed ?? [];
  if (!failed.length) return null;
  // What a lesson expects of itself is no reproach to whoever asks "what if".
  if (s.would.value) return <p class="quiet">{t("expectApart", { n: failed.length })}</p>;
  return (
    <>
      <p class="verdict permanent"><Sign is="cross" /> {t("expectFailed")}</p>
      <ul>
        {failed.map((f) => (
          <li>
            {[t("expected", { want: f.want[lang()], got: f.got[lang()] }), f.closest[lang()]].filter(Boolean).join(". ")}{" "}
            {f.near > 0 && <button type="button" class="link" onClick={() => toEvent(f.near)}>{t("goThere")}</button>}
          </li>
        ))}
      </ul>
    </>
  );
}
