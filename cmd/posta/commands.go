package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/spf13/pflag"

	"posta/sim/form"
	"posta/sim/lang"
	"posta/sim/transcript"
)

// command is one word that posta understands.
type command struct {
	name  string
	args  lang.Text // what follows, for the usage line
	short lang.Text
	long  lang.Text
	// setup declares the flags and gives what to do once they are read.
	setup func(flags *pflag.FlagSet) func(c console, args []string) int
}

// commands lists them in the order of the help text.
func commands() []command {
	list := []command{
		listCommand,
		runCommand,
		talkCommand,
		askCommand,
		taskCommand,
		oddsCommand,
		figuresCommand,
		homeworkCommand,
		gradeCommand,
		diffCommand,
		pcapCommand,
		devicesCommand,
		pictureCommand,
		filmCommand,
		checkCommand,
		schemaCommand,
	}
	return append(append(list, sockets...), versionCommand)
}

// run is main without the process around it.
func run(args []string, c console) int {
	c.lang = lang.FromEnv(c.getenv)
	name := "help"
	if args = languageLast(args); len(args) > 0 {
		name, args = args[0], args[1:]
		if strings.HasPrefix(name, "--lang") { // and nothing else
			name, args = "help", append([]string{name}, args...)
		}
	}
	switch name {
	case "--version":
		name = versionCommand.name
	case "help", "-h", "--help":
		if name, given := languageOf(args); given {
			l, ok := c.parseLang(name)
			if !ok {
				return exitUsage
			}
			c.lang = l
			args = withoutLanguage(args)
		}
		return help(c, args)
	}
	for _, cmd := range commands() {
		if cmd.name == name {
			return cmd.run(c, args)
		}
	}
	if name, given := languageOf(args); given {
		if l, ok := lang.Parse(name); ok {
			c.lang = l
		}
	}
	c.unknown(name)
	return exitUsage
}

// unknown complains of a command that is none.
func (c console) unknown(name string) {
	c.fail(lang.Sprintf("la orden %q no existe", "there is no command %q", name))
	if guess := form.Nearest(name, commandNames()); guess != "" {
		c.hint(lang.Sprintf("¿Querías decir %q?", "Did you mean %q?", guess))
	}
	c.hint(lang.Sprintf("posta help muestra todas.", "posta help lists them all."))
}

func (cmd command) run(c console, args []string) int {
	flags := pflag.NewFlagSet(cmd.name, pflag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.SortFlags = false
	flags.String("lang", "", "")
	do := cmd.setup(flags)
	// The language is looked for first: a complaint about any other word of the
	// call is to be in it.
	if name, given := languageOf(args); given {
		l, ok := c.parseLang(name)
		if !ok {
			return exitUsage
		}
		c.lang, c.langGiven = l, true
	}
	err := flags.Parse(args)
	switch {
	case errors.Is(err, pflag.ErrHelp):
		cmd.help(c)
		return exitOK
	case err != nil:
		c.fail(flagError(err))
		if unknown := (*pflag.NotExistError)(nil); errors.As(err, &unknown) {
			if guess := form.Nearest(unknown.GetSpecifiedName(), flagNames(flags)); guess != "" {
				c.hint(lang.Sprintf("¿Querías decir --%s?", "Did you mean --%s?", guess))
			}
		}
		c.hint(lang.Sprintf("posta help %s explica la orden.", "posta help %s explains the command.", cmd.name))
		return exitUsage
	}
	if !c.plainRuntime() {
		return exitUsage
	}
	return do(c, flags.Args())
}

func (c console) parseLang(name string) (lang.Lang, bool) {
	l, ok := lang.Parse(name)
	if !ok {
		c.fail(lang.Sprintf("--lang %s: los idiomas son es y en", "--lang %s: the languages are es and en", name))
	}
	return l, ok
}

// languageLast puts a language that comes before the command behind it.
func languageLast(args []string) []string {
	n := 0
	switch {
	case len(args) > 0 && strings.HasPrefix(args[0], "--lang="):
		n = 1
	case len(args) > 1 && args[0] == "--lang":
		n = 2
	}
	if n == 0 || n == len(args) {
		return args
	}
	// The command's own options follow its name; what comes after "--" are its arguments.
	return slices.Concat(args[n:n+1], args[:n], args[n+1:])
}

// withoutLanguage takes --lang and its value out of a call without other options.
func withoutLanguage(args []string) (rest []string) {
	for i := 0; i < len(args); i++ {
		switch {
		case args[i] == "--lang":
			i++
		case !strings.HasPrefix(args[i], "--lang="):
			rest = append(rest, args[i])
		}
	}
	return rest
}

// languageOf finds the value of --lang among the words of a call.
func languageOf(args []string) (name string, given bool) {
	for i, arg := range args {
		if arg == "--" {
			break
		}
		if value, ok := strings.CutPrefix(arg, "--lang="); ok {
			name, given = value, true
		}
		if arg == "--lang" && i+1 < len(args) {
			name, given = args[i+1], true
		}
	}
	return name, given
}

// flagError words what is wrong with a flag.
func flagError(err error) lang.Text {
	var unknown *pflag.NotExistError
	var missing *pflag.ValueRequiredError
	var invalid *pflag.InvalidValueError
	switch {
	case errors.As(err, &unknown):
		return lang.Sprintf("la opción --%s no existe", "there is no option --%s", unknown.GetSpecifiedName())
	case errors.As(err, &missing):
		return lang.Sprintf("la opción --%s necesita un valor", "option --%s needs a value", missing.GetSpecifiedName())
	case errors.As(err, &badSeed{}):
		return lang.Sprintf("--seed %s: la semilla es un número entero de 0 a %d", "--seed %s: a seed is a whole number from 0 to %d", invalidValue(err), uint64(maxSeed))
	case errors.As(err, &invalid):
		return lang.Sprintf("la opción --%s no admite el valor %q", "option --%s does not take the value %q", invalid.GetFlag().Name, invalid.GetValue())
	}
	return lang.Sprintf("no se entiende la llamada: %v", "the call cannot be understood: %v", err)
}

// invalidValue is what a flag was given that it does not take.
func invalidValue(err error) string {
	var invalid *pflag.InvalidValueError
	if errors.As(err, &invalid) {
		return invalid.GetValue()
	}
	return ""
}

// helpCommand is told of with the others, but prints itself.
var helpCommand = command{
	name:  "help",
	args:  lang.Text{ES: "[ORDEN]", EN: "[COMMAND]"},
	short: lang.Text{ES: "explica una orden, o las muestra todas", EN: "explains a command, or lists them all"},
	long:  lang.Text{ES: "Explica una orden, o las muestra todas.", EN: "Explains a command, or lists them all."},
}

// help prints what posta can do, or what one command does.
func help(c console, args []string) int {
	if len(args) > 1 {
		c.fail(lang.Sprintf("sobra %q", "%q is too much", args[1]))
		c.hint(lang.Sprintf("posta help muestra todas las órdenes.", "posta help lists all commands."))
		return exitUsage
	}
	if len(args) == 1 {
		for _, cmd := range append(commands(), helpCommand) {
			if cmd.name == args[0] {
				cmd.help(c)
				return exitOK
			}
		}
		c.unknown(args[0])
		return exitUsage
	}
	c.say(lang.Sprintf("posta muestra cómo viaja un correo, byte a byte y paso a paso.\n", "posta shows how an email travels, byte by byte and step by step.\n"))
	c.say(lang.Sprintf("Órdenes:", "Commands:"))
	list := append(commands(), helpCommand)
	width := 0
	for _, cmd := range list {
		width = max(width, utf8.RuneCountInString(cmd.usage(c.lang)))
	}
	for _, cmd := range list {
		fmt.Fprintln(c.out, c.gloss(cmd.usage(c.lang), width, cmd.short.In(c.lang)))
	}
	c.say(lang.Sprintf("\nEmpieza por:  posta run first-email\nMás ayuda:    posta help ORDEN", "\nBegin with:  posta run first-email\nMore help:   posta help COMMAND"))
	return exitOK
}

func (cmd command) help(c console) {
	fmt.Fprintf(c.out, "posta %s\n\n", cmd.usage(c.lang))
	c.say(cmd.long)
}

// usage is how a command is called.
func (cmd command) usage(l lang.Lang) string {
	return strings.TrimSpace(cmd.name + " " + cmd.args.In(l))
}

func commandNames() []string {
	var names []string
	for _, cmd := range append(commands(), helpCommand) {
		names = append(names, cmd.name)
	}
	return names
}

func flagNames(flags *pflag.FlagSet) []string {
	var names []string
	flags.VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	return names
}

func (c console) say(t lang.Text)  { fmt.Fprintln(c.out, t.In(c.lang)) }
func (c console) hint(t lang.Text) { fmt.Fprintln(c.err, "       "+t.In(c.lang)) }

// fail complains, in one line made of these parts. What it quotes of somebody's file commands no terminal.
func (c console) fail(parts ...lang.Text) {
	line := "posta: "
	for _, t := range parts {
		line += t.In(c.lang)
	}
	lines := strings.Split(line, "\n")
	for i := range lines {
		lines[i] = transcript.Visible(lines[i])
	}
	fmt.Fprintln(c.err, strings.Join(lines, "\n"))
}
