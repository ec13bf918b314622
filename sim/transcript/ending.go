package transcript

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"posta/sim/explain"
	"posta/sim/trace"
)

// place is somewhere a letter can be at the end.
type place struct {
	name  string
	count int
	next  time.Duration // of a queue: the next attempt
	until bool
}

// ending says where every letter is, and what one can now tell.
func (p *printer) ending() {
	boxes, queues, devices, last := p.places()
	p.line("")
	p.para("", 0, 0, bold, p.pick("Dónde está cada carta", "Where every letter is"))
	none := true
	letters := func(n int) string {
		if n == 1 {
			return p.pick("1 carta", "1 letter")
		}
		return strconv.Itoa(n) + " " + p.pick("cartas", "letters")
	}
	show := func(text string) {
		none = false
		p.para("  - ", 4, 4, "", text)
	}
	for _, b := range boxes {
		if b.count > 0 {
			show(fmt.Sprintf("%s: %s", b.name, letters(b.count)))
		}
	}
	for _, d := range devices {
		if d.count > 0 {
			show(fmt.Sprintf(p.pick("%s tiene %s", "%s has %s"), d.name, letters(d.count)))
		}
	}
	for _, q := range queues {
		if q.count == 0 {
			continue
		}
		text := q.name
		if q.until {
			text += "; " + p.pick("próximo intento: ", "next try: ") + p.say(p.x.Clock(q.next, last))
		}
		show(text)
	}
	if none {
		show(p.pick("En ninguna parte: no hay cartas.", "Nowhere: there are no letters."))
	}
	if len(p.t.Header.Ends) > 0 && p.forked == 0 {
		p.line("")
		p.para("", 0, 0, bold, p.pick("Ahora puedes contar", "Now you can tell"))
		for _, e := range p.t.Header.Ends {
			p.para("  - ", 4, 4, "", p.say(e))
		}
	}
	if n := len(p.t.Events); n > 0 {
		p.line("")
		facts := p.pick("hechos", "facts")
		if n == 1 {
			facts = p.pick("hecho", "fact")
		}
		words := p.pick("%d %s en %s de tiempo virtual.", "%d %s in %s of virtual time.")
		if p.o.RealTime {
			words = p.pick("%d %s en %s.", "%d %s in %s.")
		}
		p.para("", 0, 0, dim, fmt.Sprintf(words, n, facts, p.say(explain.Duration(last))))
	}
}

// places folds the trace into where letters lie at its end, in the order of their
// first letter.
func (p *printer) places() (boxes, queues, devices []*place, last time.Duration) {
	at := map[string]*place{}
	find := func(list *[]*place, key, name string) *place {
		if at[key] == nil {
			at[key] = &place{name: name}
			*list = append(*list, at[key])
		}
		return at[key]
	}
	has, copies := map[string]bool{}, map[string]string{}
	for _, e := range p.t.Events {
		last = e.At
		switch f := e.Fact.(type) {
		case trace.MailboxStored:
			b := find(&boxes, "box "+e.Host+" "+f.User+" "+f.Folder, fmt.Sprintf(p.pick("%s, carpeta %s (en %s)", "%s, folder %s (on %s)"), f.User, f.Folder, e.Host))
			b.count++
		case trace.MailboxRemoved:
			if b := at["box "+e.Host+" "+f.User+" "+f.Folder]; b != nil && b.count > 0 {
				b.count--
			}
		case trace.FolderChanged:
			// What is deleted with its folder is gone, and what a rebuilt one holds is told anew.
			if b := at["box "+e.Host+" "+f.User+" "+f.Folder]; b != nil && (f.Op == trace.FolderDeleted || f.Op == trace.FolderRebuilt) {
				b.count = 0
			}
		case trace.DeviceStored:
			key := "dev " + e.Host + " " + f.Folder + " " + f.UID + " " + f.Protocol
			if f.MessageID != "" {
				// Read in two ways, it is still one letter.
				if first, ok := copies[e.Host+" "+f.MessageID]; ok {
					key = first
				} else {
					copies[e.Host+" "+f.MessageID] = key
				}
			}
			if f.Part == "message" && !has[key] {
				has[key] = true
				find(&devices, "dev "+e.Host, e.Host).count++
			}
		case trace.DeviceRemoved:
			for _, proto := range []string{"imap", "pop3"} {
				key := "dev " + e.Host + " " + f.Folder + " " + f.UID + " " + proto
				if has[key] {
					has[key] = false
					at["dev "+e.Host].count--
				}
			}
		case trace.QueueAdded:
			key := "queue " + e.Host + " " + f.Queue + " " + f.Destination
			q := find(&queues, key, fmt.Sprintf(p.pick("%s espera en la cola de %s (para %s)", "%s waits in the queue of %s (for %s)"), f.Queue, e.Host, strings.Join(f.Recipients, ", ")))
			q.count += len(f.Recipients)
		case trace.QueueDeferred:
			if q := at["queue "+e.Host+" "+f.Queue+" "+f.Destination]; q != nil {
				q.next, q.until = f.Next, true
			}
		case trace.QueueDone:
			if q := at["queue "+e.Host+" "+f.Queue+" "+f.Destination]; q != nil && q.count > 0 {
				q.count--
			}
		}
	}
	return boxes, queues, devices, last
}
