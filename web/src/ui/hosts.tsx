// What one host knows and holds at the step that is shown.
import type { Row as Values, Section as Table, State } from "../api.ts";
import { letterAt } from "../dialogs.ts";
import { selectHost } from "../doing.ts";
import * as s from "../state.ts";
import { lang, t } from "../words.ts";
import { Gloss } from "./gloss.tsx";
import { Devices } from "./devices.tsx";
import { Sign, SignButton } from "./signs.tsx";

export function Hosts() {
  const lesson = s.lesson.value!;
  const name = s.host.value || s.now.value!.busy[0] || lesson.hosts[0]?.name || "";
  return (
    <>
      <label class="tool">
        <span class="sr">{t("host")}</span>
        <select id="host" value={s.host.value} onChange={(e) => selectHost(e.currentTarget.value)}>
          <option value="">{t("inThisStep")}</option>
          {lesson.hosts.map((x) => <option key={x.name} value={x.name}>{`${x.name} · ${x.what}`}</option>)}
        </select>
      </label>
      <h2 class="title">{name}</h2>
      <Devices host={name} />
      <Holds state={s.parts.stage!.state(s.detail.value, s.step.value, name, lang())} />
    </>
  );
}

function Holds({ state: { host, up, sections } }: { state: State }) {
  return (
    <>
      <p class="quiet what">{host.what}</p>
      <dl class="facts">
        {host.addrs.length > 0 && <><dt>{t("addresses")}</dt><dd class="mono">{host.addrs.join(", ")}</dd></>}
        {host.services.length > 0 && <><dt>{t("services")}</dt><dd class="mono">{host.services.join(", ")}</dd></>}
      </dl>
      {!up && <p class="verdict permanent"><Sign is="cross" /> {t("noPower")}</p>}
      {sections.length === 0 && <p class="quiet">{t("emptyState")}</p>}
      {sections.map((x) => <Section key={x.id} section={x} />)}
    </>
  );
}

function Section({ section }: { section: Table }) {
  const letters = section.rows.some((r) => r.message);
  return (
    <>
      <h3><Gloss text={section.title} /></h3>
      {section.rows.length === 0 ? (
        <p class="quiet">{t("empty")}</p>
      ) : (
        // The roles are said aloud because a narrow panel lays wide tables out as cards (style.css), and then forgets them.
        <table class={section.columns.length > 2 ? "state cards" : "state"} role="table" aria-label={section.title}>
          <thead role="rowgroup">
            <tr role="row">
              {letters && <td role="cell" />}
              {section.columns.map((c) => (c ? <th scope="col" role="columnheader"><Gloss text={c} /></th> : <td role="cell" />))}
            </tr>
          </thead>
          <tbody role="rowgroup">{section.rows.map((r) => <Row row={r} columns={section.columns} letters={letters} />)}</tbody>
        </table>
      )}
      {Boolean(section.omitted) && <p class="quiet">{t("omitted", { n: section.omitted! })}</p>}
    </>
  );
}

const badges = { added: "isNew", altered: "isAltered", consulted: "isConsulted", removed: undefined } as const;

function Row({ row, columns, letters }: { row: Values; columns: string[]; letters: boolean }) {
  const badge = row.change && badges[row.change];
  return (
    <tr class={row.change ?? ""} role="row">
      {letters && <td class="open" role="cell">{row.message ? <SignButton sign="letter" label={t("openLetter")} class="icon small" onClick={() => letterAt(row.message!)} /> : null}</td>}
      {row.cells.map((c, i) => (
        <td role="cell" data-column={columns[i] || undefined} class={c === "" ? "none" : undefined}><Gloss text={c} />{i === 0 && badge && <span class="badge">{t(badge)}</span>}</td>
      ))}
    </tr>
  );
}
