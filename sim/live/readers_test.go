package live_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"posta/scenarios"
	"posta/sim/live"
	"posta/sim/live/localca"
	"posta/sim/trace"
)

// Programs that fetch mail, in the clear and by both roads to TLS. All of them believe
// the scenario's authority alone, and look at the name in the certificate. None can look
// a name of the scenario up, so each is told in its own way to call an address and to
// expect a name.

// mbsync synchronises benito's mailboxes with Maildirs under Mail. Its SSLType is one of
// None, STARTTLS and IMAPS. It knows no addresses in certificates (RFC 5280 section
// 4.2.1.6), but believes that a tunnel leads to the host that it has a name for; bash
// can dig one.
func (w *world) mbsync(sslType, ca string) (out string, ok bool) {
	w.Helper()
	service := "imap"
	if sslType == "IMAPS" {
		service = "imaps"
	}
	addr, port := w.at("mail.beta.test", service)
	where := "Host " + addr + "\nPort " + port
	if sslType != "None" {
		where = fmt.Sprintf("Host mail.beta.test\nTunnel \"bash -c 'exec 3<>/dev/tcp/%s/%s; cat <&3 & cat >&3; kill $! 2>/dev/null'\"", addr, port)
	}
	os.Mkdir(filepath.Join(w.dir, "Mail"), 0o700)
	config := w.file("mbsyncrc", fmt.Sprintf(`
IMAPAccount beta
%s
User benito@beta.test
Pass tren
SSLType %s
SystemCertificates no
CertificateFile %s

IMAPStore far
Account beta

MaildirStore near
Path %[4]s/Mail/
Inbox %[4]s/Mail/INBOX
SubFolders Verbatim

Channel all
Far :far:
Near :near:
Patterns *
Create Both
Expunge Both
SyncState *
`, where, sslType, ca, w.dir))
	return run(w.T, w.dir, "", "mbsync", "-c", config, "-a")
}

// fetchmail appends benito's letters to the file got. Options are its own; its
// sslcommonname is the name that the certificate must have.
func (w *world) fetchmail(protocol, service, options, ca string) (out string, ok bool) {
	w.Helper()
	addr, port := w.at("mail.beta.test", service)
	config := w.file("fetchmailrc", fmt.Sprintf(`
poll mail.beta.test via %s service %s proto %s user "benito@beta.test" pass "tren" %s
  sslcertck sslcertfile "%s" sslcommonname "mail.beta.test" mda "cat >> %s/got"
`, addr, port, protocol, options, ca, w.dir))
	return run(w.T, w.dir, "", "fetchmail", "-f", config, "--pidfile", filepath.Join(w.dir, "pid"), "--nosyslog")
}

// muttTrusts is what mutt is told about TLS: to insist on it, and to look at dates and
// names. It knows the addresses in certificates.
func muttTrusts(ca string) string {
	return fmt.Sprintf(`set ssl_starttls=yes ssl_force_tls=yes ssl_ca_certificates_file="%s" ssl_verify_host=yes ssl_verify_dates=yes`, ca)
}

// muttSends hands a letter to alfa's server as alicia would.
func (w *world) muttSends(scheme, service, trusts string) (out string, ok bool) {
	w.Helper()
	rc := w.file("muttrc-sends", fmt.Sprintf(`
set smtp_url="%s://alicia%%40alfa.test@%s/" smtp_pass="luna" from="alicia@alfa.test" use_envelope_from=yes hostname=alfa.test copy=no
%s
`, scheme, w.alfa(service), trusts))
	return run(w.T, w.dir, "Hola.\n.\n..\n", "mutt", "-n", "-F", rc, "-s", "De mutt", "benito@beta.test")
}

// passwords counts those that were said to a server inside TLS and in the clear.
func (w *world) passwords(protocol string) (hidden, open int) {
	covered := map[int]bool{}
	for _, e := range w.Trace().Events {
		switch f := e.Fact.(type) {
		case trace.TLSDone:
			covered[e.Conn] = covered[e.Conn] || f.OK
		case trace.Authenticated:
			switch {
			case f.Protocol != protocol:
			case covered[e.Conn]:
				hidden++
			default:
				open++
			}
		}
	}
	return hidden, open
}

// hides checks that passwords were said, and either all inside TLS or all in the clear.
func (w *world) hides(protocol string, secure bool) {
	w.Helper()
	hidden, open := w.passwords(protocol)
	if hidden+open == 0 || secure && open > 0 || !secure && hidden > 0 {
		w.Errorf("%s: %d passwords inside TLS, %d in the clear", protocol, hidden, open)
	}
}

func TestMbsync(t *testing.T) {
	for _, sslType := range []string{"None", "STARTTLS", "IMAPS"} {
		t.Run(sslType, func(t *testing.T) {
			w := newWorld(t)
			w.deliver()
			sync := func() {
				t.Helper()
				if out, ok := w.mbsync(sslType, filepath.Join(w.dir, "ca.pem")); !ok {
					t.Fatalf("mbsync fails:\n%s", out)
				}
			}
			sync()
			var found []string
			for _, sub := range []string{"new", "cur"} {
				list, _ := filepath.Glob(filepath.Join(w.dir, "Mail/INBOX", sub, "*"))
				found = append(found, list...)
			}
			if len(found) != 1 {
				t.Fatalf("mbsync brought %v", found)
			}
			text, _ := os.ReadFile(found[0])
			contains(t, string(text), "Subject: Hola")
			// Read here, and synchronised: read there. A directory that has just changed would
			// make mbsync wait for the next second.
			os.Rename(found[0], filepath.Join(w.dir, "Mail/INBOX/cur", filepath.Base(strings.TrimSuffix(found[0], ":2,")))+":2,S")
			all, _ := filepath.Glob(filepath.Join(w.dir, "Mail/*/*"))
			for _, sub := range all {
				os.Chtimes(sub, time.Time{}, time.Now().Add(-time.Minute))
			}
			sync()
			w.hides("imap", sslType != "None")
			out := mustRun(t, w.dir, "", "curl", "-sS", "-u", "benito@beta.test:tren", "imap://"+w.beta("imap")+"/INBOX", "-X", "FETCH 1 FLAGS")
			contains(t, out, `\Seen`)
		})
	}
}

func TestFetchmail(t *testing.T) {
	for _, tt := range []struct{ name, protocol, service, options string }{
		{"POP3", "pop3", "pop3", `no sslcertck sslproto ""`},
		{"POP3 and STLS", "pop3", "pop3", `sslproto "TLS1.3+"`},
		{"POP3S", "pop3", "pop3s", `ssl sslproto "TLS1.3+"`},
		{"IMAP", "imap", "imap", `no sslcertck sslproto ""`},
		{"IMAP and STARTTLS", "imap", "imap", `sslproto "TLS1.3+"`},
		{"IMAPS", "imap", "imaps", `ssl sslproto "TLS1.3+"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			w.deliver()
			for i, mode := range []string{"keep", "nokeep fetchall"} {
				if out, ok := w.fetchmail(tt.protocol, tt.service, mode+" "+tt.options, filepath.Join(w.dir, "ca.pem")); !ok {
					t.Fatalf("fetchmail, %s, fails:\n%s", mode, out)
				}
				text, _ := os.ReadFile(filepath.Join(w.dir, "got"))
				if n := strings.Count(string(text), "Subject: Hola"); n != i+1 {
					t.Errorf("%s: %d letters, want %d", mode, n, i+1)
				}
			}
			w.hides(tt.protocol, strings.Contains(tt.options, "TLS"))
			out, _ := run(t, w.dir, "", "curl", "-sS", "-u", "benito@beta.test:tren", "pop3://"+w.beta("pop3")+"/")
			if strings.TrimSpace(out) != "" {
				t.Errorf("fetchmail left %q behind", out)
			}
		})
	}
}

func TestMuttReads(t *testing.T) {
	for _, tt := range []struct {
		name, scheme, service string
		secure                bool
	}{
		{"IMAP", "imap", "imap", false},
		{"IMAP and STARTTLS", "imap", "imap", true},
		{"IMAPS", "imaps", "imaps", true},
		{"POP3", "pop", "pop3", false},
		{"POP3 and STLS", "pop", "pop3", true},
		{"POP3S", "pops", "pop3s", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			w.deliver()
			// Without a terminal mutt takes itself for a mailer: script gives it one.
			tool(t, "mutt")
			tls, folder := "set ssl_starttls=no ssl_force_tls=no", "/INBOX"
			if tt.secure {
				tls = muttTrusts(filepath.Join(w.dir, "ca.pem"))
			}
			if tt.scheme[:3] == "pop" {
				folder = ""
			}
			rc := w.file("muttrc", fmt.Sprintf(`
set imap_user="benito@beta.test" imap_pass="tren" pop_user="benito@beta.test" pop_pass="tren"
set mbox_type=Maildir confirmcreate=no confirmappend=no quit=yes sleep_time=0 folder="%[1]s" spoolfile="" record="" wait_key=no
%[2]s
push "<tag-pattern>~A<enter><tag-prefix><copy-message>%[1]s/copied<enter><exit>"
`, w.dir, tls))
			t.Setenv("TERM", "vt100")
			out := mustRun(t, w.dir, "", "script", "-qec", fmt.Sprintf("mutt -n -F %s -f %s://%s%s", rc, tt.scheme, at(t, w.Live, "mail.beta.test", tt.service), folder), "/dev/null")
			list, _ := filepath.Glob(filepath.Join(w.dir, "copied/*/*"))
			if len(list) != 1 {
				t.Fatalf("mutt copied %v:\n%q", list, out)
			}
			text, _ := os.ReadFile(list[0])
			contains(t, string(text), "Subject: Hola")
			w.hides(map[bool]string{true: "imap", false: "pop3"}[folder != ""], tt.secure)
		})
	}
}

func TestMuttSends(t *testing.T) {
	for _, tt := range []struct {
		name, scheme, service string
		secure                bool
	}{
		{"in the clear", "smtp", "submission", false},
		{"STARTTLS", "smtp", "submission", true},
		{"TLS at once", "smtps", "submissions", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			trusts := "set ssl_starttls=no ssl_force_tls=no"
			if tt.secure {
				trusts = muttTrusts(filepath.Join(w.dir, "ca.pem"))
			}
			if out, ok := w.muttSends(tt.scheme, tt.service, trusts); !ok {
				t.Fatalf("mutt fails:\n%s", out)
			}
			w.letters(1)
			w.hides("smtp", tt.secure)
			out := mustRun(t, w.dir, "", "curl", "-sS", "-u", "benito@beta.test:tren", "pop3://"+w.beta("pop3")+"/1")
			contains(t, out, "Subject: De mutt\r\n", "\r\nHola.\r\n.\r\n..\r\n", map[bool]string{true: "with ESMTPSA", false: "with ESMTPA"}[tt.secure])
		})
	}
}

// TestDistrust: a program that is shown a bad certificate says no password, and what it
// does concerns nobody else.
func TestDistrust(t *testing.T) {
	const wrongName = "somebody else's name"
	type program struct {
		name string
		try  func(w *world, ca string) (out string, ok bool)
	}
	programs := []program{
		{"mbsync and STARTTLS", func(w *world, ca string) (string, bool) { return w.mbsync("STARTTLS", ca) }},
		{"mbsync and IMAPS", func(w *world, ca string) (string, bool) { return w.mbsync("IMAPS", ca) }},
		{"fetchmail and STLS", func(w *world, ca string) (string, bool) {
			return w.fetchmail("pop3", "pop3", `keep sslproto "TLS1.3+"`, ca)
		}},
		{"fetchmail and POP3S", func(w *world, ca string) (string, bool) {
			return w.fetchmail("pop3", "pop3s", `keep ssl sslproto "TLS1.3+"`, ca)
		}},
		{"fetchmail and IMAPS", func(w *world, ca string) (string, bool) {
			return w.fetchmail("imap", "imaps", `keep ssl sslproto "TLS1.3+"`, ca)
		}},
		// Where it has nobody to ask, mutt does not believe.
		{"mutt and STARTTLS", func(w *world, ca string) (string, bool) {
			return w.muttSends("smtp", "submission", muttTrusts(ca))
		}},
		{"mutt and port 465", func(w *world, ca string) (string, bool) {
			return w.muttSends("smtps", "submissions", muttTrusts(ca))
		}},
		{"swaks and STARTTLS", func(w *world, ca string) (string, bool) {
			return w.swaks("submission", "--tls", "--tls-verify", "--tls-ca-path", ca, "--auth-password", "luna")
		}},
		{"swaks and port 465", func(w *world, ca string) (string, bool) {
			return w.swaks("submissions", "--tls-on-connect", "--tls-verify", "--tls-ca-path", ca, "--auth-password", "luna")
		}},
		{"curl", func(w *world, ca string) (string, bool) {
			return run(w.T, w.dir, "", "curl", "-sS", "--cacert", ca, "-u", "benito@beta.test:tren", "imaps://"+w.beta("imaps")+"/INBOX;UID=1")
		}},
	}
	another, err := localca.New(time.Now)
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"somebody else's authority", "nobody's signature", "an expired certificate", wrongName} {
		t.Run(bad, func(t *testing.T) {
			src := withTLS
			switch bad {
			case "nobody's signature":
				src = strings.ReplaceAll(src, "tls: offer", "tls: {policy: offer, certificate: self-signed}")
			case "an expired certificate":
				src = strings.ReplaceAll(src, "tls: offer", "tls: {policy: offer, certificate: expired}")
			case wrongName:
				src = strings.ReplaceAll(src, "tls: offer", "tls: {policy: offer, certificate: wrong-name}")
			}
			programs := programs
			if bad == wrongName { // swaks does not look at names
				programs = slices.DeleteFunc(slices.Clone(programs), func(p program) bool { return strings.HasPrefix(p.name, "swaks") })
			}
			w := newWorldOf(t, src)
			ca := filepath.Join(w.dir, "ca.pem")
			if bad == "somebody else's authority" {
				ca = w.file("another.pem", string(another.PEM()))
			}
			for tried, p := range programs {
				if out, ok := p.try(w, ca); ok {
					t.Errorf("%s believed it:\n%s", p.name, out)
				}
				shown := 0
				await(t, w.Live, fmt.Sprintf("handshake of %s", p.name), func(e trace.Event) bool {
					if _, ok := e.Fact.(trace.TLSDone); ok {
						shown++
					}
					return shown > tried
				})
				for _, protocol := range []string{"smtp", "imap", "pop3"} {
					if hidden, open := w.passwords(protocol); hidden+open > 0 {
						t.Fatalf("%s said a password", p.name)
					}
				}
			}
			if stored(w.Trace()) > 0 {
				t.Error("a letter went through")
			}
			politely(t, w.beta("smtp"), benito)
			w.noPanic()
		})
	}
}

// TestLessonsAboutTLS: what the lessons say about TLS is true of the doors that they open
// for a real program, too.
func TestLessonsAboutTLS(t *testing.T) {
	const alicia, benito, carla, daniel = "alicia@alfa.test:luna-de-abril", "benito@beta.test:tren-nocturno", "carla@gamma.test:pan-con-tomate", "daniel@delta.test:faro-del-sur"
	for _, tt := range []struct {
		lesson, user       string
		url, host, service string
		secure             bool // curl insists on TLS
		want               string
	}{
		{"starttls", alicia, "smtp", "mail.alfa.test", "submission", true, ""},
		{"starttls", benito, "imap", "mail.beta.test", "imap", true, ""},
		{"starttls", benito, "pop3", "mail.beta.test", "pop3", true, ""},
		{"starttls", alicia, "smtp", "mail.alfa.test", "submission", false, "MAIL failed: 530"},
		{"starttls", benito, "imap", "mail.beta.test", "imap", false, "Login denied"},
		{"starttls", benito, "pop3", "mail.beta.test", "pop3", false, "Login denied"},
		{"implicit-tls", alicia, "smtps", "mail.alfa.test", "submissions", true, ""},
		{"implicit-tls", benito, "imaps", "mail.beta.test", "imaps", true, ""},
		{"implicit-tls", benito, "pop3s", "mail.beta.test", "pop3s", true, ""},
		{"ports", "alicia@alfa.test:secreta-alicia", "smtps", "mail.alfa.test", "submissions", true, ""},
		{"bad-certificate", alicia, "smtp", "mail.alfa.test", "submission", true, "certificate has expired"},
		{"bad-certificate", benito, "imap", "mail.beta.test", "imap", true, "no alternative certificate subject name matches"},
		{"bad-certificate", carla, "pop3s", "mail.gamma.test", "pop3s", true, "self-signed certificate"},
		{"bad-certificate", daniel, "smtp", "mail.delta.test", "submission", true, ""},
	} {
		t.Run(fmt.Sprintf("%s, %s of %s, TLS %v", tt.lesson, tt.service, tt.host, tt.secure), func(t *testing.T) {
			src, err := scenarios.Read(tt.lesson)
			if err != nil {
				t.Fatal(err)
			}
			w := newWorldOf(t, string(src))
			args := []string{"-sS", "-u", tt.user, "--cacert", filepath.Join(w.dir, "ca.pem"), tt.url + "://" + at(t, w.Live, tt.host, tt.service)}
			if tt.secure {
				args = append(args, "--ssl-reqd")
			}
			protocol := strings.TrimSuffix(tt.url, "s")
			if protocol == "smtp" {
				address, _, _ := strings.Cut(tt.user, ":")
				args = append(args, "--mail-from", address, "--mail-rcpt", address, "-T", "-")
			}
			out, ok := run(t, w.dir, letter, "curl", args...)
			if ok != (tt.want == "") || !strings.Contains(out, tt.want) {
				t.Errorf("curl ends well: %v, and says:\n%s", ok, out)
			}
			if hidden, open := w.passwords(protocol); hidden != map[bool]int{true: 1}[ok] || open > 0 {
				t.Errorf("%d passwords inside TLS, %d in the clear", hidden, open)
			}
		})
	}
}

// noPanic checks that nothing of the cast broke.
func (w *world) noPanic() {
	w.Helper()
	noPanic(w, w.Live)
}

func noPanic(tb testing.TB, l *live.Live) {
	tb.Helper()
	for _, e := range slices.Backward(l.Trace().Events) {
		if f, ok := e.Fact.(trace.ActorPanicked); ok {
			tb.Errorf("%s panicked: %s", f.Process, f.Value)
		}
	}
}
