package policy

import (
	"context"
	"encoding/base64"
	"fmt"
	"strings"

	"posta/sim/auth/authres"
	"posta/sim/auth/dkim"
	"posta/sim/mail"
	"posta/sim/trace"
)

// DKIM verifies the signatures of a message (RFC 6376).
type DKIM struct{}

// NewDKIM is the check.
func NewDKIM() DKIM { return DKIM{} }

// Name is "dkim".
func (DKIM) Name() string { return "dkim" }

// Phases: it wants the whole message.
func (DKIM) Phases() []Phase { return []Phase{AtData} }

// Examine verifies all signatures. A signature that does not verify is no worse than
// none (RFC 6376 section 6.1), so it does nothing about it.
func (DKIM) Examine(t *Transaction) Finding {
	r := dkim.Verify(context.Background(), t.names(), t.Message, t.Now)
	f := Finding{Input: messageInput(t), Result: string(r.Result()), Proved: r}
	for _, v := range r.Signatures {
		f.Steps = append(f.Steps, dkimSignature(v))
		f.Results = append(f.Results, dkimResult(v))
	}
	if v := spokesman(r); v != nil {
		f.Why = string(v.Reason)
		if v.Signature != nil {
			f.Details = given([]trace.Argument{Arg("domain", v.Signature.Domain), Arg("selector", v.Signature.Selector)})
		}
	}
	if len(r.Signatures) == 0 {
		f.Results = []authres.Result{{Method: "dkim", Value: string(dkim.None)}}
	}
	return f
}

// messageInput says which message a check looked at.
func messageInput(t *Transaction) []trace.Argument {
	id, _ := mail.FindField(t.Message, "Message-ID")
	from, _ := mail.FindField(t.Message, "From")
	return given([]trace.Argument{Arg("message-id", id), Arg("author", from)})
}

// spokesman is the signature whose result is that of the message.
func spokesman(r *dkim.Report) *dkim.Verification {
	for _, v := range r.Signatures {
		if v.Result == r.Result() {
			return v
		}
	}
	return nil
}

// dkimSignature tells the verifying of one signature, in its order.
func dkimSignature(v *dkim.Verification) trace.PolicyStep {
	s := step("signature", string(v.Result), Arg("reason", string(v.Reason)))
	if sig := v.Signature; sig != nil {
		s.Args = append(s.Args, Arg("domain", sig.Domain), Arg("selector", sig.Selector), Arg("algorithm", string(sig.Algorithm)),
			Arg("canonicalization", string(sig.HeaderCanon)+"/"+string(sig.BodyCanon)))
	}
	if v.Chosen != nil {
		s.Steps = append(s.Steps, fieldsStep(v.Chosen))
	}
	if v.KeyAnswer != nil {
		key := step("key", "")
		if v.Key != nil {
			key.Result = "found"
			key.Args = []trace.Argument{Arg("type", v.Key.Type), Count("bits", v.Key.Bits)}
		}
		key.Questions = questions(*v.KeyAnswer)
		s.Steps = append(s.Steps, key)
	}
	if v.BodyHash != nil && v.Signature != nil {
		s.Steps = append(s.Steps, step("body-hash", sameOrNot(v.BodyIntact), Arg("claimed", base64.StdEncoding.EncodeToString(v.Signature.BodyHash)),
			Arg("computed", base64.StdEncoding.EncodeToString(v.BodyHash)), Count("octets", len(v.Body))))
	}
	if v.Key != nil && v.Header != nil {
		s.Steps = append(s.Steps, step("header", sameOrNot(v.HeaderIntact), Arg("signed", string(v.Header))))
	}
	if v.Beyond > 0 {
		s.Steps = append(s.Steps, step("beyond", "", Count("octets", v.Beyond)))
	}
	for _, w := range v.Warnings {
		s.Steps = append(s.Steps, step("warning", string(w)))
	}
	s.Steps = append(s.Steps, step("reason", string(v.Reason)))
	return s
}

// fieldsStep says which fields are signed, and of which it is signed that there are no
// more (RFC 6376 section 5.4.2).
func fieldsStep(chosen []dkim.Chosen) trace.PolicyStep {
	var names, closed []string
	for _, one := range chosen {
		if one.Index < 0 {
			closed = append(closed, one.Name)
			continue
		}
		names = append(names, one.Name)
	}
	return step("fields", "", Arg("fields", strings.Join(names, ", ")), Arg("closed", strings.Join(closed, ", ")))
}

func sameOrNot(same bool) string {
	if same {
		return "same"
	}
	return "changed"
}

// dkimResult is the line for Authentication-Results (RFC 8601 section 2.7.1, with
// header.b of RFC 6008, which tells signatures of one domain apart).
func dkimResult(v *dkim.Verification) authres.Result {
	out := authres.Result{Method: "dkim", Value: string(v.Result)}
	if v.Result != dkim.Pass {
		out.Comment = strings.ReplaceAll(string(v.Reason), "-", " ")
	} else if v.Key != nil {
		out.Comment = fmt.Sprintf("%d-bit key", v.Key.Bits)
	}
	if s := v.Signature; s != nil {
		value := base64.StdEncoding.EncodeToString(s.Value)
		out.Properties = []authres.Property{{Type: "header", Name: "d", Value: s.Domain}, {Type: "header", Name: "s", Value: s.Selector},
			{Type: "header", Name: "a", Value: string(s.Algorithm)}, {Type: "header", Name: "b", Value: value[:min(8, len(value))]}}
	}
	return out
}

// Sign puts a domain's signature on the letters of its people (RFC 6376): those who
// have logged in, and only where From shows that very domain, unless it is to sign
// whatever they send, as services do that send for others. The letter of a stranger is
// not the domain's to vouch for.
type Sign struct {
	signer  dkim.Signer
	anyFrom bool
}

// NewSign is the check for one key; anyFrom signs whatever From shows.
func NewSign(signer dkim.Signer, anyFrom bool) *Sign { return &Sign{signer, anyFrom} }

// Name is "dkim-sign".
func (*Sign) Name() string { return "dkim-sign" }

// Phases: it signs the message as it will leave.
func (*Sign) Phases() []Phase { return []Phase{AtData, AtForward} }

// vouches tells whether the letter is the domain's own: its people's, who have logged in,
// or a list's of its, which has put itself into From.
func (c *Sign) vouches(t *Transaction) bool {
	if t.Phase == AtForward {
		f, ok := t.Found("list")
		return ok && f.Result == "rewritten" && authoredIn(t.Message, c.signer.Domain)
	}
	return t.User != "" && ofDomain(t.User, c.signer.Domain) && (c.anyFrom || authoredIn(t.Message, c.signer.Domain))
}

// Examine signs.
func (c *Sign) Examine(t *Transaction) Finding {
	if !c.vouches(t) {
		return Finding{}
	}
	f := Finding{Input: append(messageInput(t), Arg("domain", c.signer.Domain), Arg("selector", c.signer.Selector)), Result: "signed"}
	signed, err := c.signer.Sign(t.Message, t.Now)
	if err != nil {
		f.Result = "unsigned" // a header beyond all limits: it goes as it came
		return f
	}
	f.Details = []trace.Argument{Arg("algorithm", string(c.signer.Algorithm()))}
	f.Steps = []trace.PolicyStep{
		fieldsStep(signed.Chosen),
		step("hash", "", Arg("computed", base64.StdEncoding.EncodeToString(signed.Hash)), Count("octets", len(signed.Body))),
		step("seal", "", Arg("signed", string(signed.Header)), Arg("algorithm", string(c.signer.Algorithm()))),
	}
	f.Fields = [][]byte{signed.Field}
	return f
}

// ofDomain tells whether a login name is an address of a domain: one server may have the
// people of several.
func ofDomain(user, domain string) bool {
	_, of, found := strings.Cut(user, "@")
	return !found || strings.EqualFold(of, domain)
}
