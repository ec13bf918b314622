package keys

import (
	"bytes"
	"testing"
)

func TestRSA(t *testing.T) {
	for n := range RSACount {
		k := RSA(n)
		if k.N.BitLen() != 2048 || k.Validate() != nil || !k.Equal(RSA(n+RSACount)) || !k.Equal(RSA(n-RSACount)) {
			t.Errorf("key %d", n)
		}
		if n > 0 && k.Equal(RSA(0)) {
			t.Errorf("key %d is key 0", n)
		}
	}
	if Short().N.BitLen() != 1024 {
		t.Error("the short key")
	}
}

func TestEd25519(t *testing.T) {
	one := Ed25519(1, "uno.test")
	if !bytes.Equal(one, Ed25519(1, "uno.test")) || bytes.Equal(one, Ed25519(2, "uno.test")) || bytes.Equal(one, Ed25519(1, "dos.test")) {
		t.Error("one key for one seed and name")
	}
}
