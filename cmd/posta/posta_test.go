package main

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"posta": main})
}

// TestScripts plays what a person types, one story a file.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("LANG", "es_AR.UTF-8")
			env.Setenv("XDG_CONFIG_HOME", filepath.Join(env.WorkDir, "config"))
			return nil
		},
		Cmds:          map[string]func(*testscript.TestScript, bool, []string){"replace": replace, "await-bus": awaitBus},
		UpdateScripts: os.Getenv("UPDATE_SCRIPTS") != "",
	})
}

// replace puts other words into a file: replace OLD NEW FILE.
func replace(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: replace OLD NEW FILE")
	}
	text := ts.ReadFile(args[2])
	if !strings.Contains(text, args[0]) {
		ts.Fatalf("%s has no %q", args[2], args[0])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), []byte(strings.ReplaceAll(text, args[0], args[1])), 0o644))
}

// awaitBus waits until a bus answers, and has its addresses in HOLDER and WORKER: await-bus KEYS PORT.
func awaitBus(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: await-bus KEYS PORT")
	}
	at := "127.0.0.1:" + args[1]
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for tries := 0; ; tries++ {
		c, err := net.Dial("tcp", at)
		if err == nil {
			c.Close()
			break
		}
		if tries == 1000 {
			ts.Fatalf("no bus: %v", err)
		}
		<-tick.C
	}
	keys := strings.Fields(ts.ReadFile(args[0]))
	ts.Setenv("HOLDER", "nats://"+keys[0]+"@"+at)
	ts.Setenv("WORKER", "nats://"+keys[1]+"@"+at)
}
