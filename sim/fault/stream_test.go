package fault

import (
	"bytes"
	"io"
	"net"
	"testing"

	"posta/sim/scenario"
)

// pieces is a connection from which bytes come as they like.
type pieces struct {
	net.Conn
	data []byte
	size int
}

func (p *pieces) Read(b []byte) (int, error) {
	if len(p.data) == 0 {
		return 0, io.EOF
	}
	n := copy(b[:min(len(b), p.size)], p.data)
	p.data = p.data[n:]
	return n, nil
}

// FuzzStream: whatever a client sends, and however it comes, a server whose faults
// are meant for somebody else reads it as it was sent.
func FuzzStream(f *testing.F) {
	f.Add([]byte("USER benito\r\nPASS x\r\nRETR 1\r\nQUIT\r\n"), uint8(3), uint8(0))
	f.Add([]byte("a LOGIN {6}\r\nbenito {2}\r\nxy\r\nb UID FETCH 1 BODY[]\r\n"), uint8(1), uint8(1))
	f.Add([]byte("DATA\r\n.\r\n\r\n{99999999999999999999}\r\n"), uint8(200), uint8(2))
	f.Add(bytes.Repeat([]byte("x"), MaxLine+10), uint8(255), uint8(1))
	other := scenario.Door{Client: scenario.Endpoint{Host: &scenario.Host{Name: "other.test"}}}
	var faults []*fault
	for i, do := range []scenario.Trouble{
		&scenario.Cut{Door: other, Command: "LOGIN"}, &scenario.Cut{Door: other, After: 3}, &scenario.Cut{Door: other, Command: "DATA", After: 1},
		&scenario.Answer{Door: other, Command: "FETCH"}, &scenario.Silence{Door: other, Command: "RETR"}, &scenario.Delay{Door: other, Command: "QUIT"},
	} {
		faults = append(faults, &fault{Fault: &scenario.Fault{Index: i, Do: do}})
	}
	protos := []scenario.Proto{scenario.POP3, scenario.IMAP, scenario.SMTP}
	f.Fuzz(func(t *testing.T, data []byte, size, proto uint8) {
		s := &stream{
			Conn:    &pieces{data: data, size: int(size) + 1},
			l:       &listener{h: &Host{}, faults: faults, proto: protos[int(proto)%len(protos)]},
			client:  "mail.alfa.test",
			counted: map[*fault]int64{},
		}
		got, err := io.ReadAll(s)
		if err != nil || !bytes.Equal(got, data) {
			t.Fatalf("%q became %q, %v", data, got, err)
		}
	})
}
