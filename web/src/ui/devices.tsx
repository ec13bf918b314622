// One person's mailbox and devices on one timeline: a row each, and who learnt of what when.
import type { Account, Moment } from "../api.ts";
import { selectHost } from "../doing.ts";
import * as s from "../state.ts";
import { lang, t } from "../words.ts";

/** How many moments have room beside each other; the last ones are shown. */
const most = 24;
const row = 26;

export function Devices({ host }: { host: string }) {
  const accounts = s.parts.stage!.devices(s.detail.value, s.step.value, host, lang());
  return <>{accounts.map((a) => <Shown key={a.user} account={a} />)}</>;
}

function Shown({ account }: { account: Account }) {
  const moments = account.moments.slice(-most);
  if (moments.length === 0) return null;
  return (
    <section class="devices">
      <h3>{`${t("devices")}: ${account.user}`}</h3>
      <Lanes account={account} moments={moments} />
      <ol class="moments">
        {moments.map((m) => (
          <li key={m.seq} class={m.offline ? "offline" : m.of ? "news" : undefined}>
            <button type="button" class="link" onClick={() => s.parts.stage!.send({ do: "event", seq: m.seq })}><time>{m.at}</time> <b>{account.places[m.place]!.host}</b> {m.text}</button>
          </li>
        ))}
      </ol>
      <ul class="places">
        {account.places.map((p) => (
          <li key={p.host}>
            <button type="button" class="link" onClick={() => selectHost(p.host)}><b>{p.host}</b></button> {p.holds}
            {p.loss && <p class="quiet">{t("wouldLose")} {p.loss}</p>}
            {p.unknown.map((u) => <p key={u} class="quiet">{u}</p>)}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A row for each place, a dot for each moment, and a line from what happened at the server to whoever learnt of it. */
function Lanes({ account, moments }: { account: Account; moments: Moment[] }) {
  const width = 320;
  const x = (i: number) => 8 + ((i + 0.5) * (width - 16)) / moments.length;
  const y = (place: number) => place * row + 18;
  const at = new Map(moments.map((m, i) => [m.seq, i]));
  return (
    <svg class="lanes" viewBox={`0 0 ${width} ${account.places.length * row}`} role="img" aria-label={t("devices")}>
      {account.places.map((p, i) => (
        <g key={p.host}>
          <line class="lane" x1={4} x2={width - 4} y1={y(i)} y2={y(i)} />
          <text x={4} y={y(i) - 7}>{p.host}</text>
        </g>
      ))}
      {moments.map((m, i) => {
        const from = m.of ? at.get(m.of) : undefined;
        return from === undefined ? null : <line key={`l${m.seq}`} class="learnt" x1={x(from)} y1={y(moments[from]!.place)} x2={x(i)} y2={y(m.place)} />;
      })}
      {moments.map((m, i) => <circle key={m.seq} class={m.offline ? "offline" : m.of ? "news" : ""} cx={x(i)} cy={y(m.place)} r={4} />)}
    </svg>
  );
}
