package main

import (
	"fmt"

	"github.com/spf13/pflag"

	"posta/scenarios"
	"posta/sim/lang"
	"posta/sim/published"
	"posta/sim/scenario"
)

var listCommand = command{
	name:  "list",
	short: lang.Text{ES: "muestra las lecciones", EN: "shows the lessons"},
	long: lang.Text{
		ES: "Muestra las lecciones incluidas: primero el nombre que entiende posta run, después el título.",
		EN: "Shows the built-in lessons: first the name that posta run understands, then the title.",
	},
	setup: func(*pflag.FlagSet) func(console, []string) int {
		return func(c console, args []string) int {
			if !c.noMore("list", args) {
				return exitUsage
			}
			for i, chapter := range scenarios.Curriculum {
				if i > 0 {
					fmt.Fprintln(c.out)
				}
				fmt.Fprintf(c.out, "# %d. %s\n", i+1, chapter.Title.In(c.lang))
				for _, slug := range chapter.Lessons {
					src, err := scenarios.Read(slug)
					if err != nil {
						c.fail(lang.Sprintf("falta la lección %s: %v", "lesson %s is missing: %v", slug, err))
						return exitFailed
					}
					s, problems := scenario.Parse(slug+".yaml", src)
					if len(problems) > 0 {
						fmt.Fprint(c.err, problems.Render(c.lang, c.colorErr()))
						return exitFailed
					}
					fmt.Fprintf(c.out, "%-22s %s\n", slug, s.Title.In(c.lang))
				}
			}
			return exitOK
		}
	},
}

var checkCommand = command{
	name:  "check",
	args:  lang.Text{ES: "ARCHIVO...", EN: "FILE..."},
	short: lang.Text{ES: "busca errores en escenarios", EN: "looks for errors in scenarios"},
	long: lang.Text{
		ES: "Lee escenarios y muestra todos sus errores, cada uno con su lugar (archivo:línea:columna)\ny cómo arreglarlo. Avisa además de lo que en el mundo real se rompe: eso se simula igual,\npor si es la lección. Termina con 2 si hay algún error.",
		EN: "Reads scenarios and shows all their errors, each with its place (file:line:column) and\nhow to mend it. It also warns of what breaks in the real world: that runs all the same,\nin case it is the lesson. Exits with 2 if there are errors.",
	},
	setup: func(*pflag.FlagSet) func(console, []string) int {
		return func(c console, args []string) int {
			if len(args) == 0 {
				c.fail(lang.Sprintf("hace falta al menos un archivo", "at least one file is needed"))
				return exitUsage
			}
			code := exitOK
			for _, name := range args {
				s, ok := load(c, name)
				if !ok {
					code = exitUsage
					continue
				}
				fmt.Fprint(c.err, published.Warnings(fileName(name), s).Render(c.lang, c.colorErr()))
				c.say(lang.Sprintf("%s: sin errores", "%s: no errors", label(name)))
			}
			return code
		}
	},
}

var schemaCommand = command{
	name:  "schema",
	short: lang.Text{ES: "escribe el esquema JSON de los escenarios", EN: "writes the scenarios' JSON Schema"},
	long: lang.Text{
		ES: "Escribe el esquema JSON (draft 2020-12) del formato de los escenarios, para editores que\ncompletan y comprueban YAML.\n\n  --inputs    el de una línea de un archivo de entradas",
		EN: "Writes the JSON Schema (draft 2020-12) of the scenario format, for editors that complete\nand check YAML.\n\n  --inputs    that of a line of a file of inputs",
	},
	setup: func(flags *pflag.FlagSet) func(console, []string) int {
		inputs := flags.Bool("inputs", false, "")
		return func(c console, args []string) int {
			if !c.noMore("schema", args) {
				return exitUsage
			}
			schema := scenario.Schema()
			if *inputs {
				schema = scenario.InputSchema()
			}
			if _, err := c.out.Write(schema); err != nil {
				return exitFailed
			}
			return exitOK
		}
	},
}
