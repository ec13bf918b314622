package dns

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	mdns "github.com/miekg/dns"
)

const apex = "@ 300 IN SOA ns h 1 2 3 4 60\n@ 300 IN NS ns\n"

func TestZoneErrorsNameTheLine(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"a syntax error", apex + "mail IN A nonsense\n", "zone: 3:"},
		{"an include", apex + "$INCLUDE /etc/passwd\n", "zone: 3:"},
		{"a generator", apex + "\n$GENERATE 1-60000 h$ A 192.0.2.1\n", "zone:4: $GENERATE"},
		{"outside the zone", apex + "; a remark\n\nmail.beta.test. IN A 192.0.2.1\n", "zone:5: the name is not in the zone alpha.test."},
		{"CNAME and more", apex + "www CNAME web\nwww A 192.0.2.1\n", "zone:4: a record beside a CNAME"},
		{"more and CNAME", apex + "www A 192.0.2.1\nwww CNAME web\n", "zone:4: a CNAME beside other records"},
		{"two CNAMEs", apex + "www CNAME a\nwww CNAME b\n", "zone:4: a second CNAME"},
		{"CNAME at the origin", apex + "@ CNAME a\n", "zone:3: a CNAME at the origin"},
		{"two SOAs", apex + "@ 300 IN SOA ns h (\n 2 2 3\n 4 60 )\n", "zone:3: a second SOA"},
		{"an SOA below", apex + "sub SOA ns h 2 2 3 4 60\n", "zone:3: an SOA below the origin"},
		{"no SOA", "@ 300 IN NS ns\n", "no SOA record"},
		{"no NS", "@ 300 IN SOA ns h 1 2 3 4 60\n", "no NS record"},
		{"another class", apex + "version CH TXT \"x\"\n", "zone:3: the class is not IN"},
		{"a delegation at a wildcard", apex + "*.sub NS ns\n", "zone:3: a delegation at a wildcard"},
		{"DNAME", apex + "sub DNAME beta.test.\n", "zone:3: DNAME"},
		{"a huge TTL", apex + "x 2147483648 A 192.0.2.1\n", "zone:3:"},
		{"a string too long", apex + `x TXT "` + strings.Repeat("a", 70000) + "\"\n", "zone:3:"},
		{"a record without data", apex + "x MX ", "zone:3: the record has no data"},
		{"empty", "", "no SOA"},
		{"binary", "\x00\xff\x00\n", "zone:1:"},
		{"an unclosed bracket", apex + "x TXT ( a\n", "zone:"},
		{"too large", strings.Repeat(";", MaxZoneBytes+1), "the limit is"},
		{"too many", apex + strings.Repeat("a A 192.0.2.1\n", MaxZoneRecords), "more than 10000 records"},
		{"too many of one kind", apex + manyLines("a A 192.0.%[1]d.%[2]d\n"), "more than 1000 records of one type"},
		{"too many names", apex + manyLines(strings.Repeat("a.", 30)+"%d-%d A 192.0.2.1\n"), "more than 20000 names"},
		{"comments in brackets without end", apex + strings.Repeat("(;\n", 300_000), "zone:"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := NewZoneBuilder("alpha.test")
			b.Text("zone", c.text)
			_, err := b.Zone()
			if err == nil {
				t.Fatal("no error")
			}
			var ze *ZoneError
			if !errors.As(err, &ze) {
				t.Fatalf("not a ZoneError: %T", err)
			}
			want := strings.ReplaceAll(c.want, "zone: ", "zone:")
			if !strings.Contains(err.Error(), want) {
				t.Errorf("error %q\nwants %q", err, want)
			}
		})
	}
}

// manyLines is a line for each of 1024 pairs of numbers.
func manyLines(format string) string {
	var b strings.Builder
	for i := range 1024 {
		fmt.Fprintf(&b, format, i/256, i%256)
	}
	return b.String()
}

func TestCommentsAndBrackets(t *testing.T) {
	z := mustZone(t, "alpha.test", apex+`; a remark with "quotes and (brackets
txt 300 TXT ( "a;b" ; a remark "here"
   "c\";d" e\;f ) ; the end
`)
	want := `txt.alpha.test. 300 IN TXT "a;b" "c\";d" "e;f"`
	if got := texts(z.Records()[2:]); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestAllErrorsOfAZoneAtOnce(t *testing.T) {
	_, err := ParseZone("alpha.test", "a.beta.test. A 192.0.2.1\nb.beta.test. A 192.0.2.1\n")
	var ze *ZoneErrors
	if !errors.As(err, &ze) || len(ze.List) != 4 {
		t.Fatalf("want two strangers, no SOA, no NS: %v", err)
	}
	_, err = ParseZone("alpha..test", "")
	if err == nil || !strings.Contains(err.Error(), "the origin is not a domain name") {
		t.Error(err)
	}
}

func TestDefaultApexFillsWhatIsMissing(t *testing.T) {
	b := NewZoneBuilder("alpha.test")
	b.DefaultApex("ns1.alpha.test", 3600, 60)
	b.Record("mail 300 IN A 192.0.2.1")
	b.Add(&mdns.MX{Hdr: mdns.RR_Header{Name: "alpha.test.", Rrtype: mdns.TypeMX, Class: mdns.ClassINET, Ttl: 300}, Preference: 10, Mx: "mail.alpha.test."})
	z, err := b.Zone()
	if err != nil {
		t.Fatal(err)
	}
	want := `alpha.test. 3600 IN SOA ns1.alpha.test. hostmaster.alpha.test. 1 7200 1800 1209600 60
alpha.test. 3600 IN NS ns1.alpha.test.
mail.alpha.test. 300 IN A 192.0.2.1
alpha.test. 300 IN MX 10 mail.alpha.test.`
	if got := texts(z.Records()); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	b = NewZoneBuilder("alpha.test")
	b.DefaultApex("ns1.alpha.test", 3600, 60)
	b.Text("", apex)
	if z, err = b.Zone(); err != nil || z.SOA().Serial != 1 || z.SOA().Minttl != 60 || len(z.Records()) != 2 {
		t.Error("the zone's own apex must win:", err)
	}
	b.Record("two 300 IN A 192.0.2.1\nlines 300 IN A 192.0.2.1")
	if _, err = b.Zone(); err == nil {
		t.Error("two records given as one")
	}
}

// teachingZone has one of everything RFC 1034 section 4.3.2 decides on.
const teachingZone = `
$TTL 300
@         SOA ns1 hostmaster 7 7200 1800 1209600 60
@         NS  ns1
@         NS  ns2
@         MX  20 backup
@         MX  10 mail
@         TXT "first" "second"
ns1       A   192.0.2.1
ns2       A   192.0.2.2
mail      A   192.0.2.25
mail      AAAA 2001:db8::25
backup    A   192.0.2.26
www       CNAME web
web       A   192.0.2.80
out       CNAME elsewhere.example.
gone      CNAME nothing
loop1     CNAME loop2
loop2     CNAME loop1
deep.er   A   192.0.2.9
*.wild    MX  10 mail
*.wild    A   192.0.2.77
host.wild A   192.0.2.78
*.alias   CNAME web
child     NS  ns.child
child     NS  ns.other.example.
ns.child  A   192.0.2.53
www.child A   192.0.2.54
big       TXT "` + "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789" + `"
`

func TestAuthority(t *testing.T) {
	soa := "alpha.test. 60 IN SOA ns1.alpha.test. hostmaster.alpha.test. 7 7200 1800 1209600 60"
	for _, c := range []struct {
		name, q string
		want    string // rcode and flags, then the sections
	}{
		{"records in the order written, with addresses", "alpha.test. MX", `NOERROR QR AA
AN alpha.test. 300 IN MX 20 backup.alpha.test.
AN alpha.test. 300 IN MX 10 mail.alpha.test.
AD backup.alpha.test. 300 IN A 192.0.2.26
AD mail.alpha.test. 300 IN A 192.0.2.25
AD mail.alpha.test. 300 IN AAAA 2001:db8::25`},
		{"the spelling asked for comes back (RFC 4343)", "MAIL.Alpha.TEST. A", "NOERROR QR AA\nAN MAIL.Alpha.TEST. 300 IN A 192.0.2.25"},
		{"NODATA", "web.alpha.test. MX", "NOERROR QR AA\nNS " + soa},
		{"NXDOMAIN", "nobody.alpha.test. MX", "NXDOMAIN QR AA\nNS " + soa},
		{"an empty non-terminal is there", "er.alpha.test. A", "NOERROR QR AA\nNS " + soa},
		{"an alias and its target", "www.alpha.test. A", "NOERROR QR AA\nAN www.alpha.test. 300 IN CNAME web.alpha.test.\nAN web.alpha.test. 300 IN A 192.0.2.80"},
		{"the alias itself", "www.alpha.test. CNAME", "NOERROR QR AA\nAN www.alpha.test. 300 IN CNAME web.alpha.test."},
		{"an alias to NODATA", "www.alpha.test. MX", "NOERROR QR AA\nAN www.alpha.test. 300 IN CNAME web.alpha.test.\nNS " + soa},
		{"an alias out of the zone", "out.alpha.test. A", "NOERROR QR AA\nAN out.alpha.test. 300 IN CNAME elsewhere.example."},
		{"an alias to nothing (RFC 6604)", "gone.alpha.test. A", "NXDOMAIN QR AA\nAN gone.alpha.test. 300 IN CNAME nothing.alpha.test.\nNS " + soa},
		{"a loop ends", "loop1.alpha.test. A", "NOERROR QR AA\nAN loop1.alpha.test. 300 IN CNAME loop2.alpha.test.\nAN loop2.alpha.test. 300 IN CNAME loop1.alpha.test."},
		{"a wildcard stands in", "x.y.wild.alpha.test. A", "NOERROR QR AA\nAN x.y.wild.alpha.test. 300 IN A 192.0.2.77"},
		{"a wildcard's NODATA", "x.wild.alpha.test. TXT", "NOERROR QR AA\nNS " + soa},
		{"a name that is there is not the wildcard's", "host.wild.alpha.test. MX", "NOERROR QR AA\nNS " + soa},
		{"nor is one below it", "a.host.wild.alpha.test. A", "NXDOMAIN QR AA\nNS " + soa},
		{"the wildcard's own parent", "wild.alpha.test. A", "NOERROR QR AA\nNS " + soa},
		{"the wildcard by its own name", "*.wild.alpha.test. A", "NOERROR QR AA\nAN *.wild.alpha.test. 300 IN A 192.0.2.77"},
		{"a wildcard alias", "x.alias.alpha.test. A", "NOERROR QR AA\nAN x.alias.alpha.test. 300 IN CNAME web.alpha.test.\nAN web.alpha.test. 300 IN A 192.0.2.80"},
		{"a referral with glue", "www.child.alpha.test. A", `NOERROR QR
NS child.alpha.test. 300 IN NS ns.child.alpha.test.
NS child.alpha.test. 300 IN NS ns.other.example.
AD ns.child.alpha.test. 300 IN A 192.0.2.53`},
		{"even at the cut", "child.alpha.test. NS", `NOERROR QR
NS child.alpha.test. 300 IN NS ns.child.alpha.test.
NS child.alpha.test. 300 IN NS ns.other.example.
AD ns.child.alpha.test. 300 IN A 192.0.2.53`},
		{"but DS is the parent's", "child.alpha.test. DS", "NOERROR QR AA\nNS " + soa},
		{"NS at the origin", "alpha.test. NS", `NOERROR QR AA
AN alpha.test. 300 IN NS ns1.alpha.test.
AN alpha.test. 300 IN NS ns2.alpha.test.
AD ns1.alpha.test. 300 IN A 192.0.2.1
AD ns2.alpha.test. 300 IN A 192.0.2.2`},
		{"ANY (RFC 8482)", "alpha.test. ANY", `NOERROR QR AA
AN alpha.test. 3600 IN HINFO "RFC8482" ""`},
		{"ANY of an alias", "www.alpha.test. ANY", "NOERROR QR AA\nAN www.alpha.test. 300 IN CNAME web.alpha.test."},
		{"no transfer", "alpha.test. AXFR", "REFUSED QR"},
		{"no incremental transfer", "alpha.test. IXFR", "REFUSED QR"},
		{"what nobody has any more", "alpha.test. MAILB", "NOTIMP QR"},
		{"not ours", "beta.test. MX", "REFUSED QR"},
		{"not ours, above", "test. NS", "REFUSED QR"},
		{"two strings stay two", "alpha.test. TXT", `NOERROR QR AA
AN alpha.test. 300 IN TXT "first" "second"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := ask(t, &Server{Handler: serve(t, mustZone(t, "alpha.test", teachingZone))}, "udp", c.q, 4096)
			if got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

// ask sends "name TYPE" and writes the reply as text; bufsize 0 asks without EDNS.
func ask(t testing.TB, s *Server, network, q string, bufsize uint16) string {
	t.Helper()
	name, typ, _ := strings.Cut(q, " ")
	m := new(Msg)
	m.Id = 77
	m.Question = []Question{{Name: name, Qtype: mdns.StringToType[typ], Qclass: mdns.ClassINET}}
	if bufsize > 0 {
		m.SetEdns0(bufsize, false)
	}
	wire, err := m.Pack()
	if err != nil {
		t.Fatal(err)
	}
	reply := s.Respond(network, nil, wire)
	if reply == nil {
		return "silence"
	}
	d := Describe(reply)
	if d.ID != 77 || d.Err != "" || len(d.Question) != 1 || d.Question[0] != q || (d.EDNS != "") != (bufsize > 0) {
		t.Errorf("the reply does not fit the query: %+v", d)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s", d.RCode, d.Flags())
	for _, s := range []struct {
		tag   string
		lines []string
	}{{"AN", d.Answer}, {"NS", d.Authority}, {"AD", d.Additional}} {
		for _, l := range s.lines {
			b.WriteString("\n" + s.tag + " " + l)
		}
	}
	return b.String()
}

func TestSeveralZonesOnOneServer(t *testing.T) {
	s := &Server{Handler: serve(t, mustZone(t, ".", rootZone), mustZone(t, "test", testZone),
		mustZone(t, "alpha.test", alphaZone), mustZone(t, "beta.test", betaZone))}
	for _, c := range []struct{ name, q, want string }{
		{"the nearest zone answers, another gives the address", "alpha.test. MX", `NOERROR QR AA
AN alpha.test. 300 IN MX 10 mail.alpha.test.
AN alpha.test. 300 IN MX 20 backup.beta.test.
AD mail.alpha.test. 300 IN A 198.51.100.25
AD mail.alpha.test. 300 IN AAAA 2001:db8:a::25
AD backup.beta.test. 300 IN A 203.0.113.26`},
		{"an alias crosses zones", "out.alpha.test. A", "NOERROR QR AA\nAN out.alpha.test. 300 IN CNAME www.beta.test.\nAN www.beta.test. 300 IN A 203.0.113.80"},
		{"with the last zone's no", "dangle.alpha.test. A", "NXDOMAIN QR AA\nAN dangle.alpha.test. 300 IN CNAME nothing.beta.test.\nNS beta.test. 60 IN SOA ns1.beta.test. hostmaster.beta.test. 7 7200 1800 1209600 60"},
		{"the root says no", "example. MX", "NXDOMAIN QR AA\nNS . 600 IN SOA a.root.test. hostmaster.root.test. 1 7200 1800 1209600 600"},
		{"DS of a child is asked of the parent", "alpha.test. DS", "NOERROR QR AA\nNS test. 600 IN SOA ns.nic.test. hostmaster.nic.test. 1 7200 1800 1209600 600"},
		{"the root's own records", ". NS", "NOERROR QR AA\nAN . 86400 IN NS a.root.test."},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := ask(t, s, "udp", c.q, 4096); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
	z := mustZone(t, "alpha.test", alphaZone)
	if _, err := NewAuthority(z, z); err == nil {
		t.Error("one zone twice")
	}
}

func FuzzZoneText(f *testing.F) {
	f.Add(teachingZone)
	f.Add(rootZone)
	f.Add(apex + "$ORIGIN sub\nx ( \n 300 ) A 192.0.2.1\n$TTL 1h\ny TXT \"a;b\" ; c\n")
	f.Add("$GENERATE 1-9 a A 192.0.2.$")
	f.Fuzz(func(t *testing.T, text string) {
		z, err := ParseZone("alpha.test", text)
		if err != nil {
			_ = err.Error()
			return
		}
		again, err := ParseZone("alpha.test", texts(z.Records()))
		if err != nil {
			t.Fatalf("the zone's own records are refused: %v", err)
		}
		if texts(again.Records()) != texts(z.Records()) {
			t.Fatalf("not the same zone:\n%s\n%s", texts(z.Records()), texts(again.Records()))
		}
		s := &Server{Handler: serve(t, z)}
		for _, rr := range z.Records() {
			m := new(Msg)
			m.Question = []Question{{Name: rr.Header().Name, Qtype: rr.Header().Rrtype, Qclass: mdns.ClassINET}}
			wire, err := m.Pack()
			if err != nil {
				t.Fatal(err)
			}
			if reply := s.Respond("tcp", nil, wire); reply == nil {
				t.Fatalf("no reply about %s", Text(rr))
			}
		}
	})
}
