package spam_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"posta/sim/spam"
)

var now = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

const honest = "From: Alicia <alicia@alfa.test>\r\nTo: benito@beta.test\r\nSubject: Cena del jueves\r\nDate: Mon, 02 Mar 2026 08:59:00 +0000\r\nMessage-ID: <1@alfa.test>\r\n"

func letter(fields, body string) string { return honest + fields + "\r\n" + body }

func told(hits []spam.Hit) string {
	var list []string
	for _, h := range hits {
		list = append(list, strings.TrimRight(fmt.Sprintf("%s %d %s@%d %s %s", h.Rule, h.Points, h.Where, h.Offset, h.Language, h.Saw), " "))
	}
	return strings.Join(list, "|")
}

func TestRules(t *testing.T) {
	html := "Content-Type: text/html; charset=utf-8\r\n"
	tests := []struct{ name, msg, want string }{
		{"an honest one", letter("", "Hola, Benito: ¿quedamos a las nueve?\r\n"), ""},
		{"a word, its accent and case", letter("", "Es ¡Grátis! de verdad\r\n"), "gratis 12 text/plain@5 es Grátis"},
		{"part of a word is not it", letter("", "gratisimo freedom\r\n"), ""},
		{"words over a line's end", letter("", "x compra\r\n  AHORA\r\n"), "compra-ahora 15 text/plain@2 es compra\r\n  AHORA"},
		{"in the subject it counts half as much again", strings.Replace(letter("", "hola, esto es la oferta\r\n"), "Cena del jueves", "=?utf-8?q?Oferta_por_tiempo_limitado?=", 1),
			"tiempo-limitado 27 Subject@0 es Oferta por tiempo limitado"},
		{"English", letter("", "Click here, it's FREE. Don't miss out\r\n"), "free 10 text/plain@17 en FREE|click-here 8 text/plain@0 en Click here|dont-miss 6 text/plain@23 en Don't miss out"},
		{"said twice, counted once", letter("MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n", "--b\r\n\r\ngratis\r\n--b\r\n"+html+"\r\n<p>gratis\r\n--b--\r\n"), "gratis 12 text/plain@0 es gratis"},
		{"shouting", strings.Replace(letter("", strings.Repeat("ESTO ES IMPORTANTE PARA TODOS ", 4)), "Cena del jueves", "ABRE ESTO!!", 1),
			"shouting-subject 15 Subject@0  ABRE ESTO!!|exclamations 10 Subject@9  ABRE ESTO!!|shouting-text 10 text/plain@0  ESTO ES IMPORTANTE PARA TODOS ESTO ES IMPORTANTE PARA TODOS ESTO ES IMPORTANTE PARA TODOS ESTO ES IMPORTANTE PARA TODOS"},
		{"a link that lies", letter(html, `<p>Entra en <a href="http://203.0.113.9/x">www.banco.example</a> cuando puedas</p>`),
			"link-mismatch 30 text/html@12  www.banco.example → 203.0.113.9|link-address 15 text/html@12  http://203.0.113.9/x|no-plain-text 7 text/html@-1"},
		{"a link that does not", letter(html, `<p>Entra en <a href="http://click.banco.example/x">www.banco.example</a> o <a href="http://otro.test">aquí, v2.0</a></p>`), "no-plain-text 7 text/html@-1"},
		{"a picture and nothing", letter(html, `<img src="http://x.test/o.png">`), "picture-only 20 @-1|no-plain-text 7 text/html@-1"},
		{"a pixel is no picture", letter("", "Hola\r\n"), ""},
		{"nothing", letter("", "\r\n"), "no-text 10 @-1"},
		{"no header to speak of", "From: \"jefe@banco.example\" <x@malo.test>\r\nPrecedence: bulk\r\n\r\nhola\r\n",
			"no-date 15 @-1|no-message-id 10 @-1|no-subject 5 @-1|name-is-address 20 From@0  \"jefe@banco.example\" <x@malo.test>|no-way-out 10 @-1"},
		{"from tomorrow", strings.Replace(letter("", "hola\r\n"), "Mon, 02 Mar", "Sat, 07 Mar", 1), "odd-date 15 Date@0  Sat, 07 Mar 2026 08:59:00 +0000"},
		{"a program", letter("Content-Disposition: attachment; filename=\"factura.pdf.exe\"\r\nContent-Type: application/octet-stream\r\n", "TVqQ"), "no-text 10 @-1|executable 30 application/octet-stream@250  factura.pdf.exe"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := told(spam.New(nil, nil).Score(spam.Read([]byte(tt.msg)), now)); got != tt.want {
				t.Errorf("\n got %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestOtherPointsAndWords(t *testing.T) {
	f := spam.New(map[string]spam.Points{"gratis": 0, "urgente": 1}, []spam.Rule{{Name: "vino", Points: 7, Language: "es", Phrase: "Vino  Añejo"}})
	if got := told(f.Score(spam.Read([]byte(letter("", "gratis, urgente: vino añejo\r\n"))), now)); got != "urgente 1 text/plain@8 es urgente|vino 7 text/plain@17 es vino añejo" {
		t.Error(got)
	}
}

// TestEveryRuleHasANameOfItsOwn: points are given by name, and words by name.
func TestEveryRuleHasANameOfItsOwn(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range spam.Rules() {
		if seen[r.Name] || r.Points == 0 || (r.Phrase == "") != (r.Language == "") {
			t.Errorf("%+v", r)
		}
		seen[r.Name] = true
	}
}

func TestBayesLearns(t *testing.T) {
	b := spam.NewBayes()
	read := func(s string) *spam.Letter { return spam.Read([]byte(letter("", s+"\r\n"))) }
	if _, ok := b.Guess(read("vino")); ok {
		t.Error("it knows before it has learnt")
	}
	for i := range 10 {
		b.Learn(read(fmt.Sprintf("vino barato del pueblo %d, pide tu caja", i)), true)
		b.Learn(read(fmt.Sprintf("reunion del pueblo %d, trae tu silla", i)), false)
	}
	bad, ok := b.Guess(read("otra caja de vino"))
	good, _ := b.Guess(read("otra silla para la reunion"))
	if !ok || bad.Percent < 95 || good.Percent > 5 || bad.Tokens[0].Word != "caja" || bad.Tokens[0].Junk != 10 || bad.Tokens[0].Good != 0 {
		t.Errorf("%+v, %+v", bad, good)
	}
	if neutral, _ := b.Guess(read("pueblo")); neutral.Weight != 0 {
		t.Errorf("what stands in both says nothing: %+v", neutral)
	}
	// 11 of 12 against 1 of 12.
	if want := math.Log2(11) * 1000; math.Abs(float64(bad.Tokens[0].Weight)-want) > 2 {
		t.Errorf("the weight is %d, want %f", bad.Tokens[0].Weight, want)
	}
}

func FuzzScore(f *testing.F) {
	f.Add([]byte(letter("Content-Type: text/html\r\n", "<a href='http://[::1'>x.y</a>")))
	f.Add([]byte("Subject: \xff\xfe!!\r\n\r\n\xc3"))
	filter := spam.New(nil, []spam.Rule{{Name: "x", Points: 1, Phrase: "é"}})
	f.Fuzz(func(t *testing.T, msg []byte) {
		l := spam.Read(msg)
		for _, h := range filter.Score(l, now) {
			if h.Rule == "" || h.Points == 0 || len(h.Saw) > 250 {
				t.Fatalf("%+v", h)
			}
		}
		b := spam.NewBayes()
		for range 3 {
			b.Learn(l, true)
			b.Learn(l, false)
		}
		if g, ok := b.Guess(l); !ok || g.Weight != 0 {
			t.Fatalf("%+v %v", g, ok)
		}
	})
}

func BenchmarkScore(b *testing.B) {
	msg := []byte(letter("MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n", "--b\r\n\r\n"+strings.Repeat("Hola a todos, estas son las noticias de la semana. ", 40)+
		"\r\n--b\r\nContent-Type: text/html\r\n\r\n"+strings.Repeat("<p>Hola a todos, <a href='http://x.test/1'>estas</a> son las noticias de la semana.</p>", 40)+"\r\n--b--\r\n"))
	f, bayes := spam.New(nil, nil), spam.NewBayes()
	for range 3 {
		bayes.Learn(spam.Read(msg), true)
		bayes.Learn(spam.Read(msg), false)
	}
	b.ReportAllocs()
	for b.Loop() {
		l := spam.Read(msg)
		f.Score(l, now)
		bayes.Guess(l)
	}
}
