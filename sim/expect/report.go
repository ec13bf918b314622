package expect

import (
	"bufio"
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"net/textproto"
	"strconv"
	"strings"

	"posta/sim/mail"
)

// failure is one recipient of whom a report says Action: failed.
type failure struct {
	recipient string
	status    string
	code      int // of Diagnostic-Code: smtp
}

// failures reads a letter as a delivery status notification (RFC 3464); a letter
// that is none has none.
func failures(data []byte) []failure {
	h := mail.ParseHeader(data)
	contentType, _ := h.Get("Content-Type")
	media, params, err := mime.ParseMediaType(contentType)
	if err != nil || media != "multipart/report" || !strings.EqualFold(params["report-type"], "delivery-status") {
		return nil
	}
	body := bytes.TrimPrefix(data, mail.HeaderBytes(data))
	parts := multipart.NewReader(bytes.NewReader(body), params["boundary"])
	for {
		part, err := parts.NextPart()
		if err != nil {
			return nil
		}
		if media, _, _ := mime.ParseMediaType(part.Header.Get("Content-Type")); media == "message/delivery-status" {
			return groups(part)
		}
	}
}

func groups(r io.Reader) []failure {
	var list []failure
	in := textproto.NewReader(bufio.NewReader(r))
	for {
		fields, err := in.ReadMIMEHeader()
		if strings.EqualFold(fields.Get("Action"), "failed") {
			diagnostic := after(fields.Get("Diagnostic-Code"))
			code, _ := strconv.Atoi(diagnostic[:min(3, len(diagnostic))])
			list = append(list, failure{recipient: after(fields.Get("Final-Recipient")), status: fields.Get("Status"), code: code})
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
