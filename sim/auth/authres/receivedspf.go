package authres

import (
	"fmt"
	"strings"

	"posta/sim/auth/spf"
	"posta/sim/mail"
)

// ReceivedSPFName is the field's.
const ReceivedSPFName = "Received-SPF"

// ReceivedSPF writes the field for a check that a receiver made (RFC 7208 section 9.1).
func ReceivedSPF(r *spf.Report, receiver, helo, mailFrom string) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s: %s) receiver=%s; client-ip=%s; helo=%s; envelope-from=%s; identity=%s", r.Result, receiver, sentence(r),
		value(receiver), address(r), value(helo), quote(mailFrom), r.Identity)
	return mail.FormatField(ReceivedSPFName, b.String())
}

// address writes IPv6 in quotes, as its colons ask for.
func address(r *spf.Report) string { return value(r.IP.String()) }

// sentence is the comment, in the words that servers use.
func sentence(r *spf.Report) string {
	who := "domain of " + strings.NewReplacer("(", "", ")", "", `\`, "").Replace(clean(r.Sender))
	switch r.Result {
	case spf.Pass:
		return fmt.Sprintf("%s designates %s as permitted sender", who, r.IP)
	case spf.Fail, spf.SoftFail:
		return fmt.Sprintf("%s does not designate %s as permitted sender", who, r.IP)
	case spf.Neutral:
		return fmt.Sprintf("%s neither permits nor denies %s", who, r.IP)
	case spf.None:
		return who + " publishes no SPF record"
	case spf.TempError:
		return "temporary error in processing the record of " + who
	}
	return "permanent error in processing the record of " + who
}

// Received is a Received-SPF field, read.
type Received struct {
	Result string
	Pairs  []Property // Type is empty
}

// Get is a key's value.
func (r *Received) Get(key string) string {
	for _, p := range r.Pairs {
		if strings.EqualFold(p.Name, key) {
			return p.Value
		}
	}
	return ""
}

// ParseReceivedSPF reads a field's value.
func ParseReceivedSPF(text string) (Received, error) {
	var r Received
	for i, part := range splitOutside(text) {
		words := fields(part)
		if i == 0 {
			if len(words) == 0 || words[0].eq >= 0 {
				return r, fmt.Errorf("reading %s: it begins with a result (RFC 7208 section 9.1)", ReceivedSPFName)
			}
			r.Result, words = strings.ToLower(words[0].text), words[1:]
		}
		for _, w := range words {
			name, value, ok := pair(w)
			if !ok || len(r.Pairs) == maxResults {
				return r, fmt.Errorf("reading %s: %q is no key=value", ReceivedSPFName, w.text)
			}
			r.Pairs = append(r.Pairs, Property{Name: strings.ToLower(name), Value: value})
		}
	}
	return r, nil
}
