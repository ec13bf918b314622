package live

import (
	"encoding/base64"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"posta/sim/scenario"
	"posta/sim/trace"
)

// StandIn stands in the place of a password that the trace does not show (Options.Discreet), where what was said is said again in a
// simulation. It is as long, because a literal says its length.
func StandIn(password string) string { return strings.Repeat("x", len(password)) }

// logins says again how a stranger logged in, where the trace does not show it: by name, and a stand-in for a password that was
// right, or something else for one that was not. What answered a challenge, and tokens, stay as they are shown, and are refused.
type logins struct {
	users   []*scenario.User
	checked []trace.Authenticated // what the server found, each time
	line    []byte                // what was said of the line
	mech    string                // the mechanism whose lines follow
	nth     int                   // how many did
	said    bool                  // what is hidden in this line was said
}

var (
	bringsResponse = regexp.MustCompile(`(?i)^(?:\S+ )?(?:AUTH|AUTHENTICATE) (\S+) +$`)
	namesMechanism = regexp.MustCompile(`(?i)^(?:\S+ )?(?:AUTH|AUTHENTICATE) (\S+) *$`)
	announced      = regexp.MustCompile(`\{(\d+)\+?\}\r\n$`)
	bringsPassword = regexp.MustCompile(`(?i)^(PASS |\S+ LOGIN .* |.*\{\d+\+?\}\r\n)$`)
)

// fill is what a stranger says, with something in the place of what is hidden.
func (x *logins) fill(f trace.DataSent) []byte {
	var out []byte
	for i, b := range f.Data {
		if slices.ContainsFunc(f.Hidden, func(h trace.Span) bool { return h.Offset <= i && i < h.Offset+h.Len }) {
			if !x.said {
				x.said = true
				out = append(out, x.secret()...)
			}
			continue
		}
		out = append(out, b)
		if x.line = append(x.line, b); b != '\n' {
			continue
		}
		line := strings.TrimRight(string(x.line), "\r\n")
		if m := namesMechanism.FindStringSubmatch(line); m != nil && !x.said {
			x.mech, x.nth = strings.ToUpper(m[1]), 0
		}
		if x.said = false; strings.HasSuffix(line, "}") && strings.Contains(line, "{") {
			x.line = append(x.line[:0], line[strings.LastIndexByte(line, '{'):]+"\r\n"...) // a literal goes on with it
		} else {
			x.line = x.line[:0]
		}
	}
	return out
}

// secret is what to say now.
func (x *logins) secret() string {
	line := string(x.line)
	if m := bringsResponse.FindStringSubmatch(line); m != nil {
		x.mech, x.nth = strings.ToUpper(m[1]), 0
	} else if m := bringsPassword.FindStringSubmatch(line); m != nil {
		x.mech, x.nth = "LOGIN", 1
		if strings.EqualFold(m[1], "PASS ") {
			x.mech = "USER" // as POP3's way is called
		}
	}
	user, password := x.next()
	if m := announced.FindStringSubmatch(line); m != nil {
		if n, err := strconv.Atoi(m[1]); err == nil && n != len(password) && n <= maxTyped {
			password = strings.Repeat("y", n) // as many as were announced
		}
	}
	code := base64.StdEncoding.EncodeToString
	x.nth++
	switch {
	case x.mech == "PLAIN":
		x.over()
		return code([]byte("\x00" + user + "\x00" + password))
	case x.mech == "LOGIN" && x.nth == 1:
		return code([]byte(user))
	case x.mech == "LOGIN" && bringsPassword.MatchString(line), x.mech == "USER":
		x.over()
		return password
	case x.mech == "LOGIN":
		x.over()
		return code([]byte(password))
	}
	x.over()
	return "****"
}

// next is as whom the stranger logs in next, and by what.
func (x *logins) next() (user, password string) {
	if len(x.checked) == 0 || x.checked[0].Mechanism != x.mech {
		return "", "y" // the server did not come to look at it
	}
	user, password = x.checked[0].User, "y"
	for _, u := range x.users {
		if user == u.Login() || user == u.Local {
			if password = StandIn(u.Password); !x.checked[0].OK {
				password = strings.Repeat("y", len(u.Password))
			}
		}
	}
	return user, password
}

// over ends a log-in.
func (x *logins) over() {
	if len(x.checked) > 0 && x.checked[0].Mechanism == x.mech {
		x.checked = x.checked[1:]
	}
	x.mech = ""
}
