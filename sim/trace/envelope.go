package trace

import (
	"bytes"
	"encoding/json"
)

// cutEnvelope reads the beginning of a line as AppendEvent writes it, and gives the
// rest, the fact's own fields, as an object. A line that is written otherwise is not
// understood here, and is for encoding/json, which reads everything but takes several
// times as long: a page opens runs of ten thousand events while somebody waits.
func cutEnvelope(line []byte) (env envelope, fields []byte, ok bool) {
	c := cutter{line}
	if !c.word(`{"seq":`) || !c.number(&env.Seq) {
		return envelope{}, nil, false
	}
	var at int
	if !c.word(`,"at_ns":`) || !c.number(&at) {
		return envelope{}, nil, false
	}
	env.At = int64(at)
	if c.word(`,"host":`) && !c.text(&env.Host) ||
		c.word(`,"conn":`) && !c.number(&env.Conn) ||
		c.word(`,"cause":`) && !c.number(&env.Cause) {
		return envelope{}, nil, false
	}
	var kind string
	if !c.word(`,"kind":`) || !c.text(&kind) {
		return envelope{}, nil, false
	}
	env.Kind = Kind(kind)
	if c.word(`,"text":`) && !c.text(&env.Text) || c.word(`,"base64":`) && !c.text(&env.Base64) {
		return envelope{}, nil, false
	}
	switch {
	case c.word(","):
		return env, append([]byte{'{'}, c.rest...), true
	case string(c.rest) == "}":
		return env, []byte("{}"), true
	}
	return envelope{}, nil, false
}

// cutter takes what it expects off the front of a line; what says no may have taken
// something.
type cutter struct{ rest []byte }

func (c *cutter) word(w string) bool {
	if len(c.rest) < len(w) || string(c.rest[:len(w)]) != w {
		return false
	}
	c.rest = c.rest[len(w):]
	return true
}

// number takes a whole number that fits into 63 bits.
func (c *cutter) number(n *int) bool {
	i := 0
	for ; i < len(c.rest) && i < 19 && '0' <= c.rest[i] && c.rest[i] <= '9'; i++ {
		*n = *n*10 + int(c.rest[i]-'0')
	}
	if i == 0 || i > 1 && c.rest[0] == '0' || *n < 0 { // 19 digits are less than 64 bits
		return false
	}
	c.rest = c.rest[i:]
	return true
}

// text takes a string.
func (c *cutter) text(s *string) bool {
	if len(c.rest) == 0 || c.rest[0] != '"' {
		return false
	}
	for i := 1; ; i++ {
		n := bytes.IndexByte(c.rest[i:], '"')
		if n < 0 {
			return false
		}
		i += n
		escaped := 0
		for c.rest[i-1-escaped] == '\\' {
			escaped++
		}
		if escaped%2 == 1 {
			continue
		}
		quoted := c.rest[:i+1]
		c.rest = c.rest[i+1:]
		if plain(quoted[1:i]) {
			*s = string(quoted[1:i])
			return true
		}
		return json.Unmarshal(quoted, s) == nil
	}
}

// plain: nothing in it stands for something else, or may not stand there.
func plain(b []byte) bool {
	for _, x := range b {
		if x < ' ' || x == '\\' || x > '~' {
			return false
		}
	}
	return true
}
