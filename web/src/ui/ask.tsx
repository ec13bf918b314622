// What if: the question, with what could go wrong at this step, and a fault of one's own.
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Decision, Problem } from "../api.ts";
import { closeDialog, dialog } from "../dialogs.ts";
import { play } from "../doing.ts";
import { maxFault } from "../place.ts";
import { doNow, original, part, scenarioName } from "../runs.ts";
import * as s from "../state.ts";
import { lang, t } from "../words.ts";
import { Acting } from "./act.tsx";
import { Sign } from "./signs.tsx";

export function ask(): void {
  if (!s.open.peek()) return;
  if (s.noWhatIf.peek()) return s.say(s.noWhatIf.peek()!());
  play(false);
  dialog.value = { is: "whatif" };
}

function take(fault: string): void {
  closeDialog();
  void part(fault, { push: true });
}

export function Ask() {
  const stage = s.parts.stage!;
  const { step, title, later, offers } = stage.whatif(s.detail.value, s.step.value, lang());
  return (
    <>
      <p class="quiet">{step < 0 ? t("whatIfNothing") : t(later ? "whatIfLater" : "whatIfHere", { title })}</p>
      {offers.length > 0 && (
        <ul id="offers" class="offers" onKeyDown={keys}>
          {offers.map((o, i) => <li><button type="button" class="lesson" autofocus={i === 0} onClick={() => take(o.fault)}><Sign is="fork" /><span>{o.title}</span></button></li>)}
        </ul>
      )}
      <Decisions />
      <OwnFault example={offers[0]?.fault ?? "answer: {command: RCPT, code: 451}"} />
      <details>
        <summary id="act-now">{t("actNow")}</summary>
        <p class="quiet">{t("actNowHow")}</p>
        <Acting act={(line) => (closeDialog(), void doNow(line))} />
      </details>
    </>
  );
}

/** What whoever sends could have decided otherwise. */
function Decisions() {
  const [list, found] = useState<Decision[]>([]);
  useLayoutEffect(() => void original().then((yaml) => s.parts.engine!.decisions(scenarioName(s.place.peek()), yaml, s.run.peek()!.letters, lang())).then(found, () => {}), []);
  if (!list.length) return null;
  return (
    <details>
      <summary id="decisions">{t("decideOther")}</summary>
      <ul class="offers" onKeyDown={keys}>{list.map((d) => <li><button type="button" class="lesson" onClick={() => take(d.fault)}><Sign is="fork" /><span>{d.what}</span></button></li>)}</ul>
    </details>
  );
}

function OwnFault({ example }: { example: string }) {
  const [problems, complain] = useState<Problem[]>([]);
  const field = useRef<HTMLInputElement>(null);
  const asked = useRef(0);
  const judge = async () => {
    const mine = ++asked.current;
    const list = await s.parts.engine!.fault(scenarioName(s.place.peek()), await original(), field.current!.value).catch(() => undefined);
    if (mine !== asked.current || !list) return false;
    complain(list.slice(0, 5));
    return list.length === 0;
  };
  const submit = async (e: Event) => {
    e.preventDefault();
    if (await judge()) take(field.current!.value.trim());
  };
  // Who was told of a mistake is told when it is mended.
  const again = () => problems.length > 0 && void judge();
  return (
    <form onSubmit={submit}>
      <label for="fault" class="quiet">{t("ownFault")}</label>
      <p class="actions">
        <input type="text" id="fault" ref={field} maxLength={maxFault} autocomplete="off" autocapitalize="off" spellcheck={false} placeholder={example} aria-describedby="fault-problems" aria-invalid={problems.length > 0} onInput={again} />
        <button type="submit" class="big" id="try-fault">{t("tryFault")}</button>
      </p>
      <div id="fault-problems" role="status">{problems.map((p) => <Complaint of={p} />)}</div>
    </form>
  );
}

/** One thing that is wrong with a fault, under the words that are. */
function Complaint({ of: p }: { of: Problem }) {
  return (
    <div class="complaint">
      <p class="verdict permanent"><Sign is="cross" /> {p.what[lang()]}</p>
      {p.text && <pre aria-hidden="true">{p.text + "\n" + " ".repeat(p.caret) + "^".repeat(Math.max(1, p.width))}</pre>}
      {p.hint[lang()] && <p class="quiet">{p.hint[lang()]}</p>}
    </div>
  );
}

function keys(e: KeyboardEvent & { currentTarget: HTMLElement }): void {
  const by = e.key === "ArrowDown" ? 1 : e.key === "ArrowUp" ? -1 : 0;
  if (!by) return;
  e.preventDefault();
  const items = [...e.currentTarget.querySelectorAll<HTMLElement>("button")];
  items[(items.indexOf(document.activeElement as HTMLElement) + by + items.length) % items.length]!.focus();
}
