package world

import (
	"fmt"
	"net"
	"strings"

	"posta/sim/scenario"
	"posta/sim/trace"
)

// settings are a host as it is set up now.
func (w *world) settings(name string) *scenario.Host {
	if w.outside != nil {
		if h := w.outside.hosts[name]; h != nil {
			return h
		}
	}
	for _, h := range w.s.Hosts {
		if h.Name == name {
			return h
		}
	}
	return nil
}

// accepts tells whether a password is the one that a person's servers take now.
func (w *world) accepts(u *scenario.User, password string) (ok bool) {
	if w.outside == nil {
		return u.Password == password
	}
	w.locked(func() {
		want, changed := w.outside.accounts[u.Login()]
		if !changed {
			want = u.Password
		}
		ok = want == password
	})
	return ok
}

// saved is the password with which a device logs in where the script wants the
// person's own: the one that it has been told.
func (w *world) saved(d *scenario.Device, wanted string) string {
	if wanted != d.User.Password || w.outside == nil && d.Auth == scenario.AuthPassword {
		return wanted // what was typed on purpose is what is said
	}
	w.g.Lock()
	defer w.g.Unlock()
	if _, ok := w.keys[d.Name]; ok {
		return "" // it knows its own, which it may renew at any time
	}
	if w.outside == nil {
		return wanted
	}
	if saved, ok := w.outside.saved[d.Name]; ok {
		return saved
	}
	return wanted
}

// setUser changes a person's account.
func (w *world) setUser(s *scenario.SetUser) response {
	mailbox := s.User.Domain.Mailbox
	if mailbox == nil {
		return cannot("", trace.Cause{Code: trace.CauseNoAccount, Name: s.User.Login()})
	}
	return response{host: mailbox.Name, instant: func() (none trace.Cause) {
		if s.Password != nil {
			w.outside.accounts[s.User.Login()] = *s.Password
		}
		if store := w.stores[mailbox.Name]; store != nil {
			if a, err := store.Account(s.User.Login()); err == nil {
				if s.Password != nil {
					a.SetPassword(*s.Password)
				}
				if s.Quota != nil {
					a.SetQuota(*s.Quota)
				}
			}
		}
		return none
	}}
}

// setDevice changes what a mail program has been told.
func (w *world) setDevice(s *scenario.SetDevice) {
	if s.Password != nil {
		w.outside.saved[s.Device.Name] = *s.Password
		w.devices[s.Device.Name].Remember(*s.Password)
	}
	if s.TLS != nil {
		w.outside.wishes[s.Device.Name] = *s.TLS
	}
	if s.Port != nil {
		w.outside.ports[s.Device.Name] = *s.Port
	}
}

// handsIn is the port at which a device hands in a letter, and whether it logs in there: what
// it has been told goes before what the script says, where it is its own server.
func (w *world) handsIn(d *scenario.Device, server *scenario.Host, port uint16, auth bool) (uint16, bool) {
	if w.outside == nil || d == nil || server != d.User.Domain.Submission {
		return port, auth
	}
	w.g.Lock()
	defer w.g.Unlock()
	if told, ok := w.outside.ports[d.Name]; ok {
		return told, told != smtpPort
	}
	return port, auth
}

// wishes is what a device wants of TLS.
func (w *world) wishes(d *scenario.Device) scenario.TLSWish {
	if w.outside == nil {
		return d.TLS
	}
	w.g.Lock()
	defer w.g.Unlock()
	if wish, ok := w.outside.wishes[d.Name]; ok {
		return wish
	}
	return d.TLS
}

// setHost changes a host's settings: its servers are started anew with them, as an
// administrator would, and connections that stand go on with the old ones.
func (w *world) setHost(s *scenario.SetHost) response {
	host := w.hosts[s.Host.Name]
	if host.Down() {
		return cannot(host.Name(), trace.Cause{Code: trace.CauseHostOff, Host: host.Name()})
	}
	set := *w.settings(s.Host.Name)
	set.Services = append([]scenario.Service(nil), set.Services...)
	apply(&set.OpenRelay, s.OpenRelay)
	apply(&set.Extensions, s.Extensions)
	apply(&set.MaxMessage, s.MaxMessage)
	apply(&set.MaxRecipients, s.MaxRecipients)
	apply(&set.TLS.Certificate, s.Certificate)
	apply(&set.Policy, s.Policy)
	if s.TLS != nil {
		set.TLS.Policy = *s.TLS
		for i := range set.Services {
			if p := set.Services[i].Proto; set.Services[i].TLS != scenario.TLSImplicit && p != scenario.DNSServer && p != scenario.Resolver {
				set.Services[i].TLS = set.TLS.At(p)
			}
		}
	}
	w.outside.hosts[set.Name] = &set
	if s.Policy != nil {
		w.outside.checks[set.Name] = w.checks(&set, host)
		if r := w.reporters[set.Name]; r != nil && set.Reports {
			w.outside.checks[set.Name].note(r)
		}
	}
	return response{host: set.Name, silent: true, process: func() error {
		if needsTrust(&scenario.Scenario{Hosts: []*scenario.Host{&set}}) {
			if _, err := w.authority(); err != nil {
				return err
			}
		}
		for _, server := range w.servers[set.Name] {
			if err := w.restart(&set, server); err != nil {
				return fmt.Errorf("starting %s anew: %w", set.Name, err)
			}
		}
		return nil
	}}
}

func apply[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}

// server is a service that can be started anew.
type server struct {
	port  uint16
	start func(h *scenario.Host, s scenario.Service) error
}

// restart stops taking connections and begins again.
func (w *world) restart(h *scenario.Host, server server) error {
	var old net.Listener
	w.locked(func() { old = w.listening[seatPlace{h.Name, server.port}] })
	if old != nil {
		old.Close()
	}
	for _, s := range h.Services {
		if s.Port == server.port {
			return server.start(h, s)
		}
	}
	return nil
}

// owner finds the user whom a login name means.
func owner(h *scenario.Host, login string) *scenario.User {
	for _, d := range h.Submits {
		for _, u := range d.Users {
			if strings.EqualFold(login, u.Login()) {
				return u
			}
		}
	}
	return nil
}
