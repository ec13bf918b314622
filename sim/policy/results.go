package policy

import (
	"posta/sim/auth/authres"
	"posta/sim/trace"
)

// Results writes into the message what the checks before it found, and takes out what
// others have written there in this server's name (RFC 8601 sections 4 and 5).
type Results struct{}

// NewResults is the check.
func NewResults() Results { return Results{} }

// Name is "authentication-results".
func (Results) Name() string { return "authentication-results" }

// Phases: the message is needed.
func (Results) Phases() []Phase { return []Phase{AtData} }

// Examine writes the field. Where nothing was found, for one who has logged in, nothing
// is written; what is forged goes all the same.
func (Results) Examine(t *Transaction) Finding {
	field := authres.Field{Server: t.Server}
	for _, f := range t.Earlier {
		field.Results = append(field.Results, f.Results...)
	}
	kept, taken := authres.Strip(t.Message, t.Server)
	if len(field.Results) == 0 && len(taken) == 0 {
		return Finding{}
	}
	f := Finding{Input: []trace.Argument{Arg("server", t.Server)}, Result: "written"}
	for _, one := range taken {
		f.Steps = append(f.Steps, step("forged", "removed", Arg("field", one.Name), Arg("value", one.Value)))
	}
	if len(taken) > 0 {
		f.Result, f.Message = "cleaned", kept
		f.Details = []trace.Argument{Count("removed", len(taken))}
	}
	if len(field.Results) > 0 {
		f.Fields = [][]byte{field.Bytes()}
	}
	return f
}
