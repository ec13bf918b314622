// Every word of the page that Go does not say, in both languages side by side. The type makes a missing language an
// error, and test/words.test.mjs looks for empty ones, for placeholders that differ, and for words nobody uses.

import { signal } from "@preact/signals";
import { allLang, type Lang } from "./api.ts";

export type { Lang };
export const langs = allLang;

type Word = Record<Lang, string>;

export const words = {
  appName: { es: "Posta", en: "Posta" },
  tagline: { es: "El viaje de un correo, paso a paso", en: "An email's journey, step by step" },
  skip: { es: "Saltar a la explicación", en: "Skip to the explanation" },

  // Loading
  loading: { es: "Preparando la mesa…", en: "Setting the table…" },
  starting: { es: "Ya casi está…", en: "Nearly there…" },
  noWasm: {
    es: "Este navegador no puede ejecutar WebAssembly, y Posta es un programa WebAssembly. Abre la página con una versión reciente de Firefox, Chrome, Edge o Safari.",
    en: "This browser cannot run WebAssembly, and Posta is a WebAssembly program. Open the page with a recent version of Firefox, Chrome, Edge or Safari.",
  },
  loadFailed: { es: "No se pudo cargar Posta: {why}", en: "Posta could not be loaded: {why}" },
  tryAgain: { es: "Volver a intentarlo", en: "Try again" },
  stageFailed: { es: "El escenario se detuvo: {why}", en: "The stage stopped: {why}" },

  // Top bar
  lessons: { es: "Lecciones", en: "Lessons" },
  chooseLesson: { es: "Elegir una lección", en: "Choose a lesson" },
  language: { es: "Idioma", en: "Language" },
  spanish: { es: "Español", en: "Español" },
  english: { es: "English", en: "English" },
  themeToDark: { es: "Cambiar al tema oscuro", en: "Switch to the dark theme" },
  themeToLight: { es: "Cambiar al tema claro", en: "Switch to the light theme" },
  share: { es: "Compartir", en: "Share" },
  more: { es: "Más", en: "More" },
  help: { es: "Teclas y ayuda", en: "Keys and help" },
  openFile: { es: "Abrir un archivo…", en: "Open a file…" },
  saveFile: { es: "Guardar el escenario (YAML)", en: "Save the scenario (YAML)" },
  savePcap: { es: "Guardar los paquetes (pcapng)", en: "Save the packets (pcapng)" },
  saveTrace: { es: "Guardar la traza (JSON Lines)", en: "Save the trace (JSON Lines)" },
  saveTranscript: { es: "Guardar el relato (texto)", en: "Save the transcript (text)" },
  sheetName: { es: "Nombre", en: "Name" },
  sheetStory: { es: "Qué pasa", en: "What happens" },
  sheetMore: { es: "… y un paso más.|… y {n} pasos más.", en: "… and one more step.|… and {n} more steps." },
  sheetQuestions: { es: "Preguntas", en: "Questions" },
  sheetWouldHave: { es: "Lo que habría pasado: {what}", en: "What would have happened: {what}" },
  sheetSame: { es: "Se simula igual en cualquier sitio: {name}, semilla {seed}.", en: "It runs the same anywhere: {name}, seed {seed}." },
  anatomy: { es: "El paquete por dentro", en: "Inside the packet" },
  octets: { es: "{n} bytes", en: "{n} bytes" },
  sideBySide: { es: "Lado a lado", en: "Side by side" },
  glossary: { es: "Glosario y signos", en: "Glossary and signs" },
  searchWords: { es: "Busca una palabra", en: "Search for a word" },
  signs: { es: "Qué quiere decir cada signo", en: "What every sign means" },
  teaching: { es: "Vista para clase", en: "Teacher's view" },
  leaveTeaching: { es: "Salir de la vista para clase", en: "Leave the teacher's view" },
  soundOn: { es: "Sonido", en: "Sound" },
  recordVideo: { es: "Grabar un vídeo (WebM)", en: "Record a video (WebM)" },
  recording: { es: "Se está grabando.", en: "Recording." },
  stopRecording: { es: "Parar y guardar", en: "Stop and save" },
  noVideo: { es: "Este navegador no puede grabar la escena. Con «posta film» sale un GIF.", en: "This browser cannot record the stage. “posta film” makes a GIF." },
  doTeach: { es: "vista para clase: la escena sola y grande", en: "teacher's view: the stage alone, and large" },
  keyPages: { es: "re pág, av pág", en: "page up, page down" },
  doPages: { es: "paso atrás, paso adelante (mando de presentaciones)", en: "step back, step forward (a presenter's remote)" },
  printLesson: { es: "Imprimir la lección…", en: "Print the lesson…" },
  listener: { es: "Lo que oye quien escucha", en: "What a listener hears" },
  overhearing: { es: "Esto oye quien escucha en el camino.", en: "This is what a listener on the road hears." },
  stopListening: { es: "Dejar de escuchar", en: "Stop listening" },
  frameAll: { es: "Volver a seguir la conversación", en: "Follow the conversation again" },
  zoomIn: { es: "Acercar", en: "Zoom in" },
  zoomOut: { es: "Alejar", en: "Zoom out" },
  openWhole: { es: "Abrir en Posta", en: "Open in Posta" },
  version: { es: "Hay una versión nueva de Posta.", en: "There is a new version of Posta." },
  reload: { es: "Cargarla", en: "Load it" },

  // Opening
  begin: { es: "Empezar", en: "Begin" },
  beginHint: { es: "o usa las flechas para ir paso a paso", en: "or use the arrow keys to go step by step" },
  ending: { es: "Fin del viaje", en: "The journey's end" },
  nowYouCan: { es: "Ahora puedes explicar", en: "Now you can explain" },
  again: { es: "Desde el principio", en: "From the beginning" },
  nextLesson: { es: "Siguiente lección: {title}", en: "Next lesson: {title}" },
  close: { es: "Cerrar", en: "Close" },

  // Transport
  transport: { es: "Recorrido", en: "Journey" },
  toStart: { es: "Al principio", en: "To the beginning" },
  chapterBack: { es: "Capítulo anterior", en: "Previous chapter" },
  stepBack: { es: "Un paso atrás", en: "One step back" },
  play: { es: "Reproducir", en: "Play" },
  pause: { es: "Pausa", en: "Pause" },
  stepForward: { es: "Un paso adelante", en: "One step forward" },
  chapterForward: { es: "Capítulo siguiente", en: "Next chapter" },
  toEnd: { es: "Al final", en: "To the end" },
  realTime: { es: "Tiempo real", en: "Real time" },
  foldedChapters: { es: "… y {text}", en: "… and {text}" },
  position: { es: "Lugar en el recorrido", en: "Place in the journey" },
  stepOf: { es: "paso {n} de {count}", en: "step {n} of {count}" },
  beforeFirst: { es: "antes del primer paso, de {count}", en: "before the first step, of {count}" },
  positionText: { es: "{step}: {title}", en: "{step}: {title}" },
  speed: { es: "Velocidad", en: "Speed" },
  speedTimes: { es: "{n}×", en: "{n}×" },
  detail: { es: "Detalle", en: "Detail" },
  tell: { es: "Relato", en: "Story" },
  dialogue: { es: "Diálogo", en: "Dialogue" },
  packets: { es: "Paquetes", en: "Packets" },
  clock: { es: "Reloj del escenario", en: "The scenario's clock" },
  failures: { es: "{n} tropiezo|{n} tropiezos", en: "{n} failure|{n} failures" },

  // What if
  whatIf: { es: "¿Y si…?", en: "What if…?" },
  whatIfHere: { es: "Ahora: {title}", en: "Now: {title}" },
  whatIfLater: { es: "Aquí no hay nada que pueda fallar. Un poco después: {title}", en: "Nothing can go wrong here. A little later: {title}" },
  whatIfNothing: { es: "De aquí en adelante ya no pasa nada que pueda fallar. Vuelve atrás, o escribe un fallo.", en: "From here on nothing happens that could go wrong. Go back, or write a fault." },
  ownFault: { es: "O un fallo escrito en el lenguaje del escenario", en: "Or a fault written in the scenario's language" },
  tryFault: { es: "Probar", en: "Try it" },
  fork: { es: "Dos caminos", en: "Two ways" },
  happened: { es: "Lo que pasó", en: "What happened" },
  wouldHappen: { es: "Lo que habría pasado", en: "What would have happened" },
  toFork: { es: "Ir adonde se separan", en: "Go to where they part" },
  closeFork: { es: "Olvidar lo que habría pasado", en: "Forget what would have happened" },
  noFork: { es: "Con ese fallo no cambia nada: el momento en que actuaría no llega nunca.", en: "That fault changes nothing: the moment at which it would act never comes." },

  // Predict
  predict: { es: "Antes de verlo", en: "Before you see it" },
  predictOff: { es: "No preguntar más", en: "Ask no more" },
  predictIsOff: { es: "Ya no se pregunta. En «Lección» se vuelve a encender.", en: "Nothing is asked any more. It is switched on again under “Lesson”." },
  undo: { es: "Deshacer", en: "Undo" },
  predictGo: { es: "Ver qué pasa", en: "See what happens" },
  predictRun: { es: "Ver el mundo en que acertarías", en: "See the world in which you would be right" },
  predictRight: { es: "Así es.", en: "That is it." },
  predictWas: { es: "Será: {what}.", en: "It will be: {what}." },
  questions: { es: "Preguntas", en: "Questions" },
  mode: { es: "Preguntar", en: "Ask" },
  modeOff: { es: "nunca", en: "never" },
  modeQuiet: { es: "en el panel, sin parar nada", en: "on the panel, stopping nothing" },
  modeStop: { es: "y pararse hasta que conteste", en: "and stop until I answer" },
  askedHere: { es: "De esta lección: {right} de {n}, la última vez.", en: "Of this lesson: {right} of {n}, the last time." },
  againTitle: { es: "¿Te acuerdas?", en: "Do you remember?" },
  againMissed: { es: "Otra vez la que fallaste|Otra vez las {n} que fallaste", en: "Once more the one you missed|Once more the {n} you missed" },
  againOld: { es: "Una de otras lecciones|{n} de otras lecciones", en: "One from other lessons|{n} from other lessons" },
  againOf: { es: "{title} · {at} de {n}", en: "{title} · {at} of {n}" },
  againNext: { es: "Siguiente", en: "Next" },
  againDone: { es: "Eso era todo por hoy.", en: "That was all for today." },
  progressSave: { es: "Guardar mis respuestas", en: "Save my answers" },
  progressErase: { es: "Borrarlas", en: "Erase them" },
  progressSure: { es: "Se borrará la respuesta que hay.|Se borrarán las {n} respuestas que hay.", en: "The one answer that there is will be erased.|The {n} answers that there are will be erased." },
  progressHere: { es: "Tus respuestas quedan en este dispositivo; no se envían a ninguna parte.", en: "Your answers stay on this device; they are sent nowhere." },

  // Mend
  tasks: { es: "Taller: arreglar y romper", en: "Workshop: mend and break" },
  tasksHint: { es: "Cada tarea es un mundo. Cambia lo que deja cambiar y mira qué pasa: vale cualquier arreglo que funcione.", en: "Each task is a world. Change what it lets you change, and see what happens: any repair that works will do." },
  task: { es: "Tarea", en: "Task" },
  taskGoal: { es: "Tiene que cumplirse", en: "What must come true" },
  taskRecords: { es: "Registros de {whose}, uno por línea", en: "Records of {whose}, one a line" },
  taskOf: { es: "{key} de {whose}", en: "{key} of {whose}" },
  taskAsIs: { es: "como está", en: "as it is" },
  taskTry: { es: "Probar", en: "Try" },
  taskHint: { es: "Una pista", en: "A hint" },
  taskNoHint: { es: "No hay más pistas.", en: "There are no more hints." },
  taskSolved: { es: "Resuelta: sirve aquí y en los otros mundos, {n} en total.", en: "Solved: it does here and in the other worlds, {n} in all." },
  taskElse: { es: "Sirve en lo que ves, pero no en todo:", en: "It does in what you see, but not in everything:" },
  taskOtherSeed: { es: "el mismo mundo, con otra semilla", en: "the same world, with another seed" },
  taskNotYet: { es: "Todavía no.", en: "Not yet." },
  taskChange: { es: "Di qué cambiar antes de probar.", en: "Say what to change before you try." },

  // Panels
  panels: { es: "Paneles", en: "Panels" },
  tabExplain: { es: "Explicación", en: "Meaning" },
  tabDialogue: { es: "Diálogo", en: "Dialogue" },
  devices: { es: "Quién supo qué, y cuándo", en: "Who learnt what, and when" },
  wouldLose: { es: "Con él se perdería:", en: "With it would be lost:" },
  tabState: { es: "Estado", en: "State" },
  tabLesson: { es: "Lección", en: "Lesson" },
  tall: { es: "Panel más alto", en: "Taller panel" },
  fold: { es: "Plegar el panel", en: "Fold the panel" },
  unfold: { es: "Desplegar el panel", en: "Unfold the panel" },

  // Explain
  why: { es: "Por qué", en: "Why" },
  because: { es: "Viene de", en: "Because of" },
  checkedHow: { es: "Cómo lo comprobó", en: "How it was checked" },
  changed: { es: "Qué cambió", en: "What changed" },
  readOn: { es: "La norma", en: "The standard" },
  onTheWire: { es: "En el cable", en: "On the wire" },
  saidTo: { es: "{from} dice a {to}: {text}", en: "{from} says to {to}: {text}" },
  chosen: { es: "{name}: {what}", en: "{name}: {what}" },
  saysTo: { es: "{from} a {to}", en: "{from} to {to}" },
  newTab: { es: "(se abre en otra pestaña)", en: "(opens in another tab)" },

  // Dialogue
  conversation: { es: "Conversación", en: "Conversation" },
  allConversations: { es: "Todas", en: "All of them" },
  currentConversation: { es: "La de este paso", en: "This step’s" },
  search: { es: "Buscar", en: "Search" },
  searchDialogue: { es: "Buscar en el diálogo", en: "Search the dialogue" },
  nothingSaid: { es: "Nadie ha dicho nada todavía.", en: "Nobody has said anything yet." },
  noLessonYet: { es: "Todavía no hay una lección sobre ello.", en: "There is no lesson about it yet." },
  noMatch: { es: "No se encontró nada.", en: "Nothing was found." },
  earlier: { es: "Mostrar lo anterior ({n})", en: "Show what came before ({n})" },
  who: { es: "Quién", en: "Who" },
  what: { es: "Qué dice", en: "What is said" },
  goThere: { es: "Ir a ese paso", en: "Go to that step" },
  signOK: { es: "sí", en: "yes" },
  signMore: { es: "adelante", en: "go on" },
  signTemporary: { es: "ahora no", en: "not now" },
  signPermanent: { es: "no", en: "no" },
  secret: { es: "en claro: {text}", en: "in the clear: {text}" },
  encrypted: { es: "cifrado", en: "encrypted" },
  lost: { es: "nunca llegó", en: "it never arrived" },
  partial: { es: "quedó a medias", en: "it was cut short" },
  found: { es: "{n} línea|{n} líneas", en: "{n} line|{n} lines" },
  omitted: { es: "y {n} más", en: "and {n} more" },

  // State
  host: { es: "Quién", en: "Who" },
  inThisStep: { es: "Quien actúa ahora", en: "Whoever acts now" },
  addresses: { es: "Direcciones", en: "Addresses" },
  services: { es: "Atiende", en: "Listens on" },
  noPower: { es: "Sin corriente.", en: "No power." },
  emptyState: { es: "Aquí no hay nada que ver todavía.", en: "There is nothing to see here yet." },
  empty: { es: "Vacío.", en: "Empty." },
  letter: { es: "Carta", en: "Letter" },
  openLetter: { es: "Abrir la carta", en: "Open the letter" },
  isNew: { es: "nuevo", en: "new" },
  isAltered: { es: "cambió", en: "changed" },
  isConsulted: { es: "consultado", en: "looked up" },
  field: { es: "Campo", en: "Field" },
  value: { es: "Valor", en: "Value" },
  headers: { es: "Cabecera", en: "Header" },
  body: { es: "Cuerpo", en: "Body" },
  source: { es: "Fuente", en: "Source" },
  bytes: { es: "Bytes", en: "Bytes" },
  cut: { es: "Sólo se muestra el principio.", en: "Only the beginning is shown." },
  noText: { es: "(sin texto)", en: "(no text)" },

  // Lesson
  chapters: { es: "Capítulos", en: "Chapters" },
  goals: { es: "Qué vas a aprender", en: "What you will learn" },
  scenario: { es: "El escenario", en: "The scenario" },
  scenarioHint: {
    es: "Todo lo que pasa sale de este texto. Cámbialo y vuelve a ejecutarlo.",
    en: "Everything that happens comes from this text. Change it and run it again.",
  },
  editor: { es: "Editor del escenario (YAML)", en: "Scenario editor (YAML)" },
  edit: { es: "Ver y cambiar el escenario", en: "See and change the scenario" },
  run: { es: "Ejecutar", en: "Run" },
  reset: { es: "Deshacer los cambios", en: "Undo the changes" },
  seed: { es: "Semilla", en: "Seed" },
  seedHint: { es: "El mismo número da el mismo viaje, byte a byte.", en: "The same number gives the same journey, byte for byte." },
  problems: { es: "{n} problema|{n} problemas", en: "{n} problem|{n} problems" },
  warnings: { es: "{n} aviso: se puede ejecutar así|{n} avisos: se puede ejecutar así", en: "{n} warning: it can be run as it is|{n} warnings: it can be run as it is" },
  noProblems: { es: "Sin problemas.", en: "No problems." },
  atLine: { es: "línea {line}, columna {column}", en: "line {line}, column {column}" },
  expectFailed: { es: "No se cumplió lo que el escenario esperaba", en: "What the scenario expected did not come true" },
  expectApart: { es: "De lo que la lección espera, {n} cosa ya no se cumple con el fallo añadido.|De lo que la lección espera, {n} cosas ya no se cumplen con el fallo añadido.", en: "With the fault that was added, {n} thing that the lesson expects no longer comes true.|With the fault that was added, {n} things that the lesson expects no longer come true." },
  expectDone: { es: "De lo que la lección espera, {n} cosa ya no se cumple con lo que se le ha hecho al mundo.|De lo que la lección espera, {n} cosas ya no se cumplen con lo que se le ha hecho al mundo.", en: "With what was done to the world, {n} thing that the lesson expects no longer comes true.|With what was done to the world, {n} things that the lesson expects no longer come true." },
  expected: { es: "se esperaba: {want}; pasó: {got}", en: "expected: {want}; came: {got}" },
  facts: { es: "{events} sucesos en {lasts}", en: "{events} events in {lasts}" },
  editorFailed: { es: "El editor no pudo abrirse: {why}", en: "The editor could not be opened: {why}" },
  editsElsewhere: { es: "Este texto es de «{name}», y no es lo que está en el escenario.", en: "This text is “{name}”, which is not what is on the stage." },
  editThis: { es: "Ver el texto de lo que está en el escenario", en: "See the text of what is on the stage" },
  draftKept: { es: "Lo que escribiste en «{name}» queda guardado.", en: "What you wrote in “{name}” is kept." },
  draftWaits: { es: "En «{name}» hay algo que escribiste y no ejecutaste.", en: "In “{name}” there is something that you wrote and did not run." },
  draftOpen: { es: "Seguir con ello", en: "Go on with it" },
  blurred: { es: "Con este tamaño, el escenario se ve borroso hasta que la página se cargue de nuevo. Lo que escribiste no se ha podido guardar: ejecútalo o guárdalo antes.", en: "At this size the stage is blurred until the page is loaded anew. What you wrote could not be kept: run it or save it first." },
  editorLoading: { es: "Abriendo el editor…", en: "Opening the editor…" },

  // Running
  running: { es: "Simulando…", en: "Simulating…" },
  runningFor: { es: "{seconds} s, {n} tramos de la simulación", en: "{seconds} s, {n} stretches of the simulation" },
  cancel: { es: "Cancelar", en: "Cancel" },
  cancelled: { es: "Se canceló la simulación.", en: "The simulation was cancelled." },
  runFailed: { es: "La simulación no pudo terminar: {why}", en: "The simulation could not finish: {why}" },
  badInputs: { es: "Línea {line} de las entradas: {what}", en: "Line {line} of the inputs: {what}" },
  withInputs: { es: "Además del guion, a este mundo se le hacen cosas mientras corre: {n} en total.", en: "Besides the script, things are done to this world while it runs: {n} in all." },
  withoutInputs: { es: "Simular sin ellas", en: "Run it without them" },
  saveInputs: { es: "Guardarlas en un archivo", en: "Save them as a file" },
  cannotRunFirst: {
    es: "El escenario del enlace tiene problemas y no se puede ejecutar. Está en el editor, con sus problemas; mientras tanto se muestra la primera lección.",
    en: "The link's scenario has problems and cannot be run. It is in the editor, with its problems; meanwhile the first lesson is shown.",
  },
  engineLost: { es: "El motor no pudo arrancar: {why}", en: "The engine could not be started: {why}" },
  cannotRun: { es: "Este escenario tiene problemas y no se puede ejecutar.", en: "This scenario has problems and cannot be run." },

  // Picker, files, sharing
  searchLessons: { es: "Buscar una lección", en: "Search the lessons" },
  yourScenario: { es: "Tu escenario", en: "Your scenario" },
  dropHere: { es: "Suelta aquí un escenario", en: "Drop a scenario here" },
  tooBig: { es: "El archivo es demasiado grande: un escenario tiene como mucho 1 MB.", en: "The file is too big: a scenario has at most 1 MB." },
  unreadable: { es: "No se pudo leer el archivo.", en: "The file could not be read." },
  notYAML: { es: "«{name}» no es un escenario: {why}", en: "“{name}” is no scenario: {why}" },
  notCopied: { es: "El navegador no dejó copiarlo. El enlace está seleccionado: cópialo con Ctrl+C.", en: "The browser did not let it be copied. The link is selected: copy it with Ctrl+C." },
  copied: { es: "Enlace copiado.", en: "Link copied." },
  copyThis: { es: "Copia este enlace:", en: "Copy this link:" },
  shareText: { es: "Quien lo abra verá este mismo paso.", en: "Whoever opens it will see this very step." },
  copy: { es: "Copiar", en: "Copy" },
  tooLongToShare: {
    es: "El escenario es demasiado largo para un enlace. Guárdalo como archivo y compártelo así.",
    en: "The scenario is too long for a link. Save it as a file and share that.",
  },
  badLink: { es: "El enlace está dañado. Se abre la primera lección.", en: "The link is damaged. The first lesson opens instead." },
  noSuchLesson: { es: "No hay ninguna lección que se llame «{name}».", en: "There is no lesson called “{name}”." },

  // Help
  helpTitle: { es: "Teclas", en: "Keys" },
  letterKeys: { es: "Usar teclas de una sola letra", en: "Use single-letter keys" },
  keySpace: { es: "espacio", en: "space" },
  keyArrows: { es: "← →", en: "← →" },
  keyShiftArrows: { es: "mayús + ← →", en: "shift + ← →" },
  keyHomeEnd: { es: "inicio, fin", en: "home, end" },
  keyPlus: { es: "+ − 0", en: "+ − 0" },
  doPlay: { es: "reproducir o parar", en: "play or pause" },
  doStep: { es: "un paso atrás o adelante", en: "one step back or forward" },
  doChapter: { es: "capítulo anterior o siguiente", en: "previous or next chapter" },
  doEnds: { es: "al principio o al final", en: "to the beginning or the end" },
  doDetail: { es: "relato, diálogo, paquetes", en: "story, dialogue, packets" },
  doHosts: { es: "elegir al siguiente o al anterior del mapa", en: "choose the next or the previous one on the map" },
  doZoom: { es: "acercar, alejar, volver a seguir", en: "zoom in, zoom out, follow again" },
  doWhatIf: { es: "¿y si…?", en: "what if…?" },
  doFlip: { es: "ir de lo que pasó a lo que habría pasado, y volver", en: "go from what happened to what would have happened, and back" },
  doCloseFork: { es: "olvidar lo que habría pasado", en: "forget what would have happened" },
  doListener: { es: "oír lo que oye quien escucha", en: "hear what a listener hears" },
  doLang: { es: "cambiar de idioma", en: "change language" },
  doTheme: { es: "cambiar de tema", en: "change theme" },
  doPanel: { es: "plegar o desplegar el panel", en: "fold or unfold the panel" },
  doLessons: { es: "elegir una lección", en: "choose a lesson" },
  doHelp: { es: "esta ayuda", en: "this help" },
  pointerHelp: {
    es: "En el escenario: arrastra para moverte, usa la rueda o dos dedos para acercarte, y pulsa sobre alguien, un camino o la carta para ver cómo está.",
    en: "On the stage: drag to move, use the wheel or two fingers to zoom, and press a building, a road or the letter to look inside.",
  },
  offline: { es: "Después de la primera visita, Posta funciona sin conexión. Nada de lo que escribes sale de aquí.", en: "After the first visit Posta works offline. Nothing that you write leaves this page." },
  stageLabel: {
    es: "El escenario: un mapa con los servidores y los dispositivos. Lo que se ve está contado en la explicación.",
    en: "The stage: a map of servers and devices. What is seen there is told in the explanation.",
  },
} satisfies Record<string, Word>;

export type Key = keyof typeof words;

/** Whoever shows words is drawn anew when it changes. */
const current = signal<Lang>("en");

export function setLang(lang: Lang): void {
  current.value = lang;
}

export function lang(): Lang {
  return current.value;
}

/** The words for a key, with {values} put in. "one|many" is chosen by values.n. */
export function t(key: Key, values: Record<string, string | number> = {}): string {
  let text: string = words[key][current.value];
  if (text.includes("|")) {
    const [one, many] = text.split("|") as [string, string];
    text = values.n === 1 ? one : many;
  }
  return text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    return typeof value === "number" ? number(value) : String(value ?? "");
  });
}

/** A number as the language writes it. */
export function number(n: number, digits = 0): string {
  return n.toLocaleString(current.value, { maximumFractionDigits: digits, minimumFractionDigits: digits });
}

/** The language that a browser asks for. */
export function preferred(tags: readonly string[]): Lang {
  for (const tag of tags) {
    const two = tag.slice(0, 2).toLowerCase();
    if (two === "es" || two === "en") return two;
  }
  return "en";
}
