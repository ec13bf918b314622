package oauthbearer

import (
	"errors"
	"testing"

	"github.com/emersion/go-sasl"
)

// example is RFC 7628 section 4.1, whose base64 the text gives decoded.
const example = "n,a=user@example.com,\x01host=server.example.com\x01port=143\x01auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\x01\x01"

func TestTheExampleOfTheRFC(t *testing.T) {
	want := Request{User: "user@example.com", Host: "server.example.com", Port: 143, Token: "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg=="}
	got, err := Parse([]byte(example))
	if err != nil || got != want {
		t.Errorf("read as %+v, %v", got, err)
	}
	if said := string(want.Encode()); said != example {
		t.Errorf("written as %q", said)
	}
	// Section 4.3.
	refusal, err := ParseRefusal([]byte(`{"status":"invalid_token","scope":"example_scope","openid-configuration":"https://example.com/.well-known/openid-configuration"}`))
	if want := (Refusal{InvalidToken, "example_scope", "https://example.com/.well-known/openid-configuration"}); err != nil || refusal != want {
		t.Errorf("the challenge is read as %+v, %v", refusal, err)
	}
}

func TestWhatIsNoRequest(t *testing.T) {
	const end = "\x01auth=Bearer tok\x01\x01"
	for name, tt := range map[string]struct {
		says string
		want error // nil: it is one
	}{
		"without a name":            {"n," + end, ErrSyntax},
		"the token says whose":      {"n,," + end, nil},
		"a comma in the name":       {"n,a=a=2Cb," + end, nil},
		"a bare comma":              {"n,a=a,b," + end, ErrSyntax},
		"an empty name":             {"n,a=," + end, ErrSyntax},
		"a bare equals sign":        {"n,a=a=b," + end, ErrSyntax},
		"a name that is none":       {"n,b=a," + end, ErrSyntax},
		"channel binding":           {"p=tls-unique,," + end, ErrBinding},
		"could have bound":          {"y,," + end, ErrBinding},
		"no header":                 {"auth=Bearer tok\x01\x01", ErrSyntax},
		"nothing":                   {"", ErrSyntax},
		"no token":                  {"n,,\x01host=x\x01\x01", ErrSyntax},
		"an empty token":            {"n,,\x01auth=Bearer \x01\x01", ErrSyntax},
		"another scheme":            {"n,,\x01auth=MAC tok\x01\x01", ErrSyntax},
		"small letters will do":     {"n,,\x01auth=bearer tok\x01\x01", nil},
		"two tokens":                {"n,,\x01auth=Bearer a\x01auth=Bearer b\x01\x01", ErrSyntax},
		"a token with a space":      {"n,,\x01auth=Bearer a b\x01\x01", ErrSyntax},
		"no end":                    {"n,,\x01auth=Bearer tok\x01", ErrSyntax},
		"a port that is none":       {"n,,\x01port=x" + end, ErrSyntax},
		"an unknown key is skipped": {"n,,\x01qs=a" + end, nil},
		"a key that is none":        {"n,,\x01q1=a" + end, ErrSyntax},
	} {
		t.Run(name, func(t *testing.T) {
			if r, err := Parse([]byte(tt.says)); !errors.Is(err, tt.want) {
				t.Errorf("read as %+v, %v", r, err)
			}
		})
	}
}

// TestAnExchange: a no comes after its challenge was answered, whatever the answer is, an empty one too.
func TestAnExchange(t *testing.T) {
	no, malformed := errors.New("no"), errors.New("malformed")
	begin := func() *Server {
		return &Server{Malformed: malformed, Scope: "mail", Check: func(r Request) error {
			if r.Token == "good" {
				return nil
			}
			return no
		}}
	}
	s := begin()
	if challenge, done, err := s.Next(nil); len(challenge) != 0 || done || err != nil {
		t.Errorf("asked to begin: %q %v %v", challenge, done, err)
	}
	if _, done, err := s.Next(Request{Token: "good"}.Encode()); !done || err != nil {
		t.Errorf("a good token: %v %v", done, err)
	}
	for _, tt := range []struct {
		says, status string
		want         error
	}{{string(Request{Token: "old"}.Encode()), InvalidToken, no}, {"n,", InvalidRequest, malformed}, {"", InvalidRequest, malformed}} {
		for _, answer := range [][]byte{Dummy, {}, []byte("x"), nil} {
			s := begin()
			challenge, done, err := s.Next([]byte(tt.says))
			refusal, broken := ParseRefusal(challenge)
			if done || err != nil || broken != nil || refusal.Status != tt.status || refusal.Scope != "mail" {
				t.Errorf("to %q: %q %v %v", tt.says, challenge, done, err)
			}
			if _, done, err := s.Next(answer); !done || !errors.Is(err, tt.want) {
				t.Errorf("to the answer %q: %v %v", answer, done, err)
			}
		}
	}
}

// TestTheLibraryUnderstands: go-sasl's client and ours say the same, and each understands the other's server.
func TestTheLibraryUnderstands(t *testing.T) {
	library := sasl.NewOAuthBearerClient(&sasl.OAuthBearerOptions{Username: "benito@beta.test", Token: "tok", Host: "mail.beta.test", Port: 143})
	_, said, err := library.Start()
	ours := Request{User: "benito@beta.test", Token: "tok", Host: "mail.beta.test", Port: 143}
	if got, err2 := Parse(said); err != nil || err2 != nil || got != ours {
		t.Errorf("its client's words are read as %+v, %v %v", got, err, err2)
	}
	if _, err := library.Next(Refusal{Status: InvalidToken}.Encode()); err == nil {
		t.Error("its client takes the challenge for a yes")
	}
	var heard sasl.OAuthBearerOptions
	server := sasl.NewOAuthBearerServer(func(o sasl.OAuthBearerOptions) *sasl.OAuthBearerError { heard = o; return nil })
	if _, done, err := server.Next(ours.Encode()); !done || err != nil || heard.Token != "tok" || heard.Username != ours.User {
		t.Errorf("its server heard %+v: %v %v", heard, done, err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(example))
	f.Add([]byte("n,a==2C,\x01auth=Bearer a\x01\x01"))
	f.Add([]byte("y,,\x01\x01"))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := Parse(b)
		if err != nil {
			return
		}
		if again, err := Parse(r.Encode()); err != nil || again != r {
			t.Errorf("%q is %+v, and written again %+v, %v", b, r, again, err)
		}
	})
}
