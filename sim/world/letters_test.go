package world

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"posta/sim/trace"
)

func letter(n int) []byte {
	return append([]byte(fmt.Sprintf("Subject: %d\r\n\r\n", n)), bytes.Repeat([]byte("Lorem ipsum dolor sit amet\r\n"), sharedFrom/20)...)
}

func on(top string, data []byte) []byte { return append([]byte(top), data...) }

// TestALetterIsKeptOnce on its whole way: with what each server writes on top, and as it
// is said on the road.
func TestALetterIsKeptOnce(t *testing.T) {
	var l letters
	written := letter(1)
	kept, fresh := l.keep(written)
	if fresh != int64(len(written)) || !bytes.Equal(kept, written) {
		t.Fatalf("%d octets are new, of %d", fresh, len(written))
	}
	stamped := on("Received: from a\r\n", written)
	for _, hop := range []struct {
		name string
		data []byte
		want int64
	}{
		{"said on the road", append(slices.Clone(written), ".\r\n"...), 3},
		{"stamped", stamped, 18},
		{"handed on", append(slices.Clone(stamped), ".\r\n"...), 0},
		{"stamped again", on("Received: from b\r\n", stamped), 18},
		{"stored", on("Return-Path: <>\r\nReceived: from b\r\n", stamped), 17},
		{"as it was written", slices.Clone(written), 0},
		{"another letter", letter(2), int64(len(letter(2)))},
		{"the first, stamped by another server", on("Received: from c\r\n", written), int64(len(written)) + 18},
	} {
		before := slices.Clone(kept)
		got, fresh := l.keep(hop.data)
		if fresh != hop.want || !bytes.Equal(got, hop.data) {
			t.Errorf("%s: %d octets are new, want %d", hop.name, fresh, hop.want)
		}
		if !bytes.Equal(kept, before) {
			t.Fatalf("%s: what was kept before has changed", hop.name)
		}
		if again, fresh := l.keep(got); fresh != 0 || &again[0] != &got[0] {
			t.Errorf("%s: what is kept is kept again", hop.name)
		}
	}
}

// TestWhatIsKeptNeverChanges, whatever is kept after it.
func TestWhatIsKeptNeverChanges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var l letters
		forms := [][]byte{letter(1), letter(2)}
		var kept, want [][]byte
		for range rapid.IntRange(2, 20).Draw(t, "forms") {
			form := rapid.SampledFrom(forms).Draw(t, "of")
			form = on(rapid.SampledFrom([]string{"", "A: 1\r\n", "B: 22\r\n", "\r\n"}).Draw(t, "top"), form)
			form = append(form, rapid.SampledFrom([]string{"", ".\r\n", ")\r\n3 OK done\r\n", "sit amet\r\n"}).Draw(t, "tail")...)
			if cut := rapid.IntRange(0, 3).Draw(t, "cut"); cut > 0 {
				form = form[:len(form)-cut]
			}
			forms = append(forms, form)
			got, _ := l.keep(slices.Clone(form))
			kept, want = append(kept, got), append(want, form)
			for i := range kept {
				if !bytes.Equal(kept[i], want[i]) {
					t.Fatalf("form %d is %d octets and was %d, after keeping %d", i, len(kept[i]), len(want[i]), len(kept)-1)
				}
			}
		}
	})
}

// TestWhoKeepsALetterFirstHoldsIt: its octets count once, where it came to be.
func TestWhoKeepsALetterFirstHoldsIt(t *testing.T) {
	h := holding{limit: 10 << 20}
	none := func() int64 { return 0 }
	data := h.set(letter(1))
	h.note(trace.MessageComposed{Data: data}, none)
	f, ok := h.note(trace.DataSent{Data: append(slices.Clone(data), ".\r\n"...)}, none)
	stamped := h.set(on("Received: from a\r\n", data))
	h.note(trace.MessageAccepted{Data: stamped}, none)
	h.note(trace.MailboxStored{Data: stamped}, none)
	if !ok || len(f.(trace.DataSent).Data) != len(data)+3 {
		t.Errorf("said: %v, ok %v", len(f.(trace.DataSent).Data), ok)
	}
	want := []trace.Held{{By: "programs", Octets: int64(len(data))}, {By: "queues", Octets: 18}, {By: "record", Octets: 3}}
	if got := h.most(); !slices.Equal(got, want) {
		t.Errorf("held: %v, want %v", got, want)
	}
}
