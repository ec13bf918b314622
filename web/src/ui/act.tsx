// Doing something in the world: a letter that somebody is given to send, a mailbox to look into, a switch to throw. What comes
// of it is a line of inputs; where it goes, a simulation or real servers, is for whoever shows the form to say.
import { useEffect, useId, useState } from "preact/hooks";
import * as s from "../state.ts";
import { t } from "../words.ts";
import { Sign } from "./signs.tsx";

/** Whoever is pointed at on the stage is chosen, where they are one of the list. */
export const usePointed = (list: string[], choose: (which: string) => void, user = false) => {
  const at = s.status.value?.selected?.a;
  useEffect(() => {
    const which = user ? s.lesson.peek()?.hosts.find((h) => h.name === at)?.user : at;
    if (which && list.includes(which)) choose(which);
  }, [at]);
};

/** A text as a line of YAML has it. */
const quoted = (text: string) => JSON.stringify(text);

export function Acting({ act }: { act: (line: string, done: () => void) => void }) {
  const hosts = s.lesson.value?.hosts ?? [];
  const people = [...new Set(hosts.map((h) => h.user ?? "").filter(Boolean))];
  const devices = hosts.filter((h) => h.user).map((h) => h.name);
  const on = (device: string) => `{user: ${hosts.find((h) => h.name === device)!.user}, device: ${device}}`;
  const servers = hosts.filter((h) => h.services.length > 0).map((h) => h.name);
  return (
    <div class="acting">
      {people.length > 0 && <Letter people={people} act={act} />}
      {people.length > 0 && <Pick id="act-fetch" words="actRead" list={people} act={(who) => act(`fetch: {user: ${who}}`, () => {})} />}
      {devices.length > 0 && <Pick id="act-sync" words="actSync" list={devices} act={(device) => act(`sync: ${on(device)}`, () => {})} />}
      {devices.length > 0 && <Pick id="act-delete" words="actDelete" list={devices} act={(device) => act(`delete: ${on(device)}`, () => {})} />}
      {servers.length > 0 && <Pick id="act-down" words="actOff" list={[...servers, ...devices]} act={(host) => act(`down: ${host}`, () => {})} />}
      {servers.length > 0 && <Pick id="act-up" words="actOn" list={[...servers, ...devices]} act={(host) => act(`up: ${host}`, () => {})} />}
    </div>
  );
}

function Letter({ people, act }: { people: string[]; act: (line: string, done: () => void) => void }) {
  const [from, setFrom] = useState(people[0]!);
  const [to, setTo] = useState(people[1] ?? people[0]!);
  const [subject, setSubject] = useState("");
  const [body, setBody] = useState("");
  const list = useId();
  usePointed(people, setFrom, true);
  const submit = (e: Event) => {
    e.preventDefault();
    const all = to.split(/[\s,;]+/).filter(Boolean).map(quoted);
    act(`send: {from: ${from}, to: [${all.join(", ")}], subject: ${quoted(subject)}, body: ${quoted(body)}}`, () => {
      setSubject("");
      setBody("");
    });
  };
  return (
    <form onSubmit={submit}>
      <label>{t("actFrom")} <select id="act-from" value={from} onChange={(e) => setFrom(e.currentTarget.value)}>{people.map((x) => <option value={x}>{x}</option>)}</select></label>
      <label>{t("actTo")} <input type="text" id="act-to" list={list} required value={to} maxLength={1000} autocomplete="off" autocapitalize="off" spellcheck={false} onInput={(e) => setTo(e.currentTarget.value)} /></label>
      <datalist id={list}>{people.map((x) => <option value={x} />)}</datalist>
      <label>{t("actSubject")} <input type="text" id="act-subject" value={subject} maxLength={200} autocomplete="off" onInput={(e) => setSubject(e.currentTarget.value)} /></label>
      <label>{t("actText")} <textarea id="act-body" rows={2} value={body} maxLength={8000} onInput={(e) => setBody(e.currentTarget.value)} /></label>
      <p class="actions"><button type="submit" class="big" id="act-send"><Sign is="letter" /> {t("actSend")}</button></p>
    </form>
  );
}

function Pick({ id, words, list, act }: { id: string; words: "actRead" | "actSync" | "actDelete" | "actOff" | "actOn"; list: string[]; act: (which: string) => void }) {
  const [chosen, choose] = useState(list[0]!);
  usePointed(list, choose, words === "actRead");
  return (
    <p class="actions">
      <select id={id + "-which"} aria-label={t(words)} value={chosen} onChange={(e) => choose(e.currentTarget.value)}>{list.map((x) => <option value={x}>{x}</option>)}</select>
      <button type="button" class="big" id={id} onClick={() => act(chosen)}>{t(words)}</button>
    </p>
  );
}
