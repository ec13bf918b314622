package campaign

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"posta/sim/mail"
)

func read(t *testing.T, text string) *List {
	t.Helper()
	l := &List{}
	if err := l.ReadCSV(strings.NewReader(text), func(d string) bool { return strings.HasSuffix(d, ".test") }); err != nil {
		t.Fatal(err)
	}
	return l
}

func TestLists(t *testing.T) {
	for _, tt := range []struct {
		name, text          string
		want                string
		unusable, duplicate int
	}{
		{"addresses alone", "ana@alfa.test\nbenito@beta.test\n", "ana@alfa.test// benito@beta.test//", 0, 0},
		{"with a header in another order", "nombre;segmento;correo\nAna;socios;ana@alfa.test\n", "ana@alfa.test/Ana/socios", 0, 0},
		{"quoted", "email,name\nana@alfa.test,\"Ruiz, Ana\"\n", "ana@alfa.test/Ruiz, Ana/", 0, 0},
		{"as a spreadsheet writes it", "\ufeffemail\tname\r\nana@alfa.test\tAna\r\n\r\n", "ana@alfa.test/Ana/", 0, 0},
		{"twice, in another case", "ana@alfa.test\nANA@alfa.test\nana@ALFA.test\n", "ana@alfa.test//", 0, 2},
		{"nonsense", "ana\n@\nana@\n@alfa.test\nana@@alfa.test\nana alfa@alfa.test\n<script>\nbenito@beta.test", "benito@beta.test//", 7, 0},
		{"elsewhere", "ana@somewhere.invalid\nana@alfa.test", "ana@alfa.test//", 1, 0},
		{"a quote that does not end", "\"ana@alfa.test\nbenito@beta.test", "ana@alfa.test// benito@beta.test//", 0, 0},
		{"nothing", "", "", 0, 0},
		{"a header alone", "email,name\n", "", 0, 0},
		{"a line without end", strings.Repeat("x", 3*maxLine) + "\nana@alfa.test", "ana@alfa.test//", 1, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := read(t, tt.text)
			var got []string
			for _, r := range l.Recipients {
				got = append(got, r.Address.String()+"/"+r.Name+"/"+r.Segment)
			}
			if strings.Join(got, " ") != tt.want || l.Unusable != tt.unusable || l.Duplicate != tt.duplicate {
				t.Errorf("%q, %d unusable, %d twice: %+v", got, l.Unusable, l.Duplicate, l.Dropped)
			}
		})
	}
}

// lines is a file of so many lines that is never in memory.
type lines struct {
	n, at int
	rest  string
}

func (l *lines) Read(b []byte) (int, error) {
	if l.rest == "" {
		if l.at == l.n {
			return 0, io.EOF
		}
		l.at++
		l.rest = fmt.Sprintf("cliente%d@beta.test,Cliente %d\n", l.at%900_000, l.at)
	}
	n := copy(b, l.rest)
	l.rest = l.rest[n:]
	return n, nil
}

func TestAMillionLines(t *testing.T) {
	l := &List{}
	if err := l.ReadCSV(&lines{n: 1_000_000}, nil); err != nil || len(l.Recipients) != 900_000 || l.Duplicate != 100_000 || len(l.Dropped) != MaxDropped {
		t.Errorf("%d recipients, %d twice, %d shown, %v", len(l.Recipients), l.Duplicate, len(l.Dropped), err)
	}
}

func TestTooManyIsSaid(t *testing.T) {
	l := &List{Recipients: make([]Recipient, MaxRecipients)}
	if err := l.ReadCSV(strings.NewReader("ana@alfa.test"), nil); !errors.Is(err, ErrTooMany) {
		t.Errorf("%v", err)
	}
}

func FuzzReadCSV(f *testing.F) {
	for _, s := range []string{"email\nana@alfa.test\n", "a;b;c\n", "\"\"\"", "\xff\xfe", "ana@alfa.test,\"x\ny\"", "name,email\n,\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		l := &List{}
		if err := l.ReadCSV(bytes.NewReader(b), nil); err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, r := range l.Recipients {
			key := strings.ToLower(r.Address.String())
			if _, err := mail.ParseAddress(r.Address.String()); err != nil || seen[key] {
				t.Errorf("%q is on the list: %v, twice %v", key, err, seen[key])
			}
			seen[key] = true
		}
		if n := bytes.Count(b, []byte("\n")) + 1; len(l.Recipients)+l.Unusable+l.Duplicate > n {
			t.Errorf("%d lines became %d, %d and %d", n, len(l.Recipients), l.Unusable, l.Duplicate)
		}
	})
}

func TestClassify(t *testing.T) {
	for _, tt := range []struct {
		code         int
		status, said string
		want         Class
	}{
		{550, "5.1.1", "550 5.1.1 No such user here", Hard},
		{550, "5.1.1", "550 5.1.1 Rejected: spam from your address", Block}, // one code for everything
		{0, "5.1.2", "", Hard},  // no such domain
		{0, "5.1.10", "", Hard}, // null MX (RFC 7505)
		{0, "5.4.4", "", Hard},
		{550, "5.2.1", "550 5.2.1 Mailbox disabled", Hard},
		{552, "5.2.2", "552 5.2.2 Mailbox full", Soft},
		{552, "5.3.4", "552 5.3.4 Message too big", Soft},
		{550, "5.7.1", "550 5.7.1 Listed by dnsbl.test", Block},
		{550, "5.7.26", "550 5.7.26 Unauthenticated", Block},
		{421, "4.7.28", "421 4.7.28 Unusual rate", Block},
		{421, "", "421 Too many messages from your address", Block},
		{451, "4.3.0", "451 4.3.0 Later", Soft},
		{0, "4.4.1", "", Soft}, // nobody answered, for days
		{550, "", "550 unknown user", Hard},
		{550, "", "550 blocked", Block},
		{554, "", "554 Transaction failed", Block},
		{554, "", "554 No such user", Hard},
		{553, "5.1.8", "553 5.1.8 Sender's domain does not exist", Block},
		{550, "5.0.0", "550 5.0.0 Invalid recipient", Hard},
	} {
		status, _ := mail.ParseStatus(tt.status)
		if got := Classify(tt.code, status, tt.said); got != tt.want {
			t.Errorf("%d %s %q is %s, and should be %s", tt.code, tt.status, tt.said, got, tt.want)
		}
	}
}

func TestMarks(t *testing.T) {
	secret, m := []byte("secret"), Mark{Campaign: 12, Letter: 300_000}
	text := m.Text(secret, ForBounce)
	if got, ok := ReadMark(strings.ToUpper(text), secret, ForBounce); !ok || got != m {
		t.Errorf("%s was read as %+v, %v", text, got, ok)
	}
	for _, forged := range []string{"", "-", "1-1", "1-1-0000000000", text + "0", strings.Replace(text, "c-", "d-", 1), "-1-1-0"} {
		if got, ok := ReadMark(forged, secret, ForBounce); ok {
			t.Errorf("%s was read as %+v", forged, got)
		}
	}
	if _, ok := ReadMark(text, secret, ForUnsubscribe); ok {
		t.Error("a mark for bounces unsubscribes")
	}
	if local := "bounces+" + (Mark{Campaign: 1<<31 - 1, Letter: 1<<31 - 1}).Text(secret, ForBounce); len(local) > mail.MaxLocalPart {
		t.Errorf("%s has %d octets", local, len(local))
	}
}

func FuzzReadMark(f *testing.F) {
	f.Add("1-1-0000000000")
	f.Fuzz(func(t *testing.T, s string) {
		if m, ok := ReadMark(s, []byte("secret"), ForOpen); ok && !strings.EqualFold(m.Text([]byte("secret"), ForOpen), s) {
			t.Errorf("%q was read as %+v", s, m)
		}
	})
}

func TestWarmUp(t *testing.T) {
	w := WarmUp{50, 200}
	for since, want := range map[time.Duration]int{0: 50, Day - 1: 50, Day: 200, 2 * Day: -1, -1: -1} {
		if got := w.Allowed(since); got != want {
			t.Errorf("after %v: %d, want %d", since, got, want)
		}
	}
	if NextDay(25*time.Hour) != 23*time.Hour || WarmUp(nil).Allowed(0) != -1 {
		t.Error("days are counted wrongly")
	}
}
