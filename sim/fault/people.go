package fault

import (
	"strings"

	"posta/sim/mail"
	"posta/sim/scenario"
	"posta/sim/trace"
)

// Author is the name that somebody writes into From where it is another's; false where it is their own.
func (h *Host) Author(user *scenario.User) (scenario.Named, bool) {
	for _, f := range h.st.pick(func(f *fault) bool { _, ok := f.Do.(*scenario.Forge); return ok }) {
		do := f.Do.(*scenario.Forge)
		if do.User.Login() == user.Login() && h.strike(f, nil, "", "", does(trace.EffectForge)) {
			return do.As, true
		}
	}
	return scenario.Named{}, false
}

// Elsewhere is where the mail of a mailbox goes instead; empty where it stays.
func (h *Host) Elsewhere(mailbox mail.Address) []mail.Address {
	for _, f := range h.st.pick(func(f *fault) bool { _, ok := f.Do.(*scenario.Forward); return ok }) {
		do := f.Do.(*scenario.Forward)
		if strings.EqualFold(do.User.Login(), mailbox.String()) && h.strike(f, nil, "", "", does(trace.EffectForward)) {
			return []mail.Address{{Local: do.Mail.Local, Domain: do.Mail.Domain}}
		}
	}
	return nil
}
