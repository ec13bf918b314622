package mail

import (
	"strconv"
	"strings"
)

// Status is an enhanced status code (RFC 3463): class.subject.detail, such as 5.1.1. The zero Status means none was given.
type Status struct {
	Class, Subject, Detail int
}

// ParseStatus reads a whole enhanced status code. Class is 2, 4 or 5; the others have one to three digits (RFC 3463 section 2).
func ParseStatus(s string) (Status, bool) {
	class, rest, ok1 := strings.Cut(s, ".")
	subject, detail, ok2 := strings.Cut(rest, ".")
	if !ok1 || !ok2 || class != "2" && class != "4" && class != "5" {
		return Status{}, false
	}
	st := Status{Class: int(class[0] - '0')}
	if st.Subject, ok1 = statusNumber(subject); !ok1 {
		return Status{}, false
	}
	if st.Detail, ok1 = statusNumber(detail); !ok1 {
		return Status{}, false
	}
	return st, true
}

func statusNumber(s string) (int, bool) {
	if len(s) < 1 || len(s) > 3 {
		return 0, false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}

// IsZero says whether no status was given.
func (s Status) IsZero() bool { return s == Status{} }

func (s Status) String() string {
	if s.IsZero() {
		return ""
	}
	var room [len("5.123.123")]byte
	return string(s.Append(room[:0]))
}

// Append appends its three numbers, dots between them.
func (s Status) Append(b []byte) []byte {
	b = append(strconv.AppendInt(b, int64(s.Class), 10), '.')
	b = append(strconv.AppendInt(b, int64(s.Subject), 10), '.')
	return strconv.AppendInt(b, int64(s.Detail), 10)
}

// StatusOfReply is the status that stands for a reply code when a server sent no enhanced one: its class and 0.0, "other
// undefined status" (RFC 3463 section 3.1). Codes outside 2xx, 4xx and 5xx have none.
func StatusOfReply(code int) Status {
	switch class := code / 100; class {
	case 2, 4, 5:
		return Status{Class: class}
	}
	return Status{}
}
