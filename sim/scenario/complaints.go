package scenario

import (
	"posta/sim/form"
	"posta/sim/lang"
)

// tr is said so often that it is short.
var tr = lang.Sentence

// The kinds of problem that are about the meaning of what is well formed.
const (
	CodeName      form.Code = "name"
	CodeAddress   form.Code = "address"
	CodeReserved  form.Code = "reserved"
	CodeUnknown   form.Code = "unknown"
	CodeAmbiguous form.Code = "ambiguous"
	CodeDuplicate form.Code = "duplicate"
	CodeCycle     form.Code = "cycle"
	CodeTime      form.Code = "time"
	CodeZone      form.Code = "zone"
)
