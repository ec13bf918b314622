//go:build !js

package main

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"os"
	"os/signal"
	"runtime"
	"strconv"
	"syscall"

	"github.com/spf13/pflag"

	"posta/sim/lang"
	"posta/sim/live"
	"posta/web/join"
)

var joinCommand = command{
	name:  "join",
	args:  lang.Text{ES: "DIRECCIÓN CÓDIGO --host SERVIDOR", EN: "ADDRESS CODE --host HOST"},
	short: lang.Text{ES: "esta máquina es un servidor de la lección de otra", EN: "this machine is one host of another's lesson"},
	long: lang.Text{
		ES: `Hace de esta máquina un servidor de la lección que otra muestra con «posta live --away», o de la
clase de «posta class --real --away»: sus programas escuchan aquí, en puertos reales, y lo que
hacen aparece en el escenario de allí, en su orden. Ctrl-C termina, y para los demás el servidor
queda apagado; si solo se pierde la red un rato, las cartas esperan y después todo sigue donde
estaba. Al empezar de nuevo, sus buzones siguen ahí.

  --host SERVIDOR     cuál, por su nombre en la lección
  --bind DIRECCIÓN    con qué dirección de esta máquina, si tiene varias
  --lang es|en        idioma de estos mensajes

Hace falta la misma versión de Posta en las dos. Va sin cifrar. Solo se habla con los demás
servidores de la lección y con quien llame.`,
		EN: `Makes this machine a host of the lesson that another one shows with "posta live --away", or of
the class of "posta class --real --away": its programs listen here, on real ports, and what they
do appears on the stage there, in its order. Ctrl-C ends it, and for the others the host is
switched off; if only the network is lost for a while, letters wait, and then all goes on where
it was. When it is begun anew, its mailboxes are still there.

  --host HOST         which, by its name in the lesson
  --bind ADDRESS      by which of this machine's addresses, where it has several
  --lang es|en        language of these messages

Both need the same version of Posta. It is not encrypted. It speaks to nobody but the lesson's
other hosts, and to whoever calls.`,
	},
	setup: func(flags *pflag.FlagSet) func(console, []string) int {
		host := flags.String("host", "", "")
		bind := flags.String("bind", "", "")
		return func(c console, args []string) int {
			if len(args) > 2 {
				c.noMore("join", args[2:])
				return exitUsage
			}
			if len(args) < 2 || *host == "" {
				c.fail(lang.Sprintf("hacen falta una dirección, un código y --host", "an address, a code and --host are needed"))
				c.hint(lang.Sprintf("posta live --away los muestra: posta join 192.168.1.7:8080 ABCD2345 --host mail.beta.test", "posta live --away shows them: posta join 192.168.1.7:8080 ABCD2345 --host mail.beta.test"))
				return exitUsage
			}
			var from netip.Addr
			if *bind != "" {
				var err error
				if from, err = netip.ParseAddr(*bind); err != nil {
					c.fail(lang.Sprintf("--bind %s: no es una dirección IP", "--bind %s: that is no IP address", *bind))
					return exitUsage
				}
			}
			return c.join(args[0], args[1], *host, from)
		}
	},
}

// inviteAll says how other machines come in.
func (c console) inviteAll(at net.Addr, code string, hosts []string) {
	for _, h := range hosts {
		c.say(lang.Sprintf("Para ser %s, en otra máquina: posta join %s %s --host %s", "To be %s, on another machine: posta join %s %s --host %s", h, at, code, h))
	}
	if tcp, ok := at.(*net.TCPAddr); ok && tcp.IP.IsLoopback() {
		c.hint(lang.Sprintf("Así solo se llega desde esta máquina: para la red, --addr y --bind con su dirección en ella.", "Only this machine reaches it so: for the network, --addr and --bind with its address there."))
	}
}

// cannotBeAway says why a host cannot be another machine, and what to do.
func cannotBeAway(c console, e *live.AwayError) {
	switch {
	case errors.Is(e, live.ErrNoHost):
		c.fail(lang.Sprintf("--away %s: la lección no tiene ese servidor", "--away %s: the lesson has no such host", e.Host))
	case errors.Is(e, live.ErrNames):
		c.fail(lang.Sprintf("--away %s: responde por nombres, y a un servidor de nombres le preguntan todos: se queda en esta máquina", "--away %s: it answers for names, and everybody asks a name server: it stays on this machine", e.Host))
	case errors.Is(e, live.ErrSecrets):
		c.fail(lang.Sprintf("--away %s: tiene un certificado de esta lección, y su clave no sale de esta máquina", "--away %s: it has a certificate of this lesson's, and its key does not leave this machine", e.Host))
	}
	c.hint(lang.Sprintf("Un servidor de correo sin TLS sí puede: posta live first-email --away mail.beta.test", "A mail server without TLS can be: posta live first-email --away mail.beta.test"))
}

// join is a host of another machine's lesson until Ctrl-C.
func (c console) join(address, code, host string, from netip.Addr) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	j, err := join.Try(ctx, address, code, host, version(), from)
	if err != nil {
		c.fail(lang.Sprintf("no se puede entrar en %s: ", "cannot come in at %s: ", address), joinError(err))
		return exitUsage
	}
	if c.getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(1) // as for posta live
	}
	l, err := live.Start(j.Scenario, live.Options{Seed: &j.Seed, Far: j.Far})
	if err != nil {
		j.Leave()
		cannotListen(c, err, liveOptions{})
		return exitUsage
	}
	ended := make(chan error, 1)
	go func() { ended <- l.Run(ctx) }()
	if err := j.Ready(ctx, l); err != nil {
		stop()
		<-ended
		c.fail(lang.Sprintf("no se puede entrar en %s: ", "cannot come in at %s: ", address), joinError(err))
		return exitUsage
	}
	c.say(lang.Sprintf("Esta máquina es %s:", "This machine is %s:", host))
	rows := [][]string{}
	for _, d := range l.Doors {
		if d.Host == host {
			rows = append(rows, []string{d.Service, d.At.String(), net.JoinHostPort(d.Addrs[0].String(), strconv.Itoa(int(d.Port)))})
		}
	}
	c.table(rows)
	c.say(lang.Sprintf("\nLo que pasa se ve en la otra. Ctrl-C termina.", "\nWhat happens is seen on the other one. Ctrl-C ends it."))
	go j.Stay(ctx, l, func(err error) {
		if err != nil {
			c.fail(lang.Sprintf("sin contacto con %s: %v. Se vuelve a intentar", "no contact with %s: %v. Trying again", address, err))
			return
		}
		c.say(lang.Sprintf("De nuevo en contacto con %s.", "In contact with %s again.", address))
	})
	err = <-ended
	if lost := j.Far.Lost(); lost != nil && !errors.Is(lost, context.Canceled) {
		c.fail(joinError(lost))
		return exitFailed
	}
	j.Leave()
	if err != nil {
		c.fail(lang.Sprintf("al terminar: %v", "at the end: %v", err))
		return exitFailed
	}
	return exitOK
}

// joinError words why a machine is not let in, or is not any more.
func joinError(err error) lang.Text {
	var no *join.Refused
	switch {
	case errors.As(err, &no):
		return no.Why
	case errors.Is(err, syscall.ECONNREFUSED), errors.Is(err, os.ErrDeadlineExceeded):
		return lang.Sprintf("allí no contesta nadie; posta live --away muestra la dirección", "nobody answers there; posta live --away shows the address")
	}
	return lang.Both(err.Error())
}
