package scenario

import (
	"regexp"
	"strconv"

	"go.yaml.in/yaml/v4"

	"posta/sim/form"
	"posta/sim/lang"
)

// version is that of the format.
type version int

// formatVersion is the one this package reads.
const formatVersion = 1

func (v *version) Parse(n *yaml.Node, f *form.Field) *form.Complaint {
	if new(form.Whole).Parse(n, &form.Field{}) != nil {
		return form.NotA(n, tr("un número de versión", "a version number"))
	}
	if n.Value != strconv.Itoa(formatVersion) {
		return form.Bad(form.CodeVersion, tr("el archivo dice ser de la versión %s del formato, y este Posta entiende la %d", "the file says it is of version %s of the format, and this Posta understands %d", form.Shown(n.Value), formatVersion),
			tr("escribe posta: %d; si el archivo es de un Posta más nuevo, hace falta ese", "write posta: %d; if the file is from a newer Posta, that one is needed", formatVersion))
	}
	*v = formatVersion
	return nil
}
func (*version) Kind() string { return "number" }
func (*version) Nature(*form.Field) lang.Text {
	return tr("la versión del formato: 1", "the version of the format: 1")
}
func (*version) Schema(*form.Field) form.Object {
	return form.Object{{Key: "const", Value: formatVersion}}
}

// code is an enhanced status code (RFC 3463 section 2).
type code string

const codePattern = `^[245][.][0-9]{1,3}[.][0-9]{1,3}$`

var codeShape = regexp.MustCompile(codePattern)

func (c *code) Parse(n *yaml.Node, f *form.Field) *form.Complaint {
	if !codeShape.MatchString(n.Value) {
		return form.NotA(n, tr("un código de estado ampliado", "an enhanced status code"))
	}
	*c = code(n.Value)
	return nil
}
func (*code) Kind() string { return "code" }
func (*code) Nature(*form.Field) lang.Text {
	return tr("un código de estado ampliado, como 5.1.1 (RFC 3463)", "an enhanced status code, such as 5.1.1 (RFC 3463)")
}
func (*code) Schema(*form.Field) form.Object {
	return form.Object{{Key: "type", Value: "string"}, {Key: "pattern", Value: codePattern}}
}

// demand is what is done about something that is asked for and missing.
type demand string

const demandPattern = `^(accept|junk|[45][.][0-9]{1,3}[.][0-9]{1,3})$`

var demandShape = regexp.MustCompile(demandPattern)

func (d *demand) Parse(n *yaml.Node, _ *form.Field) *form.Complaint {
	if !demandShape.MatchString(n.Value) {
		return form.NotA(n, demandNature)
	}
	*d = demand(n.Value)
	return nil
}

var demandNature = tr("accept, junk o un código de estado ampliado que empiece por 4 o 5", "accept, junk or an enhanced status code that begins with 4 or 5")

func (*demand) Kind() string                 { return "demand" }
func (*demand) Nature(*form.Field) lang.Text { return demandNature }
func (*demand) Schema(*form.Field) form.Object {
	return form.Object{{Key: "type", Value: "string"}, {Key: "pattern", Value: demandPattern}}
}
