package campaign

import "time"

// Day is how long a plan counts letters.
const Day = 24 * time.Hour

// WarmUp is a plan for an address that nobody knows yet: how many letters it may send on its first day, its second, and so
// on. A receiver that sees a stranger send as much as an old acquaintance takes it for a machine that somebody has broken
// into. Nil: there is no plan, and behind its last day it sends as much as there is.
type WarmUp []int

// Allowed is how many letters may leave on the day of an instant, counted from the plan's first; -1: any number.
func (w WarmUp) Allowed(since time.Duration) int {
	day := int(since / Day)
	if since < 0 || day >= len(w) {
		return -1
	}
	return w[day]
}

// NextDay is how long it takes until the next day begins.
func NextDay(since time.Duration) time.Duration { return Day - since%Day }
