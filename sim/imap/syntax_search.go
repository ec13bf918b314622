package imap

import (
	"strings"
	"time"

	imap2 "github.com/emersion/go-imap/v2"
)

// searchCommand is SEARCH (RFC 3501 §6.4.4) with RETURN (RFC 4731, RFC 5182). Its keys
// are understood here, not in the library: that one forgets SMALLER when LARGER or a
// date comes after it, and takes "SMALLER 0" for no wish at all.
func (p *commandParser) searchCommand() {
	p.sp()
	p.word0("RETURN", func() {
		p.cmd.extended = true
		p.sp()
		p.list("a list of RETURN options", 0, func() {
			p.oneOf("RETURN option", []string{"MIN", "MAX", "ALL", "COUNT", "SAVE"})
		})
		p.sp()
	})
	p.word0("CHARSET", func() {
		p.sp()
		switch strings.ToUpper(p.astring("a charset")) {
		case "UTF-8", "US-ASCII":
		default:
			p.refuse("BADCHARSET (US-ASCII UTF-8)", "SEARCH understands US-ASCII and UTF-8")
		}
		p.sp()
	})
	keys := &imap2.SearchCriteria{}
	p.searchKeys(keys)
	p.cmd.search = keys
}

// word0 reads a word and what follows it, if the word stands there.
func (p *commandParser) word0(word string, then func()) {
	end := p.at + len(word)
	if p.err != nil || end >= len(p.b) || p.b[end] != ' ' || !strings.EqualFold(string(p.b[p.at:end]), word) {
		return
	}
	p.at = end
	then()
}

func (p *commandParser) searchKeys(keys *imap2.SearchCriteria) {
	p.searchKey(keys, 0)
	for p.peek() == ' ' && p.at+1 < len(p.b) && p.b[p.at+1] != '\r' && p.b[p.at+1] != '\n' {
		p.sp()
		p.searchKey(keys, 0)
	}
}

// searchKey adds one key to those that must all hold.
func (p *commandParser) searchKey(keys *imap2.SearchCriteria, depth int) {
	if depth > maxSearchDepth {
		p.refuse(imap2.ResponseCodeLimit, "Search keys are nested too deeply")
		return
	}
	c := p.peek()
	if c == '(' {
		p.list("search keys in parentheses", 1, func() { p.searchKey(keys, depth+1) })
		return
	}
	if isDigit(c) || c == '*' || c == '$' {
		p.searchSet(keys)
		return
	}
	from := p.at
	name := p.keyword("a search key")
	if p.err != nil {
		return
	}
	if flag, ok := searchFlags[name]; ok {
		keys.Flag = append(keys.Flag, flag)
		return
	}
	if flag, ok := searchFlags[strings.TrimPrefix(name, "UN")]; ok && name != "UNRECENT" && strings.HasPrefix(name, "UN") {
		keys.NotFlag = append(keys.NotFlag, flag)
		return
	}
	nested := func() (k imap2.SearchCriteria) {
		p.sp()
		p.searchKey(&k, depth+1)
		return k
	}
	text := func() string {
		p.sp()
		return p.astring("a text")
	}
	switch name {
	case "ALL":
	case "NEW":
		keys.Flag, keys.NotFlag = append(keys.Flag, recentFlag), append(keys.NotFlag, imap2.FlagSeen)
	case "OLD":
		keys.NotFlag = append(keys.NotFlag, recentFlag)
	case "KEYWORD":
		p.sp()
		keys.Flag = append(keys.Flag, imap2.Flag(p.atom("a keyword")))
	case "UNKEYWORD":
		p.sp()
		keys.NotFlag = append(keys.NotFlag, imap2.Flag(p.atom("a keyword")))
	case "BCC", "CC", "FROM", "SUBJECT", "TO":
		keys.Header = append(keys.Header, imap2.SearchCriteriaHeaderField{Key: name, Value: text()})
	case "HEADER":
		field := text()
		keys.Header = append(keys.Header, imap2.SearchCriteriaHeaderField{Key: field, Value: text()})
	case "BODY":
		keys.Body = append(keys.Body, text())
	case "TEXT":
		keys.Text = append(keys.Text, text())
	case "UID":
		p.sp()
		ranges, saved := p.set()
		keys.UID = append(keys.UID, uidSet(ranges, saved))
	case "MODSEQ":
		p.sp()
		p.searchModSeq()
		p.replace(from, "ALL")
	case "LARGER", "SMALLER":
		p.sp()
		p.searchSize(keys, name)
	case "SINCE", "BEFORE", "ON", "SENTSINCE", "SENTBEFORE", "SENTON":
		p.sp()
		searchDate(keys, name, p.date())
	case "NOT":
		keys.Not = append(keys.Not, nested())
	case "OR":
		left := nested()
		keys.Or = append(keys.Or, [2]imap2.SearchCriteria{left, nested()})
	default:
		p.at = from
		p.expected("a search key such as UNSEEN or FROM")
	}
}

var searchFlags = map[string]imap2.Flag{
	"ANSWERED": imap2.FlagAnswered, "DELETED": imap2.FlagDeleted, "DRAFT": imap2.FlagDraft,
	"FLAGGED": imap2.FlagFlagged, "SEEN": imap2.FlagSeen, "RECENT": recentFlag,
}

func (p *commandParser) searchSet(keys *imap2.SearchCriteria) {
	ranges, saved := p.set()
	if saved {
		keys.UID = append(keys.UID, imap2.SearchRes())
		return
	}
	var set imap2.SeqSet
	for _, r := range ranges {
		set.AddRange(r.start, r.stop)
	}
	keys.SeqNum = append(keys.SeqNum, set)
}

func uidSet(ranges []seqRange, saved bool) imap2.UIDSet {
	if saved {
		return imap2.SearchRes()
	}
	var set imap2.UIDSet
	for _, r := range ranges {
		set.AddRange(imap2.UID(r.start), imap2.UID(r.stop))
	}
	return set
}

func (p *commandParser) searchSize(keys *imap2.SearchCriteria, name string) {
	n := p.number64("a number of octets")
	switch {
	case name == "LARGER":
		keys.Larger = max(keys.Larger, n)
	case n == 0: // nothing is smaller; in the criteria, 0 would mean no limit
		keys.Not = append(keys.Not, imap2.SearchCriteria{})
	case keys.Smaller == 0 || n < keys.Smaller:
		keys.Smaller = n
	}
}

// searchDate: of several days, the ones that leave least.
func searchDate(keys *imap2.SearchCriteria, name string, day time.Time) {
	since, before := &keys.Since, &keys.Before
	if key, sent := strings.CutPrefix(name, "SENT"); sent {
		name, since, before = key, &keys.SentSince, &keys.SentBefore
	}
	if name != "BEFORE" && (since.IsZero() || day.After(*since)) {
		*since = day
	}
	if name == "ON" {
		day = day.AddDate(0, 0, 1)
	}
	if name != "SINCE" && (before.IsZero() || day.Before(*before)) {
		*before = day
	}
}
