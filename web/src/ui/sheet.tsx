// The lesson on paper: its story step by step, a picture of each chapter, and questions with room for the answers. It is
// made when somebody prints, by the menu or by the browser's own command, and thrown away afterwards.
import { render } from "preact";
import type { Now } from "../api.ts";
import * as s from "../state.ts";
import { lang, t } from "../words.ts";
import { classSign } from "./explain.tsx";
import { Sign } from "./signs.tsx";

/** Nobody reads more steps than this on paper, or waits for them. */
const mostSteps = 300;
/** How many questions are asked at most: a page of them. */
const mostQuestions = 8;
/** The picture's size as it is composed; paper scales it. */
const [wide, high] = [760, 420];

let theme: string | undefined; // that of the screen, while paper has its own

/** Makes the sheet whenever something is printed. */
export function watchPrinting(): void {
  const paper = document.createElement("div");
  paper.id = "sheet";
  document.body.append(paper);
  const root = document.documentElement;
  addEventListener("beforeprint", () => {
    if (!s.ready.peek() || theme !== undefined) return;
    theme = root.dataset.theme!;
    root.dataset.theme = "light";
    root.classList.add("on-paper");
    render(<Sheet />, paper);
  });
  addEventListener("afterprint", () => {
    if (theme === undefined) return;
    render(null, paper);
    root.classList.remove("on-paper");
    root.dataset.theme = theme;
    theme = undefined;
  });
}

interface Part {
  title: string;
  steps: Now[];
  picture: string;
}

/** The lesson in chapters, told at the detail of a story. */
function parts(): { parts: Part[]; left: number } {
  const stage = s.parts.stage!;
  const { chapters, count } = stage.timeline("tell", lang());
  const told = Math.min(count, mostSteps);
  const list: Part[] = [];
  chapters.forEach((c, i) => {
    const end = Math.min(chapters[i + 1]?.step ?? count, told);
    const steps = Array.from({ length: Math.max(0, end - c.step) }, (_, j) => stage.now("tell", c.step + j, lang(), false));
    if (!steps.length) return;
    const shown = steps.findLast((n) => n.explain.failure) ?? steps.findLast((n) => n.explain.verdict) ?? steps.at(-1)!;
    list.push({ title: c.title, steps, picture: stage.picture("tell", shown.step, lang(), wide, high) });
  });
  return { parts: list, left: count - told };
}

/** What would have happened if: the first that could go wrong at each step, each asked once. */
function questions(of: Part[]): string[] {
  const asked = of.flatMap((p) => p.steps).filter((n) => n.explain.wire || n.explain.failure);
  const all = new Set(asked.map((n) => s.parts.stage!.whatif("tell", n.step, lang())).filter((w) => !w.later).flatMap((w) => w.offers.slice(0, 1).map((o) => o.title)));
  const list = [...all];
  const every = Math.max(1, Math.ceil(list.length / mostQuestions)); // from the whole of the journey, not from its beginning only
  return list.filter((_, i) => i % every === 0);
}

function Sheet() {
  const l = s.lesson.value!;
  const { parts: told, left } = parts();
  const would = s.would.value ? s.fork.value!.title?.[lang()] ?? s.fork.value!.fault : undefined;
  return (
    <>
      <header><p>Posta · {s.known.value?.chapter.title[lang()] ?? t("yourScenario")}</p><p class="name">{t("sheetName")}: </p></header>
      <h1>{l.title}</h1>
      <p class="lead">{l.summary}</p>
      {would && <p><strong>{s.fork.value!.other === undefined ? t("sheetWouldHave", { what: would }) : would}</strong></p>}
      {l.goals.length > 0 && <section><h2>{t("goals")}</h2><ul>{l.goals.map((g) => <li>{g}</li>)}</ul></section>}
      <h2>{t("sheetStory")}</h2>
      {told.map((p, i) => (
        <section class="part">
          <h3>{i + 1}. {p.title}</h3>
          <Picture svg={p.picture} />
          <ol start={p.steps[0]!.step + 1}>{p.steps.map((n) => <Step of={n} />)}</ol>
        </section>
      ))}
      {left > 0 && <p>{t("sheetMore", { n: left })}</p>}
      <Questions of={questions(told)} />
      <footer>{t("sheetSame", { name: l.scenario, seed: l.seed })}</footer>
    </>
  );
}

function Step({ of: { clock, passed, explain: e } }: { of: Now }) {
  return (
    <li>
      <p><strong>{e.title}</strong> <span class="time">{clock}</span></p>
      {e.say && <p class="say">{e.say}</p>}
      {passed && <p class="quiet">{passed}</p>}
      {e.wire && <pre>{e.wire.split("\n").slice(0, 6).join("\n")}</pre>}
      {e.verdict && e.class && <p class={`${e.class}`}><Sign is={classSign[e.class]} /> {e.verdict}</p>}
      {e.what && <p>{e.what}</p>}
      {e.why && <p class="quiet">{e.why}</p>}
    </li>
  );
}

/** A picture of the stage; the stage writes text as text, so that nothing in it can do anything. */
function Picture({ svg }: { svg: string }) {
  const put = (figure: HTMLElement | null) => {
    if (figure && svg) figure.replaceChildren(document.importNode(new DOMParser().parseFromString(svg, "image/svg+xml").documentElement, true));
  };
  return <figure ref={put} />;
}

function Questions({ of }: { of: string[] }) {
  if (!of.length) return null;
  return <section class="questions"><h2>{t("sheetQuestions")}</h2><ol>{of.map((q) => <li><p>{q}</p><hr /><hr /></li>)}</ol></section>;
}
