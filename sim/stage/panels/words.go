package panels

import (
	"posta/sim/lang"
	"posta/sim/story"
)

func word(es, en string) lang.Text { return lang.Text{ES: es, EN: en} }

// The panels' own words; all others are package view's.
var (
	wordNoFork     = word("Con ese fallo no cambia nada: el momento en que actuaría no llega nunca.", "That fault changes nothing: the moment at which it would act never comes.")
	wordRunning    = word("Simulando…", "Simulating…")
	wordWhy        = word("Por qué", "Why")
	wordBecause    = word("Viene de", "Because of")
	wordChecked    = word("Cómo lo comprobó", "How it was checked")
	wordChanged    = word("Qué cambió", "What changed")
	wordStandard   = word("La norma", "The standard")
	wordOnTheWire  = word("En el cable", "On the wire")
	wordSaysTo     = word("%s a %s", "%s to %s")
	wordSilence    = word("Nadie ha dicho nada todavía.", "Nobody has said anything yet.")
	wordInClear    = word("en claro: %s", "in the clear: %s")
	wordEncrypted  = word("cifrado", "encrypted")
	wordLost       = word("nunca llegó", "it never arrived")
	wordPartial    = word("quedó a medias", "it was cut short")
	wordNoPower    = word("Sin corriente.", "No power.")
	wordNothing    = word("Aquí no hay nada que ver todavía.", "There is nothing to see here yet.")
	wordChoose     = word("Pulsa una máquina en el escenario, o las teclas N y P.", "Press a machine on the stage, or the keys N and P.")
	wordAddresses  = word("Direcciones", "Addresses")
	wordServices   = word("Atiende", "Listens on")
	wordGoals      = word("Qué vas a aprender", "What you will learn")
	wordChapters   = word("Capítulos", "Chapters")
	wordWhatIfNow  = word("Ahora: %s", "Now: %s")
	wordWhatIfSoon = word("Aquí no hay nada que pueda fallar. Un poco después: %s", "Nothing can go wrong here. A little later: %s")
	wordWhatIfNone = word("De aquí en adelante ya no pasa nada que pueda fallar. Vuelve atrás.", "From here on nothing happens that could go wrong. Go back.")
	wordRealOnly   = word("Esto pasa de verdad, con programas de fuera: lo que habrían dicho en otro caso no lo sabe nadie, y Posta no se lo inventa. En posta window la misma lección se simula, y ahí se puede preguntar.", "This happens for real, with programs from outside: what they would have said otherwise nobody knows, and Posta does not make it up. In posta window the same lesson is simulated, and there one can ask.")
	wordHappened   = word("Lo que pasó", "What happened")
	wordWould      = word("Lo que habría pasado", "What would have happened")
	wordForget     = word("Olvidar", "Forget it")
	wordOverheard  = word("Esto oye quien escucha en el camino.", "This is what a listener on the road hears.")
	wordStep       = word("paso %d de %d", "step %d of %d")
	wordBefore     = word("antes del primer paso, de %d", "before the first step, of %d")
	wordLive       = word("en vivo", "live")
	wordToNow      = word("Ir al ahora", "Jump to now")
	wordHeldAt     = word("Retenido: %s", "Held: %s")
	wordLetGo      = word("Dejar que siga", "Let it go on")
	wordAnswer     = word("Responder: %s", "Answer: %s")
	wordLessons    = word("Lecciones", "Lessons")
	wordKeys       = word("Teclas", "Keys")
	wordTheme      = word("Tema claro u oscuro", "Light or dark theme")
	wordPlay       = word("Reproducir o pausar", "Play or pause")
	wordPlace      = word("Lugar en el recorrido", "Place in the journey")
	wordSpeed      = word("Velocidad", "Speed")
	wordOmitted    = word("y %d más", "and %d more")
	wordNew        = word("nuevo", "new")
	wordAltered    = word("cambió", "changed")
	wordConsulted  = word("consultado", "looked up")
	wordListener   = word("Lo que oye quien escucha", "What a listener hears")
	wordFull       = word("Pantalla completa", "Full screen")
)

var tabWords = [tabs]lang.Text{
	word("Explicación", "Meaning"), word("Diálogo", "Dialogue"), word("Estado", "State"), word("Lección", "Lesson"), word("¿Y si…?", "What if…?"),
}

var detailWords = map[story.Detail]lang.Text{
	story.Tell: word("Relato", "Story"), story.Dialogue: word("Diálogo", "Dialogue"), story.Packets: word("Paquetes", "Packets"),
}
