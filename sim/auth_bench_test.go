package sim_test

import (
	"context"
	"fmt"
	"testing"

	"posta/sim"
	"posta/sim/simtest"
)

// BenchmarkWhoSaysSo is letters that are signed on their way out (RSA-2048) and checked by SPF, DKIM and DMARC on their way
// in: journeys a second on one core, and the same without checks, so that the difference is what they cost.
func BenchmarkWhoSaysSo(b *testing.B) {
	const letters = 500
	for _, c := range []struct{ name, key, checks string }{
		{"unchecked", "", ""},
		{"rsa-2048", "dkim: {selector: s1, key: rsa}, ", "hosts: {mail.beta.test: {policy: [spf: {}, dkim: {}, dmarc: {}]}}\n"},
		{"ed25519", "dkim: {selector: s1, key: ed25519}, ", "hosts: {mail.beta.test: {policy: [spf: {}, dkim: {}, dmarc: {}]}}\n"},
	} {
		b.Run(c.name, func(b *testing.B) {
			text := "posta: 1\ntitle: x\nrecord: decisions\ndomains:\n  alfa.test: {users: [alicia], spf: mx -all, " + c.key + "dmarc: p=reject}\n  beta.test: {users: [benito]}\n" + c.checks +
				fmt.Sprintf("script:\n  - send: {from: alicia, to: benito@beta.test, subject: 'Letter {n}', body: Hello.}\n    repeat: {times: %d, every: 1s}\n", letters)
			s := simtest.Scenario(b, text)
			for b.Loop() {
				if _, err := sim.Run(context.Background(), s, sim.Options{}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(letters*b.N)/b.Elapsed().Seconds(), "journeys/s")
		})
	}
}
