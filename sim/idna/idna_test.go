package idna_test

import (
	"strings"
	"testing"

	"posta/sim/idna"
)

func TestToASCII(t *testing.T) {
	for in, want := range map[string]string{
		"Uno.test": "uno.test", "ñandú.test": "xn--and-6ma2c.test", "bücher.example": "xn--bcher-kva.example", "correo.españa.test": "correo.xn--espaa-rta.test",
		"例え.test": "xn--r8jz45g.test", "\xff.test": "", "a..test": "", strings.Repeat("ñ", 70) + ".test": "",
	} {
		got, ok := idna.ToASCII(in)
		if ok != (want != "") || ok && got != want {
			t.Errorf("%s: %s, %v; want %s", in, got, ok, want)
		}
	}
}
