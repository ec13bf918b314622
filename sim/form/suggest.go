package form

import "strings"

// Nearest finds what was perhaps meant: the nearest of the options, if it is near enough to be worth saying.
func Nearest(given string, options []string) string {
	if len(given) == 0 || len(given) > 100 {
		return ""
	}
	flat := flatten(given)
	best, bestDistance := "", 1+max(1, len([]rune(flat))/3)
	for _, o := range options {
		if d := distance(flat, flatten(o), bestDistance); d < bestDistance {
			best, bestDistance = o, d
		}
	}
	return best
}

// suggestKey does the same for a key, and knows what else people call them.
func (form *Format) suggestKey(given string, options []string) string {
	for _, meant := range form.Meant[flatten(given)] {
		for _, o := range options {
			if o == meant {
				return o
			}
		}
	}
	return Nearest(given, options)
}

// NearestName does the same for the name of a host, a device or a user. Names with dots are compared label by label:
// mx1.beta.test has most of its letters in common with mail.beta.test, and nobody who writes the one means the other.
func NearestName(given string, options []string) string {
	labels := strings.Split(flatten(given), ".")
	if len(labels) == 1 || len(given) > 100 {
		return Nearest(given, options)
	}
	best, bestDistance := "", 4
	for _, o := range options {
		others := strings.Split(flatten(o), ".")
		total := 0
		if len(others) != len(labels) {
			total = distance(flatten(given), flatten(o), 2) + 1 // a dot too many or too few
			if total > 2 {
				continue
			}
		} else {
			for i, l := range labels {
				limit := 1 + max(1, len([]rune(l))/3)
				d := distance(l, others[i], limit)
				if d >= limit {
					d = 100
				}
				total += d
			}
		}
		if total < bestDistance {
			best, bestDistance = o, total
		}
	}
	return best
}

// flatten forgets case, accents and the kind of dash.
func flatten(s string) string {
	return strings.NewReplacer("-", "_", " ", "_", "á", "a", "é", "e", "í", "i", "ó", "o", "ú", "u", "ñ", "n").Replace(strings.ToLower(s))
}

// distance is the number of letters to insert, drop, change or swap (optimal string alignment); it gives up at limit.
func distance(a, b string, limit int) int {
	x, y := []rune(a), []rune(b)
	if len(x)-len(y) >= limit || len(y)-len(x) >= limit {
		return limit
	}
	before, last, now := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(x); i++ {
		now[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			now[j] = min(last[j]+1, now[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				now[j] = min(now[j], before[j-2]+1)
			}
		}
		before, last, now = last, now, before
	}
	return last[len(y)]
}
