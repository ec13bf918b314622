// What real servers and a class have in common: a fault that is thrown, and the same again in a simulation.
import { useState } from "preact/hooks";
import { toFragment } from "../place.ts";
import * as s from "../state.ts";
import { usePointed } from "../ui/act.tsx";
import { lang } from "../words.ts";
import { get } from "./feed.ts";
import { w } from "./words.ts";

/** A fault, in the scenario's language. */
export function Break({ act, host: own }: { act: (fault: string) => void; host?: string }) {
  const hosts = own ? [own] : (s.lesson.value?.hosts.filter((h) => h.services.length > 0).map((h) => h.name) ?? []);
  const of = (host = "mail.alfa.test") => `answer: {host: ${host}, command: RCPT, code: 451, times: 1}`;
  const [fault, setFault] = useState(of(hosts[0]));
  usePointed(hosts, (host) => setFault(of(host)));
  return (
    <details>
      <summary id="break-open">{w("breakIt")}</summary>
      <form onSubmit={(e) => (e.preventDefault(), act(fault))}>
        <p><label>{w("fault")} <input type="text" id="fault-text" class="mono" value={fault} spellcheck={false} onInput={(e) => setFault(e.currentTarget.value)} /></label></p>
        <p class="actions"><button type="submit" class="big" id="fault-throw">{w("throwIt")}</button></p>
      </form>
    </details>
  );
}

interface Again { yaml: string; inputs: string; seed: string; left: number }

/** What happened so far, done again in a tab of its own, where it can be asked what would have happened if. */
export function Imagine({ from }: { from: string }) {
  const open = async () => {
    const apart = window.open("about:blank", "_blank"); // at once, or it counts as one that nobody asked for
    try {
      const x = (await (await get(from)).json()) as Again;
      if (x.left) s.say(w("leftOut", { n: x.left }));
      const place = await toFragment({ lesson: "", yaml: x.yaml, inputs: x.inputs, seed: x.seed, lang: lang(), at: 0 });
      const url = new URL(location.pathname, location.origin) + place;
      if (apart) apart.location.replace(url);
      else location.assign(url);
    } catch (error) {
      apart?.close();
      s.say(w("refused", { why: (error as Error).message }));
    }
  };
  return (
    <>
      <p class="actions"><button type="button" class="big" id="imagine" onClick={() => void open()}>{w("imagine")}</button></p>
      <p class="quiet">{w("imagined")}</p>
    </>
  );
}
