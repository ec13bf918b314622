//go:build !js

package main

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
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
	"posta/sim/live"
	"posta/sim/tlsca"
	"posta/web"
	webclass "posta/web/class"
	"posta/web/join"
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
  --real              las cartas viajan por servidores de verdad, en puertos de esta máquina; con
                      --lan, de la red local: cada uno puede usar además su propio programa de
                      correo, con la contraseña que ve en la página; lo que la lección haría
                      por sí sola no pasa
  --away SERVIDOR,... con --real: esos servidores son máquinas de estudiantes (posta join)
  --tls               cifrada (https), con un certificado de la autoridad de esta instalación
  --url DIRECCIÓN     la dirección que se dice, si la clase está detrás de otra
  --folder CARPETA    dónde se guarda; una que ya tiene una clase sigue con ella
  --nats DIRECCIÓN    se guarda en ese bus (posta bus) con el nombre de la carpeta: si esta
                      máquina se pierde, otra sigue con la misma orden («env»: la dirección
                      de la variable POSTA_NATS); --creds ARCHIVO, si el servidor las pide. Con
                      --real, nadie recibe respuesta antes de que conste allí lo que pasó
  --open              abre además el navegador de quien da la clase
  --forget DIRECCIÓN CARPETA   quita de una clase terminada los datos de una persona
  --lang es|en        idioma de estos mensajes

Lo que se hace está en el disco antes de ocurrir: si la máquina se apaga, la misma orden
sigue donde estaba. Después, «posta run scenario.yaml --inputs inputs.jsonl» en la carpeta
repite la clase entera, paso a paso; con --real, lo que pasó está grabado en trace.jsonl y lo
cuenta «posta run trace.jsonl».`,
		EN: `Opens a class on this machine, and shows an address, a QR code and a short code. Students
open it in any browser, on a phone too, and say their name: each gets a mailbox and writes to
the others. Nothing is installed. The world that carries the letters is here, and whoever
holds the class stops it, points, breaks it and asks questions.

  --seats N           how many seats (2 to 200; 30 unless told), without LESSON; with it, its people
  --lan               opens it to this machine's local network; without, to this machine alone
  --bind ADDRESS      at that address; a public one needs --force as well
  --port 8080         the port
  --real              letters travel through real servers, on ports of this machine; with --lan,
                      of the local network: everybody may use a mail program of their own as
                      well, with the password that the page shows them; what the lesson
                      would do by itself does not happen
  --away HOST,...     with --real: those servers are students' machines (posta join)
  --tls               encrypted (https), with a certificate of this installation's authority
  --url ADDRESS       the address that is told, where the class is behind another
  --folder FOLDER     where it is kept; one that has a class already goes on with it
  --nats URL          it is kept on that bus (posta bus) under the folder's name: if this machine
                      is lost, another goes on with the same command ("env": the address of
                      the variable POSTA_NATS); --creds FILE, where the server wants them. With
                      --real nobody is answered before what happened is kept there
  --open              opens the browser of whoever holds the class as well
  --forget ADDRESS FOLDER      takes a person's data out of a class that is over
  --lang es|en        language of these messages

What is done is on the disk before it happens: if the machine dies, the same command goes on
where it was. Afterwards "posta run scenario.yaml --inputs inputs.jsonl" in the folder repeats
the whole class, step by step; with --real, what happened is recorded in trace.jsonl, and "posta
run trace.jsonl" tells it.`,
	},
	setup: func(flags *pflag.FlagSet) func(console, []string) int {
		var o classOptions
		flags.IntVar(&o.seats, "seats", 0, "")
		o.reach.declare(flags)
		o.bus.declare(flags)
		flags.IntVar(&o.port, "port", 8080, "")
		flags.StringVar(&o.folder, "folder", "", "")
		flags.BoolVar(&o.open, "open", false, "")
		flags.StringVar(&o.url, "url", "", "")
		flags.BoolVar(&o.tls, "tls", false, "")
		flags.BoolVar(&o.real, "real", false, "")
		flags.StringSliceVar(&o.away, "away", nil, "")
		forget := flags.String("forget", "", "")
		return func(c console, args []string) int {
			if *forget != "" {
				return c.forget(*forget, args, o.bus)
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
	reach
	bus               busFlags
	name, folder, url string
	seats, port       int
	open, tls, real   bool
	away              []string
}

// forget takes a person's data out of a class.
func (c console) forget(user string, args []string, on busFlags) int {
	if len(args) != 1 {
		c.fail(lang.Sprintf("hace falta la carpeta de la clase", "the class's folder is needed"))
		c.hint(lang.Sprintf("Por ejemplo: posta class --forget p003@alfa.test posta-class", "For example: posta class --forget p003@alfa.test posta-class"))
		return exitUsage
	}
	store, leave, ok := on.store(c, args[0])
	if !ok {
		return exitUsage
	}
	defer leave()
	n, err := class.Forget(store, user)
	switch {
	case errors.Is(err, class.ErrNobody):
		c.fail(lang.Sprintf("en %s no hay nada de %s", "in %s there is nothing of %s", args[0], user))
		return exitFailed
	case err != nil:
		c.fail(lang.Sprintf("no se puede cambiar %s: ", "cannot change %s: ", args[0]), storeError(err))
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
	asked := o.name != "" || o.seats != 0
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
	if !o.mayBeReal(c) {
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
	key, err := class.Key(o.folder)
	if err != nil {
		c.fail(lang.Sprintf("no se puede usar la carpeta %s: ", "cannot use the folder %s: ", o.folder), readError(err))
		return exitUsage
	}
	store, leave, ok := o.bus.store(c, o.folder)
	if !ok {
		return exitUsage
	}
	defer leave()
	keeper := &caKeeper{console: c}
	defer keeper.forget()
	spill := &spillFile{}
	defer spill.remove()
	room, problems, err := class.Open(class.Options{Store: store, Teacher: key, Name: name, Source: src, Real: o.sockets(addrs, keeper, spill)})
	var refused class.Refused
	var noPort *live.PortError
	var noAway *live.AwayError
	switch {
	case len(problems) > 0:
		fmt.Fprint(c.err, problems.Render(c.lang, c.colorErr()))
		return exitUsage
	case errors.As(err, &noPort):
		cannotListen(c, err, liveOptions{})
		return exitUsage
	case errors.As(err, &noAway):
		cannotBeAway(c, noAway)
		return exitUsage
	case errors.As(err, &refused):
		c.fail(refused.Why)
		c.hint(lang.Sprintf("Sin lección, posta class --seats N da un sitio a cada uno.", "Without a lesson, posta class --seats N gives everybody a seat."))
		return exitUsage
	case errors.Is(err, class.ErrHeld):
		c.fail(lang.Sprintf("la clase de %s ya la da otra orden, que sigue en marcha", "another command that is running holds the class in %s", o.folder))
		c.hint(lang.Sprintf("Termínala, o di otra carpeta con --folder.", "End it, or say another folder with --folder."))
		return exitUsage
	case err != nil:
		c.fail(lang.Sprintf("no se puede empezar la clase en %s: ", "the class cannot begin in %s: ", o.folder), storeError(err))
		return exitUsage
	}
	if asked && !o.agrees(c, store, src) {
		return exitUsage
	}
	scheme := "http://"
	if o.tls {
		if !o.encrypt(keeper, listeners, addrs) {
			return exitUsage
		}
		scheme = "https://"
	}
	lan := reached(scheme, listeners[len(listeners)-1].Addr())
	at, teachers := lan[len(lan)-1], reached(scheme, listeners[0].Addr())[0]
	var behind []string
	if told != nil {
		at, teachers, behind = told.String(), told.String(), []string{told.Hostname()}
	}
	mux := http.NewServeMux()
	mux.Handle("/", web.Handler())
	mux.Handle("/class/", webclass.Handler(room, at))
	if len(o.away) > 0 {
		desk := join.NewDesk(room.Live(), version())
		mux.Handle("/join/", desk.Handler())
		c.inviteAll(listeners[len(listeners)-1].Addr(), desk.Code, o.away)
	}
	o.announce(c, room, at, teachers+"?class="+room.Code+"#teacher="+key)
	return serveClass(c, room, mux, listeners, behind)
}

// mayBeReal looks whether what was asked for about real servers can be; it complains itself.
func (o *classOptions) mayBeReal(c console) bool {
	switch {
	case len(o.away) > 0 && !o.real:
		c.fail(lang.Sprintf("--away es para una clase con servidores de verdad (--real)", "--away is for a class with real servers (--real)"))
	case len(o.away) > 0 && o.tls:
		c.fail(lang.Sprintf("--away y --tls no van juntos: posta join habla sin cifrar", "--away and --tls do not go together: posta join speaks in the clear"))
	default:
		return true
	}
	return false
}

// sockets says how the class stands on real sockets; nil: it does not.
func (o *classOptions) sockets(addrs []netip.Addr, keeper *caKeeper, spill *spillFile) *live.Options {
	if !o.real {
		return nil
	}
	l := &live.Options{Away: o.away, Spill: spill.make, Authority: keeper.open}
	if o.lan || o.bind != "" {
		l.Bind = addrs[len(addrs)-1]
	}
	return l
}

// servers shows where the class's servers are, and says who reaches them.
func (o *classOptions) servers(c console, room *class.Room) {
	l := room.Live()
	if l == nil {
		return
	}
	rows := [][]string{{lang.Sprintf("servidor", "server").In(c.lang), lang.Sprintf("servicio", "service").In(c.lang), lang.Sprintf("aquí", "here").In(c.lang), "TLS"}}
	away := map[string]bool{}
	for _, h := range o.away {
		away[h] = true
	}
	for _, d := range l.Doors {
		if !away[d.Host] {
			rows = append(rows, []string{d.Host, d.Service, d.At.String(), d.TLS})
		}
	}
	c.table(rows)
	if o.lan || o.bind != "" && !onThisMachine(o.bind) {
		c.say(lang.Sprintf("\nEn esos puertos, cualquiera de la misma red puede dejar cartas para la gente de la clase, como en cualquier servidor de\ncorreo, y preguntar por nombres; leerlas o escribir en nombre de otros, solo con la contraseña de cada uno, que\nsin TLS puede leer quien escuche esa red. Ninguno de estos servidores entrega nada fuera de la clase.\n",
			"\nAt those ports anybody on the same network can leave letters for the people of the class, as with any mail server, and ask\nfor names; to read them, or to write as others, takes each one's password, which whoever listens on that network can read where\nthere is no TLS. None of these servers delivers anything beyond the class.\n"))
	}
}

// agrees tells whether the class that the store goes on with is of the scenario that was asked for; it complains itself.
func (o *classOptions) agrees(c console, store class.Store, src string) bool {
	kept, _, err := store.Lesson()
	if err != nil || string(kept) == src {
		return true // what cannot be read is said by whoever needs it
	}
	c.fail(lang.Sprintf("en %s ya hay una clase, y no es con esto: su lección quedó guardada al empezar", "in %s there is a class already, and not with this: its lesson was kept when it began", o.folder))
	c.hint(lang.Sprintf("Para seguir con ella: posta class --folder %s. Para empezar otra, di otra carpeta.", "To go on with it: posta class --folder %s. To begin another one, name another folder.", o.folder))
	return false
}

// encrypt puts TLS on the listeners, and says whom browsers are to believe.
func (o *classOptions) encrypt(keeper *caKeeper, listeners []net.Listener, addrs []netip.Addr) bool {
	authority, err := keeper.open()
	var cert tls.Certificate
	if err == nil {
		cert, err = authority.Issue(tlsca.Good, "class.test", addrs...)
	}
	if err != nil {
		keeper.fail(lang.Sprintf("no se puede cifrar la página: %v", "the page cannot be encrypted: %v", err))
		return false
	}
	for i, l := range listeners {
		listeners[i] = tls.NewListener(l, authority.ServerConfig(cert, nil, nil))
	}
	keeper.announce()
	sum := fmt.Sprintf("% X", sha256.Sum256(cert.Certificate[0]))
	keeper.say(lang.Sprintf("  En un navegador que no la tenga sale un aviso: compara ahí la huella SHA-256 del certificado, que hoy es\n  %s\n", "  A browser that does not have it shows a warning: compare the certificate's SHA-256 fingerprint there, which today is\n  %s\n", sum))
	return true
}

// onThisMachine tells whether only this machine reaches an address.
func onThisMachine(host string) bool {
	a, err := netip.ParseAddr(host)
	return err == nil && a.IsLoopback()
}

// announce says where to go, and who else can.
func (o *classOptions) announce(c console, room *class.Room, at, teacher string) {
	door := at + "?class=" + room.Code
	if code, err := qr.Encode(door, qr.M); err == nil && c.terminal {
		fmt.Fprint(c.out, blocks(code))
	}
	o.servers(c, room)
	c.say(lang.Sprintf("Para los estudiantes:   %s   (código %s)", "For the students:       %s   (code %s)", door, room.Code))
	c.say(lang.Sprintf("Para quien da la clase: %s", "For whoever holds it:   %s", teacher))
	if a, on := o.bus.address(c); on {
		c.say(lang.Sprintf("Se guarda en el bus %s, con el nombre %s", "Kept on the bus %s, under the name %s", a, className(o.folder)))
	} else {
		c.say(lang.Sprintf("Se guarda en:           %s", "Kept in:                %s", o.folder))
	}
	if u, err := url.Parse(at); err == nil && onThisMachine(u.Hostname()) {
		c.say(lang.Sprintf("\nSolo se llega desde esta máquina. Con --lan, también desde la red local.", "\nOnly this machine reaches it. With --lan, the local network does too."))
	} else if strings.HasPrefix(at, "https://") {
		c.say(lang.Sprintf("\nQuien esté en la misma red y tenga el código puede entrar. Va cifrado: quien escuche esa red no lee nada, mientras\nnadie acepte otro certificado que este. Ningún correo sale de aquí.",
			"\nWhoever is on the same network and has the code can come in. It is encrypted: whoever listens on that network reads\nnothing, as long as nobody accepts another certificate than this one. No mail ever leaves this place."))
	} else {
		c.say(lang.Sprintf("\nQuien esté en la misma red y tenga el código puede entrar. Va sin cifrar (http): quien escuche esa red lee las cartas,\nlos nombres y las respuestas, y también el pase de cada uno, con el que podría escribir en su lugar. No escribáis nada\nque no pueda leer cualquiera; con --tls va cifrado. Ningún correo sale de aquí.",
			"\nWhoever is on the same network and has the code can come in. It is not encrypted (http): whoever listens on that network\nreads the letters, the names and the answers, and everybody's pass too, with which they could write in their place. Write\nnothing that not everybody may read; with --tls it is encrypted. No mail ever leaves this place."))
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
