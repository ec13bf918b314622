package lang

import (
	"strconv"
	"strings"
)

// Size says a number of octets as people do: "240 bytes", "1,4 kB", "10 MB".
func Size(n int64) Text {
	word := func(v float64, unit string) Text {
		s := strconv.FormatFloat(v, 'f', 1, 64)
		s = strings.TrimSuffix(s, ".0")
		return Text{ES: strings.Replace(s, ".", ",", 1) + " " + unit, EN: s + " " + unit}
	}
	switch {
	case n == 1:
		return Both("1 byte")
	case n < 1000:
		return Both(strconv.FormatInt(n, 10) + " bytes")
	case n < 1000*1000:
		return word(float64(n)/1000, "kB")
	case n < 1000*1000*1000:
		return word(float64(n)/1e6, "MB")
	}
	return word(float64(n)/1e9, "GB")
}

// Octets says a number of octets to the last one: "530 bytes", "24,061 bytes".
func Octets(n int) Text {
	if n == 1 {
		return Both("1 byte")
	}
	es := strconv.Itoa(n)
	en := es
	if n >= 10_000 { // Spanish and English both group from five figures on
		for i := len(es) - 3; i > 0; i -= 3 {
			es, en = es[:i]+"\u00a0"+es[i:], en[:i]+","+en[i:]
		}
	}
	return Text{ES: es + " bytes", EN: en + " bytes"}
}
