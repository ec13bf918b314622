package authres

import (
	"net/netip"
	"reflect"
	"strings"
	"testing"

	"posta/sim/auth/spf"
	"posta/sim/mail"
)

func TestValue(t *testing.T) {
	f := Field{Server: "mx.dos.test", Results: []Result{
		{Method: "spf", Value: "pass", Properties: []Property{{"smtp", "mailfrom", "ana@uno.test"}}},
		{Method: "dkim", Value: "fail", Comment: "body hash did not verify", Reason: `a "reason"`, Properties: []Property{{"header", "d", "uno.test"}, {"header", "s", "s 1"}}},
		{Method: "dmarc", Value: "pass", Comment: "p=reject", Properties: []Property{{"header", "from", "uno.test"}}},
	}}
	want := `mx.dos.test; spf=pass smtp.mailfrom=ana@uno.test; dkim=fail (body hash did not verify) reason="a \"reason\"" header.d=uno.test header.s="s 1"; dmarc=pass (p=reject) header.from=uno.test`
	if got := f.Value(); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	for line := range strings.SplitSeq(string(f.Bytes()), "\r\n") {
		if len(line) > 78 {
			t.Errorf("long: %q", line)
		}
	}
	h := mail.ParseHeader(f.Bytes())
	got, err := Parse(h.Fields[0].Value)
	f.Results[1].Reason = "a 'reason'" // quotation marks inside are read as apostrophes
	if err != nil || !reflect.DeepEqual(got, f) {
		t.Errorf("read back: %+v, %v", got, err)
	}
	if got := (Field{Server: "mx.dos.test"}).Value(); got != "mx.dos.test; none" {
		t.Error(got)
	}
}

// TestParse: forms of RFC 8601 appendix B and of the wild.
func TestParse(t *testing.T) {
	tests := []struct {
		name, in string
		want     string // the field written again; "" where it is refused
	}{
		{"nothing was checked", "example.org 1; none", "example.org; none"},
		{"comments everywhere", "foo.example.net (foobar) 1 (baz); dkim (Because I like it) / 1 (One yay) = (wait for it) fail policy (A dot can go here) . (like that) expired (this surprised me) = (as I wasn't expecting it) 1362471462", ""},
		{"two methods", "example.com; auth=pass (cram-md5) smtp.auth=sender@example.net; spf=pass smtp.mailfrom=example.net", "example.com; auth=pass (cram-md5) smtp.auth=sender@example.net; spf=pass smtp.mailfrom=example.net"},
		{"a semicolon in quotes", `example.com; dkim=fail reason="a;b" header.i=@x.test`, `example.com; dkim=fail reason="a;b" header.i=@x.test`},
		{"spaces around the equals sign", "example.com; spf = pass smtp.mailfrom = x.test", "example.com; spf=pass smtp.mailfrom=x.test"},
		{"a last semicolon", "example.com; spf=pass;", "example.com; spf=pass"},
		{"no server", "; spf=pass", ""},
		{"another version", "example.com 2; spf=pass", ""},
		{"no result", "example.com; hello", ""},
	}
	for _, tt := range tests {
		got, err := Parse(tt.in)
		if (err != nil) != (tt.want == "") || err == nil && got.Value() != tt.want {
			t.Errorf("%s: %s, %v", tt.name, got.Value(), err)
		}
	}
}

// TestStrip: what a stranger wrote in our name goes, what others wrote in theirs stays (RFC 8601 section 5).
func TestStrip(t *testing.T) {
	msg := "Authentication-Results: MX.dos.test; dmarc=pass\r\nReceived-SPF: pass\r\nReceived: from x\r\nReceived-SPF: fail (tres.test: no)\r\n" +
		"Authentication-Results: mx.tres.test;\r\n\tspf=fail\r\nAuthentication-Results: \r\nFrom: a@uno.test\r\n\r\nAuthentication-Results: mx.dos.test; x=y\r\n"
	kept, taken := Strip([]byte(msg), "mx.dos.test")
	want := "Received: from x\r\nReceived-SPF: fail (tres.test: no)\r\nAuthentication-Results: mx.tres.test;\r\n\tspf=fail\r\nFrom: a@uno.test\r\n\r\nAuthentication-Results: mx.dos.test; x=y\r\n"
	if string(kept) != want || len(taken) != 3 {
		t.Errorf("%d taken; kept\n%s", len(taken), kept)
	}
	h := mail.ParseHeader([]byte(msg))
	if list := Trusted(&h, "mx.tres.test"); len(list) != 1 || list[0].Results[0].Value != "fail" {
		t.Errorf("%+v", list)
	}
	if kept, taken := Strip(kept, "mx.dos.test"); taken != nil || string(kept) != want {
		t.Error("a second time changes nothing")
	}
}

func TestReceivedSPF(t *testing.T) {
	r := &spf.Report{Identity: "mailfrom", IP: netip.MustParseAddr("2001:db8::7"), Sender: "ana@uno.test", Domain: "uno.test", Result: spf.Fail}
	raw := ReceivedSPF(r, "mx.dos.test", "mail.uno.test", "ana@uno.test")
	h := mail.ParseHeader(raw)
	want := `fail (mx.dos.test: domain of ana@uno.test does not designate 2001:db8::7 as permitted sender) receiver=mx.dos.test; client-ip="2001:db8::7"; helo=mail.uno.test; envelope-from="ana@uno.test"; identity=mailfrom`
	if h.Fields[0].Value != want {
		t.Errorf("%s\nwant %s", h.Fields[0].Value, want)
	}
	got, err := ParseReceivedSPF(h.Fields[0].Value)
	if err != nil || got.Result != "fail" || got.Get("client-ip") != "2001:db8::7" || got.Get("Envelope-From") != "ana@uno.test" {
		t.Errorf("%+v, %v", got, err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("mx.dos.test; spf=pass (a \\) b) smtp.mailfrom=\"a;\\\"b\"; dkim = none")
	f.Add("a 1 ; (((")
	f.Fuzz(func(t *testing.T, text string) {
		field, err := Parse(text)
		if err != nil {
			return
		}
		again, err := Parse(field.Value())
		if err == nil && len(again.Results) != len(field.Results) {
			t.Errorf("%q: %+v; written and read again: %+v", text, field, again)
		}
		_, _ = ParseReceivedSPF(text)
		_, _ = Strip([]byte("Authentication-Results: "+text+"\r\nX: y\r\n\r\nbody"), "mx.dos.test")
	})
}
