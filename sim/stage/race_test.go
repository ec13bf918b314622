//go:build race

package stage_test

// sampled: with the race detector a picture takes many times as long, and what only calculates has nothing for it to find.
const sampled = true
