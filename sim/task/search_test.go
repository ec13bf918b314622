package task

import (
	"testing"

	"posta/sim/lang"
	"posta/sim/scenario"
)

// TestAHintNamesARecord and nothing of the quotes and commas around it.
func TestAHintNamesARecord(t *testing.T) {
	for change, want := range map[string]string{
		`change: {domain: beta.test, remove: '@ MX', add: '@ MX 10 mail.beta.test.'}`: "@ MX",
		`change: {domain: beta.test, remove: '@ MX'}`:                                 "@ MX",
		`change: {domain: beta.test, add: 'mail A 192.0.2.1'}`:                        "mail A",
		`set_host: {host: mail.beta.test, tls: offer}`:                                "tls",
	} {
		if got := about(change); got != want {
			t.Errorf("%s: %q, want %q", change, got, want)
		}
	}
}

// TestAHintOfTheFormHasItsWords: who has the form before them is told which of its fields it is, and what to write there, and nothing of
// the lines that come of it.
func TestAHintOfTheFormHasItsWords(t *testing.T) {
	x := &Task{May: []May{{Host: "mail.beta.test"}, {Records: "beta.test"}}, Shown: &World{Scenario: &scenario.Scenario{}}}
	for change, want := range map[string][2]lang.Text{
		`set_host: {host: mail.beta.test, max_message: 500 kB}`: {
			{ES: "es «carta más grande de mail.beta.test (max_message)»", EN: `it is "largest letter of mail.beta.test (max_message)"`},
			{ES: "en «carta más grande de mail.beta.test (max_message)» escribe: 500 kB", EN: `in "largest letter of mail.beta.test (max_message)" write: 500 kB`}},
		`set_host: {host: mail.beta.test, policy: [{greylist: {delay: 5min}}]}`: {
			{ES: "es «comprobaciones de mail.beta.test (policy)»", EN: `it is "checks of mail.beta.test (policy)"`},
			{ES: "en «comprobaciones de mail.beta.test (policy)» escribe: [{greylist: {delay: 5min}}]", EN: `in "checks of mail.beta.test (policy)" write: [{greylist: {delay: 5min}}]`}},
		`set_host: {host: mail.beta.test, tls: offer}`: {
			{ES: "es «cifrado de mail.beta.test (tls)»", EN: `it is "encryption of mail.beta.test (tls)"`},
			{ES: "en «cifrado de mail.beta.test (tls)» elige «offer»", EN: `in "encryption of mail.beta.test (tls)" choose "offer"`}},
		`change: {domain: beta.test, remove: '@ MX', add: '@ MX 10 mail.beta.test.'}`: {
			{ES: "en los registros de beta.test, «@ MX» no dice lo que hace falta", EN: `in the records of beta.test, "@ MX" does not say what is needed`},
			{ES: "en los registros de beta.test, en lugar de lo que empieza por «@ MX», escribe: @ MX 10 mail.beta.test.", EN: `in the records of beta.test, in the place of what begins with "@ MX", write: @ MX 10 mail.beta.test.`}},
		`change: {domain: beta.test, remove: '@ MX'}`: {
			{ES: "en los registros de beta.test sobra «@ MX»", EN: `the records of beta.test should not have "@ MX"`},
			{ES: "borra de los registros de beta.test las líneas que empiezan por «@ MX»", EN: `delete the lines that begin with "@ MX" from the records of beta.test`}},
		`change: {domain: beta.test, add: '_dmarc TXT "v=DMARC1; p=reject"'}`: {
			{ES: "en los registros de beta.test falta «_dmarc TXT»", EN: `the records of beta.test lack "_dmarc TXT"`},
			{ES: `añade a los registros de beta.test esta línea: _dmarc TXT "v=DMARC1; p=reject"`, EN: `add this line to the records of beta.test: _dmarc TXT "v=DMARC1; p=reject"`}},
	} {
		for n, text := range want {
			got, _ := x.FormHint([]string{change}, 2+n)
			if want := lang.Sprintf("paso 1 de 1: %s", "step 1 of 1: %s", text); got != want {
				t.Errorf("%s: %q, want %q", change, got, want)
			}
		}
	}
}
