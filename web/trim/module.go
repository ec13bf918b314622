package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

// A piece is a stretch of the memory's first content: a data segment (WebAssembly Core 2.0, section 5.5.14).
type piece struct {
	at      int
	content []byte
}

const (
	header      = "\x00asm\x01\x00\x00\x00"
	dataSection = 11
	// farthest is how many zeros between two pieces are written out rather than starting a new piece.
	farthest = 4096
)

var errCut = errors.New("the module ends in the middle")

// rewriteMemory gives the module back with its memory's first content in few pieces, each changed by edit.
func rewriteMemory(module []byte, edit func([]piece) error) ([]byte, error) {
	if !bytes.HasPrefix(module, []byte(header)) {
		return nil, errors.New("this is no WebAssembly module of version 1")
	}
	out := []byte(header)
	for rest := module[len(header):]; len(rest) > 0; {
		id := rest[0]
		body, after, err := sized(rest[1:])
		if err != nil {
			return nil, err
		}
		rest = after
		if id == dataSection {
			pieces, err := readPieces(body)
			if err != nil {
				return nil, err
			}
			pieces = join(pieces)
			if err := edit(pieces); err != nil {
				return nil, err
			}
			body = writePieces(pieces)
		}
		out = append(out, id)
		out = binary.AppendUvarint(out, uint64(len(body)))
		out = append(out, body...)
	}
	return out, nil
}

// sized reads a length and that many octets.
func sized(b []byte) (body, rest []byte, err error) {
	n, w := binary.Uvarint(b)
	if w <= 0 || n > uint64(len(b)-w) {
		return nil, nil, errCut
	}
	return b[w : w+int(n)], b[w+int(n):], nil
}

func readPieces(b []byte) ([]piece, error) {
	count, w := binary.Uvarint(b)
	if w <= 0 {
		return nil, errCut
	}
	b = b[w:]
	var pieces []piece
	for range count {
		// A piece of memory 0 whose place is an i32.const.
		if len(b) < 2 || b[0] != 0 || b[1] != 0x41 {
			return nil, errors.New("a data segment is not of the kind that Go's linker writes")
		}
		at, w := signed(b[2:])
		b = b[2+w:]
		if w == 0 || at < 0 || len(b) == 0 || b[0] != 0x0b {
			return nil, errors.New("a data segment's place is not written as Go's linker writes it")
		}
		content, rest, err := sized(b[1:])
		if err != nil {
			return nil, err
		}
		pieces, b = append(pieces, piece{at, content}), rest
	}
	if len(b) > 0 {
		return nil, errors.New("something follows the last data segment")
	}
	// The linker writes part after part of the memory, not from its bottom to its top.
	slices.SortStableFunc(pieces, func(a, b piece) int { return a.at - b.at })
	for i := 1; i < len(pieces); i++ {
		if before := pieces[i-1]; pieces[i].at < before.at+len(before.content) {
			return nil, fmt.Errorf("the data segments for %#x and %#x lie over one another", before.at, pieces[i].at)
		}
	}
	return pieces, nil
}

// join puts pieces that lie close together into one. A memory begins as zeros, so what lies between them are zeros.
func join(pieces []piece) []piece {
	var out []piece
	for _, p := range pieces {
		if n := len(out); n > 0 {
			last := &out[n-1]
			if gap := p.at - last.at - len(last.content); gap <= farthest {
				last.content = append(append(last.content, make([]byte, gap)...), p.content...)
				continue
			}
		}
		out = append(out, piece{p.at, bytes.Clone(p.content)})
	}
	return out
}

func writePieces(pieces []piece) []byte {
	b := binary.AppendUvarint(nil, uint64(len(pieces)))
	for _, p := range pieces {
		b = append(b, 0, 0x41)
		b = appendSigned(b, p.at)
		b = append(b, 0x0b)
		b = binary.AppendUvarint(b, uint64(len(p.content)))
		b = append(b, p.content...)
	}
	return b
}

// signed reads an i32 in signed LEB128, and tells how many octets it took: none when it is not whole.
func signed(b []byte) (v, width int) {
	for i := 0; i < len(b) && i < 5; i++ {
		v |= int(b[i]&0x7f) << (7 * i)
		if b[i] < 0x80 {
			if b[i]&0x40 != 0 {
				v -= 1 << (7 * (i + 1))
			}
			return v, i + 1
		}
	}
	return 0, 0
}

func appendSigned(b []byte, v int) []byte {
	for {
		low := byte(v & 0x7f)
		v >>= 7
		if v == 0 && low&0x40 == 0 || v == -1 && low&0x40 != 0 {
			return append(b, low)
		}
		b = append(b, low|0x80)
	}
}
