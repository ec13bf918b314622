package main

import (
	"crypto/fips140"
	"strings"

	"posta/sim/lang"
)

// runtimeSettings are those of GODEBUG under which no run is what it is elsewhere.
var runtimeSettings = []struct {
	key, plain string
	why        lang.Text
}{
	{"asynctimerchan", "0", lang.Text{
		ES: "con ella el tiempo virtual no puede avanzar",
		EN: "under it virtual time cannot pass",
	}},
	{"fips140", "off", lang.Text{
		ES: "con ella el TLS es otro, y la misma simulación daría otra traza",
		EN: "under it TLS is another, and the same simulation would give another trace",
	}},
}

// plainRuntime tells whether Go's runtime is set as every run expects it, and
// complains if not. The environment wins over what go.mod says, so it can only be
// met here.
func (c console) plainRuntime() bool {
	set := map[string]string{}
	for _, pair := range strings.Split(c.getenv("GODEBUG"), ",") {
		key, value, _ := strings.Cut(pair, "=")
		set[strings.TrimSpace(key)] = strings.TrimSpace(value) // the last one counts
	}
	for _, s := range runtimeSettings {
		value, given := set[s.key]
		if !given || value == s.plain {
			continue
		}
		setting := s.key + "=" + value
		c.fail(lang.Sprintf("no se puede trabajar con GODEBUG=%s: ", "cannot work with GODEBUG=%s: ", setting), s.why)
		c.hint(lang.Sprintf("Quita %s de la variable de entorno GODEBUG y vuelve a probar.", "Take %s out of the environment variable GODEBUG and try again.", setting))
		return false
	}
	if fips140.Enabled() {
		c.fail(lang.Sprintf("este programa se compiló con GOFIPS140: ", "this program was built with GOFIPS140: "), runtimeSettings[1].why)
		c.hint(lang.Sprintf("Compílalo sin GOFIPS140.", "Build it without GOFIPS140."))
		return false
	}
	return true
}
