package sim_test

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	netmail "net/mail"
	"strings"
	"testing"

	"encoding/base64"

	"posta/sim"
	"posta/sim/trace"
)

const attached = `
posta: 1
title: Files
domains:
  alfa.test: {users: [alicia]}
  beta.test: {users: [benito]}
script:
  - send:
      from: alicia
      to: benito@beta.test
      attachments:
        - {name: notas.txt, type: text/plain, size: 3 kB}
        - {name: lista.csv, type: text/csv, text: "nombre,saldo\nana,3\n"}
        - {name: foto.jpg, type: image/jpeg, size: 2 kB}
`

// TestAFileOfTextIsText: what a scenario calls text, of a size or with its words, is text when it is unpacked: of a charset that is
// named, its lines no longer than lines are and ended by CRLF (RFC 2045 section 6.8, RFC 2046 section 4.1); of the size that
// was asked for, to the octet. A picture is any octets.
func TestAFileOfTextIsText(t *testing.T) {
	tr := run(t, parse(t, "files.yaml", attached), sim.Options{})
	files := map[string][]byte{}
	for _, e := range tr.Events {
		f, ok := e.Fact.(trace.MessageComposed)
		if !ok {
			continue
		}
		m, err := netmail.ReadMessage(bytes.NewReader(f.Data))
		if err != nil {
			t.Fatal(err)
		}
		_, params, _ := mime.ParseMediaType(m.Header.Get("Content-Type"))
		for r := multipart.NewReader(m.Body, params["boundary"]); ; {
			p, err := r.NextPart()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if p.FileName() == "" {
				continue
			}
			raw, _ := io.ReadAll(p)
			content, err := base64.StdEncoding.DecodeString(strings.NewReplacer("\r", "", "\n", "").Replace(string(raw)))
			if err != nil {
				t.Fatal(err)
			}
			files[p.FileName()] = content
			if typ := p.Header.Get("Content-Type"); strings.HasPrefix(typ, "text/") != strings.Contains(typ, "charset=") {
				t.Errorf("%s is %s", p.FileName(), typ)
			}
		}
	}
	if got := string(files["lista.csv"]); got != "nombre,saldo\r\nana,3\r\n" {
		t.Errorf("the list says %q", got)
	}
	if n, m := len(files["notas.txt"]), len(files["foto.jpg"]); n != 3000 || m != 2000 {
		t.Errorf("the files have %d and %d octets", n, m)
	}
	for line := range bytes.SplitSeq(files["notas.txt"], []byte("\r\n")) {
		if len(line) > 78 || bytes.ContainsFunc(line, func(r rune) bool { return r < ' ' || r > '~' }) {
			t.Errorf("a line of the notes is %q", line)
		}
	}
	if !bytes.ContainsFunc(files["foto.jpg"], func(r rune) bool { return r > '~' }) {
		t.Error("the picture is text")
	}
}
