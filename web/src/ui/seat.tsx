// The seat: whose place one takes, and the card on which one speaks from it.
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { useSignal } from "@preact/signals";
import type { Class, Problem, SeatLine, SeatPlace } from "../api.ts";
import { closeDialog, dialog } from "../dialogs.ts";
import { play, toEvent } from "../doing.ts";
import { remember } from "../memory.ts";
import * as seat from "../seat.ts";
import * as s from "../state.ts";
import { lang, t } from "../words.ts";
import { classSign } from "./explain.tsx";
import { Sign, SignButton } from "./signs.tsx";

export function takeSeat(): void {
  if (!s.open.peek()) return;
  if (s.attached) return s.say(t("seatNotHere"));
  play(false);
  dialog.value = { is: "seat" };
}

// ---- Whose place

/** What can be done from a host: to call a service, or to sit in the place of one's own. */
interface Choice { value: string; to: string; port: number; service: string; text: string }

function choicesOf(list: SeatPlace[], as: string): { calls: Choice[]; own: Choice[] } {
  const named = (v: { name: string; port: number }) => `${v.name} (${v.port})`;
  const calls = list.filter((p) => p.name !== as).flatMap((p) => p.services.filter((v) => !v.names && v.name !== "https").map((v) => ({ value: `${p.name}:${v.port}`, to: p.name, port: v.port, service: "", text: `${p.name} · ${named(v)}` })));
  const mine = list.find((p) => p.name === as)?.services ?? [];
  const own = mine.map((v) => ({ value: `@${v.name}`, to: "", port: 0, service: v.name, text: named(v) }));
  return { calls, own };
}

/** Who most likely is meant: who speaks at the step that is shown, to whom. */
function likely(list: SeatPlace[]): [as: string, to: string] {
  const { from = "", to = "" } = s.now.peek()?.explain ?? {};
  const known = (name: string) => list.some((p) => p.name === name);
  const [a, b] = [from, to].map((x) => (known(x) ? x : "")) as [string, string];
  const selected = s.host.peek();
  if (selected && known(selected)) return [selected, a === selected ? b : a];
  return [a || list[0]?.name || "", b];
}

export function SeatDialog() {
  const [list, take] = useState<SeatPlace[] | undefined>(undefined);
  const [as, be] = useState("");
  const [what, want] = useState("");
  const [problems, complain] = useState<Problem[]>([]);
  useLayoutEffect(() => {
    void seat.places().then((places) => {
      take(places);
      const [who, to] = likely(places);
      be(who);
      want(first(places, who, to));
    });
  }, []);
  if (!list) return <progress aria-label={t("loading")} />;
  const { calls, own } = choicesOf(list, as);
  const options = (of: Choice[]) => of.map((c) => <option key={c.value} value={c.value}>{c.text}</option>);
  const submit = async (e: Event) => {
    e.preventDefault();
    const c = [...own, ...calls].find((x) => x.value === what);
    if (!c) return;
    const why = await seat.sit({ as, to: c.to, port: c.port, service: c.service, ms: s.step.peek() < 0 ? 0 : (s.status.peek()?.ms ?? 0) });
    if (why) return complain(why);
    closeDialog();
    setTimeout(focus, 100);
  };
  return (
    <form id="sit" onSubmit={(e) => void submit(e)}>
      <p class="quiet">{t("seatHint")}</p>
      <label>{t("seatWho")}<select id="seat-who" value={as} onChange={(e) => (be(e.currentTarget.value), want(first(list, e.currentTarget.value, "")))}>{list.map((p) => <option key={p.name} value={p.name}>{p.name}</option>)}</select></label>
      <label>{t("seatWhat")}
        <select id="seat-what" value={what} onChange={(e) => want(e.currentTarget.value)}>
          {own.length > 0 && <optgroup label={t("seatOwn", { name: as })}>{options(own)}</optgroup>}
          {calls.length > 0 && <optgroup label={t("seatCall")}>{options(calls)}</optgroup>}
        </select>
      </label>
      <p class="quiet">{s.step.value < 0 ? t("seatFromStart") : t("seatFrom", { clock: s.now.value?.clock ?? "" })}</p>
      {problems.map((p) => <p class="permanent" role="alert">{p.what[lang()]}{p.hint[lang()] && `. ${p.hint[lang()]}`}</p>)}
      <p class="actions"><button type="submit" class="big primary" id="seat-take">{t("seatTake")}</button></p>
    </form>
  );
}

/** What is proposed for somebody: to answer, for who serves; else to call whom the step speaks of. */
function first(list: SeatPlace[], as: string, to: string): string {
  const { calls, own } = choicesOf(list, as);
  const there = calls.filter((c) => c.to === to);
  return (there[0] ?? own[0] ?? calls.find((c) => c.port === 587) ?? calls[0])?.value ?? "";
}

// ---- The card

const focus = () => document.getElementById("seat-line")?.focus();

export function Seat() {
  const x = seat.seated.value;
  if (!x) return null;
  const { seat: now } = x;
  const kept = seat.kept.value;
  const done = x.ways[x.way]!.length;
  const role = t(now.role === "client" ? "seatClient" : now.role === "server" ? "seatServer" : "seatResolver", { host: now.host, peer: now.peer });
  return (
    <section id="seat" aria-label={t("seat")} tabIndex={-1}>
      <p class="eyebrow">{t("seat")}</p>
      <p>{role}</p>
      <Ways of={x} />
      <Conversation lines={now.lines} from={kept < done ? now.moves[kept]!.seq || Infinity : Infinity} />
      {kept < done && <p class="quiet" id="seat-parted">{t("seatParted", { what: said(now.moves[kept]!) })} <button type="button" class="link" onClick={() => seat.toNow()}>{t("seatForward")}</button></p>}
      {!x.whole || kept < done ? <Speak /> : <p class="quiet">{t("seatWhole")}</p>}
    </section>
  );
}

const said = (m: { do: string; text?: string }) => (m.do === "say" || m.do === "answer" ? m.text || "↵" : t(m.do === "close" ? "seatClose" : m.do === "call" ? "seatAgain" : m.do === "leave" ? "seatLeave" : "seatWait"));

function Ways({ of: x }: { of: NonNullable<typeof seat.seated.value> }) {
  if (x.ways.length < 2 && !x.whole) return null;
  return (
    <div class="ways">
      {x.ways.length > 1 && (
        <fieldset class="segments"><legend class="sr">{t("seatWays")}</legend>
          {x.ways.map((w, i) => <label key={i} title={w.map(said).join(" | ")}><input type="radio" name="way" id={`way-${i + 1}`} checked={i === x.way} onChange={() => void seat.over(i)} /><span>{t("seatWay", { n: i + 1 })}</span></label>)}
        </fieldset>
      )}
      {x.whole && (
        <p class="actions">
          {x.ways.map((_, i) => i !== x.way && <button key={i} type="button" class="link" id={`beside-${i + 1}`} onClick={() => void seat.beside(i)}><Sign is="fork" /> {t("seatBeside", { n: i + 1 })}</button>)}
          <button type="button" class="link" id="beside-nobody" onClick={() => void seat.beside(-1)}><Sign is="fork" /> {t("seatBesideNobody")}</button>
          <button type="button" class="link" id="seat-return" onClick={() => void seat.over(x.way).then(focus)}><Sign is="back" /> {t("seatReturn")}</button>
        </p>
      )}
    </div>
  );
}

/** What was said, and what was wrong with what one said oneself, where one said it. */
function Conversation({ lines, from }: { lines: SeatLine[]; from: number }) {
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => void (list.current!.scrollTop = list.current!.scrollHeight), [lines]);
  const many = new Set(lines.map((l) => l.conn)).size > 1;
  return (
    <div class="said" role="log" aria-label={t("seatSaid")} tabIndex={0} ref={list}><ol>
      {lines.map((l, i) => {
        const cls = l.class as Class | undefined;
        return (
          <li key={`${l.conn} ${l.seq} ${i}`} class={[l.mine ? "mine" : "theirs", cls ?? "", l.seq >= from ? "later" : ""].join(" ")}>
            {many && l.conn !== lines[i - 1]?.conn && <p class="quiet">{t("seatConn", { n: l.conn })}</p>}
            <button type="button" class="line" title={t("seatSee")} onClick={() => toEvent(l.seq)}>{cls && <Sign is={classSign[cls]} class={cls} />}<span class="mono">{l.text || "↵"}</span></button>
            {l.mistakes.map((m) => <p class="mistake"><Sign is="edit" /><span>{m.text[lang()]}{m.url && <> (<a href={m.url} target="_blank" rel="noopener noreferrer">{m.rfc}<span class="sr"> {t("newTab")}</span></a>)</>}</span></p>)}
          </li>
        );
      })}
    </ol></div>
  );
}

/** How many lines are taken of what is pasted. */
const most = 500;

function Speak() {
  const x = seat.seated.value!;
  const { seat: now } = x;
  const text = useSignal("");
  const crib = s.memory.value.crib ?? true;
  const behind = seat.kept.value < x.ways[x.way]!.length; // where the crib is that of another moment
  const silent = !behind && (now.role === "resolver" ? !now.question : now.over);
  const say = async (...lines: string[]) => {
    const as = now.role === "resolver" ? "answer" : "say";
    if (await seat.make(...lines.map((l) => (l ? { do: as, text: l } : { do: as })))) text.value = "";
    focus();
  };
  const submit = (e: Event) => {
    e.preventDefault();
    void say(text.peek());
  };
  /** Several lines at once are as many that were typed. */
  const paste = (e: ClipboardEvent) => {
    const lines = (e.clipboardData?.getData("text/plain") ?? "").replaceAll("\r\n", "\n").split("\n");
    if (lines.length < 2) return;
    e.preventDefault();
    if (lines.at(-1) === "") lines.pop();
    if (lines.length > most) s.say(t("seatPasted", { n: lines.length, most }));
    void say(...lines.slice(0, most));
  };
  const does = (d: string, more?: string) => void seat.make(more ? { do: d, text: more } : { do: d }).then(focus);
  const remembering = (on: boolean) => {
    s.memory.value = { ...s.memory.peek(), crib: on };
    remember({ crib: on });
  };
  return (
    <>
      {now.question && !behind && <p class="question" id="seat-question">{t("seatAsked", { what: now.question })}</p>}
      {x.problems.map((p) => <p class="permanent" role="alert">{p.what[lang()]}{p.hint[lang()] && `. ${p.hint[lang()]}`}</p>)}
      {!now.ended && (
        <form onSubmit={submit} class="speak">
          <label><span class="mono">{now.role === "client" ? "C:" : now.role === "server" ? "S:" : ">"}</span><span class="sr">{t(now.role === "resolver" ? "seatAnswer" : "seatLine")}</span>
            <input type="text" class="mono" id="seat-line" value={text.value} maxLength={8000} autocomplete="off" autocapitalize="off" spellcheck={false} enterkeyhint="send" disabled={false} aria-describedby="seat-state" onInput={(e) => (text.value = e.currentTarget.value)} onPaste={paste} />
          </label>
          <button type="submit" class="big primary" id="seat-say" aria-disabled={silent}>{t(now.role === "resolver" ? "seatAnswerIt" : "seatSay")}</button>
        </form>
      )}
      <p class="quiet" id="seat-state">{now.ended ? t("seatEnded") : silent ? t(now.role === "client" ? "seatOver" : "seatNobody") : t("seatStill")}</p>
      <label class="check"><input type="checkbox" id="seat-crib" checked={crib} onChange={(e) => remembering(e.currentTarget.checked)} /> {t("seatCrib")}</label>
      {crib && !behind && now.crib.length > 0 && (
        <ul class="crib">{now.crib.map((c) => <li><button type="button" class="line" onClick={() => ((text.value = c.line), focus())}><span class="mono">{c.line}</span></button><span class="quiet">{c.for[lang()]}</span></li>)}</ul>
      )}
      <p class="actions">
        <button type="button" class="big primary" id="seat-go" onClick={() => void seat.goOn()}><Sign is="play" /> {t("seatGo")}</button>
        <SignButton sign="back" label={t("seatBack")} id="seat-back" aria-disabled={seat.kept.value === 0} onClick={seat.back} />
        {!silent && now.role !== "resolver" && <button type="button" class="link" id="seat-close" onClick={() => does("close")}>{t("seatClose")}</button>}
        {now.role === "client" && now.over && !now.ended && <button type="button" class="link" id="seat-call" onClick={() => does("call", x.at.port ? String(x.at.port) : "")}>{t("seatAgain")}</button>}
        <button type="button" class="link" id="seat-wait" onClick={() => does("wait", "1min")}>{t("seatWait")}</button>
      </p>
    </>
  );
}
