package world

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync"

	"posta/sim/actor/interceptor"
	"posta/sim/actor/secure"
	"posta/sim/actor/tokens"
	"posta/sim/actor/transport"
	"posta/sim/actor/web"
	"posta/sim/http"
	"posta/sim/scenario"
	"posta/sim/tlsca"
)

// trust is what a world with TLS has more than one without: an authority, and the
// keys that it lets be read for captures.
type trust struct {
	authority tlsca.Issuer
	keys      keyLog

	mu sync.Mutex // never held across anything that waits
	// issued are the certificates that hosts have, by host and kind: on real sockets each
	// issue has a key of its own, and the DNS may have said which (DANE).
	issued map[string]tls.Certificate
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
		if h.TLS.Relay == scenario.TLSRequire || h.TLS.STS || h.TLS.DANE {
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
	w.trust.mu.Lock()
	defer w.trust.mu.Unlock()
	key := h.TLS.Certificate + " " + h.Name
	cert, ok := w.trust.issued[key]
	if !ok {
		if cert, err = authority.Issue(tlsca.Kind(h.TLS.Certificate), h.Name, addrs...); err != nil {
			return nil, fmt.Errorf("giving %s a certificate: %w", h.Name, err)
		}
		if w.trust.issued == nil {
			w.trust.issued = map[string]tls.Certificate{}
		}
		w.trust.issued[key] = cert
	}
	return authority.ServerConfig(cert, w.g.Now, &w.trust.keys), nil
}

// publicKey is the hash of a host's key as a TLSA record with 3 1 1 has it (RFC 6698
// section 2.1).
func (w *world) publicKey(h *scenario.Host) (string, error) {
	config, err := w.certified(h)
	if err != nil {
		return "", err
	}
	leaf, err := x509.ParseCertificate(config.Certificates[0].Certificate[0])
	if err != nil {
		return "", fmt.Errorf("reading the certificate of %s: %w", h.Name, err)
	}
	sum := sha256.Sum256(leaf.RawSubjectPublicKeyInfo)
	return hex.EncodeToString(sum[:]), nil
}

// startHTTPS serves the pages of the domains whose policies a host keeps, each with a
// certificate for its name.
func (w *world) startHTTPS(h *scenario.Host, s scenario.Service, m Host) error {
	offer, err := w.offer(h, s)
	if err != nil {
		return err
	}
	pages := web.Pages{}
	for _, d := range w.s.Domains {
		if d.STS == nil || d.STS.Host != h {
			continue
		}
		name := "mta-sts." + d.Name
		pages[name+"/.well-known/mta-sts.txt"] = d.STS.Text
		cert, err := w.trust.authority.Issue(tlsca.Good, name)
		if err != nil {
			return fmt.Errorf("giving %s a certificate: %w", name, err)
		}
		offer.Config.Certificates = append([]tls.Certificate{cert}, offer.Config.Certificates...)
	}
	handle := pages.Serve
	if sender := w.senders[h.Name]; sender != nil {
		handle = sender.Serve
	} else if customer := w.customer(h, m); customer != nil {
		handle = customer.Serve
	}
	endpoint := w.endpoint(h, m)
	return web.Start(m, s.Port, offer, func(conn net.Conn, r *http.Request) *http.Response {
		host, _, _ := strings.Cut(strings.ToLower(r.Fields.Get("Host")), ":")
		if strings.HasPrefix(host, "mta-sts.") {
			return pages.Serve(conn, r)
		}
		if path, _, _ := strings.Cut(r.Target, "?"); endpoint != nil && path == tokens.Path {
			return endpoint.Serve(conn, r)
		}
		return handle(conn, r)
	})
}

// guard finds out what the ways to others demand, where a host wants to know.
func (w *world) guard(h *scenario.Host, m Host) *transport.Guard {
	if !h.TLS.STS && !h.TLS.DANE || w.trust.authority == nil {
		return nil
	}
	return &transport.Guard{Machine: m, Resolver: w.stubs[h.Name], Trust: w.confide, STS: h.TLS.STS, DANE: h.TLS.DANE}
}

// stand puts those who stand on roads there.
func (w *world) startMiddle(h *scenario.Host, m Host) func() error {
	var on []*scenario.Fault
	ports := []uint16{}
	smtp := map[uint16]bool{}
	for _, f := range w.s.Faults {
		do, ok := f.Do.(*scenario.Intercept)
		if !ok || do.Middle != h {
			continue
		}
		on = append(on, f)
		for _, e := range []scenario.Endpoint{do.A, do.B} {
			if e.Host == nil {
				continue
			}
			for _, s := range e.Host.Services {
				if names(s) || slices.Contains(ports, s.Port) {
					continue
				}
				ports = append(ports, s.Port)
				smtp[s.Port] = (s.Proto == scenario.SMTP || s.Proto == scenario.Submission) && s.TLS != scenario.TLSImplicit
			}
		}
	}
	road, ok := w.hosts[h.Name].(afflicted).Host.(interceptor.Machine)
	if len(on) == 0 || !ok { // on real sockets nobody stands in the middle
		return nil
	}
	rule := func(client, server netip.Addr) (r interceptor.Rule) {
		now := w.g.Now().Sub(w.s.Start)
		for _, f := range on {
			do := f.Do.(*scenario.Intercept)
			a, b := do.A.Addrs(), do.B.Addrs()
			if !(slices.Contains(a, client) && slices.Contains(b, server) || slices.Contains(b, client) && slices.Contains(a, server)) {
				continue
			}
			if now < f.When.From || now >= f.When.To {
				continue // another one's hour
			}
			r.Strip = r.Strip || do.Strip
			if do.Old != "" {
				r.Old, r.New = do.Old, do.New
			}
			if do.Own {
				r.Own = w.impostor(server)
			}
		}
		return r
	}
	return func() error {
		return interceptor.Start(road, interceptor.Config{Ports: ports, SMTP: func(p uint16) bool { return smtp[p] }, Rule: rule})
	}
}

// impostor is what somebody in the middle shows in the place of the one at an address.
func (w *world) impostor(server netip.Addr) *tls.Config {
	authority, err := w.authority()
	if err != nil {
		return nil
	}
	cert, err := authority.Issue(tlsca.Impostor, w.reverse(server))
	if err != nil {
		return nil
	}
	return authority.ServerConfig(cert, w.g.Now, &w.trust.keys)
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
