// Package scenario reads the YAML files in which Posta's stories are told: which domains and people there are, what stands
// between them, what happens in which order, and what must have come true at the end.
//
// In an email's journey it is the stage before anybody has moved. A teacher writes as little as
//
//	posta: 1
//	title: {es: El primer correo, en: The first email}
//	domains:
//	  alfa.test: {users: [alicia]}
//	  beta.test: {users: [benito]}
//	script:
//	  - send: {from: alicia, to: benito@beta.test}
//	  - fetch: {user: benito}
//	expect:
//	  - delivered: {to: benito@beta.test}
//
// and Parse gives back the whole world that this means: a mail server for each domain with its services and address, a name
// server with every zone (Zones), a laptop for each person who acts, and every default filled in. There are three layers:
// bytes become YAML nodes, and nodes become the surface types, in which everything may be absent (package form, surface.go);
// those are resolved into a Scenario (resolve.go and what follows it).
//
// The surface types and their tags are the only place where the form is written down. The decoder, the JSON Schema
// (Schema) and the reference (Reference) are all made from them by package form. Its decoder, and not the schema, judges the
// files: it knows for each value what was being read and what was perhaps meant, and says so in Spanish and in English.
//
// The package promises that the same bytes give the same scenario, with slices where order matters and no maps; that a file
// with mistakes gives all that can be found at once, each with its line, column and what to do about it; that no file, be
// it hostile, makes it panic, run for ever or grow past the limits in parse.go and in package form; and that names and
// addresses are only ever those set aside for documentation (RFC 2606, RFC 5737, RFC 3849). It never runs anything, and knows
// no network, no clock but the file's own and no protocol.
package scenario
