package scenario

import (
	"slices"
	"strings"

	"posta/sim/form"
	"posta/sim/mail"
)

// notices reads which reports a letter wants (RFC 3461).
func (r *resolver) notices(v *sendSpec, a *Send) {
	var words []string
	for _, item := range v.Notify.Items {
		if item.OK && !slices.Contains(words, string(item.V)) {
			words = append(words, string(item.V))
		}
	}
	if len(words) > 0 {
		var err error
		if a.Notify, err = mail.ParseNotify(strings.Join(words, ",")); err != nil { // never, and others
			r.Report(v.Notify.At, form.CodeConflict, tr("«never» va solo (RFC 3461, 4.1)", "\"never\" stands alone (RFC 3461, 4.1)"), tr("quítalo, o quita los demás", "take it out, or the others"))
		}
	}
	if v.Ret.OK {
		a.RET = mail.Ret(strings.ToUpper(string(v.Ret.V)))
	}
	a.ENVID = string(v.ENVID.V)
	if v.ENVID.OK && (a.ENVID == "" || len(a.ENVID) > 100 || strings.ContainsFunc(a.ENVID, func(c rune) bool { return c < ' ' || c > '~' })) {
		r.Report(v.ENVID.At, form.CodeValue, tr("un ENVID tiene de 1 a 100 caracteres ASCII (RFC 3461, 4.4)", "an ENVID has 1 to 100 characters of ASCII (RFC 3461, 4.4)"), tr("por ejemplo: QQ314159", "for example: QQ314159"))
	}
	if v.ORCPT.Given() {
		to := r.plainAddress(&v.ORCPT)
		a.ORCPT = mail.Address{Local: to.Local, Domain: to.Domain}
	}
}
