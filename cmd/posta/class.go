//go:build !js

package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/pflag"
	"rsc.io/qr"

	"posta/sim/class"
	"posta/sim/lang"
	"posta/web"
	webclass "posta/web/class"
)

var classCommand = command{
	name:  "class",
	args:  lang.Text{ES: "[LECCIÓN|ARCHIVO]", EN: "[LESSON|FILE]"},
	short: lang.Text{ES: "una clase: cada uno con su buzón, en un mismo mundo", EN: "a class: a mailbox for everybody, in one world"},
	long: lang.Text{
		ES: `Abre una clase en esta máquina y muestra una dirección, un código QR y un código corto. Los
estudiantes la abren en cualquier navegador, también en el móvil, y dicen su nombre: cada uno
recibe un buzón y escribe a los demás. Nada se instala. El mundo que lleva las cartas está
aquí, y quien da la clase lo para, señala, lo estropea y pregunta.

  --seats N           cuántos sitios (2 a 200; 30 si no se dice), sin LECCIÓN; con ella, su gente
  --lan               se abre a la red local de esta máquina; sin ello, solo a esta máquina
  --bind DIRECCIÓN    en esa dirección; una pública pide además --force
  --port 8080         el puerto
  --url DIRECCIÓN     la dirección que se dice, si la clase está detrás de otra
  --folder CARPETA    dónde se guarda; una que ya tiene una clase sigue con ella
  --open              abre además el navegador de quien da la clase
  --forget DIRECCIÓN CARPETA   quita de una clase terminada los datos de una persona
  --lang es|en        idioma de estos mensajes

Lo que se hace está en el disco antes de ocurrir: si la máquina se apaga, la misma orden
sigue donde estaba. Después, «posta run scenario.yaml --inputs inputs.jsonl» en la carpeta
repite la clase entera, paso a paso.`,
		EN: `Opens a class on this machine, and shows an address, a QR code and a short code. Students
open it in any browser, on a phone too, and say their name: each gets a mailbox and writes to
the others. Nothing is installed. The world that carries the letters is here, and whoever
holds the class stops it, points, breaks it and asks questions.

  --seats N           how many seats (2 to 200; 30 unless told), without LESSON; with it, its people
  --lan               opens it to this machine's local network; without, to this machine alone
  --bind ADDRESS      at that address; a public one needs --force as well
  --port 8080         the port
  --url ADDRESS       the address that is told, where the class is behind another
  --folder FOLDER     where it is kept; one that has a class already goes on with it
  --open              opens the browser of whoever holds the class as well
  --forget ADDRESS FOLDER      takes a person's data out of a class that is over
  --lang es|en        language of these messages

What is done is on the disk before it happens: if the machine dies, the same command goes on
where it was. Afterwards "posta run scenario.yaml --inputs inputs.jsonl" in the folder repeats
the whole class, step by step.`,
	},
	setup: func(flags *pflag.FlagSet) func(console, []string) int {
		var o classOptions
		flags.IntVar(&o.seats, "seats", 0, "")
		flags.BoolVar(&o.lan, "lan", false, "")
		flags.StringVar(&o.bind, "bind", "", "")
		flags.BoolVar(&o.force, "force", false, "")
		flags.IntVar(&o.port, "port", 8080, "")
		flags.StringVar(&o.folder, "folder", "", "")
		flags.BoolVar(&o.open, "open", false, "")
		flags.StringVar(&o.url, "url", "", "")
		forget := flags.String("forget", "", "")
		return func(c console, args []string) int {
			if *forget != "" {
				return c.forget(*forget, args)
			}
			if len(args) > 1 {
				c.noMore("class", args[1:])
				return exitUsage
			}
			if len(args) == 1 {
				o.name = args[0]
			}
			return o.hold(c)
		}
	},
}

// classOptions are the call's.
type classOptions struct {
	name, bind, folder, url string
	seats, port             int
	lan, force, open        bool
}

// forget takes a person's data out of a class.
func (c console) forget(user string, args []string) int {
	if len(args) != 1 {
		c.fail(lang.Sprintf("hace falta la carpeta de la clase", "the class's folder is needed"))
		c.hint(lang.Sprintf("Por ejemplo: posta class --forget p003@alfa.test posta-class", "For example: posta class --forget p003@alfa.test posta-class"))
		return exitUsage
	}
	n, err := class.Forget(args[0], user)
	switch {
	case errors.Is(err, class.ErrNobody):
		c.fail(lang.Sprintf("en %s no hay nada de %s", "in %s there is nothing of %s", args[0], user))
		return exitFailed
	case err != nil:
		c.fail(lang.Sprintf("no se puede cambiar %s: ", "cannot change %s: ", args[0]), readError(err))
		return exitUsage
	}
	c.say(lang.Sprintf("Los datos de %s ya no están (%d cosas que hizo). Los zip que se hayan descargado antes siguen como eran.", "The data of %s are gone (%d things that they did). Zips that were downloaded before are as they were.", user, n))
	return exitOK
}

// source is the class's scenario; it complains itself.
func (o *classOptions) source(c console) (name, src string, ok bool) {
	switch {
	case o.name == "":
		if o.seats == 0 {
			o.seats = 30
		}
		src, err := class.Grow(o.seats)
		if err != nil {
			badChoice(c, "seats", strconv.Itoa(o.seats), "2 ... 200")
			return "", "", false
		}
		return "class.yaml", src, true
	case o.seats != 0:
		c.fail(lang.Sprintf("--seats es para una clase sin lección: con una, los sitios son su gente", "--seats is for a class without a lesson: with one, the seats are its people"))
		return "", "", false
	}
	s, ok := load(c, o.name)
	if !ok {
		return "", "", false
	}
	return s.Name + ".yaml", string(s.Source), true
}

// addresses are where the class listens; it complains itself. The last is the one to tell.
func (o *classOptions) addresses(c console) ([]netip.Addr, bool) {
	here := netip.AddrFrom4([4]byte{127, 0, 0, 1})
	if o.bind != "" {
		a, err := netip.ParseAddr(o.bind)
		switch {
		case err != nil:
			c.fail(lang.Sprintf("--bind %s: no es una dirección IP", "--bind %s: that is no IP address", o.bind))
			return nil, false
		case !a.IsPrivate() && !a.IsLoopback() && !a.IsLinkLocalUnicast() && !o.force:
			c.fail(lang.Sprintf("--bind %s no es una dirección de una red local: cualquiera en Internet podría entrar con el código", "--bind %s is no local network's address: anybody on the Internet could come in with the code", o.bind))
			c.hint(lang.Sprintf("Usa --lan, o añade --force si es lo que quieres.", "Use --lan, or add --force if that is what you want."))
			return nil, false
		case a.IsUnspecified() || a == here:
			return []netip.Addr{a}, true
		}
		return []netip.Addr{here, a}, true
	}
	if !o.lan {
		return []netip.Addr{here}, true
	}
	all, _ := net.InterfaceAddrs()
	for _, n := range all {
		if n, ok := n.(*net.IPNet); ok {
			if a, ok := netip.AddrFromSlice(n.IP.To4()); ok && a.IsPrivate() {
				return []netip.Addr{here, a}, true
			}
		}
	}
	c.fail(lang.Sprintf("esta máquina no está en ninguna red local (no tiene una dirección privada)", "this machine is on no local network (it has no private address)"))
	c.hint(lang.Sprintf("Conéctala a una, o di la dirección con --bind.", "Connect it to one, or say the address with --bind."))
	return nil, false
}

// told is the address that students are told, where it is not the listener's own; it complains itself.
func (o *classOptions) told(c console) (*url.URL, bool) {
	if o.url == "" {
		return nil, true
	}
	u, err := url.Parse(o.url)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" {
		c.fail(lang.Sprintf("--url %s no es la dirección de una página", "--url %s is no page's address", o.url))
		c.hint(lang.Sprintf("Por ejemplo: --url https://clase.example/", "For example: --url https://class.example/"))
		return nil, false
	}
	if u.Path == "" {
		u.Path = "/"
	}
	return u, true
}

// hold holds a class until Ctrl-C.
func (o *classOptions) hold(c console) int {
	name, src, ok := o.source(c)
	if !ok {
		return exitUsage
	}
	addrs, ok := o.addresses(c)
	if !ok {
		return exitUsage
	}
	told, ok := o.told(c)
	if !ok {
		return exitUsage
	}
	if !web.Built() {
		c.fail(lang.Sprintf("este programa se construyó sin la página", "this program was built without the page"))
		c.hint(lang.Sprintf("make build la construye.", "make build builds it."))
		return exitUsage
	}
	if o.folder == "" {
		o.folder = "posta-class-" + time.Now().Format("2006-01-02")
	}
	var listeners []net.Listener
	for _, a := range addrs {
		l, ok := c.listen(netip.AddrPortFrom(a, uint16(o.port)).String(), "posta class --port 8081")
		if !ok {
			return exitUsage
		}
		defer l.Close()
		listeners = append(listeners, l)
		o.port = l.Addr().(*net.TCPAddr).Port
	}
	room, key, problems, err := class.Open(class.Options{Folder: o.folder, Name: name, Source: src})
	var refused class.Refused
	switch {
	case len(problems) > 0:
		fmt.Fprint(c.err, problems.Render(c.lang, c.colorErr()))
		return exitUsage
	case errors.As(err, &refused):
		c.fail(refused.Why)
		c.hint(lang.Sprintf("Sin lección, posta class --seats N da un sitio a cada uno.", "Without a lesson, posta class --seats N gives everybody a seat."))
		return exitUsage
	case err != nil:
		c.fail(lang.Sprintf("no se puede empezar la clase en %s: %v", "the class cannot begin in %s: %v", o.folder, err))
		return exitUsage
	}
	at := "http://" + listeners[len(listeners)-1].Addr().String() + "/"
	var behind []string
	if told != nil {
		at, behind = told.String(), []string{told.Hostname()}
	}
	mux := http.NewServeMux()
	mux.Handle("/", web.Handler())
	mux.Handle("/class/", webclass.Handler(room, o.folder, at))
	o.announce(c, room, at, "http://"+listeners[0].Addr().String()+"/?class="+room.Code+"#teacher="+key)
	return serveClass(c, room, mux, listeners, behind)
}

// announce says where to go, and who else can.
func (o *classOptions) announce(c console, room *class.Room, at, teacher string) {
	door := at + "?class=" + room.Code
	if code, err := qr.Encode(door, qr.M); err == nil && c.terminal {
		fmt.Fprint(c.out, blocks(code))
	}
	c.say(lang.Sprintf("Para los estudiantes:   %s   (código %s)", "For the students:       %s   (code %s)", door, room.Code))
	c.say(lang.Sprintf("Para quien da la clase: %s", "For whoever holds it:   %s", teacher))
	c.say(lang.Sprintf("Se guarda en:           %s", "Kept in:                %s", o.folder))
	if strings.HasPrefix(at, "http://127.") || strings.HasPrefix(at, "http://[::1]") {
		c.say(lang.Sprintf("\nSolo se llega desde esta máquina. Con --lan, también desde la red local.", "\nOnly this machine reaches it. With --lan, the local network does too."))
	} else {
		c.say(lang.Sprintf("\nQuien esté en la misma red y tenga el código puede entrar, y quien escuche esa red puede leer lo que\nse escribe: es http, sin cifrar. No escribáis nada que no pueda leer cualquiera. Ningún correo sale de aquí.",
			"\nWhoever is on the same network and has the code can come in, and whoever listens on that network can read\nwhat is written: it is http, in the clear. Write nothing that not everybody may read. No mail ever leaves this place."))
	}
	c.say(lang.Sprintf("Ctrl-C termina; la misma orden sigue donde estaba.", "Ctrl-C ends it; the same command goes on where it was."))
	if o.open {
		openBrowser(c, teacher)
	}
}

// blocks draws a code with characters of half a line each, dark on light whatever the terminal's colours are.
func blocks(code *qr.Code) string {
	var b strings.Builder
	const quiet = 2 // modules of margin, as many as readers put up with
	for y := -quiet; y < code.Size+quiet; y += 2 {
		b.WriteString("\x1b[30;107m")
		for x := -quiet; x < code.Size+quiet; x++ {
			up, down := code.Black(x, y), code.Black(x, y+1)
			switch {
			case up && down:
				b.WriteString("█")
			case up:
				b.WriteString("▀")
			case down:
				b.WriteString("▄")
			default:
				b.WriteString(" ")
			}
		}
		b.WriteString("\x1b[0m\n")
	}
	return b.String()
}

// serveClass serves it until Ctrl-C.
func serveClass(c console, room *class.Room, behind http.Handler, listeners []net.Listener, names []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ended := make(chan error, len(listeners))
	var servers []*http.Server
	for _, l := range listeners {
		server := web.Server()
		server.Handler = onlyHere(l.Addr(), behind, names...)
		servers = append(servers, server)
		go func() { ended <- server.Serve(l) }()
	}
	code := exitOK
	select {
	case err := <-ended:
		c.fail(lang.Sprintf("el servidor de la página terminó: %v", "the page's server ended: %v", err))
		code = exitFailed
	case <-ctx.Done():
	}
	for _, s := range servers {
		s.Close() // pages ask again, and nothing is lost
	}
	if err := room.Close(); err != nil {
		c.fail(lang.Sprintf("al terminar: %v", "at the end: %v", err))
		code = exitFailed
	}
	return code
}
