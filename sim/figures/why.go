package figures

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"posta/sim/explain"
	"posta/sim/lang"
	"posta/sim/trace"
)

// Two runs of a campaign part where a receiver judges otherwise. What it judged by is in the trace, so it can be said why a letter
// lies in the inbox in the one run and in Junk in the other.

// filing is how a check judged a letter. Letters that were judged alike share one.
type filing struct {
	host, check string
	filed       bool
	who         string // of reputation: whose sum decides
	sum, junk   string // the sum, and the one from which on it goes into Junk
	lines       []part // what it is made of, but for what counts nothing
}

// part is a line of a sum: its code and its points, "" where they are not told by themselves.
type part struct{ code, points string }

// complaint is somebody who calls a letter spam.
type complaint struct {
	at             time.Duration
	user, provider string
}

// verdicts keeps what was judged.
type verdicts struct {
	known map[string]*filing
	marks []complaint
}

func newVerdicts() *verdicts { return &verdicts{known: map[string]*filing{}} }

// The checks that add up.
const (
	byReputation = "reputation"
	byContent    = "content"
)

// checked takes down how a letter was judged.
func (f *Figures) checked(e trace.Event, x trace.PolicyChecked) {
	filed := x.Action == "file"
	if x.Phase != "data" || !filed && x.Check != byReputation && x.Check != byContent {
		return
	}
	l := f.byMessage[argument(x.Input, "message-id")]
	if l == nil {
		return
	}
	v := &filing{host: e.Host, check: x.Check, filed: filed}
	switch x.Check {
	case byReputation:
		v.who, v.sum, v.junk = argument(x.Details, "who"), argument(x.Details, "points"), argument(x.Details, "junk-at")
		for _, s := range x.Steps {
			if argument(s.Args, "name") == v.who {
				for _, line := range s.Steps {
					if p := argument(line.Args, "points"); p != "0" {
						v.lines = append(v.lines, part{line.Result, p})
					}
				}
				break
			}
		}
	case byContent:
		v.sum, v.junk = argument(x.Details, "score"), argument(x.Details, "required")
		for _, rule := range strings.Split(argument(x.Details, "tests"), ", ") {
			if rule != "" {
				v.lines = append(v.lines, part{code: rule})
			}
		}
	}
	key := strings.Join([]string{v.host, v.check, strconv.FormatBool(filed), v.who, v.sum, v.junk}, " ")
	for _, p := range v.lines {
		key += " " + p.code + p.points
	}
	if known := f.last.known[key]; known != nil {
		v = known
	} else {
		f.last.known[key] = v
	}
	if i := slices.IndexFunc(l.judged, func(o *filing) bool { return o.check == v.check }); i >= 0 {
		l.judged[i] = v // it came a second time
	} else {
		l.judged = append(l.judged, v)
	}
}

func argument(list []trace.Argument, name string) string {
	for _, a := range list {
		if a.Name == name {
			return a.Value
		}
	}
	return ""
}

// by is how a check judged the letter; nil: it did not.
func (l *Letter) by(check string) *filing {
	for _, v := range l.judged {
		if v.check == check {
			return v
		}
	}
	return nil
}

// filing is the check that put the letter into Junk.
func (l *Letter) filing() *filing {
	for _, v := range l.judged {
		if v.filed {
			return v
		}
	}
	return nil
}

// arrived is when the letter was laid into a mailbox.
func (l *Letter) arrived() (time.Duration, bool) {
	if at, ok := l.When(Inbox); ok {
		return at, ok
	}
	return l.When(Junk)
}

// parting are the letters of a campaign that fared otherwise at one receiver for one reason.
type parting struct {
	campaign, host, check string
	figure                Figure // what became of them in the run that is the worse for them
	worse                 int    // which run that is
	count                 int
	first                 [2]*Letter // the first of them, in each run
}

// maxPartings is how many are told.
const maxPartings = 6

// runNames are what two runs side by side are called.
var runNames = [2]string{"A", "B"}

// Notes tell of campaigns with several subjects which did better, and of two runs why they differ.
func Notes(runs []*Figures, heads []*trace.Header) (list []lang.Text) {
	for i, f := range runs {
		for _, s := range f.Splits() {
			for _, told := range s.Told() {
				if len(runs) == 2 {
					told = lang.Join([]lang.Text{lang.Both(runNames[i]), told}, ": ")
				}
				list = append(list, told)
			}
		}
	}
	if len(runs) == 2 {
		list = append(list, why([2]*Figures(runs), [2]*trace.Header(heads))...)
	}
	return list
}

// why tells why letters of the same campaigns fared otherwise in another run, as far as the two runs show.
func why(runs [2]*Figures, heads [2]*trace.Header) (list []lang.Text) {
	partings := parted(runs)
	for _, p := range partings[:min(len(partings), maxPartings)] {
		list = append(list, p.told(runs, heads))
	}
	if more := len(partings) - maxPartings; more > 0 {
		list = append(list, lang.Sprintf("… y %d diferencias más pequeñas.", "… and %d smaller differences.", more))
	}
	return list
}

// parted finds them, those of most letters first.
func parted(runs [2]*Figures) (list []*parting) {
	type person struct {
		begun
		who string
	}
	other := map[person]*Letter{}
	for _, l := range runs[1].Letters {
		other[person{begun{l.Host, l.Number}, l.Recipient}] = l
	}
	for _, l := range runs[0].Letters {
		m := other[person{begun{l.Host, l.Number}, l.Recipient}]
		if m == nil {
			continue
		}
		both := [2]*Letter{l, m}
		for worse := range both {
			p := parting{campaign: l.Campaign, worse: worse, count: 1, first: both}
			bad, good := both[worse], both[1-worse]
			_, junk := bad.When(Junk)
			_, block := bad.When(Block)
			_, inbox := good.When(Inbox)
			_, taken := good.arrived()
			switch v := bad.filing(); {
			case junk && inbox && v != nil:
				p.figure, p.host, p.check = Junk, v.host, v.check
			case block && taken:
				p.figure, p.host = Block, bad.Provider
			default:
				continue
			}
			i := slices.IndexFunc(list, func(o *parting) bool {
				return o.campaign == p.campaign && o.host == p.host && o.check == p.check && o.figure == p.figure && o.worse == p.worse
			})
			if i < 0 {
				list = append(list, &p)
				continue
			}
			list[i].count++
			if at, _ := bad.When(p.figure); at < first(list[i].first[worse], p.figure) {
				list[i].first = both
			}
		}
	}
	slices.SortStableFunc(list, func(a, b *parting) int { return cmp.Compare(b.count, a.count) })
	return list
}

func first(l *Letter, f Figure) time.Duration {
	at, _ := l.When(f)
	return at
}

// told says what parted them.
func (p *parting) told(runs [2]*Figures, heads [2]*trace.Header) lang.Text {
	bad, good := p.first[p.worse], p.first[1-p.worse]
	in, out := runNames[p.worse], runNames[1-p.worse]
	if p.figure == Block {
		return lang.Sprintf("«%s», en %s: rechazadas en %s, por quién las envía o por cómo, y aceptadas en %s: %s. De la primera dijo: %s", "\"%s\", at %s: refused in %s, for who sends them or how, and taken in %s: %s. Of the first it said: %s",
			p.campaign, p.host, in, out, letters(p.count), bad.Said)
	}
	text := lang.Sprintf("«%s», en %s: a Junk en %s y a la bandeja en %s, %s.", "\"%s\", at %s: into Junk in %s and into the inbox in %s, %s.", p.campaign, p.host, in, out, letters(p.count))
	v, w := bad.by(p.check), good.by(p.check)
	switch {
	case w == nil:
		return lang.Join([]lang.Text{text, lang.Sprintf("Las deja ahí la comprobación «%s».", "The check \"%s\" puts them there.", p.check)}, " ")
	case p.check == byReputation:
		sum := lang.Sprintf("De la primera, la suma de lo que se recuerda de %[1]s es %[2]s en %[3]s", "Of the first, the sum of what is remembered of %[1]s is %[2]s in %[3]s", v.who, v.sum, in)
		if v.who == w.who {
			sum = lang.Sprintf("%s y %s en %s", "%s and %s in %s", sum, w.sum, out)
		} else {
			sum = lang.Sprintf("%s; en %s decide %s, y es %s", "%s; in %s %s decides, and it is %s", sum, out, w.who, w.sum)
		}
		text = lang.Join([]lang.Text{text, lang.Sprintf("%s; desde %s va a Junk.", "%s; from %s on it goes into Junk.", sum, v.junk)}, " ")
	case p.check == byContent:
		text = lang.Join([]lang.Text{text, lang.Sprintf("De la primera, el filtro de contenido suma %s en %s y %s en %s; desde %s va a Junk.", "Of the first, the content filter adds up %s in %s and %s in %s; from %s on it goes into Junk.", decimal(v.sum), in, decimal(w.sum), out, decimal(v.junk))}, " ")
	}
	var parts []lang.Text
	complained := false
	for _, d := range differing(v, w) {
		name := explain.Reason(p.check, d.code)
		if name.IsZero() {
			name = lang.Both("«"+d.code+"»").With(lang.EN, `"`+d.code+`"`)
		}
		if p.check == byReputation {
			name = lang.Sprintf("%s (%s en %s, %s en %s)", "%s (%s in %s, %s in %s)", name, d.v, in, d.w, out)
		}
		parts = append(parts, name)
		complained = complained || d.code == "complaints"
	}
	if len(parts) > 0 {
		text = lang.Join([]lang.Text{text, lang.Sprintf("Lo que cambia: %s.", "What differs: %s.", explain.Listed(parts))}, " ")
	}
	if complained {
		if who := p.complaint(runs, heads); !who.IsZero() {
			text = lang.Join([]lang.Text{text, who}, " ")
		}
	}
	return text
}

// decimal is a number as each language writes it.
func decimal(n string) lang.Text {
	return lang.Both(n).With(lang.ES, strings.Replace(n, ".", ",", 1))
}

// difference is a line that two sums do not share.
type difference struct{ code, v, w string }

func differing(v, w *filing) (list []difference) {
	points := func(f *filing, code string) (string, bool) {
		for _, p := range f.lines {
			if p.code == code {
				return cmp.Or(p.points, "0"), true
			}
		}
		return "0", false
	}
	for i, lines := range [2][]part{v.lines, w.lines} {
		for _, p := range lines {
			a, inV := points(v, p.code)
			b, inW := points(w, p.code)
			if (i == 0 || !inV) && (a != b || inV != inW) {
				list = append(list, difference{p.code, a, b})
			}
		}
	}
	return list
}

// complaint says who complained just before the first of the letters was judged, and when the same person did in the other
// run, where that came too late for as many.
func (p *parting) complaint(runs [2]*Figures, heads [2]*trace.Header) lang.Text {
	at, _ := p.first[p.worse].arrived()
	provider := p.first[p.worse].Provider
	var before time.Duration // when the letter before it was laid into its mailbox
	for _, l := range runs[p.worse].Letters {
		if t, ok := l.arrived(); ok && l.Provider == provider && t < at {
			before = max(before, t)
		}
	}
	var who *complaint
	for i, c := range runs[p.worse].last.marks {
		if c.provider == provider && c.at >= before && c.at <= at {
			who = &runs[p.worse].last.marks[i]
		}
	}
	if who == nil {
		return lang.Text{}
	}
	said := lang.Sprintf("En %s, %s marca una carta como no deseada (%s), y faltan por llegar allí: %s de la campaña;", "In %s %s calls a letter spam (%s), with %s of the campaign still to come there;",
		runNames[p.worse], who.user, explain.Dated(heads[p.worse], who.at), letters(p.after(runs[p.worse], p.first[p.worse], who.at)))
	began, _ := p.first[1-p.worse].When(Sent)
	for _, l := range runs[1-p.worse].Letters {
		if l.Number == p.first[0].Number && l.Host == p.first[0].Host {
			began = min(began, first(l, Sent))
		}
	}
	for _, c := range runs[1-p.worse].last.marks {
		if c.user == who.user && c.at >= began {
			if late := p.after(runs[1-p.worse], p.first[1-p.worse], c.at); late < p.after(runs[p.worse], p.first[p.worse], who.at) {
				left := lang.Sprintf("faltan %s", "%s are left", letters(late))
				if late == 0 {
					left = lang.Text{ES: "ya han llegado todas", EN: "all have come"}
				}
				return lang.Sprintf("%s en %s lo hace cuando %s (%s).", "%s in %s, only when %s (%s).", said, runNames[1-p.worse], left, explain.Dated(heads[1-p.worse], c.at))
			}
			return lang.Text{}
		}
	}
	return lang.Sprintf("%s en %s no lo hace.", "%s in %s, not at all.", said, runNames[1-p.worse])
}

func letters(n int) lang.Text {
	return explain.Counted(n, lang.Text{ES: "carta", EN: "letter"}, lang.Text{ES: "cartas", EN: "letters"})
}

// after is how many of the campaign's letters were laid into mailboxes of the provider later than that.
func (p *parting) after(f *Figures, like *Letter, at time.Duration) (n int) {
	for _, l := range f.Letters {
		if t, ok := l.arrived(); ok && t > at && l.Number == like.Number && l.Host == like.Host && l.Provider == like.Provider {
			n++
		}
	}
	return n
}
