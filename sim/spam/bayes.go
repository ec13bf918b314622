package spam

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"
)

// Limits of what is learnt.
const (
	// MaxTokens is how many words are remembered; new ones are not, once there are so many.
	MaxTokens = 100_000
	// MinLearnt is how many letters of each kind have to be known before anything is said.
	MinLearnt = 3
	// Telling is how many words of a letter decide.
	Telling = 15
	// maxWords bounds the words of one letter.
	maxWords = 2_000
)

// Bayes guesses by the words that people have seen in letters which they marked. It is not safe for use by several at a time.
type Bayes struct {
	words      map[string]counts
	junk, good int // letters learnt
}

type counts struct{ junk, good int32 }

// NewBayes knows nothing.
func NewBayes() *Bayes { return &Bayes{words: map[string]counts{}} }

// Known is how many letters of each kind have been learnt.
func (b *Bayes) Known() (junk, good int) { return b.junk, b.good }

// Learn takes a letter for what somebody says that it is.
func (b *Bayes) Learn(l *Letter, junk bool) {
	if junk {
		b.junk++
	} else {
		b.good++
	}
	for _, w := range l.words() {
		c, known := b.words[w]
		if !known && len(b.words) >= MaxTokens {
			continue
		}
		if junk {
			c.junk++
		} else {
			c.good++
		}
		b.words[w] = c
	}
}

// Token is a word that says something.
type Token struct {
	Word       string
	Junk, Good int // letters of each kind that had it
	// Weight is how much it speaks for junk: the binary logarithm of how many times likelier it is there, in 1/1000;
	// below 0: for a good letter.
	Weight int
}

// Guess is what the words of a letter say together.
type Guess struct {
	Tokens []Token // those that decided, the loudest first
	Weight int     // the sum of theirs
	// Percent is the probability of junk that follows, of 100, where the two are taken to be equally frequent.
	Percent int
}

// Guess looks a letter's words up; false: too little is known to say anything.
func (b *Bayes) Guess(l *Letter) (g Guess, ok bool) {
	if b.junk < MinLearnt || b.good < MinLearnt {
		return g, false
	}
	var all []Token
	for _, w := range l.words() {
		c, known := b.words[w]
		if !known {
			continue
		}
		t := Token{Word: w, Junk: int(c.junk), Good: int(c.good)}
		// How often it is in letters of each kind, with one letter added that has it and one that has not: what was
		// never seen is rare, not impossible.
		t.Weight = (log2(uint64(c.junk)+1) - log2(uint64(b.junk)+2)) - (log2(uint64(c.good)+1) - log2(uint64(b.good)+2))
		t.Weight = t.Weight * 1000 >> fraction
		if t.Weight != 0 {
			all = append(all, t)
		}
	}
	slices.SortFunc(all, func(x, y Token) int {
		return cmp.Or(cmp.Compare(abs(y.Weight), abs(x.Weight)), strings.Compare(x.Word, y.Word))
	})
	g.Tokens = all[:min(len(all), Telling)]
	for _, t := range g.Tokens {
		g.Weight += t.Weight
	}
	g.Percent = percent(g.Weight)
	return g, true
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

// percent is 100 / (1 + 2^-w): by a table of halves of bits, for whoever wants a figure.
func percent(weight int) int {
	table := [...]int{50, 59, 67, 74, 80, 85, 89, 92, 94, 96, 97, 98, 98, 99} // at 0, 0.5, 1, ... bits
	i := abs(weight) / 500
	p := 100
	if i < len(table) {
		p = table[i]
	}
	if weight < 0 {
		p = 100 - p
	}
	return p
}

// fraction is how many bits of a logarithm stand behind the point.
const fraction = 16

// log2 is the binary logarithm of a number above 0, in fixed point: floating point would give another last digit on another
// processor. Each squaring of what is left gives one bit more.
func log2(n uint64) int {
	whole := bits.Len64(n) - 1
	out := whole << fraction
	const one = 1 << 31
	m := n << (63 - whole) >> 32 // 1 to 2, with 31 bits behind the point
	for bit := 1 << (fraction - 1); bit > 0; bit >>= 1 {
		m = m * m >> 31
		if m >= 2*one {
			m >>= 1
			out += bit
		}
	}
	return out
}

// words are those of a letter, each once, in its order: of three to twenty letters; of the subject they are others than of
// the text.
func (l *Letter) words() (list []string) {
	seen := map[string]bool{}
	add := func(w string) {
		if !seen[w] && len(list) < maxWords {
			seen[w] = true
			list = append(list, w)
		}
	}
	for i, t := range l.texts {
		for w := range strings.SplitSeq(t.fold.text, " ") {
			if len(w) < 3 || len(w) > 20 {
				continue
			}
			if i == 0 {
				add("subject:" + w)
			}
			add(w)
		}
	}
	return list
}
