package film

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/gif"
	"image/png"
	"io"
	"time"
)

// GIF writes the film as an animated GIF (GIF89a) that runs again and again.
func (f *Film) GIF(w io.Writer) error {
	g := gif.GIF{Config: image.Config{ColorModel: f.Frames[0].Image.Palette, Width: f.W, Height: f.H}}
	for i, d := range f.delays() {
		g.Image = append(g.Image, f.Frames[i].Image)
		g.Delay = append(g.Delay, d)
		g.Disposal = append(g.Disposal, gif.DisposalNone)
	}
	return gif.EncodeAll(w, &g)
}

// delays are how long each frame is shown, in hundredths of a second; what rounding
// takes from one, the next one gets.
func (f *Film) delays() []int {
	list := make([]int, len(f.Frames))
	var at time.Duration
	shown := 0
	for i := range f.Frames {
		at += f.Frames[i].Lasts
		list[i] = int((at+5*time.Millisecond)/(10*time.Millisecond)) - shown
		shown += list[i]
	}
	return list
}

// APNG writes the film as an animated PNG that runs again and again (Portable Network
// Graphics, third edition, sections 4.9 and 11.3.6): a viewer that knows no animation
// shows its first frame.
func (f *Film) APNG(w io.Writer) error {
	a := &apng{w: w}
	delays := f.delays()
	for i := range f.Frames {
		if err := a.frame(f, i, delays[i]); err != nil {
			return err
		}
	}
	a.chunk("IEND", nil)
	return a.err
}

// apng writes chunks, and keeps the first error.
type apng struct {
	w   io.Writer
	seq uint32
	err error
}

func (a *apng) chunk(kind string, data []byte) {
	if a.err != nil {
		return
	}
	head := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	body := append([]byte(kind), data...)
	tail := binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE(body))
	_, a.err = a.w.Write(bytes.Join([][]byte{head, body, tail}, nil))
}

// frame compresses a frame as a picture of its own and takes its data over.
func (a *apng) frame(f *Film, i, delay int) error {
	var buf bytes.Buffer
	img := f.Frames[i].Image
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&buf, img); err != nil {
		return err
	}
	control := func() {
		r := img.Rect
		c := binary.BigEndian.AppendUint32(nil, a.seq)
		for _, v := range []int{r.Dx(), r.Dy(), r.Min.X, r.Min.Y} {
			c = binary.BigEndian.AppendUint32(c, uint32(v))
		}
		c = binary.BigEndian.AppendUint16(c, uint16(min(delay, 1<<16-1)))
		c = binary.BigEndian.AppendUint16(c, 100)
		blend := byte(1) // over what was there
		if i == 0 {
			blend = 0
		}
		a.chunk("fcTL", append(c, 0, blend)) // nothing is taken away after it
		a.seq++
	}
	data := buf.Bytes()
	if i == 0 {
		_, a.err = a.w.Write(data[:8])
	}
	started := false
	for at := 8; at+12 <= len(data); {
		n := int(binary.BigEndian.Uint32(data[at:]))
		kind, body := string(data[at+4:at+8]), data[at+8:at+8+n]
		at += 12 + n
		switch {
		case kind == "IDAT":
			if !started {
				started = true
				control()
			}
			if i == 0 {
				a.chunk(kind, body)
				break
			}
			a.chunk("fdAT", append(binary.BigEndian.AppendUint32(nil, a.seq), body...))
			a.seq++
		case kind == "IEND" || i > 0:
		default: // the header and the palette, which all frames share
			a.chunk(kind, body)
			if kind == "IHDR" {
				n := binary.BigEndian.AppendUint32(nil, uint32(len(f.Frames)))
				a.chunk("acTL", binary.BigEndian.AppendUint32(n, 0))
			}
		}
	}
	return a.err
}
