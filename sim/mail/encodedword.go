package mail

import (
	"fmt"
	"strings"
)

// maxEncodedWord leaves room for the name of its field on a line of 76 (RFC 2047 section 2); mime.QEncoding does not, and a
// Subject's first line comes out too long.
const maxEncodedWord = 60

// EncodeText writes text for a field or a display name: as it is when ASCII that can be folded, else as encoded-words of UTF-8 in Q encoding (RFC
// 2047), with no character beyond those that section 5 (3) allows in a name.
func EncodeText(s string) string {
	s = clean(strings.ToValidUTF8(s, "\uFFFD"))
	if isASCII(s) && !strings.Contains(s, "=?") && longestWord(s) <= maxWord {
		return s
	}
	const begin, end = "=?utf-8?q?", "?="
	var b strings.Builder
	b.WriteString(begin)
	length := len(begin) + len(end)
	for _, r := range s {
		q := encodeRune(r)
		if length+len(q) > maxEncodedWord { // a character is never split (section 5)
			b.WriteString(end + " " + begin)
			length = len(begin) + len(end)
		}
		b.WriteString(q)
		length += len(q)
	}
	b.WriteString(end)
	return b.String()
}

// maxWord is the longest word that stands in a line as it is: it cannot be folded, and its field's name is there, too (RFC 5322
// section 2.1.1).
const maxWord = MaxLine - 100

func longestWord(s string) int {
	longest := 0
	for word := range strings.SplitSeq(s, " ") {
		longest = max(longest, len(word))
	}
	return longest
}

func encodeRune(r rune) string {
	switch {
	case r == ' ':
		return "_"
	case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', strings.ContainsRune("!*+-/", r):
		return string(r)
	}
	return "=" + strings.ReplaceAll(fmt.Sprintf("% X", string(r)), " ", "=")
}
