package form

import (
	"errors"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"posta/sim/lang"
)

// What goes wrong most often is a text that needed quotes: YAML ends it at a comma within braces, takes a colon and a space
// for the end of a key, a bracket for the beginning of a list. The words of YAML's own complaint are then about something else
// altogether. Here such a text is found on its line, and the line is shown as it should have been: mending is tried, and
// offered only when it helps.

const (
	maxMended  = 120       // characters of a line that is shown mended
	maxMending = 64 << 10  // octets of a file in which mending is tried
	maxTries   = 12        // of mending one line
	maxRow     = 4 << 10   // octets of a line in which a text is looked for
	maxAbove   = 200       // lines above, in which the beginning of a text is looked for
	endless    = 1_000_000 // a line behind every other
)

// stretch is a part of a line, counted in characters from 0.
type stretch struct{ start, end int }

// text gives the characters of it.
func (s stretch) text(line []rune) string { return string(line[s.start:s.end]) }

var (
	flowKey   = regexp.MustCompile(`^\s*([A-Za-z_][A-Za-z0-9_]*):(\s|$)`)
	blockKey  = regexp.MustCompile(`^((?:\s*- )*\s*)([A-Za-z0-9_.@-]+):\s+(\S.*)$`)
	emptyKey  = regexp.MustCompile(`^((?:\s*- )*\s*)([a-z_]+):\s*$`)
	blockText = regexp.MustCompile(`^((?:\s*- )*\s*)([^\s].*?):\s*[|>][-+0-9]*\s*(?:#.*)?$`)
)

// keyFollows says whether a key of the form stands at the beginning of a text.
func (form *Format) keyFollows(rest []rune) bool {
	m := flowKey.FindStringSubmatch(string(rest[:min(len(rest), 40)]))
	return m != nil && (form.keys()[m[1]] != nil || form.Meant[m[1]] != nil || Nearest(m[1], form.allKeys()) != "")
}

// row gives a line of the file, where a text can be looked for in it.
func (r *Reporter) row(n int) ([]rune, bool) {
	if n < 1 || n > len(r.lines) || len(r.lines[n-1]) > maxRow {
		return nil, false
	}
	return []rune(r.lines[n-1]), true
}

// flowText gives the stretch of a text that begins at a place within braces or brackets, as its author meant it: it ends at
// the bracket that closes them, or at a comma that a key follows.
func (form *Format) flowText(line []rune, start int) stretch {
	end, depth := start, 0
loop:
	for ; end < len(line); end++ {
		switch line[end] {
		case '{', '[':
			depth++
		case '}', ']':
			if depth == 0 {
				break loop
			}
			depth--
		case ',':
			if depth == 0 && form.keyFollows(line[end+1:]) {
				break loop
			}
		}
	}
	for end > start && (unicode.IsSpace(line[end-1]) || line[end-1] == ',') {
		end--
	}
	return stretch{start, end}
}

// inQuotes writes a text so that YAML takes it for nothing else.
func inQuotes(s string) string {
	if strings.Contains(s, `"`) && !strings.Contains(s, "'") {
		return "'" + s + "'"
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

// mended gives a line with stretches of it in quotes.
func mended(line []rune, parts []stretch) string {
	var b strings.Builder
	at := 0
	for _, p := range parts {
		b.WriteString(string(line[at:p.start]))
		b.WriteString(inQuotes(p.text(line)))
		at = p.end
	}
	b.WriteString(string(line[at:]))
	return b.String()
}

// quoteHint tells to put a text in quotes, and shows the line with all that needs them, or of a long one the text alone.
func quoteHint(row []rune, text stretch, all ...stretch) lang.Text {
	if all == nil {
		all = []stretch{text}
	}
	how := strings.TrimSpace(mended(row, all))
	if utf8.RuneCountInString(how) > maxMended {
		how = inQuotes(text.text(row))
		for i := text.start - 1; i >= 0; i-- { // with its key, if that is just before it
			if strings.ContainsRune("{,[", row[i]) {
				how = strings.TrimSpace(string(row[i+1:text.start])) + " " + how
				break
			}
		}
		if utf8.RuneCountInString(how) > maxMended {
			return tr("pon el texto entre comillas", "put the text in quotes")
		}
	}
	return tr("pon el texto entre comillas: %s", "put the text in quotes: %s", printable(how))
}

// cut is a value in braces that a comma has cut in two: what follows the comma has become a key of its own.
type cut struct {
	whole stretch // of the line
	field *Field  // whose value it is
	prose bool    // and not a number
	key   string  // that what follows has become
}

// cutAt says whether the key of the pair i of a mapping is really the rest of the value before it.
func (d *Decoder) cutAt(n *yaml.Node, i int, s *Shape) (c cut, ok bool) {
	if n.Style&yaml.FlowStyle == 0 || i < 2 {
		return c, false
	}
	c.field = s.field(n.Content[i-2].Value)
	value, key := n.Content[i-1], n.Content[i]
	if c.field == nil || s.field(key.Value) != nil || key.Kind != yaml.ScalarNode || value.Kind != yaml.ScalarNode || value.Style != 0 || value.Value == "" || value.Line != key.Line {
		return c, false
	}
	row, ok := d.row(key.Line)
	if !ok || value.Column >= key.Column || key.Column > len(row) {
		return c, false
	}
	c.key, c.whole = key.Value, d.Format.flowText(row, value.Column-1)
	if key.Column > c.whole.end {
		return c, false
	}
	after := strings.TrimSpace(string(row[min(len(row), key.Column-1+utf8.RuneCountInString(key.Value)):]))
	if strings.HasPrefix(after, ":") && (!d.Format.Prose[c.field.Key] || !strings.ContainsFunc(key.Value, func(r rune) bool { return !unicode.IsLower(r) })) {
		return c, false // a key with a value, and nothing that looks like prose: it is probably misspelt
	}
	switch t, _ := ValueType(s.Of.FieldByIndex(c.field.Index).Type); t {
	case reflect.TypeFor[Line](), reflect.TypeFor[Str](), reflect.TypeFor[Phrase](), reflect.TypeFor[Words](), reflect.TypeFor[Caption]():
		c.prose = true
		return c, d.Format.suggestKey(key.Value, s.keys()) == ""
	default:
		sc, isScalar := reflect.New(t).Interface().(Scalar)
		fixed, comma := decimalPoint(c.whole.text(row))
		return c, comma && isScalar && sc.Parse(&yaml.Node{Kind: yaml.ScalarNode, Value: fixed}, c.field) == nil
	}
}

// cutText reports such a value, and gives the column at which the whole of it ends; 0 if the pair is something else.
func (d *Decoder) cutText(at Place, i int, s *Shape) (end int) {
	if d.Full() {
		return 0
	}
	c, ok := d.cutAt(at.Node, i, s)
	if !ok {
		return 0
	}
	value := at.Node.Content[i-1]
	row, _ := d.row(value.Line)
	text := c.whole.text(row)
	what := tr("la coma parte este texto en dos: YAML toma «%s» por otra clave", "the comma cuts this text in two: YAML takes \"%s\" for another key", Shown(c.key))
	var hint lang.Text
	_, several := ValueType(s.Of.FieldByIndex(c.field.Index).Type)
	switch {
	case !c.prose:
		// The part before the comma may have been complained of already.
		d.problems = slices.DeleteFunc(d.problems, func(p Problem) bool { return p.Line == value.Line && p.Column == value.Column })
		fixed, _ := decimalPoint(text)
		what = tr("los decimales van con punto, no con coma", "decimals take a point, not a comma")
		hint = tr("escribe %s: %s", "write %s: %s", c.field.Key, fixed)
	case several && !d.Format.Prose[c.field.Key]:
		what = tr("la coma separa claves, no los valores de «%s»: YAML toma «%s» por otra clave", "the comma separates keys, not the values of \"%s\": YAML takes \"%s\" for another key", c.field.Key, Shown(c.key))
		hint = tr("si son varios, escríbelos como lista: %s: [%s]", "if these are several, write them as a list: %s: [%s]", c.field.Key, Shown(text))
	default:
		// All that is cut on this line is shown mended at once: es and en mostly are together.
		var parts []stretch
		for j := 2; j+1 < len(at.Node.Content); j += 2 {
			if o, ok := d.cutAt(at.Node, j, s); ok && o.prose && at.Node.Content[j].Line == value.Line && (parts == nil || o.whole.start >= parts[len(parts)-1].end) {
				parts = append(parts, o.whole)
			}
		}
		hint = quoteHint(row, c.whole, parts...)
		if open := Curly(text); open != "" {
			what = tr("%s no son comillas para YAML, y la coma parte este texto en dos", "%s are no quotes to YAML, and the comma cuts this text in two", open)
			hint = straightHint(c.field.Key+": ", open, text)
		}
	}
	d.ReportAt(value.Line, c.whole.start+1, c.whole.end-c.whole.start, at.Path.Then(c.field.Key).String(), CodeUnknownKey, what, hint)
	return c.whole.end
}

// straightHint shows a text that has a word processor's quotes around it in those of YAML, with what goes before it.
func straightHint(before, open, text string) lang.Text {
	inside := strings.TrimFunc(text, func(r rune) bool { return strings.ContainsRune(open, r) })
	return tr("con comillas rectas: %s\"%s\"", "with straight quotes: %s\"%s\"", before, Shown(strings.ReplaceAll(inside, `"`, `\"`)))
}

// lackingQuotes says of a text that YAML cannot read without quotes why that is, and shows it mended: all of the line's texts, or,
// where somebody did write quotes, but those of a word processor, that one.
func lackingQuotes(why lang.Text, row []rune, text stretch, all ...stretch) (what, hint lang.Text) {
	if open := Curly(text.text(row)); open != "" {
		return tr("%s no son comillas para YAML, y este texto las necesita", "%s are no quotes to YAML, and this text needs some", open), straightHint("", open, text.text(row))
	}
	return why, quoteHint(row, text, all...)
}

// Curly gives the quotes that a word processor put around a text; "" for none.
func Curly(text string) string {
	for _, pair := range []string{"“”", "‘’", "„“", "«»", "‟”", "””", "’’"} {
		q := []rune(pair)
		inside, ok := strings.CutPrefix(text, string(q[0]))
		if inside, closed := strings.CutSuffix(inside, string(q[1])); ok && closed && !strings.ContainsAny(inside, pair) {
			return string(q[0]) + " " + string(q[1])
		}
	}
	return ""
}

var decimalComma = regexp.MustCompile(`^(-?[0-9]+),([0-9]+)`)

// decimalPoint writes a number with a comma as the format has it.
func decimalPoint(s string) (string, bool) {
	return decimalComma.ReplaceAllString(s, "$1.$2"), decimalComma.MatchString(s)
}

// wrapper is a type that adds to another only that it may be absent, or that there may be several.
type wrapper interface {
	wraps() (of reflect.Type, several bool)
}

func (*Opt[T]) wraps() (of reflect.Type, several bool)  { return reflect.TypeFor[T](), false }
func (*List[T]) wraps() (of reflect.Type, several bool) { return reflect.TypeFor[T](), true }

// ValueType gives the type of a key's values, and whether it may have several.
func ValueType(t reflect.Type) (of reflect.Type, several bool) {
	for {
		w, ok := reflect.New(t).Interface().(wrapper)
		if !ok {
			return t, several
		}
		inner, more := w.wraps()
		t, several = inner, several || more
	}
}

// colonText recognises a text with a colon where a text in one or two languages was due: YAML has made a mapping of it.
func (d *Decoder) colonText(at Place, key *yaml.Node, s *Shape) bool {
	if s.Of != reflect.TypeFor[bilingual]() || at.Node.Content[0] != key || key.Style != 0 {
		return false
	}
	line, ok := d.row(key.Line)
	whole := stretch{key.Column - 1, len([]rune(strings.TrimRight(string(line), " \t\r")))}
	switch {
	case !ok || whole.start >= whole.end || line[whole.start] == '{':
		return false
	case at.Node.Style&yaml.FlowStyle != 0:
		if whole = d.Format.flowText(line, whole.start); at.Node.Column != key.Column {
			return false // braces of the author's own
		}
	}
	what, hint := lackingQuotes(colonWords, line, whole)
	d.ReportAt(key.Line, whole.start+1, whole.end-whole.start, at.Path.String(), CodeUnknownKey, what, hint)
	return true
}

var colonWords = tr("en este texto hay «: », y sin comillas YAML cree que lo de delante es una clave", "there is a \": \" in this text, and without quotes YAML takes what is before it for a key")

// unindented recognises, at a line that makes no sense as YAML, the text of a block that was not indented, and reports it.
func (r *Reporter) unindented(line int) bool {
	indentOf := func(s string) int { return len(s) - len(strings.TrimLeft(s, " ")) }
	looksLikeKey := func(s string) bool {
		s = strings.TrimSpace(s)
		return strings.HasPrefix(s, "- ") || r.Format.keyFollows([]rune(s))
	}
	n := min(line, len(r.lines))
	if n > 1 && (looksLikeKey(r.lines[n-1]) || strings.TrimSpace(r.lines[n-1]) == "") {
		n-- // it is the line before that was in the way
	}
	var below []int // lines that are no keys
	for last := max(1, n-maxAbove); n >= last; n-- {
		text := r.lines[n-1]
		if len(text) > maxRow {
			return false
		}
		if m := blockText.FindStringSubmatch(text); m != nil {
			if len(below) == 0 {
				return false
			}
			slices.Reverse(below)
			margin, wanted := utf8.RuneCountInString(m[1]), indentOf(r.lines[below[0]-1])
			what := tr("esta línea del texto de «%s: |» tiene menos sangría que la primera", "this line of the text of \"%s: |\" is indented less than the first one", Shown(m[2]))
			if wanted <= margin {
				wanted = margin + 2
				what = tr("el texto de «%s: |» tiene que ir con más sangría que «%s»", "the text of \"%s: |\" has to be indented further than \"%s\"", Shown(m[2]), Shown(m[2]))
			}
			for _, n := range below {
				if indent := indentOf(r.lines[n-1]); indent < wanted {
					hint := tr("añade %d espacios delante de cada línea del texto", "put %d more spaces before each line of the text", wanted-indent)
					if wanted-indent == 1 {
						hint = tr("añade un espacio delante", "put one more space before it")
					}
					r.ReportAt(n, indent+1, utf8.RuneCountInString(strings.TrimSpace(r.lines[n-1])), "", CodeSyntax, what, hint)
					return true
				}
			}
			return false
		}
		if m := emptyKey.FindStringSubmatch(text); m != nil && r.Format.Prose[m[2]] && len(below) > 0 && indentOf(r.lines[below[len(below)-1]-1]) > utf8.RuneCountInString(m[1]) {
			r.ReportAt(n, utf8.RuneCountInString(m[1])+1, utf8.RuneCountInString(m[2])+1, "", CodeSyntax,
				tr("el texto de debajo de «%s:» no se entiende como YAML", "the text below \"%s:\" makes no sense as YAML", m[2]),
				tr("escribe %s: |, con la barra, y el texto debajo", "write %s: |, with the bar, and the text below it", m[2]))
			return true
		}
		if looksLikeKey(text) {
			return false
		}
		if strings.TrimSpace(text) != "" {
			below = append(below, n)
		}
	}
	return false
}

// gluedKey recognises a key that lacks its colon or the space after it, and tells which one it is.
func gluedKey(text string, s *Shape) (f *Field, value string) {
	i := strings.IndexFunc(text, func(r rune) bool { return r != '_' && !unicode.IsLetter(r) })
	if i < 1 {
		return nil, ""
	}
	if f = s.field(text[:i]); f == nil || text[i] != ':' && text[i] != ' ' && text[i] != '=' {
		return nil, ""
	}
	return f, strings.TrimLeft(text[i:], ":= ")
}

// gluedHint tells how such a key is written.
func gluedHint(f *Field, value string) lang.Text {
	return tr("escribe %s: %s, con dos puntos y un espacio", "write %s: %s, with a colon and a space", f.Key, Shown(value))
}

// unquoted recognises, where YAML stops, a text that needed quotes, and reports it with the line mended.
func (r *Reporter) unquoted(le *yaml.LoadError) bool {
	failed := le.Mark.Line
	size := 0
	for _, l := range r.lines {
		size += len(l) + 1
	}
	if size > maxMending {
		return false
	}
	tries := 0
	for _, n := range slices.Compact([]int{le.Mark.Line, le.ContextMark.Line, le.Mark.Line - 1}) {
		line, ok := r.row(n)
		if !ok {
			continue
		}
		parts := r.Format.suspects(line)
		attempts := make([][]stretch, 0, len(parts)+1)
		for _, p := range parts {
			attempts = append(attempts, []stretch{p})
		}
		if together := apart(parts); len(together) > 1 {
			attempts = append(attempts, together)
		}
		for _, a := range attempts {
			if tries++; tries > maxTries {
				return false
			}
			if r.failsAt(n, mended(line, a)) <= failed {
				continue
			}
			what, hint := lackingQuotes(whyQuotes(a[0].text(line)), line, a[0], a...)
			r.ReportAt(n, a[0].start+1, a[0].end-a[0].start, "", CodeSyntax, what, hint)
			return true
		}
	}
	return false
}

// apart leaves out what overlaps with something before it.
func apart(parts []stretch) (out []stretch) {
	for _, p := range parts {
		if len(out) == 0 || p.start >= out[len(out)-1].end {
			out = append(out, p)
		}
	}
	return out
}

// failsAt gives the line at which YAML would stop with another text in a line's place.
func (r *Reporter) failsAt(n int, text string) int {
	lines := slices.Clone(r.lines)
	lines[n-1] = text
	_, err := compose([]byte(strings.Join(lines, "\n")))
	if err == nil {
		return endless
	}
	var le *yaml.LoadError
	if errors.As(err, &le) {
		return max(le.Mark.Line, le.ContextMark.Line)
	}
	return 0
}

// suspects are the texts of a line that are not in quotes and perhaps need them.
func (form *Format) suspects(line []rune) []stretch {
	var out []stretch
	add := func(p stretch) {
		text := p.text(line)
		if text == "" || strings.ContainsAny(text[:1], "|>") || !strings.ContainsAny(text, ":{}[]@`%*&!\"'") {
			return
		}
		// A list, a mapping or a text in quotes needs none, unless there is more after it: [Urgent] Hello.
		if closing := strings.IndexByte("{[\"'", text[0]); closing >= 0 {
			if i := strings.LastIndexByte(text, "}]\"'"[closing]); i < 1 || i == len(text)-1 {
				return
			}
		}
		out = append(out, p)
	}
	if m := blockKey.FindStringSubmatchIndex(string(line)); m != nil {
		start := utf8.RuneCountInString(string(line)[:m[6]])
		add(stretch{start, len([]rune(strings.TrimRight(string(line), " \t\r")))})
	}
	for i := 0; i+1 < len(line); i++ {
		if line[i] != '{' && line[i] != ',' || !form.keyFollows(line[i+1:]) {
			continue
		}
		start := i + 1 + slices.Index(line[i+1:], ':') + 1
		for start < len(line) && unicode.IsSpace(line[start]) {
			start++
		}
		if start < len(line) {
			add(form.flowText(line, start))
		}
	}
	return out
}

// whyQuotes tells why a text needs them.
func whyQuotes(text string) lang.Text {
	r, _ := utf8.DecodeRuneInString(text)
	switch i := strings.IndexAny(text, "{}[]"); {
	case r == '"' || r == '\'':
		return tr("este texto sigue después de cerrar las comillas", "this text goes on after its quotes have closed")
	case strings.ContainsRune("@`%*&!", r):
		return tr("un texto no puede empezar por «%s» sin comillas", "a text cannot begin with \"%s\" without quotes", string(r))
	case strings.Contains(text, ": ") || strings.HasSuffix(text, ":"):
		return colonWords
	case i >= 0:
		return tr("en este texto hay «%s», y sin comillas tiene otro sentido en YAML", "there is a \"%s\" in this text, and without quotes it has another meaning in YAML", text[i:i+1])
	}
	return tr("este texto necesita comillas", "this text needs quotes")
}
