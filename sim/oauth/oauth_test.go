package oauth

import (
	"errors"
	"testing"
	"time"
)

// TestTheExamplesOfTheRFC are those of RFC 6749 sections 5.1, 5.2 and 6; mail programs are public
// clients, and the client_id comes in the form.
func TestTheExamplesOfTheRFC(t *testing.T) {
	asked, err := ParseRefresh("application/x-www-form-urlencoded", []byte("grant_type=refresh_token&refresh_token=tGzv3JOkF0XG5Qx2TlKWIA&client_id=s6BhdRkqt3"))
	want := Refresh{Client: "s6BhdRkqt3", Token: "tGzv3JOkF0XG5Qx2TlKWIA"}
	if err != nil || asked != want {
		t.Errorf("the request is read as %+v, %v", asked, err)
	}
	if again, err := ParseRefresh(FormType+"; charset=UTF-8", want.Encode()); err != nil || again != want {
		t.Errorf("written and read again it is %+v, %v", again, err)
	}
	yes := Grant{Access: "2YotnFZFEjr1zCsicMWpAA", Lasts: time.Hour, Refresh: "tGzv3JOkF0XG5Qx2TlKWIA"}
	got, err := ParseAnswer(200, []byte(`{"access_token":"2YotnFZFEjr1zCsicMWpAA","token_type":"example","expires_in":3600,"refresh_token":"tGzv3JOkF0XG5Qx2TlKWIA","example_parameter":"example_value"}`))
	if !errors.Is(err, ErrAnswer) {
		t.Errorf("a token of a type that nobody here can show is taken: %+v, %v", got, err)
	}
	if got, err = ParseAnswer(200, yes.Encode()); err != nil || got != yes {
		t.Errorf("the yes is read as %+v, %v", got, err)
	}
	var no *Refusal
	if _, err := ParseAnswer(400, []byte(`{"error":"invalid_request"}`)); !errors.As(err, &no) || no.Code != ErrRequest.Code {
		t.Errorf("the no is read as %v", err)
	}
}

func TestWhatIsNoRequest(t *testing.T) {
	for name, c := range map[string]struct {
		media, body string
		want        error
	}{
		"another medium":          {JSONType, "grant_type=refresh_token&refresh_token=a&client_id=b", ErrRequest},
		"no form":                 {FormType, "%zz", ErrRequest},
		"nothing":                 {FormType, "", ErrRequest},
		"no token":                {FormType, "grant_type=refresh_token&client_id=b", ErrRequest},
		"a parameter twice":       {FormType, "grant_type=refresh_token&refresh_token=a&refresh_token=b", ErrRequest},
		"something else is asked": {FormType, "grant_type=password&username=benito&password=clave", ErrGrantType},
	} {
		if got, err := ParseRefresh(c.media, []byte(c.body)); !errors.Is(err, c.want) {
			t.Errorf("%s: read as %+v, %v; want %v", name, got, err, c.want)
		}
	}
}

func FuzzAnswer(f *testing.F) {
	f.Add(200, []byte(`{"access_token":"a","token_type":"Bearer","expires_in":600}`))
	f.Add(400, []byte(`{"error":"invalid_grant"}`))
	f.Add(200, []byte(`{"access_token":"a","token_type":"bearer","expires_in":-1}`))
	f.Fuzz(func(t *testing.T, status int, b []byte) {
		g, err := ParseAnswer(status, b)
		if err != nil {
			return
		}
		if again, err := ParseAnswer(200, g.Encode()); err != nil || again != g {
			t.Errorf("%q is %+v, and written again %+v, %v", b, g, again, err)
		}
	})
}

func FuzzRefresh(f *testing.F) {
	f.Add("application/x-www-form-urlencoded", []byte("grant_type=refresh_token&refresh_token=a%20b&client_id=c"))
	f.Fuzz(func(t *testing.T, media string, b []byte) {
		r, err := ParseRefresh(media, b)
		if err != nil {
			return
		}
		if again, err := ParseRefresh(FormType, r.Encode()); err != nil || again != r {
			t.Errorf("%q is %+v, and written again %+v, %v", b, r, again, err)
		}
	})
}
