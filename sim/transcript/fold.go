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
		var spans []lang.Text
		for _, w := range f.Waits {
			spans = append(spans, explain.Duration(w))
		}
		waits = lang.Sprintf("de %s", "of %s", explain.Listed(spans))
	} else {
		least, most := f.Waits[0], f.Waits[0]
		for _, w := range f.Waits {
			least, most = min(least, w), max(most, w)
		}
		a, b := explain.Duration(least), explain.Duration(most)
		waits = lang.Sprintf("de entre %s y %s", "between %s and %s", a, b)
	}
	p.line("")
	head := fmt.Sprintf("%d–%d. ", f.Begin+1, f.End)
	width := len([]rune(head))
	p.para(p.paint(bold, head), width, width, bold, p.pick("… y así %s veces más, con esperas %s", "… and so on %s times more, with waits %s", n, waits))
}
