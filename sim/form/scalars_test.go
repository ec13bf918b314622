package form

import (
	"math"
	"strings"
	"testing"
	"time"
)

func TestUnits(t *testing.T) {
	for in, want := range map[string]time.Duration{"90s": 90 * time.Second, "30min": 30 * time.Minute, "5d": 120 * time.Hour, "1h 30min": 90 * time.Minute, "1.5 s": 1500 * time.Millisecond, "250us": 250 * time.Microsecond, "1d12h": 36 * time.Hour,
		// A float would take these for one nanosecond more or less, by the processor.
		"8.2ms 209.6025us": 8_409_603, "0.0005us": 1, "0.0004us": 0, "0.0002us 0.0003us": 1, "999.999999d": 86_399_999_913_600_000,
		"1000d": MaxSpan, "1000d 0.0004us": MaxSpan, "1000d 0.0005us": MaxSpan + 1, "999999999d": MaxSpan + 1, "999999999.999999d 999999999.999999d": MaxSpan + 1,
	} {
		if got, ok := parseSpan(in); !ok || got != want {
			t.Errorf("%q = %v, %v; want %v", in, got, ok, want)
		}
	}
	for _, in := range []string{"", "5", "-5s", "5m", "s", "1e3s", "5 s s", "٣s", strings.Repeat("1s", 40)} {
		if got, ok := parseSpan(in); ok {
			t.Errorf("%q was taken for %v", in, got)
		}
	}
}

func TestAmounts(t *testing.T) {
	for _, tc := range []struct {
		decimal           string
		unit, whole, rest uint64
	}{
		{"1.5", 1 << 10, 1536, 0},
		{"0.000001", 1 << 20, 1, 48_576},
		{"999999999999.999999", 1 << 20, 1<<20*999_999_999_999 + 1_048_574, 951_424},
		{"99999999999999", 1 << 30, math.MaxUint64, 0},
		{"999999999999999999999", 1, math.MaxUint64, 0},
	} {
		if whole, rest := amount(tc.decimal, tc.unit); whole != tc.whole || rest != tc.rest {
			t.Errorf("%s of %d is %d and %d millionths, want %d and %d", tc.decimal, tc.unit, whole, rest, tc.whole, tc.rest)
		}
	}
	for decimal, want := range map[string]uint64{"1.4999": 1, "1.5": 2, "0.999999": 1, "999999999999999999999": math.MaxUint64} {
		if got := rounded(decimal, 1); got != want {
			t.Errorf("%s is rounded to %d, want %d", decimal, got, want)
		}
	}
}
