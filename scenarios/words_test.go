package scenarios

import (
	"strings"
	"testing"

	"posta/sim/explain"
	"posta/sim/lang"
	"posta/sim/scenario"
	"posta/sim/story"
)

// TestWordsForWhatLessonsDoNotShow: what is said of things that no lesson does, by
// pieces that must be said of them and pieces that would be false.
func TestWordsForWhatLessonsDoNotShow(t *testing.T) {
	const people = "posta: 1\ntitle: Prueba\ndomains:\n  alfa.test: {users: [alicia, ana]}\n  beta.test: {users: [benito]}\n"
	for _, test := range []struct {
		name, yaml   string
		says, denies []lang.Text
	}{
		{"a flag is taken off", people + "devices:\n  phone-ana: {user: ana, kind: phone}\nscript:\n" +
			"  - send: {from: alicia, to: ana@alfa.test, subject: Uno, body: Hola}\n  - fetch: {user: ana, with: imap}\n" +
			`  - flag: {user: ana, remove: \Seen}` + "\n" + `  - flag: {user: ana, add: \Flagged}` + "\n",
			[]lang.Text{
				{ES: `phone-ana quita una marca a la carta en el servidor: \Seen`, EN: `phone-ana takes a flag off the letter on the server: \Seen`},
				{ES: `phone-ana marca la carta en el servidor: \Flagged`, EN: `phone-ana flags the letter on the server: \Flagged`},
			},
			[]lang.Text{{ES: `en el servidor: \Flagged y \Seen`, EN: `on the server: \Flagged and \Seen`}}},
		{"a phone is off", people + "devices:\n  phone-ana: {user: ana, kind: phone}\nscript:\n  - down: phone-ana\n  - up: phone-ana\n    after: 1min\n",
			[]lang.Text{{ES: "phone-ana se apaga", EN: "phone-ana goes down"}, {ES: "Sus programas vuelven a funcionar", EN: "Its programs work again"}},
			[]lang.Text{{ES: "cola", EN: "queue"}, {ES: "puertos", EN: "ports"}, {ES: "corriente", EN: "power"}}},
		{"a catch-all", "posta: 1\ntitle: Prueba\ndomains:\n  alfa.test: {users: [alicia, ana], catch_all: ana}\nscript:\n" +
			"  - send: {from: alicia, to: nadie@alfa.test, subject: Uno, body: Hola}\n",
			[]lang.Text{{ES: "En mail.alfa.test nadie se llama nadie@alfa.test, pero la carta no se rechaza: la recoge ana@alfa.test", EN: "At mail.alfa.test nobody is called nadie@alfa.test, and yet the letter is not refused: it goes to ana@alfa.test"}},
			[]lang.Text{lang.Both("alias"), lang.Both("postmaster")}},
		{"an alias", "posta: 1\ntitle: Prueba\ndomains:\n  alfa.test: {users: [alicia, ana], aliases: {todas: [alicia, ana]}}\nscript:\n" +
			"  - send: {from: alicia, to: todas@alfa.test, subject: Uno, body: Hola}\n",
			[]lang.Text{{ES: "Para mail.alfa.test, todas@alfa.test lleva a otras direcciones: alicia@alfa.test y ana@alfa.test", EN: "To mail.alfa.test, todas@alfa.test stands for other addresses: alicia@alfa.test and ana@alfa.test"}, {ES: "es un alias", EN: "it is an alias"}},
			[]lang.Text{lang.Both("catch-all"), lang.Both("postmaster")}},
		{"everybody's postmaster", people + "script:\n  - send: {from: alicia, to: postmaster@beta.test, subject: Uno, body: Hola}\n",
			[]lang.Text{{ES: "Para mail.beta.test, postmaster@beta.test es quien responde del correo del dominio: benito@beta.test", EN: "To mail.beta.test, postmaster@beta.test is whoever answers for the domain's mail: benito@beta.test"}},
			[]lang.Text{lang.Both("alias"), lang.Both("catch-all")}},
		{"a report to an address that was made for it", "posta: 1\ntitle: Prueba\ndomains:\n  alfa.test: {users: [alicia]}\n  beta.test: {users: {benito: {forward: clara@gamma.test}}, srs: true}\n" +
			"  gamma.test: {users: {clara: {forward: nadie@alfa.test}}}\nscript:\n  - send: {from: alicia, to: benito@beta.test, subject: Uno, body: Hola}\n",
			[]lang.Text{{ES: "mail.beta.test sabe de quién es SRS0=IS4C=BC=alfa.test=alicia@beta.test: de alicia@alfa.test", EN: "mail.beta.test knows whose SRS0=IS4C=BC=alfa.test=alicia@beta.test is: alicia@alfa.test"}},
			[]lang.Text{lang.Both("alias"), lang.Both("catch-all")}},
		{"a device that is switched off by the script", people + "script:\n  - down: laptop-benito\n  - fetch: benito\n    fails: true\n  - up: laptop-benito\n",
			[]lang.Text{{ES: "laptop-benito se apaga", EN: "laptop-benito goes off"}, {ES: "laptop-benito está encendido", EN: "laptop-benito is on"}},
			[]lang.Text{{ES: "Benito se", EN: "Benito goes"}, {ES: "Benito está", EN: "Benito is"}}},
		{"a name in modified UTF-7", people + "devices:\n  phone-ana: {user: ana, kind: phone}\nscript:\n" +
			"  - send: {from: alicia, to: ana@alfa.test, subject: Uno, body: Hola}\n  - move: {user: ana, into: Año nuevo}\n",
			[]lang.Text{{ES: "crea la carpeta Año nuevo: CREATE", EN: "makes the folder Año nuevo: CREATE"}, {ES: "mueve la carta a Año nuevo", EN: "moves the letter into Año nuevo"}},
			[]lang.Text{lang.Both("&APE-")}},
		{"a refused STARTTLS", people + "hosts:\n  mail.beta.test: {tls: offer}\nfaults:\n  - answer: {host: mail.beta.test, command: STARTTLS, code: 454}\nscript:\n" +
			"  - send: {from: alicia, to: benito@beta.test, subject: Uno, body: Hola}\n",
			[]lang.Text{{ES: "Lo que se diga después en esta conexión irá en claro", EN: "Whatever is said on this connection after that goes in the clear"}},
			[]lang.Text{{ES: "no dice nada más", EN: "says no more"}}},
		{"dots at the front of lines, and a long subject", people + "script:\n  - send:\n      from: alicia\n      to: benito@beta.test\n" +
			"      subject: Una invitación larguísima a la reunión de vecinos del próximo miércoles por la tarde\n      body: |\n        .uno\n        ..dos\n",
			[]lang.Text{
				{ES: "2 líneas empiezan con punto y viajan con uno más", EN: "2 lines begin with a dot and travel with one more"},
				{ES: "Asunto: «Una invitación larguísima a la reunión de vecinos del próximo miércoles por la tarde»", EN: "Subject: “Una invitación larguísima a la reunión de vecinos del próximo miércoles por la tarde”"},
			}, nil},
		{"one MX does not exist", "posta: 1\ntitle: Prueba\ndomains:\n  alfa.test: {users: [alicia]}\n  beta.test:\n    users: [benito]\n" +
			"    records: ['@ MX 5 falta.beta.test.', '@ MX 10 mail.beta.test.']\nscript:\n  - send: {from: alicia, to: benito@beta.test, subject: Uno, body: Hola}\n",
			[]lang.Text{{ES: "si es uno de sus servidores, se prueba con el siguiente", EN: "if it is one of its servers, the next one is tried"}}, nil},
		{"no MX has an address", "posta: 1\ntitle: Prueba\ndomains:\n  alfa.test: {users: [alicia]}\n  beta.test:\n    users: [benito]\n" +
			"    records: ['@ MX 5 falta.beta.test.', '@ MX 10 otro.beta.test.']\nscript:\n  - send: {from: alicia, to: benito@beta.test, subject: Uno, body: Hola}\n",
			[]lang.Text{{ES: "los servidores de correo de beta.test no tienen dirección", EN: "the mail servers of beta.test have no address"}},
			[]lang.Text{{ES: "no tiene servidor de correo", EN: "has no mail exchanger"}}},
		{"no letter to flag, to delete or to move", people + "script:\n" + `  - flag: {user: benito, add: \Flagged}` + "\n  - delete: {user: benito}\n  - move: {user: benito, into: Viajes}\n",
			[]lang.Text{{ES: "Benito no encontró ninguna carta con la que hacerlo", EN: "Benito found no letter to do it with"}},
			[]lang.Text{{ES: "Benito ya", EN: "Benito has"}}},
		{"a host that takes no mail", people + "faults:\n  - answer: {host: mail.beta.test, command: CONNECT, code: 521}\nscript:\n  - send: {from: alicia, to: benito@beta.test, subject: Uno, body: Hola}\n",
			[]lang.Text{{ES: "Es una máquina que no recibe correo, nunca", EN: "It is a machine that takes no mail, ever"}}, nil},
		{"DATA is refused, with somebody on the envelope", people + "faults:\n  - answer: {host: mail.beta.test, command: DATA, code: 554}\nscript:\n  - send: {from: alicia, to: benito@beta.test, subject: Uno, body: Hola}\n",
			nil, []lang.Text{{ES: "no hay sobre", EN: "there is no envelope"}, lang.Both("No valid recipients")}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s, problems := scenario.Parse("test.yaml", []byte(test.yaml))
			if s == nil {
				t.Fatal(problems.Render(lang.EN, false))
			}
			st := story.Of(run(t, s))
			x := explain.New(st)
			all := lang.Text{}
			for _, d := range []story.Detail{story.Tell, story.Dialogue} {
				for _, step := range st.Steps(d) {
					e := x.Explain(step)
					all.ES += strings.Join([]string{e.Title.ES, e.What.ES, e.Why.ES, ""}, "\n")
					all.EN += strings.Join([]string{e.Title.EN, e.What.EN, e.Why.EN, ""}, "\n")
				}
			}
			for _, l := range lang.All() {
				for _, piece := range test.says {
					if !strings.Contains(all.In(l), piece.In(l)) {
						t.Errorf("%s: it does not say %q in\n%s", l, piece.In(l), all.In(l))
					}
				}
				for _, piece := range test.denies {
					if strings.Contains(all.In(l), piece.In(l)) {
						t.Errorf("%s: it says %q", l, piece.In(l))
					}
				}
			}
		})
	}
}
