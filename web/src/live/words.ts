// What only a page says that is attached to something that goes on elsewhere. As in ../words.ts, both languages stand side by side.
import { lang, type Lang } from "../words.ts";

type Word = Record<Lang, string>;

export const words = {
  live: { es: "En vivo", en: "Live" },
  ended: { es: "Se ha terminado", en: "It has ended" },
  away: { es: "Sin contacto con {where}. Se vuelve a intentar…", en: "No contact with {where}. Trying again…" },
  toNow: { es: "Ir al ahora", en: "Jump to now" },
  behind: { es: "{n} paso por ver|{n} pasos por ver", en: "{n} step to see|{n} steps to see" },
  waiting: { es: "Todavía no ha llamado nadie. Aquí hay que llamar:", en: "Nobody has called yet. This is where to call:" },
  doors: { es: "Servidores y cuentas", en: "Servers and accounts" },
  holdAt: { es: "Retener a quien llama en", en: "Hold callers at" },
  dot: { es: "punto final", en: "final dot" },
  held: { es: "{host} retiene la conversación {conn}", en: "{host} holds conversation {conn}" },
  heldSaid: { es: "Ha dicho, y el servidor aún no lo ha oído:", en: "It said this, and the server has not heard it yet:" },
  atConnect: { es: "(acaba de llamar)", en: "(it has just called)" },
  letGo: { es: "Dejar que siga", en: "Let it go on" },
  cut: { es: "Cortar la conexión", en: "Cut the connection" },
  answer: { es: "Responder en lugar del servidor", en: "Answer in the server’s place" },
  answerIs: { es: "Respuesta", en: "Reply" },
  refused: { es: "No se pudo: {why}", en: "It could not be done: {why}" },
  missed: { es: "La traza está llena: {n} hechos ya no caben, y no se verán. Los servidores siguen atendiendo.", en: "The trace is full: {n} facts find no room any more, and will not be seen. The servers go on serving." },
  real: {
    es: "Esto pasa de verdad, con programas de fuera. Lo que habrían dicho en otro caso no lo sabe nadie: aquí no hay «¿y si…?».",
    en: "This happens for real, with programs from outside. What they would have said otherwise nobody knows: there is no “what if…?” here.",
  },
  whatIfReal: { es: "Con programas de verdad no se puede saber qué habría pasado. Abre la lección sin --web para preguntarlo.", en: "With real programs nobody can know what would have happened. Open the lesson without --web to ask." },
} satisfies Record<string, Word>;

export type Key = keyof typeof words;

export function w(key: Key, values: Record<string, string | number> = {}): string {
  let text: string = words[key][lang()];
  const forms = text.split("|");
  if (forms.length === 2) text = values.n === 1 ? forms[0]! : forms[1]!;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}
