package pcap

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"strings"

	"posta/sim/trace"
)

// A packet opens layer by layer: each header's fields stand at their octets, as the
// standards lay them out. What is read here is what Write writes.

// Layer is a part of a packet that one protocol reads: octets From to To of it.
type Layer struct {
	Name     string // "IPv4", "IPv6", "TCP", "UDP", "ICMP", "payload"
	From, To int
	Fields   []Field
}

// Field is a field of a header, at octets From to To of the packet.
type Field struct {
	Key      string // its name, as the standard has it, in lower case
	From, To int
	Value    string
}

// Octets are the packets of a run as the capture has them, by the event that sent each:
// of a TLS packet, in a trace without its wire, the headers alone.
func Octets(t *trace.Trace) map[int][]byte {
	all := map[int][]byte{}
	for _, f := range capture(t, 0) {
		if !f.Filled {
			all[f.Event] = f.data
		}
	}
	return all
}

// Dissect reads a packet. Octets that make no sense end it: what was read stands.
func Dissect(packet []byte) []Layer {
	if len(packet) == 0 {
		return nil
	}
	var list []Layer
	var proto byte
	head := 0
	switch {
	case packet[0]>>4 == 4 && len(packet) >= 20:
		head = int(packet[0]&15) * 4
		if head < 20 || head > len(packet) {
			return nil
		}
		list, proto = append(list, ipv4Layer(packet, head)), packet[9]
	case packet[0]>>4 == 6 && len(packet) >= 40:
		head = 40
		list, proto = append(list, ipv6Layer(packet)), packet[6]
	default:
		return nil
	}
	rest := packet[head:]
	size := 0
	switch {
	case proto == protoTCP && len(rest) >= 20:
		if size = int(rest[12]>>4) * 4; size < 20 || size > len(rest) {
			return list
		}
		list = append(list, tcpLayer(rest, head, size))
	case proto == protoUDP && len(rest) >= 8:
		size = 8
		list = append(list, layer("UDP", head, head+8, []Field{
			number("source port", rest, head, 0, 2), number("destination port", rest, head, 2, 2), number("length", rest, head, 4, 2), hex("checksum", rest, head, 6),
		}))
	case (proto == protoICMP || proto == protoICMPv6) && len(rest) >= 8:
		size = 8
		list = append(list, layer("ICMP", head, head+8, []Field{number("type", rest, head, 0, 1), number("code", rest, head, 1, 1), hex("checksum", rest, head, 2)}))
	}
	if from := head + size; from < len(packet) {
		list = append(list, Layer{Name: "payload", From: from, To: len(packet)})
	}
	return list
}

func layer(name string, from, to int, fields []Field) Layer { return Layer{name, from, to, fields} }

// number is a field of one, two or four octets, in decimal; at is where b begins in
// the packet.
func number(key string, b []byte, at, from, octets int) Field {
	n := uint64(0)
	for _, c := range b[from : from+octets] {
		n = n<<8 | uint64(c)
	}
	return Field{key, at + from, at + from + octets, fmt.Sprint(n)}
}

func hex(key string, b []byte, at, from int) Field {
	return Field{key, at + from, at + from + 2, fmt.Sprintf("0x%04x", binary.BigEndian.Uint16(b[from:]))}
}

func ipv4Layer(b []byte, head int) Layer {
	fragment := binary.BigEndian.Uint16(b[6:])
	flags := "-"
	if fragment&dontFragment != 0 {
		flags = "DF"
	}
	fields := []Field{
		{"version", 0, 1, "4"}, {"header length", 0, 1, fmt.Sprint(head)}, number("total length", b, 0, 2, 2), hex("identification", b, 0, 4),
		{"ip flags", 6, 8, flags}, number("time to live", b, 0, 8, 1), {"protocol", 9, 10, protocol(b[9])}, hex("header checksum", b, 0, 10),
		{"source address", 12, 16, netip.AddrFrom4([4]byte(b[12:16])).String()}, {"destination address", 16, 20, netip.AddrFrom4([4]byte(b[16:20])).String()},
	}
	return layer("IPv4", 0, head, fields)
}

func ipv6Layer(b []byte) Layer {
	return layer("IPv6", 0, 40, []Field{
		{"version", 0, 1, "6"}, number("payload length", b, 0, 4, 2), {"next header", 6, 7, protocol(b[6])}, number("hop limit", b, 0, 7, 1),
		{"source address", 8, 24, netip.AddrFrom16([16]byte(b[8:24])).String()}, {"destination address", 24, 40, netip.AddrFrom16([16]byte(b[24:40])).String()},
	})
}

func tcpLayer(b []byte, at, size int) Layer {
	fields := []Field{
		number("source port", b, at, 0, 2), number("destination port", b, at, 2, 2), number("sequence number", b, at, 4, 4), number("acknowledgment number", b, at, 8, 4),
		{"data offset", at + 12, at + 13, fmt.Sprint(size)}, {"flags", at + 13, at + 14, flagsOf(b[13])}, number("window", b, at, 14, 2), hex("checksum", b, at, 16),
	}
	if size > 20 {
		fields = append(fields, Field{"options", at + 20, at + size, options(b[20:size])})
	}
	return layer("TCP", at, at+size, fields)
}

// flagsOf names the control bits that are set (RFC 9293 section 3.1).
func flagsOf(b byte) string {
	var list []string
	for i, name := range []string{"FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"} {
		if b>>i&1 == 1 {
			list = append(list, name)
		}
	}
	return strings.Join(list, " ")
}

func protocol(n byte) string {
	if name := map[byte]string{protoICMP: "ICMP", protoTCP: "TCP", protoUDP: "UDP", protoICMPv6: "ICMPv6"}[n]; name != "" {
		return name
	}
	return fmt.Sprint(n)
}

// options names TCP's options (RFC 9293 section 3.2, RFC 7323, RFC 2018).
func options(b []byte) string {
	var list []string
	for len(b) > 0 {
		switch kind := b[0]; {
		case kind == 0:
			return strings.Join(list, ", ")
		case kind == 1:
			b = b[1:]
			continue
		case len(b) < 2 || b[1] < 2 || int(b[1]) > len(b):
			return strings.Join(append(list, "?"), ", ")
		case kind == 2 && b[1] == 4:
			list = append(list, fmt.Sprintf("MSS %d", binary.BigEndian.Uint16(b[2:])))
		case kind == 3 && b[1] == 3:
			list = append(list, fmt.Sprintf("WS %d", b[2]))
		case kind == 4:
			list = append(list, "SACK")
		default:
			list = append(list, fmt.Sprintf("option %d", kind))
		}
		b = b[b[1]:]
	}
	return strings.Join(list, ", ")
}
