package sieve

import (
	"fmt"
	"strings"
	"testing"
)

// letter is RFC 5228's own message A, as far as it matters (section 9), and what the tests add.
const letter = "Date: Tue, 1 Apr 1997 09:06:31 -0800 (PST)\r\nFrom: coyote@desert.example.org\r\nTo: roadrunner@acme.example.com\r\n" +
	"Subject: I have a present for you\r\n\r\nLook, I'm sorry about the whole anvil thing.\r\n"

// money is its message B.
const money = "From: youcouldberich!@reply-by-postal-mail.invalid\r\nTo: rube@landru.example.com\r\nDate: Mon, 31 Mar 1997 18:26:10 -0800\r\n" +
	"Subject: $$$ YOU, TOO, CAN BE A MILLIONAIRE! $$$\r\n\r\nYOU MAY HAVE ALREADY WON TEN MILLION DOLLARS.\r\n"

// said writes actions in one line.
func said(list []Action) string {
	var out []string
	for _, a := range list {
		s := string(a.Kind)
		switch {
		case a.Kind == Vacation:
			s += fmt.Sprintf(" %d %q %q", a.Answer.Days, a.Answer.Subject, a.Answer.Reason)
		case a.To != "":
			s += " " + a.To
		}
		if len(a.Flags) > 0 {
			s += " " + strings.Join(a.Flags, ",")
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

// extended is RFC 5228's extended example (section 9).
const extended = `
#
# Example Sieve Filter
# Declare any optional features or extension used by the script
#
require ["fileinto"];

#
# Handle messages from known mailing lists
# Move messages from IETF filter discussion list to filter mailbox
#
if header :is "Sender" "owner-ietf-mta-filters@imc.org"
        {
        fileinto "filter";  # move to "filter" mailbox
        }
#
# Keep all messages to or from people in my company
#
elsif address :DOMAIN :is ["From", "To"] "example.com"
        {
        keep;               # keep in "In" mailbox
        }
#
# Try and catch unsolicited email.  If a message is not to me,
# or it contains a subject known to be spam, file it away.
#
elsif anyof (NOT address :all :contains
               ["To", "Cc", "Bcc"] "me@example.com",
             header :matches "subject"
               ["*make*money*fast*", "*university*dipl*mas*"])
        {
        fileinto "spam";   # move to "spam" mailbox
        }
else
        {
        # Move all other (non-company) mail to "personal"
        # mailbox.
        fileinto "personal";
        }
`

func TestScripts(t *testing.T) {
	for _, c := range []struct{ name, script, message, want string }{
		{"nothing is keep (RFC 5228 2.10.2)", "", letter, "keep"},
		{"keep", "keep;", letter, "keep"},
		{"discard", "discard;", letter, "discard"},
		{"discard, and keep all the same", "discard; keep;", letter, "keep"},
		{"the extended example, a stranger", extended, letter, "spam"},
		{"the extended example, a list", extended, "Sender: owner-ietf-mta-filters@imc.org\r\n\r\n", "filter"},
		{"the extended example, the company", extended, "From: Anna <anna@EXAMPLE.com>\r\n\r\n", "keep"},
		{"the extended example, the rest", extended, "From: a@b.test\r\nCc: me@example.com\r\nSubject: hi\r\n\r\n", "personal"},
		{"the extended example, money", extended, "Cc: me@example.com\r\nSubject: How to MAKE lots of money, fast.\r\n\r\n", "spam"},
		// RFC 5228 4.4, and 5.9
		{"from coyote", `if header :contains ["from"] "coyote" { discard; } elsif header :contains ["subject"] ["$$$"] { discard; }`, letter, "discard"},
		{"or money", `if header :contains ["from"] "coyote" { discard; } elsif header :contains ["subject"] ["$$$"] { discard; }`, money, "discard"},
		{"size over", `if size :over 100 { discard; }`, letter, "discard"},
		{"size under", `if size :under 1K { discard; }`, letter, "discard"},
		{"size is neither", `if anyof(size :over 5M, size :under 1) { discard; }`, letter, "keep"},
		{"exists (5.5)", `if not exists ["From","Date"] { discard; }`, letter, "keep"},
		{"exists lacks one", `if not exists ["From","X-Odd"] { discard; }`, letter, "discard"},
		{"an empty key is in every header that is there (5.7)", `if header :contains "Subject" "" { discard; }`, letter, "discard"},
		{"and in none that is not", `if header :contains "X-Caffeine" "" { discard; }`, letter, "keep"},
		{"is wants all of it", `if header :is "Subject" "present" { discard; }`, letter, "keep"},
		{"one character", `if header :matches "Subject" "I have a ?resent *" { discard; }`, letter, "discard"},
		{"a star at its word", `if header :matches "Subject" "\\*" { discard; }`, "Subject: *\r\n\r\n", "discard"},
		{"which is no other", `if header :matches "Subject" "\\*" { discard; }`, letter, "keep"},
		{"encoded words are read (2.4.2.2)", `if header :contains "Subject" "mañana" { discard; }`, "Subject: =?utf-8?q?hasta_ma=C3=B1ana?=\r\n\r\n", "discard"},
		{"octets", `if header :comparator "i;octet" :contains "Subject" "PRESENT" { discard; }`, letter, "keep"},
		{"casemap", `if header :contains "Subject" "PRESENT" { discard; }`, letter, "discard"},
		{"local part", `if address :localpart "from" "coyote" { discard; }`, letter, "discard"},
		{"an address is not a header", `if address "from" "Coyote" { discard; }`, "From: Coyote <a@b.test>\r\n\r\n", "keep"},
		{"the envelope (5.4)", `require "envelope"; if envelope :all :is "from" "tim@example.com" { discard; }`, letter, "discard"},
		{"stop", `keep; stop; discard;`, letter, "keep"},
		{"stop inside", `require "fileinto"; if true { fileinto "a"; stop; } fileinto "b";`, letter, "fileinto a"},
		{"two folders", `require "fileinto"; fileinto "a"; fileinto "b"; fileinto "a";`, letter, "fileinto a; fileinto b"},
		{"redirect", `redirect "bart@example.com";`, letter, "redirect bart@example.com"},
		{"a copy (RFC 3894)", `require "copy"; redirect :copy "bart@example.com";`, letter, "redirect bart@example.com; keep"},
		{"four redirects at most", `redirect "a@b.test"; redirect "c@b.test"; redirect "d@b.test"; redirect "e@b.test"; redirect "f@b.test";`, letter,
			"redirect a@b.test; redirect c@b.test; redirect d@b.test; redirect e@b.test"},
		{"reject (RFC 5429 2.2.2)", "require [\"reject\"];\nif header :contains \"from\" \"coyote@desert.example.org\" {\nreject text:\nI am not taking mail from you, and I don't\nwant your birdseed, either!\n.\n;\n}", letter,
			"reject I am not taking mail from you, and I don't\r\nwant your birdseed, either!\r\n"},
		{"flags (RFC 5232 5)", `require ["fileinto", "imap4flags"]; addflag "\\Deleted"; fileinto :flags "\\Seen" "INBOX.From"; fileinto "work";`, letter,
			`fileinto INBOX.From \Seen; fileinto work \Deleted`},
		{"setflag, addflag, removeflag", `require "imap4flags"; setflag "\\Seen \\Flagged"; addflag ["\\seen", "Work"]; removeflag "\\FLAGGED"; keep;`, letter, `keep \Seen,Work`},
		{"hasflag", `require "imap4flags"; setflag "Work"; if hasflag :contains "wor" { discard; }`, letter, "discard"},
		{"the detail (RFC 5233 5)", `require ["envelope", "subaddress", "fileinto"]; if envelope :detail "to" "lists" { fileinto "lists"; }`, letter, "fileinto lists"},
		{"no detail", `require "subaddress"; if address :detail :contains "from" "" { discard; }`, letter, "keep"},
		{"the user", `require ["envelope", "subaddress"]; if envelope :user "to" "ken" { discard; }`, letter, "discard"},
		{"vacation (RFC 5230 4)", `require "vacation"; if header :contains "subject" "present" { vacation "I'm out -- send mail to cyrus-bugs"; }`, letter, `vacation 7 "" "I'm out -- send mail to cyrus-bugs"; keep`},
		{"vacation with all of it", `require "vacation"; vacation :days 23 :addresses ["tjs@example.edu"] :subject "Away" "Gone";`, letter, `vacation 23 "Away" "Gone"; keep`},
		{"one answer at most", `require "vacation"; vacation "a"; vacation "b";`, letter, `vacation 7 "" "a"; keep`},
		{"comments", "/* here\nis */ keep /* text */ ; # there", letter, "keep"},
		{"dots are doubled", "require \"reject\"; reject text: # why\n..one\ntwo\n.\n;", letter, "reject .one\r\ntwo\r\n"},
		{"case does not matter for words", "IF TRUE { KEEP; } ELSE { DISCARD; }", letter, "keep"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := Compile(c.script)
			if err != nil {
				t.Fatal(err)
			}
			got := said(s.Run(Message{Raw: []byte(c.message), From: "tim@example.com", To: "ken+lists@example.org"}))
			if got != c.want && got != "fileinto "+c.want {
				t.Errorf("the script does %q, want %q", got, c.want)
			}
		})
	}
}

func TestWhatIsWrongWithAScriptIsSaidWithItsLine(t *testing.T) {
	for script, want := range map[string]string{
		"keep":                      `line 1: ";" goes here, not the end`,
		"\n\nfileinto \"a\";":       `line 3: "fileinto" needs at the beginning: require "fileinto";`,
		`require "foreverypart";`:   `line 1: this server does not know the extension "foreverypart"`,
		`keep; require "fileinto";`: "require comes at the beginning",
		"else { keep; }":            `"else" comes after an if`,
		"if true keep;":             `"true" has no tests`,
		"if { keep; }":              `after "if" comes a test`,
		"if header :is :contains \"a\" \"b\" { }": "there may be one",
		"if size 100 { }":                         `"size" has :over or :under`,
		"if size :over \"100\" { }":               "a number of octets",
		"fly;":                                    `there is no command "fly"`,
		"if green { }":                            `there is no test "green"`,
		"redirect \"nobody\";":                    `"nobody" is not an address`,
		"keep :quickly;":                          `"keep" has no :quickly`,
		"keep \"a\";":                             `too many arguments`,
		"stop { keep; }":                          `"stop" has no block`,
		"\"hello\";":                              "not a text",
		"keep; \"open":                            "the quotation marks are not closed",
		"/* open":                                 "is not closed",
		"require \"reject\"; reject text:\nno end":      "the text does not end",
		"if not (true, false) { }":                      `"not" needs tests`,
		"keep; é":                                       "makes no sense here",
		"if size :over 99999999999 { }":                 "is not a number",
		"discard \x00;":                                 "makes no sense here",
		strings.Repeat("if true { ", 40):                "inside each other",
		"if " + strings.Repeat("not ", 40) + "true { }": "inside each other",
	} {
		_, err := Compile(script)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: the error is %v, want %q", script, err, want)
		}
	}
}

// FuzzCompile: whatever a script is, it is read or refused with its line, and one that is
// read decides, the same each time.
func FuzzCompile(f *testing.F) {
	f.Add(extended)
	f.Add("require [\"vacation\"]; vacation :days 3 text:\n..\n.\n;")
	f.Add(`if allof(not header :matches ["a","b"] "*\\*?*", size :over 1K) { stop; } else { redirect "a@b.test"; }`)
	f.Fuzz(func(t *testing.T, script string) {
		s, err := Compile(script)
		if err != nil {
			if e := err.(*Error); e.Line < 1 || e.What.ES == "" || e.What.EN == "" {
				t.Fatalf("%q: %+v", script, e)
			}
			return
		}
		m := Message{Raw: []byte(letter), From: "a@b.test", To: "c+d@e.test"}
		if a, b := said(s.Run(m)), said(s.Run(m)); a != b {
			t.Fatalf("%q decides %q and then %q", script, a, b)
		}
	})
}

// TestMatchingTakesNoLongerThanItShould: a pattern full of stars against a text that
// almost fits is what makes careless matchers run for ever.
func TestMatchingTakesNoLongerThanItShould(t *testing.T) {
	text, pattern := []rune(strings.Repeat("a", 5000)), []rune(strings.Repeat("*a", 500)+"b")
	if matches(text, pattern) {
		t.Error("it matches, and there is no b")
	}
}
