package scenario

import (
	_ "embed"
	"reflect"

	"posta/sim/form"
	"posta/sim/lang"
)

// What a newcomer reads first: how a scenario is read, the smallest one, a whole one, and what Posta names by itself. The
// table of kinds of value stands where the marker is.
var (
	//go:embed page.es.md
	pageES string
	//go:embed page.en.md
	pageEN string
	//go:embed inputs.es.md
	inputsES string
	//go:embed inputs.en.md
	inputsEN string
)

// Reference gives the whole format as Markdown in one language: a page to begin with, and then every object and every key,
// from the same types the decoder fills.
func Reference(l lang.Lang) []byte {
	return form.Guide{
		Format: scenarioFormat, Top: reflect.TypeFor[file](), Name: tr("El archivo", "The file"),
		Page: lang.Text{ES: pageES, EN: pageEN}, Shared: sharedKeys,
	}.Markdown(l)
}

// InputReference gives the format of inputs in one language: a page to begin with, and then every key that a scenario does not
// have.
func InputReference(l lang.Lang) []byte {
	return form.Guide{
		Format: scenarioFormat, Top: reflect.TypeFor[inputSpec](), Name: tr("Una línea", "A line"), Item: tr("Cada línea", "Each line"),
		Page: lang.Text{ES: inputsES, EN: inputsEN}, Shared: sharedKeys,
		Other: reflect.TypeFor[file](), OtherPage: tr("FORMATO.md", "FORMAT.md"),
	}.Markdown(l)
}

var sharedKeys = []form.Shared{
	{Of: reflect.TypeFor[doorSpec](), After: reflect.TypeFor[faultSpec](), Title: tr("Dónde actúa un fallo", "Where a fault acts"),
		Said:  tr("Los fallos que ocurren a la puerta de un servidor llevan también estas claves.", "Faults that happen at a host's door have these keys too."),
		Short: tr("dónde", "where")},
	{Of: reflect.TypeFor[occasionSpec](), After: reflect.TypeFor[faultSpec](), Title: tr("Cuándo actúa un fallo", "When a fault acts"),
		Said:  tr("Casi todos los fallos llevan también estas claves. Sin ninguna, actúan siempre.", "Nearly all faults have these keys too. Without any of them they always act."),
		Short: tr("cuándo", "when")},
	{Of: reflect.TypeFor[sitting](), After: reflect.TypeFor[step](), Title: tr("En qué buzón se trabaja", "Which mailbox is worked on"),
		Said:  tr("Los pasos que trabajan en un buzón por IMAP llevan también estas claves.", "Steps that work on a mailbox by IMAP have these keys too."),
		Short: tr("en qué buzón", "which mailbox")},
	{Of: reflect.TypeFor[tally](), After: reflect.TypeFor[claim](), Title: tr("Cuántas tienen que ser", "How many there must be"),
		Said:  tr("Lo que se puede contar lleva también estas claves. Sin ninguna, basta con que sea al menos una; `count: 0` dice que ninguna.", "What can be counted has these keys too. Without any of them at least one is enough; `count: 0` says that there is none."),
		Short: tr("cuántas", "how many")},
	{Of: reflect.TypeFor[roadSpec](), Title: lang.Both("`network`"),
		Short: tr("cómo es ese camino", "what that road is like")},
}
