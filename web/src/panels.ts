// The four cards' contents, made anew from values that Go worked out. They decide nothing but how a value is set.
import { fill, h, sign, type Sign } from "./dom.ts";
import type { Class, Dialogue, Explain, LessonView, Line, Message, Now, State, Timeline } from "./api.ts";
import { t } from "./words.ts";

export const classSign: Record<Class, Sign> = { ok: "tick", more: "arrow", temporary: "hourglass", permanent: "cross" };
const classWord = { ok: "signOK", more: "signMore", temporary: "signTemporary", permanent: "signPermanent" } as const;

/** A long address keeps its two ends. */
export function middle(text: string, most: number): string {
  if (text.length <= most) return text;
  const half = Math.floor((most - 1) / 2);
  return text.slice(0, half) + "…" + text.slice(text.length - half);
}

// ---- Explain

export function explain(now: Now, listener: boolean, go: (step: number) => void, ask: () => void, stop: () => void): Node[] {
  const e = now.explain;
  const list: Node[] = [];
  if (listener) list.push(overhearing(stop));
  if (now.chapter_title) list.push(h("p", { class: "eyebrow" }, now.chapter_title));
  list.push(h("h2", { class: "title", id: "explain-title" }, e.title));
  if (e.say) list.push(h("blockquote", {}, e.say));
  if (e.verdict && e.class) {
    list.push(h("p", { class: `verdict ${e.class}` }, sign(classSign[e.class]), " ", e.verdict));
  }
  if (now.passed) list.push(h("p", { class: "passed" }, sign("hourglass"), " ", now.passed));
  if (e.what) list.push(h("p", { class: "what" }, e.what));
  if (e.wire) list.push(wire(e));
  if (e.why) list.push(h("h3", {}, t("why")), h("p", {}, e.why));
  if (e.changed?.length) {
    list.push(h("h3", {}, t("changed")), h("ul", { class: "changed" }, ...e.changed.map((c) => h("li", {}, c))));
  }
  if (e.cause) {
    const cause = e.cause;
    list.push(
      h("h3", {}, t("because")),
      h("p", {}, h("button", { type: "button", class: "link", onclick: () => go(cause.step) }, sign("back"), ` ${cause.title}`)),
    );
  }
  if (e.rfc?.length) {
    list.push(
      h("h3", {}, t("readOn")),
      h(
        "ul",
        { class: "rfc" },
        ...e.rfc.map((r) =>
          h(
            "li",
            {},
            h("a", { href: r.url, target: "_blank", rel: "noopener noreferrer" }, r.label, h("span", { class: "sr" }, ` ${t("newTab")}`)),
            ` ${r.title}`,
          ),
        ),
      ),
    );
  }
  list.push(h("p", { class: "actions" }, h("button", { type: "button", class: "big", id: "ask", onclick: ask }, sign("fork"), " ", t("whatIf"))));
  return list;
}

/** Says whose ears one hears with, and gives one's own back. */
export function overhearing(stop: () => void): Node {
  return h("p", { class: "overhearing" }, sign("ear"), h("span", {}, t("overhearing")), h("button", { type: "button", class: "link", onclick: stop }, t("stopListening")));
}

function wire(e: Explain): Node {
  const who = e.from && e.to ? t("saysTo", { from: e.from, to: e.to }) : (e.from ?? "");
  return h("figure", { class: `wire ${e.class ?? ""}` }, h("figcaption", {}, who || t("onTheWire")), h("pre", { tabindex: "0" }, e.wire ?? ""));
}

// ---- Dialogue

export interface Hearing {
  dialogue: Dialogue;
  now: Now;
  /** A connection's number, "current", or "all". */
  conn: string;
  query: string;
  /** How many lines before the window are shown as well. */
  earlier: number;
}

/** How many lines are shown at once: more are slow to lay out, and nobody reads them. */
const windowSize = 150;
const maxFound = 300;

export function dialogueRows(x: Hearing, go: (step: number) => void, showEarlier: () => void): Node[] {
  const current = new Set(x.now.current);
  const query = x.query.trim().toLowerCase();
  const searching = query !== "";
  // Who searches, and has chosen no conversation, searches them all.
  const conn = x.conn === "all" || (searching && x.conn === "current") ? 0 : x.conn === "current" ? connOf(x) : Number(x.conn);
  let picked: number[] = [];
  const end = searching ? x.dialogue.lines.length : Math.min(x.now.heard, x.dialogue.lines.length);
  for (let i = 0; i < end; i++) {
    const line = x.dialogue.lines[i]!;
    if (conn !== 0 && line.conn !== conn) continue;
    if (searching && !(line.text + " " + line.speaker).toLowerCase().includes(query)) continue;
    picked.push(i);
  }
  const out: Node[] = [];
  const count = picked.length;
  if (searching) out.push(h("p", { class: "quiet", role: "status" }, t("found", { n: count })));
  if (count === 0) {
    if (!searching) out.push(h("p", { class: "quiet" }, t("nothingSaid")));
    return out;
  }
  let omitted = 0;
  if (searching) {
    omitted = Math.max(0, picked.length - maxFound);
    picked = picked.slice(0, maxFound);
  } else {
    const from = Math.max(0, count - windowSize - x.earlier);
    if (from > 0) out.push(h("button", { type: "button", class: "link", onclick: showEarlier }, t("earlier", { n: from })));
    picked = picked.slice(from);
  }
  const rows = picked.map((i) => row(x.dialogue.lines[i]!, i, current.has(i), i >= x.now.heard, go));
  out.push(
    h(
      "table",
      { class: "dialogue" },
      h("caption", { class: "sr" }, t("tabDialogue")),
      h("thead", { class: "sr" }, h("tr", {}, h("th", { scope: "col" }, t("who")), h("th", { scope: "col" }, t("what")))),
      h("tbody", {}, ...rows),
    ),
  );
  if (omitted > 0) out.push(h("p", { class: "quiet" }, t("omitted", { n: omitted })));
  return out;
}

function connOf(x: Hearing): number {
  const at = x.now.current.at(-1) ?? Math.min(x.now.heard, x.dialogue.lines.length) - 1;
  return x.dialogue.lines[at]?.conn ?? 0;
}

function row(line: Line, index: number, current: boolean, future: boolean, go: (step: number) => void): Node {
  const notes: Node[] = [];
  const note = (text: string) => notes.push(h("span", { class: "note" }, text));
  if (line.secret) note(t("secret", { text: line.secret }));
  if (line.encrypted && !line.sealed) note(t("encrypted"));
  if (line.lost) note(t("lost"));
  else if (line.partial) note(t("partial"));
  if (line.more) note("… " + line.more);
  const text = line.text || t("noText");
  return h(
    "tr",
    { class: [line.client ? "client" : "server", line.class ?? "", current ? "current" : "", future ? "future" : "", line.sealed ? "sealed" : ""].join(" "), "data-line": index, "aria-current": current ? "step" : undefined },
    h("th", { scope: "row" }, h("span", { class: "speaker", title: line.speaker }, middle(line.speaker, 22)), h("span", { class: "time" }, line.clock)),
    h(
      "td",
      {},
      h(
        "button",
        { type: "button", class: "said", title: t("goThere"), onclick: () => go(line.step) },
        line.class && sign(classSign[line.class]),
        line.class && h("span", { class: "sr" }, t(classWord[line.class]) + ": "),
        line.sealed && sign("lock"),
        h("span", { class: "text" }, text),
      ),
      ...notes,
    ),
  );
}

// ---- State

export function state(s: State, open: (seq: number) => void): Node[] {
  const facts = h("dl", { class: "facts" });
  if (s.host.addrs.length) facts.append(h("dt", {}, t("addresses")), h("dd", { class: "mono" }, s.host.addrs.join(", ")));
  if (s.host.services.length) facts.append(h("dt", {}, t("services")), h("dd", { class: "mono" }, s.host.services.join(", ")));
  const list: Node[] = [h("p", { class: "quiet what" }, s.host.what), facts];
  if (!s.up) list.push(h("p", { class: "verdict permanent" }, sign("cross"), " ", t("noPower")));
  if (!s.sections.length) list.push(h("p", { class: "quiet" }, t("emptyState")));
  for (const section of s.sections) {
    const letters = section.rows.some((r) => r.message);
    list.push(h("h3", {}, section.title));
    if (!section.rows.length) {
      list.push(h("p", { class: "quiet" }, t("empty")));
      continue;
    }
    list.push(
      // The roles are said aloud because a narrow panel lays wide tables out as cards (style.css), and then forgets them.
      h(
        "table",
        { class: section.columns.length > 2 ? "state cards" : "state", role: "table", "aria-label": section.title },
        h(
          "thead",
          { role: "rowgroup" },
          h(
            "tr",
            { role: "row" },
            letters && h("td", { role: "cell" }),
            ...section.columns.map((c) => h(c ? "th" : "td", c ? { scope: "col", role: "columnheader" } : { role: "cell" }, c)),
          ),
        ),
        h("tbody", { role: "rowgroup" }, ...section.rows.map((r) => stateRow(r, section.columns, letters, open))),
      ),
    );
    if (section.omitted) list.push(h("p", { class: "quiet" }, t("omitted", { n: section.omitted })));
  }
  return list;
}

function stateRow(r: State["sections"][number]["rows"][number], columns: string[], letters: boolean, open: (seq: number) => void): Node {
  const badge =
    r.change === "added" ? t("isNew") : r.change === "altered" ? t("isAltered") : r.change === "consulted" ? t("isConsulted") : "";
  return h(
    "tr",
    { class: r.change ?? "", role: "row" },
    letters &&
      h("td", { class: "open", role: "cell" }, r.message ? h("button", { type: "button", class: "icon small", "aria-label": t("openLetter"), title: t("openLetter"), onclick: () => open(r.message!) }, sign("letter")) : ""),
    ...r.cells.map((c, i) => h("td", { role: "cell", "data-column": columns[i] || undefined, class: c === "" ? "none" : undefined }, c, i === 0 && badge !== "" && h("span", { class: "badge" }, badge))),
  );
}

// ---- A letter

export function letter(m: Message): Node[] {
  const part = (id: string, name: string, open: boolean, ...content: Node[]) =>
    h("details", { id: `letter-${id}`, open }, h("summary", {}, name), ...content);
  return [
    h("p", { class: "quiet" }, `${m.where} · ${m.size}`),
    part(
      "header",
      t("headers"),
      true,
      h(
        "table",
        { class: "fields" },
        h("thead", { class: "sr" }, h("tr", {}, h("th", { scope: "col" }, t("field")), h("th", { scope: "col" }, t("value")))),
        h(
          "tbody",
          {},
          ...m.fields.map((f) => h("tr", {}, h("th", { scope: "row" }, f.name), h("td", {}, h("code", {}, f.value), h("p", { class: "quiet" }, f.explain)))),
        ),
      ),
    ),
    part("body", t("body"), true, h("pre", { tabindex: "0" }, m.body || t("noText"))),
    part("source", t("source"), false, h("pre", { tabindex: "0" }, m.source), ...(m.cut ? [h("p", { class: "quiet" }, t("cut"))] : [])),
    part("bytes", t("bytes"), false, h("pre", { class: "hex", tabindex: "0" }, m.hex.join("\n"))),
  ];
}

// ---- Lesson

export function lesson(l: LessonView, timeline: Timeline, now: Now, go: (step: number) => void): Node[] {
  const list: Node[] = [h("h2", { class: "title" }, l.title), h("p", { class: "what" }, l.summary)];
  if (l.goals.length) list.push(h("h3", {}, t("goals")), h("ul", {}, ...l.goals.map((g) => h("li", {}, g))));
  list.push(
    h("h3", {}, t("chapters")),
    h(
      "ol",
      { class: "chapters" },
      ...timeline.chapters.map((c, i) =>
        h(
          "li",
          {},
          h(
            "button",
            { type: "button", class: "chapter", "aria-current": i === now.chapter ? "step" : undefined, onclick: () => go(c.step) },
            c.failure && sign("cross", "permanent"),
            h("span", { class: "name" }, c.title),
            h("span", { class: "time" }, c.clock),
          ),
        ),
      ),
    ),
    h("p", { class: "quiet" }, t("facts", { events: l.events, lasts: l.lasts }) + (l.limit ? ". " + l.ended : "")),
  );
  return list;
}

export { fill };
