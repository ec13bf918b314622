// What Go says: the values of sim/view and wasm, as JSON.
import type { Lang } from "./words.ts";

export type Detail = "tell" | "dialogue" | "packets";
export const details: readonly Detail[] = ["tell", "dialogue", "packets"];
export type Class = "ok" | "more" | "temporary" | "permanent";
export type Text = Record<Lang, string>;

export interface Status {
  open: boolean;
  detail: Detail;
  step: number;
  count: number;
  seq: number;
  playing: boolean;
  speed: number;
  follow: boolean;
  listener: boolean;
  selected: Selection | null;
  hover: Selection | null;
  lang: Lang;
  would: boolean; // it is what would have happened
}

export interface Selection {
  kind: "host" | "road" | "letter";
  a?: string;
  b?: string;
  message?: string;
}

export interface Now {
  detail: Detail;
  step: number;
  count: number;
  seq: number;
  clock: string;
  date: string;
  passed?: string;
  chapter: number;
  chapter_title: string;
  explain: Explain;
  heard: number;
  current: number[];
  busy: string[];
}

export interface Explain {
  title: string;
  say?: string;
  what: string;
  why?: string;
  rfc?: { label: string; title: string; url: string }[];
  changed?: string[];
  cause?: { step: number; title: string };
  class?: Class;
  verdict?: string;
  failure?: boolean;
  from?: string;
  to?: string;
  wire?: string;
}

export interface LessonView {
  scenario: string;
  seed: string;
  title: string;
  summary: string;
  goals: string[];
  ends: string[];
  hosts: Host[];
  events: number;
  lasts: string;
  ended: string;
  limit?: boolean;
}

export interface Host {
  name: string;
  domain: string;
  what: string;
  addrs: string[];
  services: string[];
}

export interface Timeline {
  detail: Detail;
  count: number;
  chapters: { title: string; kind: string; step: number; clock: string; failure?: boolean }[];
  failures: number[];
}

export interface Dialogue {
  conns: Conn[];
  lines: Line[];
  omitted?: number;
}

export interface Conn {
  number: number;
  client: string;
  server: string;
  service: string;
  port?: number;
}

export interface Line {
  conn: number;
  step: number;
  clock: string;
  speaker: string;
  listener: string;
  client?: boolean;
  protocol: string;
  kind: string;
  class?: Class;
  text: string;
  more?: string;
  secret?: string;
  encrypted?: boolean;
  sealed?: boolean; // only the outside of it, all that a listener gets
  lost?: boolean;
  partial?: boolean;
}

export interface State {
  host: Host;
  up: boolean;
  sections: Section[];
}

export interface Section {
  id: string;
  title: string;
  columns: string[];
  rows: { cells: string[]; change?: "added" | "altered" | "removed" | "consulted"; message?: number }[];
  omitted?: number;
}

export interface Message {
  seq: number;
  title: string;
  where: string;
  size: string;
  fields: { name: string; value: string; explain: string }[];
  body: string;
  source: string;
  hex: string[];
  cut?: boolean;
}

/** What could go wrong at a step, or at the next at which anything can. */
export interface WhatIf {
  step: number;
  title: string;
  later?: boolean;
  offers: { title: string; fault: string }[];
}

/** Where two runs part, as steps of one detail. */
export interface Split {
  seq: number;
  happened: Bar;
  would: Bar;
}

export interface Bar {
  count: number;
  fork: number;
  failures: number[];
}

export interface Problem {
  line: number;
  column: number;
  width: number;
  path: string;
  text: string;
  caret: number;
  what: Text;
  hint: Text;
  code: string;
}

export interface Failed {
  line: number;
  noun: string;
  want: Text;
  got: Text;
  /** The event nearest to the matter, 0 for none, and what it was. */
  near: number;
  closest: Text;
}

export interface Chapter {
  slug: string;
  title: Text;
  lessons: { slug: string; title: Text; summary: Text }[];
}
