package policy

import (
	netmail "net/mail"
	"strings"

	"posta/sim/mail"
	"posta/sim/trace"
)

// List is a mailing list: one letter to its address becomes one to each of its members,
// in an envelope of the list's own, so that what cannot be delivered comes back to whoever
// keeps the list and not to the author (RFC 5321 section 3.9.2).
type List struct {
	Address mail.Address
	// Bounces is the reverse-path of what it sends, and Owner who may be asked.
	Bounces, Owner mail.Address
	// Request is where its program reads who wants to join or leave; the zero Address: there is
	// none.
	Request mail.Address
	// Title is how it calls itself; "": its local part.
	Title string
	// Tag goes before subjects, and Footer after texts; "": none. Either breaks a signature
	// that covers it.
	Tag, Footer string
	// Rewrite puts the list into From, and the author into Reply-To. Then DMARC is asked of
	// the list's domain.
	Rewrite bool
}

// NewList is the check for one list.
func NewList(l List) *List { return &l }

// Name is "list".
func (*List) Name() string { return "list" }

// Phases: it is about what is sent on.
func (*List) Phases() []Phase { return []Phase{AtForward} }

// Examine makes the letter that the members get.
func (c *List) Examine(t *Transaction) Finding {
	if !t.Recipient.Equal(c.Address) {
		return Finding{}
	}
	f := Finding{Input: append(messageInput(t), Arg("list", c.Address.String())), Result: "sent", Sender: &c.Bounces}
	f.Details = given([]trace.Argument{Arg("bounces", c.Bounces.String()), Count("members", len(t.Recipients)), Arg("tag", c.Tag)})
	h := mail.ParseHeader(t.Message)
	f.Message = c.header(&h, &f)
	if c.Footer != "" {
		result := "left"
		if message, ok := NewFooter(c.Footer).add(f.Message); ok {
			result, f.Message = "added", message
		}
		f.Steps = append(f.Steps, step("footer", result, Arg("text", strings.TrimSpace(c.Footer))))
	}
	return f
}

// header writes the header anew, field by field: what the list does not touch stays as it
// is, byte for byte.
func (c *List) header(h *mail.Header, f *Finding) []byte {
	var out []byte
	replies := false
	for _, field := range h.Fields {
		raw := field.Raw
		switch name := strings.ToLower(field.Name); {
		case name == "subject" && c.Tag != "" && !strings.Contains(field.Value, c.Tag):
			raw = mail.FormatField("Subject", mail.EncodeText(c.Tag)+" "+field.Value)
			f.Steps = append(f.Steps, step("subject", "", Arg("tag", c.Tag)))
		case name == "from" && c.Rewrite:
			author, ok := c.author(field.Value)
			if ok {
				raw = mail.FormatField("From", author.String())
				f.Result = "rewritten"
				f.Steps = append(f.Steps, step("from", "", Arg("old", field.Value), Arg("new", author.String())))
				if _, has := h.Get("Reply-To"); !has && !replies {
					replies = true
					raw = append(raw, mail.FormatField("Reply-To", field.Value)...)
				}
			}
		case strings.HasPrefix(name, "list-"), name == "sender", name == "precedence":
			continue // another list's, or this one's of last time
		}
		out = append(out, raw...)
	}
	own := c.fields()
	f.Steps = append(f.Steps, step("fields", "", Arg("id", c.id())))
	return mail.Prepend(append(append(out, "\r\n"...), h.Body...), own...)
}

// author is the list as From shows it, with the name of who wrote; false where From cannot
// be read as one author.
func (c *List) author(from string) (mail.Mailbox, bool) {
	list, err := netmail.ParseAddressList(from)
	if err != nil || len(list) != 1 {
		return mail.Mailbox{}, false
	}
	name := list[0].Name
	if name == "" {
		name, _, _ = strings.Cut(list[0].Address, "@")
	}
	return mail.Mailbox{Name: name + " via " + c.title(), Address: c.Address}, true
}

func (c *List) title() string {
	if c.Title != "" {
		return c.Title
	}
	return c.Address.Local
}

func (c *List) id() string { return "<" + c.Address.Local + "." + c.Address.Domain + ">" }

// fields are what programs know a list's letter by (RFC 2919, RFC 2369); Precedence keeps
// automatic answers away, of programs older than RFC 3834.
func (c *List) fields() [][]byte {
	id := c.id()
	if c.Title != "" {
		id = mail.EncodeText(c.Title) + " " + id
	}
	fields := [][]byte{
		mail.FormatField("Sender", c.Bounces.String()),
		mail.FormatField("List-Id", id),
		mail.FormatField("List-Post", "<mailto:"+c.Address.String()+">"),
		mail.FormatField("List-Owner", "<mailto:"+c.Owner.String()+">"),
		mail.FormatField("Precedence", "list"),
	}
	if c.Request.IsNull() {
		return fields
	}
	for _, f := range []struct{ name, subject string }{{"List-Help", "help"}, {"List-Subscribe", "subscribe"}, {"List-Unsubscribe", "unsubscribe"}} {
		fields = append(fields, mail.FormatField(f.name, "<mailto:"+c.Request.String()+"?subject="+f.subject+">"))
	}
	return fields
}
