//go:build !js

package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/pflag"

	"posta/sim/lang"
	"posta/sim/trace"
	"posta/web"
	"posta/web/feed"
)

// Times of the page's server: it only hands out files.
const (
	shutdownTimeout = 3 * time.Second
)

// sockets are the commands that need a real network.
var sockets = []command{serveCommand, windowCommand, liveCommand, classCommand, busCommand, workerCommand, joinCommand, verifyCommand, checkDomainCommand}

var serveCommand = command{
	name:  "serve",
	short: lang.Text{ES: "abre el simulador en el navegador", EN: "opens the simulator in the browser"},
	long: lang.Text{
		ES: `Sirve la página del simulador, incluida en este programa, hasta que pulses Ctrl-C.

  --addr 127.0.0.1:8080    dónde escuchar; solo esta máquina, si no dices otra cosa
  --open                   abre además el navegador
  --recorded ARCHIVO       muestra lo que se grabó de servidores de verdad (trace.jsonl.gz de una
                           clase, o lo que escribió live --trace)
  --lang es|en             idioma de estos mensajes`,
		EN: `Serves the simulator's page, which is inside this program, until you press Ctrl-C.

  --addr 127.0.0.1:8080    where to listen; this machine alone unless you say otherwise
  --open                   opens the browser as well
  --recorded FILE          shows what was recorded of real servers (trace.jsonl.gz of a class, or
                           what live --trace has written)
  --lang es|en             language of these messages`,
	},
	setup: func(flags *pflag.FlagSet) func(console, []string) int {
		addr := flags.String("addr", "127.0.0.1:8080", "")
		open := flags.Bool("open", false, "")
		film := flags.String("recorded", "", "")
		return func(c console, args []string) int {
			if !c.noMore("serve", args) {
				return exitUsage
			}
			if !web.Built() {
				c.fail(lang.Sprintf("este programa se construyó sin la página", "this program was built without the page"))
				c.hint(lang.Sprintf("make run la construye y la abre.", "make run builds it and opens it."))
				return exitUsage
			}
			return serve(c, *addr, *open, *film)
		}
	},
}

// listen opens a port for the page; it complains itself. Other is the same call with another port.
func (c console) listen(addr, other string) (net.Listener, bool) {
	l, err := net.Listen("tcp", addr)
	switch {
	case err == nil:
		if tcp, ok := l.Addr().(*net.TCPAddr); ok && !tcp.IP.IsLoopback() {
			c.hint(lang.Sprintf("Atención: la página queda abierta a toda la red.", "Mind: the page is open to the whole network."))
		}
		return l, true
	case errors.Is(err, syscall.EADDRINUSE):
		c.fail(lang.Sprintf("no se puede escuchar en %s: otro programa ya lo hace", "cannot listen on %s: another program does", addr))
		c.hint(lang.Sprintf("Prueba con otro puerto: %s", "Try another port: %s", other))
	default:
		c.fail(lang.Sprintf("no se puede escuchar en %s: %v", "cannot listen on %s: %v", addr, err))
	}
	return nil, false
}

func serve(c console, addr string, open bool, film string) int {
	server, behind := web.Server(), ""
	if film != "" {
		t, ok := recorded(c, film)
		if !ok {
			return exitUsage
		}
		if t == nil {
			return badChoice(c, "recorded", film, "*.jsonl, *.jsonl.gz")
		}
		server.Handler, behind = recording(t), "?live=1"
	}
	l, ok := c.listen(addr, "posta serve --addr 127.0.0.1:8081")
	if !ok {
		return exitUsage
	}
	urls := reached("http://", l.Addr())
	for i := range urls {
		urls[i] += behind
	}
	c.say(lang.Sprintf("Posta está en %s  (Ctrl-C para terminar)", "Posta is at %s  (Ctrl-C to end)", strings.Join(urls, "  ")))
	if open {
		openBrowser(c, urls[0])
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	select {
	case err := <-ended:
		c.fail(lang.Sprintf("el servidor de la página terminó: %v", "the page's server ended: %v", err))
		return exitFailed
	case <-ctx.Done():
		ctx, cancel := context.WithTimeout(context.Background(), shutdownTimeout)
		defer cancel()
		server.Shutdown(ctx)
		return exitOK
	}
}

// recording serves the page with what was recorded on its stage: it is followed as what goes on is, and has ended.
func recording(t *trace.Trace) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", web.Handler())
	mux.Handle("GET /live/events", &feed.Run{Header: t.Header, Await: func(_ context.Context, n int) []trace.Event {
		return t.Events[min(n, len(t.Events)):]
	}})
	mux.HandleFunc("GET /live/state", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("seen") != "" {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		w.Header().Set("Posta-Seen", "1")
		feed.JSON(w, r, liveState{Recorded: true})
	})
	return mux
}

// reached are the addresses that a browser can open, this machine's own first: who listens on all addresses ("0.0.0.0", "::") listens
// at each, and that name itself is nobody's (RFC 1122 section 3.2.1.3).
func reached(scheme string, a net.Addr) []string {
	at, err := netip.ParseAddrPort(a.String())
	if err != nil || !at.Addr().IsUnspecified() {
		return []string{scheme + a.String() + "/"}
	}
	urls := []string{fmt.Sprintf("%slocalhost:%d/", scheme, at.Port())}
	all, _ := net.InterfaceAddrs() // where they cannot be listed, the machine itself still reaches it
	for _, n := range all {
		n, ok := n.(*net.IPNet)
		if !ok || n.IP.IsLoopback() || n.IP.IsLinkLocalUnicast() {
			continue
		}
		if ip, ok := netip.AddrFromSlice(n.IP); ok {
			urls = append(urls, fmt.Sprintf("%s%s/", scheme, netip.AddrPortFrom(ip.Unmap(), at.Port())))
		}
	}
	return urls
}

// openBrowser asks the desktop for its browser, where there is a desktop.
func openBrowser(c console, url string) {
	var cmd *exec.Cmd
	switch {
	case runtime.GOOS == "darwin":
		cmd = exec.Command("open", url)
	case runtime.GOOS == "windows":
		cmd = exec.Command("rundll32", "url.dll,FileProtocolHandler", url)
	case c.getenv("DISPLAY") != "" || c.getenv("WAYLAND_DISPLAY") != "":
		cmd = exec.Command("xdg-open", url)
	default:
		return
	}
	if cmd.Start() == nil {
		go cmd.Wait()
	}
}
