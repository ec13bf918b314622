// The page in a class: a seat with its mail, the teacher's clock, questions; and for the teacher, what they do.
import { effect, signal } from "@preact/signals";
import { useLayoutEffect, useState } from "preact/hooks";
import { again } from "../cover.ts";
import { letterAt } from "../dialogs.ts";
import * as d from "../doing.ts";
import * as s from "../state.ts";
import { Sign } from "../ui/signs.tsx";
import { lang } from "../words.ts";
import { asking, contact, follow, get, identity, post, Stranger } from "./feed.ts";
import { Break, Imagine } from "./parts.tsx";
import { w } from "./words.ts";

interface Place { user: string; name: string; taken: boolean; away: boolean; at: number; answered: boolean; muted: boolean; host?: string }
interface Asked { id: number; text: string; options: string[]; right: number; revealed: boolean; mine: number; answered: number; counts: number[] | null }
interface State {
  version: number; teacher: boolean; seat: number; user: string; device: string; name: string; muted: boolean; host?: string; seats: Place[];
  follow: boolean; seq: number; detail: string; pointed: string; paused: boolean; hidden: boolean; locked: boolean; failed: string; asked: Asked | null;
  real: boolean; account?: { login: string; password: string; doors: { service: string; at: string; tls?: string }[] }; machines?: { host: string; here: boolean; at?: string }[];
}

const state = signal<State | undefined>(undefined);
const outside = signal(false); // a name and the code are asked for
const code = new URLSearchParams(location.search).get("class") ?? "";
const key = "posta-class-" + code;

/** What is kept for a reload; where nothing may be kept, one joins again. */
const keep = {
  get: (where: Storage) => { try { return where.getItem(key) ?? ""; } catch { return ""; } },
  put: (where: Storage, token: string) => { try { where.setItem(key, token); } catch { /* it is only for a reload */ } },
};

export function begin(): void {
  s.extras.value = () => <Class />;
  s.noWhatIf.value = () => w("whatIfClass");
  s.opening.value = false;
  const given = new URLSearchParams(location.hash.slice(1));
  const teacher = given.get("teacher");
  const seat = given.get("seat"); // brought from the address at which the class was
  if (teacher) keep.put(sessionStorage, teacher);
  if (seat) keep.put(localStorage, seat);
  if (teacher || seat) history.replaceState(history.state, "", location.pathname + location.search); // a projector need not show it
  identity.token = teacher ?? (keep.get(sessionStorage) || keep.get(localStorage));
  if (identity.token) enter();
  else outside.value = true;
}

function enter(): void {
  outside.value = false;
  const left = (error: unknown) => {
    if (!(error instanceof Stranger)) throw error;
    s.say(w(state.peek()?.teacher ? "teacherGone" : "gone"));
    identity.token = "";
    state.value = undefined;
    outside.value = true;
  };
  follow("class/events", () => d.toEnd()).catch(left);
  watch().catch(left);
  report();
}

async function watch(): Promise<void> {
  let seen = "";
  const mine = identity.token;
  await asking(async () => {
    const response = await get("class/state?seen=" + seen);
    if (identity.token !== mine) return false;
    if (response.status === 204) return true;
    seen = response.headers.get("posta-seen") ?? "";
    const now = (await response.json()) as State;
    now.seats ??= state.peek()?.seats ?? []; // those that have not changed are not said again
    obey(now);
    return true;
  });
}

/** Goes where the teacher goes, and looks where the teacher points. */
function obey(now: State): void {
  const before = state.peek();
  state.value = now;
  if (now.teacher || !now.follow) return;
  if (now.detail && now.detail !== s.detail.peek()) d.send({ do: "detail", detail: now.detail as "tell" });
  if (now.seq && now.seq !== before?.seq) {
    d.play(false);
    d.send({ do: "event", seq: now.seq, still: true });
  }
  if (now.pointed !== (before?.pointed ?? "")) d.send(now.pointed ? { do: "select", kind: "host", a: now.pointed } : { do: "select" });
}

const act = (to: string, what: unknown, then?: () => void) => void post(to, what).then(then, (e: Error) => s.say(w("refused", { why: e.message })));
const lead = (what: unknown) => act("class/lead", what);

let reporting = false;

/** Says where one stands: the teacher leads, the others are seen. */
function report(): void {
  if (reporting) return;
  reporting = true;
  let timer = 0;
  let said = "";
  effect(() => {
    const at = { seq: s.status.value?.seq ?? 0, detail: s.detail.value, host: s.status.value?.selected?.a ?? "" };
    void state.value?.teacher;
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      const now = state.peek();
      if (!now || JSON.stringify(at) === said) return;
      said = JSON.stringify(at);
      if (!now.teacher) return void post("class/do", { do: "at", seq: at.seq }).catch(() => {});
      if (now.follow) lead({ do: "step", seq: at.seq, detail: at.detail, on: true });
      if (at.host !== now.pointed) lead({ do: "point", host: at.host });
    }, 120);
  });
}

function Class() {
  const [open, unfold] = useState(true);
  useLayoutEffect(again);
  const now = state.value;
  if (outside.value) return <Join />;
  if (!now) return null;
  const behind = s.count.value - 1 - s.step.value;
  return (
    <section id="attached" class="card" aria-label={w("theClass")}>
      <header>
        <button type="button" class="link" aria-expanded={open} onClick={() => unfold(!open)}><i class={now.paused ? "dot" : "dot on"} /> {w("theClass")}{now.paused ? " · " + w("clockStopped") : ""}</button>
        {behind > 0 && (now.teacher || !now.follow) && <button type="button" class="link" id="to-now" onClick={d.toEnd}><Sign is="end" /> {w("toNow")}</button>}
      </header>
      {contact.value === "away" && <p role="alert" class="quiet">{w("away", { where: location.host })}</p>}
      {contact.value === "away" && <Moved teacher={now.teacher} />}
      {now.failed && <p role="alert" class="permanent">{w("failedClass", { why: now.failed })}</p>}
      {now.asked && <Question asked={now.asked} teacher={now.teacher} />}
      {open && (now.teacher ? <Teacher now={now} /> : <Mine now={now} />)}
    </section>
  );
}

const valid = (url: string) => { try { return Boolean(new URL(url).hostname); } catch { return false; } };

/** Goes with one's seat to where the class is now: another address is another site to a browser, which keeps nothing of this one's. */
function Moved({ teacher }: { teacher: boolean }) {
  const [to, setTo] = useState("");
  const go = (e: Event) => {
    e.preventDefault();
    const typed = to.trim();
    const whole = /^https?:\/\//.test(typed) ? typed : `${location.protocol}//${typed}`;
    if (!valid(whole)) return s.say(w("noAddress", { like: location.host }));
    const url = new URL(whole);
    location.href = `${url.origin}${url.pathname}?class=${encodeURIComponent(code)}#${teacher ? "teacher" : "seat"}=${encodeURIComponent(identity.token)}`;
  };
  return (
    <form onSubmit={go}>
      <p><label>{w("moved")} <input type="text" id="moved-to" inputMode="url" autocomplete="off" required value={to} placeholder={location.host} onInput={(e) => setTo(e.currentTarget.value)} /></label></p>
      <p class="actions"><button type="submit" id="go-there">{w("goThere")}</button></p>
    </form>
  );
}

function Join() {
  const [name, setName] = useState("");
  const [given, setCode] = useState(code);
  const submit = (e: Event) => {
    e.preventDefault();
    post<{ token: string }>("class/join", { code: given, name }).then(
      (x) => {
        identity.token = x!.token;
        keep.put(localStorage, x!.token);
        enter();
      },
      (error: Error) => s.say(w("refused", { why: error.message })),
    );
  };
  return (
    <section id="attached" class="card" aria-label={w("joinClass")}>
      <h2>{w("joinClass")}</h2>
      <form onSubmit={submit}>
        <p><label>{w("yourName")} <input type="text" id="join-name" maxLength={40} required value={name} autocomplete="given-name" onInput={(e) => setName(e.currentTarget.value)} /></label></p>
        <p><label>{w("code")} <input type="text" id="join-code" maxLength={12} required value={given} autocomplete="off" onInput={(e) => setCode(e.currentTarget.value)} /></label></p>
        <p class="actions"><button type="submit" class="big primary" id="join">{w("enter")}</button></p>
      </form>
      {location.protocol === "http:" && <p class="quiet">{w("plain")}</p>}
    </section>
  );
}

/** A seat: who one is, one's mail. */
function Mine({ now }: { now: State }) {
  return (
    <>
      <p>{w("youAre", { name: now.name })} <strong id="my-address">{now.user}</strong></p>
      <p class="quiet">{w(now.follow ? "follows" : "free")}</p>
      {now.muted ? <p class="quiet">{w("mutedYou")}</p> : <Write now={now} />}
      <Inbox now={now} />
      {now.account && (
        <details>
          <summary id="own-program">{w("ownProgram")}</summary>
          <table class="doors"><tbody>
            {now.account.doors.map((x) => <tr><td>{x.service}{x.tls ? " · TLS" : ""}</td><td><code>{x.at.replace(/^(0\.0\.0\.0|\[::\])/, location.hostname)}</code></td></tr>)}
            <tr><td>{now.account.login}</td><td><code>{now.account.password}</code></td></tr>
          </tbody></table>
          <p class="quiet">{w("ownClear")}</p>
        </details>
      )}
      <Machines now={now} />
      {now.host && <p>{w("yourHost")} <strong>{now.host}</strong></p>}
      {now.host && <Break key={now.host} host={now.host} act={(fault) => act("class/do", { do: "tend", what: `break: {${fault}}` })} />}
    </>
  );
}

/** The servers that are other machines. */
const Machines = ({ now }: { now: State }) => <>{now.machines?.map((g) => <p class="quiet"><i class={g.here ? "dot on" : "dot"} /> {g.host}: {g.here ? w("elsewhere", { at: g.at ?? "" }) : w("absent")}</p>)}</>;

function Write({ now }: { now: State }) {
  const others = now.seats.filter((x) => x.taken && x.user !== now.user);
  const [to, setTo] = useState("");
  const [subject, setSubject] = useState("");
  const [body, setBody] = useState("");
  const send = (e: Event) => {
    e.preventDefault();
    act("class/do", { do: "send", to: to.split(/[\s,;]+/).filter(Boolean), subject, body }, () => {
      setSubject("");
      setBody("");
      s.say(w("sent"));
    });
  };
  return (
    <details open>
      <summary>{w("write")}</summary>
      <form id="write" onSubmit={send}>
        <p><label>{w("to")} <input type="text" id="letter-to" list="people" required value={to} autocomplete="off" onInput={(e) => setTo(e.currentTarget.value)} /></label></p>
        <datalist id="people">{others.map((x) => <option value={x.user}>{x.name}</option>)}</datalist>
        <p><label>{w("subject")} <input type="text" id="letter-subject" maxLength={200} value={subject} autocomplete="off" onInput={(e) => setSubject(e.currentTarget.value)} /></label></p>
        <p><label>{w("text")} <textarea id="letter-body" rows={3} maxLength={8000} value={body} onInput={(e) => setBody(e.currentTarget.value)} /></label></p>
        <p class="actions"><button type="submit" class="big primary" id="letter-send"><Sign is="letter" /> {w("send")}</button></p>
      </form>
    </details>
  );
}

function Inbox({ now }: { now: State }) {
  void s.count.value; // it is asked anew whenever something has happened
  const table = s.count.value > 0 ? s.parts.stage?.state(s.detail.value, s.count.value - 1, now.device, lang()).sections.find((x) => x.id === "copies") : undefined;
  const rows = table?.rows.filter((r) => r.message) ?? [];
  return (
    <>
      <p class="actions"><button type="button" class="big" id="read-mail" onClick={() => act("class/do", { do: "fetch" })}><Sign is="down" /> {w("read")}</button></p>
      <h3>{w("inbox")}</h3>
      {rows.length === 0 ? <p class="quiet">{w("noMail")}</p> : (
        <ul id="inbox">{rows.map((r) => <li><button type="button" class="link" onClick={() => letterAt(r.message!)}>{r.cells[0] || "—"} · {r.cells[1]}</button></li>)}</ul>
      )}
    </>
  );
}

function Question({ asked: q, teacher }: { asked: Asked; teacher: boolean }) {
  const most = Math.max(1, ...(q.counts ?? []));
  const choose = (option: number) => act("class/do", { do: "answer", id: q.id, option });
  return (
    <div class="held" id="question">
      <p><Sign is="book" /> <strong>{q.text}</strong></p>
      {q.options.map((o, i) => (
        <div class="option">
          {q.revealed || teacher ? <span>{o}{q.right === i && <em> · {w("right")}</em>}{q.mine === i && <em> · {w("yours")}</em>}</span>
            : <label><input type="radio" name="answer" checked={q.mine === i} onChange={() => choose(i)} /> <span>{o}</span></label>}
          {q.revealed && <meter min={0} max={most} value={q.counts?.[i] ?? 0} aria-label={String(q.counts?.[i] ?? 0)} />}
          {q.revealed && <b>{q.counts?.[i] ?? 0}</b>}
        </div>
      ))}
      {!q.revealed && q.mine >= 0 && <p class="quiet">{w("yourAnswer")}</p>}
      <p class="quiet">{w("answered", { n: q.answered })}</p>
      {teacher && !q.revealed && <p class="actions"><button type="button" class="big primary" id="reveal" onClick={() => lead({ do: "reveal" })}>{w("reveal")}</button></p>}
    </div>
  );
}

function Teacher({ now }: { now: State }) {
  const taken = now.seats.filter((x) => x.taken).length;
  const toggle = (id: string, word: "lead" | "stopClock" | "hide" | "lock", on: boolean, change: (on: boolean) => void) => (
    <label><input type="checkbox" id={id} checked={on} onChange={(e) => change(e.currentTarget.checked)} /> <span>{w(word)}</span></label>
  );
  return (
    <>
      <fieldset class="holds">
        {toggle("lead", "lead", now.follow, (on) => lead({ do: "step", seq: s.status.peek()?.seq ?? 0, detail: s.detail.peek(), on }))}
        {!now.real && toggle("stop-clock", "stopClock", now.paused, (on) => lead({ do: "pause", on }))}
        {toggle("hide", "hide", now.hidden, (on) => lead({ do: "hide", on }))}
        {toggle("lock", "lock", now.locked, (on) => lead({ do: "lock", on }))}
      </fieldset>
      <details open={taken === 0}>
        <summary>{w("invite", { url: location.origin, code })}</summary>
        <img src="class/qr.png" alt={w("qr")} class="qr" />
      </details>
      <details open>
        <summary id="taken">{w("seats", { taken, all: now.seats.length })}</summary>
        <ul class="seats">{now.seats.map((x, i) => x.taken && <Seat key={i} seat={i} place={x} />)}</ul>
      </details>
      <Machines now={now} />
      <Ask />
      <Break act={(fault) => lead({ do: "fault", fault })} />
      <Imagine from="class/again" />
      <p><a href={"class/lesson.zip?token=" + encodeURIComponent(identity.token)} download>{w("keep")}</a></p>
    </>
  );
}

function Seat({ seat, place: x }: { seat: number; place: Place }) {
  const notes = [x.away && w("awayNow"), x.answered && w("hasAnswered")].filter(Boolean).join(" · ");
  return (
    <li>
      <span>{x.name}</span> <span class="quiet">{x.user}{notes ? " · " + notes : ""}</span>{" "}
      <button type="button" class="link" onClick={() => lead({ do: "mute", seat, on: !x.muted })}>{w(x.muted ? "unmute" : "mute")}</button>{" "}
      <button type="button" class="link" onClick={() => lead({ do: "free", seat })}>{w("freeSeat")}</button>{" "}
      <select aria-label={w("yourHost")} value={x.host ?? ""} onChange={(e) => lead({ do: "give", seat, host: e.currentTarget.value })}>
        <option value="">—</option>
        {s.lesson.value?.hosts.map((h) => h.services.length > 0 && <option>{h.name}</option>)}
      </select>
    </li>
  );
}

function Ask() {
  const [text, setText] = useState("");
  const [options, setOptions] = useState("");
  const ask = (e: Event) => {
    e.preventDefault();
    const list = options.split("\n").map((x) => x.trim()).filter(Boolean);
    act("class/lead", { do: "ask", text, options: list.map((x) => x.replace(/^\*\s*/, "")), right: list.findIndex((x) => x.startsWith("*")) }, () => {
      setText("");
      setOptions("");
    });
  };
  return (
    <details>
      <summary id="ask-open">{w("ask")}</summary>
      <form onSubmit={ask}>
        <p><label>{w("question")} <input type="text" id="ask-text" required maxLength={500} value={text} onInput={(e) => setText(e.currentTarget.value)} /></label></p>
        <p><label>{w("options")} <textarea id="ask-options" rows={3} required value={options} onInput={(e) => setOptions(e.currentTarget.value)} /></label></p>
        <p class="actions"><button type="submit" class="big" id="ask-send">{w("ask")}</button></p>
      </form>
    </details>
  );
}
