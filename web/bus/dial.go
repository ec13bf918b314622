package bus

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"posta/sim/class"
	"posta/sim/lang"
)

// answerWithin is how long a server has for an answer. Called with a class standing still: a server that needs longer counts as
// away.
const answerWithin = 2 * time.Second

// Address is where a bus is: its URL, which may say a name and a password or a token, and a file of credentials; "": none.
type Address struct{ URL, Creds string }

// String is an address that may be shown: without what is secret in it.
func (a Address) String() string {
	u, err := url.Parse(a.URL)
	if err != nil || u.User == nil {
		return a.URL
	}
	u.User = nil
	return u.String()
}

// Bus is a connection that comes back by itself.
type Bus struct {
	nc *nats.Conn
	js jetstream.JetStream
}

// The ways in which a bus cannot be had.
var (
	ErrAway    = why("allí no contesta nadie", "nobody answers there")
	ErrDenied  = why("no deja entrar con ese nombre, clave o archivo de credenciales", "it lets nobody in with that name, password, token or file of credentials")
	ErrNoStore = why("no guarda nada: allí no está activado JetStream", "it keeps nothing: JetStream is not switched on there")
)

func why(es, en string) error { return &class.Why{Told: lang.Text{ES: es, EN: en}} }

// Dial joins a bus, to keep classes and to give out work. Name is what its keepers see.
func Dial(a Address, name string) (*Bus, error) { return dial(a, name) }

func dial(a Address, name string, options ...nats.Option) (*Bus, error) {
	options = append(options, nats.Name(name), nats.Timeout(answerWithin), nats.MaxReconnects(-1), nats.ReconnectWait(200*time.Millisecond),
		nats.ReconnectJitter(50*time.Millisecond, 50*time.Millisecond), nats.PingInterval(5*time.Second), nats.MaxPingsOutstanding(2),
		// What is said while it is away is not kept for later: whoever said it was told that it was not done.
		nats.ReconnectBufSize(-1))
	if a.Creds != "" {
		options = append(options, nats.UserCredentials(a.Creds))
	}
	nc, err := nats.Connect(a.URL, options...)
	switch {
	case errors.Is(err, nats.ErrNoServers) || errors.Is(err, nats.ErrTimeout):
		return nil, ErrAway
	case errors.Is(err, nats.ErrAuthorization):
		return nil, ErrDenied
	case err != nil:
		return nil, err
	}
	js, err := jetstream.New(nc, jetstream.WithDefaultTimeout(answerWithin))
	if err != nil {
		nc.Close()
		return nil, err
	}
	return &Bus{nc, js}, nil
}

// Close leaves the bus.
func (b *Bus) Close() { b.nc.Close() }

// here tells whether the bus answers at the moment.
func (b *Bus) here() error {
	if b.nc.Status() != nats.CONNECTED {
		return ErrAway
	}
	return nil
}

// words makes of what JetStream says what this package's callers tell.
func words(err error) error {
	var api *jetstream.APIError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, jetstream.ErrJetStreamNotEnabled), errors.Is(err, jetstream.ErrJetStreamNotEnabledForAccount), errors.Is(err, nats.ErrNoResponders):
		return ErrNoStore
	case errors.Is(err, nats.ErrPermissionViolation):
		return ErrDenied
	case errors.As(err, &api):
		return fmt.Errorf("the bus says: %s", api.Description)
	}
	return err
}

// named is a name as a subject and a stream may have it.
func named(name string) string {
	var b strings.Builder
	for _, c := range []byte(name) {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '-', c == '_':
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "=%02X", c)
		}
	}
	return b.String()
}
