package explain

// policyReason is the key of the words that say, within an exchange, why a server did
// what it did: the reason that a check gave it.
const policyReason = "policy.reason"

// policyWords tell what a server checks (package policy). Of a check, "NAME" is for
// all its results, and "NAME-RESULT" for one of them. Every argument of the fact is a
// value here, by its own name, besides {check}, {result}, {phase} and {reply}.
var policyWords = []entry{
	{"policy.checked",
		words{"{from} comprueba «{check}»: {result}", "Es una de las comprobaciones que este servidor hace {phase}.[[ Por eso contesta «{reply}».]][[ Por eso deja el mensaje en la carpeta {folder}.]]", "-", ""},
		words{"{from} checks “{check}”: {result}", "It is one of the checks that this server makes {phase}.[[ That is why it answers “{reply}”.]][[ That is why it files the message in the folder {folder}.]]", "-", ""},
		nil},
	{policyReason,
		words{"-", "La comprobación «{check}» da «{result}».", "", ""},
		words{"-", "The check “{check}” gives “{result}”.", "", ""},
		nil},

	{"policy.checked/greylist",
		words{"{from} mira si conoce a este trío", "[[Cliente: {client}. Remitente: {sender}. Destinatario: {recipient}. ]][[Falta esperar {wait}.]]", "La lista gris (greylisting) pide a los desconocidos que vuelvan más tarde: un servidor de verdad vuelve, un emisor de spam casi nunca.", "[[{from}: recuerda a {client}, {sender} y {recipient}]]"},
		words{"{from} looks whether it knows this trio", "[[Client: {client}. Sender: {sender}. Recipient: {recipient}. ]][[{wait} are left to wait.]]", "Greylisting asks strangers to come back later: a real server does, a spammer hardly ever.", "[[{from}: remembers {client}, {sender} and {recipient}]]"},
		[]string{"6647 2.4"}},
	{"policy.checked/greylist-new",
		words{"{from} no conoce a este trío: que vuelva más tarde", "Nunca había visto juntos a {client}, {sender} y {recipient}.", "", ""},
		words{"{from} does not know this trio: come back later", "It had never seen {client}, {sender} and {recipient} together.", "", ""},
		nil},
	{"policy.checked/greylist-early",
		words{"{from} conoce a este trío, pero ha vuelto demasiado pronto", "[[Falta esperar {wait}.]]", "", ""},
		words{"{from} knows this trio, but it is back too soon", "[[It has to wait {wait} more.]]", "", ""},
		nil},
	{"policy.checked/greylist-passed",
		words{"{from} deja pasar a este trío: supo esperar", "Desde ahora lo conoce.", "", ""},
		words{"{from} lets this trio pass: it knew how to wait", "From now on it is known.", "", ""},
		nil},
	{"policy.checked/greylist-known",
		words{"{from} reconoce a este trío y no lo hace esperar", "Ya esperó una vez; no hace falta repetir.", "", ""},
		words{"{from} knows this trio, and does not make it wait", "It waited once; no need to do so again.", "", ""},
		nil},
	{policyReason + "/greylist-new",
		words{"", "No es un rechazo: nunca había visto juntos a este cliente, este remitente y este destinatario, y a los desconocidos les pide volver más tarde (lista gris, greylisting).", "", ""},
		words{"", "It is no refusal: it had never seen this client, sender and recipient together, and it asks strangers to come back later (greylisting).", "", ""},
		nil},
	{policyReason + "/greylist-early",
		words{"", "Sigue en la lista gris: ha vuelto demasiado pronto.", "", ""},
		words{"", "It is still greylisted: it is back too soon.", "", ""},
		nil},
	{policyReason + "/greylist-passed",
		words{"", "Supo esperar, así que la lista gris lo deja pasar.", "", ""},
		words{"", "It knew how to wait, so greylisting lets it pass.", "", ""},
		nil},

	{"policy.checked/rate-limit",
		words{"{from} frena a {client}: va demasiado deprisa", "Con esta llevaría {counted} en {window}, y aquí el límite es {limit}.", "Un límite protege al servidor de avalanchas. Es un «ahora no»: más despacio, y pasará.", ""},
		words{"{from} slows {client} down: it is going too fast", "This would make {counted} in {window}, and the limit here is {limit}.", "A limit protects the server from avalanches. It is a “not now”: more slowly, and it will pass.", ""},
		[]string{"5321 7.8"}},
	{policyReason + "/rate-limit",
		words{"", "Con esta, {client} llevaría {counted} en {window}, y aquí el límite es {limit}.", "", ""},
		words{"", "This would make {counted} of {client} in {window}, and the limit here is {limit}.", "", ""},
		nil},
}

// stepWords tell the steps of checks: "NAME/CODE", or "NAME/CODE-RESULT" where a
// result has words of its own; "CODE" alone is for every check.
var stepWords = map[string]struct{ es, en string }{
	"":     {"{code}[[: {result}]]", "{code}[[: {result}]]"},
	"more": {"Y más pasos, que no caben aquí.", "And more steps, for which there is no room here."},

	"greylist/memory-absent":    {"En su memoria no están los tres juntos.", "Its memory has not got the three together."},
	"greylist/memory-forgotten": {"Los vio juntos el {seen}, hace demasiado: solo se acuerda durante {kept}.", "It saw them together on {seen}, too long ago: it remembers for {kept} only."},
	"greylist/memory-seen":      {"Los vio juntos por primera vez el {seen}.", "It saw them together for the first time on {seen}."},
	"greylist/memory-known":     {"Ya supieron esperar; los vio por última vez el {seen}.", "They have known how to wait before; it saw them last on {seen}."},
	"greylist/wait-too-soon":    {"Han pasado {waited}, y pide {delay}.", "It has been {waited}, and it asks for {delay}."},
	"greylist/wait-enough":      {"Han pasado {waited}, y bastaban {delay}.", "It has been {waited}, and {delay} were enough."},
	"rate-limit/count-over":     {"Cuenta: {counted} en {window}. Admite {limit}.", "It counts: {counted} in {window}. It lets {limit} through."},
}
