// Package arc reads and writes what those who handed a letter on found when it came to them: the Authenticated Received Chain
// (RFC 8617).
//
// A mailing list or a forwarder breaks SPF (another machine sends) and often DKIM (a footer). ARC lets it say "when it came to
// me, it passed", and seal that sentence. Each hop adds a set of three fields with its number: ARC-Authentication-Results
// (what it found), ARC-Message-Signature (the letter as it left), and ARC-Seal (over all the sets so far).
//
// What a "pass" proves: the chain of seals is whole, and the letter is as the last of them left it. Whether those who sealed
// told the truth is a question of trust that no signature answers; for that reason ARC stayed an experiment, and is told
// here as history.
//
// What it promises: the chain value of RFC 8617 section 5.2, with each step written down, at most MaxSets sets, one question
// at a time, and no panic on any bytes.
package arc
