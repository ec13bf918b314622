package sim_test

import (
	"testing"

	"posta/sim/trace"
)

// TestADeviceRenewsItsPermission: whatever a program was doing when its access token ended, by
// whichever protocol, it gets another by itself and does it; but not after its owner has taken
// the permission back, until the person lets it in again, nor from somebody whose certificate is bad.
func TestADeviceRenewsItsPermission(t *testing.T) {
	const world = `posta: 1
title: {es: Renovar, en: Renew}
record: dialogue
domains: {alfa.test: {users: [alicia]}, beta.test: {users: {benito: {second_factor: true, devices: [phone]}}}}
`
	for _, c := range []struct {
		name, rest     string
		given, refused int
	}{
		{"by IMAP", `
devices: {phone-benito: {auth: oauth, token_for: 10min}}
script:
  - send: {id: uno, from: alicia, to: benito, subject: Uno, body: x}
  - sync: {user: benito, device: phone-benito}
    at: 30min
  - sync: {user: benito, device: phone-benito}
    at: 35min
  - sync: {user: benito, device: phone-benito}
    at: 60min
expect: [holds: {device: phone-benito, count: 1}]
`, 2, 0},
		{"by POP3", `
devices: {phone-benito: {with: pop3, auth: oauth, token_for: 10min}}
script:
  - send: {id: uno, from: alicia, to: benito, subject: Uno, body: x}
  - sync: {user: benito, device: phone-benito}
    at: 30min
expect: [holds: {device: phone-benito, count: 1}]
`, 1, 0},
		{"when it sends", `
devices: {phone-benito: {auth: oauth, token_for: 10min}}
script:
  - send: {id: uno, from: benito, to: alicia, subject: Uno, body: x}
    at: 30min
expect: [delivered: {to: alicia@alfa.test, id: uno, count: 1}]
`, 1, 0},
		{"its owner has taken it back", `
devices: {phone-benito: {auth: oauth, token_for: 10min}}
script:
  - revoke: {user: benito, device: phone-benito}
  - sync: {user: benito, device: phone-benito}
    fails: true
  - sync: {user: benito, device: phone-benito}
    fails: true
  - authorize: {user: benito, device: phone-benito}
  - sync: {user: benito, device: phone-benito}
  - sync: {user: benito, device: phone-benito}
    at: 1h
`, 1, 1},
		{"the provider is not who it says", `
hosts: {mail.beta.test: {tls: {certificate: expired}}}
devices: {phone-benito: {auth: oauth, token_for: 10min, tls: never}}
script:
  - sync: {user: benito, device: phone-benito}
    at: 1h
    fails: true
`, 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			given, refused := 0, 0
			tr := judge(t, world+c.rest, "")
			for _, e := range tr.Events {
				if f, ok := e.Fact.(trace.TokenRenewed); ok && f.OK {
					given++
				} else if ok {
					refused++
				}
			}
			if given != c.given || refused != c.refused {
				t.Errorf("another token was given %d times and refused %d times, want %d and %d", given, refused, c.given, c.refused)
			}
		})
	}
}
