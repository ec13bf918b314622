package world

import (
	"crypto/tls"
	"fmt"
	"slices"
	"sync"

	"posta/sim/actor/secure"
	"posta/sim/scenario"
	"posta/sim/tlsca"
)

// trust is what a world with TLS has more than one without: an authority, and the
// keys that it lets be read for captures.
type trust struct {
	authority tlsca.Issuer
	keys      keyLog
}

// keyLog gathers the secrets of connections (SSLKEYLOGFILE).
type keyLog struct {
	mu   sync.Mutex // never held across anything that waits
	text []byte
}

func (k *keyLog) Write(line []byte) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.text = append(k.text, line...)
	return len(line), nil
}

// buildTrust makes the authority, where anybody has use for it.
func (w *world) buildTrust() (err error) {
	if needsTrust(w.s) {
		_, err = w.authority()
	}
	return err
}

// authority is whom everybody believes; made when it is first needed.
func (w *world) authority() (tlsca.Issuer, error) {
	if w.trust.authority != nil {
		return w.trust.authority, nil
	}
	vouch := w.o.Authority
	if vouch == nil {
		vouch = func() (tlsca.Issuer, error) { return tlsca.New(w.seed, w.s.Start) }
	}
	a, err := vouch()
	if err != nil {
		return nil, err
	}
	w.trust.authority = a
	return a, nil
}

// needsTrust tells whether a scenario speaks of TLS at all.
func needsTrust(s *scenario.Scenario) bool {
	for _, h := range s.Hosts {
		if h.TLS.Relay == scenario.TLSRequire {
			return true
		}
		for _, service := range h.Services {
			if service.TLS != scenario.TLSNone {
				return true
			}
		}
	}
	for _, d := range s.Devices {
		if tlsPolicy(d.TLS) != secure.Never {
			return true
		}
	}
	return false
}

// offer is what a service makes of TLS.
func (w *world) offer(h *scenario.Host, s scenario.Service) (secure.Offer, error) {
	if s.TLS == scenario.TLSNone {
		return secure.Offer{}, nil
	}
	config, err := w.certified(h)
	if err != nil {
		return secure.Offer{}, err
	}
	return secure.Offer{Config: config, Implicit: s.TLS == scenario.TLSImplicit, Required: s.TLS == scenario.TLSRequired}, nil
}

// certified is how a host shows its certificate.
func (w *world) certified(h *scenario.Host) (*tls.Config, error) {
	authority, err := w.authority()
	if err != nil {
		return nil, err
	}
	addrs := h.Addrs
	if w.o.Also != nil {
		addrs = slices.Concat(addrs, w.o.Also(h.Name))
	}
	cert, err := authority.Issue(tlsca.Kind(h.TLS.Certificate), h.Name, addrs...)
	if err != nil {
		return nil, fmt.Errorf("giving %s a certificate: %w", h.Name, err)
	}
	return authority.ServerConfig(cert, w.g.Now, &w.trust.keys), nil
}

// confide is what a client needs to speak TLS with a host.
func (w *world) confide(host string) *tls.Config {
	return w.trust.authority.ClientConfig(host, w.g.Now)
}

// wish is what a device wants of TLS at a door. A program that nobody told
// otherwise was set up with its server: it insists on what that has.
func (w *world) wish(d *scenario.Device, h *scenario.Host, port uint16) secure.Wish {
	if w.trust.authority == nil {
		return secure.Wish{}
	}
	wants := w.wishes(d)
	there := scenario.TLSNone
	for _, s := range h.Services {
		if s.Port == port {
			there = s.TLS
		}
	}
	wish := secure.Wish{Config: w.confide(h.Name), Implicit: there == scenario.TLSImplicit, Policy: tlsPolicy(wants)}
	if wants == scenario.TLSAsServed && there != scenario.TLSNone {
		wish.Policy = secure.Require
	}
	if wants == scenario.TLSNever {
		wish.Implicit = false // it would not know how
	}
	return wish
}

func tlsPolicy(wish scenario.TLSWish) secure.Policy {
	switch wish {
	case scenario.TLSRequire:
		return secure.Require
	case scenario.TLSOpportunistic:
		return secure.Opportunistic
	}
	return secure.Never
}
