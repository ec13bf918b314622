package scenario

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"posta/sim/campaign"
	"posta/sim/form"
	"posta/sim/lang"
	"posta/sim/mail"
	"posta/sim/readers"
)

// Decision is something that whoever sends could have decided otherwise: a what-if that breaks nothing, and costs letters or
// saves them. A file says it with the key "decide"; of a run that is open it is asked as a fault is (WithFault).
type Decision struct {
	Name string // as it is asked for
	What lang.Text
	// fits tells whether it would be another decision than the scenario's own.
	fits func(*Scenario) bool
	do   func(*Scenario) // to a scenario that is still being read
}

// Decisions are all there are.
var Decisions = []Decision{
	{"no-warm-up", tr("sin plan de calentamiento", "without a plan for warming up"), ofCampaigns(func(c *Campaign) bool { return c.WarmUp != nil }), toCampaigns(func(c *Campaign) { c.WarmUp = nil })},
	{"unsigned", tr("sin firma DKIM", "without a DKIM signature"), (*Scenario).signs, (*Scenario).unsign},
	{"bought-list", tr("con una lista comprada encima: la mitad más, de direcciones muertas, trampas y gente que no la pidió", "with a bought list on top: half as many again, of dead addresses, traps and people who did not ask for it"), campaigns, (*Scenario).buy},
	{"clean-list", tr("quitando antes las direcciones en las que no hay nadie", "with the addresses at which nobody is taken out first"), (*Scenario).dirty, (*Scenario).clean},
	{"other-hour", tr("doce horas más tarde", "twelve hours later"), campaigns, func(s *Scenario) { s.Start = s.Start.Add(otherHour) }}, // by all clocks: what hangs together goes on doing so
	{"gratis", tr("con «¡GRATIS!» en el asunto", "with \"FREE!\" in the subject"), (*Scenario).writes, (*Scenario).shout},
	{"no-unsubscribe", tr("sin manera de darse de baja", "without a way to unsubscribe"), ofCampaigns(func(c *Campaign) bool { return c.Unsubscribe != "" }), toCampaigns(func(c *Campaign) { c.Unsubscribe = "" })},
	{"careless", tr("escribiendo también a quien se dio de baja o no existe", "writing also to those who have unsubscribed or are not there"), (*Scenario).again, toCampaigns(func(c *Campaign) { c.Careless = true })},
	{"faster", tr("diez veces más deprisa", "ten times as fast"), campaigns, toCampaigns(func(c *Campaign) { c.Every /= 10 })},
}

func campaigns(s *Scenario) bool { return len(s.Campaigns(nil)) > 0 }

func ofCampaigns(is func(*Campaign) bool) func(*Scenario) bool {
	return func(s *Scenario) bool { return slices.ContainsFunc(s.Campaigns(nil), is) }
}

func toCampaigns(do func(*Campaign)) func(*Scenario) {
	return func(s *Scenario) {
		for _, c := range s.Campaigns(nil) {
			do(c)
		}
	}
}

// DecideKey is the file's key, and what a decision is asked for with in the place of a fault: "decide: gratis".
const DecideKey = "decide"

// Ask is the decision as WithFault takes it.
func (d Decision) Ask() string { return DecideKey + ": " + d.Name }

// Question asks what would have happened.
func (d Decision) Question() lang.Text {
	return lang.Sprintf("¿Y si se envía %s?", "What if it were sent %s?", d.What)
}

// Deciding are the decisions that would change something about a scenario, each as WithFault takes it.
func (s *Scenario) Deciding() (list []Decision) {
	for _, d := range Decisions {
		if d.fits(s) {
			list = append(list, d)
		}
	}
	return list
}

// Decided finds a decision by its text, as WithFault takes it.
func Decided(text string) (Decision, bool) {
	name, ok := strings.CutPrefix(strings.TrimSpace(text), DecideKey+":")
	i := slices.IndexFunc(Decisions, func(d Decision) bool { return d.Name == strings.TrimSpace(name) })
	if !ok || i < 0 {
		return Decision{}, false
	}
	return Decisions[i], true
}

// otherHour is by how much a campaign is put off.
const otherHour = 12 * time.Hour

// Decide gives the scenario with another decision; false: there is no such decision.
func Decide(s *Scenario, name string) (*Scenario, bool) {
	if _, ok := Decided(DecideKey + ": " + name); !ok {
		return nil, false
	}
	out, problems := WithFault(s, DecideKey+": "+name)
	if len(problems) > 0 {
		return nil, false
	}
	out.Expect = nil // they were said of the other run
	return out, true
}

// decide does what the file decides otherwise.
func (r *resolver) decide() {
	if !r.atMost(len(r.f.Decide.Items), len(Decisions), r.f.Decide.At) {
		return
	}
	for i := range r.f.Decide.Items {
		if d, ok := Decided(DecideKey + ": " + string(r.f.Decide.Items[i].V)); ok && !r.Failed() {
			d.do(r.s)
		}
	}
	r.letters = 0
	for _, c := range r.s.Campaigns(nil) {
		r.letters += len(c.List.Recipients)
	}
}

// senders are the domains in whose names the script writes.
func (s *Scenario) senders() (list []*Domain) {
	add := func(name string) {
		for _, d := range s.Domains {
			if strings.EqualFold(d.Mail(), name) && !slices.Contains(list, d) {
				list = append(list, d)
			}
		}
	}
	for _, a := range s.Script {
		switch x := a.Do.(type) {
		case *Send:
			add(x.HeaderFrom.Address.Domain)
			if x.User != nil {
				add(x.User.Domain.Mail())
			}
		case *Campaign:
			add(x.From.Address.Domain)
		}
	}
	return list
}

func (s *Scenario) signs() bool {
	return slices.ContainsFunc(s.senders(), func(d *Domain) bool { return len(d.Signing) > 0 && !d.ARC }) &&
		(!campaigns(s) || ofCampaigns(func(c *Campaign) bool { return c.Sign })(s))
}

// unsign: whoever is written for does not sign; their keys are published all the same.
func (s *Scenario) unsign() {
	toCampaigns(func(c *Campaign) { c.Sign = false })(s)
	for _, d := range s.senders() {
		if !d.ARC { // it seals with the same key what others have written
			d.Signing = nil
		}
	}
}

func (s *Scenario) writes() bool {
	return slices.ContainsFunc(s.Script, func(a *Action) bool {
		_, letter := a.Do.(*Send)
		_, many := a.Do.(*Campaign)
		return letter || many
	})
}

// shout puts a word before every subject.
func (s *Scenario) shout() {
	word := tr("¡GRATIS! ", "FREE! ").In(s.Lang)
	for _, a := range s.Script {
		switch x := a.Do.(type) {
		case *Send:
			x.Subject = word + x.Subject
		case *Campaign:
			for i := range x.Subjects {
				x.Subjects[i] = word + x.Subjects[i]
			}
		}
	}
}

// again tells whether a list is written to more than once, so that there may be somebody who has had enough.
func (s *Scenario) again() bool {
	return len(s.Campaigns(nil)) > 1 && ofCampaigns(func(c *Campaign) bool { return !c.Careless })(s)
}

// bought is the name of those on a bought list: they are numbered.
const bought = "contacto"

// soldPeople is what stands behind the addresses of lists that are sold, in hundred-thousandths: most were collected by
// programs long ago and are dead; some are traps, which providers of blocklists leave where such programs look; the others
// never asked for anything, and say so.
var soldPeople = readers.Segment{
	Name: bought, Dead: 45_000, Full: 2_000, Traps: 5_000, Idle: 30_000,
	Habits: readers.Habits{Opens: 8_000, Clicks: 2_000, Deletes: 30_000, Complains: 5_000, Unsubscribes: 2_000, Stuck: readers.DefaultStuck, Again: readers.DefaultAgain,
		Looks: readers.DefaultLooks, Pictures: readers.DefaultPictures, After: readers.DefaultAfter, Wakes: readers.DefaultWakes, Sleeps: readers.DefaultSleeps},
}

// buy adds to each list half as many addresses again, at the same providers. Where a provider has nobody but those whom the
// file names, all of them are dead.
func (s *Scenario) buy() {
	most := map[string]int{} // by domain
	for _, c := range s.Campaigns(nil) {
		l := &campaign.List{Unusable: c.List.Unusable, Duplicate: c.List.Duplicate, Dropped: c.List.Dropped}
		count := map[string]int{}
		for i, r := range c.List.Recipients {
			_ = l.Add(0, r) // it was on a list, so it fits
			if i%2 == 0 {
				domain := strings.ToLower(r.Address.Domain)
				count[domain]++
				_ = l.Add(0, campaign.Recipient{Address: mail.Address{Local: bought + strconv.Itoa(count[domain]), Domain: r.Address.Domain}, Segment: "bought"})
				most[domain] = max(most[domain], count[domain])
			}
		}
		c.List = l
	}
	for _, d := range s.Domains {
		n := most[strings.ToLower(d.Mail())]
		if _, taken := d.Person(bought + "1"); n > 0 && len(d.People) > 0 && !taken {
			p := &People{Domain: d, Segment: soldPeople}
			p.Count = n
			d.People = append(d.People, p)
		}
	}
	s.Limits.Events += s.Limits.Events / 2 // where the file sets them; others follow from how many letters there are
	s.Limits.Memory += s.Limits.Memory / 2
}

func (s *Scenario) dirty() bool {
	return slices.ContainsFunc(s.Campaigns(nil), func(c *Campaign) bool {
		return slices.ContainsFunc(c.List.Recipients, func(r campaign.Recipient) bool { return !s.somebody(r.Address) })
	})
}

// clean takes out the addresses at which nobody is, as a service that checks lists would.
func (s *Scenario) clean() {
	for _, c := range s.Campaigns(nil) {
		l := &campaign.List{Unusable: c.List.Unusable, Duplicate: c.List.Duplicate, Dropped: c.List.Dropped}
		for _, r := range c.List.Recipients {
			if s.somebody(r.Address) {
				_ = l.Add(0, r)
			}
		}
		c.List = l
	}
}

// somebody tells whether anybody is behind an address of the scenario's domains.
func (s *Scenario) somebody(a mail.Address) bool {
	for _, d := range s.Domains {
		if !strings.EqualFold(d.Mail(), a.Domain) {
			continue
		}
		if d.CatchAll != nil || slices.ContainsFunc(d.Users, func(u *User) bool { return strings.EqualFold(u.Local, a.Local) }) ||
			slices.ContainsFunc(d.Aliases, func(x *Alias) bool { return strings.EqualFold(x.Local, a.Local) }) {
			return true
		}
		p, ok := d.Person(a.Local)
		return ok && p.Fate(s.Seed, a.Fold().String()) != readers.Dead
	}
	return false
}

// FigureClaim: a figure of the campaigns is as expected.
type FigureClaim struct {
	Of       string // a figure's name
	Campaign string
	Provider string
	Segment  string
	Subject  int // which of a campaign's subjects, from 1; 0: whichever
	Count    Count
	// Least and Most are shares of the letters sent, in ten-thousandths; Most 0: they do not matter.
	Least, Most int
}

// Noun is figures.
func (*FigureClaim) Noun() string { return "figures" }

type figuresSpec struct {
	Of       form.Opt[form.Word]   `key:"of" required:"1" enum:"sent|delivered|deferred|hard|soft|block|inbox|junk|read|open-human|open-machine|open-unknown|click-human|click-machine|complaint|unsubscribe|conversion" example:"delivered" es:"qué cifra: cuántas cartas de las campañas" en:"which figure: how many of the campaigns' letters"`
	Campaign form.Opt[form.Line]   `key:"campaign" default_es:"todas" default_en:"all" es:"de qué campaña" en:"of which campaign"`
	Provider form.Opt[form.Line]   `key:"provider" default_es:"todos" default_en:"all" example:"grande.test" es:"a qué dominio" en:"to which domain"`
	Segment  form.Opt[form.Line]   `key:"segment" default_es:"todos" default_en:"all" es:"de qué segmento" en:"of which segment"`
	Subject  form.Opt[form.Whole]  `key:"subject" range:"1..100" default_es:"todos" default_en:"all" example:"2" es:"con qué asunto, si la campaña tiene varios: 1 es el primero" en:"with which subject, where the campaign has several: 1 is the first"`
	About    form.Opt[form.Whole]  `key:"about" range:"0..10000000" example:"120" es:"más o menos cuántas" en:"about how many"`
	Give     form.Opt[form.Chance] `key:"give" default:"=give" example:"5%" es:"con «about»: cuánto puede alejarse" en:"with \"about\": how far it may be from that"`
	Share    form.Opt[form.Chance] `key:"share" example:"3%" es:"o qué parte de las enviadas, más o menos" en:"or about which share of those sent"`
	tally
}

// defaultGive is how far a figure may be from what is expected, in ten-thousandths.
const defaultGive = 1_000

func (r *resolver) figuresClaim(v *figuresSpec, at form.Place) Expect {
	e := &FigureClaim{Of: string(v.Of.V), Campaign: r.campaignRef(&v.Campaign), Provider: strings.ToLower(string(v.Provider.V)), Segment: string(v.Segment.V), Subject: int(v.Subject.V), Count: r.count(&v.tally)}
	give := defaultGive
	if v.Give.OK {
		give = myriad(v.Give.V)
	}
	if v.About.Given() && (v.Count.Given() || v.Min.Given() || v.Max.Given()) || v.About.Given() && v.Share.Given() {
		r.Report(v.About.At, form.CodeConflict, tr("ya se dice de otra manera cuántas", "how many is said in another way already"), tr("deja solo una", "leave only one"))
	}
	if v.About.OK {
		n := int(v.About.V)
		off := (n*give + 9_999) / 10_000
		e.Count = Count{Min: max(n-off, 0), Max: n + off}
	}
	if v.Share.OK {
		n := myriad(v.Share.V)
		off := (n*give + 9_999) / 10_000
		e.Least, e.Most, e.Count = max(n-off, 0), n+off, Count{Min: 0, Max: Unbounded}
	}
	if len(r.s.Campaigns(nil)) == 0 {
		r.Report(at, form.CodeConflict, tr("las cifras son de campañas, y en el guion no hay ninguna", "figures are of campaigns, and there is none in the script"), tr("por ejemplo: script: [{campaign: {…}}]", "for example: script: [{campaign: {…}}]"))
	}
	return e
}

// campaignRef reads the name of a campaign, in whichever language it is written, and gives the one of this run.
func (r *resolver) campaignRef(o *form.Opt[form.Line]) string {
	if !o.OK {
		return ""
	}
	var all []string
	for i := range r.f.Script.Items {
		name := r.f.Script.Items[i].V.Campaign.V.Name.V.Phrase
		for _, l := range lang.All() {
			if said := name.Text.In(l); said == string(o.V) {
				return r.said(name)
			} else if said != "" && !slices.Contains(all, said) {
				all = append(all, said)
			}
		}
	}
	if len(all) > 0 && !r.Drop() {
		r.Report(o.At, CodeUnknown, tr("ninguna campaña se llama «%s»", "no campaign is called \"%s\"", form.Shown(string(o.V))), tr("las hay con estos nombres: %s", "there are some of these names: %s", some(all)))
	}
	return string(o.V)
}

// myriad is a chance in ten-thousandths.
func myriad(c form.Chance) int { return int(float64(float64(c)*10_000) + 0.5) }
