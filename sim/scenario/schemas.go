package scenario

import (
	"reflect"

	"posta/sim/form"
)

// SchemaID names the schema of scenarios, InputSchemaID that of inputs.
const (
	SchemaID      = "https://posta.example/schema/scenario-1.json"
	InputSchemaID = "https://posta.example/schema/inputs-1.json"
)

// Schema gives the JSON Schema (draft 2020-12) of a scenario file, with descriptions in both languages, for editors. It is
// made from the same types that the decoder fills. It tells what the form allows; names that must exist, addresses and
// times are Parse's to judge.
func Schema() []byte {
	return scenarioFormat.Schema(form.SchemaHead{
		ID: SchemaID, Title: "Posta scenario 1",
		Description: tr("Un escenario de Posta: dominios, gente, y lo que pasa con su correo.", "A Posta scenario: domains, people, and what happens to their mail."),
	}, reflect.TypeFor[file]())
}

// InputSchema gives the JSON Schema of one line of a file of inputs: its first, or any other.
func InputSchema() []byte {
	return inputFormat.Schema(form.SchemaHead{
		ID: InputSchemaID, Title: "Posta inputs 1",
		Description: tr("Una línea de un archivo de entradas: lo que se le hace a un mundo mientras corre.", "A line of a file of inputs: what is done to a world while it runs."),
	}, reflect.TypeFor[inputHead](), reflect.TypeFor[inputSpec]())
}
