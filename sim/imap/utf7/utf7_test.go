package utf7

import "testing"

// TestUTF7 has the examples of RFC 3501 §5.1.3 and of RFC 2152.
func TestUTF7(t *testing.T) {
	for name, wire := range map[string]string{
		"INBOX":              "INBOX",
		"~peter/mail/台北/日本語": "~peter/mail/&U,BTFw-/&ZeVnLIqe-",
		"Hi Mom -☺-!":        "Hi Mom -&Jjo--!",
		"A&B":                "A&-B",
		"&&":                 "&-&-",
		"😀":                  "&2D3eAA-",
		"":                   "",
	} {
		if got := Encode(name); got != wire {
			t.Errorf("%q on the wire is %q, want %q", name, got, wire)
		}
		if got, err := Decode(wire); err != nil || got != name {
			t.Errorf("%q means %q, %v; want %q", wire, got, err, name)
		}
	}
	for _, bad := range []string{"&", "&U,BTFw", "&!-", "&U-", "&2D0-", "ñ", "a\nb"} {
		if got, err := Decode(bad); err == nil {
			t.Errorf("%q means %q", bad, got)
		}
	}
}

// FuzzDecode: whatever comes from outside is read or refused, and what was read is
// written as it would travel.
func FuzzDecode(f *testing.F) {
	for _, s := range []string{"INBOX", "&AOk-", "&", "&-", "&2D0-", "a&b-c"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, wire string) {
		name, err := Decode(wire)
		if err != nil {
			return
		}
		if again, err := Decode(Encode(name)); err != nil || again != name {
			t.Errorf("%q means %q, and written again %q, %v", wire, name, again, err)
		}
	})
}
