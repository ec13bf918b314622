package pcap

import (
	"encoding/binary"
	"net/netip"
)

// Protocol numbers (RFC 5237's registry).
const (
	protoICMP   = 1
	protoTCP    = 6
	protoUDP    = 17
	protoICMPv6 = 58
)

// TCP's control bits (RFC 9293 section 3.1).
const (
	fin = 1 << iota
	syn
	rst
	psh
	ack
)

// hopLimit is what most systems begin with.
const hopLimit = 64

// dontFragment is the flag that path MTU discovery sets (RFC 1191).
const dontFragment = 0x4000

// ip puts an IPv4 (RFC 791) or IPv6 (RFC 8200) header before a payload of size
// octets, of which all may not be there. Id numbers a host's IPv4 packets.
func ip(src, dst netip.Addr, proto byte, id uint16, payload []byte, size int) []byte {
	if src.Is6() {
		b := make([]byte, 40, 40+len(payload))
		b[0] = 6 << 4
		binary.BigEndian.PutUint16(b[4:], uint16(size))
		b[6], b[7] = proto, hopLimit
		copy(b[8:], src.AsSlice())
		copy(b[24:], dst.AsSlice())
		return append(b, payload...)
	}
	b := make([]byte, 20, 20+len(payload))
	b[0] = 4<<4 | 5
	binary.BigEndian.PutUint16(b[2:], uint16(20+size))
	binary.BigEndian.PutUint16(b[4:], id)
	binary.BigEndian.PutUint16(b[6:], dontFragment)
	b[8], b[9] = hopLimit, proto
	copy(b[12:], src.AsSlice())
	copy(b[16:], dst.AsSlice())
	binary.BigEndian.PutUint16(b[10:], ^sum(0, b))
	return append(b, payload...)
}

// tcp is a TCP header with its options and payload (RFC 9293 section 3.1).
type tcp struct {
	src, dst netip.AddrPort
	seq, ack uint32
	flags    byte
	window   uint16
	options  []byte // padded to 32 bits
	payload  []byte
	size     int // of the payload on the road
}

func (h tcp) bytes() []byte {
	head := 20 + len(h.options)
	b := make([]byte, 20, head+len(h.payload))
	binary.BigEndian.PutUint16(b[0:], h.src.Port())
	binary.BigEndian.PutUint16(b[2:], h.dst.Port())
	binary.BigEndian.PutUint32(b[4:], h.seq)
	binary.BigEndian.PutUint32(b[8:], h.ack)
	b[12] = byte(head/4) << 4
	b[13] = h.flags
	binary.BigEndian.PutUint16(b[14:], h.window)
	b = append(append(b, h.options...), h.payload...)
	binary.BigEndian.PutUint16(b[16:], ^sum(pseudo(h.src.Addr(), h.dst.Addr(), protoTCP, head+h.size), b))
	return b
}

// udp is a UDP header and its payload (RFC 768).
func udp(src, dst netip.AddrPort, payload []byte) []byte {
	b := make([]byte, 8, 8+len(payload))
	binary.BigEndian.PutUint16(b[0:], src.Port())
	binary.BigEndian.PutUint16(b[2:], dst.Port())
	binary.BigEndian.PutUint16(b[4:], uint16(8+len(payload)))
	b = append(b, payload...)
	check := ^sum(pseudo(src.Addr(), dst.Addr(), protoUDP, len(b)), b)
	if check == 0 {
		check = 0xffff // zero would mean that there is none
	}
	binary.BigEndian.PutUint16(b[6:], check)
	return b
}

// Codes of "destination unreachable", in IPv4 (RFC 792) and IPv6 (RFC 4443).
var (
	hostUnreachable = [2]byte{1, 3}
	portUnreachable = [2]byte{3, 4}
)

// maxQuoted is how much of the packet an ICMP message gives back: what fits the
// smallest of packets that every host takes (RFC 1812 section 4.3.2.3).
const maxQuoted = 576 - 20 - 8

// unreachable is the ICMP message that a packet was not to be delivered.
func unreachable(src, dst netip.Addr, code [2]byte, packet []byte) (proto byte, b []byte) {
	packet = packet[:min(len(packet), maxQuoted)]
	if src.Is6() {
		b = append([]byte{1, code[1], 0, 0, 0, 0, 0, 0}, packet...)
		binary.BigEndian.PutUint16(b[2:], ^sum(pseudo(src, dst, protoICMPv6, len(b)), b))
		return protoICMPv6, b
	}
	b = append([]byte{3, code[0], 0, 0, 0, 0, 0, 0}, packet...)
	binary.BigEndian.PutUint16(b[2:], ^sum(0, b))
	return protoICMP, b
}

// pseudo begins a checksum with what the IP header says (RFC 9293 section 3.1, RFC
// 8200 section 8.1).
func pseudo(src, dst netip.Addr, proto byte, size int) uint32 {
	b := append(src.AsSlice(), dst.AsSlice()...)
	return uint32(sum(uint32(proto)+uint32(size>>16)+uint32(size&0xffff), b))
}

// sum is the one's complement sum of 16-bit words (RFC 1071).
func sum(start uint32, b []byte) uint16 {
	s := uint64(start)
	for ; len(b) >= 2; b = b[2:] {
		s += uint64(b[0])<<8 | uint64(b[1])
	}
	if len(b) == 1 {
		s += uint64(b[0]) << 8
	}
	for s > 0xffff {
		s = s>>16 + s&0xffff
	}
	return uint16(s)
}
