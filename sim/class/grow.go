package class

import (
	"fmt"
	"strings"
)

// Seats that a class may have.
const (
	MinSeats = 2
	MaxSeats = 200
)

// domains are what a class that grows has, as many as it needs: about eight people share one.
var domains = []string{"alfa", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "omega"}

const shared = 8

// Grow is the scenario of a class with so many seats: for each domain one line.
func Grow(seats int) (string, error) {
	if seats < MinSeats || seats > MaxSeats {
		return "", fmt.Errorf("a class has %d to %d seats, and not %d", MinSeats, MaxSeats, seats)
	}
	n := min(max((seats+shared-1)/shared, 2), len(domains))
	var b strings.Builder
	b.WriteString("posta: 1\ntitle: {es: \"Una clase que se escribe\", en: \"A class that writes to itself\"}\n" +
		"summary: {es: \"Cada uno tiene un buzón. Lo que os escribís viaja de verdad por los servidores que se ven aquí.\", en: \"Everybody has a mailbox. What you write to each other travels for real through the servers that you see here.\"}\n" +
		"domains:\n")
	first := 1
	for i := range n {
		last := first + (seats-first+1)/(n-i) - 1
		fmt.Fprintf(&b, "  %s.test: {users: {p%03d..%03d: {devices: [laptop]}}}\n", domains[i], first, last)
		first = last + 1
	}
	fmt.Fprintf(&b, "record: dialogue\nlimits: {events: 4000000, time: 30d}\nscript:\n  - lookup: {from: mail.%s.test, name: %s.test, type: MX}\n", domains[0], domains[1])
	return b.String(), nil
}
