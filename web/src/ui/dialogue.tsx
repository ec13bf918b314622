// What was said on the wire, line by line, up to the step that is shown.
import { useLayoutEffect } from "preact/hooks";
import type { Dialogue as Said, Line, Now } from "../api.ts";
import { seek } from "../doing.ts";
import * as s from "../state.ts";
import { dialogue } from "../views.ts";
import { t } from "../words.ts";
import { classSign, Overhearing } from "./explain.tsx";
import { Words } from "./gloss.tsx";
import { Sign } from "./signs.tsx";

const classWord = { ok: "signOK", more: "signMore", temporary: "signTemporary", permanent: "signPermanent" } as const;

/** How many lines are shown at once: more are slow to lay out, and nobody reads them. */
const windowSize = 150;
const maxFound = 300;
const maxConns = 1000;

/** A long address keeps its two ends. */
function middle(text: string, most: number): string {
  if (text.length <= most) return text;
  const half = Math.floor((most - 1) / 2);
  return text.slice(0, half) + "…" + text.slice(text.length - half);
}

export function Dialogue() {
  const d = dialogue.value;
  return (
    <>
      <div id="dialogue-tools">
        <label>
          <span class="sr">{t("conversation")}</span>
          <select id="conn" value={s.conn.value} onChange={(e) => ((s.conn.value = e.currentTarget.value), (s.earlier.value = 0))}>
            <option value="current">{t("currentConversation")}</option>
            <option value="all">{t("allConversations")}</option>
            {d.conns.slice(0, maxConns).map((c) => (
              <option key={c.number} value={String(c.number)}>{`${c.number} · ${middle(c.client, 18)} → ${middle(c.server, 18)} · ${c.service}${c.port ? " " + c.port : ""}`}</option>
            ))}
          </select>
        </label>
        <label class="search">
          <Sign is="search" />
          <span class="sr">{t("searchDialogue")}</span>
          <input type="search" id="query" placeholder={t("search")} value={s.query.value} autocomplete="off" spellcheck={false} onInput={(e) => (s.query.value = e.currentTarget.value)} />
        </label>
      </div>
      <div id="dialogue-rows">
        {s.listener.value && <Overhearing />}
        <Rows said={d} now={s.now.value!} />
      </div>
    </>
  );
}

function Rows({ said, now }: { said: Said; now: Now }) {
  const query = s.query.value.trim().toLowerCase();
  const searching = query !== "";
  const { picked, before, omitted } = pick(said, now, query);
  useLayoutEffect(() => {
    if (!searching && s.earlier.peek() === 0) showCurrent();
  }, [said, now.step, s.conn.value, searching]);
  const current = new Set(now.current);
  const count = before + picked.length + omitted;
  return (
    <>
      {searching && <p class="quiet" role="status">{t("found", { n: count })}</p>}
      {!searching && count === 0 && <p class="quiet">{s.lesson.value?.silent ? s.lesson.value.unrecorded : t("nothingSaid")}</p>}
      {before > 0 && <button type="button" class="link" onClick={() => (s.earlier.value += 300)}>{t("earlier", { n: before })}</button>}
      {picked.length > 0 && (
        <table class="dialogue">
          <caption class="sr">{t("tabDialogue")}</caption>
          <thead class="sr"><tr><th scope="col">{t("who")}</th><th scope="col">{t("what")}</th></tr></thead>
          <tbody>{picked.map((i) => <Row key={i} line={said.lines[i]!} index={i} current={current.has(i)} future={i >= now.heard} />)}</tbody>
        </table>
      )}
      {omitted > 0 && <p class="quiet">{t("omitted", { n: omitted })}</p>}
    </>
  );
}

/** The lines to show, by index; how many stand before the window, and how many were found beyond it. */
function pick(said: Said, now: Now, query: string): { picked: number[]; before: number; omitted: number } {
  const searching = query !== "";
  const chosen = s.conn.value;
  // Who searches, and has chosen no conversation, searches them all.
  const conn = chosen === "all" || (searching && chosen === "current") ? 0 : chosen === "current" ? connOf(said, now) : Number(chosen);
  const picked: number[] = [];
  const end = searching ? said.lines.length : Math.min(now.heard, said.lines.length);
  for (let i = 0; i < end; i++) {
    const line = said.lines[i]!;
    if (conn !== 0 && line.conn !== conn) continue;
    if (searching && !(line.text + " " + line.speaker).toLowerCase().includes(query)) continue;
    picked.push(i);
  }
  if (searching) return { picked: picked.slice(0, maxFound), before: 0, omitted: Math.max(0, picked.length - maxFound) };
  const before = Math.max(0, picked.length - windowSize - s.earlier.value);
  return { picked: picked.slice(before), before, omitted: 0 };
}

function connOf(said: Said, now: Now): number {
  const at = now.current.at(-1) ?? Math.min(now.heard, said.lines.length) - 1;
  return said.lines[at]?.conn ?? 0;
}

function showCurrent(): void {
  const body = document.getElementById("panel-body")!;
  const rows = body.querySelectorAll("tr.current");
  if (rows.length) rows[0]!.scrollIntoView({ block: rows.length > 4 ? "start" : "nearest" });
  else body.scrollTop = body.scrollHeight;
}

function Row({ line, index, current, future }: { line: Line; index: number; current: boolean; future: boolean }) {
  const notes = [
    line.secret && t("secret", { text: line.secret }),
    line.withheld && t("withheld"),
    line.encrypted && !line.sealed && t("encrypted"),
    line.lost ? t("lost") : line.partial && t("partial"),
    line.more && "… " + line.more,
  ].filter(Boolean);
  const name = [line.client ? "client" : "server", line.class, current && "current", future && "future", line.sealed && "sealed"].filter(Boolean).join(" ");
  return (
    <tr class={name} data-line={index} aria-current={current ? "step" : undefined}>
      <th scope="row"><span class="speaker" title={line.speaker}>{middle(line.speaker, 22)}</span><span class="time">{line.clock}</span></th>
      <td>
        <button type="button" class="said" title={t("goThere")} onClick={() => seek(line.step)}>
          {line.class && <Sign is={classSign[line.class]} />}
          {line.class && <span class="sr">{t(classWord[line.class])}: </span>}
          {line.sealed && <Sign is="lock" />}
          <span class="text">{line.text || t("noText")}</span>
        </button>
        {notes.map((n) => <span class="note">{n}</span>)}
        {current && !line.sealed && <Words text={line.text} />}
      </td>
    </tr>
  );
}
