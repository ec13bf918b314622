package actortest

import (
	"bufio"
	"net"
	"strings"
	"time"
)

// Things that a Remote may do instead of answering.
const (
	Cut  = "cut"  // close the connection
	Hang = "hang" // say nothing more, and wait until the client goes
	// TakeAndCut takes the message for good, and closes without saying so.
	TakeAndCut = "take and cut"
)

// Call is what a Remote is asked for an answer to.
type Call struct {
	Conn int           // number of the connection, from 1
	At   time.Duration // since the start
	// Command is "" for the greeting, "." for the end of the message, or the line.
	Command string
}

// Verb is the command's first word, in capitals.
func (c Call) Verb() string {
	verb, _, _ := strings.Cut(c.Command, " ")
	return strings.ToUpper(verb)
}

// Remote is an exchanger that says what it is told to say.
type Remote struct {
	// Answer gives the reply's lines, parted by \n, or Cut, or Hang; "" is yes.
	Answer func(Call) string
	// Heard is every command of every connection, with greetings and dots as in
	// Call.
	Heard []Call
	// Took are the messages that ended with a yes, and Open how many connections
	// are; Most is the most there ever were.
	Took       []Letter
	Open, Most int

	conns int
}

// Letter is a message that a Remote took.
type Letter struct {
	Conn int
	From string
	To   []string
	Data string
}

// Serve listens on port 25. It is called in setup.
func (r *Remote) Serve(m *Machine) {
	m.Begin(0, func() { r.ServeNow(m) })
}

// ServeNow does the same in a process that is running already.
func (r *Remote) ServeNow(m *Machine) {
	l, err := m.Listen(25)
	if err != nil {
		panic(err)
	}
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		r.conns++
		n := r.conns
		m.After(0, "remote", func() { r.talk(m, n, c) })
	}
}

type talk struct {
	*Remote
	m    *Machine
	num  int
	conn net.Conn
}

// say answers one command, and says whether the conversation goes on.
func (t talk) say(command, yes string) (code byte, ok bool) {
	call := Call{Conn: t.num, At: t.m.Now().Sub(Start), Command: command}
	t.Heard = append(t.Heard, call)
	answer := ""
	if t.Answer != nil {
		answer = t.Answer(call)
	}
	switch answer {
	case "":
		answer = yes
	case Cut:
		return 0, false
	case TakeAndCut:
		return 't', false
	case Hang:
		t.conn.Read(make([]byte, 1))
		return 0, false
	}
	lines := strings.Split(answer, "\n")
	for i, line := range lines {
		if i < len(lines)-1 {
			line = line[:3] + "-" + line[4:]
		}
		if _, err := t.conn.Write([]byte(line + "\r\n")); err != nil {
			return 0, false
		}
	}
	return answer[0], !strings.HasPrefix(answer, "421")
}

func (r *Remote) talk(m *Machine, num int, conn net.Conn) {
	r.Open++
	r.Most = max(r.Most, r.Open)
	defer func() { r.Open--; conn.Close() }()
	t := talk{r, m, num, conn}
	in := bufio.NewReader(conn)
	if _, ok := t.say("", "220 "+m.Name()+" ESMTP"); !ok {
		return
	}
	var letter Letter
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		verb := Call{Command: line}.Verb()
		yes := "250 2.0.0 Ok"
		switch verb {
		case "EHLO":
			yes = "250 " + m.Name() + "\n250 8BITMIME\n250 SIZE\n250 ENHANCEDSTATUSCODES\n250 DSN"
		case "DATA":
			yes = "354 Go on"
		case "QUIT":
			yes = "221 2.0.0 Bye"
		}
		class, ok := t.say(line, yes)
		if !ok {
			return
		}
		switch {
		case verb == "QUIT":
			return
		case verb == "MAIL" && class == '2', verb == "RSET":
			letter = Letter{Conn: num, From: pathOf(line)}
		case verb == "RCPT" && class == '2':
			letter.To = append(letter.To, pathOf(line))
		case verb == "DATA" && class == '3':
			if letter.Data, ok = body(in); !ok {
				return
			}
			class, ok := t.say(".", "250 2.0.0 Ok: taken")
			if class == '2' || class == 't' {
				r.Took = append(r.Took, letter)
			}
			letter = Letter{}
			if !ok {
				return
			}
		}
	}
}

func body(in *bufio.Reader) (string, bool) {
	var b strings.Builder
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return "", false
		}
		if line == ".\r\n" {
			return b.String(), true
		}
		b.WriteString(strings.TrimPrefix(line, "."))
	}
}

func pathOf(line string) string {
	_, rest, _ := strings.Cut(line, "<")
	path, _, _ := strings.Cut(rest, ">")
	return path
}
