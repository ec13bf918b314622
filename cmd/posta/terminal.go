package main

import (
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/term"
)

// The least and the most that is written on a line, in characters: less is a column of
// words, and longer lines are hard to read.
const (
	narrowest = 40
	widest    = 200
)

// width is how many characters fit on a line: what COLUMNS says, else what the terminal
// does; 0 where nobody knows.
func (c console) width() int {
	if n, err := strconv.Atoi(c.getenv("COLUMNS")); err == nil && n > 0 {
		return min(max(n, narrowest), widest)
	}
	if !c.terminal {
		return 0
	}
	return min(max(terminalWidth(c.out), narrowest), widest)
}

// terminalWidth asks a terminal; where it does not say, it is as wide as terminals were.
func terminalWidth(out io.Writer) int {
	const usual = 80
	f, ok := out.(*os.File)
	if !ok {
		return usual
	}
	if n, _, err := term.GetSize(int(f.Fd())); err == nil && n > 0 {
		return n
	}
	return usual
}

// gloss writes a word and what it means, which goes on below itself where the line ends.
func (c console) gloss(head string, width int, text string) string {
	line := "  " + head + strings.Repeat(" ", max(0, width-utf8.RuneCountInString(head))) + "  "
	most := c.width()
	if most == 0 {
		return line + text
	}
	indent := width + 4
	if indent > most/2 { // the meaning has a line of its own
		line, indent = "  "+head+"\n      ", 6
	}
	return line + c.fold(indent, text)
}

// fold breaks a text that begins at a column where the line ends; it goes on below itself. A
// word is never cut.
func (c console) fold(indent int, text string) string {
	most := c.width()
	if most == 0 {
		return text
	}
	var b strings.Builder
	column := indent
	for i, word := range strings.Fields(text) {
		n := utf8.RuneCountInString(word)
		switch {
		case i == 0:
		case column+1+n > most:
			b.WriteString("\n" + strings.Repeat(" ", indent))
			column = indent
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += n
	}
	return b.String()
}

// table writes rows in columns. Where the line has no room for all of them, every row goes on
// below itself at the same column; no cell is cut, since an address is there to be copied.
func (c console) table(rows [][]string) {
	const margin, deeper = 2, 6
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	breaks := make([]bool, len(widths)) // before which columns
	if most := c.width(); most > 0 {
		column := 0
		for i, w := range widths {
			if i > 0 && column+margin+w > most {
				breaks[i], column = true, deeper-margin
			}
			column += margin + w
		}
	}
	for _, row := range rows {
		var b strings.Builder
		for i, cell := range row {
			if breaks[i] {
				c.tableLine(&b)
				b.WriteString(strings.Repeat(" ", deeper-margin))
			}
			b.WriteString(strings.Repeat(" ", margin) + cell + strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell)))
		}
		c.tableLine(&b)
	}
}

// tableLine writes what has been gathered, if there is anything in it.
func (c console) tableLine(b *strings.Builder) {
	if line := strings.TrimRight(b.String(), " "); line != "" {
		fmt.Fprintln(c.out, line)
	}
	b.Reset()
}
