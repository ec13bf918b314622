package arc

import (
	"bytes"
	"crypto"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"

	"posta/sim/auth/dkim"
	"posta/sim/mail"
)

// Sealer adds a hop's set.
type Sealer struct {
	Domain   string
	Selector string
	Key      crypto.Signer
	// Headers are the fields to sign where they are there; nil is dkim.DefaultHeaders and DKIM-Signature.
	Headers []string
}

// Seal gives the three fields to put on top of a letter (section 5.1): results is what this hop found, as the value of an
// Authentication-Results field, and found the chain it validated. A chain that has failed is sealed once more, with cv=fail;
// one that has ended is left alone, and gives no fields.
func (s *Sealer) Seal(msg []byte, results string, found *Report, now time.Time) ([]byte, error) {
	if found.Reason == Ended {
		return nil, nil
	}
	h := mail.ParseHeader(msg)
	i := s.next(&h)
	if i > MaxSets {
		return nil, nil // section 5.1: a chain of fifty is full
	}
	cv := found.Result
	set := &Set{Instance: i, aar: mail.FormatField(resultsField, "i="+strconv.Itoa(i)+"; "+results)}
	if err := s.sign(set, &h, now); err != nil {
		return nil, err
	}
	unsigned := dkim.Fold(sealField, []string{"i=" + strconv.Itoa(i), "a=" + string(s.algorithm()), "cv=" + string(cv), "d=" + s.Domain,
		"s=" + s.Selector, "t=" + strconv.FormatInt(now.Unix(), 10)})
	set.as = unsigned
	sets := []*Set{set} // a failed chain is sealed by its newest set alone (section 5.1.2)
	if cv == Pass {
		sets = append(append([]*Set(nil), found.Sets...), set)
	}
	value, err := dkim.SignHash(s.Key, dkim.Sum(SealedBytes(sets)))
	if err != nil {
		return nil, fmt.Errorf("sealing for %s: %w", s.Domain, err)
	}
	set.as = dkim.Finish(unsigned, value)
	return bytes.Join([][]byte{set.as, set.ams, set.aar}, nil), nil
}

// next is the instance after the highest there is.
func (s *Sealer) next(h *mail.Header) int {
	highest := 0
	for _, f := range h.Fields {
		if strings.EqualFold(f.Name, sealField) || strings.EqualFold(f.Name, resultsField) || strings.EqualFold(f.Name, messageField) {
			if n, err := instance(f); err == nil {
				highest = max(highest, n)
			}
		}
	}
	return highest + 1
}

func (s *Sealer) algorithm() dkim.Algorithm { return (&dkim.Signer{Key: s.Key}).Algorithm() }

// sign makes the signature of the letter as it leaves.
func (s *Sealer) sign(set *Set, h *mail.Header, now time.Time) error {
	wanted := s.Headers
	if wanted == nil {
		wanted = append(append([]string(nil), dkim.DefaultHeaders...), "DKIM-Signature")
	}
	var names []string
	for _, name := range wanted {
		for range h.Count(name) {
			names = append(names, name)
		}
	}
	unsigned := dkim.Fold(messageField, []string{"i=" + strconv.Itoa(set.Instance), "a=" + string(s.algorithm()), "c=relaxed/relaxed",
		"d=" + s.Domain, "s=" + s.Selector, "t=" + strconv.FormatInt(now.Unix(), 10), "h=" + strings.Join(names, ":"),
		"bh=" + base64.StdEncoding.EncodeToString(dkim.Sum(dkim.Relaxed.Body(h.Body)))})
	signed := dkim.CanonicalHeader(h.Fields, dkim.Choose(h.Fields, names), dkim.Relaxed, unsigned)
	value, err := dkim.SignHash(s.Key, dkim.Sum(signed))
	if err != nil {
		return fmt.Errorf("signing for %s: %w", s.Domain, err)
	}
	set.ams = dkim.Finish(unsigned, value)
	return nil
}
