//go:build !js

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/pflag"

	"posta/sim/auth/advice"
	"posta/sim/idna"
	"posta/sim/lang"
	"posta/sim/published"
	"posta/sim/transcript"
)

var checkDomainCommand = command{
	name: "check-domain",
	args: lang.Text{ES: "ZONA --domain DOMINIO", EN: "ZONE --domain DOMAIN"},
	short: lang.Text{
		ES: "dice qué falla en lo que publica un dominio: SPF, DKIM, DMARC, MTA-STS",
		EN: "says what is amiss in what a domain publishes: SPF, DKIM, DMARC, MTA-STS",
	},
	long: lang.Text{
		ES: `Mira los registros de un dominio en un archivo de zona, con los mismos lectores
que usan las lecciones, y dice qué está roto, qué es peligroso y qué no protege.
Lo que no está en el archivo no existe.

  --domain DOMINIO   el dominio
  --selector NOMBRE  un selector DKIM que mirar; si no, todos los del archivo
  --json             lo hallado, en JSON
  --lang es|en       idioma

Sale con 1 si algo está roto.`,
		EN: `Looks at a domain's records in a zone file, with the same readers that the
lessons use, and says what is broken, what is dangerous and what protects
nothing. What is not in the file does not exist.

  --domain DOMAIN    the domain
  --selector NAME    a DKIM selector to look at; else all in the file
  --json             what was found, as JSON
  --lang es|en       language

It exits with 1 if something is broken.`,
	},
	setup: func(flags *pflag.FlagSet) func(console, []string) int {
		domain := flags.String("domain", "", "")
		selectors := flags.StringArray("selector", nil, "")
		asJSON := flags.Bool("json", false, "")
		return func(c console, args []string) int { return checkDomain(c, args, *domain, *selectors, *asJSON) }
	},
}

func checkDomain(c console, args []string, domain string, selectors []string, asJSON bool) int {
	if len(args) != 1 || domain == "" {
		c.fail(lang.Sprintf("hace falta un archivo de zona y --domain", "a zone file and --domain are needed"))
		c.hint(lang.Sprintf("Por ejemplo: posta check-domain uno.zone --domain uno.test", "For example: posta check-domain uno.zone --domain uno.test"))
		return exitUsage
	}
	name, ok := idna.ToASCII(strings.TrimSuffix(domain, "."))
	if !ok {
		c.fail(lang.Sprintf("--domain %s: no es un nombre de dominio", "--domain %s: not a domain name", domain))
		return exitUsage
	}
	z, ok := readZone(c, args[0], name)
	if !ok {
		return exitUsage
	}
	if len(selectors) == 0 {
		for _, n := range z.Names() {
			if s, ok := strings.CutSuffix(n, "._domainkey."+name); ok {
				selectors = append(selectors, s)
			}
		}
	}
	found := advice.Domain(context.Background(), z, name, selectors)
	code := exitOK
	for _, f := range found {
		if f.Level == advice.Wrong {
			code = exitFailed
		}
	}
	if asJSON {
		out := json.NewEncoder(c.out)
		out.SetIndent("", "  ")
		out.SetEscapeHTML(false)
		if err := out.Encode(found); err != nil {
			c.fail(lang.Sprintf("no se pudo escribir: %v", "could not write: %v", err))
			return exitFailed
		}
		return code
	}
	for _, f := range found {
		fmt.Fprintln(c.out, transcript.Visible(adviceLevels[f.Level].In(c.lang)+": "+published.Text(f).In(c.lang)))
		if remedy := published.Remedy(f).In(c.lang); remedy != "" {
			fmt.Fprintln(c.out, "  "+remedy)
		}
	}
	return code
}

var adviceLevels = map[advice.Level]lang.Text{
	advice.Good:  {ES: "bien", EN: "good"},
	advice.Note:  {ES: "nota", EN: "note"},
	advice.Warn:  {ES: "aviso", EN: "warning"},
	advice.Wrong: {ES: "mal", EN: "wrong"},
}
