package pcap

import (
	"encoding/binary"
	"io"
	"slices"
	"strings"
	"time"

	"posta/sim/trace"
)

// Block types and options (draft-ietf-opsawg-pcapng sections 4 and 3.5).
const (
	blockSection   = 0x0A0D0D0A
	blockInterface = 1
	blockNames     = 4
	blockPacket    = 6
	blockSecrets   = 10

	byteOrderMagic = 0x1A2B3C4D
	linkRawIP      = 101        // LINKTYPE_RAW: an IPv4 or IPv6 header comes first
	secretsTLS     = 0x544c534b // "TLSK": NSS key log lines

	optComment  = 1
	optUserAppl = 4  // of the section
	optIfName   = 2  // of the interface
	optTSResol  = 9  // of the interface
	optTSOffset = 14 // seconds that each stamp lacks
	nanoseconds = 9  // 10^-9

	// lastFull is the last year that readers can be trusted to count to in nanoseconds: 64 bits with a sign end in 2262.
	lastFull = 2200

	nameIPv4, nameIPv6 = 1, 2

	// maxOption is the longest value of an option, in octets.
	maxOption = 0xffff
)

// writer writes blocks; after the first error it writes no more.
type writer struct {
	w    io.Writer
	err  error
	body []byte

	since int64 // the second that stamps count from
}

func newWriter(w io.Writer) *writer { return &writer{w: w} }

// block writes what is in body, padded, between its type and its length, twice.
func (w *writer) block(kind uint32) {
	if w.err != nil {
		return
	}
	w.body = pad(w.body)
	length := uint32(12 + len(w.body))
	out := make([]byte, 0, length)
	out = binary.LittleEndian.AppendUint32(out, kind)
	out = binary.LittleEndian.AppendUint32(out, length)
	out = append(out, w.body...)
	out = binary.LittleEndian.AppendUint32(out, length)
	_, w.err = w.w.Write(out)
	w.body = w.body[:0]
}

func (w *writer) u16(v uint16) { w.body = binary.LittleEndian.AppendUint16(w.body, v) }
func (w *writer) u32(v uint32) { w.body = binary.LittleEndian.AppendUint32(w.body, v) }

func (w *writer) bytes(b []byte) { w.body = pad(append(w.body, b...)) }

// pad fills up to 32 bits.
func pad(b []byte) []byte {
	for len(b)%4 != 0 {
		b = append(b, 0)
	}
	return b
}

func (w *writer) option(code uint16, value []byte) {
	value = value[:min(len(value), maxOption)]
	w.u16(code)
	w.u16(uint16(len(value)))
	w.bytes(value)
}

func (w *writer) text(code uint16, value string) {
	if value = strings.ToValidUTF8(value, "\uFFFD"); value != "" {
		w.option(code, []byte(value))
	}
}

func (w *writer) endOptions() { w.u32(0) }

// section begins the file.
func (w *writer) section(comment string) {
	w.u32(byteOrderMagic)
	w.u16(1)
	w.u16(0)
	w.u32(0xffffffff) // its length is not given
	w.u32(0xffffffff)
	w.text(optComment, comment)
	w.text(optUserAppl, "Posta")
	w.endOptions()
	w.block(blockSection)
}

// network is the one interface at which all is captured.
func (w *writer) network(start time.Time) {
	w.u16(linkRawIP)
	w.u16(0)
	w.u32(0) // no snapshot length
	w.text(optIfName, "posta")
	w.option(optTSResol, []byte{nanoseconds})
	if start.Year() > lastFull {
		w.since = start.Unix()
		w.option(optTSOffset, binary.LittleEndian.AppendUint64(nil, uint64(w.since)))
	}
	w.endOptions()
	w.block(blockInterface)
}

// names says whose addresses these are.
func (w *writer) names(h *trace.Header) {
	for _, host := range h.Hosts {
		for _, a := range host.Addrs {
			kind := uint16(nameIPv4)
			if a.Is6() {
				kind = nameIPv6
			}
			record := append(slices.Clone(a.AsSlice()), host.Name...)
			record = append(record, 0)
			w.u16(kind)
			w.u16(uint16(len(record)))
			w.bytes(record)
		}
	}
	w.u32(0) // end of the records
	w.endOptions()
	w.block(blockNames)
}

// secrets are the keys to what follows.
func (w *writer) secrets(keyLog []byte) {
	if len(keyLog) == 0 {
		return
	}
	w.u32(secretsTLS)
	w.u32(uint32(len(keyLog)))
	w.bytes(keyLog)
	w.endOptions()
	w.block(blockSecrets)
}

// packet is one packet, which had size octets on the road.
func (w *writer) packet(at time.Time, data []byte, size int, comment string) {
	ns := uint64(at.Unix()-w.since)*1e9 + uint64(at.Nanosecond())
	w.u32(0) // the interface
	w.u32(uint32(ns >> 32))
	w.u32(uint32(ns))
	w.u32(uint32(len(data)))
	w.u32(uint32(size))
	w.bytes(data)
	if comment != "" {
		w.text(optComment, comment)
		w.endOptions()
	}
	w.block(blockPacket)
}
