package explain

import "posta/sim/lang"

// inputWords say what is done to the world from outside.
var inputWords = []entry{
	{"input.acted",
		words{"{who} {action}", "[[{how}]]", "No lo dice el guion: lo hace una persona mientras el mundo corre. Con el mismo escenario, la misma semilla y las mismas entradas todo vuelve a ocurrir igual.", ""},
		words{"{who} {action}", "[[{how}]]", "The script does not say so: a person does it while the world runs. With the same scenario, the same seed and the same inputs all of it happens again alike.", ""},
		nil},
	{"input.ended",
		words{"{who} {done}", "[[{after}]]", "", ""},
		words{"{who} {done}", "[[{after}]]", "", ""},
		nil},
	{"input.ended/failed",
		words{"{who} {failed}", "[[Motivo: {reason}.]]", "", ""},
		words{"{who} {failed}", "[[The reason: {reason}.]]", "", ""},
		nil},
}

// inputDeeds are what only inputs do.
var inputDeeds = map[string]deed{
	"connect": {does: lang.Text{ES: "abre una conexión a mano", EN: "opens a connection by hand"},
		how:  lang.Text{ES: "La abre {d}; lo que diga por ella lo tecleará una persona.", EN: "{d} opens it; what it says there, a person will type."},
		done: lang.Text{ES: "tiene la conexión abierta", EN: "has the connection open"}, failed: lang.Text{ES: "no consigue la conexión", EN: "does not get the connection"}},
	"type": {does: lang.Text{ES: "teclea en la conexión", EN: "types on the connection"},
		how:  lang.Text{ES: "{d} lo dirá tal cual: ningún programa lo revisa antes.", EN: "{d} will say it as it stands: no program looks it over before."},
		done: lang.Text{ES: "lo ha dicho", EN: "has said it"}, failed: lang.Text{ES: "teclea, y no sale nada", EN: "types, and nothing leaves"}},
	"starttls": {does: lang.Text{ES: "empieza TLS en la conexión", EN: "begins TLS on the connection"},
		done: lang.Text{ES: "tiene la conexión protegida", EN: "has the connection protected"}, failed: lang.Text{ES: "no consigue proteger la conexión", EN: "cannot protect the connection"}},
	"close": {does: lang.Text{ES: "cierra la conexión a mano", EN: "closes the connection by hand"},
		done: lang.Text{ES: "la ha cerrado", EN: "has closed it"}, failed: lang.Text{ES: "no puede cerrar la conexión", EN: "cannot close the connection"}},
	"seat": {does: lang.Text{ES: "ocupa el puesto de {d}", EN: "takes the seat of {d}"},
		how:  lang.Text{ES: "Desde ahora no contesta el programa sino una persona.", EN: "From now on not the program answers but a person."},
		done: lang.Text{ES: "está en su puesto", EN: "is at the seat"}, failed: lang.Text{ES: "no puede ocupar el puesto de {d}", EN: "cannot take the seat of {d}"}},
	"leave": {does: lang.Text{ES: "devuelve el puesto de {d} a su programa", EN: "gives the seat of {d} back to its program"},
		how:  lang.Text{ES: "El programa contesta lo que quedaba por contestar.", EN: "The program answers what was left to answer."},
		done: lang.Text{ES: "ya no está en el puesto", EN: "has left the seat"}, failed: lang.Text{ES: "no puede dejar el puesto de {d}", EN: "cannot leave the seat of {d}"}},
	"answer": {does: lang.Text{ES: "contesta a una pregunta en lugar de {d}", EN: "answers a question in the place of {d}"},
		how:  lang.Text{ES: "La respuesta la escribe una persona; puede no ser verdad.", EN: "A person writes the answer; it need not be true."},
		done: lang.Text{ES: "ha contestado", EN: "has answered"}, failed: lang.Text{ES: "no puede contestar en lugar de {d}", EN: "cannot answer in the place of {d}"}},
	"break": {does: lang.Text{ES: "pone en marcha un fallo", EN: "switches a fault on"}, how: lang.Text{ES: "Está en {d}.", EN: "It is at {d}."},
		done: lang.Text{ES: "lo ha puesto en marcha", EN: "has switched it on"}, failed: lang.Text{ES: "no puede poner en marcha el fallo", EN: "cannot switch the fault on"}},
	"mend": {does: lang.Text{ES: "quita un fallo", EN: "switches a fault off"}, how: lang.Text{ES: "Estaba en {d}.", EN: "It was at {d}."},
		done: lang.Text{ES: "lo ha quitado", EN: "has switched it off"}, failed: lang.Text{ES: "no puede quitar el fallo", EN: "cannot switch the fault off"}},
	"set_user": {does: lang.Text{ES: "cambia una cuenta en {d}", EN: "changes an account at {d}"},
		how:  lang.Text{ES: "El programa de correo de esa persona no se entera: sigue con lo que tiene guardado.", EN: "That person's mail program does not learn of it: it goes on with what it has saved."},
		done: lang.Text{ES: "la ha cambiado", EN: "has changed it"}, failed: lang.Text{ES: "no puede cambiar la cuenta", EN: "cannot change the account"}},
	"set_device": {does: lang.Text{ES: "cambia los ajustes de {d}", EN: "changes the settings of {d}"},
		how:  lang.Text{ES: "Solo cambia lo que sabe el programa de correo; el servidor no se entera.", EN: "Only what the mail program knows changes; the server does not learn of it."},
		done: lang.Text{ES: "los ha cambiado", EN: "has changed them"}, failed: lang.Text{ES: "no puede cambiar los ajustes de {d}", EN: "cannot change the settings of {d}"}},
	"set_host": {does: lang.Text{ES: "cambia la configuración de {d}", EN: "changes the settings of {d}"},
		how:  lang.Text{ES: "Sus servicios empiezan de nuevo con ella; las conexiones que ya había siguen como estaban.", EN: "Its services start anew with them; connections that stood go on as they were."},
		done: lang.Text{ES: "la ha cambiado", EN: "has changed them"}, failed: lang.Text{ES: "no puede cambiar la configuración de {d}", EN: "cannot change the settings of {d}"}},
	"seed": {does: lang.Text{ES: "echa los dados de nuevo", EN: "throws the dice anew"},
		how:  lang.Text{ES: "Desde aquí, todo lo que depende del azar sale de otra semilla.", EN: "From here on, all that is random comes from another seed."},
		done: lang.Text{ES: "tiene otra semilla", EN: "has another seed"}, failed: lang.Text{ES: "no puede cambiar la semilla", EN: "cannot change the seed"}},
}
