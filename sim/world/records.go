package world

import (
	"encoding/binary"

	"posta/sim/trace"
	"posta/sim/vnet"
)

// recordHeader is the length of what stands before each TLS record in the open:
// its type, a version that says nothing any more, and its length (RFC 8446
// section 5.1).
const recordHeader = 5

// Types of records and of the two messages that come before anything is hidden
// (RFC 8446 sections 5.1 and 4).
const (
	typeHandshake = 22
	clientHello   = 1
	serverHello   = 2
	extServerName = 0
)

var recordTypes = map[byte]string{20: "change_cipher_spec", 21: "alert", typeHandshake: "handshake", 23: "application_data"}

// roadEnd is one end of a connection as a listener on the road knows it.
type roadEnd struct {
	host string
	conn int
}

// listener reads the outside of TLS records as they pass by.
type listener struct {
	ends map[roadEnd]*recordReader
	// payload is what crossed the road, for trace.Wire.
	payload map[int][]byte
}

// recordReader is where the listener is in one end's records.
type recordReader struct {
	head []byte // what has come of a header
	rest int    // octets until the next header
}

// note gives the records that begin in a packet, and keeps its bytes.
func (l *listener) note(host string, conn int, p vnet.Packet) []trace.TLSRecord {
	if p.Try > 0 {
		return nil // they have begun already
	}
	if l.ends == nil {
		l.ends = map[roadEnd]*recordReader{}
	}
	r := l.ends[roadEnd{host, conn}]
	if r == nil {
		r = &recordReader{}
		l.ends[roadEnd{host, conn}] = r
	}
	return r.read(p.Covered)
}

func (l *listener) keep(seq int, payload []byte) {
	if l.payload == nil {
		l.payload = map[int][]byte{}
	}
	l.payload[seq] = payload
}

func (r *recordReader) read(b []byte) (found []trace.TLSRecord) {
	for len(b) > 0 {
		if r.rest > 0 {
			n := min(r.rest, len(b))
			r.rest -= n
			b = b[n:]
			continue
		}
		n := min(recordHeader-len(r.head), len(b))
		r.head = append(r.head, b[:n]...)
		b = b[n:]
		if len(r.head) < recordHeader {
			break
		}
		rec := trace.TLSRecord{Type: recordTypes[r.head[0]], Len: int(binary.BigEndian.Uint16(r.head[3:]))}
		if rec.Type == "" {
			rec.Type = "unknown"
		}
		if r.head[0] == typeHandshake {
			rec.Message, rec.ServerName = hello(b[:min(rec.Len, len(b))])
		}
		found = append(found, rec)
		r.rest, r.head = rec.Len, r.head[:0]
	}
	return found
}

// hello reads a hello, as far as it is in the packet, and whom it asks for.
func hello(b []byte) (message, serverName string) {
	if len(b) == 0 {
		return "", ""
	}
	switch b[0] {
	case clientHello:
		return "client_hello", askedFor(b)
	case serverHello:
		return "server_hello", ""
	}
	return "", ""
}

// askedFor finds server_name among a client_hello's extensions (RFC 8446 section
// 4.1.2, RFC 6066 section 3); empty where it is not to be found.
func askedFor(b []byte) string {
	const (
		beforeSessionID = 4 + 2 + 32 // message header, legacy_version, random
		beforeName      = 2 + 1 + 2  // list length, name_type, name length; there is one name
	)
	if len(b) < beforeSessionID {
		return ""
	}
	b = b[beforeSessionID:]
	ok := true
	// field cuts off a part that begins with its length in so many octets.
	field := func(octets int) []byte {
		if !ok || len(b) < octets {
			ok = false
			return nil
		}
		n := 0
		for _, c := range b[:octets] {
			n = n<<8 | int(c)
		}
		if b = b[octets:]; len(b) < n {
			ok = false
			return nil
		}
		part := b[:n]
		b = b[n:]
		return part
	}
	field(1) // legacy_session_id
	field(2) // cipher_suites
	field(1) // legacy_compression_methods
	b = field(2)
	for ok && len(b) >= 2 {
		kind := binary.BigEndian.Uint16(b)
		b = b[2:]
		data := field(2)
		if ok && kind == extServerName && len(data) > beforeName {
			return string(data[beforeName:])
		}
	}
	return ""
}
