package directory_test

import (
	"fmt"
	"strings"
	"testing"

	"posta/sim/actor/directory"
	"posta/sim/mail"
)

var at = mail.MustParseAddress

func book() *directory.Directory {
	deep := directory.Domain{Name: "hondo.test", Users: []directory.User{{Local: "fin"}}}
	for i := range directory.MaxNesting + 1 {
		deep.Aliases = append(deep.Aliases, directory.Alias{Local: fmt.Sprintf("a%d", i), To: []mail.Address{at(fmt.Sprintf("a%d@hondo.test", i+1))}})
	}
	deep.Aliases = append(deep.Aliases, directory.Alias{Local: fmt.Sprintf("a%d", directory.MaxNesting+1), To: []mail.Address{at("fin@hondo.test")}})
	var many directory.Alias
	many.Local = "muchos"
	for i := range directory.MaxExpansion + 1 {
		many.To = append(many.To, at(fmt.Sprintf("u%d@fuera.test", i)))
	}
	deep.Aliases = append(deep.Aliases, many)
	return directory.New(directory.Site{Domains: []directory.Domain{
		{Name: "respaldo.test", Keeping: directory.Backup},
		{Name: "Uno.test", Users: []directory.User{{Local: "Alicia"}, {Local: "clara"}}, Aliases: []directory.Alias{
			{Local: "todos", To: []mail.Address{at("ventas@uno.test"), at("alicia@uno.test"), at("ALICIA@uno.test"), at("x@fuera.test")}},
			{Local: "ventas", To: []mail.Address{at("clara@uno.test"), at("nadie@uno.test")}},
			{Local: "noria", To: []mail.Address{at("noria@uno.test")}},
			{Local: "lista", To: []mail.Address{at("lista@uno.test"), at("clara@uno.test")}},
			{Local: "lejos", To: []mail.Address{at("grupo@sucursal.test")}},
		}},
		{Name: "sucursal.test", Keeping: directory.Passed, Next: "buzones.test", Aliases: []directory.Alias{{Local: "grupo", To: []mail.Address{at("clara@uno.test")}}}},
		{Name: "todo.test", CatchAll: at("cualquiera@todo.test")},
		{Name: "casi.test", CatchAll: at("clara@uno.test"), Users: []directory.User{{Local: "gil"}}},
		deep,
	}})
}

func TestFind(t *testing.T) {
	tests := []struct {
		address string
		kind    directory.Kind
		as      string
	}{
		{"alicia@uno.test", directory.Mailbox, "alicia@uno.test"},
		{"ALICIA@UNO.TEST", directory.Mailbox, "alicia@uno.test"},
		{"todos@uno.test", directory.Group, "todos@uno.test"},
		{"nadie@uno.test", directory.Unknown, "nadie@uno.test"},
		{"Nadie@Respaldo.test", directory.Held, "Nadie@Respaldo.test"},
		{"Otro@Fuera.test", directory.Foreign, "Otro@Fuera.test"},
		{"gil@casi.test", directory.Mailbox, "gil@casi.test"},
		{"quien@casi.test", directory.Group, "quien@casi.test"},
		{"cualquiera@todo.test", directory.Unknown, "cualquiera@todo.test"},
	}
	for _, tt := range tests {
		if e := book().Find(at(tt.address)); e.Kind != tt.kind || e.Address.String() != tt.as {
			t.Errorf("%s is %v as %s, want %v as %s", tt.address, e.Kind, e.Address, tt.kind, tt.as)
		}
	}
	for address, want := range map[string]directory.Standing{"todos@uno.test": directory.ByAlias, "quien@casi.test": directory.ByCatchAll, "postmaster@uno.test": directory.AsPostmaster} {
		if e := book().Find(at(address)); e.Kind != directory.Group || e.Stands != want {
			t.Errorf("%s is %v, standing for others as %v, want %v", address, e.Kind, e.Stands, want)
		}
	}
	if e := book().Find(mail.Address{Local: "Postmaster"}); e.Address.String() != "postmaster@uno.test" {
		t.Errorf("the postmaster is %s, want the first domain's that has people", e.Address)
	}
}

// TestPostmaster: a host without people of its own has one all the same, and a host that only keeps mail for others knows whose.
func TestPostmaster(t *testing.T) {
	for _, tt := range []struct {
		name    string
		domains []directory.Domain
		kind    directory.Kind
		as      string
	}{
		{"a domain of its own", []directory.Domain{{Name: "uno.test", Users: []directory.User{{Local: "gil"}}}}, directory.Group, "postmaster@uno.test"},
		{"one who is it", []directory.Domain{{Name: "uno.test", Users: []directory.User{{Local: "Postmaster"}}}}, directory.Mailbox, "postmaster@uno.test"},
		{"a backup first", []directory.Domain{{Name: "otro.test", Keeping: directory.Backup}, {Name: "uno.test", Users: []directory.User{{Local: "gil"}}}}, directory.Group, "postmaster@uno.test"},
		{"a backup only", []directory.Domain{{Name: "otro.test", Keeping: directory.Backup}}, directory.Held, "postmaster@otro.test"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := directory.New(directory.Site{Host: "mx.uno.test", Domains: tt.domains})
			for _, a := range []mail.Address{{Local: "postmaster"}, at("postmaster@mx.uno.test")} {
				if e := d.Find(a); e.Kind != tt.kind || e.Address.String() != tt.as {
					t.Errorf("%s is %v as %s, want %v as %s", a, e.Kind, e.Address, tt.kind, tt.as)
				}
			}
		})
	}
}

func TestExpand(t *testing.T) {
	tests := []struct {
		address, want string
		ok            bool
	}{
		{"alicia@uno.test", "alicia@uno.test", true},
		{"todos@uno.test", "clara@uno.test nadie@uno.test alicia@uno.test x@fuera.test", true},
		{"noria@uno.test", "", false},
		{"lista@uno.test", "clara@uno.test", true},
		{"lejos@uno.test", "grupo@sucursal.test", true},
		{"otro@fuera.test", "otro@fuera.test", true},
		{"a2@hondo.test", "fin@hondo.test", true},
		{"a0@hondo.test", "", false},
	}
	for _, tt := range tests {
		entries, ok := book().Expand(at(tt.address))
		var got []string
		for _, e := range entries {
			got = append(got, e.Address.String())
		}
		if ok != tt.ok || strings.Join(got, " ") != tt.want {
			t.Errorf("%s stands for %v, %v; want %s, %v", tt.address, got, ok, tt.want, tt.ok)
		}
	}
	if _, ok := book().Expand(at("muchos@hondo.test")); ok {
		t.Error("an alias of too many was taken")
	}
}
