// Finding lessons and words by what they mean, in either language, with or without accents.
import { signal } from "@preact/signals";
import type { Index, Lang } from "./api.ts";
import { lessons } from "./state.ts";
import { fetched } from "./stage.ts";

declare const POSTA_SEARCH: string; // the index's file name, put in by the build

/** What the build has read out of the lessons (web/prepare); it comes when somebody searches. */
export const index = signal<Index | undefined>(undefined);

/** Why it did not come. Titles and summaries can be searched all the same. */
export const lacking = signal<string | undefined>(undefined);

export async function obtainIndex(): Promise<void> {
  try {
    index.value ??= (await (await fetched(POSTA_SEARCH)).json()) as Index;
    lacking.value = undefined;
  } catch (error) {
    lacking.value = (error as Error).message;
  }
}

/** Letters without accents, in lower case: what people type when they search. */
export const plain = (s: string) => s.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

export interface Found {
  terms: { name: string; means: string }[];
  lessons: Set<string>; // slugs
}

/** All words of the question must be found; a word is found where another begins with it. */
export function find(question: string, index: Index | undefined, lang: Lang): Found {
  const wanted = plain(question).split(/[^\p{L}\p{N}+./-]+/u).filter(Boolean);
  const begins = (text: string) => {
    const words = " " + text;
    return wanted.every((w) => words.includes(" " + w) || words.includes("-" + w) || (w.length > 3 && words.includes(w)));
  };
  const found: Found = { terms: [], lessons: new Set() };
  if (!wanted.length) {
    for (const { lesson } of lessons) found.lessons.add(lesson.slug);
    return found;
  }
  for (const { chapter, lesson } of lessons) {
    const own = [lesson.slug, ...Object.values(lesson.title), ...Object.values(lesson.summary), ...Object.values(chapter.title)].join(" ");
    if (begins(plain(own).replace(/[«»"“”¿?¡!(),:;]/g, " ") + " " + (index?.lessons[lesson.slug] ?? ""))) found.lessons.add(lesson.slug);
  }
  for (const term of index?.terms ?? []) {
    if (!begins(term.words)) continue;
    found.terms.push({ name: term.name[lang], means: term.means[lang] });
    for (const slug of term.lessons) found.lessons.add(slug);
  }
  found.terms.splice(maxTerms);
  return found;
}

/** More would push the lessons out of sight. */
const maxTerms = 4;
