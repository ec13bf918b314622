// Package policy is what a mail server looks into before it says yes: who knocks,
// in whose name, for whom, with what letter.
//
// In an email's journey it is the counter clerk's list of rules. A server makes its
// checks at six moments (Phase): when a client connects, at HELO or EHLO, at MAIL
// FROM, at each RCPT TO, after the final dot, and when a message is about to be put
// into a mailbox. A check sees what a server may see there and nothing else
// (Transaction): the client's address, what it called itself, TLS, the envelope, the
// message, the time, and what earlier checks found. It may ask the DNS, through its
// machine's resolver, and every question is kept. It answers with a Finding: its
// input, its steps (a tree), its result, and what is to be done: nothing, a reply that
// defers (4yz) or refuses (5yz), another folder than INBOX, fields on top of the
// message, or a message that was changed.
//
// Policy asks the checks in their order and records each finding as one fact
// (trace.PolicyChecked). The first check that gives a reply ends the asking, and its
// reply is the server's. A zero Finding means "not my affair", and leaves no fact.
//
// Checks build on each other: "dmarc" reads what "spf" and "dkim" proved, from their
// findings, and "authentication-results", the last, writes down what all of them found.
// "dkim-sign" and "footer" find nothing: they are what a server does to a message at the
// same moment.
//
// A check is no fault: what goes wrong is package fault's. Greylisting and rate limits
// are both written by people who mean to, so they live here, wherever a scenario
// names them.
//
// # Adding a check
//
//  1. The decision itself, where it is more than a look into a memory, is a package of
//     its own below sim/auth or beside it, which knows neither this package nor the
//     trace: a function from its input and a way to ask names to a result and steps. It
//     can be tested against the vectors of its RFC without a world.
//  2. Here: a file of its own with a type that is a Check. Name is one lower-case word
//     or two with a hyphen; Phases are the moments at which it is asked; Examine copies
//     what it looked at into Finding.Input, asks by Transaction.Ask (which gives the
//     question for a step as well), and fills Steps, Result and what is to be done. What
//     it remembers between conversations is bounded by a named constant and guarded by
//     its own mutex: on real sockets, several processes ask at a time.
//  3. sim/scenario: a field in policySpec with a struct for its details (surface.go), a
//     Rule that makes the check by NewCheck (rule.go), and a case in resolver.policy that
//     reads it (policies.go). The reference and the schema follow from the field, and so
//     do the world's servers: they ask the rule for its check.
//  4. sim/explain, in each language's es.go and es_phrases.go: the words for
//     "policy.checked/NAME-RESULT" (or "policy.checked/NAME" for all results), and for its
//     steps, "step/NAME/CODE"; in rfc.go the sections that they go back to. A check without
//     words of its own is told by its name and result, and sim/story/storytest has an
//     example of each finding.
//  5. Tests: a table of transactions and findings here, and a run in package world's
//     manner (sim/policy_test.go) in which a letter meets it.
//
// Values in facts are data, never prose: codes in the check's own vocabulary, and
// arguments as trace.Argument says.
package policy
