// Package readers says who the many people are who get what is sent to thousands, and what each of
// them does with a letter.
//
// A population is described by segments: so many people, so many of whom no longer exist, never
// look, or never were (spam traps), and shares for what the others do. Nobody is drawn by lot while
// a run goes on. What somebody does is a function of the run's seed, the person's address and the
// letter's Message-ID, and of where the letter lies when it is looked at: whoever would open a
// letter opens it in every run in which that letter reaches INBOX, whatever else was changed. So two
// runs differ by what was decided and by nothing else.
//
// All of it is counted in integers: shares in hundred-thousandths, times by a table. It knows no
// letters, mailboxes or networks: package actor/reader acts on what is decided here.
package readers

import "time"

// Share is a part of a whole, in hundred-thousandths: complaints are counted in tenths of a per
// cent by those who publish limits for them.
type Share int32

// Whole is everybody.
const Whole Share = 100_000

// Of gives the share of a number of people, rounded down.
func (s Share) Of(n int) int { return int(int64(n) * int64(s) / int64(Whole)) }

// Segment is people of one kind in one domain: Name with a number from 1 to Count is the local part
// of their addresses.
type Segment struct {
	Name  string
	Count int

	// Dead are addresses that nobody has any more, Full mailboxes that nobody empties, Traps
	// addresses that no person ever had, kept to see who writes to them. The rest are people.
	Dead, Full, Traps Share
	// Idle are people who never open, click or mark anything.
	Idle Share

	Habits Habits
}

// Habits are what the people of a segment do. Shares are of the letters that a person gets, unless
// they say otherwise.
type Habits struct {
	Opens        Share // a letter in INBOX is opened
	Clicks       Share // of those opened: one of its links is followed
	Buys         Share // of links followed: what the page offers is bought
	Deletes      Share // it is deleted without having been opened
	Complains    Share // a letter in INBOX is marked as junk
	Unsubscribes Share // the person asks to get no more of these
	Stuck        Share // of those who cannot, for the letter offers no way: it is marked as junk instead
	Again        Share // of letters of those from whom one has asked to get no more: it is marked as junk
	Looks        Share // a letter in Junk is seen at all
	Rescues      Share // of those: it is taken for no junk, and moved to INBOX

	Pictures Share // of people: the mail program loads pictures
	Proxied  Share // of people: the provider loads all pictures, seen or not, when a letter arrives (a privacy proxy)
	Scanned  Share // of people: a program follows all links when a letter arrives, to see where they lead

	// After is the median of the time from a letter's arrival to the person's look at it.
	After time.Duration
	// Wakes and Sleeps are the hours of the local day between which people look at mail; equal:
	// all day.
	Wakes, Sleeps int

	Tastes []Taste
}

// Taste changes habits for letters whose subject contains a text. The first that fits holds.
type Taste struct {
	Subject          string
	Opens, Complains Share // less than 0: as otherwise
}

// Defaults of habits that are not given.
const (
	DefaultAfter  = 2 * time.Hour
	DefaultWakes  = 7
	DefaultSleeps = 23

	DefaultOpens    Share = 25_000
	DefaultClicks   Share = 8_000
	DefaultDeletes  Share = 30_000
	DefaultComplain Share = 50
	DefaultLeaves   Share = 200
	DefaultStuck    Share = 50_000
	DefaultAgain    Share = 20_000
	DefaultLooks    Share = 2_000
	DefaultRescues  Share = 20_000
	DefaultPictures Share = 80_000
)
