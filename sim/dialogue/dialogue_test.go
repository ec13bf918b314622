package dialogue

import (
	"bytes"
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	mdns "github.com/miekg/dns"

	"posta/sim/trace"
)

// tale builds a trace by hand: every word that is said leaves at once and
// arrives a millisecond later.
type tale struct {
	t    trace.Trace
	sent map[string]int
	lost bool

	datagrams map[int]bool
}

func (b *tale) add(host string, conn int, f trace.Fact) int {
	seq := len(b.t.Events) + 1
	b.t.Events = append(b.t.Events, trace.Event{Seq: seq, At: time.Duration(seq) * time.Millisecond, Host: host, Conn: conn, Cause: seq - 1, Fact: f})
	return seq
}

func (b *tale) open(conn int, network, service, client, server string) {
	port := uint16(0)
	for _, p := range protocols {
		if p.service == service {
			port = p.port
		}
	}
	local, remote := netip.MustParseAddrPort("192.0.2.1:40000"), netip.AddrPortFrom(netip.MustParseAddr("192.0.2.25"), port)
	b.add(client, conn, trace.ConnOpening{Network: network, Local: local, Remote: remote, Peer: server, Service: service})
	if b.datagrams == nil {
		b.datagrams = map[int]bool{}
	}
	b.datagrams[conn] = network == "udp"
	if network == "tcp" {
		b.add(server, conn, trace.ConnAccepted{Network: network, Local: remote, Remote: local, Peer: client, Service: service})
		b.add(client, conn, trace.ConnEstablished{})
	}
}

func (b *tale) say(conn int, from, to, what string) {
	if b.sent == nil {
		b.sent = map[string]int{}
	}
	key := fmt.Sprint(conn, from)
	if b.datagrams[conn] {
		b.sent[key] = 0
	}
	b.add(from, conn, trace.DataSent{Offset: b.sent[key], Data: []byte(what)})
	if b.datagrams[conn] {
		packet := b.add(from, conn, trace.PacketSent{Flags: "UDP", Len: len(what)})
		if b.lost {
			b.add(to, conn, trace.PacketLost{Sent: packet, Why: "loss"})
		} else {
			b.add(to, conn, trace.PacketReceived{Sent: packet})
		}
	}
	if !b.lost {
		b.add(to, conn, trace.DataReceived{Offset: b.sent[key], Len: len(what)})
	}
	b.sent[key] += len(what)
}

// converse plays a dialogue: "C: " and "S: " begin what client and server say at
// one instant; further lines of it are indented by three spaces.
func converse(service, script string) *trace.Trace {
	b := new(tale)
	b.open(1, "tcp", service, "client.test", "server.test")
	var who, what string
	flush := func() {
		switch who {
		case "C":
			b.say(1, "client.test", "server.test", what)
		case "S":
			b.say(1, "server.test", "client.test", what)
		}
	}
	for _, line := range strings.Split(strings.Trim(script, "\n"), "\n") {
		line = strings.TrimLeft(line, "\t")
		if len(line) >= 3 && line[1:3] == ": " {
			flush()
			who, what = line[:1], ""
		}
		if strings.HasSuffix(line, `\`) { // no line end: said in pieces
			what += line[3 : len(line)-1]
		} else {
			what += line[3:] + "\r\n"
		}
	}
	flush()
	return &b.t
}

// tell writes lines as a test compares them.
func tell(d *Dialogue) string {
	var b strings.Builder
	for _, l := range d.Lines {
		who := "S"
		if l.FromClient {
			who = "C"
		}
		fmt.Fprintf(&b, "%d %s %s", l.Index, who, l.Kind)
		if l.Class != ClassNone {
			fmt.Fprintf(&b, "/%s", l.Class)
		}
		if l.Tag != "" {
			fmt.Fprintf(&b, " <%s>", l.Tag)
		}
		if l.Code != 0 {
			fmt.Fprintf(&b, " %d", l.Code)
		}
		if l.Enhanced != "" {
			fmt.Fprintf(&b, " [%s]", l.Enhanced)
		}
		fmt.Fprintf(&b, " %s|%s", l.Verb, strings.ReplaceAll(l.Args, "\n", "/"))
		if l.Kind == KindData {
			fmt.Fprintf(&b, " %q", l.Body)
		}
		if l.Secret != "" {
			fmt.Fprintf(&b, " secret=%q", l.Secret)
		}
		if l.Question >= 0 {
			fmt.Fprintf(&b, " ->%d", l.Question)
		}
		if l.Partial {
			b.WriteString(" (cut short)")
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestConversations(t *testing.T) {
	for _, test := range []struct{ name, service, script, want string }{
		{"submission with a letter", "submission", `
			S: 220 server.test ESMTP
			C: EHLO client.test
			S: 250-server.test
			   250-PIPELINING
			   250 AUTH PLAIN LOGIN
			C: AUTH PLAIN AGFsaWNpYQBzZWNyZXQ=
			S: 235 2.7.0 Welcome
			C: mail from:<alicia@alfa.test> SIZE=42
			S: 250 2.1.0 Fine
			C: RCPT TO: <benito@beta.test>
			S: 250 2.1.5 Fine
			C: DATA
			S: 354 Go on
			C: Subject: hi
			   
			   ..two dots
			   .
			S: 250 2.0.0 Queued as Q1
			C: QUIT
			S: 221 2.0.0 Bye`, `
			0 S greeting/ok 220 |server.test ESMTP
			1 C command EHLO|client.test
			2 S reply/ok 250 |server.test/PIPELINING/AUTH PLAIN LOGIN ->1
			3 C credentials AUTH|PLAIN AGFsaWNpYQBzZWNyZXQ= secret="\x00alicia\x00secret"
			4 S reply/ok 235 [2.7.0] |Welcome ->3
			5 C command MAIL FROM|<alicia@alfa.test> SIZE=42
			6 S reply/ok 250 [2.1.0] |Fine ->5
			7 C command RCPT TO|<benito@beta.test>
			8 S reply/ok 250 [2.1.5] |Fine ->7
			9 C command DATA|
			10 S continuation/more 354 |Go on ->9
			11 C data | "Subject: hi\r\n\r\n.two dots\r\n" ->9
			12 S reply/ok 250 [2.0.0] |Queued as Q1 ->11
			13 C command QUIT|
			14 S reply/ok 221 [2.0.0] |Bye ->13
		`},
		{"AUTH LOGIN in three steps, and a wrong password", "submission", `
			S: 220 hello
			C: AUTH LOGIN
			S: 334 VXNlcm5hbWU6
			C: YWxpY2lh
			S: 334 UGFzc3dvcmQ6
			C: bm8=
			S: 535 5.7.8 No
			C: QUIT
			S: 221 Bye`, `
			0 S greeting/ok 220 |hello
			1 C command AUTH|LOGIN
			2 S continuation/more 334 |VXNlcm5hbWU6 secret="Username:" ->1
			3 C credentials |YWxpY2lh secret="alicia" ->1
			4 S continuation/more 334 |UGFzc3dvcmQ6 secret="Password:" ->3
			5 C credentials |bm8= secret="no" ->1
			6 S reply/permanent 535 [5.7.8] |No ->5
			7 C command QUIT|
			8 S reply/ok 221 |Bye ->7
		`},
		{"pipelining: three commands in one write, answers in another", "smtp", `
			S: 220 hello
			C: MAIL FROM:<>
			   RCPT TO:<nobody@beta.test>
			   RCPT TO:<benito@beta.test>
			   DATA
			S: 250 2.1.0 ok
			   550 5.1.1 no such user
			   452 4.2.2 full
			   554 5.5.1 no valid recipients
			C: RSET
			S: 250 ok`, `
			0 S greeting/ok 220 |hello
			1 C command MAIL FROM|<>
			2 C command RCPT TO|<nobody@beta.test>
			3 C command RCPT TO|<benito@beta.test>
			4 C command DATA|
			5 S reply/ok 250 [2.1.0] |ok ->1
			6 S reply/permanent 550 [5.1.1] |no such user ->2
			7 S reply/temporary 452 [4.2.2] |full ->3
			8 S reply/permanent 554 [5.5.1] |no valid recipients ->4
			9 C command RSET|
			10 S reply/ok 250 |ok ->9
		`},
		{"a client that does not wait for 354 is still understood", "smtp", `
			S: 220 hello
			C: DATA
			   one
			   .
			   QUIT
			S: 354 go
			   250 ok
			   221 bye`, `
			0 S greeting/ok 220 |hello
			1 C command DATA|
			2 C data | "one\r\n" ->1
			3 C command QUIT|
			4 S continuation/more 354 |go ->1
			5 S reply/ok 250 |ok ->2
			6 S reply/ok 221 |bye ->3
		`},
		{"chunks by BDAT", "smtp", `
			S: 220 hello
			C: EHLO a
			S: 250-b
			   250 CHUNKING
			C: BDAT 7
			   hello
			   BDAT 4 LAST
			   ab
			S: 250 ok
			   250 2.0.0 all of it`, `
			0 S greeting/ok 220 |hello
			1 C command EHLO|a
			2 S reply/ok 250 |b/CHUNKING ->1
			3 C command BDAT|7
			4 C data | "hello\r\n" ->3
			5 C command BDAT|4 LAST
			6 C data | "ab\r\n" ->5
			7 S reply/ok 250 |ok ->4
			8 S reply/ok 250 [2.0.0] |all of it ->6
		`},
		{"a chunk that is refused where CHUNKING was offered is read all the same", "smtp", `
			S: 220 hello
			C: EHLO a
			S: 250-b
			   250 CHUNKING
			C: BDAT 7 LAST
			   hello
			S: 503 5.5.1 no envelope
			C: NOOP
			S: 250 ok`, `
			0 S greeting/ok 220 |hello
			1 C command EHLO|a
			2 S reply/ok 250 |b/CHUNKING ->1
			3 C command BDAT|7 LAST
			4 C data | "hello\r\n" ->3
			5 S reply/permanent 503 [5.5.1] |no envelope ->4
			6 C command NOOP|
			7 S reply/ok 250 |ok ->6
		`},
		{"BDAT where nobody offered CHUNKING", "smtp", `
			S: 220 hello
			C: EHLO a
			S: 250-b
			   250 SIZE 1000
			C: BDAT 10
			S: 500 5.5.2 what?
			C: NOOP hola
			S: 250 ok`, `
			0 S greeting/ok 220 |hello
			1 C command EHLO|a
			2 S reply/ok 250 |b/SIZE 1000 ->1
			3 C command BDAT|10
			4 S reply/permanent 500 [5.5.2] |what? ->3
			5 C command NOOP|hola
			6 S reply/ok 250 |ok ->5
		`},
		{"what was offered before STARTTLS is forgotten", "smtp", `
			S: 220 hello
			C: EHLO a
			S: 250-b
			   250 CHUNKING
			C: STARTTLS
			S: 220 go
			C: BDAT 10
			S: 500 what?
			C: NOOP
			S: 250 ok`, `
			0 S greeting/ok 220 |hello
			1 C command EHLO|a
			2 S reply/ok 250 |b/CHUNKING ->1
			3 C command STARTTLS|
			4 S reply/ok 220 |go ->3
			5 C command BDAT|10
			6 S reply/permanent 500 |what? ->5
			7 C command NOOP|
			8 S reply/ok 250 |ok ->7
		`},
		{"a server that refuses at once, and noise", "smtp", `
			S: 421 4.3.2 not now
			C: 
			   GET / HTTP/1.1
			S: 500 5.5.2 what?
			   hello?
			   500 5.5.2 what?`, `
			0 S greeting/temporary 421 [4.3.2] |not now
			1 C other |
			2 C command GET|/ HTTP/1.1
			3 S reply/permanent 500 [5.5.2] |what? ->1
			4 S other |
			5 S reply/permanent 500 [5.5.2] |what? ->2
		`},
		{"a letter fetched with POP3", "pop3", `
			S: +OK POP3 ready
			C: CAPA
			S: +OK
			   UIDL
			   TOP
			   .
			C: USER benito
			S: +OK
			C: PASS a b
			S: +OK 1 message
			C: LIST
			S: +OK 1 message
			   1 42
			   .
			C: LIST 1
			S: +OK 1 42
			C: RETR 1
			S: +OK 42 octets
			   Subject: hi
			   
			   ..
			   .
			C: RETR 2
			S: -ERR no such message
			C: DELE 1
			   QUIT
			S: +OK gone
			   -ERR [SYS/TEMP] disk asleep`, `
			0 S greeting/ok +OK|POP3 ready
			1 C command CAPA|
			2 S reply/ok +OK| ->1
			3 C command USER|benito
			4 S reply/ok +OK| ->3
			5 C credentials PASS|a b secret="a b"
			6 S reply/ok +OK|1 message ->5
			7 C command LIST|
			8 S reply/ok +OK|1 message ->7
			9 C command LIST|1
			10 S reply/ok +OK|1 42 ->9
			11 C command RETR|1
			12 S reply/ok +OK|42 octets ->11
			13 S data | "Subject: hi\r\n\r\n.\r\n" ->11
			14 C command RETR|2
			15 S reply/permanent -ERR|no such message ->14
			16 C command DELE|1
			17 C command QUIT|
			18 S reply/ok +OK|gone ->16
			19 S reply/temporary [SYS/TEMP] -ERR|disk asleep ->17
		`},
		{"POP3 AUTH and an empty list in pieces", "pop3", `
			S: +OK ready
			C: AUTH PLAIN
			S: + 
			C: AGIAcw==
			S: +OK
			C: UIDL
			S: +OK\
			S: 
			   .\
			S: 
			C: QUIT
			S: +OK`, `
			0 S greeting/ok +OK|ready
			1 C command AUTH|PLAIN
			2 S continuation/more +| ->1
			3 C credentials |AGIAcw== secret="\x00b\x00s" ->1
			4 S reply/ok +OK| ->3
			5 C command UIDL|
			6 S reply/ok +OK| ->5
			7 C command QUIT|
			8 S reply/ok +OK| ->7
		`},
		{"a letter seen with IMAP", "imap", `
			S: * OK [CAPABILITY IMAP4rev1] ready
			C: a1 LOGIN "benito" "se\"cret"
			S: a1 OK [CAPABILITY IMAP4rev1 IDLE] in
			C: a2 select INBOX
			S: * 1 EXISTS
			   * FLAGS (\Seen)
			   * OK [UIDVALIDITY 7] ids
			   a2 OK [READ-WRITE] open
			C: a3 UID FETCH 1 (FLAGS BODY.PEEK[])
			S: * 1 FETCH (UID 1 BODY[] {15}
			   Subject: hi
			   
			    FLAGS (\Seen))
			   a3 OK done
			C: a4 FETCH 9 FLAGS
			S: a4 NO [UNAVAILABLE] later
			C: a5 NONSENSE
			S: a5 BAD what
			C: a6 LOGOUT
			S: * BYE bye
			   a6 OK bye`, `
			0 S greeting/ok [CAPABILITY IMAP4rev1] OK|ready
			1 C credentials <a1> LOGIN|"benito" "se\"cret" secret="benito\x00se\"cret"
			2 S reply/ok <a1> [CAPABILITY IMAP4rev1 IDLE] OK|in ->1
			3 C command <a2> SELECT|INBOX
			4 S untagged EXISTS|1 ->3
			5 S untagged FLAGS|(\Seen) ->3
			6 S untagged [UIDVALIDITY 7] OK|ids ->3
			7 S reply/ok <a2> [READ-WRITE] OK|open ->3
			8 C command <a3> UID FETCH|1 (FLAGS BODY.PEEK[])
			9 S data FETCH|1 (UID 1 BODY[] {15} "Subject: hi\r\n\r\n" ->8
			10 S reply/ok <a3> OK|done ->8
			11 C command <a4> FETCH|9 FLAGS
			12 S reply/temporary <a4> [UNAVAILABLE] NO|later ->11
			13 C command <a5> NONSENSE|
			14 S reply/permanent <a5> BAD|what ->13
			15 C command <a6> LOGOUT|
			16 S untagged BYE|bye ->15
			17 S reply/ok <a6> OK|bye ->15
		`},
		{"IMAP literals: APPEND waits, is refused, does not wait; LOGIN by literal", "imap", `
			S: * OK ready
			C: a1 LOGIN {6}
			S: + go
			C: benito {6+}
			   secret
			S: a1 OK in
			C: a2 APPEND Sent (\Seen) {4}
			S: + go
			C: hi
			   
			S: a2 OK stored
			C: a3 APPEND Sent {99}
			S: a3 NO too big
			C: a4 APPEND Sent {4+}
			   ho
			   
			S: a4 OK stored
			C: a5 AUTHENTICATE PLAIN
			S: + 
			C: AGIAcw==
			S: a5 NO already
			C: a6 IDLE
			S: + idling
			   * 2 EXISTS
			C: DONE
			S: a6 OK done`, `
			0 S greeting/ok OK|ready
			1 C command <a1> LOGIN|{6}
			2 S continuation/more +|go ->1
			3 C credentials <a1> LOGIN|benito {6+}/secret secret="benito\x00secret" ->1
			4 S reply/ok <a1> OK|in ->1
			5 C command <a2> APPEND|Sent (\Seen) {4}
			6 S continuation/more +|go ->5
			7 C data <a2> | "hi\r\n" ->5
			8 S reply/ok <a2> OK|stored ->5
			9 C command <a3> APPEND|Sent {99}
			10 S reply/permanent <a3> NO|too big ->9
			11 C command <a4> APPEND|Sent {4+}
			12 C data <a4> | "ho\r\n" ->11
			13 S reply/ok <a4> OK|stored ->11
			14 C command <a5> AUTHENTICATE|PLAIN
			15 S continuation/more +| ->14
			16 C credentials |AGIAcw== secret="\x00b\x00s" ->14
			17 S reply/permanent <a5> NO|already ->14
			18 C command <a6> IDLE|
			19 S continuation/more +|idling ->18
			20 S untagged EXISTS|2 ->18
			21 C command DONE| ->18
			22 S reply/ok <a6> OK|done ->18
		`},
		{"cut in the middle of words", "smtp", `
			S: 220-hello
			   220 there
			C: MAIL FROM:<ali\
			S: 42\`, `
			0 S greeting/ok 220 |hello/there
			1 C command MAIL FROM|<ali (cut short)
			2 S reply | (cut short)
		`},
		{"a service that nobody knows", "finger", `
			C: benito
			S: hello`, `
			0 C other |
			1 S other |
		`},
	} {
		t.Run(test.name, func(t *testing.T) {
			tr := converse(test.service, test.script)
			d := Of(tr)
			check(t, tr, d)
			want := strings.TrimLeft(strings.ReplaceAll(test.want, "\t", ""), "\n")
			if got := tell(d); got != want {
				t.Errorf("heard\n%s\nwant\n%s", got, want)
			}
			// In pieces of one octet the same is said.
			tiny := Of(splinter(tr))
			check(t, splinter(tr), tiny)
			if got := tell(tiny); got != want {
				t.Errorf("octet by octet heard\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// splinter cuts everything that is said into single octets.
func splinter(t *trace.Trace) *trace.Trace {
	b := new(tale)
	for _, e := range t.Events {
		switch f := e.Fact.(type) {
		case trace.DataSent:
			for i := range f.Data {
				b.add(e.Host, e.Conn, trace.DataSent{Offset: f.Offset + i, Data: f.Data[i : i+1]})
			}
		case trace.DataReceived:
			for i := range f.Len {
				b.add(e.Host, e.Conn, trace.DataReceived{Offset: f.Offset + i, Len: 1})
			}
		default:
			b.add(e.Host, e.Conn, e.Fact)
		}
	}
	return &b.t
}

// check holds what is promised of every dialogue, whatever the trace.
func check(t *testing.T, tr *trace.Trace, d *Dialogue) {
	t.Helper()
	said, heard := map[string][]byte{}, map[string][]byte{}
	for _, e := range tr.Events {
		if f, ok := e.Fact.(trace.DataSent); ok {
			k := fmt.Sprint(e.Conn)
			said[k] = append(said[k], f.Data...)
		}
	}
	for i, l := range d.Lines {
		if l.Index != i {
			t.Fatalf("line %d has Index %d", i, l.Index)
		}
		if i > 0 && d.Lines[i-1].First > l.First {
			t.Fatalf("line %d begins before line %d", i, i-1)
		}
		if l.First < 1 || l.Last < l.First || l.Received != 0 && l.Received <= l.Last {
			t.Fatalf("line %d: first %d, last %d, received %d", i, l.First, l.Last, l.Received)
		}
		if l.Question < -1 || l.Question >= len(d.Lines) {
			t.Fatalf("line %d answers line %d", i, l.Question)
		}
		if l.Question >= 0 && d.Lines[l.Question].Conn != l.Conn {
			t.Fatalf("line %d answers a line of another connection", i)
		}
		if len(l.Raw) == 0 {
			t.Fatalf("line %d holds nothing", i)
		}
		k := fmt.Sprint(l.Conn)
		heard[k] = append(heard[k], l.Raw...)
		if d.Until(l.First) <= i {
			t.Fatalf("line %d has not begun at %d", i, l.First)
		}
		found := false
		for _, x := range d.LinesAt(l.First) {
			found = found || x == l
		}
		if !found {
			t.Fatalf("line %d is not at event %d", i, l.First)
		}
	}
	for k := range said {
		if len(said[k]) != len(heard[k]) {
			t.Fatalf("connection %s: %d octets said, %d in lines", k, len(said[k]), len(heard[k]))
		}
	}
}

// packed is a DNS message on the wire.
func packed(t testing.TB, m *mdns.Msg) string {
	t.Helper()
	b, err := m.Pack()
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func record(t testing.TB, s string) mdns.RR {
	t.Helper()
	rr, err := mdns.NewRR(s)
	if err != nil {
		t.Fatal(err)
	}
	return rr
}

func TestQuestionsToTheDirectory(t *testing.T) {
	q := new(mdns.Msg)
	q.SetQuestion("beta.test.", mdns.TypeMX)
	q.Id = 7
	a := new(mdns.Msg)
	a.SetReply(q)
	a.Authoritative = true
	a.Answer = []mdns.RR{record(t, "beta.test. 300 IN MX 10 mx.beta.test.")}
	cut := new(mdns.Msg)
	cut.SetReply(q)
	cut.Truncated = true
	no := new(mdns.Msg)
	no.SetRcode(q, mdns.RcodeNameError)

	b := new(tale)
	b.open(1, "udp", "domain", "c.test", "ns.test")
	b.lost = true
	b.say(1, "c.test", "ns.test", packed(t, q))
	b.lost = false
	b.say(1, "c.test", "ns.test", packed(t, q))
	b.say(1, "ns.test", "c.test", packed(t, cut))
	b.open(2, "tcp", "domain", "c.test", "ns.test")
	framed := func(s string) string { return string([]byte{byte(len(s) >> 8), byte(len(s))}) + s }
	b.say(2, "c.test", "ns.test", framed(packed(t, q)))
	whole := framed(packed(t, a)) + framed(packed(t, no))
	b.say(2, "ns.test", "c.test", whole[:20])
	b.say(2, "ns.test", "c.test", whole[20:])
	b.open(3, "udp", "domain", "c.test", "ns.test")
	b.say(3, "c.test", "ns.test", "noise")

	d := Of(&b.t)
	check(t, &b.t, d)
	want := `0 C query MX|beta.test.
1 C query MX|beta.test.
2 S answer/more MX|beta.test. ->1
3 C query MX|beta.test.
4 S answer/ok MX|beta.test. ->3
5 S answer/permanent MX|beta.test. ->3
6 C other |
`
	if got := tell(d); got != want {
		t.Errorf("heard\n%s\nwant\n%s", got, want)
	}
	if d.Lines[0].Received != 0 || d.Lines[1].Received == 0 {
		t.Errorf("the lost query was received at %d, the other at %d", d.Lines[0].Received, d.Lines[1].Received)
	}
	if got, want := d.Lines[4].Text, "NOERROR AA RD\nbeta.test. 300 IN MX 10 mx.beta.test."; got != want {
		t.Errorf("the answer reads %q, want %q", got, want)
	}
}

// A datagram has no offset: which one arrived, the packets tell.
func TestDatagramsThatOvertake(t *testing.T) {
	b := new(tale)
	b.open(1, "udp", "domain", "c.test", "ns.test")
	cause := func(n int) { b.t.Events[len(b.t.Events)-1].Cause = n }
	word := func(id uint16) []byte {
		q := new(mdns.Msg)
		q.SetQuestion("beta.test.", mdns.TypeMX)
		q.Id = id
		return []byte(packed(t, q))
	}
	b.add("c.test", 1, trace.DataSent{Data: word(1)})
	first := b.add("c.test", 1, trace.PacketSent{Flags: "UDP"})
	b.add("c.test", 1, trace.DataSent{Data: word(2)})
	second := b.add("c.test", 1, trace.PacketSent{Flags: "UDP"})
	b.add("ns.test", 1, trace.PacketReceived{Sent: second})
	b.add("ns.test", 1, trace.DataReceived{Len: len(word(2))})
	b.add("ns.test", 1, trace.PacketLost{Sent: first, Why: "loss"})
	cause(first)
	d := Of(&b.t)
	check(t, &b.t, d)
	if a, b := d.Lines[0].Received, d.Lines[1].Received; a != 0 || b != 7 {
		t.Errorf("received at %d and %d, want 0 (lost) and 7", a, b)
	}
}

func TestLinesKnowTheirEvents(t *testing.T) {
	tr := converse("smtp", `
		S: 220 he\
		S: llo
		C: NOOP
		   QUIT`)
	d := Of(tr)
	hello := d.Lines[0]
	if hello.First != 4 || hello.Last != 6 || hello.Received != 7 {
		t.Errorf("the greeting: first %d, last %d, received %d; want 4, 6, 7", hello.First, hello.Last, hello.Received)
	}
	if d.LineAt(6) != hello || d.LineAt(7) != hello || d.LineAt(5) != nil {
		t.Error("events 6 and 7, and not 5, are the greeting's")
	}
	if got := d.LinesAt(8); len(got) != 2 || got[0].Verb != "NOOP" || got[1].Verb != "QUIT" {
		t.Errorf("event 8 carries %d lines, want NOOP and QUIT", len(got))
	}
	if got := d.LinesOf(1); len(got) != 3 {
		t.Errorf("the connection has %d lines, want 3", len(got))
	}
	if got := d.Until(6); got != 1 {
		t.Errorf("at event 6 %d lines had begun, want 1", got)
	}
}

func TestInsideTLS(t *testing.T) {
	b := new(tale)
	b.open(1, "tcp", "smtp", "c.test", "s.test")
	b.say(1, "s.test", "c.test", "220 hello\r\n")
	b.say(1, "c.test", "s.test", "STARTTLS\r\n")
	b.say(1, "s.test", "c.test", "220 go\r\n")
	b.add("s.test", 1, trace.TLSDone{OK: true})
	b.add("c.test", 1, trace.TLSDone{OK: true})
	b.say(1, "c.test", "s.test", "EHLO c.test\r\n")
	for i, want := range []bool{false, false, false, true} {
		if got := Of(&b.t).Lines[i].Encrypted; got != want {
			t.Errorf("line %d encrypted: %v, want %v", i, got, want)
		}
	}
}

// A server may use its own services: then the host's name does not tell the ends
// of the connection apart.
func TestAHostThatTalksToItself(t *testing.T) {
	b := new(tale)
	b.open(1, "tcp", "smtp", "s.test", "s.test")
	up, down := 0, 0
	for _, s := range []string{"220 hello", "C NOOP", "250 ok", "C QUIT", "221 bye"} {
		words, client := strings.CutPrefix(s, "C ")
		at := &down
		if client {
			at = &up
		}
		b.add("s.test", 1, trace.DataSent{Offset: *at, Data: []byte(words + "\r\n")})
		b.add("s.test", 1, trace.DataReceived{Offset: *at, Len: len(words) + 2})
		*at += len(words) + 2
	}
	d := Of(&b.t)
	want := `0 S greeting/ok 220 |hello
1 C command NOOP|
2 S reply/ok 250 |ok ->1
3 C command QUIT|
4 S reply/ok 221 |bye ->3
`
	if got := tell(d); got != want {
		t.Errorf("heard\n%s\nwant\n%s", got, want)
	}
	for _, l := range d.Lines {
		if l.Received == 0 {
			t.Errorf("line %d was never received", l.Index)
		}
	}
}

// A growing trace gives at every event what the finished one will have said.
func TestReaderGrowsWithTheTrace(t *testing.T) {
	tr := splinter(converse("pop3", `
		S: +OK ready
		C: RETR 1
		S: +OK
		   Subject: hi
		   .`))
	r := NewReader(trace.Header{})
	for i, e := range tr.Events {
		r.Add(e)
		d := r.Dialogue()
		check(t, &trace.Trace{Events: tr.Events[:i+1]}, d)
		for _, l := range d.Lines {
			if l.Partial && text(l.Raw) != l.Text && l.Kind != KindData {
				t.Fatalf("event %d: %q reads %q", e.Seq, l.Raw, l.Text)
			}
		}
	}
	if got := tell(r.Dialogue()); got != tell(Of(tr)) {
		t.Errorf("grew to\n%s", got)
	}
}

// Mail is smuggled through servers that take a bare LF for a line end (RFC 5321
// section 4.1.1.4 forbids it).
func TestOnlyCRLFDotCRLFEndsALetter(t *testing.T) {
	b := new(tale)
	b.open(1, "tcp", "smtp", "c.test", "s.test")
	b.say(1, "s.test", "c.test", "220 hello\r\n")
	b.say(1, "c.test", "s.test", "DATA\r\n")
	b.say(1, "s.test", "c.test", "354 go\r\n")
	b.say(1, "c.test", "s.test", "a\n.\nMAIL FROM:<x@y.test>\n.\r\nb\r\n.\nc\r")
	b.say(1, "c.test", "s.test", "\n.\r")
	b.say(1, "c.test", "s.test", "\nQUIT\r\n")
	d := Of(&b.t)
	check(t, &b.t, d)
	if got, want := string(d.Lines[3].Body), "a\n.\nMAIL FROM:<x@y.test>\n.\r\nb\r\n\nc\r\n"; got != want {
		t.Errorf("the letter is %q, want %q", got, want)
	}
	if last := d.Lines[len(d.Lines)-1]; last.Verb != "QUIT" {
		t.Errorf("the last line is %q, want QUIT", last.Text)
	}
}

func TestLongLetterInManyPiecesIsRead(t *testing.T) {
	b := new(tale)
	b.open(1, "tcp", "smtp", "c.test", "s.test")
	b.say(1, "s.test", "c.test", "220 hello\r\n")
	b.say(1, "c.test", "s.test", "DATA\r\n")
	b.say(1, "s.test", "c.test", "354 go\r\n")
	letter := strings.Repeat(strings.Repeat("x", 70)+"\r\n.y\r\n", 20_000)
	for at := 0; at < len(letter); at += 100 {
		b.say(1, "c.test", "s.test", letter[at:min(at+100, len(letter))])
	}
	b.say(1, "c.test", "s.test", ".\r\n")
	d := Of(&b.t)
	l := d.Lines[3]
	if want := strings.ReplaceAll(letter, "\n.y", "\ny"); l.Kind != KindData || l.Partial || !bytes.Equal(l.Body, []byte(want)) {
		t.Errorf("the letter is %s of %d octets, want data of %d", l.Kind, len(l.Body), len(want))
	}
}

// FuzzRead says anything in any pieces from either side.
func FuzzRead(f *testing.F) {
	f.Add(uint8(0), []byte("220 hi\r\n\x00DATA\r\n\x00354 go\r\n\x00a\r\n.\r\n\x00"))
	f.Add(uint8(1), []byte("+OK hi\r\n\x00RETR 1\r\n\x00+OK\r\na\r\n.\r\n\x00LIST\r\n\x00+OK\r\n.\r\n"))
	f.Add(uint8(2), []byte("* OK hi\r\n\x00a APPEND x {3}\r\n\x00+ go\r\n\x00abc\r\n\x00* 1 FETCH (BODY[] {2}\r\nab)\r\na OK\r\n"))
	f.Add(uint8(3), []byte("\x00\x0c\x01\x02\x03\x04abcdefgh\x00x"))
	f.Add(uint8(8), []byte("\x07\x07"))
	f.Add(uint8(2), []byte("000\x000 A {0}\n0 A 0{0}\n0")) // literals that wait for ever
	f.Add(uint8('T'), []byte("0\x00DATA\x00354 \n\x000"))  // SMTP over datagrams
	f.Fuzz(func(t *testing.T, how uint8, data []byte) {
		service := []string{"smtp", "pop3", "imap", "domain"}[how%4]
		network := []string{"tcp", "udp"}[how/4%2]
		server := []string{"s.test", "c.test", ""}[how/8%3]
		b := new(tale)
		if how < 200 {
			b.open(1, network, service, "c.test", server)
		}
		ends := []string{server, "c.test"}
		for i, piece := range bytes.Split(data, []byte{0}) {
			if len(piece) == 0 {
				continue
			}
			offset := 0
			if how%5 == 0 {
				offset = int(piece[0])<<56 | int(piece[0])
			}
			b.add(ends[i%2], 1, trace.DataSent{Offset: offset, Data: piece})
			b.add(ends[(i+1)%2], 1, trace.DataReceived{Offset: offset, Len: len(piece)})
			if how%7 == 0 && i%5 == 4 {
				b.add(ends[i%2], 1, trace.ConnClosed{})
			}
		}
		b.add("", 0, trace.RunEnded{})
		d := Of(&b.t)
		check(t, &b.t, d)
		r := NewReader(trace.Header{})
		for i, e := range b.t.Events {
			r.Add(e)
			if i%3 == 0 {
				r.Dialogue()
			}
		}
		if got, want := tell(r.Dialogue()), tell(d); got != want {
			t.Errorf("growing heard\n%s\nat once heard\n%s", got, want)
		}
	})
}
