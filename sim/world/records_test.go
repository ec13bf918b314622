package world

import (
	"bytes"
	"reflect"
	"testing"

	"posta/sim/trace"
)

// clientHelloFor is a ClientHello that asks for a name, as RFC 8446 section 4.1.2 has it,
// in its record.
func clientHelloFor(name string) []byte {
	sni := append([]byte{0, byte(len(name) + 3), 0, 0, byte(len(name))}, name...)
	ext := append([]byte{0, 43, 0, 3, 2, 3, 4, 0, 0, 0, byte(len(sni))}, sni...)
	body := bytes.Join([][]byte{{3, 3}, make([]byte, 32), {2, 1, 2}, {0, 2, 0x13, 1}, {1, 0}, {0, byte(len(ext))}, ext}, nil)
	return record(22, append([]byte{1, 0, 0, byte(len(body))}, body...))
}

func record(kind byte, body []byte) []byte {
	return append([]byte{kind, 3, 3, byte(len(body) >> 8), byte(len(body))}, body...)
}

// TestRecordsAreReadFromTheRoad: their types and lengths, and whom a ClientHello asks
// for, which is all that stands in the open.
func TestRecordsAreReadFromTheRoad(t *testing.T) {
	hello := clientHelloFor("mail.beta.test")
	for _, c := range []struct {
		name    string
		packets [][]byte
		want    []trace.TLSRecord
	}{
		{"a hello", [][]byte{hello}, []trace.TLSRecord{{Type: "handshake", Len: len(hello) - 5, Message: "client_hello", ServerName: "mail.beta.test"}}},
		{"a header in two packets", [][]byte{hello[:3], hello[3:]}, []trace.TLSRecord{{Type: "handshake", Len: len(hello) - 5, Message: "client_hello", ServerName: "mail.beta.test"}}},
		{"a record in two packets", [][]byte{append(record(20, []byte{1}), 23, 3, 3, 0, 4, 9), {9, 9, 9, 21, 3, 3, 0, 2, 1, 0}},
			[]trace.TLSRecord{{Type: "change_cipher_spec", Len: 1}, {Type: "application_data", Len: 4}, {Type: "alert", Len: 2}}},
		{"a server's", [][]byte{record(22, []byte{2, 0, 0, 0})}, []trace.TLSRecord{{Type: "handshake", Len: 4, Message: "server_hello"}}},
		{"no TLS at all", [][]byte{[]byte("EHLO x\r\n")}, []trace.TLSRecord{{Type: "unknown", Len: 'O'<<8 | ' '}}},
		{"a hello that ends too soon", [][]byte{record(22, []byte{1, 0, 0})}, []trace.TLSRecord{{Type: "handshake", Len: 3, Message: "client_hello"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var r recordReader
			var got []trace.TLSRecord
			for _, p := range c.packets {
				got = append(got, r.read(p)...)
			}
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("%+v\nwant %+v", got, c.want)
			}
		})
	}
}

// FuzzRecords: whatever crosses the road, in whatever pieces, the records are the same,
// of the same lengths; only what a hello says depends on how much of it is in the packet
// in which it begins.
func FuzzRecords(f *testing.F) {
	for _, seed := range [][]byte{clientHelloFor("a.test"), []byte("EHLO x\r\n"), record(23, make([]byte, 700)), append(record(20, []byte{1}), clientHelloFor("")...), {22, 3, 3, 0xff, 0xff, 1}} {
		f.Add(seed, 7)
	}
	f.Fuzz(func(t *testing.T, data []byte, size int) {
		var whole, pieces recordReader
		want := whole.read(bytes.Clone(data))
		size = max(1, min(size, 1<<16))
		var got []trace.TLSRecord
		for rest := data; len(rest) > 0; rest = rest[min(size, len(rest)):] {
			got = append(got, pieces.read(rest[:min(size, len(rest))])...)
		}
		if len(got) != len(want) || whole.rest != pieces.rest || !bytes.Equal(whole.head, pieces.head) {
			t.Fatalf("%d records whole, %d in pieces of %d", len(want), len(got), size)
		}
		at := 0
		for i, r := range want {
			if got[i].Type != r.Type || got[i].Len != r.Len {
				t.Errorf("record %d: %+v whole, %+v in pieces", i, r, got[i])
			}
			if len(r.ServerName) > r.Len || r.Len > 1<<16 {
				t.Errorf("record %d: %+v", i, r)
			}
			at += recordHeader + r.Len
		}
		if at-whole.rest+len(whole.head) != len(data) {
			t.Errorf("the records and what is left make %d octets of %d", at-whole.rest+len(whole.head), len(data))
		}
	})
}
