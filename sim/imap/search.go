package imap

import (
	"encoding/base64"
	"io"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"time"
	"unicode/utf8"

	imap2 "github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"

	"posta/sim/mailbox"
)

// Search is SEARCH (RFC 3501 §6.4.4) with ESEARCH (RFC 4731) and SEARCHRES (RFC
// 5182). Text is compared as a person reads it: decoded, without regard to case.
// The keys are those that the layer in front of the library has read (syntax_search.go).
func (s *session) Search(kind imapserver.NumKind, _ *imap2.SearchCriteria, o *imap2.SearchOptions) (*imap2.SearchData, error) {
	criteria, sel := s.front.cmd.search, s.current()
	sel.mu.Lock()
	view := append([]knownMessage(nil), sel.view...)
	look := sel.resolve(criteria)
	sel.mu.Unlock()

	data := &imap2.SearchData{}
	var seqs imap2.SeqSet
	var uids imap2.UIDSet
	var found []mailbox.UID
	var highest, first, last uint64 // mod-sequences: of all that is found, of the first, of the last
	for i, entry := range view {
		m, err := sel.folder.Message(entry.uid)
		if err != nil {
			continue // gone, and soon the client will hear of it
		}
		c := &candidate{message: m, seq: uint32(i + 1), recent: entry.recent}
		if modSeq(m) < s.front.cmd.minModSeq || !look.matches(c) {
			continue
		}
		highest, last = max(highest, modSeq(m)), modSeq(m)
		num := c.seq
		if kind == imapserver.NumKindUID {
			num = uint32(m.UID)
		}
		seqs.AddNum(c.seq)
		uids.AddNum(imap2.UID(m.UID))
		found = append(found, m.UID)
		if data.Count == 0 {
			data.Min, first = num, modSeq(m)
		}
		data.Max = num
		data.Count++
	}
	if !o.ReturnAll && !o.ReturnCount && (o.ReturnMin || o.ReturnMax) {
		// Of the messages that are told, and of no others (RFC 4731 section 3.2).
		highest = 0
		if o.ReturnMin {
			highest = first
		}
		if o.ReturnMax {
			highest = max(highest, last)
		}
	}
	s.sayModSeq(highest)
	data.All = seqs
	if kind == imapserver.NumKindUID {
		data.All = uids
	}
	if o.ReturnSave {
		sel.mu.Lock()
		sel.saved = savedResult(found, o)
		sel.mu.Unlock()
	}
	return data, nil
}

// savedResult: what "$" will mean. With MIN or MAX alone only those are saved (RFC
// 5182 §2.4).
func savedResult(found []mailbox.UID, o *imap2.SearchOptions) []mailbox.UID {
	if len(found) == 0 || o.ReturnAll || o.ReturnCount || !(o.ReturnMin || o.ReturnMax) {
		return found
	}
	var out []mailbox.UID
	if o.ReturnMin {
		out = append(out, found[0])
	}
	if o.ReturnMax && (len(out) == 0 || len(found) > 1) {
		out = append(out, found[len(found)-1])
	}
	return out
}

// searchKeys are search keys whose sets have become plain ranges.
type searchKeys struct {
	*imap2.SearchCriteria
	seqs, uids []numRanges
	not        []*searchKeys
	or         [][2]*searchKeys
}

// resolve turns sets into ranges; the lock is held.
func (sel *selection) resolve(c *imap2.SearchCriteria) *searchKeys {
	k := &searchKeys{SearchCriteria: c}
	for _, set := range c.SeqNum {
		k.seqs = append(k.seqs, sel.ranges(set))
	}
	for _, set := range c.UID {
		k.uids = append(k.uids, sel.ranges(set))
	}
	for i := range c.Not {
		k.not = append(k.not, sel.resolve(&c.Not[i]))
	}
	for i := range c.Or {
		k.or = append(k.or, [2]*searchKeys{sel.resolve(&c.Or[i][0]), sel.resolve(&c.Or[i][1])})
	}
	return k
}

// candidate is a message under examination. It is parsed when a key first needs it, and no further than its header where that is
// enough.
type candidate struct {
	message   *mailbox.Message
	seq       uint32
	recent    bool
	top, root *part
}

// header is the message without what its body consists of.
func (c *candidate) header() *part {
	switch {
	case c.root != nil:
		return c.root
	case c.top == nil:
		c.top = &part{}
		c.top.header, c.top.body, c.top.fields = splitHeader(c.message.Raw())
	}
	return c.top
}

// fieldContains: an empty text asks whether there is such a field. The text is in small letters already.
func (c *candidate) fieldContains(name, text string) (found bool) {
	eachField(c.message.Raw(), func(of, value, lines []byte) bool {
		found = strings.EqualFold(string(of), name) && strings.Contains(strings.ToLower(decodeWords(newField(of, value, lines).value)), text)
		return !found
	})
	return found
}

func (c *candidate) parsed() *part {
	if c.root == nil {
		c.root = parseMessage(c.message.Raw())
	}
	return c.root
}

func (c *candidate) has(flag imap2.Flag) bool {
	if strings.EqualFold(string(flag), string(recentFlag)) {
		return c.recent
	}
	for _, f := range c.message.Flags {
		if strings.EqualFold(string(f), string(flag)) {
			return true
		}
	}
	return false
}

// matches tells whether all keys hold. Cheap keys come first.
func (k *searchKeys) matches(c *candidate) bool {
	for _, r := range k.seqs {
		if !r.contain(c.seq) {
			return false
		}
	}
	for _, r := range k.uids {
		if !r.contain(uint32(c.message.UID)) {
			return false
		}
	}
	for _, f := range k.Flag {
		if !c.has(f) {
			return false
		}
	}
	for _, f := range k.NotFlag {
		if c.has(f) {
			return false
		}
	}
	octets := c.message.Octets()
	if k.Larger != 0 && octets <= k.Larger || k.Smaller != 0 && octets >= k.Smaller {
		return false
	}
	if !onDays(c.message.InternalDate, k.Since, k.Before) {
		return false
	}
	if !k.SentSince.IsZero() || !k.SentBefore.IsZero() {
		v, _ := c.header().get("Date")
		if sent, err := mail.ParseDate(v); err != nil || !onDays(sent, k.SentSince, k.SentBefore) {
			return false
		}
	}
	for _, h := range k.Header {
		text := strings.ToLower(h.Value)
		if !c.fieldContains(h.Key, text) && !addressesContain(c, h.Key, text) {
			return false
		}
	}
	for _, text := range k.Body {
		if !c.parsed().textContains(strings.ToLower(text), false) {
			return false
		}
	}
	for _, text := range k.Text {
		if !c.parsed().textContains(strings.ToLower(text), true) {
			return false
		}
	}
	for _, not := range k.not {
		if not.matches(c) {
			return false
		}
	}
	for _, or := range k.or {
		if !or[0].matches(c) && !or[1].matches(c) {
			return false
		}
	}
	return true
}

// onDays compares days as they were where the time was written, "disregarding time
// and timezone" (RFC 3501 §6.4.4).
func onDays(t, since, before time.Time) bool {
	day := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	return (since.IsZero() || !day.Before(since)) && (before.IsZero() || day.Before(before))
}

// addressesContain looks into the addresses of a field as ENVELOPE has them, without
// what may stand between their parts: comments, line ends, quotation marks (RFC 3501
// §6.4.4: FROM and its like search the envelope structure).
func addressesContain(c *candidate, name, text string) bool {
	switch strings.ToUpper(name) {
	case "FROM", "TO", "CC", "BCC":
	default:
		return false
	}
	for _, a := range c.header().addresses(name) {
		if strings.Contains(strings.ToLower(decodeWords(a.name)+" <"+a.mailbox+"@"+a.host+">"), text) {
			return true
		}
	}
	return false
}

// decodeWords reads encoded words (RFC 2047); what cannot be read stays as it is.
func decodeWords(s string) string {
	if d, err := new(mime.WordDecoder).DecodeHeader(s); err == nil {
		return d
	}
	return s
}

// textContains looks into the text parts, and with header into the headers too. The
// text is in small letters already.
func (p *part) textContains(text string, header bool) bool {
	if header {
		for _, f := range p.fields {
			if strings.Contains(strings.ToLower(f.name+": "+decodeWords(f.value)), text) {
				return true
			}
		}
	}
	for _, c := range p.children {
		if c.textContains(text, header) {
			return true
		}
	}
	switch {
	case len(p.children) > 0:
		return false
	case p.embedded != nil:
		return p.embedded.textContains(text, true) // its header is part of this body
	case !strings.HasPrefix(p.mediaType, "text/"):
		return false
	}
	return strings.Contains(strings.ToLower(p.text()), text)
}

// text is a text part as a person reads it.
func (p *part) text() string {
	var r io.Reader = strings.NewReader(string(p.body))
	encoding, _ := p.get("Content-Transfer-Encoding")
	switch strings.ToLower(encoding) {
	case "base64":
		r = base64.NewDecoder(base64.StdEncoding, r)
	case "quoted-printable":
		r = quotedprintable.NewReader(r)
	}
	decoded, _ := io.ReadAll(r) // as far as it can be decoded
	if s := string(decoded); utf8.ValidString(s) {
		return s
	}
	// Latin-1 is the one other charset read here; for the rest ASCII still matches.
	runes := make([]rune, len(decoded))
	for i, b := range decoded {
		runes[i] = rune(b)
	}
	return string(runes)
}
