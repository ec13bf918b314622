package main

import (
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
	var b strings.Builder
	b.WriteString(line)
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
