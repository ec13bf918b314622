package live_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"posta/sim/trace"
)

// signing is a world whose first domain publishes all there is to publish, and whose second one checks it.
const signing = `
posta: 1
title: {es: Firmas, en: Signatures}
domains:
  alfa.test: {users: {alicia: {password: luna}}, spf: mx -all, dkim: [{selector: r1, canonicalization: simple/relaxed}, {selector: e1, key: ed25519}], dmarc: p=reject}
  beta.test: {users: {benito: {password: tren}}, mta_sts: enforce, tls_rpt: 'mailto:benito@beta.test', dnssec: true, dane: true}
hosts:
  mail.alfa.test: {tls: offer}
  mail.beta.test: {tls: offer, policy: [spf: {}, dkim: {}, dmarc: {}]}
script:
  - send: {from: alicia, to: benito@beta.test}
`

// dig asks the DNS of a world.
func (w *world) dig(name, kind string) string {
	w.Helper()
	addr, port := w.at("dns.test", "domain")
	return mustRun(w.T, w.dir, "", "dig", "@"+addr, "-p", port, "+short", name, kind)
}

// TestDigFindsWhatIsPublished: what a domain says of itself is in the DNS for any program to ask.
func TestDigFindsWhatIsPublished(t *testing.T) {
	w := newWorldOf(t, signing)
	for _, tt := range []struct{ name, kind, want string }{
		{"alfa.test", "TXT", `"v=spf1 mx -all"`},
		{"r1._domainkey.alfa.test", "TXT", "v=DKIM1; k=rsa; p="},
		{"e1._domainkey.alfa.test", "TXT", "v=DKIM1; k=ed25519; p="},
		{"_dmarc.alfa.test", "TXT", `"v=DMARC1; p=reject"`},
		{"_mta-sts.beta.test", "TXT", "v=STSv1; id="},
		{"_smtp._tls.beta.test", "TXT", `"v=TLSRPTv1; rua=mailto:benito@beta.test"`},
		{"_25._tcp.mail.beta.test", "TLSA", "3 1 1 "},
	} {
		if got := w.dig(tt.name, tt.kind); !strings.Contains(got, tt.want) {
			t.Errorf("%s %s: %q; want %q", tt.name, tt.kind, got, tt.want)
		}
	}
}

// TestForgedWithSwaks: a letter that somebody else brings in alicia's name is refused by what alfa.test publishes; the one that her
// server signs is let in.
func TestForgedWithSwaks(t *testing.T) {
	w := newWorldOf(t, signing)
	addr, port := w.at("mail.beta.test", "smtp")
	out, ok := run(t, w.dir, "", "swaks", "--server", addr, "--port", port, "--to", "benito@beta.test", "--from", "alicia@alfa.test", "--header", "From: Alicia <alicia@alfa.test>")
	if ok {
		t.Errorf("a forged letter was taken:\n%s", out)
	}
	contains(t, out, "550 5.7.26")
	if out, ok := w.swaks("submission", "--header", "From: Alicia <alicia@alfa.test>", "--auth-password", "luna"); !ok {
		t.Errorf("her own server does not take her letter:\n%s", out)
	}
	w.letters(1)
	got := received(w)
	contains(t, got, "dkim=pass", "dmarc=pass", "d=alfa.test; s=r1", "d=alfa.test; s=e1")
}

// received is the last letter that benito got.
func received(w *world) (letter string) {
	for _, e := range w.Trace().Events {
		if f, ok := e.Fact.(trace.MailboxStored); ok {
			letter = string(f.Data)
		}
	}
	return letter
}

// dkimpy is how dkimpy verifies each signature of a letter, with a DNS that dig asks.
const dkimpy = `
import dkim, subprocess, sys
def txt(name, timeout=5):
    out = subprocess.run(["dig", "@" + sys.argv[1], "-p", sys.argv[2], "+short", name.decode(), "TXT"], capture_output=True).stdout.decode()
    return "".join(part for i, part in enumerate(out.strip().split('"')) if i % 2).encode()
letter = open(sys.argv[3], "rb").read()
d = dkim.DKIM(letter)
for i in range(sum(1 for n, _ in d.headers if n.lower() == b"dkim-signature")):
    try:
        print(dkim.DKIM(letter).verify(idx=i, dnsfunc=txt))
    except dkim.ValidationError:
        print(False)
`

// TestDkimpyVerifies: dkimpy, another's code, believes the letters that are signed here, RSA and Ed25519, and does not when a
// letter of them is altered.
func TestDkimpyVerifies(t *testing.T) {
	python := ""
	for _, p := range []string{"/usr/bin/python3", "python3"} { // Debian's has Debian's modules
		if exec.Command(p, "-c", "import dkim").Run() == nil {
			python = p
			break
		}
	}
	if python == "" {
		if os.Getenv("CI") != "" {
			t.Fatal("python3-dkim is not installed")
		}
		t.Skip("python3-dkim is not installed")
	}
	w := newWorldOf(t, signing)
	if out, ok := w.swaks("submission", "--header", "From: Alicia <alicia@alfa.test>", "--body", "Two  words \\n\\n. and a dot\\n", "--auth-password", "luna"); !ok {
		t.Fatal(out)
	}
	w.letters(1)
	got := received(w)
	addr, port := w.at("dns.test", "domain")
	for _, tt := range []struct{ name, letter, want string }{
		{"as it came", got, "True\nTrue\n"},
		{"altered", strings.Replace(got, "and a dot", "and a dog", 1), "False\nFalse\n"},
	} {
		file := w.file("letter.eml", tt.letter)
		if out := mustRun(t, w.dir, "", python, "-c", dkimpy, addr, port, file); out != tt.want {
			t.Errorf("%s: dkimpy says\n%swant\n%s\n%s", tt.name, out, tt.want, tt.letter)
		}
	}
}

// TestOpenDKIMVerifies: so does OpenDKIM, which knows RSA alone, and has its keys from a file here.
func TestOpenDKIMVerifies(t *testing.T) {
	const path = "/usr/sbin/opendkim" // where ordinary users do not look
	if _, err := os.Stat(path); err != nil {
		tool(t, "opendkim")
	}
	w := newWorldOf(t, strings.Replace(signing, ", {selector: e1, key: ed25519}", "", 1))
	if out, ok := w.swaks("submission", "--header", "From: Alicia <alicia@alfa.test>", "--body", "Two  words \\n\\n. and a dot\\n", "--auth-password", "luna"); !ok {
		t.Fatal(out)
	}
	w.letters(1)
	record := strings.ReplaceAll(strings.ReplaceAll(strings.TrimSpace(w.dig("r1._domainkey.alfa.test", "TXT")), `" "`, ""), `"`, "")
	keys := w.file("keys", "r1._domainkey.alfa.test "+record+"\n")
	conf := w.file("opendkim.conf", "Mode v\nTestPublicKeys "+keys+"\n")
	got := received(w)
	for _, tt := range []struct{ name, letter, want string }{
		{"as it came", got, "succeeded"},
		{"altered", strings.Replace(got, "and a dot", "and a dog", 1), "failed"},
	} {
		out, _ := run(t, w.dir, "", path, "-x", conf, "-t", w.file("letter.eml", tt.letter))
		if !strings.Contains(out, tt.want) {
			t.Errorf("%s: opendkim says\n%s\n%s", tt.name, out, tt.letter)
		}
	}
}
