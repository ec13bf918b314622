package dkim_test

import (
	"crypto"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	msgauth "github.com/emersion/go-msgauth/dkim"

	"posta/sim/auth/authtest"
	"posta/sim/auth/dkim"
	"posta/sim/auth/keys"
)

// TestSecondOpinion: go-msgauth says the same of what we sign, whole and altered, and of the vectors. It refuses every l=,
// so that those are left to the programs below.
func TestSecondOpinion(t *testing.T) {
	opinion := func(msg, record string) bool {
		list, err := msgauth.VerifyWithOptions(strings.NewReader(msg), &msgauth.VerifyOptions{LookupTXT: func(string) ([]string, error) { return []string{record}, nil }})
		if err != nil {
			return false
		}
		for _, v := range list {
			if v.Err == nil {
				return true
			}
		}
		return false
	}
	for name, key := range map[string]crypto.Signer{"rsa": keys.RSA(1), "ed25519": keys.Ed25519(3, "uno.test")} {
		for _, c := range [][2]dkim.Canon{{dkim.Simple, dkim.Simple}, {dkim.Relaxed, dkim.Relaxed}, {dkim.Relaxed, dkim.Simple}, {dkim.Simple, dkim.Relaxed}} {
			s := signer(key)
			s.HeaderCanon, s.BodyCanon = c[0], c[1]
			signed := sign(t, s, letter)
			record, _ := dkim.Record(key)
			for what, msg := range map[string]string{
				"whole": signed, "body": signed + "x\r\n", "body spaces": strings.Replace(signed, "we  meet", "we meet", 1), "subject": strings.Replace(signed, "Lunch", "Supper", 1),
				"case": strings.Replace(signed, "\r\nTo:", "\r\nTO:", 1), "fold": strings.Replace(signed, "Lunch\r\n and", "Lunch and", 1), "top": "X: y\r\n" + signed,
			} {
				mine := verify(zoneFor(t, key), msg).Result() == dkim.Pass
				if other := opinion(msg, record); other != mine {
					t.Errorf("%s %v %s: %v; go-msgauth: %v", name, c, what, mine, other)
				}
			}
		}
	}
}

func TestSecondOpinionOnVectors(t *testing.T) {
	var set interop
	authtest.Vectors(t, "dkim_interop.json", &set)
	for _, c := range set.Cases {
		if strings.Contains(c.ID, "_l_") {
			continue
		}
		list, _ := msgauth.VerifyWithOptions(strings.NewReader(string(c.MessageBase64)), &msgauth.VerifyOptions{LookupTXT: func(name string) ([]string, error) {
			return set.Zone.Resolve(t.Context(), question(name)).Texts, nil
		}})
		pass := false
		for _, v := range list {
			pass = pass || v.Err == nil
		}
		if pass != (c.Want == "pass") {
			t.Logf("go-msgauth differs on %s: %v", c.ID, pass)
		}
	}
}

// TestDkimpy: dkimpy, where it is installed, accepts what we sign, and nothing else.
func TestDkimpy(t *testing.T) {
	python, err := exec.LookPath("/usr/bin/python3")
	if err != nil || exec.Command(python, "-c", "import dkim").Run() != nil {
		t.Skip("dkimpy is not installed; skipped")
	}
	const script = `
import sys, dkim
record = open(sys.argv[1], "rb").read()
msg = open(sys.argv[2], "rb").read()
sys.exit(0 if dkim.verify(msg, dnsfunc=lambda name, timeout=5: record) else 1)
`
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	py := write("verify.py", script)
	for name, key := range map[string]crypto.Signer{"rsa": keys.RSA(2), "ed25519": keys.Ed25519(4, "uno.test")} {
		for _, length := range []bool{false, true} {
			s := signer(key)
			s.Length = length
			signed := sign(t, s, letter)
			record, _ := dkim.Record(key)
			for what, c := range map[string]struct {
				msg  string
				pass bool
			}{"whole": {signed, true}, "altered": {strings.Replace(signed, "meet", "meat", 1), false}} {
				out, err := exec.Command(python, py, write("record", record), write("msg", c.msg)).CombinedOutput()
				if (err == nil) != c.pass {
					t.Errorf("%s l=%v %s: %v %s\n%s", name, length, what, err, out, c.msg)
				}
			}
		}
	}
}
