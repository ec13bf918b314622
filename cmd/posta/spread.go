//go:build !js

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"os"
	"runtime"
	"time"

	"github.com/spf13/pflag"

	"posta/sim/class"
	"posta/sim/lang"
	"posta/web/bus"
)

// busFlags are which bus a command is on; none: it does without.
type busFlags struct{ url, creds string }

func (b *busFlags) declare(flags *pflag.FlagSet) {
	flags.StringVar(&b.url, "nats", "", "")
	flags.StringVar(&b.creds, "creds", "", "")
}

// address is the bus that was asked for. The environment may say it where others can see what a command is called with.
func (b *busFlags) address(c console) (a bus.Address, asked bool) {
	if b.url == "env" {
		return bus.Address{URL: c.getenv("POSTA_NATS"), Creds: b.creds}, true
	}
	return bus.Address{URL: b.url, Creds: b.creds}, b.url != ""
}

// noBus complains that a bus cannot be joined.
func (c console) noBus(a bus.Address, err error) {
	if a.URL == "" {
		c.fail(lang.Sprintf("falta decir en qué bus: --nats DIRECCIÓN, o --nats env y la variable POSTA_NATS", "say on which bus: --nats URL, or --nats env and the variable POSTA_NATS"))
		return
	}
	c.fail(lang.Sprintf("no se puede usar el bus de %s: ", "cannot use the bus at %s: ", a), busError(err))
	switch {
	case errors.Is(err, bus.ErrAway):
		c.hint(lang.Sprintf("¿Está en marcha? «posta bus» pone uno en esta máquina.", "Is it running? \"posta bus\" puts one on this machine."))
	case errors.Is(err, bus.ErrDenied):
		c.hint(lang.Sprintf("La dirección que muestra «posta bus» lleva dentro la clave; para otro servidor: nats://USUARIO:CLAVE@…, o --creds ARCHIVO.", "The address that \"posta bus\" shows has the token in it; for another server: nats://USER:PASSWORD@..., or --creds FILE."))
	}
}

func busError(err error) lang.Text {
	var why *class.Why
	switch {
	case errors.As(err, &why):
		return why.Told
	case errors.Is(err, os.ErrNotExist):
		return lang.Sprintf("el archivo de credenciales no existe", "the file of credentials does not exist")
	}
	return lang.Both(err.Error())
}

// spread gives out n jobs of a kind on a bus, does them here as well, and gives what came of them, in order. It complains
// itself; false then.
func spread[J, R any](c console, ctx context.Context, a bus.Address, kind string, n int, job func(i int) J) (iter.Seq2[int, shared[R]], bool) {
	b, err := bus.Dial(a, "posta "+version())
	if err != nil {
		c.noBus(a, err)
		return nil, false
	}
	return func(yield func(int, shared[R]) bool) {
		defer b.Close()
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		q := b.Queue(version())
		go q.Work(ctx, runtime.GOMAXPROCS(0), kinds(), func(string, time.Duration, error) {}, func(error) {})
		for i, x := range q.InOrder(ctx, n, func(i int) (bus.Job, error) {
			data, err := json.Marshal(job(i))
			return bus.Job{Kind: kind, Data: data}, err
		}) {
			r := shared[R]{err: x.Err}
			if r.err == nil {
				r.err = json.Unmarshal(x.Data, &r.result)
			}
			if !yield(i, r) {
				return
			}
		}
	}, true
}

// shared is what came of a job.
type shared[R any] struct {
	result R
	err    error
}

// does makes of a function one that a worker calls.
func does[J, R any](do func(context.Context, J) (R, error)) bus.Do {
	return func(ctx context.Context, data []byte) ([]byte, error) {
		var job J
		if err := json.Unmarshal(data, &job); err != nil {
			return nil, fmt.Errorf("the job cannot be read: %w", err)
		}
		r, err := do(ctx, job)
		if err != nil {
			return nil, err
		}
		return json.Marshal(r)
	}
}

// kinds are the jobs that this program does.
func kinds() map[string]bus.Do {
	return map[string]bus.Do{"seeds": does(doSeeds), "grade": does(doGrade)}
}
