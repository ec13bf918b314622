package class_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"posta/sim"
	"posta/sim/class"
	"posta/sim/explain"
	"posta/sim/lang"
	"posta/sim/scenario"
	"posta/sim/story"
	"posta/sim/trace"
)

// spellings are how a secret may be found in a text: as it is, and in base64, whatever stands before it there.
func spellings(secret string) (list [][]byte) {
	list = append(list, []byte(secret))
	for before := range 3 {
		coded := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("x", before) + secret))
		from, to := (before*8+5)/6, (before+len(secret))*8/6
		list = append(list, []byte(coded[from:to]))
	}
	return list
}

// doneAgain: what programs said, and in what they logged in by, is said again in a simulation: who got in there gets in here, and
// who did not does not, with no password of the class.
func doneAgain(t *testing.T, r *class.Room, a *class.Account, user string) {
	t.Helper()
	source, inputs, left, err := r.Again()
	if err != nil || left > 0 {
		t.Fatal(left, err)
	}
	if bytes.Contains(inputs, []byte(a.Password)) {
		t.Error("the password is among what is done again")
	}
	s, problems := scenario.Parse("again.yaml", source)
	if s == nil {
		t.Fatal(problems)
	}
	lines, problems := scenario.ReadInputs(s, "inputs.jsonl", inputs)
	if len(problems) > 0 {
		t.Fatalf("%v\n%s", problems, inputs)
	}
	tr, err := sim.Run(context.Background(), s, sim.Options{Inputs: lines})
	if err != nil {
		t.Fatal(err)
	}
	who := func(events []trace.Event) (list []string) {
		for _, e := range events {
			if f, is := e.Fact.(trace.Authenticated); is && f.User == a.Login {
				list = append(list, fmt.Sprintf("%s %s %v", f.Protocol, f.Mechanism, f.OK))
			}
		}
		slices.Sort(list) // of several conversations, whose order is another there
		return list
	}
	happened, err := r.Recorded()
	if err != nil {
		t.Fatal(err)
	}
	if got, want := who(tr.Events), who(happened.Events); len(want) < 5 || !slices.Equal(got, want) {
		t.Errorf("they log in again by\n%v, and did by\n%v\n%s", got, want, inputs)
	}
	if !slices.ContainsFunc(tr.Events, stored(user)) {
		t.Error("the letter is not sent again")
	}
}

// TestAClassShowsNoPassword: whatever way a program of somebody's own logs in by, and whatever it says there, nobody finds it in
// the record of the class, nor in its folder, and it is told that it is not shown; letters are as they were.
func TestAClassShowsNoPassword(t *testing.T) {
	folder := t.TempDir()
	teacher, err := class.Key(folder)
	if err != nil {
		t.Fatal(err)
	}
	r := really(t, folder, teacher)
	ana, _, _ := r.Join(r.Code, "Ana")
	a, user := accountOf(t, r, ana)
	const wrong, other, digest = "of-another-account", "the wrong one, with spaces", "c4c9334bac560ecc979e58001b3e22fb"
	b64 := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

	p := call(t, a, "submission")
	p.say("", "EHLO laptop")
	for _, octet := range []byte("AUTH PLAIN " + b64("\x00"+a.Login+"\x00"+wrong) + "\r\n") {
		p.c.Write([]byte{octet})
	}
	p.line()
	p.say("", "AUTH LOGIN")
	p.say("", b64(a.Login))
	if last, _ := p.say("", b64(a.Password)); !strings.HasPrefix(last, "235") {
		t.Fatal(last)
	}
	p.say("", "MAIL FROM:<"+a.Login+">")
	p.say("", "RCPT TO:<"+a.Login+">")
	p.say("", "DATA")
	p.say("", "Subject: AUTH PLAIN\r\n\r\nAUTH PLAIN bm90aGluZy1oZXJl\r\nPASS on.\r\n.")
	p.say("", "QUIT")
	until(t, r, "the letter", stored(user))

	p = call(t, a, "imap")
	p.say("1 ", `1 LOGIN `+a.Login+` "`+other+`"`)
	fmt.Fprintf(p.c, "2 LOGIN {%d}\r\n", len(a.Login))
	p.line()
	fmt.Fprintf(p.c, "%s {%d}\r\n", a.Login, len(a.Password))
	p.line()
	if last, _ := p.say("2 ", a.Password); !strings.HasPrefix(last, "2 OK") {
		t.Fatal(last)
	}
	p.say("3 ", "3 SELECT INBOX")
	p.say("4 ", "4 LOGOUT")
	p = call(t, a, "imap")
	p.say("1 ", "1 AUTHENTICATE PLAIN "+b64("\x00"+a.Login+"\x00"+a.Password))
	p.say("2 ", "2 LOGOUT")
	for _, d := range a.Doors {
		if d.Service != "pop3" {
			continue
		}
		p = call(t, a, "pop3")
		for _, line := range []string{"USER " + a.Login, "PASS " + other, "APOP " + a.Login + " " + digest, "USER " + a.Login, "PASS " + a.Password, "QUIT"} {
			fmt.Fprintf(p.c, "%s\r\n", line)
			p.line()
		}
	}

	doneAgain(t, r, a, user)
	_, ben, _ := r.Join(r.Code, "Ben")
	for _, who := range []class.Who{{Seat: ben}, {Teacher: true, Seat: -1}} {
		x, _ := r.State(who, -1)
		if seen, err := json.Marshal(x); err != nil || bytes.Contains(seen, []byte(a.Password)) {
			t.Errorf("%+v sees Ana's account: %s %v", who, seen, err)
		}
	}
	whole, err := r.Recorded()
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	var record bytes.Buffer
	if err := whole.Write(&record); err != nil {
		t.Fatal(err)
	}
	texts := map[string][]byte{"the record": record.Bytes()}
	for _, name := range []string{"trace.jsonl", "inputs.jsonl", "scenario.yaml"} {
		if texts[name], err = os.ReadFile(filepath.Join(folder, name)); err != nil {
			t.Fatal(err)
		}
	}
	s := story.Of(whole)
	x := explain.New(s)
	var told bytes.Buffer
	for _, d := range []story.Detail{story.Tell, story.Dialogue, story.Packets} {
		for _, st := range s.Steps(d) {
			e := x.Explain(st)
			for _, l := range []lang.Lang{lang.ES, lang.EN} {
				fmt.Fprintf(&told, "%s\n%s\n%s\n", e.Title.In(l), e.What.In(l), e.Why.In(l))
			}
		}
	}
	texts["what is told"] = told.Bytes()
	for where, text := range texts {
		for _, secret := range []string{a.Password, wrong, other, digest} {
			for _, spelling := range spellings(secret) {
				if bytes.Contains(text, spelling) {
					t.Errorf("%s: %q is there, as %q", where, secret, spelling)
				}
			}
		}
	}
	for _, want := range []string{"A class shows no secrets", "Una clase no muestra secretos"} {
		if !strings.Contains(told.String(), want) {
			t.Errorf("%q is not told:\n%s", want, told.String())
		}
	}
	for _, false := range []string{"“***", "«***", "contraseña «", "password “"} {
		if strings.Contains(told.String(), false) {
			t.Errorf("%q is told", false)
		}
	}
	said := map[int]string{}
	for _, e := range whole.Events {
		if f, is := e.Fact.(trace.DataSent); is && e.Host == "" {
			said[e.Conn] += string(f.Data)
		}
	}
	all := fmt.Sprint(said)
	for _, want := range []string{"AUTH PLAIN bm90aGluZy1oZXJl\r\nPASS on.\r\n", "AUTH LOGIN\r\n****", "LOGIN " + a.Login + " **", fmt.Sprintf("%s {%d}\r\n**", a.Login, len(a.Password))} {
		if !strings.Contains(all, want) {
			t.Errorf("nobody said %q:\n%s", want, all)
		}
	}
}
