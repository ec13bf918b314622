// Following a run that goes on elsewhere: the page asks for what follows the events that it has, and puts it on the stage.
import { signal } from "@preact/signals";
import * as s from "../state.ts";
import { send } from "../doing.ts";
import { show } from "../runs.ts";
import { lang } from "../words.ts";

/** Whether the other side answers; "ended": it will not any more. */
export const contact = signal<"" | "away" | "ended">("");

/** Who asks, where that matters: a token. */
export const identity = { token: "" };

const headers = (): Record<string, string> => ({ "posta-lang": lang(), ...(identity.token ? { "posta-token": identity.token } : {}) });

/** The token is nobody's (any more). */
export class Stranger extends Error {}

/** Asks for something that may take a while to come. */
export async function get(what: string): Promise<Response> {
  const response = await fetch(what, { credentials: "same-origin", cache: "no-store", headers: headers() });
  if (response.status === 401) throw new Stranger();
  if (!response.ok && response.status !== 410) throw new Error(String(response.status));
  return response;
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** Asks again and again; waits longer each time that nobody answers, up to a few seconds. */
export async function asking(ask: () => Promise<boolean>): Promise<void> {
  let wait = 250;
  for (;;) {
    try {
      if (!(await ask())) return;
      wait = 250;
      if (contact.peek() === "away") contact.value = "";
    } catch (error) {
      if (error instanceof Stranger) throw error;
      contact.value = "away";
      await pause(wait);
      wait = Math.min(wait * 2, 4000);
    }
  }
}

/** Follows a run until it has ended. name is what it is called in the title; from is where it is asked for. */
export async function follow(from: string, begun: () => void): Promise<void> {
  let next = 0;
  let run = ""; // another one, after the other side was begun anew, is opened anew
  await asking(async () => {
    const response = await get(`${from}?after=${next}`);
    const id = response.headers.get("posta-run") ?? "";
    if (response.status === 410 || (next > 0 && id !== run)) {
      next = 0;
      return true;
    }
    const lines = new Uint8Array(await response.arrayBuffer());
    if (next === 0) {
      run = id;
      show({ trace: lines, source: "", failed: [], rulings: "", letters: "es" }, { lesson: "", seed: "", at: 0 }, true);
      s.opening.value = false;
      send({ do: "detail", detail: "dialogue" });
      begun();
    } else if (lines.length) {
      s.parts.stage!.grow(lines);
    }
    next = Number(response.headers.get("posta-next"));
    if (!response.headers.get("posta-ended")) return true;
    contact.value = "ended";
    return false;
  });
}

/** Has something done on the other side; throws what is wrong. */
export async function post<T>(to: string, what: unknown): Promise<T | undefined> {
  const response = await fetch(to, { method: "POST", credentials: "same-origin", headers: { ...headers(), "content-type": "application/json", "posta-page": "1" }, body: JSON.stringify(what) });
  if (!response.ok) throw new Error((await response.text()).trim() || String(response.status));
  const text = await response.text();
  return text ? (JSON.parse(text) as T) : undefined;
}
