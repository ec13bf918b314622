package film_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/draw"
	"image/gif"
	"image/png"
	"testing"
	"time"

	"posta/sim/lang"
	"posta/sim/stage"
	"posta/sim/stage/film"
	"posta/sim/stage/fonts"
	"posta/sim/stage/internal/cast"
	"posta/sim/stage/still"
	"posta/sim/telling"
)

// small is a stage with a short story on it, in a small window.
func small(l lang.Lang) stage.Model {
	m := stage.New(fonts.Measure, nil)
	for _, msg := range []stage.Msg{stage.SetLang{Lang: l}, stage.Resize{W: 400, H: 300, Scale: 1}, stage.Load{Telling: telling.Of(cast.Secure().Trace)}} {
		m = stage.Update(m, msg)
	}
	return m
}

// lasting is how long a film runs.
func lasting(f *film.Film) (d time.Duration) {
	for i := range f.Frames {
		d += f.Frames[i].Lasts
	}
	return d
}

func shoot(t *testing.T, m stage.Model, o film.Options) *film.Film {
	t.Helper()
	f, err := film.Shoot(m, o)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// Whoever plays the file sees, at its end, the very picture that the stage ends with,
// up to the colours that a palette has.
func TestAFilmEndsWhereTheStoryEnds(t *testing.T) {
	m := small(lang.ES)
	const step = 6
	f := shoot(t, m, film.Options{From: step - 3, To: step})
	m = stage.Update(m, stage.Seek{Step: step, Still: true})
	for m.Moving() { // the camera gets there
		m = stage.Update(m, stage.Tick{Seconds: 0.1})
	}
	last := stage.Scene(m)
	want := still.Image(&last, 1)
	for name, got := range map[string]*image.RGBA{"GIF": playGIF(t, f), "APNG": playAPNG(t, f)} {
		if got.Rect != want.Rect {
			t.Fatalf("%s: %v, want %v", name, got.Rect, want.Rect)
		}
		far := 0
		for i := range got.Pix {
			if d := int(got.Pix[i]) - int(want.Pix[i]); d > 24 || d < -24 {
				far++
			}
		}
		if far*2000 > len(got.Pix) {
			t.Errorf("%s: %d of %d values are far from the stage's", name, far, len(got.Pix))
		}
	}
}

// playGIF is the picture that a GIF ends with.
func playGIF(t *testing.T, f *film.Film) *image.RGBA {
	t.Helper()
	var buf bytes.Buffer
	if err := f.GIF(&buf); err != nil {
		t.Fatal(err)
	}
	g, err := gif.DecodeAll(&buf)
	if err != nil {
		t.Fatal(err)
	}
	if len(g.Image) != len(f.Frames) || g.LoopCount != 0 {
		t.Errorf("%d frames, loop count %d; want %d frames that go on for ever", len(g.Image), g.LoopCount, len(f.Frames))
	}
	var lasts time.Duration
	img := image.NewRGBA(image.Rect(0, 0, f.W, f.H))
	for i, part := range g.Image {
		lasts += time.Duration(g.Delay[i]) * 10 * time.Millisecond
		draw.Draw(img, part.Rect, part, part.Rect.Min, draw.Over)
	}
	if d := lasts - lasting(f); d > 10*time.Millisecond || d < -10*time.Millisecond {
		t.Errorf("it runs for %v, want %v", lasts, lasting(f))
	}
	return img
}

// playAPNG is the picture that an animated PNG ends with: its frames are taken out of
// it as pictures of their own, and its numbers and sums are checked on the way.
func playAPNG(t *testing.T, f *film.Film) *image.RGBA {
	t.Helper()
	var buf bytes.Buffer
	if err := f.APNG(&buf); err != nil {
		t.Fatal(err)
	}
	data := buf.Bytes()
	if _, err := png.Decode(bytes.NewReader(data)); err != nil {
		t.Fatalf("whoever knows no animation cannot read it: %v", err)
	}
	img := image.NewRGBA(image.Rect(0, 0, f.W, f.H))
	var header, shared, body []byte
	var at image.Rectangle
	next, frames, announced := uint32(0), 0, uint32(0)
	chunk := func(kind string, data []byte) []byte {
		out := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
		out = append(append(out, kind...), data...)
		return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
	}
	show := func() {
		if body == nil {
			return
		}
		h := bytes.Clone(header)
		binary.BigEndian.PutUint32(h, uint32(at.Dx()))
		binary.BigEndian.PutUint32(h[4:], uint32(at.Dy()))
		file := bytes.Join([][]byte{data[:8], chunk("IHDR", h), shared, chunk("IDAT", body), chunk("IEND", nil)}, nil)
		part, err := png.Decode(bytes.NewReader(file))
		if err != nil {
			t.Fatalf("frame %d: %v", frames, err)
		}
		draw.Draw(img, at, part, image.Point{}, draw.Over)
		body = nil
		frames++
	}
	sequence := func(b []byte) {
		if n := binary.BigEndian.Uint32(b); n != next {
			t.Fatalf("number %d follows %d", n, next-1)
		}
		next++
	}
	for p := 8; p+12 <= len(data); {
		n := int(binary.BigEndian.Uint32(data[p:]))
		kind, b := string(data[p+4:p+8]), data[p+8:p+8+n]
		if sum := binary.BigEndian.Uint32(data[p+8+n:]); sum != crc32.ChecksumIEEE(data[p+4:p+8+n]) {
			t.Fatalf("the sum of a %s is wrong", kind)
		}
		switch kind {
		case "IHDR":
			header = b
		case "PLTE", "tRNS":
			shared = append(shared, data[p:p+12+n]...)
		case "acTL":
			announced = binary.BigEndian.Uint32(b)
		case "fcTL":
			show()
			sequence(b)
			v := func(i int) int { return int(binary.BigEndian.Uint32(b[i:])) }
			at = image.Rect(v(12), v(16), v(12)+v(4), v(16)+v(8))
		case "IDAT":
			body = append(body, b...)
		case "fdAT":
			sequence(b)
			body = append(body, b[4:]...)
		case "IEND":
			show()
		}
		p += 12 + n
	}
	if frames != len(f.Frames) || int(announced) != frames {
		t.Errorf("%d frames, %d announced, want %d", frames, announced, len(f.Frames))
	}
	return img
}

func TestAFilmIsTheSameEveryTime(t *testing.T) {
	var a, b bytes.Buffer
	for _, buf := range []*bytes.Buffer{&a, &b} {
		if err := shoot(t, small(lang.EN), film.Options{From: 1, To: 4}).GIF(buf); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("two films of the same steps differ")
	}
}

// What is chosen is filmed, and no more; reading takes the time that it is given; what
// stands still is one frame.
func TestAFilmOfAFewSteps(t *testing.T) {
	m := small(lang.EN)
	short := shoot(t, m, film.Options{From: 2, To: 3})
	if all := shoot(t, m, film.Options{From: 2, To: 6}); lasting(short) >= lasting(all) || len(short.Frames) >= len(all.Frames) {
		t.Errorf("two steps take %v in %d frames, all of them %v in %d", lasting(short), len(short.Frames), lasting(all), len(all.Frames))
	}
	slow := shoot(t, m, film.Options{From: 2, To: 3, Reading: func(stage.Model) float64 { return 6 }})
	if lasting(slow) < 12*time.Second || len(slow.Frames) > len(short.Frames)+4 {
		t.Errorf("with six seconds for each of two steps it runs for %v in %d frames (%d without)", lasting(slow), len(slow.Frames), len(short.Frames))
	}
}

func TestAFilmHasABound(t *testing.T) {
	m := stage.Update(small(lang.EN), stage.Speed{Factor: 0.1})
	if _, err := film.Shoot(m, film.Options{From: 2, To: 6, PerSecond: film.MaxPerSecond, Most: 20}); !errors.Is(err, film.ErrTooLong) {
		t.Errorf("got %v, want that it is too long", err)
	}
}
