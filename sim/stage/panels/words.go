package panels

import (
	"posta/sim/lang"
	"posta/sim/story"
)

// The panels' own words; all others are package view's.
var (
	wordNoFork     = lang.Text{ES: "Con ese fallo no cambia nada: el momento en que actuaría no llega nunca.", EN: "That fault changes nothing: the moment at which it would act never comes."}
	wordRunning    = lang.Text{ES: "Simulando…", EN: "Simulating…"}
	wordWhy        = lang.Text{ES: "Por qué", EN: "Why"}
	wordBecause    = lang.Text{ES: "Viene de", EN: "Because of"}
	wordHashed     = lang.Text{ES: "Los bytes que se comprobaron", EN: "The bytes that were checked"}
	wordChecked    = lang.Text{ES: "Cómo lo comprobó", EN: "How it was checked"}
	wordChanged    = lang.Text{ES: "Qué cambió", EN: "What changed"}
	wordStandard   = lang.Text{ES: "La norma", EN: "The standard"}
	wordOnTheWire  = lang.Text{ES: "En el cable", EN: "On the wire"}
	wordSaysTo     = lang.Text{ES: "%s a %s", EN: "%s to %s"}
	wordSilence    = lang.Text{ES: "Nadie ha dicho nada todavía.", EN: "Nobody has said anything yet."}
	wordInClear    = lang.Text{ES: "en claro: %s", EN: "in the clear: %s"}
	wordEncrypted  = lang.Text{ES: "cifrado", EN: "encrypted"}
	wordLost       = lang.Text{ES: "nunca llegó", EN: "it never arrived"}
	wordPartial    = lang.Text{ES: "quedó a medias", EN: "it was cut short"}
	wordNoPower    = lang.Text{ES: "Sin corriente.", EN: "No power."}
	wordNothing    = lang.Text{ES: "Aquí no hay nada que ver todavía.", EN: "There is nothing to see here yet."}
	wordChoose     = lang.Text{ES: "Pulsa una máquina en el escenario, o las teclas N y P.", EN: "Press a machine on the stage, or the keys N and P."}
	wordAddresses  = lang.Text{ES: "Direcciones", EN: "Addresses"}
	wordServices   = lang.Text{ES: "Atiende", EN: "Listens on"}
	wordGoals      = lang.Text{ES: "Qué vas a aprender", EN: "What you will learn"}
	wordChapters   = lang.Text{ES: "Capítulos", EN: "Chapters"}
	wordWhatIfNow  = lang.Text{ES: "Ahora: %s", EN: "Now: %s"}
	wordWhatIfSoon = lang.Text{ES: "Aquí no hay nada que pueda fallar. Un poco después: %s", EN: "Nothing can go wrong here. A little later: %s"}
	wordWhatIfNone = lang.Text{ES: "De aquí en adelante ya no pasa nada que pueda fallar. Vuelve atrás.", EN: "From here on nothing happens that could go wrong. Go back."}
	wordRealOnly   = lang.Text{ES: "Esto pasa de verdad, con programas de fuera: no puede pasar de dos maneras. Lo que elijas aquí abajo se estropea ahora en estos servidores, para lo que venga.", EN: "This happens for real, with programs from outside: it cannot happen in two ways. What you choose below is broken now in these servers, for what is to come."}
	wordImagine    = lang.Text{ES: "¿Y si…? En una simulación", EN: "What if…? In a simulation"}
	wordImagineHow = lang.Text{ES: "Lo que se dijo hasta ahora se dice otra vez ahí, con las mismas palabras, y los servidores vuelven a decidir: eso es imaginado, y lo de aquí es lo que pasó.", EN: "What was said until now is said there again, in the same words, and the servers decide anew: that is imagined, and what is here is what happened."}
	wordReturn     = lang.Text{ES: "Volver a lo que pasa de verdad", EN: "Back to what happens for real"}
	wordRecorded   = lang.Text{ES: "Esto está grabado: una grabación no puede seguir de otra manera. Con el escenario, y lo que se hizo en él, sí se puede preguntar.", EN: "This was recorded: a recording cannot go on in another way. Of the scenario, and what was done in it, one can ask."}
	wordHappened   = lang.Text{ES: "Lo que pasó", EN: "What happened"}
	wordWould      = lang.Text{ES: "Lo que habría pasado", EN: "What would have happened"}
	wordForget     = lang.Text{ES: "Olvidar", EN: "Forget it"}
	wordOverheard  = lang.Text{ES: "Esto oye quien escucha en el camino.", EN: "This is what a listener on the road hears."}
	wordStep       = lang.Text{ES: "paso %d de %d", EN: "step %d of %d"}
	wordBefore     = lang.Text{ES: "antes del primer paso, de %d", EN: "before the first step, of %d"}
	wordLive       = lang.Text{ES: "en vivo", EN: "live"}
	wordToNow      = lang.Text{ES: "Ir al ahora", EN: "Jump to now"}
	wordHeldAt     = lang.Text{ES: "Retenido: %s", EN: "Held: %s"}
	wordLetGo      = lang.Text{ES: "Dejar que siga", EN: "Let it go on"}
	wordAnswer     = lang.Text{ES: "Responder: %s", EN: "Answer: %s"}
	wordLessons    = lang.Text{ES: "Lecciones", EN: "Lessons"}
	wordKeys       = lang.Text{ES: "Teclas", EN: "Keys"}
	wordTheme      = lang.Text{ES: "Tema claro u oscuro", EN: "Light or dark theme"}
	wordPlay       = lang.Text{ES: "Reproducir o pausar", EN: "Play or pause"}
	wordPlace      = lang.Text{ES: "Lugar en el recorrido", EN: "Place in the journey"}
	wordSpeed      = lang.Text{ES: "Velocidad", EN: "Speed"}
	wordOmitted    = lang.Text{ES: "y %d más", EN: "and %d more"}
	wordNew        = lang.Text{ES: "nuevo", EN: "new"}
	wordAltered    = lang.Text{ES: "cambió", EN: "changed"}
	wordConsulted  = lang.Text{ES: "consultado", EN: "looked up"}
	wordListener   = lang.Text{ES: "Lo que oye quien escucha", EN: "What a listener hears"}
	wordFull       = lang.Text{ES: "Pantalla completa", EN: "Full screen"}
)

var tabWords = [tabs]lang.Text{
	lang.Text{ES: "Explicación", EN: "Meaning"}, lang.Text{ES: "Diálogo", EN: "Dialogue"}, lang.Text{ES: "Estado", EN: "State"}, lang.Text{ES: "Lección", EN: "Lesson"}, lang.Text{ES: "¿Y si…?", EN: "What if…?"},
}

var detailWords = map[story.Detail]lang.Text{
	story.Tell: lang.Text{ES: "Relato", EN: "Story"}, story.Dialogue: lang.Text{ES: "Diálogo", EN: "Dialogue"}, story.Packets: lang.Text{ES: "Paquetes", EN: "Packets"},
}
