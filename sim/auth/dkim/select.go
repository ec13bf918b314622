package dkim

import (
	"strings"

	"posta/sim/mail"
)

// Chosen is one name of h= and the field it means: the last of that name not yet taken (RFC 6376 section 5.4.2).
type Chosen struct {
	Name  string `json:"name"`
	Index int    `json:"index"` // among the message's fields; -1: there is none, and none may be added
}

// Choose finds the fields for the names of an h= tag.
func Choose(fields []mail.Field, names []string) []Chosen {
	// Where each name was last looked for, so that a header of a thousand fields and a list as long stay cheap.
	below := map[string]int{}
	list := make([]Chosen, 0, len(names))
	for _, name := range names {
		if name == "" {
			list = append(list, Chosen{name, -1})
			continue
		}
		key := strings.ToLower(name)
		at, seen := below[key]
		if !seen {
			at = len(fields)
		}
		for at--; at >= 0 && !strings.EqualFold(fields[at].Name, key); at-- {
		}
		below[key] = max(at, 0)
		list = append(list, Chosen{name, max(at, -1)})
	}
	return list
}

// Form is what is hashed of a letter for one of its signatures (RFC 6376 section 3.7).
type Form struct {
	Chosen       []Chosen
	Header, Body []byte
	Beyond       []byte // what of the body l= leaves out (section 3.5)
}

// FormOf is the form of a letter for the signature that is its field at an index.
func FormOf(h *mail.Header, index int, sig *Signature) Form {
	return formOf(h, index, sig, sig.BodyCanon.Body(h.Body))
}

func formOf(h *mail.Header, index int, sig *Signature, body []byte) Form {
	f := Form{Chosen: Choose(h.Fields, sig.Headers), Body: body}
	f.Header = CanonicalHeader(h.Fields, f.Chosen, sig.HeaderCanon, h.Fields[index].Raw)
	if sig.Length >= 0 && sig.Length < int64(len(body)) {
		f.Body, f.Beyond = body[:sig.Length], body[sig.Length:]
	}
	return f
}

// CanonicalHeader is what is hashed of the chosen fields, and after them the signature's own field without b= and without its
// line end (section 3.7).
func CanonicalHeader(fields []mail.Field, chosen []Chosen, c Canon, signature []byte) []byte {
	var out []byte
	for _, one := range chosen {
		if one.Index >= 0 {
			out = append(out, c.Field(Terminated(fields[one.Index].Raw))...)
		}
	}
	own := c.Field(Terminated(WithoutB(signature)))
	return append(out, own[:len(own)-2]...)
}

// Terminated is a field with its CRLF, which the last line of a message may lack.
func Terminated(raw []byte) []byte {
	n := len(raw)
	if n >= 2 && raw[n-2] == '\r' && raw[n-1] == '\n' {
		return raw
	}
	if n >= 1 && raw[n-1] == '\n' {
		n--
	}
	return append(append(make([]byte, 0, n+2), raw[:n]...), '\r', '\n')
}
