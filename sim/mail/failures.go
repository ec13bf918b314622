package mail

import (
	"bufio"
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"net/textproto"
	"strconv"
	"strings"
)

// Failure is one recipient of whom a report says Action: failed.
type Failure struct {
	Recipient string // Final-Recipient: the address at the last server, not always the one that was written to
	Status    string // as the report has it, which may be anything
	Code      int    // of Diagnostic-Code: smtp; 0: none
}

// Failures reads a letter as a delivery status notification (RFC 3464); a letter
// that is none has none. Nothing proves that a report is true: anybody can write one.
func Failures(data []byte) []Failure {
	h := ParseHeader(data)
	contentType, _ := h.Get("Content-Type")
	media, params, err := mime.ParseMediaType(contentType)
	if err != nil || media != "multipart/report" || !strings.EqualFold(params["report-type"], "delivery-status") {
		return nil
	}
	body := bytes.TrimPrefix(data, HeaderBytes(data))
	parts := multipart.NewReader(bytes.NewReader(body), params["boundary"])
	for {
		part, err := parts.NextPart()
		if err != nil {
			return nil
		}
		if media, _, _ := mime.ParseMediaType(part.Header.Get("Content-Type")); media == "message/delivery-status" {
			return failed(part)
		}
	}
}

func failed(r io.Reader) []Failure {
	var list []Failure
	in := textproto.NewReader(bufio.NewReader(r))
	for {
		fields, err := in.ReadMIMEHeader()
		if strings.EqualFold(fields.Get("Action"), "failed") {
			diagnostic := after(fields.Get("Diagnostic-Code"))
			code, _ := strconv.Atoi(diagnostic[:min(3, len(diagnostic))])
			list = append(list, Failure{Recipient: after(fields.Get("Final-Recipient")), Status: fields.Get("Status"), Code: code})
		}
		if err != nil {
			return list
		}
	}
}

// after gives what follows "rfc822;" or "smtp;".
func after(typed string) string {
	_, value, _ := strings.Cut(typed, ";")
	return strings.TrimSpace(value)
}
