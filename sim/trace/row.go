package trace

import (
	"reflect"
	"slices"
)

// Kind names a fact's type in the JSON form: "area.what".
type Kind string

// Fact is what an event says. Every concrete type has one Kind and one Row, which
// stand beside it in the file of its area.
type Fact interface {
	Kind() Kind
}

// Row is what programs have to know of all facts of one kind, said once. To add a
// fact is to add
//
//   - its type, with its Kind and its row, to the file of its area here: FORMAT.md is
//     made of them;
//   - its words to package explain, a file a language (es.go, en.go), under the names of
//     Kinds; the fields of the type are values there by their JSON names (fields.go);
//   - an example of each variant to package story/storytest, which everything that
//     tells facts is tried on;
//   - the actor that records it.
//
// What is forgotten fails a test that names the kind: a type without a row
// (TestEveryTypeHasARow), a kind without words or without an example (package
// explain), one that package story has promised a rule for and has none, one that
// changes a host and that package replay does not take up.
type Row struct {
	Kind Kind
	// Doc is one line for the format's documentation.
	Doc string
	// RFC are the sections that say so, the best one first ("5321 4.5.4.1"); empty where
	// none does.
	RFC []string
	// Kinds are those of the steps that tell it.
	Kinds []Kind
	Place Place
	State State

	typ       reflect.Type
	data, why int // where its Data and its Why are; -1 for none
	step      func(Fact) Kind
	variant   func(Fact) string
	class     func(Fact) (Class, bool)
}

// Zero is the fact of this kind that says nothing.
func (r *Row) Zero() Fact { return reflect.Zero(r.typ).Interface().(Fact) }

// Variant is the form of the fact within its kind, such as "failed": words and
// pictures may differ by it.
func (r *Row) Variant(f Fact) string {
	if r.variant == nil {
		return ""
	}
	return r.variant(f)
}

// Step is the kind of the step that tells the fact.
func (r *Row) Step(f Fact) Kind {
	if r.step == nil {
		return r.Kind
	}
	return r.step(f)
}

// Class says how the fact's news is to be taken, and whether it is a failure.
func (r *Row) Class(f Fact) (class Class, failure bool) {
	if r.class == nil {
		return NoClass, false
	}
	return r.class(f)
}

// Class says how news is to be taken. It is the reply class of RFC 5321 section
// 4.2.1, spread to all else: a POP3 "-ERR" or an IMAP "NO" is Permanent, a DNS
// SERVFAIL Temporary.
type Class string

// The classes.
const (
	NoClass   Class = ""
	OK        Class = "ok"        // 2xx: done
	More      Class = "more"      // 3xx: go on
	Temporary Class = "temporary" // 4xx: not now
	Permanent Class = "permanent" // 5xx: no
)

// Place says where a telling puts facts of a kind.
type Place struct {
	rule placeRule
	// Stages are those of the conversation, the best first, that a fact During is told in.
	Stages []string
	// Chapter is that of a fact Alone.
	Chapter Chapter
}

type placeRule int

const (
	unplaced placeRule = iota
	traffic
	ruled
	during
	alone
)

// Traffic is part of what crosses the network: packets, lines, connections.
var Traffic = Place{rule: traffic}

// Ruled: package story has a rule of its own for the kind.
var Ruled = Place{rule: ruled}

// During is within the conversation that led to it, in the first of the stages that
// it has had, or else where it is now; by itself where there is none.
func During(stages ...string) Place { return Place{rule: during, Stages: stages} }

// Alone is an exchange of its own.
func Alone(c Chapter) Place { return Place{rule: alone, Chapter: c} }

// Is tells whether two places are of one sort: whatever the stages or the chapter.
func (p Place) Is(other Place) bool { return p.rule == other.rule }

// Chapter says which chapter of a telling an exchange belongs to.
type Chapter string

// The chapters.
const (
	Following Chapter = ""        // that of what came before
	Leading   Chapter = "next:"   // that of whatever comes next
	Power     Chapter = "power:"  // hosts go down and come up
	Ending    Chapter = "ending:" // the run's end
)

// State says what facts of a kind do to the state of hosts.
type State int

// The states.
const (
	// Changes: package replay takes it up.
	Changes State = iota + 1
	// Decision: what it leads to are events of their own.
	Decision
)

// of is a row as it is written: of facts of one type.
type of[F Fact] struct {
	doc     string
	rfc     []string
	place   Place
	state   State
	steps   []Kind // where the steps that tell it have other kinds than its own
	step    func(F) Kind
	variant func(F) string
	class   func(F) (Class, bool)
}

func (o of[F]) row() Row {
	var zero F
	typ := reflect.TypeFor[F]()
	r := Row{Kind: zero.Kind(), Doc: o.doc, RFC: o.rfc, Kinds: o.steps, Place: o.place, State: o.state, typ: typ, data: -1, why: -1}
	if r.Kinds == nil {
		r.Kinds = []Kind{r.Kind}
	}
	if field, ok := typ.FieldByName("Data"); ok && field.Type == reflect.TypeFor[[]byte]() {
		r.data = field.Index[0]
	}
	if field, ok := typ.FieldByName("Why"); ok && field.Type == reflect.TypeFor[Cause]() {
		r.why = field.Index[0]
	}
	if o.step != nil {
		r.step = func(f Fact) Kind { return o.step(f.(F)) }
	}
	if o.variant != nil {
		r.variant = func(f Fact) string { return o.variant(f.(F)) }
	}
	if o.class != nil {
		r.class = func(f Fact) (Class, bool) { return o.class(f.(F)) }
	}
	return r
}

// Forms that several rows share.

// unwritten is the citation of what no RFC has anything to say of.
var unwritten = []string{}

// outcome is the variant of what succeeds or fails.
func outcome(ok bool) string {
	if ok {
		return "ok"
	}
	return "failed"
}

// outcomeWith is outcome, of what may have found nothing to do it with.
func outcomeWith(ok, nothing bool) string {
	if ok && nothing {
		return "nothing"
	}
	return outcome(ok)
}

// done is the class of what succeeds or fails.
func done(ok bool) (Class, bool) {
	if ok {
		return OK, false
	}
	return Permanent, true
}

// refusal is the class of a no.
func refusal(temporary bool) Class {
	if temporary {
		return Temporary
	}
	return Permanent
}

// rows are all of them, in the order in which a reader meets the kinds.
var rows = slices.Concat(networkFacts, nameFacts, letterFacts, queueFacts, mailboxFacts, filterFacts, policyFacts, campaignFacts, runFacts)

var rowOf = func() map[Kind]*Row {
	m := make(map[Kind]*Row, len(rows))
	for i := range rows {
		m[rows[i].Kind] = &rows[i]
	}
	return m
}()

// Rows lists every kind's row in the documented order.
func Rows() []Row { return slices.Clone(rows) }

// RowOf is the row of a kind; nil of one that is not known.
func RowOf(k Kind) *Row { return rowOf[k] }

// DataOf returns the fact's Data field, where it has one.
func DataOf(f Fact) []byte {
	r := rowOf[f.Kind()]
	if r == nil || r.data < 0 {
		return nil
	}
	return reflect.ValueOf(f).Field(r.data).Bytes()
}

// CauseOf gives the cause that a fact tells of, where facts of its kind have one.
func CauseOf(f Fact) (Cause, bool) {
	r := rowOf[f.Kind()]
	if r == nil || r.why < 0 {
		return Cause{}, false
	}
	return reflect.ValueOf(f).Field(r.why).Interface().(Cause), true
}
