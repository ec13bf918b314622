package policy

import (
	"strings"

	"posta/sim/auth/srs"
	"posta/sim/trace"
)

// SRS puts an address of the own domain on the envelope of what is sent on, with the old
// one packed inside, so that SPF is asked of a domain that lets this server send (package
// srs). What people read in From stays.
type SRS struct {
	rewriter srs.Rewriter
}

// NewSRS is the check.
func NewSRS(rewriter srs.Rewriter) *SRS { return &SRS{rewriter} }

// Name is "srs".
func (*SRS) Name() string { return "srs" }

// Phases: it is about what is sent on.
func (*SRS) Phases() []Phase { return []Phase{AtForward} }

// Examine rewrites. The null reverse-path stays so (nobody is to hear of a report that
// failed), and so does one whose packed form no server would take.
func (c *SRS) Examine(t *Transaction) Finding {
	packed := c.rewriter.Forward(t.Sender, t.Now)
	if packed.Equal(t.Sender) {
		return Finding{}
	}
	f := Finding{Input: given(append(messageInput(t), Arg("path", t.Sender.String()), Arg("domain", c.rewriter.Domain)))}
	if len(packed.Local) > maxLocal {
		f.Result = "left"
		return f
	}
	f.Result, f.Sender = "rewritten", &packed
	f.Details = given([]trace.Argument{Arg("packed", packed.String())})
	parts := strings.SplitN(packed.Local, "=", 3)
	f.Steps = []trace.PolicyStep{step("packed", "", Arg("tag", parts[0]), Arg("hash", parts[1]), Arg("packed", packed.String()))}
	return f
}

// maxLocal is how long a local part may be (RFC 5321 section 4.5.3.1.1).
const maxLocal = 64
