package task

import (
	"slices"
	"strings"

	"posta/sim/dns"
	"posta/sim/lang"
	"posta/sim/scenario"
)

// Field is something that may be changed, as a form shows it.
type Field struct {
	// Verb is the key of the input that changes it, Key the one that names whose it is.
	Verb, Key, Whose string
	// Records are a zone's, one a line, as they are; of a field that is a zone.
	Records []string
	// Settings are a host's, a device's or an account's; of one that is not.
	Settings []Setting
}

// Setting is a value that may be set.
type Setting struct {
	Key     string
	Name    lang.Text // what it is
	Choices []string  // what it may be; none: whatever is written
	Example string
}

// Of is what a setting of somebody's is called in a form.
func (s Setting) Of(whose string) lang.Text {
	return tr("%s de %s (%s)", "%s of %s (%s)", s.Name, whose, s.Key)
}

// hostSettings and the others say how each setting is written.
var (
	hostSettings = []Setting{
		{Key: "tls", Name: tr("cifrado", "encryption"), Choices: []string{"none", "offer", "required"}},
		{Key: "certificate", Name: tr("certificado", "certificate"), Choices: []string{"good", "expired", "wrong-name", "self-signed"}},
		{Key: "max_message", Name: tr("carta más grande", "largest letter"), Example: "10 MB"},
		{Key: "max_recipients", Name: tr("destinatarios por carta, como mucho", "most recipients per letter"), Example: "100"},
		{Key: "policy", Name: tr("comprobaciones", "checks"), Example: "[{spf: {fail: reject}}]"},
		{Key: "ehlo", Name: tr("extensiones", "extensions"), Choices: []string{"true", "false"}},
		{Key: "open_relay", Name: tr("reenvío para cualquiera", "relaying for anybody"), Choices: []string{"true", "false"}},
	}
	deviceSettings = []Setting{
		{Key: "port", Name: tr("puerto", "port"), Example: "587"}, {Key: "tls", Name: tr("cifrado", "encryption"), Choices: []string{"require", "prefer", "never"}},
		{Key: "password", Name: tr("contraseña", "password"), Example: "nueva-clave"},
	}
	userSettings = []Setting{{Key: "quota", Name: tr("cuota", "quota"), Example: "1 MB"}, {Key: "password", Name: tr("contraseña", "password"), Example: "nueva-clave"}}
)

// Fields are what may be changed.
func (t *Task) Fields() (list []Field) {
	for _, m := range t.May {
		f := Field{Whose: m.Whose()}
		all := userSettings
		switch {
		case m.Records != "":
			f.Verb, f.Key, f.Records = "change", "domain", records(t.Shown.Scenario, m.Records+".")
			list = append(list, f)
			continue
		case m.Host != "":
			f.Verb, f.Key, all = "set_host", "host", hostSettings
		case m.Device != "":
			f.Verb, f.Key, all = "set_device", "device", deviceSettings
		default:
			f.Verb, f.Key = "set_user", "user"
		}
		for _, s := range all {
			if len(m.Settings) == 0 || slices.Contains(m.Settings, s.Key) {
				f.Settings = append(f.Settings, s)
			}
		}
		list = append(list, f)
	}
	return list
}

// records are a zone's, without those that say who serves it: "@ MX 10 mail.beta.test.".
func records(s *scenario.Scenario, origin string) (list []string) {
	for _, z := range s.Zones() {
		zone, err := dns.ParseZone(z.Origin, z.Text)
		if err != nil || z.Origin != origin {
			continue
		}
		for _, rr := range zone.Records() {
			rtype := dns.TypeName(rr.Header().Rrtype)
			if rtype == "SOA" || rtype == "NS" {
				continue
			}
			fields := strings.SplitN(rr.String(), "\t", 5) // owner, TTL, class, type, data
			list = append(list, relative(rr.Header().Name, origin)+" "+rtype+" "+fields[len(fields)-1])
		}
	}
	return list
}
