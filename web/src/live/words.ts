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
  joinClass: { es: "Entrar en la clase", en: "Join the class" },
  yourName: { es: "Tu nombre", en: "Your name" },
  code: { es: "Código", en: "Code" },
  enter: { es: "Entrar", en: "Come in" },
  plain: { es: "Esta página viaja sin cifrar: quien escuche la red puede leer lo que escribas aquí.", en: "This page travels in the clear: whoever listens on the network can read what you write here." },
  gone: { es: "Tu sitio ya no es tuyo: vuelve a entrar con el código.", en: "Your seat is not yours any more: come in again with the code." },
  teacherGone: { es: "Esa dirección ya no abre la clase: usa la que muestra posta class.", en: "That address does not open the class any more: use the one that posta class shows." },
  theClass: { es: "La clase", en: "The class" },
  youAre: { es: "{name}, tu dirección es", en: "{name}, your address is" },
  follows: { es: "Vas donde va quien da la clase.", en: "You go where whoever holds the class goes." },
  free: { es: "Puedes ir adonde quieras.", en: "You can go wherever you like." },
  clockStopped: { es: "El reloj está parado.", en: "The clock is stopped." },
  mutedYou: { es: "Por ahora no puedes escribir.", en: "You cannot write for now." },
  write: { es: "Escribir una carta", en: "Write a letter" },
  to: { es: "Para", en: "To" },
  subject: { es: "Asunto", en: "Subject" },
  text: { es: "Texto", en: "Text" },
  send: { es: "Enviar", en: "Send" },
  sent: { es: "Ya está en camino: mira el escenario.", en: "It is on its way: look at the stage." },
  read: { es: "Mirar el correo", en: "Look at the mail" },
  inbox: { es: "En tu dispositivo", en: "On your device" },
  noMail: { es: "Todavía nada. Mira el correo para traer lo que haya llegado a tu buzón.", en: "Nothing yet. Look at the mail to bring what has come to your mailbox." },
  question: { es: "Pregunta", en: "Question" },
  answered: { es: "Ha contestado {n} persona|Han contestado {n} personas", en: "{n} person has answered|{n} people have answered" },
  yourAnswer: { es: "Tu respuesta está guardada; puedes cambiarla hasta que se muestren todas.", en: "Your answer is kept; you can change it until all are shown." },
  right: { es: "correcta", en: "right" },
  yours: { es: "la tuya", en: "yours" },
  reveal: { es: "Mostrar las respuestas", en: "Show the answers" },
  ask: { es: "Preguntar a la clase", en: "Ask the class" },
  options: { es: "Respuestas, una por línea; un * delante de la correcta", en: "Answers, one a line; a * before the right one" },
  lead: { es: "Todos van conmigo", en: "Everybody goes with me" },
  stopClock: { es: "Parar el reloj", en: "Stop the clock" },
  hide: { es: "Ocultar los nombres", en: "Hide the names" },
  lock: { es: "No dejar entrar a nadie más", en: "Let nobody else in" },
  seats: { es: "Sitios: {taken} de {all}", en: "Seats: {taken} of {all}" },
  awayNow: { es: "sin contacto", en: "no contact" },
  lookingAt: { es: "mira el paso {n}", en: "looks at step {n}" },
  hasAnswered: { es: "ha contestado", en: "has answered" },
  mute: { es: "Silenciar", en: "Mute" },
  unmute: { es: "Dejar hablar", en: "Let speak" },
  freeSeat: { es: "Liberar", en: "Free" },
  breakIt: { es: "Estropear algo", en: "Break something" },
  fault: { es: "Un fallo, en el lenguaje del escenario", en: "A fault, in the scenario’s language" },
  throwIt: { es: "Estropearlo", en: "Break it" },
  invite: { es: "Para entrar: {url} · código {code}", en: "To join: {url} · code {code}" },
  qr: { es: "Código QR con la dirección", en: "QR code of the address" },
  keep: { es: "Guardar la lección (zip)", en: "Save the lesson (zip)" },
  failedClass: { es: "La clase no puede seguir: {why}", en: "The class cannot go on: {why}" },
  whatIfClass: { es: "En la clase se estropea de verdad: quien la da tiene «Estropear algo».", en: "In a class things are broken for real: whoever holds it has “Break something”." },
  whatIfReal: { es: "Con programas de verdad no se puede saber qué habría pasado. Abre la lección sin --web para preguntarlo.", en: "With real programs nobody can know what would have happened. Open the lesson without --web to ask." },
} satisfies Record<string, Word>;

export type Key = keyof typeof words;

export function w(key: Key, values: Record<string, string | number> = {}): string {
  let text: string = words[key][lang()];
  const forms = text.split("|");
  if (forms.length === 2) text = values.n === 1 ? forms[0]! : forms[1]!;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}
