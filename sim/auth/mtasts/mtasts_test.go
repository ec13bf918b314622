package mtasts

import (
	"strings"
	"testing"
)

func TestRecordID(t *testing.T) {
	for name, c := range map[string]struct {
		texts []string
		id    string
	}{
		"one":            {[]string{"hello", "v=STSv1; id=20240101T000000;"}, "20240101T000000"},
		"none":           {[]string{"hello"}, ""},
		"two":            {[]string{"v=STSv1; id=1", "v=STSv1; id=2"}, ""},
		"no id":          {[]string{"v=STSv1;"}, ""},
		"a strange id":   {[]string{"v=STSv1; id=a-b"}, ""},
		"v is not first": {[]string{"id=1; v=STSv1"}, ""},
	} {
		if id, ok := RecordID(c.texts); ok != (c.id != "") || ok && id != c.id {
			t.Errorf("%s: %q, %v", name, id, ok)
		}
	}
}

func TestParse(t *testing.T) {
	good := "version: STSv1\r\nmode: enforce\r\nmx: MX.uno.test\r\nmx: *.backup.test\r\nmax_age: 604800\r\n"
	p, err := Parse(good)
	if err != nil || p.Mode != Enforce || p.MaxAge != 604800 || len(p.MX) != 2 {
		t.Fatalf("%+v, %v", p, err)
	}
	for host, want := range map[string]bool{"mx.uno.test": true, "MX.UNO.test.": true, "a.backup.test": true, "a.b.backup.test": false, "backup.test": false, "evil.test": false} {
		if p.Allows(host) != want {
			t.Errorf("%s: %v", host, !want)
		}
	}
	for name, bad := range map[string]string{
		"nothing": "", "no version first": "mode: none\nversion: STSv1\nmax_age: 1", "another version": strings.Replace(good, "STSv1", "STSv2", 1),
		"a mode": strings.Replace(good, "enforce", "force", 1), "an age": strings.Replace(good, "604800", "-1", 1), "no mx": "version: STSv1\nmode: enforce\nmax_age: 1", "a line": good + "hello",
		"a year too long": strings.Replace(good, "604800", "99999999", 1),
	} {
		if p, err := Parse(bad); err == nil {
			t.Errorf("%s: %+v", name, p)
		}
	}
}

func TestReportURIs(t *testing.T) {
	if uris, ok := ReportURIs([]string{"v=TLSRPTv1; rua=mailto:a@uno.test, https://uno.test/r"}); !ok || len(uris) != 2 {
		t.Error(uris, ok)
	}
	if _, ok := ReportURIs([]string{"v=TLSRPTv1"}); ok {
		t.Error("no rua")
	}
}

func FuzzParse(f *testing.F) {
	f.Add("version: STSv1\nmode: testing\nmx: *.a\nmax_age: 1\n")
	f.Fuzz(func(t *testing.T, text string) {
		if p, err := Parse(text); err == nil && p.Mode != None && len(p.MX) == 0 {
			t.Error("a policy without mx")
		}
		RecordID([]string{text})
		ReportURIs([]string{text})
	})
}
