// Package form reads files that people write by hand, in YAML, and helps them to write what they mean.
//
// It is no part of an email's journey, and knows nothing of mail: what a scenario or an input may say stands in package scenario,
// which is built on this one. Here is what any such form needs. A form is Go structs, whose tags say what each key is called, what
// it means in both languages, what it may hold, and an example:
//
//	type recipe struct {
//		Title form.Opt[form.Phrase] `key:"title" required:"1" example:"Pan" es:"cómo se llama" en:"what it is called"`
//		Oven  form.Opt[form.Span]   `key:"oven" default:"=oven" example:"40min" es:"cuánto está en el horno" en:"how long it bakes"`
//	}
//
// and a Format, which names those structs and the values that act where nothing is said. From these, and from nothing else, come
//
//   - a Decoder, which fills the structs from YAML nodes and keeps for each value the place it was read from (Opt, List, Dict);
//   - the complaints (Problem), all that can be found at once, each in both languages, with its line, the place underlined, and
//     what to do: the key that was perhaps meant, or the line with the quotes it lacked, tried before it is offered (quotes.go);
//   - the JSON Schema for editors (Format.Schema), and the reference for people (Guide).
//
// So they cannot disagree: a key that is not described is not read, and a default is told from the value that acts.
//
// Values are read by types that tell of themselves: a Scalar is one word, number, length of time, size or instant; a Compound is
// made of others. A form may add its own of both.
//
// The package promises that bytes from anywhere never make it panic, run for ever or grow past the limits in source.go; that what
// it quotes from a file cannot disturb a terminal or a page; and that sums of decimal figures are counted in integers, so that a
// file means the same on every machine. It reads no files, and no meaning into what is well formed: whether a name exists is for
// whoever asked.
package form
