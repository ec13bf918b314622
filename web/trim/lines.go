package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

// The line table as the runtime reads it: a header, the functions' names, which files each compilation unit has, the files'
// names, the tables from place to value, and a record for each function.
const (
	// magic begins the table: the number of its format (internal/abi.CurrentPCLnTabMagic), two zeros, and on WebAssembly the least
	// instruction's length, 1, and a pointer's, 8.
	magic = "\xf1\xff\xff\xff\x00\x00\x01\x08"
	// Of a function's record (runtime._func): where it keeps the tables of its stack's depth, its files and its lines, how many
	// other tables it has, its unit's files and its first line; and where its other tables' places begin.
	atDepth, atFile, atLine, atCount, atUnit, atFirst, recordSize = 16, 20, 24, 28, 32, 36, 44
)

// dropLines takes out which line of which file each instruction came from. A function without those tables is one that the
// runtime tells as "?:0" (runtime.funcline1).
func dropLines(pieces []piece) error {
	for _, p := range pieces {
		if at := bytes.Index(p.content, []byte(magic)); at >= 0 {
			t, err := readTable(p.content[at:])
			if err != nil {
				return fmt.Errorf("its table of lines is not as the Go was that this command was written for: %w", err)
			}
			t.dropLines()
			return nil
		}
	}
	return errors.New("it has no table of lines of a kind that this command knows (another version of Go?)")
}

// A table is the line table, in its parts.
type table struct {
	names  []byte   // of functions
	files  []byte   // which files each unit has, and the files' names
	values []byte   // tables from place to value
	funcs  [][]byte // a record for each function
}

func readTable(b []byte) (table, error) {
	if len(b) < 72 {
		return table{}, errCut
	}
	var head [8]uint64 // functions, files, the text's start, and where the five parts begin
	for i := range head {
		head[i] = binary.LittleEndian.Uint64(b[8+8*i:])
		if head[i] > uint64(len(b)) {
			return table{}, fmt.Errorf("number %d of its header is %d, past its end", i, head[i])
		}
	}
	count, names, units, values, funcs := head[0], head[3], head[4], head[6], head[7]
	if !slices.IsSorted(head[3:]) || count == 0 || funcs+8*count > uint64(len(b)) {
		return table{}, errors.New("its parts do not follow one another")
	}
	t := table{names: b[names:units], files: b[units:values], values: b[values:funcs]}
	records := b[funcs:]
	for i := range count {
		entry, at := read(records[8*i:], 0), read(records[8*i:], 4)
		if uint64(at)+recordSize > uint64(len(records)) {
			return table{}, errCut
		}
		f := records[at:]
		if read(f, 0) != entry {
			return table{}, fmt.Errorf("the record of function %d is of another one", i)
		}
		end := recordSize + 4*uint64(read(f, atCount))
		if end > uint64(len(f)) {
			return table{}, errCut
		}
		for _, place := range append(others(f[:end]), read(f, atFile), read(f, atLine)) {
			if uint64(place) >= uint64(len(t.values)) {
				return table{}, fmt.Errorf("function %d has a table at %d, past their end", i, place)
			}
		}
		t.funcs = append(t.funcs, f[:end])
	}
	return t, nil
}

// others tells where the tables of a function stand that are not of its lines: of its stack's depth, of what lives on it.
func others(f []byte) []uint32 {
	places := []uint32{read(f, atDepth)}
	for i := recordSize; i < len(f); i += 4 {
		places = append(places, read(f, i))
	}
	return places
}

func (t table) dropLines() {
	kept := map[uint32]bool{}
	var places []uint32
	for _, f := range t.funcs {
		for _, place := range others(f) {
			kept[place] = true
			places = append(places, place)
		}
		places = append(places, read(f, atFile), read(f, atLine))
	}
	slices.Sort(places)
	places = append(slices.Compact(places), uint32(len(t.values)))
	for i, place := range places[:len(places)-1] {
		if !kept[place] && place > 0 {
			clear(t.values[place:places[i+1]])
		}
	}
	for _, f := range t.funcs {
		for _, field := range []int{atFile, atLine, atUnit, atFirst} {
			clear(f[field : field+4])
		}
	}
	clear(t.files)
}

func read(b []byte, at int) uint32 { return binary.LittleEndian.Uint32(b[at:]) }
