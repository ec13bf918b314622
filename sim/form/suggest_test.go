package form

import "testing"

func TestSuggestions(t *testing.T) {
	form := &Format{Meant: map[string][]string{"asunto": {"subject"}, "contrasena": {"password"}}}
	for _, tt := range []struct {
		given   string
		options []string
		want    string
	}{
		{"subjetc", []string{"subject", "body"}, "subject"},
		{"asunto", []string{"subject", "body"}, "subject"},
		{"contraseña", []string{"password"}, "password"},
		{"catch-all", []string{"catch_all"}, "catch_all"},
		{"POP3", []string{"pop3", "imap"}, "pop3"},
		{"zzz", []string{"subject", "body"}, ""},
		{"", []string{"subject"}, ""},
	} {
		if got := form.suggestKey(tt.given, tt.options); got != tt.want {
			t.Errorf("suggestKey(%q) = %q, want %q", tt.given, got, tt.want)
		}
	}
}
