// Package dmarc asks whether what was proved speaks for the domain that people see in From, and what that domain's owner asks
// for where it does not (RFC 9989, which took the place of RFC 7489).
//
// SPF proves something about the envelope's domain, DKIM about the domain that signed. Neither need be the one a reader sees.
// DMARC joins them: at least one of the two must pass for a domain that is aligned with the From domain, which is equal to it
// (strict), or of the same organization (relaxed). One is enough; both are not needed.
//
// Whose organization a name belongs to is found by walking up the tree: _dmarc.a.b.example, _dmarc.b.example, and so on, with at
// most eight questions (section 4.10). Under RFC 7489 a list of public suffixes said it.
//
// What a "pass" proves: the owner of the From domain authorized this use of it. It says nothing about whether the letter is
// honest, or whether the domain is the one the reader thinks of.
//
// Evaluate writes every step down. Aggregate makes the reports that owners ask for (RFC 9990).
//
// What it promises: at most MaxWalk questions a walk and one walk a domain, none asked twice; the same answers give the same
// report. It decides nothing about the letter: the owner asks, the receiver's policy decides.
package dmarc
