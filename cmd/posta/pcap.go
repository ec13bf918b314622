package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"syscall"

	"github.com/spf13/pflag"

	"posta/sim"
	"posta/sim/expect"
	"posta/sim/lang"
	"posta/sim/pcap"
	"posta/sim/trace"
)

var pcapCommand = command{
	name:  "pcap",
	args:  lang.Text{ES: "LECCIÓN|ARCHIVO|-", EN: "LESSON|FILE|-"},
	short: lang.Text{ES: "escribe la captura para Wireshark", EN: "writes the capture for Wireshark"},
	long: lang.Text{
		ES: `Simula y escribe lo que pasó por la red como captura pcapng: paquetes con cabeceras y sumas
correctas, nombres de los equipos, una explicación por paquete y las claves de TLS, para que
Wireshark lo descifre solo.

  -o, --output ARCHIVO.pcapng    dónde escribir (- es la salida estándar)
  --follow N                     una sola conexión, por su número en la traza
  --lang es|en                   idioma de los comentarios
  --seed N                       otra semilla`,
		EN: `Simulates, and writes what crossed the network as a pcapng capture: packets with correct
headers and checksums, host names, an explanation on each packet, and the TLS keys, so that
Wireshark decrypts by itself.

  -o, --output FILE.pcapng    where to write (- is the standard output)
  --follow N                  one connection only, by its number in the trace
  --lang es|en                language of the comments
  --seed N                    another seed`,
	},
	setup: func(flags *pflag.FlagSet) func(console, []string) int {
		output := flags.StringP("output", "o", "", "")
		follow := flags.Int("follow", 0, "")
		var seed seedFlag
		flags.Var(&seed, "seed", "")
		return func(c console, args []string) int {
			if len(args) > 1 {
				c.noMore("pcap", args[1:])
				return exitUsage
			}
			if len(args) == 0 || *output == "" {
				c.fail(lang.Sprintf("hacen falta una lección o un archivo, y dónde escribir", "a lesson or file is needed, and where to write"))
				c.hint(lang.Sprintf("Por ejemplo: posta pcap starttls -o starttls.pcapng", "For example: posta pcap starttls -o starttls.pcapng"))
				return exitUsage
			}
			return capture(c, args[0], *output, *follow, sim.Options{Seed: seed.chosen()})
		}
	},
}

func capture(c console, name, output string, follow int, options sim.Options) int {
	s, ok := load(c, name)
	if !ok {
		return exitUsage
	}
	t, err := runAlone(context.Background(), s, options)
	if err != nil {
		c.fail(lang.Sprintf("no se puede simular %s: %v", "cannot simulate %s: %v", name, err))
		return exitUsage
	}
	if follow != 0 && !connected(t, follow) {
		c.fail(lang.Sprintf("en %s no hay una conexión número %d", "%s has no connection number %d", name, follow))
		c.hint(lang.Sprintf("posta run %s --format jsonl las numera en \"conn\".", "posta run %s --format jsonl numbers them in \"conn\".", name))
		return exitUsage
	}
	sim.Judge(context.Background(), s, options, t)
	if err := writeFile(c, output, func(w io.Writer) error {
		return pcap.Write(w, t, pcap.Options{Conn: follow, Lang: c.lang, Comment: pcap.Comments(t, c.lang)})
	}); err != nil {
		c.fail(lang.Sprintf("no se puede escribir %s: ", "cannot write %s: ", output), readError(err))
		if errors.Is(err, syscall.EISDIR) {
			c.hint(lang.Sprintf("Di también cómo se llamará el archivo: -o %s", "Say too what the file is to be called: -o %s", filepath.Join(output, s.Name+".pcapng")))
		}
		return exitUsage
	}
	return judge(c, t, expect.Check(s, t))
}

func connected(t *trace.Trace, conn int) bool {
	for _, e := range t.Events {
		if e.Conn == conn {
			return true
		}
	}
	return false
}

// writeFile writes a file, or the standard output for "-".
func writeFile(c console, name string, write func(io.Writer) error) error {
	if name == "-" {
		return write(c.out)
	}
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	if err := write(w); err != nil {
		f.Close()
		return err
	}
	if err := w.Flush(); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
