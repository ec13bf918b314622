package trace

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"posta/sim/lang"
)

// fill draws a value for everything that a fact may hold.
func fill(t *rapid.T, v reflect.Value, what string) { fillWithin(t, v, what, nil) }

// fillWithin is within those types: one that holds itself does so once.
func fillWithin(t *rapid.T, v reflect.Value, what string, within []reflect.Type) {
	fill := func(t *rapid.T, v reflect.Value, what string) { fillWithin(t, v, what, within) }
	switch v.Interface().(type) {
	case time.Time:
		v.Set(reflect.ValueOf(time.Unix(rapid.Int64Range(0, 1<<33).Draw(t, what), 0).UTC()))
		return
	case time.Duration:
		v.SetInt(rapid.Int64Range(0, int64(1000*24*time.Hour)).Draw(t, what))
		return
	case netip.Addr:
		v.Set(reflect.ValueOf(address(t, what)))
		return
	case netip.AddrPort:
		v.Set(reflect.ValueOf(netip.AddrPortFrom(address(t, what), rapid.Uint16().Draw(t, what))))
		return
	case []byte:
		v.SetBytes(rapid.SliceOfN(rapid.Byte(), 1, 40).Draw(t, what))
		return
	}
	switch v.Kind() {
	case reflect.String:
		// What is no UTF-8 belongs into Data: JSON has no way to say it.
		v.SetString(rapid.String().Filter(utf8.ValidString).Draw(t, what))
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, what))
	case reflect.Int, reflect.Int64:
		v.SetInt(rapid.Int64Range(-1<<53, 1<<53).Draw(t, what))
	case reflect.Uint16:
		v.SetUint(uint64(rapid.Uint16().Draw(t, what)))
	case reflect.Uint32:
		v.SetUint(uint64(rapid.Uint32().Draw(t, what)))
	case reflect.Uint64:
		v.SetUint(rapid.Uint64().Draw(t, what))
	case reflect.Float64:
		v.SetFloat(rapid.Float64Range(0, 1).Draw(t, what))
	case reflect.Slice:
		if slices.Contains(within, v.Type()) {
			return
		}
		within = append(slices.Clip(within), v.Type())
		n := rapid.IntRange(1, 3).Draw(t, what)
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			fill(t, v.Index(i), what)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			fill(t, v.Field(i), v.Type().Field(i).Name)
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(t, v.Elem(), what)
	default:
		t.Fatalf("a fact holds a %s: the codec's test does not know how to draw one", v.Type())
	}
}

func address(t *rapid.T, what string) netip.Addr {
	return rapid.SampledFrom([]netip.Addr{
		netip.MustParseAddr("192.0.2.25"), netip.MustParseAddr("2001:db8::25"), netip.MustParseAddr("203.0.113.9"),
	}).Draw(t, what)
}

// TestRoundTrip: what is written is read back, whatever its fields hold.
func TestRoundTrip(t *testing.T) {
	for _, r := range rows {
		t.Run(string(r.Kind), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				fact := reflect.New(r.typ).Elem()
				fill(t, fact, "fact")
				e := Event{Seq: rapid.IntRange(1, 1<<40).Draw(t, "seq"), At: time.Duration(rapid.Int64Range(0, 1<<60).Draw(t, "at")),
					Host: "mail.beta.test", Conn: rapid.IntRange(0, 99).Draw(t, "conn"), Fact: fact.Interface().(Fact)}
				e.Cause = rapid.IntRange(0, e.Seq-1).Draw(t, "cause")
				line, err := AppendEvent(nil, e)
				if err != nil {
					t.Fatal(err)
				}
				if bytes.ContainsAny(line, "\r\n") {
					t.Fatalf("one event, several lines: %q", line)
				}
				got, err := DecodeEvent(line)
				if err != nil {
					t.Fatalf("%v\n%s", err, line)
				}
				if !reflect.DeepEqual(got, e) {
					t.Fatalf("got\n%#v\nwant\n%#v\nline\n%s", got, e, line)
				}
				if _, _, ok := cutEnvelope(line); !ok {
					t.Fatalf("read the long way, though it is our own: %s", line)
				}
				spaced := bytes.Replace(line, []byte("{"), []byte("{ "), 1)
				if got, err := DecodeEvent(spaced); err != nil || !reflect.DeepEqual(got, e) {
					t.Fatalf("the long way: got\n%#v, %v\nwant\n%#v", got, err, e)
				}
			})
		})
	}
}

// TestKindsAreToldApart: a row is whole, and a kind has one.
func TestKindsAreToldApart(t *testing.T) {
	seen := map[Kind]bool{}
	for _, r := range rows {
		if seen[r.Kind] {
			t.Errorf("%s: two rows have this kind", r.Kind)
		}
		seen[r.Kind] = true
		if r.Doc == "" || r.Place.Is(Place{}) || r.State == 0 {
			t.Errorf("%s: its row lacks its documentation, its place in a telling, or what it does to the state", r.Kind)
		}
		if r.RFC == nil && !r.Place.Is(Traffic) && len(r.Kinds) == 1 {
			t.Errorf("%s: its row cites no RFC, and does not say that none is to be cited", r.Kind)
		}
		fact := reflect.New(r.typ).Elem()
		field := fact.FieldByName("Data")
		if field.IsValid() {
			field.SetBytes([]byte("x"))
		}
		if field.IsValid() != (len(DataOf(fact.Interface().(Fact))) > 0) {
			t.Errorf("%s: its Data is not found", r.Kind)
		}
		zero := fact.Interface().(Fact)
		if class, failure := r.Class(zero); class == OK && failure {
			t.Errorf("%s: it succeeds and fails", r.Kind)
		}
		if step := r.Step(zero); len(r.Kinds) == 1 && step != r.Kinds[0] {
			t.Errorf("%s: its step is %s, which is not among its kinds", r.Kind, step)
		}
		r.Variant(zero)
	}
}

// TestEveryTypeHasARow: what has a Kind is a fact, and is found by it.
func TestEveryTypeHasARow(t *testing.T) {
	fset := token.NewFileSet()
	for _, name := range sources(t) {
		file, err := parser.ParseFile(fset, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || f.Recv == nil || f.Name.Name != "Kind" {
				continue
			}
			typ, ok := f.Recv.List[0].Type.(*ast.Ident)
			if !ok || typ.Name == "Event" {
				continue
			}
			if !slices.ContainsFunc(rows, func(r Row) bool { return r.typ.Name() == typ.Name }) {
				t.Errorf("%s: %s has a Kind and no row", name, typ.Name)
			}
		}
	}
}

// little is a trace that fits on a page.
func little() *Trace {
	return &Trace{
		Header: Header{
			Format: Format, Version: Version, Scenario: "little", Seed: 7, Start: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC),
			Title:   lang.Text{ES: "Una historia", EN: "A story"},
			Domains: []Domain{{Name: "alfa.test", Mail: true}},
			Hosts:   []Host{{Name: "mail.alfa.test", Domain: "alfa.test", Addrs: []netip.Addr{netip.MustParseAddr("192.0.2.1")}, Roles: []Role{RoleMTA}}},
		},
		Events: []Event{
			{Seq: 1, Host: "mail.alfa.test", Conn: 1, Fact: ConnOpening{Network: "tcp", Local: netip.MustParseAddrPort("192.0.2.1:49152"), Remote: netip.MustParseAddrPort("198.51.100.1:25"), Service: "smtp"}},
			{Seq: 2, At: 20 * time.Millisecond, Host: "mail.alfa.test", Conn: 1, Cause: 1, Fact: ConnEstablished{}},
			{Seq: 3, At: 20 * time.Millisecond, Host: "mail.alfa.test", Conn: 1, Cause: 2, Fact: DataSent{Data: []byte("EHLO mail.alfa.test <&>\r\n")}},
			{Seq: 4, At: 30 * time.Millisecond, Host: "mail.alfa.test", Conn: 1, Cause: 3, Fact: DataSent{Offset: 25, Data: []byte{0xff, 0}}},
			{Seq: 5, At: time.Second, Fact: RunEnded{Reason: "quiet"}},
		},
	}
}

func written(t testing.TB, tr *Trace) string {
	t.Helper()
	var b strings.Builder
	if err := tr.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWrittenForm(t *testing.T) {
	const want = `{"format":"posta-trace","version":1,"scenario":"little","seed":7,"start":"2026-03-02T09:00:00Z","title":{"es":"Una historia","en":"A story"},"domains":[{"name":"alfa.test","mail":true}],"hosts":[{"name":"mail.alfa.test","domain":"alfa.test","addrs":["192.0.2.1"],"roles":["mta"]}]}
{"seq":1,"at_ns":0,"host":"mail.alfa.test","conn":1,"kind":"conn.opening","network":"tcp","local":"192.0.2.1:49152","remote":"198.51.100.1:25","service":"smtp"}
{"seq":2,"at_ns":20000000,"host":"mail.alfa.test","conn":1,"cause":1,"kind":"conn.established"}
{"seq":3,"at_ns":20000000,"host":"mail.alfa.test","conn":1,"cause":2,"kind":"data.sent","text":"EHLO mail.alfa.test <&>\r\n","offset":0}
{"seq":4,"at_ns":30000000,"host":"mail.alfa.test","conn":1,"cause":3,"kind":"data.sent","base64":"/wA=","offset":25}
{"seq":5,"at_ns":1000000000,"kind":"run.ended","reason":"quiet"}
`
	if got := written(t, little()); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	// The hash is what shell tools say of the file without the scenario's name
	// (sed '1s/"scenario":"[^"]*"/"scenario":""/' | sha256sum), and never changes for
	// the same bytes.
	const hash = "b77f8e8969148d1e57caefdbb25d732c96974da721fe6a28b73612328b3c9fc2"
	if got := little().Hash(); got != hash {
		t.Errorf("hash %s, want %s", got, hash)
	}
	back, err := Read(strings.NewReader(want))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(back, little()) {
		t.Errorf("read back as %+v", back)
	}
}

func TestHashSeesEverything(t *testing.T) {
	hash := little().Hash()
	for name, change := range map[string]func(*Trace){
		"the seed":        func(tr *Trace) { tr.Header.Seed++ },
		"a time":          func(tr *Trace) { tr.Events[2].At++ },
		"a cause":         func(tr *Trace) { tr.Events[2].Cause-- },
		"a byte":          func(tr *Trace) { tr.Events[3].Fact = DataSent{Offset: 25, Data: []byte{0xfe, 0}} },
		"a missing event": func(tr *Trace) { tr.Events = tr.Events[:4] },
	} {
		tr := little()
		change(tr)
		if tr.Hash() == hash {
			t.Errorf("the hash is blind to %s", name)
		}
	}
	renamed := little()
	renamed.Header.Scenario = "stdin"
	if renamed.Hash() != hash {
		t.Error("the hash depends on what the file is called")
	}
}

func TestReadRefuses(t *testing.T) {
	whole := written(t, little())
	head, events, _ := strings.Cut(whole, "\n")
	for _, tc := range []struct{ name, text, want string }{
		{"nothing", "", "it is empty"},
		{"another format", `{"format":"pcap","version":1}`, `format is "pcap"`},
		{"a later version", strings.Replace(head, `"version":1`, `"version":2`, 1), "version 2"},
		{"no JSON", "hello\n", "not a posta trace"},
		{"binary", "\x00\xff\xfe\n", "not a posta trace"},
		{"a gap", strings.Replace(whole, `{"seq":3`, `{"seq":4`, 1), "line 4"},
		{"a number twice", strings.Replace(whole, `{"seq":3`, `{"seq":2`, 1), "line 4"},
		{"time that runs backward", strings.Replace(whole, `"seq":4,"at_ns":30000000`, `"seq":4,"at_ns":10000000`, 1), "line 5"},
		{"time before the start", strings.Replace(whole, `"seq":1,"at_ns":0`, `"seq":1,"at_ns":-1`, 1), "line 2"},
		{"a cause that comes later", strings.Replace(whole, `"cause":2`, `"cause":3`, 1), "line 4"},
		{"a cause before all", strings.Replace(whole, `"cause":2`, `"cause":-2`, 1), "line 4"},
		{"an unknown kind", strings.Replace(whole, `"kind":"conn.established"`, `"kind":"conn.imagined"`, 1), `unknown kind "conn.imagined"`},
		{"a field of the wrong type", strings.Replace(whole, `"reason":"quiet"`, `"reason":5`, 1), "run.ended"},
		{"bytes that are no base64", strings.Replace(whole, `"base64":"/wA="`, `"base64":"%%"`, 1), "data.sent"},
		{"an empty line", head + "\n\n" + events, "line 2"},
		{"half a line", whole[:len(whole)-10], "line 6"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if tc.text == whole {
				t.Fatal("the test changes nothing")
			}
			tr, err := Read(strings.NewReader(tc.text))
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want an error that says %q", err, tc.want)
			}
			if !errors.Is(err, ErrFormat) {
				t.Errorf("%v is not ErrFormat", err)
			}
			if tr != nil {
				t.Error("a trace came with the error")
			}
		})
	}
}

// endless never ends its line.
type endless struct{ read int }

func (e *endless) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = ' '
	}
	e.read += len(b)
	return len(b), nil
}

func TestReadIsBounded(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 64 MiB")
	}
	r := &endless{}
	head, _, _ := strings.Cut(written(t, little()), "\n")
	if _, err := Read(io.MultiReader(strings.NewReader(head+"\n"), r)); err == nil || !errors.Is(err, ErrFormat) {
		t.Errorf("an endless line gave %v", err)
	}
	if r.read > 2*MaxLine {
		t.Errorf("%d octets were read of a line that may have %d", r.read, MaxLine)
	}
}

func TestReadHandsOnErrors(t *testing.T) {
	broken := errors.New("the disk is gone")
	head, _, _ := strings.Cut(written(t, little()), "\n")
	for _, before := range []string{"", head + "\n"} {
		if _, err := Read(io.MultiReader(strings.NewReader(before), &failing{broken})); !errors.Is(err, broken) {
			t.Errorf("after %d octets: got %v", len(before), err)
		}
	}
}

type failing struct{ err error }

func (f *failing) Read([]byte) (int, error) { return 0, f.err }

func TestAt(t *testing.T) {
	tr := little()
	for seq, want := range map[int]Kind{-1: "", 0: "", 1: "conn.opening", 5: "run.ended", 6: ""} {
		if got := tr.At(seq).Kind(); got != want {
			t.Errorf("At(%d) is %q, want %q", seq, got, want)
		}
	}
}

// FuzzRead: whatever comes, Read says no or gives a trace that is written as it
// was understood.
func FuzzRead(f *testing.F) {
	f.Add([]byte(written(f, little())))
	head, _, _ := strings.Cut(written(f, little()), "\n")
	for i, r := range rows {
		e := Event{Seq: 1, Host: "h", Conn: i, Fact: r.Zero()}
		line, err := AppendEvent(nil, e)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(fmt.Appendf(nil, "%s\n%s\n", head, line))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		tr, err := Read(bytes.NewReader(data))
		if err != nil {
			if tr != nil {
				t.Fatal("a trace came with the error")
			}
			return
		}
		for i, e := range tr.Events {
			if e.Seq != i+1 || e.Fact == nil || e.Cause >= e.Seq {
				t.Fatalf("event %d is %+v", i+1, e)
			}
		}
		again, err := Read(strings.NewReader(written(t, tr)))
		if err != nil {
			t.Fatalf("what was read cannot be read again: %v", err)
		}
		if again.Hash() != tr.Hash() {
			t.Fatal("written, read and written again it is another")
		}
	})
}

// TestReadAfter: lines that come later follow what was read before, or are refused.
func TestReadAfter(t *testing.T) {
	lines := func(events ...Event) []byte {
		var b []byte
		for _, e := range events {
			b, _ = AppendEvent(b, e)
			b = append(b, '\n')
		}
		return b
	}
	one := Event{Seq: 1, At: 5, Host: "a.test", Fact: HostDown{}}
	two := Event{Seq: 2, At: 7, Host: "a.test", Cause: 1, Fact: HostUp{}}
	early := Event{Seq: 2, At: 3, Host: "a.test", Fact: HostUp{}}
	for _, c := range []struct {
		what  string
		after Event
		lines []byte
		want  int
		ok    bool
	}{
		{"from the beginning", Event{}, lines(one, two), 2, true},
		{"what follows", one, lines(two), 1, true},
		{"nothing", one, nil, 0, true},
		{"a gap", Event{}, lines(two), 0, false},
		{"once more", one, lines(one), 0, false},
		{"time that runs backward", one, lines(early), 0, false},
		{"no event", one, []byte("{}\n"), 0, false},
	} {
		got, err := ReadAfter(bytes.NewReader(c.lines), c.after)
		if len(got) != c.want || (err == nil) != c.ok {
			t.Errorf("%s: %d events, %v", c.what, len(got), err)
		}
	}
}
