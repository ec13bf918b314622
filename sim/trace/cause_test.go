package trace

import (
	"reflect"
	"strings"
	"testing"
)

// TestCodes: every code is in the table, once, and its example is a whole cause.
func TestCodes(t *testing.T) {
	listed := map[Code]int{}
	for _, c := range Codes() {
		listed[c]++
		if err := Example(c).Check(); err != nil {
			t.Errorf("%s: %v", c, err)
		}
	}
	for _, v := range readDocs(t).consts["Code"] {
		if n := listed[Code(v[0])]; n != 1 {
			t.Errorf("%s stands %d times in the table of codes", v[0], n)
		}
		delete(listed, Code(v[0]))
	}
	for c := range listed {
		t.Errorf("%s is in the table, and no constant", c)
	}
}

func TestCheckFindsWhatIsNoCause(t *testing.T) {
	for _, tc := range []struct {
		name string
		c    Cause
		want string
	}{
		{"nothing", Cause{}, ""},
		{"a reply", Said("550 no"), ""},
		{"a connection", Cause{Code: CauseConnectRefused, Host: "b.test"}, ""},
		{"a certificate of nobody", Cause{Code: CauseExpired}, ""},
		{"prose", Cause{Code: "it went wrong"}, "no cause"},
		{"no code", Cause{Host: "b.test"}, "no cause"},
		{"a reply of nothing", Cause{Code: CauseReply}, "lacks"},
		{"no domain", Cause{Code: CauseNoSuchDomain}, "lacks"},
		{"too much", Cause{Code: CauseNotify, Said: "please"}, "more than it tells"},
	} {
		err := tc.c.Check()
		if (tc.want == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v, want %q", tc.name, err, tc.want)
		}
	}
}

// TestCauseOfKnowsEveryCause: a kind of fact that has a cause is asked for it.
func TestCauseOfKnowsEveryCause(t *testing.T) {
	for _, r := range rows {
		v := reflect.New(r.typ).Elem()
		field := v.FieldByName("Why")
		has := field.IsValid() && field.Type() == reflect.TypeFor[Cause]()
		if has {
			field.Set(reflect.ValueOf(Said("no")))
		}
		if c, ok := CauseOf(v.Interface().(Fact)); ok != has || has && c != Said("no") {
			t.Errorf("%s: CauseOf gives %+v, %v", r.Kind, c, ok)
		}
	}
}
