// Package auth is what the checks of "who says so?" have in common: the question to the DNS, and its answer as a value.
//
// Anybody may write any name into a letter. What a receiver can check is what the owners of domains publish in the DNS, and
// the packages below this one do that, each for one protocol:
//
//   - spf: may this machine send for the domain of the envelope (RFC 7208)?
//   - dkim: did the domain sign these bytes, and are they the same still (RFC 6376, 8463, 8301)?
//   - dmarc: does what was proved speak for the domain that people see in From, and what does its owner ask for if not (RFC 9989)?
//   - arc: what did those who handed the letter on find (RFC 8617)?
//   - authres: how findings are written into the letter for whoever reads it next (RFC 8601), and who may be believed.
//   - srs, mtasts, dane: sender rewriting, and the policies for the road itself (RFC 8461, RFC 7672).
//
// What a Resolver promises: one answer a question. "No such name", "no such record", "the server failed" and "silence" are
// answers too, because each protocol decides differently on each of them. The checks ask in a fixed order and never two
// questions at once, keep to named limits whatever the records say, and write down every step they take, so that it can be
// told. They open no socket and read no clock.
package auth
