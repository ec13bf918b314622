package fonts

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"io"
)

// errWOFF: the bytes are no font in WOFF 1.0.
var errWOFF = errors.New("not a WOFF file")

// maxTable bounds what one table of a font may unpack to.
const maxTable = 1 << 20

// unpack turns WOFF (W3C, WOFF File Format 1.0) into the TrueType file that is
// packed in it, table by table.
func unpack(woff []byte) ([]byte, error) {
	const header, entry = 44, 20
	if len(woff) < header || string(woff[:4]) != "wOFF" {
		return nil, errWOFF
	}
	n := int(binary.BigEndian.Uint16(woff[12:]))
	if len(woff) < header+n*entry {
		return nil, errWOFF
	}
	out := make([]byte, 12+16*n)
	copy(out, woff[4:8]) // the flavour
	binary.BigEndian.PutUint16(out[4:], uint16(n))
	for i := range n {
		e := woff[header+i*entry:]
		offset, packed, size := binary.BigEndian.Uint32(e[4:]), binary.BigEndian.Uint32(e[8:]), binary.BigEndian.Uint32(e[12:])
		if size > maxTable || uint64(offset)+uint64(packed) > uint64(len(woff)) {
			return nil, errWOFF
		}
		data := woff[offset : offset+packed]
		if packed < size {
			z, err := zlib.NewReader(bytes.NewReader(data))
			if err != nil {
				return nil, errors.Join(errWOFF, err)
			}
			data = make([]byte, size)
			if _, err := io.ReadFull(z, data); err != nil {
				return nil, errors.Join(errWOFF, err)
			}
		}
		d := out[12+16*i:]
		copy(d, e[:4])                                        // its name
		copy(d[4:8], e[16:20])                                // its checksum
		binary.BigEndian.PutUint32(d[8:], uint32(len(out)))   // where it begins
		binary.BigEndian.PutUint32(d[12:], uint32(len(data))) // how long it is
		out = append(out, data...)
		for len(out)%4 != 0 {
			out = append(out, 0)
		}
	}
	return out, nil
}
