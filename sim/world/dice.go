package world

import "math/rand/v2"

// dice is where all that is random in a world comes from: a seed. A fresh one may
// come while the world runs; every generator that was made before goes on with it.
// Whoever draws has been woken by a delivery, and a fresh seed comes with a delivery of
// its own.
type dice struct {
	seed  uint64
	fresh int // how often the seed has changed
}

// throw begins with another seed. Called with the ground's lock held.
func (d *dice) throw(seed uint64) {
	d.seed = seed
	d.fresh++
}

// rand gives a generator that depends on the seed and the label alone.
func (d *dice) rand(label string) *rand.Rand {
	return rand.New(&die{dice: d, label: label, fresh: d.fresh, source: source(d.seed, label)})
}

// die is one generator.
type die struct {
	dice   *dice
	label  string
	fresh  int
	source *rand.PCG
}

// Uint64 draws.
func (x *die) Uint64() uint64 {
	if x.fresh != x.dice.fresh {
		x.fresh, x.source = x.dice.fresh, source(x.dice.seed, x.label)
	}
	return x.source.Uint64()
}
