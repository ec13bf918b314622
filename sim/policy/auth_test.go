package policy

import (
	"bytes"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"posta/sim/auth/dkim"
	"posta/sim/auth/keys"
	"posta/sim/auth/zonedns"
	"posta/sim/dns"
	"posta/sim/mail"
	"posta/sim/trace"

	mdns "github.com/miekg/dns"
)

// zoneText answers a server's questions from zone text.
type zoneText struct{ rrs []dns.RR }

func newZoneText(t *testing.T, text string) zoneText {
	t.Helper()
	if _, err := zonedns.Parse("x", ".", text); err != nil {
		t.Fatal(err)
	}
	rrs, failed := dns.ReadZoneText(".", text, 3600, 1000)
	if failed != nil {
		t.Fatal(failed)
	}
	var z zoneText
	for _, rr := range rrs {
		z.rrs = append(z.rrs, rr.RR)
	}
	return z
}

func (z zoneText) Resolve(name string, qtype uint16) (*dns.Answer, error) {
	a := &dns.Answer{Name: dns.Canonical(name), Type: qtype, RCode: mdns.RcodeNameError}
	for _, rr := range z.rrs {
		if dns.Canonical(rr.Header().Name) != a.Name {
			continue
		}
		a.RCode = mdns.RcodeSuccess
		if rr.Header().Rrtype == qtype {
			a.Records = append(a.Records, rr)
		}
	}
	return a, nil
}

// The world of these tests: alfa.test says who may write for it, mala.test too, and
// nobody says anything of otra.test.
func authWorld(t *testing.T, more string) zoneText {
	record, err := dkim.Record(keys.RSA(0))
	if err != nil {
		t.Fatal(err)
	}
	return newZoneText(t, `alfa.test. TXT "v=spf1 ip4:192.0.2.1 -all"
s1._domainkey.alfa.test. TXT "`+record[:200]+`" "`+record[200:]+`"
mala.test. TXT "v=spf1 ip4:192.0.2.66 -all"
`+more)
}

const plain = "From: Alicia <alicia@alfa.test>\r\nTo: benito@dos.test\r\nSubject: Hola\r\nMessage-ID: <1@alfa.test>\r\n\r\nTe veo el viernes.\r\n"

// from is the plain letter with another From.
func from(value string) []byte {
	return []byte(strings.Replace(plain, "Alicia <alicia@alfa.test>", value, 1))
}

func signed(t *testing.T, text string) []byte {
	t.Helper()
	s := dkim.Signer{Domain: "alfa.test", Selector: "s1", Key: keys.RSA(0)}
	out, err := s.Sign([]byte(text), start)
	if err != nil {
		t.Fatal(err)
	}
	return slices.Concat(out.Field, []byte(text))
}

// judge takes a letter through a server that checks SPF, DKIM and DMARC.
func judge(t *testing.T, z Resolver, ip, from string, letter []byte) (Decision, []trace.PolicyChecked) {
	t.Helper()
	m := &machine{}
	p := &Policy{Machine: m, Resolver: z, Checks: []Check{NewSPF(Accept), NewDKIM(), NewDMARC(true), NewResults()}}
	c := p.Converse(conn{remote: netip.AddrPortFrom(netip.MustParseAddr(ip), 40001).String()}, "mx.dos.test", 25)
	c.Connect()
	c.Hello("mail.example", true)
	if d := c.Mail(mail.MustParseAddress(from), 0); !d.Reply.IsZero() {
		return d, m.facts
	}
	c.Rcpt(benito)
	return c.Data("Q1", letter), m.facts
}

// TestWhoSaysSo: what is proved, and what is done for that reason.
func TestWhoSaysSo(t *testing.T) {
	const reject, quarantine, none = "_dmarc.alfa.test. TXT \"v=DMARC1; p=reject\"\n", "_dmarc.alfa.test. TXT \"v=DMARC1; p=quarantine\"\n", "_dmarc.alfa.test. TXT \"v=DMARC1; p=none\"\n"
	broken := bytes.Replace(signed(t, plain), []byte("viernes"), []byte("sábado"), 1)
	tests := []struct {
		name, ip, from, zone string
		letter               []byte
		results              string // of the checks, in their order
		reply, folder        string
	}{
		{"the owner's server, unsigned", "192.0.2.1", "alicia@alfa.test", reject, []byte(plain), "spf=pass dkim=none dmarc=pass(spf) results=written", "", ""},
		{"signed, from elsewhere: a forwarder", "192.0.2.9", "alicia@alfa.test", reject, signed(t, plain), "spf=fail dkim=pass dmarc=pass(dkim) results=written", "", ""},
		{"both", "192.0.2.1", "alicia@alfa.test", reject, signed(t, plain), "spf=pass dkim=pass dmarc=pass(spf,dkim) results=written", "", ""},
		{"changed on the way", "192.0.2.9", "alicia@alfa.test", reject, broken, "spf=fail dkim=fail dmarc=fail()", "550 5.7.26", ""},
		{"forged: SPF passes for another", "192.0.2.66", "mallory@mala.test", reject, []byte(plain), "spf=pass dkim=none dmarc=fail()", "550 5.7.26", ""},
		{"forged, quarantine", "192.0.2.66", "mallory@mala.test", quarantine, []byte(plain), "spf=pass dkim=none dmarc=fail() results=written", "", "Junk"},
		{"forged, none", "192.0.2.66", "mallory@mala.test", none, []byte(plain), "spf=pass dkim=none dmarc=fail() results=written", "", ""},
		{"forged, and nothing asked", "192.0.2.66", "mallory@mala.test", "", []byte(plain), "spf=pass dkim=none dmarc=none() results=written", "", ""},
		{"two From fields", "192.0.2.66", "mallory@mala.test", reject, []byte("From: jefa@mala.test\r\n" + plain), "spf=pass dkim=none dmarc=fail() results=written", "550 5.7.26", ""},
		{"no From", "192.0.2.66", "mallory@mala.test", reject, []byte("Subject: x\r\n\r\n"), "spf=pass dkim=none dmarc=permerror()", "550 5.7.1 From names no author", ""},
		{"From is an empty group", "192.0.2.66", "mallory@mala.test", reject, from("Jefa de alfa.test:;"), "spf=pass dkim=none dmarc=permerror()", "550 5.7.1 From names no author", ""},
		{"From is a group of one", "192.0.2.66", "mallory@mala.test", reject, from("Alfa: jefa@alfa.test;"), "spf=pass dkim=none dmarc=fail()", "550 5.7.26", ""},
		{"the owner behind more authors than are asked about", "192.0.2.66", "mallory@mala.test", reject, from("a@a.test, b@b.test, c@c.test, d@d.test, jefa@alfa.test"), "spf=pass dkim=none dmarc=permerror()", "550 5.7.1 From shows more than 4 domains", ""},
		{"as many authors as are asked about", "192.0.2.66", "mallory@mala.test", reject, from("a@a.test, b@b.test, c@c.test, jefa@alfa.test"), "spf=pass dkim=none dmarc=fail()", "550 5.7.26", ""},
		{"an address hidden in an encoded word", "192.0.2.66", "mallory@mala.test", reject, from("=?utf-8?q?jefa=40alfa.test?="), "spf=pass dkim=none dmarc=fail()", "550 5.7.26", ""},
		{"two addresses, and no comma", "192.0.2.66", "mallory@mala.test", reject, from("<x@mala.test> jefa@alfa.test"), "spf=pass dkim=none dmarc=fail()", "550 5.7.26", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, facts := judge(t, authWorld(t, tt.zone), tt.ip, tt.from, tt.letter)
			var got []string
			for _, f := range facts {
				word := f.Check + "=" + f.Result
				if f.Check == "dmarc" {
					i := slices.IndexFunc(f.Details, func(a trace.Argument) bool { return a.Name == "aligned" })
					aligned := ""
					if i >= 0 {
						aligned = f.Details[i].Value
					}
					word += "(" + aligned + ")"
				}
				got = append(got, strings.Replace(word, "authentication-results", "results", 1))
			}
			want := tt.results
			if tt.reply != "" {
				want = strings.TrimSuffix(want, " results=written")
			}
			if s := strings.Join(got, " "); s != want {
				t.Errorf("found %q, want %q", s, want)
			}
			if reply := strings.TrimSpace(d.Reply.String()); !strings.HasPrefix(reply, tt.reply) || tt.reply == "" && !d.Reply.IsZero() {
				t.Errorf("replied %q, want %q", reply, tt.reply)
			}
			if d.Folder != tt.folder {
				t.Errorf("filed in %q, want %q", d.Folder, tt.folder)
			}
		})
	}
}

// TestWhatIsWritten: the fields that a server puts on top, and those that it takes out
// because they stand there in its name.
func TestWhatIsWritten(t *testing.T) {
	forged := "Authentication-Results: mx.dos.test; dmarc=pass\r\nAuthentication-Results: other.test; dmarc=pass\r\n" + plain
	d, facts := judge(t, authWorld(t, ""), "192.0.2.66", "mallory@mala.test", []byte(forged))
	text := string(slices.Concat(d.Fields...))
	want := "Authentication-Results: mx.dos.test;\r\n\tspf=pass smtp.mailfrom=mallory@mala.test;\r\n\tdkim=none;\r\n\tdmarc=none header.from=alfa.test\r\nReceived-SPF: pass "
	if !strings.HasPrefix(text, want) {
		t.Errorf("wrote\n%s\nwant\n%s", text, want)
	}
	if strings.Contains(string(d.Message), "mx.dos.test") || !strings.Contains(string(d.Message), "other.test") {
		t.Errorf("left\n%s", d.Message)
	}
	if last := facts[len(facts)-1]; last.Result != "cleaned" || len(last.Steps) != 1 {
		t.Errorf("told %+v", last)
	}
}

// TestSPFAlone: a server may act on SPF by itself.
func TestSPFAlone(t *testing.T) {
	z := authWorld(t, "why.test. TXT \"v=spf1 -all exp=e.why.test\"\ne.why.test. TXT \"%{i} is none of ours\"\n")
	for onFail, want := range map[string]struct{ reply, folder string }{
		Accept: {}, Junk: {folder: "Junk"},
		Reject: {reply: "550 5.7.23 SPF: 192.0.2.9 is not allowed to send mail for why.test; why.test explains: 192.0.2.9 is none of ours"},
	} {
		p := &Policy{Machine: &machine{}, Resolver: z, Checks: []Check{NewSPF(onFail)}}
		c := p.Converse(conn{remote: "192.0.2.9:40001"}, "mx.dos.test", 25)
		c.Connect()
		c.Hello("mail.example", true)
		d := c.Mail(mail.MustParseAddress("ana@why.test"), 0)
		if d.Reply.IsZero() {
			c.Rcpt(benito)
			d = c.Data("Q1", []byte(plain))
		}
		if reply := strings.TrimSpace(d.Reply.String()); want.reply != "" && reply != want.reply || want.reply == "" && !d.Reply.IsZero() || d.Folder != want.folder {
			t.Errorf("%s: replied %q, filed in %q, want %+v", onFail, reply, d.Folder, want)
		}
	}
}

// TestWhoseLettersAreSigned: those of people who logged in, in the domain's own name.
func TestWhoseLettersAreSigned(t *testing.T) {
	other := strings.Replace(plain, "alfa.test>\r\nTo", "beta.test>\r\nTo", 1)
	for _, tt := range []struct {
		name, user, text string
		anyFrom, signs   bool
	}{
		{"its own", "alicia@alfa.test", plain, false, true},
		{"a stranger", "", plain, true, false},
		{"somebody of another domain on the same server", "ana@beta.test", plain, true, false},
		{"in another's name", "alicia@alfa.test", other, false, false},
		{"in another's name, by a service", "alicia@alfa.test", other, true, true},
		{"without From", "alicia@alfa.test", "Subject: x\r\n\r\n", false, false},
	} {
		f := NewSign(dkim.Signer{Domain: "alfa.test", Selector: "s1", Key: keys.Ed25519(7, "s1")}, tt.anyFrom).Examine(&Transaction{Now: start, User: tt.user, Message: []byte(tt.text)})
		if signs := f.Result == "signed" && len(f.Fields) == 1; signs != tt.signs {
			t.Errorf("%s: %+v, want a signature: %v", tt.name, f, tt.signs)
		}
	}
}

// TestAFooter: it is added where the letter stays well formed, and nowhere else.
func TestAFooter(t *testing.T) {
	for _, tt := range []struct{ name, head, footer, want string }{
		{"plain", "", "--\nScanned.", "hi\r\n--\r\nScanned.\r\n"},
		{"quoted-printable", "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n", "Scanned.", "hi\r\nScanned.\r\n"},
		{"an equals sign in quoted-printable", "Content-Transfer-Encoding: quoted-printable\r\n", "a=b", "hi\r\n"},
		{"eight bits in seven", "Content-Transfer-Encoding: 7bit\r\n", "Señal.", "hi\r\n"},
		{"base64", "Content-Transfer-Encoding: base64\r\n", "Scanned.", "hi\r\n"},
		{"of parts", "Content-Type: multipart/mixed; boundary=x\r\n", "Scanned.", "hi\r\n"},
	} {
		in := "From: a@alfa.test\r\n" + tt.head + "\r\nhi\r\n"
		f := NewFooter(tt.footer).Examine(&Transaction{Message: []byte(in)})
		out := f.Message
		if out == nil {
			out = []byte(in)
		}
		if _, body, _ := strings.Cut(string(out), "\r\n\r\n"); body != tt.want {
			t.Errorf("%s: the body is %q, want %q", tt.name, body, tt.want)
		}
	}
}
