package explain

import (
	"mime"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"posta/sim/dialogue"
	"posta/sim/lang"
)

// decoded reads the encoded words of a header field (RFC 2047); what cannot be
// read stays as it is.
func decoded(s string) string {
	if out, err := new(mime.WordDecoder).DecodeHeader(s); err == nil {
		return out
	}
	return s
}

// about says what is to be seen of a letter on the wire: its subject, how what is not
// ASCII is written (RFC 2045, 2047), and the lines that bear one dot more there than in
// the letter (RFC 5321 section 4.5.2, RFC 1939 section 3). It is one sentence.
func (v values) about(l *dialogue.Line, head map[string]string) {
	var about []lang.Text
	add := func(es, en string, args ...any) { about = append(about, lang.Sentence(es, en, args...)) }
	if s := clip(decoded(head["subject"])); s != "" {
		add("Asunto: «"+s+"»", "Subject: “"+s+"”")
	}
	names := head["subject"] + head["from"] + head["to"]
	word := "=?utf-8?q?…?="
	if strings.Contains(strings.ToLower(names), "?b?") {
		word = "=?utf-8?b?…?="
	}
	body := strings.ToLower(head["content-transfer-encoding"])
	if body != "quoted-printable" && body != "base64" {
		body = ""
	}
	switch inHeader := strings.Contains(names, "=?"); {
	case inHeader && body != "":
		add("lo que no es ASCII se escribe "+word+" en la cabecera (RFC 2047) y en "+body+" en el texto (RFC 2045)",
			"what is not ASCII is written "+word+" in the header (RFC 2047) and in "+body+" in the text (RFC 2045)")
	case inHeader:
		add("lo que no es ASCII se escribe en la cabecera "+word+" (RFC 2047)", "what is not ASCII is written "+word+" in the header (RFC 2047)")
	case body != "":
		add("el texto va en "+body+" (RFC 2045), con letras de ASCII", "the text goes in "+body+" (RFC 2045), with letters of ASCII")
	}
	if l.Protocol != dialogue.IMAP && len(l.Raw) != len(l.Body) {
		switch n := strings.Count("\n"+string(l.Raw), "\n.."); {
		case n == 1:
			add("una línea empieza con punto y viaja con uno más (dot-stuffing)", "one line begins with a dot and travels with one more (dot-stuffing)")
		case n > 1:
			add(strconv.Itoa(n)+" líneas empiezan con punto y viajan con uno más (dot-stuffing)", strconv.Itoa(n)+" lines begin with a dot and travel with one more (dot-stuffing)")
		}
	}
	if len(about) > 0 {
		v.say("about", lang.Sprintf("%s.", "%s.", lang.Join(about, "; ").Map(capital)))
	}
}

// capital begins a sentence.
func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// header reads the fields that a person looks at first, each as the one line that it
// is: what is folded is unfolded (RFC 5322 section 2.2.3).
func header(message []byte) map[string]string {
	out := map[string]string{}
	rest := string(message[:min(len(message), 64<<10)])
	open := "" // the field that a line which begins with a blank goes on with
	for rest != "" {
		var line string
		line, rest, _ = strings.Cut(rest, "\n")
		line = strings.TrimSuffix(line, "\r")
		if line == "" {
			break
		}
		if line[0] == ' ' || line[0] == '\t' {
			if open != "" {
				out[open] = strings.TrimSpace(out[open] + " " + strings.TrimSpace(line))
			}
			continue
		}
		name, val, found := strings.Cut(line, ":")
		name = strings.ToLower(strings.TrimSpace(name))
		open = ""
		if _, had := out[name]; found && !had {
			out[name] = strings.TrimSpace(val)
			open = name
		}
	}
	return out
}

// fields names those fields of a new letter's header that a person fills in.
func (v values) fields(message []byte) {
	there := header(message)
	var names []string
	for _, name := range []string{"From", "To", "Cc", "Subject", "Date"} {
		if there[strings.ToLower(name)] != "" {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		names = []string{"From", "Date"} // the least that there is (RFC 5322 section 3.6)
	}
	v.set("fields", strings.Join(names, ", "))
}
