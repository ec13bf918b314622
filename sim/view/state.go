package view

import (
	"strconv"
	"strings"
	"time"

	"posta/sim/explain"
	"posta/sim/lang"
	"posta/sim/replay"
	"posta/sim/story"
	"posta/sim/trace"
)

// State is one host at one instant, as tables.
type State struct {
	Host Host `json:"host"`
	// Up: it has power.
	Up       bool      `json:"up"`
	Sections []Section `json:"sections"`
}

// Section is a part of a host's state: a table with a heading.
type Section struct {
	ID      string   `json:"id"`
	Title   string   `json:"title"`
	Columns []string `json:"columns"`
	Rows    []Row    `json:"rows"`
	// Omitted is how many rows there was no room for.
	Omitted int `json:"omitted,omitempty"`
}

// Row is a line of such a table.
type Row struct {
	Cells []string `json:"cells"`
	// Change is added, altered, consulted or empty: what this step did to it.
	Change replay.Op `json:"change,omitempty"`
	// Message is the event whose message the row is about, 0 for none.
	Message int `json:"message,omitempty"`
}

// maxRows is how long a table may be.
const maxRows = 500

// State tells of a host at a step.
func (v *Viewer) State(d story.Detail, index int, host string, l lang.Lang) State {
	seq := v.position(d, index)
	now := v.replay.At(seq)
	x := State{Up: true, Sections: []Section{}}
	h := v.hosts[host]
	if h == nil {
		x.Host = Host{Name: host, Addrs: []string{}, Services: []string{}}
		return x
	}
	x.Host = v.host(h, l)
	s := now.Host(host)
	if s == nil {
		return x
	}
	x.Up = s.Up
	b := tables{list: []Section{}, v: v, l: l, at: now.At, host: s, changed: v.changes(d, index, seq, host)}
	b.screen()
	b.outbox()
	b.copies()
	b.pending()
	b.queue()
	b.held()
	b.mailboxes()
	b.members(d, index)
	b.cache()
	b.routes()
	b.checks()
	b.connections()
	x.Sections = b.list
	return x
}

// changes are those of a step in one host.
func (v *Viewer) changes(d story.Detail, index, seq int, host string) map[string]replay.Op {
	m := map[string]replay.Op{}
	st := v.step(d, index)
	if st == nil {
		return m
	}
	from := v.position(d, index-1)
	for _, c := range v.replay.Between(min(from, st.First-1), seq) {
		if c.Host == host {
			m[string(c.Part)+" "+c.Key] = c.Op
		}
	}
	return m
}

// tables gathers the sections of one host. A part that is empty has none, so that
// a panel shows what there is.
type tables struct {
	v       *Viewer
	l       lang.Lang
	at      time.Duration
	host    *replay.Host
	changed map[string]replay.Op
	list    []Section
}

func (b *tables) pick(es, en string) string { return pick(b.l, es, en) }

func (b *tables) begin(id, title string, columns ...string) *Section {
	b.list = append(b.list, Section{ID: id, Title: title, Columns: columns, Rows: []Row{}})
	return &b.list[len(b.list)-1]
}

func (b *tables) row(s *Section, part replay.Part, key string, message int, cells ...string) {
	if len(s.Rows) == maxRows {
		s.Omitted++
		return
	}
	for i := range cells {
		cells[i] = shorten(cells[i], maxCell)
	}
	s.Rows = append(s.Rows, Row{Cells: cells, Change: b.changed[string(part)+" "+key], Message: message})
}

// maxCell is how much of a text stands in a cell.
const maxCell = 300

// message is the event to open, if it does hold a message.
func (b *tables) message(seq int) int {
	if messageOf(b.v.trace.At(seq).Fact) == nil {
		return 0
	}
	return seq
}

func (b *tables) screen() {
	s := b.host.Shown
	if s == nil {
		return
	}
	t := b.begin("screen", b.pick("En la pantalla", "On the screen"), b.pick("asunto", "subject"), b.pick("de", "from"), b.pick("carpeta", "folder"))
	message := 0
	for _, c := range b.host.Copies {
		if c.MessageID == s.MessageID && c.UID == s.UID {
			message = b.message(c.Stored)
		}
	}
	b.row(t, replay.PartScreen, "", message, s.Subject, s.From, s.Folder)
	for k, op := range b.changed { // one screen a host: whatever its key, the change is this row's
		if strings.HasPrefix(k, string(replay.PartScreen)+" ") {
			t.Rows[0].Change = op
		}
	}
}

func (b *tables) outbox() {
	if len(b.host.Outbox) == 0 {
		return
	}
	t := b.begin("outbox", b.pick("Cartas escritas aquí", "Letters written here"), b.pick("asunto", "subject"), b.pick("para", "to"), b.pick("estado", "state"))
	for _, c := range b.host.Outbox {
		state := map[string]string{
			"written": b.pick("escrita", "written"), "submitted": b.pick("entregada a su servidor", "handed to its server"),
			"refused": b.pick("rechazada", "refused"),
		}[c.Status]
		if !c.Why.IsZero() {
			state += ": " + explain.Cause(c.Why).In(b.l)
		}
		b.row(t, replay.PartOutbox, c.Key(), b.message(c.Message), c.Subject, explain.List(c.To).In(b.l), state)
	}
}

func (b *tables) copies() {
	if len(b.host.Copies) == 0 {
		return
	}
	t := b.begin("copies", b.pick("Copias en el dispositivo", "Copies on the device"),
		b.pick("asunto", "subject"), b.pick("de", "from"), b.pick("por", "by"), b.pick("qué", "what"), b.pick("tamaño", "size"))
	for _, c := range b.host.Copies {
		what := b.pick("solo cabeceras", "headers only")
		switch {
		case c.Whole:
			what = b.pick("carta entera", "whole letter")
		case c.Beginning:
			what = b.pick("solo el principio", "the beginning only")
		case c.Text:
			what = b.pick("el texto, sin los archivos", "the text, without the files")
		}
		for _, name := range c.Saved {
			what += ", " + shorten(name, maxCell)
		}
		if len(c.Flags) > 0 {
			what += ", " + strings.Join(c.Flags, " ")
		}
		if c.Shown != 0 {
			what += b.pick(", leída", ", read")
		}
		b.row(t, replay.PartCopies, c.Key(), b.message(c.Stored), c.Subject, c.From, strings.ToUpper(c.Protocol), what, explain.Size(int64(c.Size)).In(b.l))
	}
}

// pending is what was done on the device and the server has not heard of.
func (b *tables) pending() {
	if len(b.host.Pending) == 0 {
		return
	}
	t := b.begin("pending", b.pick("Hecho aquí, y el servidor aún no lo sabe", "Done here, and the server does not know yet"),
		b.pick("asunto", "subject"), b.pick("carpeta", "folder"), b.pick("qué", "what"))
	for _, p := range b.host.Pending {
		what := map[trace.DeviceDo]string{
			trace.DoFlag: b.pick("marcas: ", "flags: ") + strings.Join(p.Flags, " "), trace.DoMove: b.pick("mover a ", "move to ") + p.To,
			trace.DoDelete: b.pick("borrar", "delete"),
		}[p.Do]
		b.row(t, replay.PartPending, p.Key(), 0, p.Subject, p.Folder, what)
	}
}

func (b *tables) queue() {
	if len(b.host.Queue) == 0 {
		return
	}
	t := b.begin("queue", b.pick("Cola de salida", "Queue"), b.pick("nombre", "name"), b.pick("destino", "destination"), b.pick("para", "to"),
		b.pick("intentos", "tries"), b.pick("próximo", "next"), b.pick("por qué espera", "why it waits"))
	for _, q := range b.host.Queue {
		var to []string
		for _, r := range q.Recipients {
			to = append(to, r.Address)
		}
		next := "—"
		switch {
		case q.Attempting:
			next = b.pick("ahora", "now")
			if q.Remote != "" {
				next += ", " + q.Remote
			}
		case q.Next > 0:
			next = b.v.moment(q.Next, b.at, b.l)
			if q.Next > b.at {
				next += " (" + explain.Duration(q.Next-b.at).In(b.l) + ")"
			}
		}
		why := explain.Cause(q.Why).In(b.l)
		if why == "" {
			why = "—"
		}
		destination := q.Destination
		if destination == trace.LocalDestination {
			destination = b.pick("buzón de aquí", "mailbox here")
		}
		b.row(t, replay.PartQueue, q.Key(), b.message(q.Message), q.Queue, destination, explain.List(to).In(b.l), strconv.Itoa(q.Try), next, why)
	}
}

func (b *tables) held() {
	if len(b.host.Held) == 0 {
		return
	}
	t := b.begin("held", b.pick("Cartas a su cargo", "Letters it answers for"), b.pick("nombre", "name"), b.pick("de", "from"), b.pick("para", "to"),
		b.pick("tamaño", "size"), b.pick("desde", "since"))
	for _, m := range b.host.Held {
		b.row(t, replay.PartHeld, m.Key(), b.message(m.Message), m.Queue, "<"+m.Sender+">", explain.List(m.Recipients).In(b.l),
			explain.Size(int64(m.Size)).In(b.l), b.v.moment(m.Since, b.at, b.l))
	}
}

func (b *tables) mailboxes() {
	for _, m := range b.host.Mailboxes {
		title := b.pick("Buzón de ", "Mailbox of ") + m.User
		if m.Quota > 0 {
			title += " (" + explain.Size(m.Used).In(b.l) + " / " + explain.Size(m.Quota).In(b.l) + ")"
		}
		t := b.begin("mailbox "+m.User, title, b.pick("carpeta", "folder"), "UID", b.pick("de", "from"), b.pick("asunto", "subject"),
			b.pick("marcas", "flags"), b.pick("tamaño", "size"))
		for _, f := range m.Folders {
			for _, x := range f.Messages {
				from, subject := b.fromAndSubject(x.Stored)
				b.row(t, replay.PartMailboxes, x.Key(m.User, f.Name), b.message(x.Stored), f.Name, strconv.FormatUint(uint64(x.UID), 10), from, subject,
					strings.Join(x.Flags, " "), explain.Size(int64(x.Size)).In(b.l))
			}
		}
	}
}

// members are those of the host's mailing lists, in the order in which they came.
func (b *tables) members(d story.Detail, index int) {
	from, until := b.v.position(d, index-1), b.v.position(d, index)
	for _, l := range b.v.trace.Header.Lists {
		if l.Host != b.host.Name {
			continue
		}
		columns := []string{b.pick("a quién llega", "to whom it goes")}
		if l.Hold > 0 {
			columns = []string{b.pick("miembro", "member"), b.pick("avisos que cuentan", "reports that count")}
		}
		t := b.begin("list "+l.Address, b.pick("Lista ", "List ")+l.Address, columns...)
		for _, m := range l.At(b.v.trace.Events[:until]) {
			cells := []string{m.Address}
			if l.Hold > 0 {
				cells = append(cells, strconv.Itoa(m.Reports)+b.pick(" de ", " of ")+strconv.Itoa(l.Hold))
			}
			if m.Held {
				cells[1] += b.pick(": en pausa", ": on hold")
			}
			if b.row(t, "", "", 0, cells...); len(t.Rows) > 0 && t.Omitted == 0 && m.Seq > from {
				if t.Rows[len(t.Rows)-1].Change = replay.Altered; m.Reports == 0 {
					t.Rows[len(t.Rows)-1].Change = replay.Added
				}
			}
		}
	}
}

// fromAndSubject reads the two fields that a list of letters shows.
func (b *tables) fromAndSubject(seq int) (from, subject string) {
	return headline(messageOf(b.v.trace.At(seq).Fact))
}

func (b *tables) cache() {
	if len(b.host.Cache) == 0 {
		return
	}
	t := b.begin("cache", b.pick("Lo que recuerda del DNS", "What it remembers from DNS"), b.pick("nombre", "name"), b.pick("tipo", "type"),
		b.pick("respuesta", "answer"), b.pick("quedan", "left"))
	for _, c := range b.host.Cache {
		answer := strings.Join(c.Records, "\n")
		if c.Negative {
			answer = b.pick("no existe", "does not exist")
			if c.RCode != "" && c.RCode != "NOERROR" {
				answer += " (" + c.RCode + ")"
			}
		}
		b.row(t, replay.PartCache, c.Key(), 0, c.Name, c.Type, answer, explain.Duration(c.Remaining(b.at).Round(time.Second)).In(b.l))
	}
}

// actionWords are what a server does for a check's sake.
var actionWords = map[string][2]string{
	"accept": {"sigue", "goes on"}, "defer": {"ahora no", "not now"}, "refuse": {"no", "no"}, "file": {"a otra carpeta", "to another folder"},
}

// checks tells what the host's servers looked into, and what came of it.
func (b *tables) checks() {
	if len(b.host.Checks) == 0 {
		return
	}
	t := b.begin("checks", b.pick("Lo que comprobó", "What it checked"),
		b.pick("comprobación", "check"), b.pick("qué miró", "what it looked at"), b.pick("resultado", "result"), b.pick("qué hace", "what it does"))
	for i := len(b.host.Checks) - 1; i >= 0; i-- {
		c := b.host.Checks[i]
		var input []string
		for _, a := range c.Input {
			input = append(input, a.Name+": "+a.Value)
		}
		word, ok := actionWords[c.Action]
		if !ok {
			word = [2]string{c.Action, c.Action}
		}
		does := b.pick(word[0], word[1])
		switch {
		case c.Reply != "":
			does += ": " + c.Reply
		case c.Folder != "":
			does += ": " + c.Folder
		}
		b.row(t, replay.PartChecks, c.Key(), 0, c.Check, strings.Join(input, "\n"), c.Result, does)
	}
}

func (b *tables) routes() {
	if len(b.host.Routes) == 0 {
		return
	}
	t := b.begin("routes", b.pick("Caminos que encontró", "Ways it found"), b.pick("dominio", "domain"), b.pick("camino", "way"))
	for _, r := range b.host.Routes {
		var ways []string
		for _, h := range r.Hosts {
			w := strconv.Itoa(int(h.Preference)) + " " + h.Name
			for _, a := range h.Addrs {
				w += " " + a.String()
			}
			ways = append(ways, w)
		}
		way := strings.Join(ways, "\n")
		switch {
		case r.Null:
			way = b.pick("no recibe correo (MX nulo)", "takes no mail (null MX)")
		case !r.Why.IsZero():
			way = explain.Cause(r.Why).In(b.l)
		case r.Local:
			way = b.pick("es de aquí", "it is here")
		case r.Implicit:
			way += b.pick("\nsin MX: su propia dirección", "\nno MX: its own address")
		}
		b.row(t, replay.PartRoutes, r.Key(), 0, r.Domain, way)
	}
}

func (b *tables) connections() {
	if len(b.host.Connections)+len(b.host.Closed) == 0 {
		return
	}
	t := b.begin("connections", b.pick("Conexiones", "Connections"), "", b.pick("con", "with"), b.pick("estado", "state"),
		b.pick("dijo", "said"), b.pick("oyó", "heard"))
	for _, c := range b.host.Connections {
		b.connection(t, c)
	}
	// The latest that ended first; older ones are of no use to anybody who looks now.
	for i := len(b.host.Closed) - 1; i >= 0 && i >= len(b.host.Closed)-maxEnded; i-- {
		b.connection(t, b.host.Closed[i])
	}
}

// maxEnded is how many ended connections are still listed.
const maxEnded = 5

func (b *tables) connection(t *Section, c *replay.Connection) {
	port := c.Remote.Port()
	if !c.Opener {
		port = c.Local.Port()
	}
	state := map[replay.ConnState]string{
		replay.Opening: b.pick("llamando", "calling"), replay.Established: b.pick("abierta", "open"),
		replay.Closing: b.pick("despidiéndose", "saying goodbye"), replay.Closed: b.pick("cerrada", "closed"), replay.Failed: b.pick("falló", "failed"),
	}[c.State]
	if c.State == replay.Failed {
		state += ": " + failWord(c.Reason, b.l)
	}
	if c.TLS != "" {
		state += ", " + c.TLS
	}
	if c.Passing {
		state += b.pick(", pasa TLS ajeno", ", passes on others' TLS")
	}
	if c.User != "" {
		state += ", " + c.User
	}
	b.row(t, replay.PartConnections, c.Key(), 0, strconv.Itoa(c.Number)+" "+c.Network, b.v.connName(c.Service, c.Peer, port, b.l), state,
		explain.Size(int64(c.Sent)).In(b.l), explain.Size(int64(c.Received)).In(b.l))
}

// messageOf is the message that a fact holds, nil if it holds none: what crosses the
// network is bytes, not yet a message.
func messageOf(f trace.Fact) []byte {
	if _, sent := f.(trace.DataSent); sent || f == nil {
		return nil
	}
	return trace.DataOf(f)
}
