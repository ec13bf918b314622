package explain

// policyReason is the key of the words that say, within an exchange, why a server did
// what it did: the reason that a check gave it.
const policyReason = "policy.reason"

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
