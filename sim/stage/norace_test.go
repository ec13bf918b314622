//go:build !race

package stage_test

const sampled = false
