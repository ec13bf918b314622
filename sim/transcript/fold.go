package transcript

import (
	"fmt"
	"strconv"

	"posta/sim/explain"
	"posta/sim/lang"
	"posta/sim/story"
)

// folded says how often the same happened, and how long the waits were.
func (p *printer) folded(f story.Fold) {
	n := strconv.Itoa(len(f.Waits))
	var waits lang.Text
	if len(f.Waits) <= 4 {
		var es, en []string
		for _, w := range f.Waits {
			d := explain.Duration(w)
			es, en = append(es, d.ES), append(en, d.EN)
		}
		waits = lang.Text{ES: "de " + explain.List(es).ES, EN: "of " + explain.List(en).EN}
	} else {
		least, most := f.Waits[0], f.Waits[0]
		for _, w := range f.Waits {
			least, most = min(least, w), max(most, w)
		}
		a, b := explain.Duration(least), explain.Duration(most)
		waits = lang.Text{ES: "de entre " + a.ES + " y " + b.ES, EN: "between " + a.EN + " and " + b.EN}
	}
	p.line("")
	head := fmt.Sprintf("%d–%d. ", f.Begin+1, f.End)
	width := len([]rune(head))
	p.para(p.paint(bold, head), width, width, bold, p.pick("… y así "+n+" veces más, con esperas "+waits.ES, "… and so on "+n+" times more, with waits "+waits.EN))
}
