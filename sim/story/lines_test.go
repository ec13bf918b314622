package story

import "testing"

// TestAnErrorSaysWhy: the extended response code of POP3's -ERR (RFC 2449 section 8) and
// the response code of IMAP's NO are what their words are found by.
func TestAnErrorSaysWhy(t *testing.T) {
	for text, want := range map[string]string{
		"-ERR [AUTH] Authentication failed":      "auth",
		"-ERR [IN-USE] Do you have another POP3": "in-use",
		"-ERR [SYS/TEMP] Try again":              "sys-temp",
		"-ERR Authentication failed":             "",
		"-ERR [two words] no code":               "",
		"-ERR [unclosed":                         "",
		"+OK [AUTH] all is well":                 "",
	} {
		if got := pop3Code(text); got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
	for text, want := range map[string]string{
		"a002 NO [ALERT] An app password is required": "alert",
		"a002 NO [TRYCREATE] No such mailbox":         "trycreate",
		"a002 NO Authentication failed":               "",
	} {
		if got := responseCode(text); got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
}
