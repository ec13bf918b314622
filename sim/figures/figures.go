// Package figures counts what became of a campaign's letters: how many were sent, taken, refused, put into Junk, opened, and
// whatever else a sender is shown, from the trace alone.
//
// A figure counts letters, not events: one that was opened five times is one that was opened. What a sender cannot see
// (where a provider has put a letter, who has read it) is counted too, and is said to be unseen: the difference between
// what a sender is shown and what has happened is what there is to learn.
package figures

import (
	"slices"
	"strings"
	"time"

	"posta/sim/trace"
)

// Figure is one of the things that are counted.
type Figure string

// The figures, in the order in which they are told.
const (
	Sent         Figure = "sent"
	Delivered    Figure = "delivered"
	Deferred     Figure = "deferred"
	Hard         Figure = "hard"
	Soft         Figure = "soft"
	Block        Figure = "block"
	Inbox        Figure = "inbox"
	Junk         Figure = "junk"
	Read         Figure = "read"
	OpenHuman    Figure = "open-human"
	OpenMachine  Figure = "open-machine"
	OpenUnknown  Figure = "open-unknown"
	ClickHuman   Figure = "click-human"
	ClickMachine Figure = "click-machine"
	Complaint    Figure = "complaint"
	Unsubscribe  Figure = "unsubscribe"
	Conversion   Figure = "conversion"
)

// All are the figures in their order.
var All = []Figure{Sent, Delivered, Deferred, Hard, Soft, Block, Inbox, Junk, Read, OpenHuman, OpenMachine, OpenUnknown, ClickHuman, ClickMachine, Complaint, Unsubscribe, Conversion}

// place is where a figure stands in All.
var place = func() map[Figure]int {
	m := map[Figure]int{}
	for i, f := range All {
		m[f] = i
	}
	return m
}()

const figureCount = 17

// Letter is one recipient's letter.
type Letter struct {
	Host      string // of the sender
	Campaign  string
	Number    int // of the campaign
	Letter    int // of the campaign's
	Recipient string
	Provider  string // the recipient's domain
	Segment   string
	Subject   int // 0 where there is one
	Source    string
	MessageID string
	Queue     string
	Status    string // of its failure, or ""
	Said      string
	judged    []*filing                  // by the checks that add up, and those that filed it
	at        [figureCount]time.Duration // when each figure came to count it; unset: not
}

const unset = -1

// When says since when a figure counts the letter; false: it does not.
func (l *Letter) When(f Figure) (time.Duration, bool) {
	at := l.at[place[f]]
	return at, at != unset
}

func (l *Letter) count(f Figure, at time.Duration) {
	if i := place[f]; l.at[i] == unset {
		l.at[i] = at
	}
}

type mark struct {
	host           string
	number, letter int
}

// Figures gathers them as events come.
type Figures struct {
	Letters []*Letter // in the order in which they were sent

	byMark    map[mark]*Letter
	byMessage map[string]*Letter
	byQueue   map[[2]string]*Letter
	subjects  map[begun][]string
	last      *verdicts // of receivers
}

// begun is a campaign: its sender, and its number there.
type begun struct {
	host   string
	number int
}

// New has seen nothing yet.
func New() *Figures {
	return &Figures{byMark: map[mark]*Letter{}, byMessage: map[string]*Letter{}, byQueue: map[[2]string]*Letter{}, subjects: map[begun][]string{}, last: newVerdicts()}
}

// Of counts a whole trace.
func Of(t *trace.Trace) *Figures {
	f := New()
	for _, e := range t.Events {
		f.See(e)
	}
	return f
}

// See takes in an event.
func (f *Figures) See(e trace.Event) {
	switch x := e.Fact.(type) {
	case trace.CampaignStarted:
		f.subjects[begun{e.Host, x.Number}] = x.Subjects
	case trace.CampaignSent:
		f.sent(e, x)
	case trace.PolicyChecked:
		f.checked(e, x)
	case trace.QueueDone:
		if l := f.byQueue[[2]string{e.Host, x.Queue}]; l != nil {
			delete(f.byQueue, [2]string{e.Host, x.Queue})
			if x.Outcome == trace.OutcomeDelivered {
				l.count(Delivered, e.At)
			}
		}
	case trace.QueueDeferred:
		if l := f.byQueue[[2]string{e.Host, x.Queue}]; l != nil {
			l.count(Deferred, e.At)
		}
	case trace.BounceClassified:
		if l := f.byMark[mark{e.Host, x.Number, x.Letter}]; l != nil {
			l.Status, l.Said = x.Status, x.Said
			l.count(Figure(x.Class), e.At)
		}
	case trace.MailboxStored:
		if l := f.byMessage[x.MessageID]; l != nil && x.How == trace.ArrivalDelivered && strings.EqualFold(x.User, l.Recipient) {
			if strings.EqualFold(x.Folder, "Junk") {
				l.count(Junk, e.At)
			} else {
				l.count(Inbox, e.At)
			}
		}
	case trace.ReaderActed:
		if l := f.byMessage[x.MessageID]; l != nil && x.Did == trace.ReaderOpened && x.By == trace.ByPerson {
			l.count(Read, e.At)
		}
		if x.Did == trace.ReaderMarked {
			f.last.marks = append(f.last.marks, complaint{e.At, x.User, provider(x.User)})
		}
	case trace.CampaignRequest:
		if l := f.byMark[mark{e.Host, x.Number, x.Letter}]; l != nil {
			l.request(x, e.At)
		}
	case trace.ComplaintReceived:
		if l := f.byMark[mark{e.Host, x.Number, x.Letter}]; l != nil {
			l.count(Complaint, e.At)
		}
	case trace.AddressSuppressed:
		switch x.Why {
		case trace.SuppressedOneClick, trace.SuppressedMailto, trace.SuppressedPage:
			if l := f.byMark[mark{e.Host, x.Number, x.Letter}]; l != nil {
				l.count(Unsubscribe, e.At)
			}
		}
	}
}

func (f *Figures) sent(e trace.Event, x trace.CampaignSent) {
	l := &Letter{Host: e.Host, Campaign: x.Campaign, Number: x.Number, Letter: x.Letter, Recipient: x.Recipient, Provider: provider(x.Recipient), Segment: x.Segment,
		Subject: x.Subject, Source: x.Source, MessageID: x.MessageID, Queue: x.Queue}
	for i := range l.at {
		l.at[i] = unset
	}
	l.count(Sent, e.At)
	f.Letters = append(f.Letters, l)
	f.byMark[mark{e.Host, x.Number, x.Letter}] = l
	f.byMessage[x.MessageID] = l
	f.byQueue[[2]string{e.Host, x.Queue}] = l
}

// provider is an address's domain.
func provider(address string) string { return address[strings.LastIndexByte(address, '@')+1:] }

func (l *Letter) request(x trace.CampaignRequest, at time.Duration) {
	switch x.What {
	case trace.RequestOpen:
		l.count(map[trace.RequestBy]Figure{trace.ByHuman: OpenHuman, trace.ByMachine: OpenMachine, trace.ByUnknown: OpenUnknown}[x.By], at)
	case trace.RequestClick:
		if x.By == trace.ByMachine {
			l.count(ClickMachine, at)
		} else {
			l.count(ClickHuman, at)
		}
	case trace.RequestConversion:
		l.count(Conversion, at)
	}
}

// Dimension is by what letters are told apart.
type Dimension string

// The dimensions.
const (
	ByNothing  Dimension = "total"
	ByCampaign Dimension = "campaign"
	ByProvider Dimension = "provider"
	BySegment  Dimension = "segment"
	BySubject  Dimension = "subject"
	BySource   Dimension = "source"
	ByDay      Dimension = "day" // of the figure's own instant, from the run's beginning
)

// Dimensions are all of them.
var Dimensions = []Dimension{ByNothing, ByCampaign, ByProvider, BySegment, BySubject, BySource, ByDay}

// Row counts the letters of one part.
type Row struct {
	Key    string
	Counts [figureCount]int
}

// Of is one of the row's figures.
func (r Row) Of(f Figure) int { return r.Counts[place[f]] }

// Table counts letters by a dimension, in the order in which its parts are first met; days, in their order.
func (f *Figures) Table(by Dimension) []Row {
	var rows []Row
	index := map[string]int{}
	row := func(key string) *Row {
		i, ok := index[key]
		if !ok {
			i = len(rows)
			index[key] = i
			rows = append(rows, Row{Key: key})
		}
		return &rows[i]
	}
	for _, l := range f.Letters {
		for i, at := range l.at {
			if at != unset {
				row(l.key(by, at)).Counts[i]++
			}
		}
	}
	if by == ByDay {
		slices.SortFunc(rows, func(a, b Row) int { return strings.Compare(a.Key, b.Key) })
	}
	return rows
}

func (l *Letter) key(by Dimension, at time.Duration) string {
	switch by {
	case ByCampaign:
		return l.Campaign
	case ByProvider:
		return l.Provider
	case BySegment:
		return l.Segment
	case BySubject:
		if l.Subject == 0 {
			return l.Campaign // it has one
		}
		return l.Campaign + " " + number(l.Subject, 1)
	case BySource:
		return l.Source
	case ByDay:
		return Day(int(at/(24*time.Hour)) + 1)
	}
	return ""
}

// Day is the key of a day, which are counted from 1.
func Day(n int) string { return number(n, 3) }

// Within are the letters that a figure came to count in a span of time, from its first instant up to its end, in a part of a
// dimension; "": in all.
func (f *Figures) Within(what Figure, by Dimension, key string, from, to time.Duration) (list []*Letter) {
	for _, l := range f.Behind(what, by, key) {
		if at, _ := l.When(what); at >= from && at < to {
			list = append(list, l)
		}
	}
	return list
}

// number writes one with so many figures at least, so that texts sort as numbers do.
func number(n, figures int) string {
	s := ""
	for ; n > 0 || len(s) < figures; n /= 10 {
		s = string(rune('0'+n%10)) + s
	}
	return s
}

// Behind are the letters that a figure counts, in a part of a dimension; "": in all.
func (f *Figures) Behind(what Figure, by Dimension, key string) (list []*Letter) {
	for _, l := range f.Letters {
		if at, ok := l.When(what); ok && (by == ByNothing || key == "" || l.key(by, at) == key) {
			list = append(list, l)
		}
	}
	return list
}

// PerMyriad is n in ten-thousandths of all: 37 for 0.37 %. Of nothing it is 0.
func PerMyriad(n, all int) int {
	if all == 0 {
		return 0
	}
	return (n*10_000 + all/2) / all
}
