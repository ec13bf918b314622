// Written by "go run ./web/types" from package wasm/api: do not edit.

export interface PageAPI {
  anatomy(detail: Detail, step: number, lang: Lang): Anatomy | null;
  beside(lang: Lang, on: boolean): Beside | null;
  close(): void;
  devices(detail: Detail, step: number, host: string, lang: Lang): Account[];
  dialogue(detail: Detail, lang: Lang, listener: boolean): Dialogue | null;
  entitle(fault: string): Text | null;
  follow(trace: Uint8Array<ArrayBuffer>): string;
  fork(trace: Uint8Array<ArrayBuffer>, rulings: string): Parted;
  grow(events: Uint8Array<ArrayBuffer>): string;
  lesson(lang: Lang): LessonView | null;
  message(seq: number, lang: Lang): Message | null;
  moments(detail: Detail): Instant[];
  now(detail: Detail, step: number, lang: Lang, listener: boolean): Now | null;
  open(trace: Uint8Array<ArrayBuffer>, rulings: string): string;
  picture(detail: Detail, step: number, lang: Lang, w: number, h: number): string;
  questions(detail: Detail): Asked[];
  send(message: string): string;
  side(would: boolean): void;
  split(detail: Detail): Split | null;
  state(detail: Detail, step: number, host: string, lang: Lang): State | null;
  timeline(detail: Detail, lang: Lang): Timeline | null;
  whatif(detail: Detail, step: number, lang: Lang): WhatIf | null;
}

export interface EngineAPI {
  alone(name: string, yaml: string, seed: string, inputs: string, decision: string, letters: Lang, letter: string, progress: (n: number) => void): Written;
  assignment(name: string, yaml: string, student: string): Assignment;
  chance(name: string, yaml: string, seed: string, fault: string, inputs: string, letters: Lang, ms: number, first: number, n: number): number;
  decisions(name: string, yaml: string, letters: Lang, lang: Lang): Decision[];
  done(name: string, yaml: string, id: string, student: string, done: string): Proof;
  fault(name: string, yaml: string, fault: string): Problem[];
  figures(name: string, yaml: string, seed: string, inputs: string, decision: string, letters: Lang, of: Counting, progress: (n: number) => void): Counted;
  hint(slug: string, own: string, level: number): Text;
  mark(name: string, yaml: string, submission: string): Marked;
  mend(slug: string, own: string, changes: string[], letters: Lang): Mended;
  own(name: string, yaml: string, id: string, student: string, letters: Lang): Own;
  pcap(name: string, yaml: string, seed: string, fault: string, inputs: string, letters: Lang, lang: Lang, progress: (n: number) => void): Written;
  run(name: string, yaml: string, seed: string, fault: string, inputs: string, letters: Lang, progress: (n: number) => void): Run;
  schema(): string;
  seat(name: string, yaml: string, seed: string, inputs: string, at: SeatAt, moves: Move[], letters: Lang, known: number): Seated;
  seats(name: string, yaml: string, letters: Lang): SeatPlace[];
  source(slug: string): string;
  tasks(): Task[];
  transcript(trace: Uint8Array<ArrayBuffer>, rulings: string, detail: Detail, lang: Lang): Written;
  validate(name: string, yaml: string): Problem[];
}

export type StageMessage =
  | { do: "forward"; by: number }
  | { do: "back"; by: number }
  | { do: "seek"; step: number; still?: boolean }
  | { do: "event"; seq: number; still?: boolean }
  | { do: "chapter"; by: number }
  | { do: "play"; on: boolean }
  | { do: "reading"; seconds: number }
  | { do: "speed"; factor: number }
  | { do: "resize"; w: number; h: number; scale: number }
  | { do: "cover"; insets: Insets }
  | { do: "pan"; dx: number; dy: number }
  | { do: "zoom"; factor: number; at?: Point; middle?: boolean }
  | { do: "follow" }
  | { do: "whole" }
  | { do: "select"; kind?: TargetKind; a?: string; b?: string; message?: string }
  | { do: "tap"; at: Point }
  | { do: "next"; by: number }
  | { do: "sign"; by: number }
  | { do: "hover"; at: Point }
  | { do: "leave" }
  | { do: "detail"; detail: Detail }
  | { do: "lang"; lang: Lang }
  | { do: "theme"; dark: boolean }
  | { do: "reduced"; on: boolean }
  | { do: "listener"; on: boolean }
  | { do: "afar"; on: boolean }

export const allDetail = ["tell", "dialogue", "packets"] as const;
export type Detail = (typeof allDetail)[number];

export const allLang = ["es", "en"] as const;
export type Lang = (typeof allLang)[number];

export interface Anatomy {
  hex: string;
  cut?: boolean;
  layers: Layer[];
}

export interface Beside {
  would: boolean;
  title: string;
  class?: Class;
  differs: string[];
  picture: string;
}

export interface Account {
  user: string;
  places: Place[];
  moments: Moment[];
}

export interface Dialogue {
  conns: Conn[];
  lines: Line[];
  omitted?: number;
}

export type Text = Record<Lang, string>;

export interface Parted {
  seq: number;
  error?: string;
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
  campaign?: boolean;
  unrecorded?: string;
  silent?: boolean;
}

export interface Message {
  seq: number;
  title: string;
  where: string;
  size: string;
  fields: Field[];
  body: string;
  source: string;
  hex: string[];
  cut?: boolean;
}

export interface Instant {
  step: number;
  ms: number;
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

export interface Asked {
  id: string;
  step: number;
  reveals: number;
  text: Text;
  choices: Choice[];
}

export interface Split {
  seq: number;
  happened: Bar;
  would: Bar;
}

export interface State {
  host: Host;
  up: boolean;
  sections: Section[];
}

export interface Timeline {
  detail: Detail;
  count: number;
  chapters: ChapterView[];
  failures: number[];
  folds: Fold[];
  real?: RealTime;
}

export interface WhatIf {
  step: number;
  title: string;
  later?: boolean;
  offers: Offer[];
}

export interface Written {
  bytes?: Uint8Array<ArrayBuffer>;
  error?: string;
}

export interface Assignment {
  problems: Problem[];
  name: string;
  edition: string;
  program: string;
  title: Text;
  deadline: string;
  late: number;
  parts: AssignmentPart[];
}

export interface Decision {
  fault: string;
  what: string;
}

export interface Proof {
  problems: Problem[];
  done: Done | null;
  error?: string;
}

export interface Problem {
  warning: boolean;
  file: string;
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

export interface Counting {
  by: string;
  lang: Lang;
  dark: boolean;
  width: number;
  figure: string;
  run: number;
  key: string;
  slice: number;
}

export interface Counted {
  problems: Problem[];
  decisions: Decision[];
  figures: FigureWord[];
  rows: CountedRow[];
  plot: string;
  notes: string[];
  letters: CountedLetter[];
  count: number;
  error?: string;
}

export interface Marked {
  points: number;
  of: number;
  late: boolean;
  verdict: Text;
  parts: MarkedPart[];
  error?: string;
}

export interface Mended {
  problems: Problem[];
  goal: Failed[];
  held: boolean[];
  solved: boolean;
  others: Text[];
  tried: number;
  rulings: string;
  trace?: Uint8Array<ArrayBuffer>;
  error?: string;
}

export interface Own {
  yaml: string;
  hash: string;
  questions: OwnQuestion[];
  task: Task | null;
  trace?: Uint8Array<ArrayBuffer>;
  error?: string;
}

export interface Run {
  problems: Problem[];
  inputs: Problem[];
  trace?: Uint8Array<ArrayBuffer>;
  rulings: string;
  failed: Failed[];
  source: string;
  error?: string;
}

export interface SeatAt {
  as: string;
  to: string;
  port: number;
  service: string;
  ms: number;
}

export interface Move {
  do: string;
  text?: string;
}

export interface Seated {
  problems: Problem[];
  seat: Seat | null;
  events: number;
  fresh: boolean;
  trace?: Uint8Array<ArrayBuffer>;
  error?: string;
}

export interface SeatPlace {
  name: string;
  services: SeatService[];
}

export interface Task {
  own: string;
  slug: string;
  title: Text;
  do: Text;
  world: string;
  fields: TaskField[];
}

export interface Insets {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface Point {
  x: number;
  y: number;
}

export const allTargetKind = ["host", "road", "letter"] as const;
export type TargetKind = (typeof allTargetKind)[number];

export interface Status {
  open: boolean;
  ms: number;
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
  sign: string;
  lang: Lang;
  would: boolean;
  growing: boolean;
}

export interface Chapter {
  slug: string;
  title: Text;
  lessons: Lesson[];
}

export interface Index {
  lessons: Record<string, string>;
  terms: Term[];
}

export interface Layer {
  name: string;
  means: string;
  from: number;
  to: number;
  fields: PacketField[];
}

export const allClass = ["ok", "more", "temporary", "permanent"] as const;
export type Class = (typeof allClass)[number];

export interface Place {
  host: string;
  device: boolean;
  holds: string;
  loss: string;
  unknown: string[];
}

export interface Moment {
  seq: number;
  place: number;
  at: string;
  text: string;
  of?: number;
  offline?: boolean;
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
  withheld?: boolean;
  encrypted?: boolean;
  sealed?: boolean;
  lost?: boolean;
  partial?: boolean;
}

export interface Host {
  name: string;
  domain: string;
  what: string;
  addrs: string[];
  services: string[];
  user?: string;
}

export interface Field {
  name: string;
  value: string;
  explain: string;
}

export interface Explain {
  title: string;
  say?: string;
  what: string;
  why?: string;
  rfc?: RFC[];
  changed?: string[];
  steps?: Reasoning[];
  hashed?: Hashed;
  cause?: Link;
  class?: Class;
  verdict?: string;
  failure?: boolean;
  from?: string;
  to?: string;
  wire?: string;
}

export interface Choice {
  text: Text;
  why: Text;
  right?: boolean;
  fault?: string;
}

export interface Bar {
  count: number;
  fork: number;
  failures: number[];
}

export interface Section {
  id: string;
  title: string;
  columns: string[];
  rows: Row[];
  omitted?: number;
}

export interface ChapterView {
  title: string;
  kind: string;
  step: number;
  clock: string;
  failure?: boolean;
}

export interface Fold {
  from: number;
  to: number;
  chapter: number;
  end: number;
  text: string;
}

export interface RealTime {
  lasts: number;
  at: number[];
  waits: Span[];
  nights: Span[];
  days: Mark[];
}

export interface Offer {
  title: string;
  fault: string;
}

export interface AssignmentPart {
  id: string;
  kind: string;
  lesson: string;
  title: Text;
  do: Text;
  weight: number;
}

export interface Done {
  answers?: Record<string, string>;
  inputs?: string;
  repair?: string[];
  letters?: Lang;
  hash: string;
}

export interface FigureWord {
  name: string;
  word: string;
  tells: string;
  hides: string;
  unseen: boolean;
}

export interface CountedRow {
  key: string;
  counts: number[][];
}

export interface CountedLetter {
  id: string;
  campaign: string;
  recipient: string;
  segment: string;
  at: string;
  said: string;
}

export interface MarkedPart {
  id: string;
  proved: boolean;
  verdict: Text;
  right: number;
  of: number;
  reasons: Text[];
}

export interface Failed {
  line: number;
  noun: string;
  want: Text;
  got: Text;
  near: number;
  closest: Text;
}

export interface OwnQuestion {
  id: string;
  after: number;
  text: Text;
  choices: Text[];
}

export interface Seat {
  role: string;
  host: string;
  peer: string;
  lines: SeatLine[];
  question: string;
  crib: SeatSays[];
  moves: SeatMove[];
  over: boolean;
  ended: boolean;
  silent: boolean;
  inputs: string;
}

export interface SeatService {
  name: string;
  port: number;
  names: boolean;
}

export interface TaskField {
  verb: string;
  key: string;
  whose: string;
  records: string[];
  settings: TaskSetting[];
}

export interface Selection {
  kind?: TargetKind;
  a?: string;
  b?: string;
  message?: string;
}

export interface Lesson {
  slug: string;
  title: Text;
  summary: Text;
}

export interface Term {
  name: Text;
  means: Text;
  words: string;
  forms: Text;
  lessons: string[];
}

export interface PacketField {
  name: string;
  value: string;
  means: string;
  from: number;
  to: number;
}

export interface RFC {
  label: string;
  title: string;
  url: string;
}

export interface Reasoning {
  depth?: number;
  text: string;
}

export interface Hashed {
  say: string;
  parts: HashedPart[];
}

export interface Link {
  step: number;
  title: string;
}

export interface Row {
  cells: string[];
  change?: Op;
  message?: number;
}

export interface Span {
  from: number;
  to: number;
}

export interface Mark {
  at: number;
  name: string;
}

export interface SeatLine {
  conn: number;
  seq: number;
  mine: boolean;
  text: string;
  class?: Class;
  mistakes: SeatMistake[];
}

export interface SeatSays {
  line: string;
  for: Text;
}

export interface SeatMove {
  do: string;
  text?: string;
  seq: number;
}

export interface TaskSetting {
  label: Text;
  key: string;
  choices: string[];
  example: string;
}

export interface HashedPart {
  title: string;
  lines: HashedLine[];
}

export const allOp = ["added", "altered", "removed", "consulted"] as const;
export type Op = (typeof allOp)[number];

export interface SeatMistake {
  code: string;
  text: Text;
  rfc?: string;
  url?: string;
}

export interface HashedLine {
  sign: string;
  before: string;
  changed?: string;
  after?: string;
}
