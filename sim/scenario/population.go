package scenario

import (
	"math"
	"strconv"
	"strings"
	"time"

	"posta/sim/form"
	"posta/sim/lang"
	"posta/sim/readers"
)

// MaxPeople is how many people the populations of a scenario may have together.
const MaxPeople = 300_000

// People are one segment of the many who read a domain's mail: nobody by name.
type People struct {
	readers.Segment
	Domain *Domain
}

// PeopleHost begins the name of the host at which a domain's populations sit: from there comes what their programs do
// on the network.
const PeopleHost = "people."

// Person is the segment of an address of the domain whose local part is one of a population's; false where it is none.
// Whether somebody is there is another matter: see readers.Segment.Fate.
func (d *Domain) Person(local string) (*People, bool) {
	if len(d.People) == 0 {
		return nil, false
	}
	local = strings.ToLower(local)
	name := strings.TrimRight(local, "0123456789")
	number := local[len(name):]
	if number == "" || number[0] == '0' || len(number) > 6 {
		return nil, false
	}
	n, _ := strconv.Atoi(number)
	for _, p := range d.People {
		if p.Name == name && n <= p.Count {
			return p, true
		}
	}
	return nil, false
}

// PersonPassword is that of somebody in a population.
func PersonPassword(local string) string { return usualPassword + local }

// people reads the populations of a domain.
func (r *resolver) people(d *Domain, spec *domainSpec) {
	if !r.atMost(len(spec.People.Items), MaxItems, spec.People.At) {
		return
	}
	for i := range spec.People.Items {
		item := &spec.People.Items[i]
		v := &item.V
		if !item.OK || !v.Name.OK || !v.Count.OK {
			continue
		}
		name := strings.ToLower(string(v.Name.V))
		if c := checkLocal(name); c != nil {
			r.complain(v.Name.At, c)
			continue
		}
		if strings.TrimRight(name, "0123456789") != name || strings.ContainsAny(name, `"+`) {
			r.Report(v.Name.At, CodeName, tr("detrás de «%s» va el número de cada cual: no puede acabar en cifra ni llevar «+»", "each one's number goes after \"%s\": it cannot end in a digit or have a \"+\"", form.Shown(name)), tr("por ejemplo: lector, que da lector1, lector2…", "for example: reader, which gives reader1, reader2…"))
			continue
		}
		p := &People{Domain: d, Segment: readers.Segment{
			Name: name, Count: int(v.Count.V), Dead: share(&v.Dead, 0), Full: share(&v.Full, 0), Traps: share(&v.Traps, 0), Idle: share(&v.Idle, 0),
			Habits: r.readingHabits(&v.Readers.V),
		}}
		if p.Dead+p.Full+p.Traps+p.Idle > readers.Whole {
			r.Report(item.At, form.CodeRange, tr("«dead», «full», «traps» e «idle» pasan juntos del 100 %", "\"dead\", \"full\", \"traps\" and \"idle\" are more than 100% together"), tr("lo que queda hasta el 100 % son las personas que leen", "what is left up to 100% are the people who read"))
		}
		for _, other := range d.People {
			if other.Name == name {
				r.Report(v.Name.At, CodeDuplicate, tr("«%s» ya está entre la gente de %s", "\"%s\" is already among the people of %s", form.Shown(name), d.Name), tr("dale otro nombre", "give it another name"))
			}
		}
		r.population += p.Count
		d.People = append(d.People, p)
	}
	for _, u := range d.Users {
		if _, ok := d.Person(u.Local); ok {
			r.Report(spec.People.At, CodeDuplicate, tr("«%s» ya es un buzón de %s", "\"%s\" is already a mailbox of %s", u.Local, d.Name), tr("dale otro nombre a la gente", "give the people another name"))
			break
		}
	}
	if r.population > MaxPeople {
		r.Report(spec.People.At, form.CodeTooMany, tr("hay %d personas, y caben %d", "there are %d people, and there may be %d", r.population, MaxPeople), tr("quita algunas", "take some out"))
	}
}

// peopleHost makes the place from which a population acts.
func (r *resolver) peopleHost(d *Domain) {
	if len(r.specs[d].People.Items) == 0 {
		return
	}
	h := r.host(PeopleHost + d.Name)
	if h.Label == (lang.Text{}) {
		h.Label = tr("Gente de %s", "People of %s", d.Name)
	}
	d.PeopleAt = h
}

func (r *resolver) readingHabits(v *readersSpec) readers.Habits {
	h := readers.Habits{
		Opens: share(&v.Opens, readers.DefaultOpens), Clicks: share(&v.Clicks, readers.DefaultClicks), Buys: share(&v.Buys, 0), Deletes: share(&v.Deletes, readers.DefaultDeletes),
		Complains: share(&v.Complains, readers.DefaultComplain), Unsubscribes: share(&v.Unsubscribes, readers.DefaultLeaves),
		Stuck: share(&v.Stuck, readers.DefaultStuck), Again: share(&v.Again, readers.DefaultAgain),
		Looks: share(&v.Looks, readers.DefaultLooks), Rescues: share(&v.Rescues, readers.DefaultRescues),
		Pictures: share(&v.Pictures, readers.DefaultPictures), Proxied: share(&v.Proxied, 0), Scanned: share(&v.Scanned, 0),
		After: time.Duration(or(&v.After, form.Span(readers.DefaultAfter))), Wakes: int(or(&v.Wakes, readers.DefaultWakes)), Sleeps: int(or(&v.Sleeps, readers.DefaultSleeps)),
	}
	if !r.atMost(len(v.Tastes.Items), MaxItems, v.Tastes.At) {
		return h
	}
	for i := range v.Tastes.Items {
		t := &v.Tastes.Items[i].V
		if v.Tastes.Items[i].OK {
			h.Tastes = append(h.Tastes, readers.Taste{Subject: r.said(t.Subject.V.Phrase), Opens: share(&t.Opens, -1), Complains: share(&t.Complains, -1)})
		}
	}
	return h
}

// share is a part in hundred-thousandths: the file's percentages have six decimals at most, of which three count here.
func share(o *form.Opt[form.Chance], otherwise readers.Share) readers.Share {
	if !o.OK {
		return otherwise
	}
	return readers.Share(math.Round(float64(float64(o.V) * float64(readers.Whole))))
}
