package pcap

import (
	"fmt"
	"io"

	"posta/sim/lang"
	"posta/sim/trace"
)

// Options say what is written, and how it is commented.
type Options struct {
	// Conn is the one connection that is written; 0: all.
	Conn int
	// Lang is the language of the file's own comment.
	Lang lang.Lang
	// Comment gives the words to put beside the packet of a PacketSent, by its Seq;
	// empty, or nil: none.
	Comment func(seq int) string
}

// Write writes a trace as pcapng.
func Write(w io.Writer, t *trace.Trace, o Options) error {
	b := newWriter(w)
	b.section(o.title(&t.Header))
	b.network(t.Header.Start)
	b.names(&t.Header)
	if t.Wire != nil {
		b.secrets(t.Wire.KeyLog)
	}
	for _, p := range capture(t, o.Conn) {
		comment := ""
		if o.Comment != nil && !p.Filled {
			comment = o.Comment(p.Event)
		}
		b.packet(t.Header.Start.Add(p.At), p.data, p.size, comment)
	}
	if b.err != nil {
		return fmt.Errorf("writing the capture: %w", b.err)
	}
	return nil
}

// title is the comment on the whole file.
func (o Options) title(h *trace.Header) string {
	text := h.Title.In(o.Lang)
	if text == "" {
		text = h.Scenario
	}
	if summary := h.Summary.In(o.Lang); summary != "" {
		text += "\n" + summary
	}
	return text
}

// frame is one packet of the capture.
type frame struct {
	data []byte
	size int // on the road; more than len(data) where the rest is unknown
	Packet
}
