package sim_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"posta/sim"
	"posta/sim/expect"
	"posta/sim/explain"
	"posta/sim/invariant"
	"posta/sim/lang"
	"posta/sim/pcap"
	"posta/sim/replay"
	"posta/sim/simtest"
	"posta/sim/story"
	"posta/sim/trace"
	"posta/sim/transcript"
)

// betweenServers is a letter from alicia to benito on a road where somebody changes words of the letters that he can
// read. He has no certificate.
const betweenServers = `
posta: 1
title: in the middle
domains:
  alfa.test: {users: [alicia]}
  beta.test: {users: [benito], dnssec: true, dane: $DANE, mta_sts: $STS}
hosts:
  mail.alfa.test: {tls: {policy: offer, relay: $RELAY, relay_asks: $ASKS}, retry: {first: 10min, lifetime: 30min}}
  mail.beta.test: {tls: $OFFER}
faults:
  - intercept: {between: [mail.alfa.test, mail.beta.test], replace: maceta, with: alfombra$DOES}
  - intercept: {between: [mail.beta.test, mail.alfa.test], replace: azul, with: verde}
script:
  - send: {from: alicia, to: benito@beta.test, subject: La llave, body: "Debajo de la maceta azul."}
`

func between(does ...string) string {
	does = append(does, "$DANE", "false", "$STS", "none", "$RELAY", "opportunistic", "$ASKS", "[]", "$OFFER", "offer", "$DOES", "")
	return strings.NewReplacer(does...).Replace(betweenServers)
}

// TestTLSPassesThroughTheMiddle: whoever stands on a road without a certificate that anybody believes is no obstacle to
// TLS, whichever way that begins: the two meet each other, with the server's own certificate, and of what they say he
// reads nothing and changes nothing.
func TestTLSPassesThroughTheMiddle(t *testing.T) {
	const relayed = `
expect:
  - delivered: {to: benito@beta.test, count: 1}
  - tls: {from: mail.alfa.test, to: mail.beta.test, verified: $VERIFIED, count: $COUNT}
  - tls: {to: mitm.test, count: 0}
  - tls: {from: mitm.test, count: 0}
  - overheard: {text: maceta, from: mail.alfa.test, count: 0}
  - overheard: {text: alfombra, count: 0}
  - queued: {count: 0}
`
	const own = `
posta: 1
title: in the middle
domains: {alfa.test: {users: [alicia]}}
hosts: {mail.alfa.test: {tls: offer, services: [smtp, $SERVICES]}}
devices: {laptop-alicia: {user: alicia}}
faults:
  - intercept: {between: [laptop-alicia, mail.alfa.test], does: strip_starttls, from: 1d}
  - intercept: {between: [laptop-alicia, mail.alfa.test], replace: maceta, with: alfombra}
script:
  - send: {from: alicia, to: alicia@alfa.test, subject: La llave, body: "Debajo de la maceta azul."}
  - fetch: {user: alicia, with: $WITH}
expect:
  - delivered: {to: alicia@alfa.test, count: 1}
  - tls: {from: laptop-alicia, to: mail.alfa.test, verified: true, count: 2}
  - tls: {to: mitm.test, count: 0}
  - overheard: {text: maceta, count: 0}
`
	for _, tc := range []struct{ name, text string }{
		{"STARTTLS, that nobody insists on", between() + strings.NewReplacer("$VERIFIED", "false", "$COUNT", "1").Replace(relayed)},
		{"STARTTLS, with a certificate that is checked", between("$RELAY", "require") + strings.NewReplacer("$VERIFIED", "true", "$COUNT", "1").Replace(relayed)},
		{"MTA-STS, whose policy comes over HTTPS", between("$ASKS", "mta_sts", "$STS", "enforce") + strings.NewReplacer("$VERIFIED", "true", "$COUNT", "2").Replace(relayed)},
		{"DANE", between("$ASKS", "dane", "$DANE", "true") + strings.NewReplacer("$VERIFIED", "true", "$COUNT", "1").Replace(relayed)},
		{"submission and IMAP, by STARTTLS", strings.NewReplacer("$SERVICES", "submission, imap", "$WITH", "imap").Replace(own)},
		{"submission and POP3, by STARTTLS and STLS", strings.NewReplacer("$SERVICES", "submission, pop3", "$WITH", "pop3").Replace(own)},
		{"submissions and IMAPS", strings.NewReplacer("$SERVICES", "submissions, imaps", "$WITH", "imap").Replace(own)},
		{"submissions and POP3S", strings.NewReplacer("$SERVICES", "submissions, pop3s", "$WITH", "pop3").Replace(own)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := simtest.Scenario(t, tc.text)
			tr := simtest.Run(t, s, sim.Options{})
			for _, r := range expect.Failed(expect.Check(s, tr)) {
				t.Errorf("%s: want %s, got %s %s", r.Noun, r.Want.EN, r.Got.EN, r.Closest.EN)
			}
			for _, v := range invariant.Check(tr) {
				t.Error(v)
			}
			for _, e := range tr.Events {
				if f, ok := e.Fact.(trace.MailboxStored); ok && !bytes.Contains(f.Data, []byte("Debajo de la maceta azul.")) {
					t.Errorf("the letter that arrived:\n%s", f.Data)
				}
			}
			bitForBit(t, tr)
			if other := simtest.Run(t, s, sim.Options{}); tr.Hash() != other.Hash() {
				t.Error("the same scenario twice gives two traces")
			}
			sealedOnBothLegs(t, tr)
			toldWhole(t, tr)
			toldInPieces(t, tr)
		})
	}
}

// toldInPieces: a story that grows with its trace is the one of the whole trace.
func toldInPieces(t *testing.T, whole *trace.Trace) {
	t.Helper()
	lines := func(s *story.Story) (list []string) {
		x := explain.New(s)
		for _, c := range s.Chapters {
			list = append(list, x.Chapter(c).EN)
		}
		for _, d := range []story.Detail{story.Tell, story.Dialogue, story.Packets} {
			for _, st := range s.Steps(d) {
				list = append(list, fmt.Sprint(st.Kind, st.Variant, st.From, st.To, st.Conn, " ", x.Title(st).EN))
			}
		}
		return list
	}
	grown := &trace.Trace{Header: whole.Header}
	s := story.Of(grown)
	for len(grown.Events) < len(whole.Events) {
		grown.Events = whole.Events[:min(len(grown.Events)+7, len(whole.Events))]
		s.Grow()
		lines(s)
	}
	if a, b := lines(story.Of(whole)), lines(s); !slices.Equal(a, b) {
		t.Errorf("told in pieces it is another story:\n%s\nand whole:\n%s", strings.Join(b, "\n"), strings.Join(a, "\n"))
	}
}

// bitForBit: what left one end under TLS is what came to the other, and each TLS that was passed on came about.
func bitForBit(t *testing.T, tr *trace.Trace) {
	t.Helper()
	type end struct {
		conn int
		host string
	}
	sent := map[end][]byte{}
	for _, e := range tr.Events {
		if _, ok := e.Fact.(trace.PacketSent); ok {
			sent[end{e.Conn, e.Host}] = append(sent[end{e.Conn, e.Host}], tr.Wire.Payload[e.Seq]...)
		}
	}
	passed := 0
	for _, e := range tr.Events {
		f, ok := e.Fact.(trace.TLSPassed)
		if !ok {
			continue
		}
		passed++
		for _, way := range [][2]end{{{f.Inside, f.Client}, {e.Conn, e.Host}}, {{e.Conn, f.Server}, {f.Inside, e.Host}}} {
			if said, came := sent[way[0]], sent[way[1]]; len(said) == 0 || !bytes.Equal(said, came) {
				t.Errorf("%s said %d octets on %d under TLS, and %s passed on %d others on %d", way[0].host, len(said), way[0].conn, way[1].host, len(came), way[1].conn)
			}
		}
		done := map[string]bool{}
		for _, d := range tr.Events {
			if f, ok := d.Fact.(trace.TLSDone); ok && d.Conn == e.Fact.(trace.TLSPassed).Inside {
				done[d.Host] = f.OK
			}
		}
		if len(done) != 2 || !done[f.Client] || !done[f.Server] {
			t.Errorf("the TLS of %s and %s came about at %v", f.Client, f.Server, done)
		}
	}
	if passed == 0 {
		t.Error("no TLS was passed on")
	}
}

// sealedOnBothLegs: the state of hosts says with whom each has TLS, and that the one in the middle has it with nobody;
// a capture of either leg has nothing of the letter in it.
func sealedOnBothLegs(t *testing.T, tr *trace.Trace) {
	t.Helper()
	r := replay.New(tr)
	for _, e := range tr.Events {
		f, ok := e.Fact.(trace.TLSPassed)
		if !ok {
			continue
		}
		at := len(tr.Events)
		for _, d := range slices.Backward(tr.Events) {
			if _, ok := d.Fact.(trace.DataReceived); ok && d.Conn == f.Inside {
				at = d.Seq - 1
				break
			}
		}
		s := r.At(at)
		if c := s.Host(f.Client).Connection(f.Inside); c == nil || c.TLS == "" {
			t.Errorf("at %s: %+v", f.Client, c)
		}
		if c := s.Host(f.Server).Connection(f.Inside); c == nil || c.TLS == "" || c.Number != e.Conn || c.Received == 0 {
			t.Errorf("at %s: %+v", f.Server, c)
		}
		for _, conn := range []int{f.Inside, e.Conn} {
			if c := s.Host(e.Host).Connection(conn); c == nil || c.TLS != "" || !c.Passing {
				t.Errorf("in the middle, %d: %+v", conn, c)
			}
			var b bytes.Buffer
			if err := pcap.Write(&b, tr, pcap.Options{Conn: conn}); err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(b.Bytes(), []byte("maceta")) || !bytes.Contains(b.Bytes(), []byte{22, 3, 1}) {
				t.Errorf("the capture of %d holds the letter, or no TLS", conn)
			}
		}
	}
}

// TestTheMiddleChangesWhatIsInTheClear: without TLS, or where he has taken the offer of it away, he reads and changes as
// ever.
func TestTheMiddleChangesWhatIsInTheClear(t *testing.T) {
	for name, text := range map[string]string{
		"no TLS":   between("$OFFER", "none"),
		"stripped": between("$DOES", ", does: strip_starttls"),
	} {
		tr := simtest.Run(t, simtest.Scenario(t, text), sim.Options{})
		stored := 0
		for _, e := range tr.Events {
			switch f := e.Fact.(type) {
			case trace.MailboxStored:
				stored++
				if !bytes.Contains(f.Data, []byte("Debajo de la maceta verde.")) && !bytes.Contains(f.Data, []byte("Debajo de la alfombra azul.")) {
					t.Errorf("%s: the letter that arrived:\n%s", name, f.Data)
				}
			case trace.TLSPassed:
				t.Errorf("%s: TLS was passed on", name)
			}
		}
		if stored != 1 {
			t.Errorf("%s: %d letters arrived", name, stored)
		}
	}
}

// TestThePassingOnIsTold: the telling says who speaks with whom inside TLS, and of the one in the middle that he passes it on and
// hears how long it is; nowhere that he says, takes, changes or protects any of it.
func TestThePassingOnIsTold(t *testing.T) {
	for _, tt := range []struct {
		lang      lang.Lang
		detail    story.Detail
		says      []string
		saysNever []string
	}{
		{lang.EN, story.Tell, []string{
			"mail.alfa.test asks mail.beta.test, with mitm.test in the middle, for a page (HTTPS)",
			"mitm.test calls mail.beta.test, and passes on, as it comes, what mail.alfa.test and mail.beta.test say inside TLS.",
			"mail.alfa.test asks mail.beta.test for a page over HTTPS.",
			"mitm.test passes on, as it comes, what mail.alfa.test and mail.beta.test say inside TLS. It hears how long each record is, and no word.",
			"mail.alfa.test and mail.beta.test encrypt their conversation (TLS 1.3).",
			"mail.alfa.test checks it: the other end is mail.beta.test, and no impostor.",
			"mail.alfa.test hands the letter to mail.beta.test.",
		}, []string{"mitm.test encrypt", "encrypt mitm.test", "mitm.test and mail.beta.test encrypt", "mail.alfa.test and mitm.test encrypt", "mitm.test hands", "to mitm.test.", "mitm.test takes", "mitm.test shows", "mitm.test writes", "mitm.test asks", "asks mitm.test", "alfombra"}},
		{lang.ES, story.Tell, []string{
			"mail.alfa.test pide a mail.beta.test, con mitm.test en medio, una página (HTTPS)",
			"mitm.test llama a mail.beta.test y pasa tal cual lo que mail.alfa.test y mail.beta.test se dicen dentro de TLS.",
			"mail.alfa.test pide a mail.beta.test una página por HTTPS.",
			"mitm.test pasa tal cual lo que mail.alfa.test y mail.beta.test se dicen dentro de TLS. Oye cuánto mide cada registro, y ni una palabra.",
			"mail.alfa.test y mail.beta.test cifran su conversación (TLS 1.3).",
			"mail.alfa.test lo comprueba: al otro lado está mail.beta.test y no un impostor.",
			"mail.alfa.test pasa la carta a mail.beta.test.",
		}, []string{"mitm.test y mail.beta.test cifran", "mail.alfa.test y mitm.test cifran", "mitm.test pasa la carta", "mitm.test se hace cargo", "mitm.test muestra", "mitm.test escribe", "mitm.test pide", "pide a mitm.test", "alfombra"}},
		{lang.EN, story.Dialogue, []string{
			"mail.alfa.test and mail.beta.test complete the TLS tunnel (TLS 1.3).",
			"C = mail.alfa.test, S = mail.beta.test (inside the TLS tunnel)",
			"C = mitm.test, S = mail.beta.test ", "C = mail.alfa.test, S = mitm.test ",
		}, []string{"C = mitm.test, S = mail.beta.test (inside", "S = mitm.test (inside", "alfombra"}},
		{lang.ES, story.Dialogue, []string{
			"mail.alfa.test y mail.beta.test completan el túnel TLS (TLS 1.3).",
			"C = mail.alfa.test, S = mail.beta.test (dentro del túnel TLS)",
		}, []string{"C = mitm.test, S = mail.beta.test (dentro", "S = mitm.test (dentro", "alfombra"}},
		{lang.EN, story.Packets, []string{
			"mitm.test passes on, as it comes, what mail.alfa.test and mail.beta.test say inside TLS.",
			"mail.beta.test takes charge of the letter", "mail.beta.test writes",
		}, []string{"mitm.test writes", "mitm.test receives", "alfombra"}},
	} {
		tr := simtest.Run(t, simtest.Scenario(t, between("$ASKS", "mta_sts", "$STS", "enforce")), sim.Options{})
		var b bytes.Buffer
		if err := transcript.Write(&b, tr, transcript.Options{Lang: tt.lang, Detail: tt.detail, Width: 100}); err != nil {
			t.Fatal(err)
		}
		said := strings.Join(strings.Fields(b.String()), " ")
		for _, s := range tt.says {
			if !strings.Contains(said, s) {
				t.Errorf("%s, %v: it never says %q", tt.lang, tt.detail, s)
			}
		}
		for _, s := range tt.saysNever {
			if strings.Contains(said, s) {
				t.Errorf("%s, %v: it says %q", tt.lang, tt.detail, s)
			}
		}
		if t.Failed() {
			t.Log(b.String())
		}
	}
}
