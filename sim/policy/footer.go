package policy

import (
	"bytes"
	"slices"
	"strings"

	"posta/sim/mail"
	"posta/sim/trace"
)

// Footer adds lines to the end of every letter that passes through: the disclaimers and
// "scanned by" of gateways. It means well, and breaks every signature of the body.
type Footer struct {
	text string
}

// NewFooter is the check; text is what is added, with any line ends.
func NewFooter(text string) *Footer {
	lines := strings.Split(strings.TrimRight(strings.ReplaceAll(text, "\r\n", "\n"), "\n"), "\n")
	return &Footer{strings.Join(lines, "\r\n") + "\r\n"}
}

// Name is "footer".
func (*Footer) Name() string { return "footer" }

// Phases: the message is needed.
func (*Footer) Phases() []Phase { return []Phase{AtData} }

// Examine adds the text to a letter of plain text that can hold it as it stands; others
// it leaves alone, as a part of theirs would have to be opened.
func (c *Footer) Examine(t *Transaction) Finding {
	message, ok := c.add(t.Message)
	if !ok {
		return Finding{Input: messageInput(t), Result: "left"}
	}
	return Finding{
		Input: messageInput(t), Result: "added",
		Steps:   []trace.PolicyStep{step("added", "", Arg("text", strings.TrimSpace(c.text)), Count("octets", len(c.text)))},
		Message: message,
	}
}

// add puts the text at the end, where the letter can hold it.
func (c *Footer) add(message []byte) ([]byte, bool) {
	h := mail.ParseHeader(message)
	if !c.fits(&h) {
		return nil, false
	}
	message = bytes.Clone(message)
	if !bytes.HasSuffix(message, []byte("\r\n")) {
		message = append(message, "\r\n"...)
	}
	return append(message, c.text...), true
}

// maxQuotedLine is how long a line of quoted-printable may be (RFC 2045 section 6.7).
const maxQuotedLine = 76

func (c *Footer) fits(h *mail.Header) bool {
	kind, _ := h.Get("Content-Type")
	if kind = strings.ToLower(strings.TrimSpace(kind)); kind != "" && !strings.HasPrefix(kind, "text/plain") {
		return false
	}
	ascii := strings.IndexFunc(c.text, func(r rune) bool { return r > 0x7e }) < 0
	coding, _ := h.Get("Content-Transfer-Encoding")
	switch strings.ToLower(strings.TrimSpace(coding)) {
	case "", "7bit":
		return ascii
	case "8bit":
		return true
	case "quoted-printable":
		long := func(line string) bool { return len(line) > maxQuotedLine }
		return ascii && !strings.Contains(c.text, "=") && !slices.ContainsFunc(strings.Split(c.text, "\r\n"), long)
	}
	return false
}
