package figures

import (
	"math/bits"
	"slices"
	"strconv"

	"posta/sim/lang"
)

// A campaign may try several subjects, each with a part of its list. Parts that are equal in everything do not come to equal
// figures either; so what is said of the better one is how often chance alone would do as much.

// Half is what a subject's part of a list came to.
type Half struct {
	Subject string
	Sent    int
	Counts  [figureCount]int
}

// Split is a campaign with several subjects.
type Split struct {
	Campaign string
	Halves   []Half // in the order of its subjects
}

// Splits are the campaigns that have several subjects, in the order in which they began.
func (f *Figures) Splits() (list []Split) {
	place := map[begun]int{}
	for _, l := range f.Letters {
		if l.Subject == 0 {
			continue
		}
		key := begun{l.Host, l.Number}
		i, ok := place[key]
		if !ok {
			i = len(list)
			place[key] = i
			s := Split{Campaign: l.Campaign}
			for _, subject := range f.subjects[key] {
				s.Halves = append(s.Halves, Half{Subject: subject})
			}
			list = append(list, s)
		}
		if l.Subject > len(list[i].Halves) {
			continue
		}
		h := &list[i].Halves[l.Subject-1]
		h.Sent++
		for k, at := range l.at {
			if at != unset {
				h.Counts[k]++
			}
		}
	}
	return list
}

// compared are the figures by which subjects are compared: those of people, and of them those that a sender sees.
var compared = []Figure{OpenHuman, ClickHuman, Conversion}

// Told says of a split which subject did better, and whether chance would do as much.
func (s Split) Told() (list []lang.Text) {
	for _, figure := range compared {
		at := place[figure]
		halves := slices.DeleteFunc(slices.Clone(s.Halves), func(h Half) bool { return h.Sent == 0 })
		slices.SortStableFunc(halves, func(a, b Half) int { return b.Counts[at]*a.Sent - a.Counts[at]*b.Sent })
		if len(halves) < 2 || halves[0].Counts[at] == 0 {
			continue
		}
		best, next := halves[0], halves[1]
		text := lang.Sprintf("«%s», %s: ", "\"%s\", %s: ", s.Campaign, Meanings[figure].Name)
		for i, h := range halves {
			between := ", "
			if i == 0 {
				between = ""
			}
			text = lang.Join([]lang.Text{text, lang.Sprintf("%s%d de %d con «%s»", "%s%d of %d with \"%s\"", between, h.Counts[at], h.Sent, h.Subject)}, "")
		}
		if best.Counts[at]*next.Sent == next.Counts[at]*best.Sent {
			list = append(list, lang.Join([]lang.Text{text, {ES: ". No gana ninguno.", EN: ". None is ahead."}}, ""))
			continue
		}
		parts := min(Chance(best.Counts[at], best.Sent, next.Counts[at], next.Sent)*(len(s.Halves)*(len(s.Halves)-1)/2), perMillion)
		list = append(list, lang.Join([]lang.Text{text, verdict(best.Subject, parts, len(s.Halves))}, ""))
	}
	return list
}

// believed is the chance, in millionths, below which people usually believe a difference.
const believed = perMillion / 20

// verdict says what a chance means for the subject that is ahead.
func verdict(best string, parts, subjects int) lang.Text {
	n := (parts + 5_000) / 10_000
	often := lang.Sprintf("%d veces de cada 100", "%d times in 100", n)
	switch {
	case parts < 1_000:
		often = lang.Text{ES: "menos de una vez de cada 1000", EN: "less than once in 1000 times"}
	case parts < 10_000:
		often = lang.Text{ES: "menos de una vez de cada 100", EN: "less than once in 100 times"}
	case n == 1:
		often = lang.Text{ES: "una vez de cada 100", EN: "once in 100 times"}
	}
	which := lang.Text{ES: "una diferencia así, o mayor,", EN: "a difference like this, or a larger one,"}
	if subjects > 2 {
		which = lang.Text{ES: "entre dos de los asuntos una diferencia así, o mayor, como mucho", EN: "a difference like this, or a larger one, between two of the subjects, at most"}
	}
	if parts >= believed {
		return lang.Sprintf(". Puede ser azar: si el asunto diera igual, y se repartiera la lista otra vez, saldría %s %s.", ". That may be chance: if the subject did not matter, and the list were divided again, there would be %s %s.", which, often)
	}
	return lang.Sprintf(". Va por delante «%s», y es raro que sea azar: si el asunto diera igual, y se repartiera la lista otra vez, saldría %s %s.", ". \"%s\" is ahead, and that is hardly chance: if the subject did not matter, and the list were divided again, there would be %s %s.", best, which, often)
}

// perMillion is one, in millionths.
const perMillion = 1_000_000

// Chance is how often, in millionths, two parts of n and m letters would come at least as far apart as a of the one and b of
// the other, if those a+b were dealt out among all of them by chance (Fisher's exact test, two-sided). It counts in integers:
// the same everywhere.
func Chance(a, n, b, m int) int {
	if n == 0 || m == 0 {
		return perMillion
	}
	hits := a + b
	low, high := max(0, hits-m), min(hits, n)
	// How likely the first part is to have k of the hits, against its likeliest number: w(k+1)/w(k) is up(k)/down(k).
	up := func(k int) uint64 { return uint64(hits-k) * uint64(n-k) }
	down := func(k int) uint64 { return uint64(k+1) * uint64(m-hits+k+1) }
	mode := low
	for mode < high && up(mode) > down(mode) {
		mode++
	}
	weight := make([]uint64, high-low+1)
	weight[mode-low] = 1 << 50
	for k := mode; k < high; k++ {
		weight[k+1-low] = scaled(weight[k-low], up(k), down(k))
	}
	for k := mode; k > low; k-- {
		weight[k-1-low] = scaled(weight[k-low], down(k-1), up(k-1))
	}
	seen := weight[a-low]
	seen += seen >> 20 // what is as likely counts too, however it was rounded
	var all, far uint64
	for _, w := range weight {
		all += w
		if w <= seen {
			far += w
		}
	}
	hi, lo := bits.Mul64(far, perMillion)
	q, _ := bits.Div64(hi, lo, all)
	return int(q)
}

// scaled is w times a fraction that is no more than one.
func scaled(w, over, under uint64) uint64 {
	hi, lo := bits.Mul64(w, over)
	if hi >= under {
		return w
	}
	q, _ := bits.Div64(hi, lo, under)
	return q
}

// Called is what a part of a dimension is called: of a subject, with its words.
func (f *Figures) Called(by Dimension, key string) string {
	if by != BySubject {
		return key
	}
	for _, l := range f.Letters {
		if l.Subject > 0 && l.key(by, 0) == key {
			if list := f.subjects[begun{l.Host, l.Number}]; l.Subject <= len(list) {
				return l.Campaign + " " + strconv.Itoa(l.Subject) + ": " + list[l.Subject-1]
			}
		}
	}
	return key
}
