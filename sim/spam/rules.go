package spam

// The rules, as they are when nobody changes them. A phrase is found as whole words, whatever its capitals and accents; in the
// subject it is worth half as much again, for there everybody reads it.
var phrases = []Rule{
	{"gratis", 12, "es", "gratis"},
	{"compra-ahora", 15, "es", "compra ahora"},
	{"tiempo-limitado", 18, "es", "oferta por tiempo limitado"},
	{"ultima-oportunidad", 12, "es", "ultima oportunidad"},
	{"haz-clic", 8, "es", "haz clic aqui"},
	{"sin-compromiso", 8, "es", "sin compromiso"},
	{"dinero-facil", 22, "es", "dinero facil"},
	{"gana-dinero", 18, "es", "gana dinero"},
	{"has-ganado", 20, "es", "has ganado"},
	{"seleccionado", 15, "es", "has sido seleccionado"},
	{"urgente", 8, "es", "urgente"},
	{"garantizado", 8, "es", "garantizado"},
	{"no-te-lo-pierdas", 6, "es", "no te lo pierdas"},
	{"verifica-cuenta", 18, "es", "verifica tu cuenta"},
	{"free", 10, "en", "free"},
	{"buy-now", 15, "en", "buy now"},
	{"limited-time", 18, "en", "limited time offer"},
	{"last-chance", 12, "en", "last chance"},
	{"click-here", 8, "en", "click here"},
	{"no-obligation", 8, "en", "no obligation"},
	{"easy-money", 22, "en", "easy money"},
	{"make-money", 18, "en", "make money"},
	{"you-won", 20, "en", "you have won"},
	{"selected", 15, "en", "you have been selected"},
	{"urgent", 8, "en", "urgent"},
	{"guaranteed", 8, "en", "guaranteed"},
	{"act-now", 12, "en", "act now"},
	{"dont-miss", 6, "en", "don t miss out"},
	{"verify-account", 18, "en", "verify your account"},
}

// The names of signs.
const (
	ShoutingSubject = "shouting-subject"
	ShoutingText    = "shouting-text"
	Exclamations    = "exclamations"
	LinkMismatch    = "link-mismatch"
	LinkAddress     = "link-address"
	PictureOnly     = "picture-only"
	NoPlainText     = "no-plain-text"
	NoText          = "no-text"
	NoDate          = "no-date"
	OddDate         = "odd-date"
	NoMessageID     = "no-message-id"
	NoFrom          = "no-from"
	NoSubject       = "no-subject"
	NameIsAddress   = "name-is-address"
	Executable      = "executable"
	NoWayOut        = "no-way-out"
	BayesJunk       = "bayes-junk"
	BayesGood       = "bayes-good"
)

var signs = []Rule{
	{Name: ShoutingSubject, Points: 15},
	{Name: ShoutingText, Points: 10},
	{Name: Exclamations, Points: 10},
	{Name: LinkMismatch, Points: 30}, // the text of a link is an address, and the link leads elsewhere
	{Name: LinkAddress, Points: 15},  // a link leads to a number
	{Name: PictureOnly, Points: 20},
	{Name: NoPlainText, Points: 7},
	{Name: NoText, Points: 10},
	{Name: NoDate, Points: 15}, // RFC 5322 section 3.6: there is one
	{Name: OddDate, Points: 15},
	{Name: NoMessageID, Points: 10}, // section 3.6.4: there should be one
	{Name: NoFrom, Points: 25},
	{Name: NoSubject, Points: 5},
	{Name: NameIsAddress, Points: 20}, // the name before the address is another address
	{Name: Executable, Points: 30},
	{Name: NoWayOut, Points: 10}, // it is sent to a list and has no List-Unsubscribe
	{Name: BayesJunk, Points: 35},
	{Name: BayesGood, Points: -20},
}

// Rules are all of them.
func Rules() []Rule { return append(append([]Rule(nil), phrases...), signs...) }

// Filter is a set of rules.
type Filter struct {
	words  []Rule
	points map[string]Points // of signs
}

// New makes a filter of the usual rules with other points for some (0 takes one out), and more phrases. Phrases are
// folded here.
func New(points map[string]Points, more []Rule) *Filter {
	f := &Filter{points: map[string]Points{}}
	of := func(r Rule) Points {
		if p, ok := points[r.Name]; ok {
			return p
		}
		return r.Points
	}
	for _, r := range phrases {
		if r.Points = of(r); r.Points != 0 {
			f.words = append(f.words, r)
		}
	}
	for _, r := range more {
		if r.Phrase = fold(r.Phrase).text; r.Phrase != "" {
			f.words = append(f.words, r)
		}
	}
	for _, r := range signs {
		f.points[r.Name] = of(r)
	}
	return f
}

// Points are what a sign is worth here.
func (f *Filter) Points(name string) Points { return f.points[name] }
