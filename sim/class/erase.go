package class

import (
	"bytes"
	"reflect"
	"slices"
	"strings"

	"posta/sim/mail"
	"posta/sim/trace"
)

// eraser takes what a person wrote, and what their own mail program tells of them, out of a trace that was recorded. Each octet
// of it becomes another octet, so that everything else stays where it was, and the story is still told.
type eraser struct {
	t    *trace.Trace
	user string
	// texts are what is not to be found any more, wherever it stands; wholes only where nothing else stands beside it.
	texts  [][]byte
	wholes map[string]bool
	fields [][2][]byte // names, and what stood after them
	begin  map[[leastText]byte][][]byte
	begins [1 << 16]bool // by the first two octets: most of what is looked at is no text's beginning
	count  int           // of events that are others now
}

// leastText is how long a text is that is looked for anywhere: what is shorter many may have written.
const leastText = 8

// erase does it, and counts the events that are others now.
func erase(t *trace.Trace, user string) int {
	x := &eraser{t: t, user: user, wholes: map[string]bool{}}
	for _, e := range t.Events {
		x.learn(e)
	}
	x.greetings()
	x.index()
	x.streams()
	for i, e := range t.Events {
		if fact, is := x.fact(e.Fact); is {
			t.Events[i].Fact = fact
			x.count++
		}
	}
	return x.count
}

// mine are the fields of a letter that tell what everybody may know: to whom it went, and by which way.
var mine = []string{"To", "Cc", "Date", "Message-ID", "MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Received", "Return-Path", "Delivered-To",
	"Authentication-Results", "Received-SPF", "DKIM-Signature", "References", "In-Reply-To"}

// learn looks for what the person wrote.
func (x *eraser) learn(e trace.Event) {
	is := func(a string) bool { return strings.EqualFold(a, x.user) }
	switch f := e.Fact.(type) {
	case trace.MessageAccepted:
		if is(f.Sender) {
			x.letter(f.Data)
		}
	case trace.MessageComposed:
		if from, _ := mail.FindField(f.Data, "From"); strings.Contains(strings.ToLower(from), strings.ToLower(x.user)) {
			x.letter(f.Data)
		}
	case trace.MailboxStored:
		if is(f.User) && (f.How == trace.ArrivalAppended || f.How == trace.ArrivalKept) {
			x.letter(f.Data)
		}
	}
}

// letter takes what a letter of the person's says.
func (x *eraser) letter(raw []byte) {
	_, body, _ := bytes.Cut(raw, []byte("\r\n\r\n"))
	if len(bytes.TrimSpace(body)) > 0 {
		x.add(body)
	}
	for line := range bytes.Lines(body) {
		x.add(bytes.TrimRight(line, "\r\n"))
	}
	for f := range mail.AllFields(raw) {
		value := f.Value
		if strings.EqualFold(f.Name, "From") { // whose letter it is, and not what they are called
			value, _, _ = strings.Cut(value, "<")
			if value = strings.Trim(strings.TrimSpace(value), `"`); strings.Contains(value, "@") {
				value = ""
			}
		}
		if value == "" || slices.ContainsFunc(mine, func(name string) bool { return strings.EqualFold(f.Name, name) }) {
			continue
		}
		x.add([]byte(value))
		x.add([]byte(mail.DecodeText(value)))
		x.wholes[value], x.wholes[mail.DecodeText(value)] = true, true
		if !strings.EqualFold(f.Name, "From") {
			_, raw, _ := bytes.Cut(f.Raw, []byte(":"))
			x.fields = append(x.fields, [2][]byte{[]byte(f.Name + ":"), bytes.TrimRight(raw, "\r\n")})
		}
	}
}

func (x *eraser) add(text []byte) {
	if len(text) >= leastText {
		x.texts = append(x.texts, bytes.Clone(text))
	}
}

// greetings are what the person's own programs call their machine.
func (x *eraser) greetings() {
	theirs := map[int]bool{}
	for _, e := range x.t.Events {
		if f, is := e.Fact.(trace.Authenticated); is && (strings.EqualFold(f.User, x.user) || strings.HasPrefix(strings.ToLower(x.user), strings.ToLower(f.User)+"@")) {
			theirs[e.Conn] = true
		}
	}
	for _, e := range x.t.Events {
		f, is := e.Fact.(trace.DataSent)
		if !is || e.Host != "" || !theirs[e.Conn] {
			continue
		}
		for line := range bytes.Lines(f.Data) {
			if verb, name, ok := strings.Cut(strings.TrimSpace(string(line)), " "); ok && (strings.EqualFold(verb, "EHLO") || strings.EqualFold(verb, "HELO")) {
				x.wholes[name] = true
				x.add([]byte(name))
				for _, after := range []string{verb + " ", "greets ", "from "} { // it may be short
					x.fields = append(x.fields, [2][]byte{[]byte(after), []byte(name)})
				}
			}
		}
	}
}

// streams blanks what was said: a text may begin in one piece and end in the next.
func (x *eraser) streams() {
	type way struct {
		conn int
		host string
	}
	said := map[way][]int{}
	for i, e := range x.t.Events {
		if _, is := e.Fact.(trace.DataSent); is {
			k := way{e.Conn, e.Host}
			said[k] = append(said[k], i)
		}
	}
	for _, list := range said { // each by itself
		var all []byte
		for _, i := range list {
			all = append(all, x.t.Events[i].Fact.(trace.DataSent).Data...)
		}
		if !x.blank(all) {
			continue
		}
		for _, i := range list {
			f := x.t.Events[i].Fact.(trace.DataSent)
			now := all[:len(f.Data):len(f.Data)]
			all = all[len(f.Data):]
			if !bytes.Equal(now, f.Data) {
				f.Data = now
				x.t.Events[i].Fact = f
				x.count++
			}
		}
	}
}

// index makes the texts to be found by how they begin.
func (x *eraser) index() {
	x.begin = map[[leastText]byte][][]byte{}
	known := map[string]bool{}
	for _, text := range x.texts {
		for _, t := range [][]byte{text, bytes.ReplaceAll(text, []byte("\r\n."), []byte("\r\n.."))} {
			if !known[string(t)] {
				known[string(t)] = true
				begin := [leastText]byte(t)
				x.begins[int(t[0])<<8|int(t[1])] = true
				x.begin[begin] = append(x.begin[begin], t)
			}
		}
	}
}

// blank puts other octets in the place of all texts.
func (x *eraser) blank(b []byte) (changed bool) {
	to := 0 // up to here all belongs to a text
	for at := range b {
		if at+leastText <= len(b) && x.begins[int(b[at])<<8|int(b[at+1])] {
			for _, text := range x.begin[[leastText]byte(b[at:])] {
				if at+len(text) > to && bytes.HasPrefix(b[at:], text) {
					to = at + len(text)
				}
			}
		}
		if at < to && b[at] > ' ' { // what stands behind is still as it was
			b[at], changed = 'x', true
		}
	}
	for _, f := range x.fields {
		changed = over(b, f[0], f[1]) || changed
	}
	return changed
}

// over writes over a text wherever it stands after another.
func over(b, after, text []byte) (changed bool) {
	whole := append(bytes.Clone(after), text...)
	for at := 0; ; at += len(whole) {
		i := bytes.Index(b[at:], whole)
		if i < 0 {
			return changed
		}
		at += i
		for k := at + len(after); k < at+len(whole); k++ {
			if b[k] > ' ' {
				b[k], changed = 'x', true
			}
		}
	}
}

// fact is a fact without what the person wrote.
func (x *eraser) fact(f trace.Fact) (trace.Fact, bool) {
	switch f := f.(type) {
	case trace.DataSent:
		return nil, false // done
	case trace.InputActed:
		if strings.EqualFold(f.User, x.user) {
			f.By, f.Text = taken, taken
			return f, true
		}
	}
	v := reflect.New(reflect.TypeOf(f)).Elem()
	v.Set(reflect.ValueOf(f))
	if !x.value(v) {
		return nil, false
	}
	return v.Interface().(trace.Fact), true
}

// value blanks what is in a value, and copies what it shares.
func (x *eraser) value(v reflect.Value) (changed bool) {
	switch v.Kind() {
	case reflect.String:
		s := v.String()
		b := []byte(s)
		switch {
		case x.wholes[s] && s != "":
			v.SetString(taken)
			return true
		case x.blank(b):
			v.SetString(string(b))
			return true
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				changed = x.value(v.Field(i)) || changed
			}
		}
	case reflect.Slice:
		if v.Len() == 0 {
			return false
		}
		other := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(other, v)
		if v.Type().Elem().Kind() == reflect.Uint8 {
			changed = x.blank(other.Bytes())
		} else {
			for i := range other.Len() {
				changed = x.value(other.Index(i)) || changed
			}
		}
		if changed {
			v.Set(other)
		}
	}
	return changed
}
