//go:build !js

package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/pflag"

	"posta/sim/class"
	"posta/sim/lang"
	"posta/web/bus"
)

var busCommand = command{
	name:  "bus",
	short: lang.Text{ES: "une varias máquinas: guarda clases y reparte trabajo", EN: "joins machines: keeps classes and spreads work"},
	long: lang.Text{
		ES: `Pone en marcha un bus (NATS con JetStream) y muestra dos direcciones. Con la primera se guardan
clases y se reparte trabajo; con la segunda solo se trabaja:

  posta class --nats DIRECCIÓN                  la clase sobrevive a la máquina que la da
  posta run LECCIÓN --seeds 10000 --nats DIRECCIÓN
  posta grade CARPETA --of TAREA --nats DIRECCIÓN
  posta worker --nats DIRECCIÓN                 en cada máquina que ayude

Sirve igual un servidor NATS del centro, o varios juntos. Ninguna de estas órdenes lo necesita en
una sola máquina. Las direcciones llevan dentro la clave: con «--nats env» se leen de POSTA_NATS.

  --lan               se abre a la red local de esta máquina; sin ello, solo a esta máquina
  --bind DIRECCIÓN    en esa dirección; una pública pide además --force
  --port 4222         el puerto
  --folder posta-bus  dónde guarda lo suyo; la misma carpeta sigue con las mismas claves
  --lang es|en        idioma de estos mensajes`,
		EN: `Starts a bus (NATS with JetStream), and shows two addresses. The first is for keeping classes and
giving out work, the second for working alone:

  posta class --nats URL                        the class outlives the machine that holds it
  posta run LESSON --seeds 10000 --nats URL
  posta grade FOLDER --of ASSIGNMENT --nats URL
  posta worker --nats URL                       on each machine that helps

A school's own NATS server, or several together, does as well. On one machine none of these
commands needs it. The addresses have the token in them: with "--nats env" they are read from
POSTA_NATS.

  --lan               opens it to this machine's local network; without, to this machine alone
  --bind ADDRESS      at that address; a public one needs --force as well
  --port 4222         the port
  --folder posta-bus  where it keeps what it is given; the same folder goes on with the same tokens
  --lang es|en        language of these messages`,
	},
	setup: func(flags *pflag.FlagSet) func(console, []string) int {
		var at reach
		at.declare(flags)
		port := flags.Int("port", 4222, "")
		folder := flags.String("folder", "posta-bus", "")
		return func(c console, args []string) int {
			if !c.noMore("bus", args) {
				return exitUsage
			}
			addrs, ok := at.addresses(c)
			if !ok {
				return exitUsage
			}
			return c.keepBus(addrs[len(addrs)-1], *port, *folder)
		}
	},
}

// keepBus serves a bus until Ctrl-C.
func (c console) keepBus(at netip.Addr, port int, folder string) int {
	keys, err := busKeys(folder)
	if err != nil {
		c.fail(lang.Sprintf("no se puede usar la carpeta %s: ", "cannot use the folder %s: ", folder), readError(err))
		return exitUsage
	}
	// The server would not say why it cannot listen.
	l, ok := c.listen(netip.AddrPortFrom(at, uint16(port)).String(), "posta bus --port 4223")
	if !ok {
		return exitUsage
	}
	l.Close()
	s, err := bus.Serve(at.String(), port, folder, keys)
	if err != nil {
		c.fail(lang.Sprintf("no se puede poner en marcha el bus: %v", "the bus cannot be started: %v", err))
		return exitUsage
	}
	defer s.Close()
	c.say(lang.Sprintf("Para guardar clases y repartir trabajo: %s", "To keep classes and give out work: %s", s.Holder()))
	c.say(lang.Sprintf("Solo para trabajar:                     %s", "Only to work:                      %s", s.Worker()))
	if !at.IsLoopback() {
		c.say(lang.Sprintf("\nQuien escuche esa red puede leer las claves y lo que pasa por aquí, también las cartas de las clases: no va\ncifrado. En una red que no sea de confianza, usa un servidor NATS con TLS.",
			"\nWhoever listens on that network can read the tokens and what passes here, the classes' letters too: it is not\nencrypted. On a network that is not to be trusted, use a NATS server with TLS."))
	}
	c.say(lang.Sprintf("Ctrl-C termina; la misma orden sigue donde estaba.", "Ctrl-C ends it; the same command goes on where it was."))
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	<-ctx.Done()
	return exitOK
}

// busKeys are the folder's, which are made with it.
func busKeys(folder string) (k bus.Keys, err error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return k, err
	}
	name := filepath.Join(folder, "keys.txt")
	text, err := os.ReadFile(name)
	if lines := bytes.Fields(text); err == nil && len(lines) == 2 {
		return bus.Keys{Holder: string(lines[0]), Worker: string(lines[1])}, nil
	}
	k = bus.Keys{Holder: rand.Text(), Worker: rand.Text()}
	return k, os.WriteFile(name, []byte(k.Holder+"\n"+k.Worker+"\n"), 0o600)
}

// store is where a class is kept: in a folder, or on a bus under the folder's name. It complains itself.
func (b *busFlags) store(c console, folder string) (s class.Store, leave func(), ok bool) {
	a, on := b.address(c)
	if !on {
		return &class.Folder{Path: folder}, func() {}, true
	}
	joined, err := bus.Dial(a, "posta class "+version())
	if err != nil {
		c.noBus(a, err)
		return nil, nil, false
	}
	return joined.Stream(className(folder)), joined.Close, true
}

// className is what a class is called where others are kept too.
func className(folder string) string {
	if path, err := filepath.Abs(folder); err == nil {
		folder = path
	}
	return filepath.Base(folder)
}

// storeError says why a class cannot be kept or read.
func storeError(err error) lang.Text {
	if why := (*class.Why)(nil); errors.As(err, &why) {
		return why.Told
	}
	return readError(err)
}

var workerCommand = command{
	name:  "worker",
	args:  lang.Text{ES: "--nats DIRECCIÓN", EN: "--nats URL"},
	short: lang.Text{ES: "ayuda a otras máquinas a simular y a calificar", EN: "helps other machines to simulate and to grade"},
	long: lang.Text{
		ES: `Hace trabajo que otra máquina reparte en un bus (posta bus) con «posta run --seeds» o «posta
grade»: cada encargo es un escenario, semillas y lo que se hizo; el resultado lleva la huella de
la traza. Si esta máquina se apaga, otra hace lo que tenía entre manos. Solo toma encargos de su
misma versión de Posta, y termina con Ctrl-C.

  --nats DIRECCIÓN    el bus; «env»: la de la variable POSTA_NATS
  --creds ARCHIVO     credenciales, si el servidor NATS las pide
  --jobs N            cuántos encargos a la vez (los procesadores que haya)
  --lang es|en        idioma de estos mensajes`,
		EN: `Does work that another machine gives out on a bus (posta bus) with "posta run --seeds" or "posta
grade": each job is a scenario, seeds and what was done; its result carries the trace's hash. If
this machine is switched off, another does what it had in hand. It takes jobs of its own version
of Posta only, and ends with Ctrl-C.

  --nats URL          the bus; "env": that of the variable POSTA_NATS
  --creds FILE        credentials, where the NATS server wants them
  --jobs N            how many jobs at once (as many as there are processors)
  --lang es|en        language of these messages`,
	},
	setup: func(flags *pflag.FlagSet) func(console, []string) int {
		var on busFlags
		on.declare(flags)
		jobs := flags.Int("jobs", runtime.GOMAXPROCS(0), "")
		return func(c console, args []string) int {
			if !c.noMore("worker", args) {
				return exitUsage
			}
			if *jobs < 1 || *jobs > 256 {
				return badChoice(c, "jobs", fmt.Sprint(*jobs), "1 ... 256")
			}
			a, _ := on.address(c)
			return c.work(a, *jobs)
		}
	},
}

// work does jobs until Ctrl-C.
func (c console) work(a bus.Address, beside int) int {
	if a.URL == "" {
		c.noBus(a, nil)
		return exitUsage
	}
	b, err := bus.DialWorker(a, "posta worker "+version())
	if err != nil {
		c.noBus(a, err)
		return exitUsage
	}
	defer b.Close()
	c.say(lang.Sprintf("Trabajo para %s. Ctrl-C termina.", "At work for %s. Ctrl-C ends it.", a))
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var mu sync.Mutex
	said := ""
	b.Queue(version()).Work(ctx, beside, kinds(), func(kind string, took time.Duration, err error) {
		mu.Lock()
		defer mu.Unlock()
		said = ""
		took = took.Round(time.Millisecond)
		if err != nil {
			c.say(lang.Sprintf("%s: no se pudo (%v): %v", "%s: it could not be done (%v): %v", kind, took, err))
			return
		}
		c.say(lang.Sprintf("%s: hecho (%v)", "%s: done (%v)", kind, took))
	}, func(err error) {
		mu.Lock()
		defer mu.Unlock()
		if why := busError(err); why.EN != said {
			said = why.EN
			c.hint(lang.Sprintf("Espero: %s.", "Waiting: %s.", why))
		}
	})
	return exitOK
}
