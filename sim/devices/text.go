package devices

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"posta/sim/lang"
	"posta/sim/trace"
)

// Write writes accounts as text: one line for each moment, a column that says where; then
// what each place holds, what it does not know, and what would be lost with it.
func Write(w io.Writer, t *trace.Trace, accounts []Account, l lang.Lang) error {
	p := &page{t: t, l: l}
	if len(accounts) == 0 {
		p.line(lang.Text{ES: "Nadie ha usado un dispositivo para leer su correo.", EN: "Nobody has used a device to read mail."}.In(l))
	}
	for i := range accounts {
		if i > 0 {
			p.line("")
		}
		p.account(&accounts[i])
	}
	_, err := io.WriteString(w, p.b.String())
	return err
}

type page struct {
	t *trace.Trace
	l lang.Lang
	b strings.Builder
}

func (p *page) line(format string, args ...any) {
	fmt.Fprintf(&p.b, strings.TrimRight(format, " ")+"\n", args...)
}

func (p *page) account(a *Account) {
	p.line("%s", a.User)
	p.line("")
	width := 0
	for _, place := range a.Places {
		width = max(width, utf8.RuneCountInString(place.Host))
	}
	day := ""
	for _, m := range a.Moments {
		at := p.t.Header.Start.Add(m.At)
		if d := at.Format("2006-01-02"); d != day {
			day = d
			p.line("  -- %s --", day)
		}
		p.line("  %s  %-*s  %s", at.Format("15:04:05.000"), width, m.Host, m.Say().In(p.l))
	}
	p.section(lang.Text{ES: "Qué guarda cada uno", EN: "What each of them holds"})
	for _, place := range a.Places {
		p.line("  %-*s  %s", width, place.Host, place.Holds().In(p.l))
	}
	if len(a.Blind) > 0 {
		p.section(lang.Text{ES: "Qué no saben", EN: "What they do not know"})
		for _, b := range a.Blind {
			p.line("  %-*s  %s", width, b.Host, b.Say().In(p.l))
		}
	}
	p.section(lang.Text{ES: "Qué se perdería con cada uno", EN: "What would be lost with each of them"})
	for _, place := range a.Places {
		loss := place.Loss().In(p.l)
		if loss == "" {
			loss = lang.Text{ES: "nada: todo está también en otra parte", EN: "nothing: all of it is elsewhere too"}.In(p.l)
		}
		p.line("  %-*s  %s", width, place.Host, loss)
	}
}

func (p *page) section(title lang.Text) {
	p.line("")
	p.line("%s", title.In(p.l))
}
