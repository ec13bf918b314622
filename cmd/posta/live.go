//go:build !js

package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/pflag"

	"posta/sim/expect"
	"posta/sim/lang"
	"posta/sim/live"
	"posta/sim/scenario"
	"posta/sim/trace"
	"posta/sim/transcript"
)

// tellEvery is how long what happens is gathered before it is told.
const tellEvery = 100 * time.Millisecond

var liveCommand = command{
	name:  "live",
	args:  lang.Text{ES: "LECCIÓN|ARCHIVO|-", EN: "LESSON|FILE|-"},
	short: lang.Text{ES: "abre los servidores en puertos de verdad", EN: "opens the servers on real ports"},
	long: lang.Text{
		ES: `Pone los servidores de una lección en puertos reales de esta máquina, para hablarles
con cualquier programa, y cuenta lo que pasa mientras pasa. Ctrl-C termina.

Cada servidor tiene su propia dirección 127.25.x.y (o todos 127.0.0.1, si no hay más).
Los puertos siguen una regla: el 25 es el 2525; a los demás por debajo de 1024 se les
suma 2000 (143 es 2143). Si dos chocan en una dirección, el segundo sube otros 1000.

  --bind DIRECCIÓN    todos los servidores en esta dirección
  --privileged        los puertos de verdad (25, 143...); suele pedir permisos
  --play              actúan también las personas de la lección; termina con expect
  --speed N|max       con --play: el reloj va N veces más rápido; max salta las esperas
  --seed N            otra semilla para lo que depende del azar
  --json              en vez de la tabla y el relato, una línea JSON cuando está listo
  --trace ARCHIVO     además, escribe la traza en JSON Lines mientras crece
  --web               además, sirve la página, que muestra lo que pasa mientras pasa
  --addr 127.0.0.1:8080, --open   dónde, y si se abre el navegador
  --window            además, lo muestra en una ventana
  --hold RCPT,DOT     retiene ahí a quien llama, hasta que se le deje seguir en la página
                      o en la ventana: CONNECT, EHLO, AUTH, MAIL, RCPT, DATA, DOT, QUIT; a
                      quien lee por POP3 o IMAP: AUTH, RETR, DELE, SELECT, FETCH, STORE
  --away SERVIDOR,... esos servidores son otras máquinas, que entran con posta join en la
                      dirección de --addr; mientras no haya ninguna, están apagados
  --lang es|en        idioma

Nunca envía nada fuera de los servidores de la lección, salvo a un programa de esta
máquina que nombre el webhook de una campaña (http://127.0.0.1:8080/). Termina con 0;
con --play, con 1 si no se cumplió lo que el escenario espera; con 2 si algo está mal.`,
		EN: `Puts a lesson's servers on real ports of this machine, for you to talk to with any
program, and tells what happens as it happens. Ctrl-C ends it.

Each server has its own address 127.25.x.y (or all have 127.0.0.1, where there is no
more). Ports follow one rule: 25 is 2525; all others below 1024 have 2000 added (143 is
2143). Where two clash on one address, the second moves up by another 1000.

  --bind ADDRESS      all servers on this address
  --privileged        the real ports (25, 143, ...); usually needs rights
  --play              the lesson's own people act too; ends by expect
  --speed N|max       with --play: the clock runs N times as fast; max skips the waits
  --seed N            another seed for all that is random
  --json              instead of table and story, one line of JSON when ready
  --trace FILE        also writes the trace as JSON Lines while it grows
  --web               also serves the page, which shows what happens as it happens
  --addr 127.0.0.1:8080, --open   where, and whether the browser is opened
  --window            also shows it in a window
  --hold RCPT,DOT     holds callers there until they are let go on in the page or in the
                      window: CONNECT, EHLO, AUTH, MAIL, RCPT, DATA, DOT, QUIT; who reads
                      by POP3 or IMAP: AUTH, RETR, DELE, SELECT, FETCH, STORE
  --away HOST,...     those hosts are other machines, which come in by posta join at the
                      address of --addr; while there is none, they are switched off
  --lang es|en        language

It never sends anything beyond the lesson's own servers, but to a program of this
machine that a campaign's webhook names (http://127.0.0.1:8080/). Exits with 0; with
--play, with 1 if what the scenario expects did not come true; with 2 if something is wrong.`,
	},
	setup: func(flags *pflag.FlagSet) func(console, []string) int {
		var o liveOptions
		bind := flags.String("bind", "", "")
		flags.BoolVar(&o.Privileged, "privileged", false, "")
		flags.BoolVar(&o.Play, "play", false, "")
		speed := flags.String("speed", "", "")
		var seed seedFlag
		flags.Var(&seed, "seed", "")
		flags.BoolVar(&o.json, "json", false, "")
		flags.StringVar(&o.trace, "trace", "", "")
		flags.BoolVar(&o.web, "web", false, "")
		flags.StringVar(&o.addr, "addr", "127.0.0.1:8080", "")
		flags.BoolVar(&o.open, "open", false, "")
		flags.BoolVar(&o.window, "window", false, "")
		hold := flags.StringSlice("hold", nil, "")
		flags.StringSliceVar(&o.Away, "away", nil, "")
		return func(c console, args []string) int {
			name, ok := c.journeyArg("live", args)
			if !ok {
				return exitUsage
			}
			if *bind != "" {
				addr, err := netip.ParseAddr(*bind)
				if err != nil {
					c.fail(lang.Sprintf("--bind %s: no es una dirección IP", "--bind %s: that is no IP address", *bind))
					return exitUsage
				}
				o.Bind = addr
			}
			o.Seed = seed.chosen()
			if code := o.setHold(c, *hold); code != exitOK {
				return code
			}
			if code := o.setSpeed(c, *speed); code != exitOK {
				return code
			}
			return goLive(c, name, o)
		}
	},
}

// liveWindow is a window that shows what happens, where this program has windows.
type liveWindow interface {
	// follow shows it until the window is closed, or what happens has ended.
	follow(ctx context.Context, l *live.Live, play bool)
}

// liveOptions are the call's.
type liveOptions struct {
	live.Options
	json        bool
	trace, addr string
	web, open   bool
	window      bool
	hold        []string
}

// setHold reads where callers are to be held; it complains itself.
func (o *liveOptions) setHold(c console, stages []string) int {
	for _, s := range stages {
		s = strings.ToUpper(strings.TrimSpace(s))
		if !slices.Contains(live.Stages, s) {
			return badChoice(c, "hold", s, strings.Join(live.Stages, ", "))
		}
		o.hold = append(o.hold, s)
	}
	if len(o.hold) > 0 && !o.web && !o.window {
		c.fail(lang.Sprintf("--hold necesita --web o --window: ahí se deja seguir a quien se retiene", "--hold needs --web or --window: there whoever is held is let go on"))
		return exitUsage
	}
	return exitOK
}

func (o *liveOptions) setSpeed(c console, speed string) int {
	switch n, err := strconv.ParseFloat(speed, 64); {
	case speed == "":
		return exitOK
	case !o.Play:
		c.fail(lang.Sprintf("--speed solo vale con --play: los demás programas viven en el tiempo real", "--speed is for --play only: other programs live in real time"))
		return exitUsage
	case speed == "max":
		o.Skip = true
	case err != nil || !(n >= 0.01 && n <= 10_000):
		return badChoice(c, "speed", speed, "0.01 ... 10000, max")
	default:
		o.Speed = n
	}
	return exitOK
}

func goLive(c console, name string, o liveOptions) int {
	s, ok := load(c, name)
	if !ok {
		return exitUsage
	}
	var w liveWindow
	if o.window {
		if w, ok = newLiveWindow(c); !ok {
			return exitUsage
		}
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if o.Bind.IsValid() && !live.Loopback(o.Bind) {
		c.fail(lang.Sprintf("CUIDADO: con --bind %s cualquiera que llegue a esta máquina por la red puede usar estos servidores", "CAREFUL: with --bind %s anybody who reaches this machine over the network can use these servers", o.Bind))
	}
	// The cast share one clock and one trace, and so one lock: a second processor would mostly wake the first. Measured with
	// 10 senders, one takes a fifth less time a letter, and more letters a second.
	if c.getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(1)
	}
	spill := &spillFile{}
	defer spill.remove()
	o.Spill = spill.make
	keeper := &caKeeper{console: c}
	defer keeper.forget()
	o.Authority = keeper.open
	l, err := live.Start(s, o.Options)
	if err != nil {
		cannotListen(c, err, o)
		return exitUsage
	}
	var file *os.File
	if o.trace != "" {
		file, err = os.Create(o.trace)
	}
	if err != nil {
		c.fail(lang.Sprintf("no se puede escribir: %v", "cannot write: %v", err))
		stop()
		l.Run(ctx)
		return exitUsage
	}
	l.Break(o.hold...)
	announce(c, l, keeper, o)
	if (o.web || len(o.Away) > 0) && !serveLive(c, ctx, l, o) {
		stop()
		l.Run(ctx)
		return exitUsage
	}

	go sayOutgrown(ctx, c, l)
	var tellers sync.WaitGroup
	var traceErr error
	if file != nil {
		tellers.Go(func() {
			traceErr = errors.Join(stream(file, l), file.Close())
		})
	}
	if !o.json {
		tellers.Go(func() { narrate(c, l) })
	}
	if w != nil {
		// A window is the first goroutine's; whoever closes it ends the whole.
		ended := make(chan error, 1)
		go func() { ended <- l.Run(ctx) }()
		w.follow(ctx, l, o.Play)
		stop()
		err = <-ended
	} else {
		err = l.Run(ctx)
	}
	tellers.Wait()
	code := conclude(c, l, o)
	for _, e := range []error{err, traceErr} {
		if e != nil {
			c.fail(lang.Sprintf("al terminar: %v", "at the end: %v", e))
			code = exitFailed
		}
	}
	return code
}

// spillFile is where a trace goes that memory has no room for, while it is told.
type spillFile struct{ f *os.File }

func (s *spillFile) make() (*os.File, error) {
	f, err := os.CreateTemp("", "posta-live-*.jsonl")
	s.f = f
	return f, err
}

func (s *spillFile) remove() {
	if s.f != nil {
		s.f.Close()
		os.Remove(s.f.Name())
	}
}

// sayOutgrown says at once when memory has no room for the trace any more.
func sayOutgrown(ctx context.Context, c console, l *live.Live) {
	outgrown, spilled := l.Outgrown()
	select {
	case <-ctx.Done():
		return
	case <-outgrown:
	}
	if spilled() {
		c.fail(lang.Sprintf("la traza ya no cabe en la memoria: sigue en un archivo, y --trace la tiene entera. Aquí no se cuenta más", "the trace has outgrown memory: it goes on in a file, and --trace has all of it. No more is told here"))
	} else {
		c.fail(lang.Sprintf("la traza está llena: lo que pasa desde ahora no está en ella. Los servidores siguen atendiendo", "the trace is full: what happens from now on is not in it. The servers go on serving"))
	}
}

// cannotListen says which port, and what to do.
func cannotListen(c console, err error, o liveOptions) {
	var port *live.PortError
	var away *live.AwayError
	if errors.As(err, &away) {
		cannotBeAway(c, away)
		return
	}
	if !errors.As(err, &port) {
		c.fail(lang.Sprintf("no se puede empezar: %v", "cannot begin: %v", err))
		return
	}
	d := port.Door
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		c.fail(lang.Sprintf("el puerto %d de %s ya está ocupado (es para %s de %s)", "port %d of %s is taken (it is for %s of %s)", d.At.Port(), d.At.Addr(), d.Service, d.Host))
		c.hint(lang.Sprintf("¿Hay otro posta live en marcha? Termínalo, o usa --bind 127.0.0.2 para ponerte al lado.", "Is another posta live running? End it, or use --bind 127.0.0.2 to stand beside it."))
	case errors.Is(err, syscall.EACCES):
		c.fail(lang.Sprintf("no hay permiso para el puerto %d de %s (es para %s de %s)", "there is no permission for port %d of %s (it is for %s of %s)", d.At.Port(), d.At.Addr(), d.Service, d.Host))
		c.hint(lang.Sprintf("Los puertos por debajo de 1024 son del administrador: quita --privileged.", "Ports below 1024 are the administrator's: leave --privileged out."))
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		c.fail(lang.Sprintf("esta máquina no tiene la dirección %s", "this machine does not have the address %s", d.At.Addr()))
		c.hint(lang.Sprintf("Sin --bind, cada servidor va a una dirección local.", "Without --bind each server goes to a local address."))
	default:
		c.fail(lang.Sprintf("no se puede abrir el puerto %d de %s (es para %s de %s): %v", "cannot open port %d of %s (it is for %s of %s): %v", d.At.Port(), d.At.Addr(), d.Service, d.Host, port.Err))
	}
}

// ready is the line of --json.
type ready struct {
	Ready    bool           `json:"ready"`
	Scenario string         `json:"scenario"`
	Services []readyService `json:"services"`
	Accounts []readyAccount `json:"accounts"`
	Keys     []readyKey     `json:"keys,omitempty"`
	Hooks    []live.Hook    `json:"hooks,omitempty"` // programs of this machine that are told what happens
	CA       string         `json:"ca,omitempty"`
}

type readyService struct {
	Host      string   `json:"host"`
	Service   string   `json:"service"`
	Transport []string `json:"transport"`
	TLS       string   `json:"tls,omitempty"`
	Address   string   `json:"address"`
	Port      uint16   `json:"port"`
	// The scenario's own.
	ScenarioAddress string `json:"scenario_address"`
	ScenarioPort    uint16 `json:"scenario_port"`
}

// readyKey is what a device was given to open its owner's account with.
type readyKey struct {
	Device    string `json:"device"`
	Login     string `json:"login"`
	Mechanism string `json:"mechanism"` // PLAIN: said where a password would be; OAUTHBEARER
	Secret    string `json:"secret"`
}

type readyAccount struct {
	Address  string `json:"address"`
	Login    string `json:"login"`
	Password string `json:"password"`
	// Submission and Mailbox are the hosts where it hands letters in and reads them.
	Submission string `json:"submission,omitempty"`
	Mailbox    string `json:"mailbox,omitempty"`
}

func readyLine(l *live.Live, ca string) ready {
	r := ready{Ready: true, Scenario: l.Scenario.Name, CA: ca, Services: []readyService{}, Accounts: []readyAccount{}}
	for _, d := range l.Doors {
		transport := []string{"tcp"}
		if d.UDP {
			transport = []string{"tcp", "udp"}
		}
		r.Services = append(r.Services, readyService{
			Host: d.Host, Service: d.Service, Transport: transport, TLS: d.TLS, Address: d.At.Addr().String(), Port: d.At.Port(),
			ScenarioAddress: d.Addrs[0].String(), ScenarioPort: d.Port,
		})
	}
	for _, u := range l.Scenario.Users {
		r.Accounts = append(r.Accounts, readyAccount{
			Address: u.Address().String(), Login: u.Login(), Password: u.Password,
			Submission: hostName(u.Domain.Submission), Mailbox: hostName(u.Domain.Mailbox),
		})
	}
	r.Keys, r.Hooks = keysOf(l), l.Hooks()
	return r
}

func keysOf(l *live.Live) (list []readyKey) {
	for _, k := range l.Keys() {
		mechanism := "PLAIN"
		if k.Bearer {
			mechanism = "OAUTHBEARER"
		}
		list = append(list, readyKey{Device: k.Device, Login: k.Login, Mechanism: mechanism, Secret: k.Secret})
	}
	return list
}

func hostName(h *scenario.Host) string {
	if h == nil {
		return ""
	}
	return h.Name
}

func announce(c console, l *live.Live, ca *caKeeper, o liveOptions) {
	r := readyLine(l, ca.path)
	if o.json {
		json.NewEncoder(c.out).Encode(r)
		return
	}
	fmt.Fprintln(c.out, l.Scenario.Title.In(c.lang))
	fmt.Fprintln(c.out)
	rows := [][]string{{lang.Sprintf("servidor", "server").In(c.lang), lang.Sprintf("servicio", "service").In(c.lang), lang.Sprintf("aquí", "here").In(c.lang), lang.Sprintf("en la lección", "in the lesson").In(c.lang), "TLS"}}
	for i, s := range r.Services {
		rows = append(rows, []string{s.Host, s.Service, l.Doors[i].At.String(), net.JoinHostPort(s.ScenarioAddress, strconv.Itoa(int(s.ScenarioPort))), s.TLS})
	}
	c.table(rows)
	if len(r.Accounts) > 0 {
		fmt.Fprintln(c.out)
		rows = [][]string{{lang.Sprintf("cuenta", "account").In(c.lang), lang.Sprintf("contraseña", "password").In(c.lang)}}
		for _, a := range r.Accounts {
			rows = append(rows, []string{a.Login, a.Password})
		}
		c.table(rows)
	}
	if len(r.Keys) > 0 {
		fmt.Fprintln(c.out)
		rows = [][]string{{lang.Sprintf("llave de", "key of").In(c.lang), lang.Sprintf("cuenta", "account").In(c.lang), "SASL", ""}}
		for _, k := range r.Keys {
			rows = append(rows, []string{k.Device, k.Login, k.Mechanism, k.Secret})
		}
		c.table(rows)
	}
	if len(r.Hooks) > 0 {
		fmt.Fprintln(c.out)
		rows = [][]string{{lang.Sprintf("tu programa", "your program").In(c.lang), lang.Sprintf("lo avisa", "told by").In(c.lang), lang.Sprintf("secreto de la firma", "secret of the signature").In(c.lang)}}
		for _, h := range r.Hooks {
			rows = append(rows, []string{h.URL, h.Host, h.Secret})
		}
		c.table(rows)
	}
	ca.announce()
	fmt.Fprintln(c.out)
	for _, line := range tries(l) {
		fmt.Fprintln(c.out, "  "+line)
	}
	c.say(lang.Sprintf("\nListo. Ctrl-C termina.\n", "\nReady. Ctrl-C ends it.\n"))
}

// tries are commands that work as they stand.
func tries(l *live.Live) []string {
	var list []string
	find := func(host, service string) (live.Door, bool) {
		i := slices.IndexFunc(l.Doors, func(d live.Door) bool {
			return d.Service == service && (host == "" || d.Host == host)
		})
		if i < 0 {
			return live.Door{}, false
		}
		return l.Doors[i], true
	}
	for _, u := range l.Scenario.Users {
		box := hostName(u.Domain.Mailbox)
		smtp, ok := find(box, "smtp")
		if !ok {
			continue
		}
		list = append(list, fmt.Sprintf("printf 'Subject: Hola\\n\\nHola.\\n' | curl --crlf smtp://%s --mail-from you@example.test --mail-rcpt %s -T -", smtp.At, u.Login()))
		if imap, ok := find(box, "imap"); ok && imap.TLS != "required" && !u.Keyed {
			list = append(list, fmt.Sprintf("curl -u %s:%s 'imap://%s/INBOX;UID=1'", u.Login(), u.Password, imap.At))
		}
		if dns, ok := find("", "domain"); ok {
			list = append(list, fmt.Sprintf("dig @%s -p %d %s MX", dns.At.Addr(), dns.At.Port(), u.Domain.Name))
		}
		return list
	}
	return list
}

// narrate tells what happens, until the end.
func narrate(c console, l *live.Live) {
	f := transcript.NewFollower(c.out, l.Header, transcript.Options{Lang: c.lang, Color: c.color(), Width: c.width()})
	for n := 0; ; {
		events := l.Next(n)
		if len(events) == 0 {
			return
		}
		if _, ended := events[len(events)-1].Fact.(trace.RunEnded); !ended {
			time.Sleep(tellEvery)
			events = l.Next(n)
		}
		n += len(events)
		if n > live.MaxFacts {
			return // whoever tells keeps what was told
		}
		if f.Tell(events) != nil {
			return // nobody listens any more; the servers go on
		}
	}
}

// stream writes the trace while it grows.
func stream(f *os.File, l *live.Live) error {
	if err := (&trace.Trace{Header: l.Header}).Write(f); err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	var line []byte
	for n := 0; ; {
		events := l.Next(n)
		if len(events) == 0 {
			return nil
		}
		for _, e := range events {
			var err error
			if line, err = trace.AppendEvent(line[:0], e); err != nil {
				return err
			}
			w.Write(append(line, '\n'))
		}
		if err := w.Flush(); err != nil {
			return err
		}
		n += len(events)
	}
}

// conclude is the summary and the verdict.
func conclude(c console, l *live.Live, o liveOptions) int {
	t := l.Trace()
	if !o.json {
		if err := transcript.Ending(c.out, t, transcript.Options{Lang: c.lang, Color: c.color(), RealTime: !o.Play, Width: c.width()}); err != nil {
			return exitFailed
		}
	}
	if n := l.Missed(); n > 0 {
		c.fail(lang.Sprintf("la traza se llenó: %d hechos no están en ella", "the trace was full: %d facts are not in it", n))
	}
	if o.Play {
		return judge(c, t, expect.Check(l.Scenario, t))
	}
	code := exitOK
	for _, e := range t.Events {
		if f, ok := e.Fact.(trace.ActorPanicked); ok {
			code = exitFailed
			c.fail(lang.Sprintf("error interno en %s: %s", "internal error in %s: %s", f.Process, f.Value))
		}
	}
	return code
}
