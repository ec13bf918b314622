package stage

import (
	"posta/sim/lang"
	"posta/sim/story"
	"posta/sim/trace"
)

// The legend says what every sign of the stage means. Each sign is drawn by what draws
// it on the stage, so that the two cannot disagree.

// sign is one entry: what is drawn into a box, and what it means.
type sign struct {
	draw func(b *builder, r Rect)
	word lang.Text
}

// What signs mean, where they can be pointed at on the stage.
var (
	wordSignPostmark    = tr("un matasellos por cada servidor que la tomó (Received)", "a postmark for each server that took it (Received)")
	wordSignFrom        = tr("de quién", "from whom")
	wordSignTo          = tr("para quién", "for whom")
	wordSignRefused     = tr("ese destinatario, no", "not this recipient")
	wordSignOthers      = tr("y para tantos destinatarios más", "and for so many more recipients")
	wordSignGone        = tr("borrada: aquí ya no está", "deleted: it is here no longer")
	wordSign2           = tr("2xx: sí", "2xx: yes")
	wordSign3           = tr("3xx: sigue", "3xx: go on")
	wordSign4           = tr("4xx: ahora no; vuelve a probar", "4xx: not now; try again")
	wordSign5           = tr("5xx: no", "5xx: no")
	wordSignOff         = tr("sin corriente", "no power")
	wordSignTube        = tr("un tubo blindado: TLS cifra la conexión", "an armoured tube: TLS encrypts the connection")
	wordSignCertificate = tr("su certificado, y si quien llama lo ha comprobado", "its certificate, and whether the caller checked it")
	wordSignListener    = tr("quien escucha en el camino", "somebody listening on the road")
	wordSignIdle        = tr("quien escucha, mientras no pasa nada por el camino", "the listener, while nothing passes on the road")
	wordSignUnread      = tr("sin leer", "unread")
	wordSignRead        = tr("leída (\\Seen)", "read (\\Seen)")
	wordSignQueued      = tr("en la cola: lo que falta para el próximo intento", "in the queue: until the next try")
	wordSignAtOnce      = tr("en la cola: sale enseguida", "in the queue: it goes on at once")
	wordSignNews        = tr("aquí acaba de cambiar algo", "something has just changed here")
	wordSignNext        = tr("quien actúa después", "who acts next")
	wordSignCount       = tr("cuántas cartas hay aquí", "how many letters lie here")
	wordSignTwice       = tr("la misma carta, varias veces", "the same letter, several times")
	wordSignUnheard     = tr("una respuesta que nadie llega a oír", "an answer that nobody gets to hear")
	wordSignFates       = tr("qué fue de las cartas de la campaña: en la bandeja, en no deseado, esperando, rechazadas", "what became of the campaign's letters: in the inbox, in Junk, waiting, refused")
	wordSignStream      = tr("un arroyo de cartas: más ancho cuantas más pasan; el color dice qué fue de ellas", "a stream of letters: the more pass, the wider; its colours say what became of them")
	wordSignSack        = tr("lo que espera en la cola de quien envía: cuanto más, más grande", "what waits in the sender's queue: the more, the larger")
	wordSignShut        = tr("este proveedor no deja pasar a quien envía", "this provider does not let the sender in")
	wordSignNobody      = tr("aquí no hay ningún buzón con ese nombre", "there is no mailbox of that name here")
	wordSignFold        = tr("el mapa está doblado: quien vive entre medias no sale", "the map is folded: who lives in between is not in the picture")
	wordSignNumber      = tr("el número de la carta; sus copias llevan el mismo", "the letter's number; its copies bear the same")
	wordSignHeader      = tr("una hoja suelta: de la carta solo hay aquí la cabecera", "a loose sheet: of the letter only the header is here")
	wordSignBeginning   = tr("una hoja rasgada: de la carta solo hay aquí el principio", "a torn sheet: of the letter only the beginning is here")
	wordSignPart        = tr("una hoja con un hueco: aquí hay una parte de la carta; lo demás sigue en el servidor", "a sheet with a gap: a part of the letter is here; the rest is still at the server")
)

// signs are all there are, in the order of a journey.
var signs = []sign{
	{letterWith(func(*cover) {}), tr("una carta; el color es el de quien la envía", "a letter, in the colour of whoever sends it")},
	{letterWith(func(c *cover) { c.nth = 3 }), wordSignNumber},
	{letterWith(func(c *cover) { c.much = headerOnly }), wordSignHeader},
	{letterWith(func(c *cover) { c.much = firstOctets }), wordSignBeginning},
	{letterWith(func(c *cover) { c.much = somePart }), wordSignPart},
	{letterWith(func(c *cover) { c.marks = 2 }), wordSignPostmark},
	{letterWith(func(c *cover) { c.report, c.says = true, story.Permanent }), tr("un aviso: vuelve a quien la envió (DSN)", "a report: it goes back to the sender (DSN)")},
	{iconSign("sender"), wordSignFrom},
	{iconSign("recipient"), wordSignTo},
	{refusedLetter, wordSignRefused},
	{func(b *builder, r Rect) { b.andOthers(r.Centre().Add(Point{-20, 0}), 2, 15, &b.list.Life) }, wordSignOthers},
	{letterWith(func(c *cover) { c.gone = true }), wordSignGone},
	{replySign(story.OK), wordSign2},
	{replySign(story.More), wordSign3},
	{replySign(story.Temporary), wordSign4},
	{replySign(story.Permanent), wordSign5},
	{houseWith(listening), tr("un servidor de correo que atiende", "a mail server that listens")},
	{houseWith(busy), tr("con luz en todas las ventanas: está hablando", "lit in every window: it is speaking")},
	{houseWith(asleep), wordSignOff},
	{func(b *builder, r Rect) {
		b.directory(brush{at: Point{r.Centre().X, r.Bottom() - 2}, k: r.H / 132, out: &b.list.Life}, listening)
	}, tr("la guía de nombres (DNS)", "the directory of names (DNS)")},
	{deviceSign("laptop"), tr("el portátil de alguien", "somebody's laptop")},
	{deviceSign("phone"), tr("el teléfono de alguien", "somebody's phone")},
	{func(b *builder, r Rect) {
		b.tube(pipe{[]Point{{r.X + 20, r.Centre().Y}, {r.Right() - 20, r.Centre().Y}}, pipeWide})
	}, wordSignTube},
	{func(b *builder, r Rect) {
		b.person(brush{at: Point{r.Centre().X, r.Bottom() - 2}, k: r.H / 100, out: &b.list.Life})
	}, wordSignListener},
	{func(b *builder, r Rect) { b.idler(Point{r.Centre().X - 14, r.Bottom() - 2}, r.H/100) }, wordSignIdle},
	{certificateSign, wordSignCertificate},
	{func(b *builder, r Rect) {
		b.unheardIn(r.Grow(-8), false, b.pal.Question, Light.Question, 1)
	}, wordSignUnheard},
	{func(b *builder, r Rect) { b.noMailbox(around(r.Centre(), r.H, r.H), "", 0) }, wordSignNobody},
	{flagSign(false), wordSignUnread},
	{flagSign(true), wordSignRead},
	{countdownSign, wordSignQueued},
	{func(b *builder, r Rect) { b.atOnce(around(r.Centre(), r.W, 22), b.least) }, wordSignAtOnce},
	{func(b *builder, r Rect) {
		b.life(newsMark(r.Centre(), 10, 1, b.pal.News)...)
	}, wordSignNews},
	{func(b *builder, r Rect) { b.life(nextMark(r.Centre(), 10, b.pal.Soft)...) }, wordSignNext},
	{func(b *builder, r Rect) {
		b.band(newPath([]Point{{r.X + 4, r.Centre().Y}, {r.Right() - 4, r.Centre().Y}}), 0, 1, b.pal.Question, 0.9)
	}, tr("lo que se dice, de quien habla a quien escucha: gris la pregunta, de color la respuesta", "what is said, from who speaks to who listens: a question in grey, its answer in colour")},
	{func(b *builder, r Rect) {
		b.carriedOn(newPath([]Point{{r.X + 4, r.Centre().Y}, {r.Right() - 4, r.Centre().Y}}), 0, 1, 1, cover{land: b.pal.Lands[0], nth: 1})
	}, tr("por donde ha ido una carta", "the way that a letter has gone")},
	{countSign, wordSignCount},
	{func(b *builder, r Rect) {
		b.carriedOn(newPath([]Point{{r.X + 4, r.Centre().Y}, {r.Right() - 4, r.Centre().Y}}), 0, 1, 1, cover{land: b.pal.Lands[0], nth: 1, much: headerOnly})
	}, tr("por donde ha ido una parte de ella", "the way that a part of one has gone")},
	{func(b *builder, r Rect) { b.twice(r.Centre(), 2, 15, &b.list.Life) }, wordSignTwice},
	{func(b *builder, r Rect) { b.life(b.crease(r.X+4, r.Right()-8, r.Centre().Y)...) }, wordSignFold},
	{streamSign, wordSignStream},
	{fatesSign, wordSignFates},
	{sackSign, wordSignSack},
	{shutSign, wordSignShut},
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

func iconSign(name string) func(*builder, Rect) {
	return func(b *builder, r Rect) {
		b.life(Icon{Name: name, Rect: around(r.Centre(), r.H*0.6, r.H*0.6), Ink: b.pal.Ink, Fill: b.pal.Card, Accent: b.pal.Soft})
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
	b.countdown(Rect{r.X, r.Centre().Y - 11, r.W, 22}, 10248e9, b.least)
}

func sealSign(broken bool) func(*builder, Rect) {
	return func(b *builder, r Rect) {
		(&inspectionView{b: b, k: 1, size: b.least}).seal(r.Centre(), r.H*0.36, "posta", broken)
	}
}

func streamSign(b *builder, r Rect) {
	b.flow([]Point{{r.X + 4, r.Centre().Y}, {r.Right() - 4, r.Centre().Y}}, &[flowKinds]int{6, 3, 2, 3}, 14)
}

func certificateSign(b *builder, r Rect) {
	b.certificateIn(r.Grow(-4), b.least, trace.TLSDone{Verified: true}, "post-office", b.pal.Lands[0])
}

func countSign(b *builder, r Rect) {
	b.counted(r.Centre(), 3, b.least+2, true)
	b.life(b.counts...)
	b.counts = nil
}

func fatesSign(b *builder, r Rect) {
	const size = 11 // of signs only
	b.fatesIn(around(r.Centre(), size*7.5, size*1.8), size, []fate{{kind: flowInbox}, {kind: flowJunk}, {kind: flowLater}, {kind: flowRefused}})
}

func sackSign(b *builder, r Rect) { b.sackAt(r.Centre().Add(Point{0, 3}), 1, r.H*0.36, 1200) }

func shutSign(b *builder, r Rect) { b.nailed(r.Centre(), 1) }

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
		lines := m.tale.wrap(Sans, legendWords, s.word.In(l), wide-legendCell-10-2*legendWords, 4) // a short word may stand out by that much
		y := cell.Centre().Y - float64(len(lines)-1)*legendWords*0.66
		for _, line := range lines {
			b.life(b.text(Sans, legendWords, line, b.pal.Ink, Point{cell.X + legendCell, y}, -1))
			y += legendWords * 1.32
		}
	}
	return b.list
}
