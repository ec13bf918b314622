// The page attached to real servers: what happens is followed, callers can be held and let go.
import { signal } from "@preact/signals";
import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import { again } from "../cover.ts";
import * as d from "../doing.ts";
import * as s from "../state.ts";
import { Sign } from "../ui/signs.tsx";
import { Acting } from "../ui/act.tsx";
import { asking, contact, follow, get, post } from "./feed.ts";
import { Break, Imagine } from "./parts.tsx";
import { w } from "./words.ts";

interface Held { id: number; host: string; conn: number; stage: string; protocol: string; said: string }
interface Door { host: string; service: string; tls?: string; address: string; port: number }
interface Guest { host: string; here: boolean; at?: string }
interface Account { login: string; password: string }
interface State { stages: string[]; set: string[]; held: Held[]; missed: number; play: boolean; doors: Door[]; accounts: Account[]; guests: Guest[] | null; recorded?: boolean }

const state = signal<State | undefined>(undefined);

export function begin(): void {
  s.extras.value = () => <Live />;
  s.noWhatIf.value = () => w("whatIfReal");
  void follow("live/events", () => {
    d.speed(2);
    d.play(true);
  });
  void watch();
}

async function watch(): Promise<void> {
  let seen = "";
  await asking(async () => {
    const response = await get("live/state?seen=" + encodeURIComponent(seen));
    if (response.status === 204) return contact.peek() !== "ended";
    seen = response.headers.get("posta-seen") ?? "";
    state.value = (await response.json()) as State;
    return true;
  });
}

const act = (to: string, what: unknown, then?: () => void) => void post(to, what).then(then).catch((e: Error) => s.say(w("refused", { why: e.message })));

function Live() {
  const [chosen, unfold] = useState<boolean | undefined>(undefined);
  const now = state.value;
  const open = chosen ?? s.count.value === 0; // what there is to see is worth more room than where to call
  const first = now?.held?.[0]?.id;
  useEffect(() => {
    if (first) d.toEnd(); // who is held is looked at
  }, [first]);
  useLayoutEffect(again);
  const behind = s.count.value - 1 - s.step.value;
  const growing = s.status.value?.growing ?? false;
  return (
    <section id="attached" class="card" aria-label={w("live")}>
      <header>
        <button type="button" class="link" aria-expanded={open} onClick={() => unfold(!open)}><i class={growing ? "dot on" : "dot"} /> {w(contact.value === "ended" ? "ended" : "live")}</button>
        {growing && behind > 0 && <button type="button" class="link" id="to-now" onClick={d.toEnd}><Sign is="end" /> {w("toNow")} · {w("behind", { n: behind })}</button>}
      </header>
      {contact.value === "away" && <p role="alert" class="quiet">{w("away", { where: location.host })}</p>}
      {now?.held?.map((h) => <HeldCard key={h.id} held={h} />)}
      {now?.recorded ? <p class="quiet">{w("recorded")}</p> : open && now && <Controls now={now} />}
    </section>
  );
}

function Controls({ now }: { now: State }) {
  const toggle = (stage: string, on: boolean) => act("live/break", { stages: on ? [...now.set, stage] : now.set.filter((x) => x !== stage) });
  return (
    <>
      {now.missed > 0 && <p class="permanent" role="alert">{w("missed", { n: now.missed })}</p>}
      <fieldset class="holds">
        <legend>{w("holdAt")}</legend>
        {now.stages.map((x) => <label key={x}><input type="checkbox" checked={now.set.includes(x)} onChange={(e) => toggle(x, e.currentTarget.checked)} /> <span>{x === "DOT" ? w("dot") : x}</span></label>)}
      </fieldset>
      {now.guests?.map((g) => <p class="quiet"><i class={g.here ? "dot on" : "dot"} /> {g.host}: {g.here ? w("elsewhere", { at: g.at ?? "" }) : w("absent")}</p>)}
      {s.count.value === 0 && <p class="quiet">{w("waiting")}</p>}
      <details open={s.count.value === 0}>
        <summary>{w("doors")}</summary>
        <table class="doors"><tbody>
          {now.doors.map((x) => <tr><td>{x.host}</td><td>{x.service}</td><td><code>{x.address}:{x.port}</code></td></tr>)}
          {now.accounts.map((x) => <tr><td colSpan={2}>{x.login}</td><td><code>{x.password}</code></td></tr>)}
        </tbody></table>
      </details>
      <details>
        <summary id="act-open">{w("doSomething")}</summary>
        <p class="quiet">{w("doReal")}</p>
        <Acting act={(line, done) => act("live/act", { what: line, by: "" }, () => (s.say(w("done")), done()))} />
      </details>
      <Break act={(fault) => act("live/act", { what: `break: {${fault}}` }, () => s.say(w("done")))} />
      {s.count.value > 0 && <Imagine from="live/again" />}
      <p class="quiet">{w("real")}</p>
    </>
  );
}

/** What can be answered in a server's place, in its protocol. */
const answersOf = (protocol: string) => (protocol === "smtp" ? ["451 4.7.1 Try again later", "550 5.7.1 Not today", "421 4.3.2 Closing"] : ["Try again later", "Not today"]);

function HeldCard({ held }: { held: Held }) {
  const answers = answersOf(held.protocol);
  const [reply, write] = useState(answers[0]!);
  const release = (how: { reply?: string; cut?: boolean }) => act("live/release", { id: held.id, ...how });
  return (
    <div class="held" role="alert">
      <p><Sign is="hourglass" /> <strong>{w("held", { host: held.host, conn: held.conn })}</strong></p>
      <p class="quiet">{w("heldSaid")}</p>
      <pre>{held.said || w("atConnect")}</pre>
      <p class="actions">
        <button type="button" class="big primary" onClick={() => release({})}>{w("letGo")}</button>
        <button type="button" class="big" onClick={() => release({ cut: true })}>{w("cut")}</button>
      </p>
      <form onSubmit={(e) => (e.preventDefault(), release({ reply }))}>
        <label><span class="sr">{w("answerIs")}</span><input type="text" list="replies" value={reply} onInput={(e) => write(e.currentTarget.value)} /></label>
        <datalist id="replies">{answers.map((a) => <option value={a} />)}</datalist>
        <button type="submit" class="big">{w("answer")}</button>
      </form>
    </div>
  );
}
