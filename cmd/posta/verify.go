//go:build !js

package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"posta/sim/auth"
	"posta/sim/auth/arc"
	"posta/sim/auth/dkim"
	"posta/sim/auth/dmarc"
	"posta/sim/auth/verify"
	"posta/sim/auth/zonedns"
	"posta/sim/dns"
	"posta/sim/lang"
)

var verifyCommand = command{
	name: "verify",
	args: lang.Text{ES: "CARTA.eml", EN: "LETTER.eml"},
	short: lang.Text{
		ES: "comprueba SPF, DKIM, DMARC y ARC de una carta de verdad, paso a paso",
		EN: "checks SPF, DKIM, DMARC and ARC of a real letter, step by step",
	},
	long: lang.Text{
		ES: `Comprueba una carta con los mismos evaluadores que usan las lecciones, y dice
cada paso. Solo pregunta al DNS que se le dé.

  --ip DIRECCIÓN     desde dónde llegó la carta (sin ella no hay SPF)
  --helo NOMBRE      cómo se presentó quien la traía
  --from DIRECCIÓN   el MAIL FROM del sobre; sin él, el vacío <>
  --zone ARCHIVO     el DNS: texto de zona, con los nombres de todos los dominios
  --dns DIRECCIÓN    o bien un servidor DNS, como 127.0.0.1:5353
  --force            permite un servidor DNS que no esté en esta máquina
  --timeout DURACIÓN cuánto esperar cada respuesta (2s)
  --time MOMENTO     cuándo llegó, RFC 3339 o segundos desde 1970; si no, ahora
  --json             todo lo hallado, en JSON
  --batch            lee líneas JSON {"kind","id","message","ip","helo",
                     "mailfrom","time"} y responde {"id","result"} a cada una
                     antes de leer la siguiente; kind es spf, dkim, dmarc o arc
  --lang es|en       idioma`,
		EN: `Checks a letter with the same evaluators that the lessons use, and says each
step. It asks no other DNS than the one it is given.

  --ip ADDRESS       where the letter came from (without it there is no SPF)
  --helo NAME        how whoever brought it introduced itself
  --from ADDRESS     the envelope's MAIL FROM; without it, the empty <>
  --zone FILE        the DNS: zone text, with the names of all domains
  --dns ADDRESS      or a DNS server, such as 127.0.0.1:5353
  --force            allows a DNS server that is not on this machine
  --timeout DURATION how long to wait for each answer (2s)
  --time MOMENT      when it came, RFC 3339 or seconds since 1970; else now
  --json             all that was found, as JSON
  --batch            reads JSON lines {"kind","id","message","ip","helo",
                     "mailfrom","time"} and answers {"id","result"} to each
                     before it reads the next; kind is spf, dkim, dmarc or arc
  --lang es|en       language`,
	},
	setup: func(flags *pflag.FlagSet) func(console, []string) int {
		var v verification
		flags.StringVar(&v.ip, "ip", "", "")
		flags.StringVar(&v.helo, "helo", "", "")
		flags.StringVar(&v.from, "from", "", "")
		flags.StringVar(&v.zone, "zone", "", "")
		flags.StringVar(&v.server, "dns", "", "")
		flags.BoolVar(&v.force, "force", false, "")
		flags.DurationVar(&v.timeout, "timeout", 2*time.Second, "")
		flags.StringVar(&v.when, "time", "", "")
		flags.BoolVar(&v.json, "json", false, "")
		flags.BoolVar(&v.batch, "batch", false, "")
		return func(c console, args []string) int { return v.run(c, args) }
	},
}

// verification is one call of posta verify.
type verification struct {
	ip, helo, from, zone, server, when string
	force, json, batch                 bool
	timeout                            time.Duration
}

func (v verification) run(c console, args []string) int {
	resolver, ok := v.resolver(c)
	if !ok {
		return exitUsage
	}
	if v.batch {
		if len(args) > 0 {
			c.fail(lang.Sprintf("sobra %q: con --batch las cartas las nombra cada línea", "%q is too much: with --batch each line names its letter", args[0]))
			return exitUsage
		}
		return v.lines(c, resolver)
	}
	if len(args) != 1 {
		c.fail(lang.Sprintf("hace falta el archivo de una carta", "the file of one letter is needed"))
		c.hint(lang.Sprintf("Por ejemplo: posta verify carta.eml --ip 192.0.2.7 --from ana@uno.test --zone dns.zone", "For example: posta verify letter.eml --ip 192.0.2.7 --from ana@uno.test --zone dns.zone"))
		return exitUsage
	}
	l, ok := v.letter(c, args[0])
	if !ok {
		return exitUsage
	}
	report := verify.All(context.Background(), resolver(), l)
	if v.json {
		out := json.NewEncoder(c.out)
		out.SetIndent("", "  ")
		out.SetEscapeHTML(false)
		if err := out.Encode(report); err != nil {
			c.fail(lang.Sprintf("no se pudo escribir: %v", "could not write: %v", err))
			return exitFailed
		}
		return exitOK
	}
	tellLetter(c, report)
	return exitOK
}

// letter reads the file and the flags.
func (v verification) letter(c console, name string) (l verify.Letter, ok bool) {
	msg, err := readLetter(c, name)
	if err != nil {
		c.fail(lang.Sprintf("no se puede leer %s: ", "cannot read %s: ", name), readError(err))
		return l, false
	}
	l = verify.Letter{Message: msg, Helo: v.helo, MailFrom: strings.Trim(v.from, "<>"), Receiver: "posta", Time: time.Now()}
	if v.ip != "" {
		if l.IP, err = netip.ParseAddr(v.ip); err != nil {
			c.fail(lang.Sprintf("--ip %s: no es una dirección IP", "--ip %s: not an IP address", v.ip))
			return l, false
		}
	}
	if v.when != "" {
		if l.Time, ok = parseInstant(v.when); !ok {
			c.fail(lang.Sprintf("--time %s: no es un momento de RFC 3339 ni segundos desde 1970", "--time %s: neither a moment of RFC 3339 nor seconds since 1970", v.when))
			return l, false
		}
	}
	return l, true
}

// letterLimit is how long a letter may be: of one that is cut, the checks would say what is true of another.
var letterLimit = limit{64 << 20, lang.Text{ES: "una carta", EN: "a letter"}}

func readLetter(c console, name string) (msg []byte, err error) {
	if name == "-" {
		msg, err = readLimited(c.in, 0, letterLimit)
	} else {
		msg, err = readFile(name, letterLimit)
	}
	return verify.Wire(msg), err
}

// parseInstant reads a moment of the years that a letter's date can be of.
func parseInstant(s string) (t time.Time, ok bool) {
	t, err := time.Parse(time.RFC3339, s)
	if f, notNumber := strconv.ParseFloat(s, 64); notNumber == nil {
		if math.IsNaN(f) || math.Abs(f) > 1<<38 {
			return t, false
		}
		t, err = time.Unix(int64(f), 0), nil
	}
	return t, err == nil && t.Year() > 0 && t.Year() < 10000
}

// resolver gives a way to make resolvers: each letter has its own, which remembers nothing of the one before.
func (v verification) resolver(c console) (make func() auth.Resolver, ok bool) {
	switch {
	case v.zone != "" && v.server != "":
		c.fail(lang.Sprintf("--zone y --dns no van juntos: el DNS es uno", "--zone and --dns do not go together: there is one DNS"))
		return nil, false
	case v.zone != "":
		z, ok := readZone(c, v.zone, ".")
		return func() auth.Resolver { return z }, ok
	case v.server != "":
		return v.ask(c)
	}
	c.fail(lang.Sprintf("hace falta --zone ARCHIVO o --dns DIRECCIÓN: sin DNS no hay nada que comprobar", "--zone FILE or --dns ADDRESS is needed: without a DNS there is nothing to check"))
	return nil, false
}

func readZone(c console, name, origin string) (*zonedns.Zone, bool) {
	text, err := readFile(name, zoneLimit)
	if err != nil {
		c.fail(lang.Sprintf("no se puede leer %s: ", "cannot read %s: ", name), readError(err))
		return nil, false
	}
	z, err := zonedns.Parse(name, origin, strings.TrimPrefix(string(text), "\ufeff"))
	if err != nil {
		c.fail(zoneProblem(name, string(text), err))
		c.hint(lang.Sprintf("Cada línea es nombre, tipo y datos: 'uno.test. TXT \"v=spf1 -all\"'. Un escenario YAML no es texto de zona.", "Each line is a name, a type and data: 'uno.test. TXT \"v=spf1 -all\"'. A YAML scenario is no zone text."))
		return nil, false
	}
	return z, true
}

var zoneLimit = limit{dns.MaxZoneBytes, lang.Text{ES: "un texto de zona", EN: "a zone text"}}

// zoneProblem says where a zone text stops making sense: the place, and what stands there. The reader's own reasons are for
// programmers, and in one language.
func zoneProblem(name, text string, err error) lang.Text {
	var one *dns.ZoneError
	switch {
	case !errors.As(err, &one):
		return lang.Sprintf("%s: el texto de zona no se entiende", "%s: the zone text cannot be understood", name)
	case one.Record != "":
		return lang.Sprintf("%s: este registro no puede estar en la zona: %s", "%s: this record cannot be in the zone: %s", name, one.Record)
	}
	lines := strings.Split(text, "\n")
	if one.Line < 1 || one.Line > len(lines) {
		return lang.Sprintf("%s: el texto de zona no se entiende", "%s: the zone text cannot be understood", name)
	}
	return lang.Sprintf("%s, línea %d: el texto de zona no se entiende: «%s»", "%s, line %d: the zone text cannot be understood: \"%s\"", name, one.Line, short(strings.TrimSpace(lines[one.Line-1])))
}

// ask is a real DNS server: of this machine, unless forced.
func (v verification) ask(c console) (func() auth.Resolver, bool) {
	at, err := netip.ParseAddrPort(v.server)
	if err != nil {
		addr, err := netip.ParseAddr(v.server)
		if err != nil {
			c.fail(lang.Sprintf("--dns %s: hace falta una dirección con su puerto, como 127.0.0.1:5353", "--dns %s: an address with its port is needed, such as 127.0.0.1:5353", v.server))
			return nil, false
		}
		at = netip.AddrPortFrom(addr, 53)
	}
	if !at.Addr().Unmap().IsLoopback() && !v.force {
		c.fail(lang.Sprintf("--dns %s no está en esta máquina", "--dns %s is not on this machine", v.server))
		c.hint(lang.Sprintf("posta no pregunta a redes ajenas si no se le obliga con --force.", "posta does not ask foreign networks unless it is made to with --force."))
		return nil, false
	}
	if v.timeout <= 0 {
		c.fail(lang.Sprintf("--timeout: una duración mayor que cero", "--timeout: a duration longer than zero"))
		return nil, false
	}
	return func() auth.Resolver {
		s := &stub{}
		s.Resolver = dns.Resolver{Servers: []string{at.String()}, Timeout: v.timeout, Tries: 1, Now: time.Now, ID: messageID,
			Dial: func(network, address string) (net.Conn, error) {
				return net.DialTimeout(network, address, v.timeout)
			},
			Hooks: dns.ResolverHooks{Exchanged: func(e dns.Exchange) { s.last = e.Reply }},
		}
		return auth.FromDNS(s.resolve)
	}, true
}

// stub asks one server that somebody chose. The little servers of tests often say "no" without the bits that would tell whether
// they know (AA) or can ask (RA); from a server that was chosen, that is an answer too.
type stub struct {
	dns.Resolver
	last *dns.Msg
}

func (s *stub) resolve(name string, qtype uint16) (*dns.Answer, error) {
	s.last = nil
	a, err := s.Resolve(name, qtype)
	if errors.Is(err, dns.ErrLame) && s.last != nil {
		return &dns.Answer{Name: dns.Canonical(name), Type: qtype, Final: dns.Canonical(name), RCode: s.last.Rcode}, nil
	}
	return a, err
}

func messageID() uint16 {
	var b [2]byte
	if _, err := rand.Read(b[:]); err != nil {
		panic(err) // never, says crypto/rand
	}
	return binary.BigEndian.Uint16(b[:])
}

// batchLine is one question of --batch.
type batchLine struct {
	Kind     string          `json:"kind"`
	ID       json.RawMessage `json:"id"`
	Message  string          `json:"message"`
	IP       string          `json:"ip"`
	Helo     string          `json:"helo"`
	MailFrom string          `json:"mailfrom"`
	Time     json.RawMessage `json:"time"`
}

type batchAnswer struct {
	ID     json.RawMessage `json:"id"`
	Result string          `json:"result"`
	Error  string          `json:"error,omitempty"`
}

// maxBatchLine is the longest line, in bytes.
const maxBatchLine = 1 << 20

// batchLines gives the lines of a batch, one by one, however long: of one that is too long no more than its beginning is kept.
type batchLines struct{ in *bufio.Reader }

// next is a line without its end; io.EOF after the last one.
func (b batchLines) next() (line []byte, whole bool, err error) {
	whole = true
	for {
		part, err := b.in.ReadSlice('\n')
		if len(line)+len(part) <= maxBatchLine {
			line = append(line, part...)
		} else {
			whole = false
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF) && (len(line) > 0 || !whole):
			return line, whole, nil
		}
		return line, whole, err
	}
}

// lines answers each line before it reads the next.
func (v verification) lines(c console, resolver func() auth.Resolver) int {
	code := exitOK
	in := batchLines{bufio.NewReaderSize(c.in, 64<<10)}
	for {
		text, whole, err := in.next()
		if errors.Is(err, io.EOF) {
			return code
		}
		if err != nil {
			c.fail(lang.Sprintf("no se pudo leer la entrada: ", "could not read the input: "), readError(err))
			return exitFailed
		}
		if whole && len(bytes.TrimSpace(text)) == 0 {
			continue
		}
		var line batchLine
		var answer batchAnswer
		var wrong lang.Text
		switch {
		case !whole:
			wrong = lang.Sprintf("la línea tiene más de %d bytes", "the line has more than %d bytes", maxBatchLine)
		case json.Unmarshal(text, &line) != nil:
			wrong = lang.Sprintf("la línea no es un objeto JSON como los de --batch", "the line is no JSON object such as those of --batch")
		default:
			answer.Result, wrong = line.check(c, resolver())
		}
		answer.ID = line.ID
		if answer.ID == nil {
			answer.ID = json.RawMessage("null")
		}
		if !wrong.IsZero() {
			answer.Result, answer.Error = "error", wrong.In(c.lang)
			code = exitFailed
		}
		b, err := json.Marshal(answer)
		if err == nil {
			_, err = fmt.Fprintf(c.out, "%s\n", b)
		}
		if err != nil {
			c.fail(lang.Sprintf("no se pudo escribir: %v", "could not write: %v", err))
			return exitFailed
		}
	}
}

// check gives the word for a line, or what is wrong with it.
func (b batchLine) check(c console, r auth.Resolver) (result string, wrong lang.Text) {
	l, wrong := b.letter(c)
	if !wrong.IsZero() {
		return "", wrong
	}
	ctx, r := context.Background(), auth.Once(r)
	switch b.Kind {
	case "spf":
		s := verify.SPF(ctx, r, l)
		if s == nil {
			return "", lang.Sprintf("para spf hacen falta ip, y mailfrom o helo", "spf needs ip, and mailfrom or helo")
		}
		return string(s.Result), wrong
	case "dkim":
		return dkimWord(dkim.Verify(ctx, r, l.Message, l.Time)), wrong
	case "dmarc":
		return dmarcWord(dmarc.Evaluate(ctx, r, l.Message, verify.SPF(ctx, r, l), dkim.Verify(ctx, r, l.Message, l.Time))), wrong
	}
	return string(arc.Validate(ctx, r, l.Message).Result), wrong
}

// letter is what a line says of a letter, or what is wrong with that.
func (b batchLine) letter(c console) (l verify.Letter, wrong lang.Text) {
	l = verify.Letter{Helo: b.Helo, MailFrom: strings.Trim(b.MailFrom, "<>"), Receiver: "posta", Time: time.Now()}
	switch {
	case !slices.Contains([]string{"spf", "dkim", "dmarc", "arc"}, b.Kind):
		return l, lang.Sprintf("kind: %q no es spf, dkim, dmarc ni arc", "kind: %q is none of spf, dkim, dmarc, arc", short(b.Kind))
	case b.Message == "" && b.Kind != "spf":
		return l, lang.Sprintf("para %s hace falta message, el archivo de una carta", "%s needs message, the file of a letter", b.Kind)
	case b.Message == "-":
		return l, lang.Sprintf("message: «-» no puede ser: por ahí llegan las líneas", "message: it cannot be \"-\": the lines come from there")
	}
	var err error
	if b.IP != "" {
		if l.IP, err = netip.ParseAddr(b.IP); err != nil {
			return l, lang.Sprintf("ip: %q no es una dirección IP", "ip: %q is not an IP address", short(b.IP))
		}
	}
	if when := strings.Trim(string(b.Time), `"`); when != "" && when != "null" {
		ok := false
		if l.Time, ok = parseInstant(when); !ok {
			return l, lang.Sprintf("time: %q no es un momento de RFC 3339 ni segundos desde 1970", "time: %q is neither a moment of RFC 3339 nor seconds since 1970", short(when))
		}
	}
	if b.Message != "" {
		if l.Message, err = readLetter(c, b.Message); err != nil {
			return l, lang.Sprintf("message: %q: %s", "message: %q: %s", short(b.Message), readError(err))
		}
	}
	return l, wrong
}

// dkimWord: one good signature is enough; without any there is nothing to say.
func dkimWord(r *dkim.Report) string {
	switch r.Result() {
	case dkim.Pass, dkim.None:
		return string(r.Result())
	}
	return string(dkim.Fail)
}

func dmarcWord(r *dmarc.Report) string {
	if r.Result == dmarc.Fail {
		return "fail:" + string(r.Requested())
	}
	return string(r.Result)
}
