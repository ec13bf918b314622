package bus

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"net"
	"net/url"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

// maxPayload is how much a message may hold: any scenario that there is.
const maxPayload = 4 << 20

// Server is a bus of our own.
type Server struct {
	nats *server.Server
	at   *net.TCPAddr
	keys Keys
}

// Keys are what lets others in: they come back with the folder that keeps them.
type Keys struct{ Holder, Worker string }

// Serve begins a bus at an address, which keeps what it is given in a folder. Whatever was answered for is on the disk.
func Serve(host string, port int, folder string, keys Keys) (*Server, error) {
	if port == 0 {
		port = server.RANDOM_PORT
	}
	s := &Server{keys: keys}
	n, err := server.NewServer(&server.Options{
		ServerName: "posta", Host: host, Port: port, NoLog: true, NoSigs: true, MaxPayload: maxPayload,
		JetStream: true, StoreDir: folder, SyncAlways: true, CustomClientAuthentication: s,
	})
	if err != nil {
		return nil, err
	}
	s.nats = n
	n.Start()
	if !n.ReadyForConnections(10 * time.Second) {
		n.Shutdown()
		return nil, errors.New("it does not begin to serve")
	}
	if !n.JetStreamEnabled() {
		n.Shutdown()
		return nil, fmt.Errorf("it cannot keep anything in %s", folder)
	}
	at, ok := n.Addr().(*net.TCPAddr)
	if !ok {
		n.Shutdown()
		return nil, errors.New("it listens nowhere")
	}
	s.at = at
	return s, nil
}

// Holder and Worker are the addresses under which those find it whom it lets in.
func (s *Server) Holder() string { return s.url(s.keys.Holder) }

// Worker is described at Holder.
func (s *Server) Worker() string { return s.url(s.keys.Worker) }

func (s *Server) url(key string) string {
	u := url.URL{Scheme: "nats", User: url.User(key), Host: s.at.String()}
	return u.String()
}

// Close ends it. What it keeps stays in its folder.
func (s *Server) Close() {
	s.nats.Shutdown()
	s.nats.WaitForShutdown()
}

// Check is the server's question who somebody is, and what they may.
func (s *Server) Check(c server.ClientAuthentication) bool {
	token := c.GetOpts().Token
	is := func(key string) bool { return subtle.ConstantTimeCompare([]byte(token), []byte(key)) == 1 }
	switch {
	case is(s.keys.Holder):
		c.RegisterUser(&server.User{Username: "holder"})
		return true
	case is(s.keys.Worker):
		// It asks for the next job, says that it is at it and that it is done, and hands back what came of it.
		c.RegisterUser(&server.User{Username: "worker", Permissions: &server.Permissions{
			Publish: &server.SubjectPermission{Allow: []string{
				"$JS.API.STREAM.INFO." + workStream, "$JS.API.CONSUMER.INFO." + workStream + ".>", "$JS.API.CONSUMER.MSG.NEXT." + workStream + ".>",
				"$JS.ACK." + workStream + ".>", "posta.asked.>",
			}},
			Subscribe: &server.SubjectPermission{Allow: []string{inbox + ".>"}},
		}})
		return true
	}
	return false
}
