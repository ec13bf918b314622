package figures

import "posta/sim/lang"

// Meaning is what a figure is called, and what it can and cannot tell.
type Meaning struct {
	Name, Tells, Hides lang.Text
	Unseen             bool // a sender is not shown it
}

// Meanings say it of each.
var Meanings = map[Figure]Meaning{
	Sent: {Name: t("enviadas", "sent"), Tells: t("Cuántas cartas se pusieron en la cola.", "How many letters were put into the queue."),
		Hides: t("Que llegara alguna.", "Whether any arrived.")},
	Delivered: {Name: t("entregadas", "delivered"), Tells: t("Cuántas aceptó el servidor del destinatario con un 250.", "How many the recipient's server took with a 250."),
		Hides: t("Dónde las puso: la bandeja de entrada y el correo no deseado se aceptan igual.", "Where it put them: what goes to the inbox and what goes to Junk are taken alike.")},
	Deferred: {Name: t("aplazadas", "deferred"), Tells: t("Cuántas tuvieron que esperar alguna vez a otro intento.", "How many had to wait for another attempt at least once."),
		Hides: t("Que se perdieran: la mayoría llega después.", "Whether they were lost: most arrive later.")},
	Hard: {Name: t("rebotes duros", "hard bounces"), Tells: t("Cuántas iban a direcciones en las que no hay nadie.", "How many were for addresses at which nobody is."),
		Hides: t("Quién puso esas direcciones en la lista, ni cuándo dejaron de existir.", "Who put those addresses on the list, and when they ceased to exist.")},
	Soft: {Name: t("rebotes blandos", "soft bounces"), Tells: t("Cuántas no llegaron por algo que puede pasar: buzón lleno, servidor caído.", "How many did not arrive for something that may pass: a full mailbox, a server that is away."),
		Hides: t("Si pasará.", "Whether it will pass.")},
	Block: {Name: t("bloqueos", "blocks"), Tells: t("Cuántas se rechazaron por quién las envía, o por cómo.", "How many were refused for who sends them, or how."),
		Hides: t("Nada sobre las direcciones: pueden ser buenas.", "It says nothing of the addresses: they may be good.")},
	Inbox: {Name: t("en la bandeja", "in the inbox"), Unseen: true, Tells: t("Cuántas puso el proveedor en la bandeja de entrada.", "How many the provider put into the inbox."),
		Hides: t("Que se vieran. Y quien envía no la conoce: los proveedores no la dan.", "Whether they were seen. And a sender does not know it: providers do not tell.")},
	Junk: {Name: t("en no deseado", "in Junk"), Unseen: true, Tells: t("Cuántas puso el proveedor en la carpeta de correo no deseado.", "How many the provider put into Junk."),
		Hides: t("Quien envía no la conoce: para él están entregadas.", "A sender does not know it: to them, these are delivered.")},
	Read: {Name: t("leídas de verdad", "truly read"), Unseen: true, Tells: t("Cuántas abrió una persona.", "How many a person opened."),
		Hides: t("Nadie la conoce fuera de una simulación.", "Nobody knows it outside a simulation.")},
	OpenHuman: {Name: t("aperturas (parece una persona)", "opens (looks like a person)"), Tells: t("En cuántas pidió el píxel alguien que parece una persona.", "In how many the pixel was asked for by what looks like a person."),
		Hides: t("Quién lee sin imágenes no cuenta; y lo que parece una persona puede no serlo.", "Whoever reads without pictures is not counted; and what looks like a person may be none.")},
	OpenMachine: {Name: t("aperturas (una máquina)", "opens (a machine)"), Tells: t("En cuántas pidió el píxel un programa: se presenta como tal, o llegó antes de que nadie pudiera abrirla.", "In how many a program asked for the pixel: it says so, or it came before anybody could have opened the letter."),
		Hides: t("Que nadie la leyera: el mismo proveedor puede pedirla por una persona.", "Whether nobody read it: the same provider may ask in a person's place.")},
	OpenUnknown: {Name: t("aperturas (no se sabe)", "opens (unknown)"), Tells: t("En cuántas pidió el píxel alguien que oculta quién es.", "In how many the pixel was asked for by something that hides who it is."),
		Hides: t("Si hubo alguien detrás, y cuándo: los que protegen la intimidad piden todas las imágenes.", "Whether somebody was behind it, and when: those who protect privacy ask for all pictures.")},
	ClickHuman: {Name: t("clics (parece una persona)", "clicks (looks like a person)"), Tells: t("En cuántas siguió un enlace alguien que parece una persona.", "In how many a link was followed by what looks like a person."),
		Hides: t("Si le gustó lo que encontró.", "Whether they liked what they found.")},
	ClickMachine: {Name: t("clics (una máquina)", "clicks (a machine)"), Tells: t("En cuántas siguió los enlaces un programa que busca los peligrosos.", "In how many links were followed by a program that looks for dangerous ones."),
		Hides: t("Interés: no hay nadie.", "Interest: nobody is there.")},
	Complaint: {Name: t("quejas", "complaints"), Tells: t("De cuántas avisó un proveedor que alguien las marcó como correo no deseado.", "Of how many a provider told that somebody called them spam."),
		Hides: t("Las de los proveedores que no avisan, que son muchos; y las de quien ya las tenía en no deseado.", "Those at providers that do not tell, which are many; and those of people who had them in Junk already.")},
	Unsubscribe: {Name: t("bajas", "unsubscribed"), Tells: t("En cuántas pidió su destinatario no recibir más.", "In how many the recipient asked to get no more."),
		Hides: t("Cuántos preferían irse y marcaron la carta como no deseada, que es peor.", "How many would rather leave and called the letter spam, which is worse.")},
	Conversion: {Name: t("conversiones", "conversions"), Tells: t("En cuántas hizo su destinatario lo que la campaña quería.", "In how many the recipient did what the campaign was for."),
		Hides: t("Si lo habría hecho sin la carta.", "Whether they would have done it without the letter.")},
}

func t(es, en string) lang.Text { return lang.Text{ES: es, EN: en} }

// Unseen says what the mark of a figure means that whoever sends does not see.
var Unseen = lang.Text{ES: "* No lo ve quien envía.", EN: "* A sender does not see it."}
