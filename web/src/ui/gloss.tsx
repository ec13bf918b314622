// Words of the trade explain themselves where they stand: pointed at, focused or tapped, in what is told of a step. All of
// them, and what every sign of the stage means, stand in the glossary. Both come from the build (web/prepare).
import { computed, signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import type { Term } from "../api.ts";
import { closeDialog } from "../dialogs.ts";
import { index, lacking, obtainIndex, plain } from "../search.ts";
import * as s from "../state.ts";
import { openLesson } from "../runs.ts";
import { lang, t } from "../words.ts";

/** The words that are known, by how they stand in a text, and what finds them. */
const known = computed(() => {
  const forms = new Map<string, Term>();
  for (const term of index.value?.terms ?? []) for (const form of term.forms[lang()].split("|")) if (form) forms.set(form.toLowerCase(), term);
  const all = [...forms.keys()].sort((a, b) => b.length - a.length).map((x) => x.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return { forms, finds: all.length ? new RegExp(`(?<![\\p{L}\\p{N}.-])(${all.join("|")})(?![\\p{L}\\p{N}-])`, "giu") : undefined };
});

/** Words that are too short to be told apart from others unless they are written as they are. */
const exact = (found: string, term: Term) => lang() === "en" || found.length > 4 || term.forms[lang()].split("|").includes(found);

interface Shown {
  term: Term;
  at: DOMRect;
  kept: boolean; // by a press: it stays until another
}
const shown = signal<Shown | undefined>(undefined);

/** A text with its words of the trade, each where it stands first. */
export function Gloss({ text }: { text: string }) {
  useEffect(() => void obtainIndex(), []);
  const { forms, finds } = known.value;
  if (!finds) return <>{text}</>;
  const seen = new Set<Term>();
  const parts: preact.ComponentChildren[] = [];
  let from = 0;
  for (const m of text.matchAll(finds)) {
    const term = forms.get(m[0].toLowerCase())!;
    if (seen.has(term) || !exact(m[0], term)) continue;
    seen.add(term);
    // A button is a box of its own, before and after which a line may end: the marks beside it go with it.
    const before = /[(«“"¿¡]*$/u.exec(text.slice(from, m.index))![0];
    const after = /^[,.;:!?)»”"…]*/u.exec(text.slice(m.index + m[0].length))![0];
    const word = <Word term={term} text={m[0]} />;
    parts.push(text.slice(from, m.index - before.length), before || after ? <span class="kept">{before}{word}{after}</span> : word);
    from = m.index + m[0].length + after.length;
  }
  return <>{parts}{text.slice(from)}</>;
}

/** The words of the trade in a text that is itself a button: they stand beside it. */
export function Words({ text }: { text: string }) {
  useEffect(() => void obtainIndex(), []);
  const { forms, finds } = known.value;
  if (!finds) return null;
  const found = new Map<Term, string>();
  for (const m of text.matchAll(finds)) {
    const term = forms.get(m[0].toLowerCase())!;
    if (!found.has(term) && exact(m[0], term)) found.set(term, m[0]);
  }
  if (!found.size) return null;
  return <span class="note words">{[...found].map(([term, text]) => <Word term={term} text={text} />)}</span>;
}

function Word({ term, text }: { term: Term; text: string }) {
  const show = (kept: boolean) => (e: Event & { currentTarget: HTMLElement }) => (shown.value = { term, at: e.currentTarget.getBoundingClientRect(), kept });
  const hide = () => !shown.value?.kept && (shown.value = undefined);
  const key = (e: KeyboardEvent) => {
    if (e.key !== "Escape" || !shown.value) return;
    e.stopPropagation();
    shown.value = undefined;
  };
  return (
    <button
      type="button" class="term" aria-expanded={shown.value?.term === term} aria-describedby={shown.value?.term === term ? "gloss" : undefined}
      onMouseEnter={show(false)} onMouseLeave={hide} onFocus={show(false)} onBlur={() => (shown.value = undefined)} onClick={show(true)} onKeyDown={key}
    >{text}</button>
  );
}

/** What the word that is pointed at means. */
export function Meaning() {
  const x = shown.value;
  if (!x) return null;
  const width = Math.min(320, innerWidth - 16);
  const left = Math.max(8, Math.min(innerWidth - width - 8, x.at.left));
  const below = x.at.bottom + 180 < innerHeight;
  const place = below ? { top: `${x.at.bottom + 6}px` } : { bottom: `${innerHeight - x.at.top + 6}px` };
  return <p id="gloss" class="card" role="tooltip" style={{ left: `${left}px`, width: `${width}px`, ...place }}><strong>{x.term.name[lang()]}</strong> {x.term.means[lang()]}</p>;
}

/** That there are no words, and why. */
export function Lacking() {
  const why = lacking.value;
  return why === undefined ? null : <p class="quiet" role="status" id="lacking">{t("noWords", { why })} <button type="button" class="link" onClick={() => void obtainIndex()}>{t("tryAgain")}</button></p>;
}

/** All words, by name, and all signs. */
export function Glossary() {
  const [query, ask] = useState("");
  useEffect(() => void obtainIndex(), []);
  const wanted = plain(query);
  const terms = (index.value?.terms ?? []).filter((x) => x.words.includes(wanted) || plain(x.means[lang()]).includes(wanted)).sort((a, b) => a.name[lang()].localeCompare(b.name[lang()], lang()));
  return (
    <div id="glossary">
      <input type="search" id="glossary-query" aria-label={t("searchWords")} placeholder={t("searchWords")} autocomplete="off" onInput={(e) => ask(e.currentTarget.value)} />
      <Lacking />
      <dl class="terms">{terms.map((x) => <><dt>{x.name[lang()]}</dt><dd>{x.means[lang()]} <First of={x} /></dd></>)}</dl>
      <h3>{t("signs")}</h3>
      <img src={`legend-${s.theme.value}-${lang()}.svg`} alt={t("signs")} width="420" />
    </div>
  );
}

/** The lesson in which a word is first explained. */
function First({ of }: { of: Term }) {
  const lesson = s.lessons.find((x) => x.lesson.slug === of.lessons[0])?.lesson;
  return lesson ? <button type="button" class="link" onClick={() => (closeDialog(), void openLesson(lesson.slug))}>{lesson.title[lang()]}</button> : null;
}
