//go:build !js

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	mdns "github.com/miekg/dns"

	"posta/sim/auth"
	"posta/sim/auth/authtest"
	"posta/sim/auth/dkim"
	"posta/sim/auth/keys"
	"posta/sim/auth/verify"
	"posta/sim/lang"
)

// dnsServer is a DNS server on loopback whose zone can be changed.
type dnsServer struct {
	mu   sync.Mutex
	zone authtest.Zone
	addr string
}

func serveDNS(t *testing.T) *dnsServer {
	t.Helper()
	s := &dnsServer{}
	udp, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	tcp, err := net.Listen("tcp", udp.LocalAddr().String())
	if err != nil {
		t.Skipf("the port is not free for TCP: %v", err)
	}
	s.addr = udp.LocalAddr().String()
	for _, one := range []*mdns.Server{{PacketConn: udp, Handler: s}, {Listener: tcp, Handler: s}} {
		go func() { _ = one.ActivateAndServe() }()
		t.Cleanup(func() { _ = one.Shutdown() })
	}
	return s
}

func (s *dnsServer) become(z authtest.Zone) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.zone = z
}

func (s *dnsServer) ServeDNS(w mdns.ResponseWriter, q *mdns.Msg) {
	s.mu.Lock()
	z := s.zone
	s.mu.Unlock()
	m := new(mdns.Msg)
	m.SetReply(q)
	question := q.Question[0]
	a := z.Resolve(context.Background(), auth.Question{Name: unescaped(strings.TrimSuffix(question.Name, ".")), Type: auth.Type(question.Qtype)})
	h := mdns.RR_Header{Name: question.Name, Rrtype: question.Qtype, Class: mdns.ClassINET, Ttl: 60}
	switch a.Outcome {
	case auth.Timeout:
		return
	case auth.ServFail:
		m.Rcode = mdns.RcodeServerFailure
	case auth.NXDomain:
		m.Rcode = mdns.RcodeNameError
	}
	for _, txt := range a.Texts {
		m.Answer = append(m.Answer, &mdns.TXT{Hdr: h, Txt: strings255(txt)})
	}
	for _, ip := range a.Addrs {
		if ip.Is4() {
			m.Answer = append(m.Answer, &mdns.A{Hdr: h, A: ip.AsSlice()})
		} else {
			m.Answer = append(m.Answer, &mdns.AAAA{Hdr: h, AAAA: ip.AsSlice()})
		}
	}
	for _, mx := range a.Exchangers {
		m.Answer = append(m.Answer, &mdns.MX{Hdr: h, Preference: mx.Preference, Mx: mdns.Fqdn(mx.Host)})
	}
	for _, name := range a.Names {
		m.Answer = append(m.Answer, &mdns.PTR{Hdr: h, Ptr: mdns.Fqdn(name)})
	}
	if _, udp := w.RemoteAddr().(*net.UDPAddr); udp {
		m.Truncate(1232)
	}
	_ = w.WriteMsg(m)
}

// unescaped reads the octets that the library writes as three digits.
func unescaped(name string) string {
	return regexp.MustCompile(`\\\d{3}|\\.`).ReplaceAllStringFunc(name, func(e string) string {
		if n, err := strconv.Atoi(e[1:]); err == nil && len(e) == 4 {
			return string([]byte{byte(n)})
		}
		return e[1:]
	})
}

// strings255 cuts a text into character-strings, each octet that is not plain as the library escapes it.
func strings255(s string) []string {
	var list []string
	for {
		n := min(len(s), 255)
		var b strings.Builder
		for _, c := range []byte(s[:n]) {
			if c < ' ' || c >= 0x7f || c == '"' || c == '\\' {
				fmt.Fprintf(&b, `\%03d`, c)
			} else {
				b.WriteByte(c)
			}
		}
		list = append(list, b.String())
		if s = s[n:]; s == "" {
			return list
		}
	}
}

// batch puts one line and gives its result.
func batch(t *testing.T, addr string, line any) string {
	t.Helper()
	in, err := json.Marshal(line)
	if err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	c := console{in: bytes.NewReader(append(in, '\n')), out: &out, err: &errs, getenv: os.Getenv, lang: lang.EN}
	run([]string{"verify", "--batch", "--dns", addr, "--timeout", "150ms"}, c)
	var answer batchAnswer
	if err := json.Unmarshal(out.Bytes(), &answer); err != nil {
		t.Fatalf("%v: %s %s", err, out.String(), errs.String())
	}
	return answer.Result
}

// TestVerifyOverDNS: the outside vectors again, through a real DNS server whose zone changes between the lines.
func TestVerifyOverDNS(t *testing.T) {
	var spfs []struct {
		Zone  authtest.Zone
		Tests []struct {
			ID, IP, Helo, MailFrom string
			Results                []string
		}
	}
	authtest.Vectors(t, "spf_rfc7208.json", &spfs)
	s := serveDNS(t)
	passed, total := 0, 0
	for _, suite := range spfs {
		s.become(suite.Zone)
		for _, c := range suite.Tests {
			total++
			got := batch(t, s.addr, map[string]any{"kind": "spf", "id": c.ID, "ip": c.IP, "helo": c.Helo, "mailfrom": c.MailFrom})
			if slices.Contains(c.Results, got) {
				passed++
			} else {
				t.Errorf("spf %s: %s; want %v", c.ID, got, c.Results)
			}
		}
	}
	t.Logf("SPF: %d of %d", passed, total)
	dir := t.TempDir()
	letter := func(name string, msg []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, msg, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	var dkims struct {
		Zone  authtest.Zone
		Cases []struct {
			ID, Want      string
			MessageBase64 []byte `json:"message_base64"`
		}
	}
	authtest.Vectors(t, "dkim_interop.json", &dkims)
	s.become(dkims.Zone)
	passed = 0
	for _, c := range dkims.Cases {
		got := batch(t, s.addr, map[string]any{"kind": "dkim", "id": c.ID, "message": letter("m", c.MessageBase64), "time": 1795750000})
		if got == c.Want {
			passed++
		} else {
			t.Errorf("dkim %s: %s; want %s", c.ID, got, c.Want)
		}
	}
	t.Logf("DKIM: %d of %d", passed, len(dkims.Cases))
	var arcs struct {
		Cases []struct {
			ID, Message, CV string
			Zone            authtest.Zone
		}
	}
	authtest.Vectors(t, "arc_validation.json", &arcs)
	passed = 0
	for _, c := range arcs.Cases {
		s.become(c.Zone)
		got := batch(t, s.addr, map[string]any{"kind": "arc", "id": c.ID, "message": letter("m", []byte(c.Message))})
		if got == c.CV {
			passed++
		} else {
			t.Errorf("arc %s: %s; want %s", c.ID, got, c.CV)
		}
	}
	t.Logf("ARC: %d of %d", passed, len(arcs.Cases))
}

func TestWire(t *testing.T) {
	for in, want := range map[string]string{"a\nb\r\n\n": "a\r\nb\r\n\r\n", "a\r\n": "a\r\n", "": ""} {
		if got := verify.Wire([]byte(in)); string(got) != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}

// TestABatchOutlivesALongLine: a line beyond all measure is answered, and so is the next.
func TestABatchOutlivesALongLine(t *testing.T) {
	zone := filepath.Join(t.TempDir(), "zone")
	if err := os.WriteFile(zone, []byte("uno.test. TXT \"v=spf1 -all\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	ask := `{"kind":"spf","id":2,"ip":"192.0.2.1","mailfrom":"ana@uno.test"}`
	for _, in := range []string{strings.Repeat("x", 3*maxBatchLine) + "\n\n" + ask, `{"kind":"` + strings.Repeat("x", maxBatchLine) + "\"}\n" + ask + "\n"} {
		var out, errs bytes.Buffer
		c := console{in: strings.NewReader(in), out: &out, err: &errs, getenv: os.Getenv, lang: lang.ES}
		code := run([]string{"verify", "--batch", "--zone", zone, "--lang", "es"}, c)
		want := "{\"id\":null,\"result\":\"error\",\"error\":\"la línea tiene más de 1048576 bytes\"}\n{\"id\":2,\"result\":\"fail\"}\n"
		if out.String() != want || errs.String() != "" || code != exitFailed {
			t.Errorf("code %d, %s%s", code, out.String(), errs.String())
		}
	}
}

// TestWhatIsTooLongIsNotChecked: of a letter that was cut, the checks would say what is true of another one.
func TestWhatIsTooLongIsNotChecked(t *testing.T) {
	dir := t.TempDir()
	zone, long := filepath.Join(dir, "zone"), filepath.Join(dir, "long")
	if err := os.WriteFile(zone, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(long, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(long, letterLimit.octets+1); err != nil {
		t.Fatal(err)
	}
	for want, args := range map[string][]string{
		"una carta no puede":          {"verify", long, "--zone", zone},
		"un texto de zona no puede":   {"verify", zone, "--zone", long},
		"y un texto de zona no puede": {"check-domain", long, "--domain", "uno.test"},
	} {
		var out, errs bytes.Buffer
		c := console{in: strings.NewReader(""), out: &out, err: &errs, getenv: os.Getenv, lang: lang.ES}
		if code := run(append(args, "--lang", "es"), c); code != exitUsage || !strings.Contains(errs.String(), want) || out.Len() > 0 {
			t.Errorf("%v: code %d, %s%s", args, code, out.String(), errs.String())
		}
	}
}

// TestVerifyClaimsNoMoreThanWasSigned: of a body that l= leaves open the signature says something of the beginning only.
func TestVerifyClaimsNoMoreThanWasSigned(t *testing.T) {
	key := keys.Ed25519(1, "uno.test")
	record, err := dkim.Record(key)
	if err != nil {
		t.Fatal(err)
	}
	msg := []byte("From: ana@uno.test\r\nSubject: x\r\n\r\nHello.\r\n")
	signed, err := (&dkim.Signer{Domain: "uno.test", Selector: "s1", Key: key, Length: true}).Sign(msg, time.Unix(1_700_000_000, 0))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	zone := filepath.Join(dir, "zone")
	if err := os.WriteFile(zone, []byte("s1._domainkey.uno.test. TXT \""+record+"\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for added, want := range map[string][2]string{
		"":            {"firmó estas cabeceras y este cuerpo", "el principio"},
		"Buy now\r\n": {"firmó estas cabeceras y el principio de este cuerpo", "y este cuerpo"},
	} {
		name := filepath.Join(dir, "letter")
		if err := os.WriteFile(name, slices.Concat(signed.Field, msg, []byte(added)), 0o600); err != nil {
			t.Fatal(err)
		}
		var out, errs bytes.Buffer
		c := console{in: strings.NewReader(""), out: &out, err: &errs, getenv: os.Getenv, lang: lang.ES}
		if code := run([]string{"verify", name, "--zone", zone, "--lang", "es"}, c); code != exitOK || !strings.Contains(out.String(), "DKIM: pass") || !strings.Contains(out.String(), want[0]) || strings.Contains(out.String(), want[1]) {
			t.Errorf("%q: %s%s", added, out.String(), errs.String())
		}
	}
}
