package form

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"

	"posta/sim/lang"
)

// What a file may hold at most. They are far above what anybody writes, and low enough that a hostile file is refused in
// a moment and in little memory.
const (
	MaxFileSize = 1 << 20 // octets of YAML
	MaxDepth    = 16      // lists and mappings within each other
	MaxNodes    = 100_000 // values in the file
	MaxProblems = 100     // reported at once
)

// Load turns bytes into the top node of one YAML document, or reports why it cannot.
func Load(rep *Reporter, src []byte) *yaml.Node {
	whole := func(code Code, what, hint lang.Text) *yaml.Node {
		rep.ReportAt(1, 1, 1, "", code, what, hint)
		return nil
	}
	if len(src) > MaxFileSize {
		return whole(CodeTooBig,
			tr("el archivo ocupa %d bytes y %s no puede pasar de %d (1 MiB)", "the file is %d bytes long and %s may have %d (1 MiB) at most", len(src), rep.Format.Name, MaxFileSize),
			rep.Format.Large)
	}
	src = bytes.TrimPrefix(src, []byte("\ufeff"))
	if wide := wideEncoding(src); wide != "" {
		return whole(CodeEncoding,
			tr("el archivo está en %s", "the file is in %s", wide),
			tr("guárdalo de nuevo como UTF-8", "save it again as UTF-8"))
	}
	if i := bytes.IndexByte(src, 0); i >= 0 {
		return whole(CodeBinary,
			tr("esto no es texto: hay un byte nulo en la posición %d", "this is not text: there is a null byte at position %d", i),
			tr("%s es un archivo de texto YAML; comprueba que sea el archivo que querías", "%s is a YAML text file; make sure it is the file you meant", rep.Format.Name))
	}
	if line, column, bad := firstBadUTF8(src); bad {
		rep.lines = strings.Split(strings.ToValidUTF8(string(src), "\ufffd"), "\n")
		rep.ReportAt(line, column, 1, "", CodeEncoding,
			tr("aquí hay un carácter que no está en UTF-8", "there is a character here that is not UTF-8"),
			tr("guarda el archivo como UTF-8; suele pasar con acentos de un archivo guardado como Latin-1 o Windows-1252", "save the file as UTF-8; it often happens with accents in a file saved as Latin-1 or Windows-1252"))
		return nil
	}
	text := string(src)
	rep.lines = strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	if line, column, r := firstControl(rep.lines); r != 0 {
		rep.ReportAt(line, column, 1, "", CodeBinary,
			tr("aquí hay un carácter de control (U+%04X), que YAML no admite", "there is a control character here (U+%04X), which YAML does not allow", r),
			tr("bórralo; si hace falta en un texto, escríbelo entre comillas dobles como \"%s\"", "delete it; if a text needs it, write it in double quotes as \"%s\"", escape(r)))
		return nil
	}
	root, err := compose(src)
	switch {
	case errors.Is(err, io.EOF):
		return whole(CodeEmpty,
			tr("el archivo está vacío", "the file is empty"),
			rep.Format.Begin)
	case errors.As(err, new(*several)):
		second := err.(*several)
		rep.ReportAt(second.line, 1, 3, "", CodeSeveral,
			tr("aquí empieza un segundo documento YAML («---» o «...»), y en un archivo solo cabe uno", "a second YAML document begins here (\"---\" or \"...\"), and a file has only one"),
			tr("pon cada uno en su propio archivo", "put each into a file of its own"))
		return nil
	case err != nil:
		reportSyntax(rep, err)
		return nil
	}
	if !inspect(rep, root) {
		return nil
	}
	return root
}

// several is the error of a file with more than one document.
type several struct{ line int }

func (s *several) Error() string { return fmt.Sprintf("second document on line %d", s.line) }

// compose builds the node tree. Nodes refer to anchors without copying them, so that a "bomb" of aliases stays as small as
// it is in the file; inspect refuses it then.
func compose(src []byte) (root *yaml.Node, err error) {
	// The library panics on some broken inputs of its own making in odd states; a file is never worth a crash.
	defer func() {
		if p := recover(); p != nil {
			root, err = nil, fmt.Errorf("yaml: %v", p)
		}
	}()
	loader, err := yaml.NewLoader(bytes.NewReader(src), yaml.WithUniqueKeys(false),
		yaml.WithPlugin(loaderlimits.New(loaderlimits.DepthValue(MaxDepth+1), loaderlimits.AliasNone())))
	if err != nil {
		return nil, err
	}
	var doc yaml.Node
	if err := loader.Load(&doc); err != nil {
		return nil, err
	}
	var next yaml.Node
	if err := loader.Load(&next); err == nil || !errors.Is(err, io.EOF) {
		return nil, &several{line: secondDocument(src)}
	}
	if doc.Kind == yaml.DocumentNode && len(doc.Content) == 1 {
		return doc.Content[0], nil
	}
	return &doc, nil
}

// secondDocument finds the line of the marker that ends the first document.
func secondDocument(src []byte) int {
	begun := false
	line := 0
	for text := range strings.SplitSeq(string(src), "\n") {
		line++
		text = strings.TrimRight(text, " \t\r")
		switch {
		case text == "---" || strings.HasPrefix(text, "--- ") || text == "...":
			if begun {
				return line
			}
			begun = true
		case text != "" && text[0] != '#' && text[0] != '%':
			begun = true
		}
	}
	return max(1, line)
}

func firstBadUTF8(src []byte) (line, column int, bad bool) {
	if utf8.Valid(src) {
		return 0, 0, false
	}
	line, column = 1, 1
	for len(src) > 0 {
		r, size := utf8.DecodeRune(src)
		if r == utf8.RuneError && size == 1 {
			break
		}
		if column++; r == '\n' {
			line, column = line+1, 1
		}
		src = src[size:]
	}
	return line, column, true
}

// firstControl finds a character that YAML forbids in a stream (YAML 1.2.2 section 5.1).
func firstControl(lines []string) (line, column int, r rune) {
	for i, text := range lines {
		column := 0
		for _, r := range text {
			column++
			switch {
			case r < ' ' && r != '\t' && r != '\r', r >= 0x7f && r < 0xa0 && r != 0x85, r == 0xfffe, r == 0xffff, r == 0xfeff:
				return i + 1, column, r
			}
		}
	}
	return 0, 0, 0
}

// inspect refuses what YAML can do and no form has a use for.
func inspect(rep *Reporter, root *yaml.Node) bool {
	nodes, ok := 0, true
	var walk func(n *yaml.Node, depth int)
	walk = func(n *yaml.Node, depth int) {
		if nodes++; nodes > MaxNodes {
			return
		}
		at := Place{Node: n}
		switch {
		case n.Kind == yaml.AliasNode:
			ok = false
			rep.Report(at, CodeAnchor,
				tr("«*%s» repite un valor por referencia, y aquí no se usan anclas ni alias de YAML", "\"*%s\" repeats a value by reference, and YAML anchors and aliases are not used here", Shown(n.Value)),
				tr("escribe el valor aquí otra vez; si era un texto que empieza por «*», ponlo entre comillas", "write the value here once more; if it was a text that begins with \"*\", put it in quotes"))
			return
		case n.Anchor != "":
			ok = false
			rep.Report(at, CodeAnchor,
				tr("«&%s» es un ancla de YAML, y aquí no se usan", "\"&%s\" is a YAML anchor, and they are not used here", Shown(n.Anchor)),
				tr("bórrala; si era un texto que empieza por «&», ponlo entre comillas", "delete it; if it was a text that begins with \"&\", put it in quotes"))
		case n.Style&yaml.TaggedStyle != 0 && !strings.HasPrefix(n.Tag, "!!"), strings.HasPrefix(n.Tag, "!!") && !plainTags[n.Tag]:
			ok = false
			rep.Report(at, CodeTag,
				tr("«%s» es una etiqueta de tipo de YAML, y aquí no se usan", "\"%s\" is a YAML type tag, and they are not used here", Shown(n.Tag)),
				tr("bórrala; si era un texto que empieza por «!», ponlo entre comillas", "delete it; if it was a text that begins with \"!\", put it in quotes"))
		case depth > MaxDepth:
			ok = false
			rep.Report(at, CodeTooDeep,
				tr("hay más de %d niveles de listas y mapas uno dentro de otro", "there are more than %d levels of lists and mappings within each other", MaxDepth),
				tr("nunca hacen falta tantos; revisa la sangría y los corchetes", "so many are never needed; look at the indentation and the brackets"))
			return
		}
		for _, c := range n.Content {
			walk(c, depth+1)
		}
	}
	walk(root, 1)
	if nodes > MaxNodes {
		rep.ReportAt(1, 1, 1, "", CodeTooBig,
			tr("el archivo tiene más de %d valores", "the file has more than %d values", MaxNodes),
			tr("divídelo en varios", "split it into several"))
		return false
	}
	return ok
}

var plainTags = map[string]bool{"!!str": true, "!!int": true, "!!float": true, "!!bool": true, "!!null": true, "!!map": true, "!!seq": true, "!!timestamp": true, "!!merge": true}

// reportSyntax words what the YAML library found.
func reportSyntax(rep *Reporter, err error) {
	var le *yaml.LoadError
	if !errors.As(err, &le) {
		rep.ReportAt(1, 1, 1, "", CodeSyntax, tr("el archivo no es YAML válido", "the file is not valid YAML"), tr("revisa comillas, corchetes y sangría", "look at quotes, brackets and indentation"))
		return
	}
	line, column := le.Mark.Line, le.Mark.Column
	context := le.ContextMark
	if line < 1 {
		line, column = context.Line, context.Column
	}
	line = min(max(1, line), max(1, len(rep.lines)))
	column = max(1, column)
	message, contextMessage := le.Message, le.ContextMsg
	if strings.Contains(message, "max depth") {
		rep.ReportAt(line, column, 1, "", CodeTooDeep,
			tr("hay más de %d niveles de listas y mapas uno dentro de otro", "there are more than %d levels of lists and mappings within each other", MaxDepth),
			tr("nunca hacen falta tantos; revisa la sangría y los corchetes", "so many are never needed; look at the indentation and the brackets"))
		return
	}
	// Between brackets and quotes a tab is a space like any other.
	indented := !strings.Contains(contextMessage, "flow") && !strings.Contains(contextMessage, "quoted")
	if indented && rep.tabbed(line, line-1, context.Line) || rep.unindented(line) || rep.unquoted(le) || (strings.Contains(message, "mapping values are not allowed") || strings.Contains(message, "did not find expected key")) && rep.colonless(line) {
		return
	}
	for _, s := range syntaxWords {
		if strings.Contains(message, s.message) && strings.Contains(contextMessage, s.context) {
			if s.begins && context.Line >= 1 {
				line, column = context.Line, max(1, context.Column)
			}
			what, hint := s.what, s.hint
			if s.message == "cannot start any token" && line <= len(rep.lines) {
				what, hint = badStart(rep.lines[line-1], column)
			}
			rep.ReportAt(line, column, 1, "", s.code(), what, hint)
			return
		}
	}
	rep.ReportAt(line, column, 1, "", CodeSyntax,
		tr("aquí el YAML deja de entenderse", "the YAML stops making sense here"),
		tr("revisa comillas, corchetes y sangría en esta línea y en la anterior", "look at quotes, brackets and indentation on this line and the one before"))
}

// tabbed finds the tab that one of these lines is indented with, which YAML does not allow and says in many ways (YAML 1.2.2,
// section 6.1).
func (rep *Reporter) tabbed(lines ...int) bool {
	for _, at := range lines {
		if at < 1 || at > len(rep.lines) {
			continue
		}
		line := rep.lines[at-1]
		text := strings.TrimLeft(line, " \t")
		tab := strings.IndexByte(line[:len(line)-len(text)], '\t')
		if tab < 0 || strings.TrimSpace(text) == "" || text[0] == '#' {
			continue
		}
		rep.ReportAt(at, tab+1, 1, "", CodeSyntax,
			tr("hay un tabulador en la sangría, y YAML solo admite espacios", "there is a tab in the indentation, and YAML allows only spaces"),
			tr("cambia cada tabulador por dos espacios", "replace each tab by two spaces"))
		return true
	}
	return false
}

// bareKey is a line with nothing but a word that could be a key, with the hyphen of a list before it or not.
var bareKey = regexp.MustCompile(`^ *(?:- +)?([\pL\pN_.@*-]+) *(?:#.*)?$`)

// colonless finds the key without its colon above a line that YAML stumbles at: what is indented below it is its own.
func (rep *Reporter) colonless(line int) bool {
	margin := func(i int) int { return len(rep.lines[i-1]) - len(strings.TrimLeft(rep.lines[i-1], " ")) }
	at := line - 1
	for at >= 1 && strings.TrimSpace(strings.SplitN(rep.lines[at-1], "#", 2)[0]) == "" {
		at--
	}
	if at < 1 || margin(at) >= margin(line) {
		return false
	}
	word := bareKey.FindStringSubmatchIndex(rep.lines[at-1])
	if word == nil {
		return false
	}
	key := rep.lines[at-1][word[2]:word[3]]
	rep.ReportAt(at, utf8.RuneCountInString(rep.lines[at-1][:word[2]])+1, utf8.RuneCountInString(key), "", CodeSyntax,
		tr("a «%s» le faltan los dos puntos", "\"%s\" lacks its colon", Shown(key)),
		tr("escribe %s: y deja debajo, con más sangría, lo que es suyo", "write %s: and leave below it, indented further, what is its own", Shown(key)))
	return true
}

// badStart explains a character that begins nothing.
func badStart(line string, column int) (what, hint lang.Text) {
	runes := []rune(line)
	if column > len(runes) {
		column = max(1, len(runes))
	}
	r := ' '
	if len(runes) > 0 {
		r = runes[column-1]
	}
	if r == '|' || r == '>' {
		return tr("entre llaves o corchetes no cabe un texto de varias líneas", "a text of several lines does not fit within braces or brackets"),
			tr("pon cada clave en una línea, con sangría, y el texto debajo de «%s»", "put each key on a line of its own, indented, and the text below \"%s\"", string(r))
	}
	return tr("un texto no puede empezar por «%s» sin comillas", "a text cannot begin with \"%s\" without quotes", printable(string(r))),
		tr("ponlo entre comillas: \"%s…\"", "put it in quotes: \"%s…\"", printable(string(r)))
}

// syntaxWord explains one message of the YAML library.
type syntaxWord struct {
	message, context string // parts of what the library says
	begins           bool   // the beginning of the construct is the better place to point at
	what, hint       lang.Text
	unknownAnchor    bool
}

func (s syntaxWord) code() Code {
	if s.unknownAnchor {
		return CodeAnchor
	}
	return CodeSyntax
}

var syntaxWords = []syntaxWord{
	{message: "cannot start any token"},
	{message: "mapping values are not allowed",
		what: tr("no se esperaba «:» aquí", "\":\" was not expected here"),
		hint: tr("si es parte de un texto, ponlo todo entre comillas; si es una clave, va en su propia línea", "if it is part of a text, put the whole of it in quotes; if it is a key, it goes on a line of its own")},
	{message: "block sequence entries are not allowed",
		what: tr("no se esperaba «-» aquí", "\"-\" was not expected here"),
		hint: tr("los elementos de una lista van cada uno en su línea, o entre corchetes: [a, b]", "the items of a list go on lines of their own, or in brackets: [a, b]")},
	{message: "mapping keys are not allowed",
		what: tr("no se esperaba una clave aquí", "a key was not expected here"),
		hint: tr("revisa la sangría de esta línea", "look at the indentation of this line")},
	{message: "", context: "flow sequence", begins: true,
		what: tr("esta lista abre con «[» y no se cierra bien: falta una coma o «]»", "this list opens with \"[\" and does not close properly: a comma or \"]\" is missing"),
		hint: tr("escribe [uno, dos]; los textos con comas o corchetes, entre comillas", "write [one, two]; texts with commas or brackets go in quotes")},
	{message: "", context: "flow mapping", begins: true,
		what: tr("este mapa abre con «{» y no se cierra bien: falta una coma o «}»", "this mapping opens with \"{\" and does not close properly: a comma or \"}\" is missing"),
		hint: tr("escribe {clave: valor, otra: valor}; los textos con comas o llaves, entre comillas", "write {key: value, other: value}; texts with commas or braces go in quotes")},
	{message: "unexpected end of stream", context: "quoted scalar", begins: true,
		what: tr("estas comillas se abren y no se cierran", "these quotes open and never close"),
		hint: tr("cierra las comillas al final del texto", "close the quotes at the end of the text")},
	{message: "document indicator", context: "quoted scalar", begins: true,
		what: tr("estas comillas se abren y no se cierran", "these quotes open and never close"),
		hint: tr("cierra las comillas al final del texto", "close the quotes at the end of the text")},
	{message: "escape", context: "quoted scalar",
		what: tr("entre comillas dobles, «\\» y esta letra no significan nada", "within double quotes, \"\\\" and this letter mean nothing"),
		hint: tr("escribe «\\\\» para una barra, o usa comillas simples", "write \"\\\\\" for a backslash, or use single quotes")},
	{message: "", context: "block scalar",
		what: tr("este bloque de texto («|» o «>») no está bien escrito", "this block of text (\"|\" or \">\") is not well formed"),
		hint: tr("tras «|» no va nada más en la línea, y el texto va debajo, con más sangría y con espacios", "nothing follows \"|\" on its line, and the text goes below it, indented further, with spaces")},
	{message: "", context: "block collection",
		what: tr("la sangría de esta línea no cuadra con la lista de arriba", "the indentation of this line does not fit the list above"),
		hint: tr("alinea todos los «-» de la lista", "align all the \"-\" of the list")},
	{message: "did not find expected key", context: "block mapping",
		what: tr("aquí se esperaba una clave con la misma sangría que sus hermanas", "a key was expected here, indented like its siblings"),
		hint: tr("alinea las claves; si sobra un corchete o una comilla, bórralo", "align the keys; if there is a bracket or quote too many, delete it")},
	{message: "could not find expected ':'", begins: true,
		what: tr("a esta clave le falta «:»", "this key lacks its \":\""),
		hint: tr("escribe «clave: valor», con un espacio tras los dos puntos", "write \"key: value\", with a space after the colon")},
	{message: "unknown anchor", unknownAnchor: true,
		what: tr("«*» repite un valor por referencia, y aquí no se usan anclas ni alias de YAML", "\"*\" repeats a value by reference, and YAML anchors and aliases are not used here"),
		hint: tr("si era un texto que empieza por «*», ponlo entre comillas", "if it was a text that begins with \"*\", put it in quotes")},
	{message: "", context: "directive",
		what: tr("«%» al principio de la línea es una directiva de YAML, y esta no se entiende", "\"%\" at the beginning of a line is a YAML directive, and this one makes no sense"),
		hint: tr("aquí no hacen falta: bórrala", "none is needed here: delete it")},
	{message: "", context: "tag",
		what: tr("«!» empieza una etiqueta de tipo de YAML, y esta no se entiende", "\"!\" begins a YAML type tag, and this one makes no sense"),
		hint: tr("si era un texto, ponlo entre comillas", "if it was a text, put it in quotes")},
}

// wideEncoding names the encoding of a text whose characters take two or four bytes each; "": it is none of those. With a
// mark or without, as YAML 1.2.2 section 5.2 tells them apart: by the zeros around its first characters, which are ASCII.
func wideEncoding(src []byte) string {
	ascii := func(i int) bool {
		return i < len(src) && (src[i] >= ' ' && src[i] <= '~' || src[i] == '\n' || src[i] == '\r')
	}
	zero := func(is ...int) bool {
		for _, i := range is {
			if i >= len(src) || src[i] != 0 {
				return false
			}
		}
		return true
	}
	switch {
	// UTF-32's mark, little end first, begins like UTF-16's.
	case bytes.HasPrefix(src, []byte{0xff, 0xfe, 0, 0}), bytes.HasPrefix(src, []byte{0, 0, 0xfe, 0xff}),
		ascii(0) && zero(1, 2, 3), zero(0, 1, 2) && ascii(3):
		return "UTF-32"
	case bytes.HasPrefix(src, []byte{0xff, 0xfe}), bytes.HasPrefix(src, []byte{0xfe, 0xff}),
		ascii(0) && zero(1) && ascii(2) && zero(3), zero(0) && ascii(1) && zero(2) && ascii(3):
		return "UTF-16"
	}
	return ""
}

// escape writes a character as YAML does inside double quotes (YAML 1.2.2 section 5.7).
func escape(r rune) string {
	switch {
	case r <= 0xff:
		return fmt.Sprintf(`\x%02X`, r)
	case r <= 0xffff:
		return fmt.Sprintf(`\u%04X`, r)
	}
	return fmt.Sprintf(`\U%08X`, r)
}
