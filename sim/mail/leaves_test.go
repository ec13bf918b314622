package mail_test

import (
	"strings"
	"testing"

	"posta/sim/mail"
)

const twoForms = "Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\npreamble\r\n" +
	"--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nse=C3=B1or\r\n" +
	"--b\r\nContent-Type: text/html; charset=iso-8859-1\r\n\r\n<p>ma\xf1ana</p>\r\n" +
	"--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0=\r\n--b--\r\n"

func TestLeaves(t *testing.T) {
	var got []string
	for _, p := range mail.Leaves([]byte(twoForms)) {
		got = append(got, p.Media+" "+string(p.Text))
		if end := p.Offset + p.Octets; end > len(twoForms) || twoForms[p.Offset:end] != string(p.Header.Body) {
			t.Errorf("%s is not at %d", p.Media, p.Offset)
		}
	}
	if want := "text/plain señor|text/html <p>mañana</p>|image/png "; strings.Join(got, "|") != want {
		t.Errorf("%q", got)
	}
	if one := mail.Leaves([]byte("Subject: x\r\n\r\nhola\r\n")); len(one) != 1 || string(one[0].Text) != "hola\r\n" || one[0].Offset != 14 {
		t.Errorf("%+v", one)
	}
}

func FuzzLeaves(f *testing.F) {
	f.Add([]byte(twoForms))
	f.Add([]byte("Content-Type: multipart/mixed; boundary=\"\"\r\n\r\n--\r\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, p := range mail.Leaves(b) {
			if p.Offset < 0 || p.Offset+p.Octets > len(b) {
				t.Fatalf("%d octets at %d of %d", p.Octets, p.Offset, len(b))
			}
		}
	})
}
