package pcap_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"posta/scenarios"
	"posta/sim"
	"posta/sim/lang"
	"posta/sim/pcap"
	"posta/sim/simtest"
	"posta/sim/trace"
)

const patience = time.Minute

func play(t testing.TB, src []byte) *trace.Trace {
	t.Helper()
	return simtest.Run(t, simtest.Scenario(t, src), sim.Options{})
}

func lesson(t testing.TB, slug string) *trace.Trace {
	t.Helper()
	return simtest.Run(t, simtest.Lesson(t, slug), sim.Options{})
}

func write(t testing.TB, tr *trace.Trace, o pcap.Options) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := pcap.Write(&b, tr, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// shark is tshark on one capture; the test is skipped without it, but not in CI.
type shark struct {
	t    testing.TB
	file string
}

func open(t testing.TB, capture []byte) shark {
	t.Helper()
	if _, err := exec.LookPath("tshark"); err != nil {
		if os.Getenv("CI") != "" || runtime.GOOS == "js" {
			t.Fatal("tshark is missing, and CI has to have it: apt-get install tshark")
		}
		t.Skip("tshark is not installed: nothing says whether Wireshark would take this capture (apt-get install tshark)")
	}
	file := filepath.Join(t.TempDir(), "x.pcapng")
	if err := os.WriteFile(file, capture, 0o600); err != nil {
		t.Fatal(err)
	}
	return shark{t, file}
}

// strict makes tshark check what network cards check.
var strict = []string{"-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE"}

func (s shark) run(args ...string) []string {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, "tshark", slices.Concat([]string{"-n", "-r", s.file}, strict, args)...)
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	if err != nil {
		s.t.Fatalf("%v: %v\n%s", cmd.Args, err, complaints.String())
	}
	if text := strings.TrimSpace(string(out)); text != "" {
		return strings.Split(text, "\n")
	}
	return nil
}

// fields lists a field's values, one line a packet that fits the filter.
func (s shark) fields(filter string, names ...string) []string {
	args := []string{"-Y", filter, "-T", "fields"}
	for _, n := range names {
		args = append(args, "-e", n)
	}
	return s.run(args...)
}

// wrong is what no capture of ours may show.
const wrong = "_ws.malformed || _ws.expert.severity == error || ip.checksum.status == 0 || tcp.checksum.status == 0 || udp.checksum.status == 0 || " +
	"icmp.checksum.status == 0 || tcp.analysis.ack_lost_segment || tcp.analysis.lost_segment || tcp.analysis.window_full || tcp.analysis.zero_window || " +
	"tcp.analysis.spurious_retransmission || tcp.analysis.reused_ports"

const (
	// again is what was sent more than once, or late.
	again = "tcp.analysis.retransmission || tcp.analysis.fast_retransmission || tcp.analysis.out_of_order"
	// sealed is what the keys did not open.
	sealed = "tls.record.opaque_type == 23 && !tls.record.content_type"
)

func (s shark) sound() {
	s.t.Helper()
	for _, line := range s.run("-Y", wrong) {
		s.t.Errorf("tshark finds fault with: %s", line)
	}
}

// losses counts the packets that the trace says were sent again.
func losses(tr *trace.Trace) (again int) {
	for _, e := range tr.Events {
		if f, ok := e.Fact.(trace.PacketSent); ok && f.Try > 0 {
			again++
		}
	}
	return again
}

func TestWiresharkTakesEveryLesson(t *testing.T) {
	for _, slug := range scenarios.Slugs() {
		t.Run(slug, func(t *testing.T) {
			t.Parallel()
			tr := lesson(t, slug)
			s := open(t, write(t, tr, pcap.Options{Lang: lang.ES, Comment: pcap.Comments(tr, lang.ES)}))
			if len(s.run("-Y", wrong+" || "+again+" || "+sealed)) == 0 {
				return // the usual case, in one run
			}
			s.sound()
			if got, want := len(s.run("-Y", again)), losses(tr); got > want {
				t.Errorf("tshark sees %d retransmissions, and the trace has %d", got, want)
			}
			if left := s.run("-Y", sealed); len(left) > 0 {
				t.Errorf("tshark could not decrypt %d packets, e.g. %s", len(left), left[0])
			}
		})
	}
}

func TestWhatWiresharkReads(t *testing.T) {
	for _, tc := range []struct {
		slug, filter, field string
		want                []string
	}{
		{"first-email", "smtp.req.command", "smtp.req.command", []string{"EHLO", "AUTH", "MAIL", "RCPT", "DATA", "QUIT", "EHLO", "MAIL", "RCPT", "DATA", "QUIT"}},
		{"first-email", "dns.flags.response == 0", "dns.qry.name", []string{"beta.test", "mail.beta.test"}},
		{"first-email", "imap.request.command", "imap.request.command", []string{"LOGIN", "SELECT", "FETCH", "FETCH", "STORE", "LOGOUT"}},
		{"first-email", "pop.request.command", "pop.request.command", []string{"USER", "PASS", "STAT", "UIDL", "RETR", "DELE", "QUIT"}},
		// The second EHLO is inside TLS, and decrypted. To Wireshark all commands have four letters.
		{"starttls", "smtp.req.command && tcp.stream == 0", "smtp.req.command", []string{"EHLO", "STAR", "EHLO", "AUTH", "QUIT"}},
		{"starttls", "pop.request.command", "pop.request.command", []string{"CAPA", "STLS", "USER", "PASS", "STAT", "UIDL", "RETR", "QUIT"}},
		{"starttls", "tls.handshake.type == 1", "tls.handshake.extensions_server_name", []string{"mail.alfa.test", "mail.alfa.test", "mail.beta.test", "mail.beta.test", "mail.beta.test"}},
		{"implicit-tls", "smtp.req.command && tcp.dstport == 465", "smtp.req.command", []string{"EHLO", "AUTH", "MAIL", "RCPT", "DATA", "QUIT"}},
		{"implicit-tls", "pop.request.command", "pop.request.command", []string{"USER", "PASS", "STAT", "UIDL", "RETR", "QUIT"}},
		// A client that does not like the certificate says so.
		{"bad-certificate", "tls.alert_message.desc != 0", "tls.alert_message.desc", []string{"42", "42", "42"}},
		// What is asked to know who says so: what the servers ask to deliver, SPF's list and where it leads, the key, the policy and its walk
		// up the tree; the second letter asks all of its own again, a month later.
		{"aligned-or-not", "dns.flags.response == 0", "dns.qry.name", []string{"beta.test", "mail.beta.test", "envios.test", "envios.test", "mail.envios.test", "e1._domainkey.envios.test",
			"_dmarc.alfa.test", "_dmarc.test", "_dmarc.envios.test",
			"beta.test", "mail.beta.test", "noticias.alfa.test", "noticias.alfa.test", "mail.envios.test", "_dmarc.alfa.test", "_dmarc.test", "_dmarc.noticias.alfa.test"}},
		// SYN after SYN, and nobody answers.
		{"ports", "tcp.dstport == 25 && tcp.stream == 0", "tcp.flags.syn", []string{"1", "1", "1", "1", "1"}},
	} {
		t.Run(fmt.Sprintf("%s %s", tc.slug, tc.field), func(t *testing.T) {
			t.Parallel()
			got := open(t, write(t, lesson(t, tc.slug), pcap.Options{})).fields(tc.filter, tc.field)
			if !slices.Equal(got, tc.want) {
				t.Errorf("%s where %s:\n got %q\nwant %q", tc.field, tc.filter, got, tc.want)
			}
		})
	}
}

func TestNamesTimesAndComments(t *testing.T) {
	tr := lesson(t, "first-email")
	s := open(t, write(t, tr, pcap.Options{Lang: lang.EN, Comment: pcap.Comments(tr, lang.EN)}))
	first := s.fields("frame.number == 1", "frame.time_epoch", "frame.comment")
	if want := fmt.Sprintf("%d.000000000\t", tr.Header.Start.Unix()); len(first) != 1 || !strings.HasPrefix(first[0], want) || len(first[0]) < len(want)+20 {
		t.Errorf("the first packet is %q, want the time %q and a comment", first, want)
	}
	named := s.run("-N", "n", "-Y", "frame.number == 1")
	if len(named) != 1 || !strings.Contains(named[0], "mail.alfa.test") {
		t.Errorf("with names the first packet is %q", named)
	}
}

func TestOneConnection(t *testing.T) {
	tr := lesson(t, "first-email")
	all := open(t, write(t, tr, pcap.Options{})).fields("tcp", "tcp.stream")
	one := open(t, write(t, tr, pcap.Options{Conn: 1})).fields("tcp", "tcp.stream")
	if len(one) == 0 || len(one) >= len(all) || slices.ContainsFunc(one, func(n string) bool { return n != "0" }) {
		t.Errorf("connection 1 alone has the packets %v of %d", one, len(all))
	}
}

// A trace that was read back has no ciphertext: packets are cut short, not invented.
func TestWithoutTheWire(t *testing.T) {
	tr := lesson(t, "implicit-tls")
	tr.Wire = nil
	s := open(t, write(t, tr, pcap.Options{}))
	s.sound()
	if cut := s.run("-Y", "frame.cap_len < frame.len"); len(cut) == 0 {
		t.Error("no packet was cut short")
	}
	if said := s.run("-Y", "smtp && tcp.port == 465"); len(said) > 0 {
		t.Errorf("SMTP can be read without the ciphertext: %v", said)
	}
}

// Without the keys Wireshark sees what a listener on the road does.
func TestWithoutTheKeys(t *testing.T) {
	tr := lesson(t, "starttls")
	tr.Wire.KeyLog = nil
	s := open(t, write(t, tr, pcap.Options{}))
	if len(s.run("-Y", sealed)) == 0 {
		t.Error("nothing is sealed")
	}
	if said := s.run("-Y", `frame contains "luna-de-abril" || smtp.auth.password || pop.request.command == "PASS"`); len(said) > 0 {
		t.Errorf("a password can be read: %v", said)
	}
}

const storm = `
posta: 1
title: storm
network: {loss: 15%, jitter: 3ms, mss: 536}
domains:
  alfa.test: {users: [alicia]}
  beta.test: {users: [benito]}
hosts:
  mail.alfa.test: {tls: offer}
  mail.beta.test: {tls: offer}
script:
  - send: {from: alicia, to: benito@beta.test, subject: Hola, size: 40 kB}
  - fetch: {user: benito}
`

func TestAStorm(t *testing.T) {
	tr := play(t, []byte(storm))
	s := open(t, write(t, tr, pcap.Options{}))
	s.sound()
	if got, want := len(s.run("-Y", again)), losses(tr); got == 0 || got > want {
		t.Errorf("tshark sees %d retransmissions, and the trace has %d", got, want)
	}
	if mss := s.fields("tcp.flags.syn == 1 && tcp.flags.ack == 0 && tcp.dstport == 587", "tcp.options.mss_val"); len(mss) == 0 || mss[0] != "536" {
		t.Errorf("the SYN announces an MSS of %v", mss)
	}
}

const lonely = `
posta: 1
title: lonely
domains:
  alfa.test: {users: [alicia]}
  beta.test:
    users: [benito]
    zone: |
      @ MX 10 mail
      mail A 203.0.113.200
hosts:
  mail.beta.test: {address: 198.51.100.77}
  mail.gamma.test: {}
script:
  - send: {from: alicia, to: benito@beta.test, subject: Hola}
limits: {time: 1h}
`

// What nobody answers, and what a router answers for them.
func TestUnreachable(t *testing.T) {
	s := open(t, write(t, play(t, []byte(lonely)), pcap.Options{}))
	s.sound()
	if got := s.fields("icmp.type == 3", "icmp.code", "tcp.dstport"); len(got) == 0 || got[0] != "1\t25" {
		t.Errorf("ICMP says %q, want host unreachable about port 25", got)
	}
}

const nobodyListens = `
posta: 1
title: deaf
domains:
  alfa.test: {users: [alicia]}
  beta.test: {users: [benito]}
faults:
  - refuse: {host: dns.test, service: dns}
script:
  - send: {from: alicia, to: benito@beta.test, subject: Hola}
limits: {time: 1min}
`

// A datagram for a port where nobody listens comes back inside an ICMP message.
func TestNobodyListens(t *testing.T) {
	s := open(t, write(t, play(t, []byte(nobodyListens)), pcap.Options{}))
	s.sound()
	if got := s.fields("icmp.type == 3", "icmp.code", "udp.dstport", "dns.qry.name"); len(got) == 0 || got[0] != "3\t53\tbeta.test" {
		t.Errorf("ICMP says %q, want port unreachable about port 53 and the question for beta.test", got)
	}
}

func TestTheSameRunIsTheSameCapture(t *testing.T) {
	a, b := write(t, lesson(t, "first-email"), pcap.Options{}), write(t, lesson(t, "first-email"), pcap.Options{})
	if !bytes.Equal(a, b) {
		t.Error("two captures of one scenario differ, and there is no TLS in it")
	}
}

// TestTheLastYear: what is later than 64 bits of nanoseconds go is counted from a second that the interface names.
func TestTheLastYear(t *testing.T) {
	for _, start := range []string{"2200-12-31T23:59:59Z", "2262-04-11T23:47:16Z", "9999-12-01T09:00:00Z"} {
		tr := play(t, []byte("posta: 1\ntitle: {es: p, en: p}\nstart: "+start+"\ndomains:\n  alfa.test: {users: [alicia]}\n  beta.test: {users: [benito]}\nscript: [{send: {from: alicia, to: benito@beta.test}}]\n"))
		s := open(t, write(t, tr, pcap.Options{}))
		times := s.fields("frame", "frame.time_epoch")
		if len(times) == 0 {
			t.Fatalf("%s: no packets", start)
		}
		for i, at := range []time.Duration{0, tr.Events[len(tr.Events)-1].At} {
			second, _, _ := strings.Cut(times[i*(len(times)-1)], ".")
			if want := tr.Header.Start.Add(at).Unix(); second != fmt.Sprint(want) {
				t.Errorf("%s: packet %d is of the second %s, want %d", start, i*(len(times)-1)+1, second, want)
			}
		}
	}
}
