package campaign

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"posta/sim/mail"
)

// Recipient is one line of a list.
type Recipient struct {
	Address mail.Address
	Name    string // of the person; may be empty
	Segment string // a part of the list that is told apart; may be empty
}

// Why a line of a list is no recipient.
type Why string

// The reasons.
const (
	NoAddress Why = "no-address" // what stands there is no mail address (RFC 5321 section 4.1.2)
	Twice     Why = "twice"      // the address stands above already
	NotHere   Why = "not-here"   // whoever reads the list does not write to such domains
)

// Dropped is a line that is no recipient.
type Dropped struct {
	Line int // of the file, from 1
	Text string
	Why  Why
}

// List is whom a sender writes to: each address once, in the order of the file.
type List struct {
	Recipients []Recipient
	// Unusable and Duplicate count the lines that were left out, and Dropped shows the first of them.
	Unusable, Duplicate int
	Dropped             []Dropped

	seen map[string]struct{}
}

// Limits of a list.
const (
	// MaxRecipients is how many a list may have.
	MaxRecipients = 1_000_000
	// MaxDropped is how many of the lines that were left out are shown.
	MaxDropped = 20
	// maxShown is how much of such a line is shown, in octets.
	maxShown = 80
	// maxLine is the longest line of a CSV file, in octets: one that never ends is not read into memory.
	maxLine = 64 << 10
)

// ErrTooMany is a list beyond MaxRecipients.
var ErrTooMany = fmt.Errorf("a list has at most %d recipients", MaxRecipients)

// Add puts a recipient on the list, unless it is there.
func (l *List) Add(line int, r Recipient) error {
	key := strings.ToLower(r.Address.String())
	if l.seen == nil {
		l.seen = map[string]struct{}{}
	}
	if _, twice := l.seen[key]; twice {
		l.Duplicate++
		l.drop(line, key, Twice)
		return nil
	}
	if len(l.Recipients) == MaxRecipients {
		return ErrTooMany
	}
	l.seen[key] = struct{}{}
	l.Recipients = append(l.Recipients, r)
	return nil
}

func (l *List) drop(line int, text string, why Why) {
	if len(l.Dropped) < MaxDropped {
		if len(text) > maxShown {
			text = strings.ToValidUTF8(text[:maxShown], "") + "…"
		}
		l.Dropped = append(l.Dropped, Dropped{Line: line, Text: text, Why: why})
	}
}

// columns are what a column of a CSV file may be called.
var columns = map[string]int{
	"email": 0, "e-mail": 0, "mail": 0, "address": 0, "correo": 0, "dirección": 0, "direccion": 0,
	"name": 1, "nombre": 1, "segment": 2, "segmento": 2,
}

// ReadCSV reads a list (RFC 4180): an address a line, and perhaps a name and a segment behind it; what is between them, the
// first line tells. If that line names columns, they may stand in any order, among others. A line that names nobody is left
// out and counted, and so is an address that stands there already. takes says which domains one writes to; nil: to all.
//
// No bytes make it fail but a list that is too long, or a reader that does.
func (l *List) ReadCSV(r io.Reader, takes func(domain string) bool) error {
	in := bufio.NewReaderSize(r, maxLine)
	if mark, _ := in.Peek(3); string(mark) == "\xef\xbb\xbf" {
		in.Discard(3)
	}
	first, _ := in.Peek(maxLine)
	head, _, _ := strings.Cut(string(first), "\n")
	comma := ','
	for _, c := range []rune{';', '\t'} {
		if strings.Count(head, string(c)) > strings.Count(head, string(comma)) {
			comma = c
		}
	}
	at := [3]int{0, 1, 2}
	for number := 1; ; number++ {
		line, whole, err := lineOf(in)
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("reading line %d of a list: %w", number, err)
		}
		last := err != nil
		if strings.TrimSpace(line) != "" {
			fields := fieldsOf(line, comma)
			named := false
			if number == 1 {
				at, named = header(fields, at)
			}
			switch {
			case named:
			case !whole:
				l.Unusable++
				l.drop(number, line, NoAddress)
			default:
				if err := l.line(number, fields, at, takes); err != nil {
					return err
				}
			}
		}
		if last {
			return nil
		}
	}
}

// lineOf reads a line, without its end; of one that is too long, the beginning.
func lineOf(in *bufio.Reader) (line string, whole bool, err error) {
	part, more, err := in.ReadLine()
	line, whole = string(part), !more
	for more && err == nil {
		_, more, err = in.ReadLine()
	}
	return line, whole, err
}

// fieldsOf are the fields of a line; what is quoted wrongly is read as it stands.
func fieldsOf(line string, comma rune) []string {
	if !strings.Contains(line, `"`) {
		return strings.Split(line, string(comma))
	}
	r := csv.NewReader(strings.NewReader(line))
	r.Comma, r.LazyQuotes, r.TrimLeadingSpace = comma, true, true
	fields, err := r.Read()
	if err != nil {
		return strings.Split(line, string(comma))
	}
	return fields
}

// header finds the columns, if the line names any.
func header(fields []string, otherwise [3]int) (at [3]int, named bool) {
	at = [3]int{-1, -1, -1}
	for i, f := range fields {
		if what, ok := columns[strings.ToLower(strings.TrimSpace(f))]; ok && at[what] < 0 {
			at[what] = i
		}
	}
	if at[0] < 0 {
		return otherwise, false
	}
	return at, true
}

func (l *List) line(number int, fields []string, at [3]int, takes func(string) bool) error {
	field := func(i int) string {
		if at[i] < 0 || at[i] >= len(fields) {
			return ""
		}
		return strings.TrimSpace(fields[at[i]])
	}
	text := field(0)
	a, err := mail.ParseAddress(text)
	switch {
	case err != nil || a.Domain == "":
		l.Unusable++
		l.drop(number, text, NoAddress)
		return nil
	case takes != nil && !takes(strings.ToLower(a.Domain)):
		l.Unusable++
		l.drop(number, text, NotHere)
		return nil
	}
	return l.Add(number, Recipient{Address: a, Name: strings.ToValidUTF8(field(1), ""), Segment: strings.ToValidUTF8(field(2), "")})
}
