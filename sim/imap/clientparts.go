package imap

import (
	"strconv"
	"strings"
)

// Envelope is a message's header in parsed form (RFC 3501 §7.4.2): enough for a line
// in a list of messages.
type Envelope struct {
	Date      string
	Subject   string // decoded
	From      []Address
	Sender    []Address
	ReplyTo   []Address
	To        []Address
	Cc        []Address
	Bcc       []Address
	InReplyTo string
	MessageID string
}

// Address is one address of an envelope.
type Address struct {
	Name    string // decoded
	Mailbox string
	Host    string
}

// String is the address without the name.
func (a Address) String() string { return a.Mailbox + "@" + a.Host }

// at gives the i-th value of a list, or an empty one: servers leave things out.
func at(list []value, i int) value {
	if i < len(list) {
		return list[i]
	}
	return value{s: "NIL"}
}

func parseEnvelope(v value) *Envelope {
	addresses := func(i int) []Address {
		var out []Address
		for _, a := range at(v.list, i).list {
			if at(a.list, 3).isNil() {
				continue // the marks of a group (RFC 3501 §7.4.2)
			}
			out = append(out, Address{decodeWords(at(a.list, 0).str()), at(a.list, 2).str(), at(a.list, 3).str()})
		}
		return out
	}
	return &Envelope{
		Date: at(v.list, 0).str(), Subject: decodeWords(at(v.list, 1).str()),
		From: addresses(2), Sender: addresses(3), ReplyTo: addresses(4),
		To: addresses(5), Cc: addresses(6), Bcc: addresses(7),
		InReplyTo: at(v.list, 8).str(), MessageID: at(v.list, 9).str(),
	}
}

// Part is a MIME part in a BODYSTRUCTURE.
type Part struct {
	Number   string // what FETCH BODY[...] calls it; empty for a multipart at the top
	Type     string // in small letters, as "text/plain"
	Params   []Param
	Encoding string
	Octets   int64
	Filename string
	Children []*Part
}

// Param is one parameter of a Content-Type.
type Param struct{ Name, Value string }

func parseStructure(v value, number string) *Part {
	if v.kind != listValue || len(v.list) == 0 {
		return &Part{Number: number, Type: "text/plain"}
	}
	if v.list[0].kind == listValue {
		return parseMultipart(v, number)
	}
	if number == "" {
		number = "1"
	}
	p := &Part{Number: number, Type: strings.ToLower(v.list[0].str() + "/" + at(v.list, 1).str())}
	p.Params = parseParams(at(v.list, 2))
	p.Encoding = strings.ToLower(at(v.list, 5).str())
	p.Octets, _ = strconv.ParseInt(at(v.list, 6).s, 10, 64)
	rest := 7 // then come fields that depend on the type, MD5 and the disposition
	switch {
	case p.Type == "message/rfc822":
		inner := parseStructure(at(v.list, 8), number)
		if len(inner.Children) == 0 {
			inner.Number = number + ".1"
		}
		p.Children = []*Part{inner}
		rest = 10
	case strings.HasPrefix(p.Type, "text/"):
		rest = 8
	}
	p.Filename = filename(at(v.list, rest+1), p.Params)
	return p
}

func parseMultipart(v value, number string) *Part {
	p := &Part{Number: number}
	i := 0
	for ; i < len(v.list) && v.list[i].kind == listValue; i++ {
		child := strconv.Itoa(i + 1)
		if number != "" {
			child = number + "." + child
		}
		p.Children = append(p.Children, parseStructure(v.list[i], child))
	}
	p.Type = "multipart/" + strings.ToLower(at(v.list, i).str())
	p.Params = parseParams(at(v.list, i+1))
	return p
}

func parseParams(v value) []Param {
	var out []Param
	for i := 0; i+1 < len(v.list); i += 2 {
		out = append(out, Param{strings.ToLower(v.list[i].s), v.list[i+1].str()})
	}
	return out
}

// filename is what the part wants to be called: the disposition's word, or else the
// older name parameter (RFC 2183 §2.3).
func filename(disposition value, params []Param) string {
	for _, list := range [][]Param{parseParams(at(disposition.list, 1)), params} {
		for _, p := range list {
			if p.Name == "filename" || p.Name == "name" {
				return decodeWords(p.Value)
			}
		}
	}
	return ""
}
