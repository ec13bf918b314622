package form

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"posta/sim/lang"
)

// Problem is one thing wrong with a file, or a warning: where it stands, what is wrong with it and what to do next.
type Problem struct {
	// Warning: the file is taken as it is, and what it says breaks something, perhaps to be shown breaking.
	Warning bool `json:"warning"`

	File   string    `json:"file"`
	Line   int       `json:"line"`   // from 1
	Column int       `json:"column"` // from 1, in characters
	Width  int       `json:"width"`  // characters to underline; at least 1
	Path   string    `json:"path"`   // such as script[2].fetch.user; "" for the whole file
	Text   string    `json:"text"`   // the line itself, made safe to show; of a long one, the part around the column
	Caret  int       `json:"caret"`  // where in Text the underlining begins, from 0, in characters
	What   lang.Text `json:"what"`   // what is wrong
	Hint   lang.Text `json:"hint"`   // what to do, or what was perhaps meant; may be empty
	Code   Code      `json:"code"`
}

// Code names a kind of problem, for tests and for tools; it is never translated.
type Code string

// The kinds of problem. The first group is about the bytes, the second about the form (the JSON Schema sees these too). Whoever
// reads a meaning into what is well formed has kinds of their own.
const (
	CodeTooBig   Code = "too-big"
	CodeEmpty    Code = "empty"
	CodeBinary   Code = "binary"
	CodeEncoding Code = "encoding"
	CodeSyntax   Code = "syntax"
	CodeTooDeep  Code = "too-deep"
	CodeAnchor   Code = "anchor"
	CodeTag      Code = "tag"
	CodeSeveral  Code = "several-documents"
	CodeTooMany  Code = "too-many"

	CodeUnknownKey   Code = "unknown-key"
	CodeConflict     Code = "conflict"
	CodeDuplicateKey Code = "duplicate-key"
	CodeMissing      Code = "missing"
	CodeType         Code = "type"
	CodeValue        Code = "value"
	CodeRange        Code = "range"
	CodeVersion      Code = "version"
)

// Problems are all the things wrong with one file, in its order. It is good if none is an error; those of one that is not have
// its warnings among them.
type Problems []Problem

// Errors are the problems that keep a file from being taken.
func (ps Problems) Errors() Problems {
	return slices.DeleteFunc(slices.Clone(ps), func(p Problem) bool { return p.Warning })
}

// maxExcerpt is how many characters of a line are shown.
const maxExcerpt = 120

// Error makes Problems an error, in English; views use Render.
func (ps Problems) Error() string { return strings.TrimSuffix(ps.Render(lang.EN, false), "\n") }

// Render prints the problems as a compiler would: file:line:column, what is wrong, the line with the place underlined,
// and what to do. With color it uses ANSI escapes; nothing a file says can smuggle in others.
func (ps Problems) Render(l lang.Lang, color bool) string {
	paint := func(code, s string) string {
		if !color || s == "" {
			return s
		}
		return "\x1b[" + code + "m" + s + "\x1b[0m"
	}
	const bold, red, yellow, blue, cyan = "1", "1;31", "1;33", "1;34", "36"
	help := lang.Text{ES: "ayuda", EN: "help"}
	var b strings.Builder
	for i, p := range ps {
		kind, alarm := lang.Both("error"), red
		if p.Warning {
			kind, alarm = lang.Text{ES: "aviso", EN: "warning"}, yellow
		}
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "%s %s %s\n", paint(bold, fmt.Sprintf("%s:%d:%d:", printable(p.File), p.Line, p.Column)), paint(alarm, kind.In(l)+":"), paint(bold, p.What.In(l)))
		if p.Text != "" {
			number := fmt.Sprintf("%4d", p.Line)
			margin := strings.Repeat(" ", len(number))
			fmt.Fprintf(&b, "%s %s\n", paint(blue, number+" |"), p.Text)
			under := strings.Repeat(" ", p.Caret) + paint(alarm, strings.Repeat("^", max(1, p.Width)))
			if p.Path != "" {
				under += " " + paint(cyan, p.Path)
			}
			fmt.Fprintf(&b, "%s %s\n", paint(blue, margin+" |"), under)
		}
		if !p.Hint.IsZero() {
			fmt.Fprintf(&b, "     %s %s\n", paint(cyan, help.In(l)+":"), p.Hint.In(l))
		}
	}
	if len(ps) > 1 {
		fmt.Fprintf(&b, "\n%s\n", paint(bold, ps.count().In(l)))
	}
	return b.String()
}

// count says how many errors and warnings there are.
func (ps Problems) count() lang.Text {
	errors := len(ps.Errors())
	warnings := len(ps) - errors
	words := tr("%d errores", "%d errors", errors)
	if errors == 1 {
		words = lang.Both("1 error")
	}
	warned := tr("%d avisos", "%d warnings", warnings)
	if warnings == 1 {
		warned = tr("1 aviso", "1 warning")
	}
	switch {
	case warnings == 0:
		return words
	case errors == 0:
		return warned
	}
	return tr("%s y %s", "%s and %s", words, warned)
}

// tr is said so often that it is short.
var tr = lang.Sentence

// maxShown is how much of a value a message quotes.
const maxShown = 60

// Shown makes a value from the file fit to be quoted in a message: short and without control characters.
func Shown(s string) string {
	s = printable(s)
	if utf8.RuneCountInString(s) > maxShown {
		s = string([]rune(s)[:maxShown-1]) + "…"
	}
	return s
}

// printable replaces what could disturb a terminal or a page: control and formatting characters and broken UTF-8.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t', r == '\n':
			return ' '
		case r == utf8.RuneError, !unicode.IsPrint(r) && !unicode.Is(unicode.Zs, r):
			return '·'
		}
		return r
	}, s)
}

// Place is where in the file something was read.
type Place struct {
	Node *yaml.Node
	Path *Trail
}

// Trail is the way from the top of the file to a value.
type Trail struct {
	up    *Trail
	key   string
	index int // when key is ""
}

func (t *Trail) Then(key string) *Trail { return &Trail{up: t, key: key} }
func (t *Trail) Item(i int) *Trail      { return &Trail{up: t, index: i} }

func (t *Trail) String() string {
	if t == nil {
		return ""
	}
	head := t.up.String()
	switch {
	case t.key == "":
		return fmt.Sprintf("%s[%d]", head, t.index)
	case strings.ContainsAny(t.key, ".[] @"):
		return fmt.Sprintf("%s[%q]", head, t.key)
	case head == "":
		return t.key
	}
	return head + "." + t.key
}

// Reporter gathers problems.
type Reporter struct {
	Format   *Format
	File     string
	lines    []string
	problems Problems // errors alone: enough of them end a search
	dropped  int
	warnings Problems
}

func NewReporter(f *Format, file string) *Reporter { return &Reporter{Format: f, File: file} }

// Full says that no more problems will be shown, so that looking for what was perhaps meant is work for nothing.
func (r *Reporter) Full() bool { return len(r.problems) >= MaxProblems }

// Report notes an error at a place.
func (r *Reporter) Report(at Place, code Code, what, hint lang.Text) {
	line, column, width, path := at.Position()
	r.ReportAt(line, column, width, path, code, what, hint)
}

// Warn notes a warning at a place.
func (r *Reporter) Warn(at Place, code Code, what, hint lang.Text) {
	line, column, width, path := at.Position()
	r.WarnAt(line, column, width, path, code, what, hint)
}

// Position is where a place is in the file.
func (at Place) Position() (line, column, width int, path string) {
	line, column, width = 1, 1, 1
	if n := at.Node; n != nil {
		line, column = max(1, n.Line), max(1, n.Column)
		if n.Kind == yaml.ScalarNode && n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) == 0 {
			width = utf8.RuneCountInString(n.Value)
			if n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0 {
				width += 2
			}
		}
	}
	if at.Path != nil {
		path = at.Path.String()
	}
	return line, column, width, path
}

// PositionIn is where a line of a text is in the file; both are counted from 1. Only in a literal block are they the same lines.
// No column means the whole line; a token on it is marked alone.
func (r *Reporter) PositionIn(at Place, line, column int, token string) (in, from, width int, path string) {
	n := at.Node
	if n.Style&yaml.LiteralStyle == 0 {
		return at.Position()
	}
	values := strings.Split(n.Value, "\n")
	line = min(line, max(1, len(values)))
	in = n.Line + line
	if in > len(r.lines) {
		return at.Position()
	}
	indent := max(0, len(r.lines[in-1])-len(values[line-1]))
	width = 1
	if column < 1 {
		trimmed := strings.TrimSpace(values[line-1])
		column, width = 1+strings.Index(values[line-1], trimmed), len([]rune(trimmed))
	}
	column = min(column, len([]rune(values[line-1]))+1)
	if i := strings.Index(values[line-1], token); token != "" && i >= 0 {
		column, width = 1+len([]rune(values[line-1][:i])), len([]rune(token))
	}
	return in, indent + column, width, at.Path.String()
}

// ReportAt notes an error at a line and column.
func (r *Reporter) ReportAt(line, column, width int, path string, code Code, what, hint lang.Text) {
	if r.Full() {
		r.dropped++
		return
	}
	r.problems = r.problems.with(r.problem(line, column, width, path, code, what, hint))
}

// WarnAt notes a warning at a line and column; as many as errors are shown.
func (r *Reporter) WarnAt(line, column, width int, path string, code Code, what, hint lang.Text) {
	if len(r.warnings) >= MaxProblems {
		return
	}
	p := r.problem(line, column, width, path, code, what, hint)
	p.Warning = true
	r.warnings = r.warnings.with(p)
}

// with adds a problem that was not known yet.
func (ps Problems) with(p Problem) Problems {
	for _, q := range ps {
		if q.Line == p.Line && q.Column == p.Column && q.What == p.What {
			return ps
		}
	}
	return append(ps, p)
}

func (r *Reporter) problem(line, column, width int, path string, code Code, what, hint lang.Text) Problem {
	p := Problem{File: r.File, Line: line, Column: column, Width: max(1, width), Path: printable(path), Code: code, What: what, Hint: hint}
	if line >= 1 && line <= len(r.lines) {
		p.Excerpt(r.lines[line-1])
	}
	return p
}

// Show gives the text whose lines are shown with problems, where it is not loaded.
func (r *Reporter) Show(text string) { r.lines = strings.Split(text, "\n") }

// Excerpt takes the line that a problem stands in, or as much of it as fits, and marks the place.
func (p *Problem) Excerpt(line string) { p.Text, p.Caret, p.Width = excerpt(line, p.Column-1, p.Width) }

// excerpt cuts a line to what fits, around a column counted from 0, and keeps the underlining inside it.
func excerpt(line string, column, width int) (text string, caret, shownWidth int) {
	// A line of a megabyte is not to be copied as runes for each of its problems: only its neighbourhood is.
	start := 0
	if len(line) <= maxExcerpt {
		line = strings.TrimRight(line, " \t\r") // it fits whole
	}
	for skipped := 0; len(line) > maxExcerpt && skipped < column-maxExcerpt/2 && start < len(line); skipped++ {
		_, size := utf8.DecodeRuneInString(line[start:])
		start += size
	}
	if start > 0 {
		column = maxExcerpt / 2
	}
	end := start
	count := 0
	for end < len(line) && count < maxExcerpt {
		_, size := utf8.DecodeRuneInString(line[end:])
		end += size
		count++
	}
	text = strings.TrimRight(printable(line[start:end]), " ")
	column = max(0, min(column, count))
	if start > 0 {
		text, column = "…"+text, column+1
	}
	room := utf8.RuneCountInString(text) - column
	if end < len(line) {
		text += "…"
	}
	return text, column, max(1, min(width, room))
}

// Adopt takes over another's problems, all of them of one line.
func (r *Reporter) Adopt(rep *Reporter, number int) {
	for _, p := range rep.problems {
		if r.Full() {
			r.dropped++
			continue
		}
		p.Line = number
		r.problems = append(r.problems, p)
	}
	r.dropped += rep.dropped
}

// Failed says that there is an error.
func (r *Reporter) Failed() bool { return len(r.problems) > 0 }

// FirstCode is that of the first error; "" where there is none.
func (r *Reporter) FirstCode() Code {
	if len(r.problems) == 0 {
		return ""
	}
	return r.problems[0].Code
}

// Drop says, as full does, that no more problems will be shown, and counts one that will not be.
func (r *Reporter) Drop() bool {
	if r.Full() {
		r.dropped++
		return true
	}
	return false
}

// Finish sorts the problems as the file runs, and says how many there was no room for.
func (r *Reporter) Finish() Problems {
	r.problems.sort()
	if r.dropped > 0 {
		last := r.problems[len(r.problems)-1]
		last.Code, last.Path, last.Text, last.Width = CodeTooMany, "", "", 1
		last.What = tr("hay otros %d errores, que no se muestran", "there are %d more errors, not shown", r.dropped)
		last.Hint = tr("corrige primero los de arriba y vuelve a comprobar", "mend the ones above first, then check again")
		r.problems = append(r.problems, last)
	}
	if len(r.problems) == 0 {
		r.warnings.sort()
		return r.warnings
	}
	all := slices.Concat(r.problems, r.warnings)
	if r.dropped == 0 {
		all.sort()
	}
	return all
}

func (ps Problems) sort() {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
}
