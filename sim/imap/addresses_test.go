package imap

import (
	"strings"
	"testing"
)

// TestEnvelopeAddresses: what stands in a header's address fields, and how ENVELOPE
// takes it apart (RFC 3501 §7.4.2).
func TestEnvelopeAddresses(t *testing.T) {
	const alicia = `(("Alicia" NIL "alicia" "north.example"))`
	tests := []struct{ name, field, want string }{
		{"nobody", "", "NIL"},
		{"bare", "alicia@north.example", `((NIL NIL "alicia" "north.example"))`},
		{"named", "Alicia <alicia@north.example>", alicia},
		{"quoted", `"Alicia" <alicia@north.example>`, alicia},
		{"a name after the address", "alicia@north.example (Alicia)", alicia},
		{"comments everywhere", "Alicia (from (the) north) <alicia(x)@(y)north(z).example> (w)", alicia},
		{"spaces everywhere", " Alicia  < alicia @ north . example > ", alicia},
		{"a comma in a name", `"Ruiz, Alicia" <alicia@north.example>`, `(("Ruiz, Alicia" NIL "alicia" "north.example"))`},
		{"a quotation mark in a name", `"A \"B\" C" <a@b.example>`, `(("A \"B\" C" NIL "a" "b.example"))`},
		{"a dot in a name", "J. Doe <j@d.example>", `(("J. Doe" NIL "j" "d.example"))`},
		{"an encoded word", "=?utf-8?q?Bego=C3=B1a?= <b@c.example>", `(("=?utf-8?q?Bego=C3=B1a?=" NIL "b" "c.example"))`},
		{"two", "a@b.example, c@d.example", `((NIL NIL "a" "b.example")(NIL NIL "c" "d.example"))`},
		{"empty members", ",a@b.example,,", `((NIL NIL "a" "b.example"))`},
		{"a group", "friends: a@b.example, c@d.example;", `((NIL NIL "friends" NIL)(NIL NIL "a" "b.example")(NIL NIL "c" "d.example")(NIL NIL NIL NIL))`},
		{"an empty group", "undisclosed-recipients:;", `((NIL NIL "undisclosed-recipients" NIL)(NIL NIL NIL NIL))`},
		{"a group and one more", "f:; a@b.example", `((NIL NIL "f" NIL)(NIL NIL NIL NIL)(NIL NIL "a" "b.example"))`},
		{"a group that does not end", "f: a@b.example", `((NIL NIL "f" NIL)(NIL NIL "a" "b.example")(NIL NIL NIL NIL))`},
		{"a route", "A <@x.example,@y.example:a@b.example>", `(("A" "@x.example,@y.example" "a" "b.example"))`},
		{"a domain literal", "a@[192.0.2.1]", `((NIL NIL "a" "[192.0.2.1]"))`},
		{"a quoted local part", `"a b"@c.example`, `((NIL NIL "a b" "c.example"))`},
		{"no domain", "root", `((NIL NIL "root" ""))`},
		{"a bracket too few", "A <a@b.example", `(("A" NIL "a" "b.example"))`},
		{"nonsense", "<<>>@@::", ``},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := &responder{}
			r.addressList(parseAddresses(test.field))
			if got := string(r.b); test.want != "" && got != test.want {
				t.Errorf("%s\ngot  %s\nwant %s", test.field, got, test.want)
			}
		})
	}
}

// FuzzAddresses: whatever stands in a header, groups begin and end, and time is short.
func FuzzAddresses(f *testing.F) {
	f.Add(`f: "a" <@x:a@b>, c (d) @ e.f;, [`)
	f.Fuzz(func(t *testing.T, field string) {
		inside := false
		for _, a := range parseAddresses(field) {
			if a.group && inside || a.groupEnd && !inside {
				t.Fatalf("%q: groups in disorder", field)
			}
			inside = (inside || a.group) && !a.groupEnd
		}
		if inside {
			t.Errorf("%q: a group has no end", field)
		}
		parseAddresses(strings.Repeat(field, 10))
	})
}
