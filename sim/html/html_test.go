package html_test

import (
	"strings"
	"testing"

	"posta/sim/html"
)

func TestWhatALetterShows(t *testing.T) {
	const src = `<html><head><title>no</title><style>p{color:red}</style></head><body><!-- <a href="no"> -->
<h1>Oferta&nbsp;de&#32;ma&ntilde;ana</h1><p>Hola, <b>Ana</b>:
mira <A HREF='https://tienda.example/?a=1&amp;b=2'>www.<i>banco</i>.example</a>.</p>
<img src="https://t.example/o.gif" width="1" height=1><img src=cid:logo alt='Logo > todo' width=200px>
3 < 4 <a>nada</a> <a href="mailto:x@y.example">escribe`
	p := html.Read([]byte(src))
	if want := "Oferta de mañana\nHola, Ana: mira www.banco.example.\n3 < 4 nada escribe"; p.Text != want {
		t.Errorf("the text is %q, want %q", p.Text, want)
	}
	if len(p.Links) != 2 || p.Links[0].URL != "https://tienda.example/?a=1&b=2" || p.Links[0].Text != "www.banco.example" || p.Links[1].Text != "escribe" {
		t.Errorf("the links are %+v", p.Links)
	}
	if !strings.HasPrefix(src[p.Links[0].Offset:], "<A HREF") {
		t.Errorf("the first link is not at %d", p.Links[0].Offset)
	}
	if len(p.Pictures) != 2 || !p.Pictures[0].Pixel() || p.Pictures[1].Pixel() || p.Pictures[1].Width != 200 || p.Pictures[1].Alt != "Logo > todo" {
		t.Errorf("the pictures are %+v", p.Pictures)
	}
}

func TestScriptsThatNeverEnd(t *testing.T) {
	for _, src := range []string{"<script>x", "<style", "<!--", "<a href=\"", "<", "</", "&#", "&#x110000;", "<img src", "a<b>c</b"} {
		html.Read([]byte(src))
	}
	if p := html.Read([]byte("a<script>b</script>c")); p.Text != "ac" {
		t.Errorf("%q", p.Text)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("<a href=x>y</a><img src=z width=1 height=1>&amp;"))
	f.Add([]byte("<SCRIPT>İ</script><a href='"))
	f.Fuzz(func(t *testing.T, b []byte) {
		p := html.Read(b)
		for _, l := range p.Links {
			if l.Offset < 0 || l.Offset >= len(b) || b[l.Offset] != '<' {
				t.Fatalf("a link at %d of %d", l.Offset, len(b))
			}
		}
		if len(p.Text) > 4*len(b)+4 {
			t.Fatalf("%d octets became %d", len(b), len(p.Text))
		}
	})
}
