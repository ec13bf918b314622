// Package dkim seals letters with a domain's key, and checks such seals: DomainKeys Identified Mail (RFC 6376, 8301, 8463).
//
// The one who signs chooses header fields, brings them and the body into a canonical form that survives small changes on the
// way, hashes the body, and signs the fields together with that hash. The public half of the key lies in the DNS of the
// domain that signs, under a selector: SELECTOR._domainkey.DOMAIN. Whoever receives the letter does the same with what
// arrived, and asks whether the signature fits.
//
// What a "pass" proves: whoever holds the key of the domain in d= signed these fields and this body, and they are the same
// still. It does not say that d= is the domain people see in From (DMARC asks that), nor who the recipients were (a sealed
// letter can be sent again to others), nor that the letter is honest.
//
// Verify and Sign write each step down: the fields chosen, the canonical form, the body's hash against the one claimed, the key
// fetched, the signature, the times. A body cut by l= is verified, and told to be dangerous: what is beyond it is anybody's.
//
// What it promises: the same letter, key and time give the same signature; any bytes are answered without panic and within
// limits. It never reads a clock or a random source, and never repairs a letter: it wants it as it was on the wire, with CRLF.
package dkim
