package dkim

import (
	"bytes"
	"crypto/sha256"
)

// Line is a line of a canonical form, with its CRLF, and where it is: in what was signed, in what arrived, or in both.
type Line struct {
	Text             []byte
	Signed, Received bool
	// From and To are what differs from the line that took its place; both 0 where there is none.
	From, To int
}

// Same tells whether a line is in both forms.
func (l *Line) Same() bool { return l.Signed && l.Received }

// Compare puts two canonical forms beside each other, line by line: what was signed, and what arrived. Where lines differ, those
// that were signed stand before those that arrived.
func Compare(signed, received []byte) []Line {
	a, b := lines(signed), lines(received)
	n := 0
	for n < len(a) && n < len(b) && bytes.Equal(a[n], b[n]) {
		n++
	}
	end := 0
	for end < len(a)-n && end < len(b)-n && bytes.Equal(a[len(a)-1-end], b[len(b)-1-end]) {
		end++
	}
	out := make([]Line, 0, len(b)+len(a)-n-end)
	for _, text := range a[:n] {
		out = append(out, Line{Text: text, Signed: true, Received: true})
	}
	out = append(out, between(a[n:len(a)-end], b[n:len(b)-end])...)
	for _, text := range a[len(a)-end:] {
		out = append(out, Line{Text: text, Signed: true, Received: true})
	}
	return out
}

// maxWoven is up to how many lines on each side it is looked for which of them are the same.
const maxWoven = 200

// between compares lines of which neither the first nor the last are the same: the longest sequence that both have stays, and
// what stands between is what changed.
func between(a, b [][]byte) []Line {
	if len(a) > maxWoven || len(b) > maxWoven {
		return replaced(a, b)
	}
	// common[i][j] is the length of the longest common sequence of a[i:] and b[j:].
	common := make([][]int, len(a)+1)
	for i := range common {
		common[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if bytes.Equal(a[i], b[j]) {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	var out []Line
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		x, y := i, j
		for (x < len(a) || y < len(b)) && !(x < len(a) && y < len(b) && bytes.Equal(a[x], b[y])) {
			if y == len(b) || x < len(a) && common[x+1][y] >= common[x][y+1] {
				x++
			} else {
				y++
			}
		}
		out = append(out, replaced(a[i:x], b[j:y])...)
		if i, j = x, y; i < len(a) && j < len(b) {
			out = append(out, Line{Text: a[i], Signed: true, Received: true})
			i, j = i+1, j+1
		}
	}
	return out
}

// replaced are lines and those that stand in their place. As many as there were are taken for the same lines, changed.
func replaced(a, b [][]byte) []Line {
	out := make([]Line, 0, len(a)+len(b))
	for _, text := range a {
		out = append(out, Line{Text: text, Signed: true})
	}
	for i, text := range b {
		l := Line{Text: text, Received: true}
		if len(a) == len(b) {
			o := &out[i]
			o.From, o.To, l.From, l.To = differing(o.Text, text)
		}
		out = append(out, l)
	}
	return out
}

// differing are the parts of two lines between what they begin and end with alike.
func differing(a, b []byte) (fromA, toA, fromB, toB int) {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	end := 0
	for end < len(a)-n && end < len(b)-n && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	return n, len(a) - end, n, len(b) - end
}

// lines cuts a text behind its line ends.
func lines(text []byte) [][]byte {
	var list [][]byte
	for len(text) > 0 {
		n := len(text)
		if at := bytes.Index(text, crlf); at >= 0 {
			n = at + 2
		}
		list = append(list, text[:n])
		text = text[n:]
	}
	return list
}

// Appended tells of a body whose hash is not the claimed one whether it begins with the one that was signed, and how many octets
// of the canonical form were then added behind that: a footer, as lists and filters add. The hash itself proves it.
func Appended(canonical, claimed []byte) (added int, ok bool) {
	hash := sha256.New()
	ended := 0 // what is known to be the end of a body: no form ends in empty lines
	for _, line := range lines(canonical) {
		hash.Write(line)
		ended += len(line)
		if len(line) <= 2 {
			continue
		}
		if bytes.Equal(hash.Sum(nil), claimed) {
			return len(canonical) - ended, true
		}
	}
	return 0, false
}
