package explain

import (
	"reflect"
	"strconv"
	"strings"
	"sync"
	"time"

	"posta/sim/trace"
)

// called says what a field is called in the catalogue, where that is not its name in
// the trace: {from} and {to} are always hosts.
var called = map[string]string{
	"message_id": "id", "status": "enhanced", "why": "reason", "from": "author", "to": "target",
}

// fieldValues gives the catalogue every field of a fact that people can be told as it
// is: texts, numbers, lengths of time, causes, how many bytes. What comes from a closed
// set of words (a stage, an outcome) is the business of the fact's variants.
func (x *Explainer) fieldValues(v values, f trace.Fact) {
	fact := reflect.ValueOf(f)
	for _, field := range fieldsOf(fact.Type()) {
		field.say(x, v, field.name, fact.Field(field.index))
	}
}

// field is a field of a fact, with what makes a value of it.
type field struct {
	index int
	name  string
	say   func(x *Explainer, v values, name string, is reflect.Value)
}

var fieldsByType sync.Map // reflect.Type -> []field

func fieldsOf(typ reflect.Type) []field {
	if known, ok := fieldsByType.Load(typ); ok {
		return known.([]field)
	}
	var list []field
	for i := range typ.NumField() {
		tag, _, _ := strings.Cut(typ.Field(i).Tag.Get("json"), ",")
		name := strings.TrimSuffix(tag, "_ns")
		if c, ok := called[name]; ok {
			name = c
		}
		if say := sayerOf(name, typ.Field(i).Type); say != nil {
			list = append(list, field{i, name, say})
		}
	}
	fieldsByType.Store(typ, list)
	return list
}

// sayerOf finds the form in which people say a field; nil for none.
func sayerOf(name string, typ reflect.Type) func(*Explainer, values, string, reflect.Value) {
	switch typ {
	case reflect.TypeFor[trace.Cause]():
		return func(_ *Explainer, v values, name string, is reflect.Value) {
			v.say(name, Cause(is.Interface().(trace.Cause)))
		}
	case reflect.TypeFor[time.Duration]():
		return func(_ *Explainer, v values, name string, is reflect.Value) {
			v.say(name, Duration(time.Duration(is.Int())))
		}
	case reflect.TypeFor[[]byte]():
		return func(_ *Explainer, v values, _ string, is reflect.Value) { v.say("size", Size(int64(is.Len()))) }
	case reflect.TypeFor[[]string]():
		return func(_ *Explainer, v values, name string, is reflect.Value) {
			v.list(name, is.Interface().([]string))
		}
	case reflect.TypeFor[string]():
		return textSayer(name)
	case reflect.TypeFor[int](), reflect.TypeFor[int64]():
		return func(_ *Explainer, v values, name string, is reflect.Value) { v.count(name, int(is.Int())) }
	case reflect.TypeFor[uint32](), reflect.TypeFor[uint16]():
		return func(_ *Explainer, v values, name string, is reflect.Value) {
			v.set(name, strconv.FormatUint(is.Uint(), 10))
		}
	}
	return nil
}

// textSayer says a text by what its name means.
func textSayer(name string) func(*Explainer, values, string, reflect.Value) {
	switch name {
	case "sender": // a reverse-path
		return func(_ *Explainer, v values, name string, is reflect.Value) { v.path(name, is.String()) }
	case "user": // an address, and whose it is
		return func(x *Explainer, v values, name string, is reflect.Value) {
			v.set(name, is.String())
			v.set("person", x.person(is.String()))
		}
	case "protocol":
		return func(_ *Explainer, v values, name string, is reflect.Value) {
			v.set(name, strings.ToUpper(is.String()))
		}
	}
	return func(_ *Explainer, v values, name string, is reflect.Value) { v.set(name, is.String()) }
}
