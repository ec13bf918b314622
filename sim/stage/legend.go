package stage

import (
	"posta/sim/lang"
	"posta/sim/story"
)

// The legend says what every sign of the stage means. Each sign is drawn by what draws
// it on the stage, so that the two cannot disagree.

// sign is one entry: what is drawn into a box, and what it means.
type sign struct {
	draw func(b *builder, r Rect)
	word lang.Text
}

// signs are all there are, in the order of a journey.
var signs = []sign{
	{letterWith(func(*cover) {}), tr("una carta; el color es el de quien la envía", "a letter, in the colour of whoever sends it")},
	{letterWith(func(c *cover) { c.marks = 2 }), tr("un matasellos por cada servidor que la tomó (Received)", "a postmark for each server that took it (Received)")},
	{letterWith(func(c *cover) { c.report = true }), tr("un aviso: vuelve a quien la envió (DSN)", "a report: it goes back to the sender (DSN)")},
	{refusedLetter, tr("ese destinatario, no", "not this recipient")},
	{replySign(story.OK), tr("2xx: sí", "2xx: yes")},
	{replySign(story.More), tr("3xx: sigue", "3xx: go on")},
	{replySign(story.Temporary), tr("4xx: ahora no; vuelve a probar", "4xx: not now; try again")},
	{replySign(story.Permanent), tr("5xx: no", "5xx: no")},
	{houseWith(listening), tr("un servidor de correo que atiende", "a mail server that listens")},
	{houseWith(busy), tr("con luz en todas las ventanas: está hablando", "lit in every window: it is speaking")},
	{houseWith(asleep), tr("sin corriente", "no power")},
	{func(b *builder, r Rect) {
		b.directory(brush{at: Point{r.Centre().X, r.Bottom() - 2}, k: r.H / 132, out: &b.list.Life}, listening)
	}, tr("la guía de nombres (DNS)", "the directory of names (DNS)")},
	{deviceSign("laptop"), tr("el portátil de alguien", "somebody's laptop")},
	{deviceSign("phone"), tr("el teléfono de alguien", "somebody's phone")},
	{func(b *builder, r Rect) { b.tube([]Point{{r.X + 20, r.Centre().Y}, {r.Right() - 20, r.Centre().Y}}) }, tr("un tubo blindado: TLS cifra la conexión", "an armoured tube: TLS encrypts the connection")},
	{func(b *builder, r Rect) {
		b.person(brush{at: Point{r.Centre().X, r.Bottom() - 2}, k: r.H / 100, out: &b.list.Life})
	}, tr("quien escucha en el camino", "somebody listening on the road")},
	{flagSign(false), tr("sin leer", "unread")},
	{flagSign(true), tr("leída (\\Seen)", "read (\\Seen)")},
	{countdownSign, tr("en la cola: lo que falta para el próximo intento", "in the queue: until the next try")},
	{func(b *builder, r Rect) {
		b.life(Disc{Centre: r.Centre(), R: 9, Fill: b.pal.Card, Stroke: b.pal.News, Width: 2.2}, Disc{Centre: r.Centre(), R: 4, Fill: b.pal.News})
	}, tr("aquí acaba de cambiar algo", "something has just changed here")},
	{func(b *builder, r Rect) { ring(b, r.Centre(), 9, b.pal.Soft) }, tr("quien actúa después", "who acts next")},
	{sealSign(false), tr("un sello que encaja (DKIM)", "a seal that fits (DKIM)")},
	{sealSign(true), tr("un sello roto", "a broken seal")},
}

func letterWith(change func(*cover)) func(*builder, Rect) {
	return func(b *builder, r Rect) {
		c := cover{land: b.pal.Lands[0], plain: true}
		change(&c)
		h := r.H * 0.86
		b.envelope(around(r.Centre(), h/roadShape, h), c, &b.list.Life)
	}
}

func refusedLetter(b *builder, r Rect) {
	letterWith(func(*cover) {})(b, r)
	b.octagon(Point{r.Centre().X + r.H*0.6, r.Centre().Y + r.H*0.18}, r.H*0.2, &b.list.Life)
}

func replySign(c story.Class) func(*builder, Rect) {
	return func(b *builder, r Rect) { b.sign(c, r.Centre(), r.H*0.3, &b.list.Life) }
}

func houseWith(w windows) func(*builder, Rect) {
	return func(b *builder, r Rect) {
		b.house(brush{at: Point{r.Centre().X, r.Bottom() - 2}, k: r.H / 180, out: &b.list.Life}, b.pal.Lands[0], 0, w, "post-office", false)
	}
}

func deviceSign(kind string) func(*builder, Rect) {
	return func(b *builder, r Rect) {
		b.device(brush{at: Point{r.Centre().X, r.Bottom() - 4}, k: r.H / 96, out: &b.list.Life}, b.pal.Lands[0], kind, true)
	}
}

func flagSign(seen bool) func(*builder, Rect) {
	return func(b *builder, r Rect) {
		h := r.H * 0.6
		box := around(Point{r.Centre().X, r.Centre().Y + r.H*0.12}, h/roadShape, h)
		b.envelope(box, cover{land: b.pal.Lands[0], plain: true}, &b.list.Life)
		b.flag(box, seen)
	}
}

func countdownSign(b *builder, r Rect) {
	b.countdown(Rect{r.X, r.Centre().Y - 11, r.W, 22}, 10248e9, MinText)
}

func sealSign(broken bool) func(*builder, Rect) {
	return func(b *builder, r Rect) {
		(&inspectionView{b: b, k: 1, size: MinText}).seal(r.Centre(), r.H*0.36, "posta", broken)
	}
}

// Sizes of a legend.
const (
	legendCell  = 92.0
	legendRow   = 62.0
	legendWords = 13.0
)

// Legend draws the signs with what they mean, in columns of a width.
func Legend(measure Measure, l lang.Lang, theme Theme, columns int, wide float64) DisplayList {
	m := New(measure, nil)
	m.lang, m.theme, m.camera = l, theme, Camera{Zoom: 1}
	rows := (len(signs) + columns - 1) / columns
	m.w, m.h = float64(columns)*wide, float64(rows)*legendRow
	b := newBuilder(&m)
	b.list.Paper = b.pal.Card
	for i, s := range signs {
		cell := Rect{float64(i/rows) * wide, float64(i%rows) * legendRow, wide, legendRow}
		s.draw(b, Rect{cell.X + 4, cell.Y + 4, legendCell - 8, legendRow - 8})
		b.list.Life, b.list.Ground = append(b.list.Ground, b.list.Life...), nil
		lines := m.tale.wrap(Sans, legendWords, s.word.In(l), wide-legendCell-10, 3)
		y := cell.Centre().Y - float64(len(lines)-1)*legendWords*0.66
		for _, line := range lines {
			b.life(b.text(Sans, legendWords, line, b.pal.Ink, Point{cell.X + legendCell, y}, -1))
			y += legendWords * 1.32
		}
	}
	return b.list
}
