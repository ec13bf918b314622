package scenario

import (
	"encoding/base64"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	mdns "github.com/miekg/dns"
	"go.yaml.in/yaml/v4"

	"posta/sim/dns"
	"posta/sim/form"
	"posta/sim/lang"
)

// What inputs may hold at most.
const (
	MaxInputs     = 10_000   // of one run
	MaxInputsSize = 16 << 20 // octets of a file of inputs
	MaxInputLine  = 1 << 18  // octets of one line of it
	MaxTyped      = 64 << 10 // octets that one input types
)

// InputReader reads the inputs of one scenario, all at once from a file or line by line as they come, and gives them
// complete: names resolved against the scenario's.
//
// A file of inputs is JSON Lines: a first line {"inputs": 1}, and then an input a line, in the order of time. A line may
// also be written as YAML in braces; blank lines and lines that begin with # are skipped. The same decoder reads it that
// reads scenarios, with the same problems.
type InputReader struct {
	r       *resolver
	d       *form.Decoder
	devices map[string]bool // that are in the world
	conns   []string        // ids of connections opened by hand
	faults  map[string]int  // ids of faults switched on
	next    int             // index of the next fault
	n       int             // inputs read
	at      time.Duration   // of the last one
}

// NewInputReader begins to read inputs for a scenario.
func NewInputReader(s *Scenario) *InputReader {
	// The file is resolved anew: what its names mean is known only on the way.
	rep := form.NewReporter(scenarioFormat, s.Name+".yaml")
	d := &form.Decoder{Reporter: rep}
	var f file
	root := form.Load(rep, s.Source)
	expandRanges(rep, root)
	d.Top(root, &f)
	r, _ := resolveAll(rep, s.Name, &f, s.Lang)
	for i, u := range s.Users { // a class has passwords of its own
		r.s.Users[i].Password = u.Password
	}
	x := &InputReader{r: r, d: d, devices: map[string]bool{}, faults: map[string]int{}, next: len(s.Faults)}
	for _, dev := range s.Devices {
		x.devices[dev.Name] = true
	}
	return x
}

// ReadInputs reads a whole file of inputs. If there are problems there are no inputs.
func ReadInputs(s *Scenario, name string, src []byte) ([]*Input, form.Problems) {
	return NewInputReader(s).File(name, src)
}

// File reads a whole file of inputs. If there are problems there are no inputs.
func (x *InputReader) File(name string, src []byte) ([]*Input, form.Problems) {
	all := form.NewReporter(inputFormat, name)
	if len(src) > MaxInputsSize {
		all.ReportAt(1, 1, 1, "", form.CodeTooBig,
			tr("el archivo ocupa %d bytes, y uno de entradas no puede pasar de %d", "the file is %d bytes long, and one of inputs may have %d at most", len(src), MaxInputsSize),
			tr("comprueba que sea el archivo que querías", "make sure it is the file you meant"))
		return nil, all.Finish()
	}
	var list []*Input
	begun := false
	for i, text := range strings.Split(string(src), "\n") {
		text = strings.TrimSuffix(text, "\r")
		if i == 0 {
			text = strings.TrimPrefix(text, "\ufeff")
		}
		if blank(text) {
			continue
		}
		if !begun {
			begun = true
			if !x.head(all, i+1, text) {
				return nil, all.Finish()
			}
			continue
		}
		if in := x.line(all, i+1, text); in != nil {
			list = append(list, in)
		}
		if all.Full() {
			break
		}
	}
	if !begun {
		all.ReportAt(1, 1, 1, "", form.CodeEmpty, tr("el archivo está vacío", "the file is empty"), headHint())
	}
	if ps := all.Finish(); len(ps) > 0 {
		return nil, ps
	}
	return list, nil
}

// Line reads one more input. Name and number are what problems call the file and the line.
func (x *InputReader) Line(name string, number int, text string) (*Input, form.Problems) {
	all := form.NewReporter(inputFormat, name)
	in := x.line(all, number, text)
	if ps := all.Finish(); len(ps) > 0 {
		return nil, ps
	}
	return in, nil
}

func blank(text string) bool {
	text = strings.TrimSpace(text)
	return text == "" || text[0] == '#'
}

func headHint() lang.Text {
	return tr(`un archivo de entradas empieza por la línea {"inputs": 1}`, `a file of inputs begins with the line {"inputs": 1}`)
}

// head reads the first line.
func (x *InputReader) head(all *form.Reporter, number int, text string) bool {
	var h inputHead
	rep, ok := x.decode(all, number, text, &h)
	if ok && h.Inputs.OK {
		return true
	}
	if c := rep.FirstCode(); c == "" || c == form.CodeUnknownKey || c == form.CodeType {
		rep = form.NewReporter(inputFormat, all.File)
		rep.Show(text)
		rep.ReportAt(1, 1, 1, "", form.CodeMissing, tr("la primera línea no dice que sea un archivo de entradas", "the first line does not say that this is a file of inputs"), headHint())
	}
	all.Adopt(rep, number)
	return false
}

// decode fills v from one line; the reporter has the problems, counted from line 1.
func (x *InputReader) decode(all *form.Reporter, number int, text string, into any) (*form.Reporter, bool) {
	rep := form.NewReporter(inputFormat, all.File)
	if len(text) > MaxInputLine {
		rep.ReportAt(1, 1, 1, "", form.CodeTooBig, tr("la línea pasa de %d bytes", "the line is longer than %d bytes", MaxInputLine), tr("repártelo en varias entradas", "split it into several inputs"))
		return rep, false
	}
	node := form.Load(rep, []byte(form.JoinSurrogates(text)))
	if node == nil {
		return rep, false
	}
	if node.Kind != yaml.MappingNode {
		rep.Report(form.Place{Node: node}, form.CodeType, tr("una línea es un objeto JSON, y esto es %s", "a line is a JSON object, and this is %s", form.KindName(node)),
			tr(`por ejemplo: {"at": "2s", "type": {"on": "c1", "line": "EHLO laptop"}}`, `for example: {"at": "2s", "type": {"on": "c1", "line": "EHLO laptop"}}`))
		return rep, false
	}
	x.d.Reporter, x.r.Reporter = rep, rep
	return rep, x.d.Fill(node, into)
}

// line reads one input, or says what is wrong with it.
func (x *InputReader) line(all *form.Reporter, number int, text string) *Input {
	var spec inputSpec
	rep, ok := x.decode(all, number, text, &spec)
	in := &Input{Index: x.n, By: string(spec.By.V), Line: number}
	if ok && !rep.Failed() {
		before := len(x.r.s.Devices)
		in.At = x.instant(&spec)
		in.Do = x.deed(&spec)
		in.Text = deedText(&spec)
		x.unknownDevices(before)
	}
	if x.n >= MaxInputs && !rep.Failed() {
		rep.ReportAt(1, 1, 1, "", form.CodeTooMany, tr("hay más de %d entradas", "there are more than %d inputs", MaxInputs), tr("quita algunas", "take some out"))
	}
	if rep.Failed() || in.Do == nil {
		all.Adopt(rep, number)
		return nil
	}
	x.n++
	x.at = in.At
	return in
}

// instant finds when an input acts.
func (x *InputReader) instant(spec *inputSpec) time.Duration {
	r := x.r
	at := x.at
	switch {
	case spec.At.Given() && spec.After.Given():
		r.Report(spec.After.At, form.CodeConflict, tr("«at» y «after» se contradicen", "\"at\" and \"after\" contradict each other"), tr("deja solo uno", "leave only one"))
	case spec.After.OK:
		at += time.Duration(spec.After.V)
		r.limit(spec.After.At, at)
	case spec.At.OK:
		if at = r.instant(&spec.At); at < x.at {
			r.Report(spec.At.At, CodeTime, tr("el tiempo iría hacia atrás: la línea anterior actúa a las %s, y esta a las %s", "time would run backwards: the line before acts at %s, and this one at %s", r.clock(x.at), r.clock(at)),
				tr("ordena las líneas por su instante", "put the lines in the order of their instants"))
		}
		r.limit(spec.At.At, at)
	}
	return at
}

// unknownDevices refuses what would be done with a device that the world does not have: a scenario gives one to each
// person who acts in it, but no device comes into a world that runs already.
func (x *InputReader) unknownDevices(before int) {
	r := x.r
	for _, dev := range r.s.Devices[before:] {
		r.Report(form.Place{Node: &yaml.Node{Line: 1, Column: 1}}, CodeUnknown, tr("en este mundo %s no tiene ningún dispositivo", "in this world %s has no device", dev.User.Address()),
			tr("dale uno en el escenario: users: {%s: {devices: [laptop]}}", "give it one in the scenario: users: {%s: {devices: [laptop]}}", dev.User.Local))
		dev.User.Devices = slices.DeleteFunc(dev.User.Devices, func(d *Device) bool { return d == dev })
		delete(r.devices, strings.ToLower(dev.Name))
	}
	r.s.Devices = r.s.Devices[:before]
}

// deedText is the verb and what follows it, on one line.
func deedText(spec *inputSpec) string {
	v := reflect.ValueOf(spec).Elem()
	for _, f := range scenarioFormat.Shape(v.Type()).Fields {
		if at := placeOfField(v.FieldByIndex(f.Index)); f.Verb && at.Node != nil {
			return f.Key + ": " + form.WriteFlow(at.Node, false, maxFlow)
		}
	}
	return ""
}

// placeOfField is where a field's value was read.
func placeOfField(v reflect.Value) form.Place {
	if o, ok := v.Addr().Interface().(interface{ where() form.Place }); ok {
		return o.where()
	}
	return form.Place{}
}

// deed reads what is done; nil where it cannot be, and that has been said.
func (x *InputReader) deed(spec *inputSpec) Deed {
	r := x.r
	switch {
	case spec.Connect.OK:
		return x.connect(&spec.Connect.V)
	case spec.Type.OK:
		return x.typed(&spec.Type.V, spec.Type.At)
	case spec.StartTLS.OK:
		return &StartTLS{On: x.connection(&spec.StartTLS.V.On), Verify: bool(spec.StartTLS.V.Verify.V)}
	case spec.Close.OK:
		return &HangUp{On: x.connection(&spec.Close.V.On), Reset: bool(spec.Close.V.Reset.V)}
	case spec.Seat.OK:
		h, services := x.seat(&spec.Seat.V)
		return &TakeSeat{Host: h, Services: services}
	case spec.Leave.OK:
		h, services := x.seat(&spec.Leave.V)
		return &LeaveSeat{Host: h, Services: services}
	case spec.Answer.OK:
		return x.answer(&spec.Answer.V)
	case spec.Break.OK:
		return x.breaks(&spec.Break.V, spec.Break.At)
	case spec.Mend.OK:
		return x.mends(&spec.Mend.V)
	case spec.SetUser.OK:
		v := &spec.SetUser.V
		x.something(spec.SetUser.At, v.Password.Given() || v.Quota.Given())
		return &SetUser{User: r.userRef(&v.User), Password: chosen(&v.Password, func(l form.Line) string { return string(l) }), Quota: chosen(&v.Quota, func(n form.Size) int64 { return int64(n) })}
	case spec.SetDevice.OK:
		return x.setDevice(&spec.SetDevice.V, spec.SetDevice.At)
	case spec.SetHost.OK:
		return x.setHost(&spec.SetHost.V, spec.SetHost.At)
	case spec.Seed.OK:
		return &Reseed{Seed: uint64(spec.Seed.V)}
	}
	if a := r.act(&spec.actSpecs); a != nil {
		return a
	}
	return nil
}

// chosen is a value that was given, or nil.
func chosen[T, V any](o *form.Opt[T], as func(T) V) *V {
	if !o.OK {
		return nil
	}
	v := as(o.V)
	return &v
}

// something refuses a change that changes nothing.
func (x *InputReader) something(at form.Place, given bool) {
	if !given {
		x.r.Report(at, form.CodeMissing, tr("no dice qué cambiar", "it does not say what to change"), tr("añade la clave y su valor nuevo", "add the key and its new value"))
	}
}

func (x *InputReader) connect(v *connectSpec) Deed {
	r := x.r
	c := &Connect{ID: string(v.ID.V), From: r.endpointRef(&v.From), To: r.endpointRef(&v.To), Port: uint16(or(&v.Port, form.Whole(usualPort[SMTP]))), TLS: bool(v.TLS.V), Verify: bool(v.Verify.V)}
	switch _, err := strconv.Atoi(c.ID); {
	case !v.ID.OK:
	case c.ID == "", err == nil:
		r.Report(v.ID.At, CodeName, tr("«%s» no puede ser el «id» de una conexión: los números son los de la traza", "\"%s\" cannot be the \"id\" of a connection: numbers are the trace's", form.Shown(c.ID)), tr("por ejemplo: id: c1", "for example: id: c1"))
	case slices.Contains(x.conns, c.ID):
		r.Report(v.ID.At, CodeDuplicate, tr("ya hay una conexión «%s»", "there is a connection \"%s\" already", form.Shown(c.ID)), tr("dale otro «id»", "give it another \"id\""))
	default:
		x.conns = append(x.conns, c.ID)
	}
	if c.From != (Endpoint{}) && c.From == c.To {
		r.Report(v.To.At, form.CodeConflict, tr("%s se llamaría a sí mismo", "%s would call itself", c.From.Name()), tr("pon otro en «from» o en «to»", "put another in \"from\" or \"to\""))
	}
	return c
}

// connection reads which connection is meant. Whether one of that number will be there, only the run can tell.
func (x *InputReader) connection(o *form.Opt[form.Line]) string {
	if !o.OK {
		return ""
	}
	id := string(o.V)
	if n, err := strconv.Atoi(id); err == nil && n > 0 || slices.Contains(x.conns, id) {
		return id
	}
	hint := tr("ábrela antes: connect: {id: %s, …}; de una que llega a un puesto ocupado se dice su número en la traza", "open it before: connect: {id: %s, …}; one that comes to a taken seat is called by its number in the trace", form.Shown(id))
	if near := form.Nearest(id, x.conns); near != "" {
		hint = tr("¿quisiste decir «%s»?", "did you mean \"%s\"?", near)
	}
	x.r.Report(o.At, CodeUnknown, tr("no hay ninguna conexión «%s» abierta a mano más arriba", "no connection \"%s\" was opened by hand further up", form.Shown(id)), hint)
	return id
}

func (x *InputReader) typed(v *typeSpec, at form.Place) Deed {
	r := x.r
	t := &Type{On: x.connection(&v.On)}
	given := 0
	if v.Line.Given() {
		given++
		if strings.ContainsAny(string(v.Line.V), "\r\n") {
			r.Report(v.Line.At, form.CodeValue, tr("una línea no lleva saltos dentro", "a line has no line breaks in it"), tr("para varias, una entrada por línea, o «text»", "for several, an input for each, or \"text\""))
		}
		t.Data = []byte(string(v.Line.V) + "\r\n")
	}
	if v.Text.Given() {
		given++
		t.Data = []byte(v.Text.V)
	}
	if v.Base64.Given() {
		given++
		data, err := base64.StdEncoding.DecodeString(string(v.Base64.V))
		if err != nil {
			r.Report(v.Base64.At, form.CodeValue, tr("esto no es base64 (RFC 4648, 4)", "this is not base64 (RFC 4648 section 4)"), tr("para texto usa «line» o «text»", "for text use \"line\" or \"text\""))
		}
		t.Data = data
	}
	switch {
	case given != 1:
		r.Report(at, form.CodeConflict, tr("hay que decir «line», «text» o «base64», uno de los tres", "say \"line\", \"text\" or \"base64\", one of the three"), tr("por ejemplo: line: EHLO laptop", "for example: line: EHLO laptop"))
	case len(t.Data) > MaxTyped:
		r.Report(at, form.CodeRange, tr("son %d bytes, y de una vez caben %d", "these are %d bytes, and %d fit at once", len(t.Data), MaxTyped), tr("repártelo en varias entradas", "split it into several inputs"))
	}
	return t
}

// seat reads which services of a host are meant.
func (x *InputReader) seat(v *seatSpec) (*Host, []Service) {
	h, ok := x.r.hostRef(&v.Host, nil)
	if !ok {
		return nil, nil
	}
	if !v.Service.OK {
		if len(h.Services) == 0 {
			x.r.Report(v.Host.At, CodeUnknown, tr("%s no ofrece nada", "%s offers nothing", h.Name), tr("elige otro servidor", "choose another host"))
		}
		return h, h.Services
	}
	name := string(v.Service.V)
	var list []Service
	for _, s := range h.Services {
		if s.Name() == name {
			list = append(list, s)
		}
	}
	if len(list) == 0 {
		x.r.Report(v.Service.At, CodeUnknown, tr("%s no ofrece %s", "%s does not offer %s", h.Name, name), x.r.offersHint(h))
	}
	return h, list
}

func (x *InputReader) answer(v *nameAnswerSpec) Deed {
	r := x.r
	h, ok := r.hostRef(&v.Host, nil)
	if !ok {
		return nil
	}
	_, answers := h.Offers(DNSServer)
	_, resolves := h.Offers(Resolver)
	if !answers && !resolves {
		r.Report(v.Host.At, CodeUnknown, tr("%s no responde por nombres", "%s does not answer for names", h.Name), tr("los que responden: %s", "those that do: %s", strings.Join(r.nameServerNames(), ", ")))
		return nil
	}
	a := &NameAnswer{Host: h, Name: r.queryName(&v.Name), Type: string(v.Type.V), Silent: bool(v.Silent.V), Code: string(or(&v.Code, defaultRcode)), Authoritative: bool(or(&v.Authoritative, form.Truth(answers)))}
	a.Answer, a.Authority, a.Additional = x.records(&v.Records), x.records(&v.Authority), x.records(&v.Additional)
	if a.Silent && (v.Code.Given() || v.Records.Given() || v.Authority.Given() || v.Additional.Given()) {
		r.Report(v.Silent.At, form.CodeConflict, tr("quien no contesta nada no da código ni registros", "whoever answers nothing gives neither code nor records"), tr("deja solo «silent», o quítalo", "leave \"silent\" alone, or take it out"))
	}
	return a
}

// records reads what somebody answers: it need not be true, but it has to be records.
func (x *InputReader) records(l *form.List[form.Line]) []string {
	var out []string
	if !x.r.atMost(len(l.Items), MaxItems, l.At) {
		return nil
	}
	for i := range l.Items {
		o := &l.Items[i]
		if !o.OK {
			continue
		}
		rrs, failed := dns.ReadZoneText(".", string(o.V), seconds(DefaultTTL), 2)
		if failed != nil || len(rrs) != 1 || rrs[0].RR.Header().Class != mdns.ClassINET {
			x.r.Report(o.At, CodeZone, tr("no se entiende este registro DNS", "this DNS record makes no sense"), tr("nombre entero, tipo y datos: 'beta.test. MX 10 mail.beta.test.'", "full name, type and data: 'beta.test. MX 10 mail.beta.test.'"))
			continue
		}
		out = append(out, rrs[0].RR.String())
	}
	return out
}

func (x *InputReader) breaks(v *breakSpec, at form.Place) Deed {
	r := x.r
	if v.Down.Given() {
		r.Report(v.Down.At, form.CodeConflict, tr("un servidor se apaga con «down: …», sin «break»", "a host is switched off by \"down: …\", without \"break\""), tr("escribe down: mail.beta.test, y más tarde up: mail.beta.test", "write down: mail.beta.test, and later up: mail.beta.test"))
		return nil
	}
	f := &Fault{Index: x.next, Text: form.WriteFlow(at.Node, true, maxFlow), Added: true}
	if f.Do = r.trouble(&v.faultSpec, f); f.Do == nil {
		return nil
	}
	id := string(v.ID.V)
	if _, err := strconv.Atoi(id); v.ID.OK && (id == "" || err == nil) {
		r.Report(v.ID.At, CodeName, tr("«%s» no puede ser el «id» de un fallo: los números son los del escenario", "\"%s\" cannot be the \"id\" of a fault: numbers are the scenario's", form.Shown(id)), tr("por ejemplo: id: averia", "for example: id: trouble"))
		return nil
	}
	if _, taken := x.faults[id]; taken && id != "" {
		r.Report(v.ID.At, CodeDuplicate, tr("ya hay un fallo «%s»", "there is a fault \"%s\" already", form.Shown(id)), tr("dale otro «id»", "give it another \"id\""))
		return nil
	}
	if id != "" {
		x.faults[id] = f.Index
	}
	x.next++
	return &Break{ID: id, Fault: f}
}

func (x *InputReader) mends(v *mendSpec) Deed {
	if !v.Fault.OK {
		return nil
	}
	id := string(v.Fault.V)
	if index, ok := x.faults[id]; ok {
		return &Mend{Fault: index}
	}
	if n, err := strconv.Atoi(id); err == nil && n >= 1 && n <= len(x.r.s.Faults) {
		if _, power := x.r.s.Faults[n-1].Do.(*Outage); power {
			x.r.Report(v.Fault.At, form.CodeConflict, tr("el fallo %d es un apagón, y un servidor se enciende con «up»", "fault %d is a power cut, and a host is switched on by \"up\"", n), tr("escribe up: y el servidor", "write up: and the host"))
		}
		return &Mend{Fault: n - 1}
	}
	var known []string
	for id := range x.faults {
		known = append(known, id)
	}
	slices.Sort(known)
	hint := tr("el escenario tiene %d fallos, y se cuentan desde 1; los puestos en marcha se llaman por su «id»", "the scenario has %d faults, counted from 1; those switched on are called by their \"id\"", len(x.r.s.Faults))
	if near := form.Nearest(id, known); near != "" {
		hint = tr("¿quisiste decir «%s»?", "did you mean \"%s\"?", near)
	}
	x.r.Report(v.Fault.At, CodeUnknown, tr("no hay ningún fallo «%s»", "there is no fault \"%s\"", form.Shown(id)), hint)
	return nil
}

func (x *InputReader) setDevice(v *setDeviceSpec, at form.Place) Deed {
	x.something(at, v.Password.Given() || v.TLS.Given() || v.Port.Given())
	e := x.r.endpointRef(&v.Device)
	if e.Host != nil {
		x.r.Report(v.Device.At, form.CodeConflict, tr("%s es un servidor, y aquí va un dispositivo", "%s is a host, and a device goes here", e.Host.Name), tr("para un servidor, set_host", "for a host, set_host"))
	}
	if e.Device == nil {
		return nil
	}
	return &SetDevice{Device: e.Device, Password: chosen(&v.Password, func(l form.Line) string { return string(l) }), TLS: chosen(&v.TLS, wishNamed), Port: chosen(&v.Port, func(n form.Whole) uint16 { return uint16(n) })}
}

// wishNamed is what a device's tls says.
func wishNamed(w form.Word) TLSWish {
	switch w {
	case "require":
		return TLSRequire
	case "prefer":
		return TLSOpportunistic
	}
	return TLSNever
}

func (x *InputReader) setHost(v *setHostSpec, at form.Place) Deed {
	x.something(at, v.OpenRelay.Given() || v.EHLO.Given() || v.MaxMessage.Given() || v.MaxRecipients.Given() || v.TLS.Given() || v.Certificate.Given() || v.Policy.Given())
	h, ok := x.r.hostRef(&v.Host, nil)
	if !ok {
		return nil
	}
	var policy *[]*Check
	if v.Policy.Given() && x.r.atMost(len(v.Policy.Items), MaxItems, v.Policy.At) {
		list := x.r.policyList(&v.Policy, h)
		policy = &list
	}
	yes := func(t form.Truth) bool { return bool(t) }
	return &SetHost{
		Host: h, Policy: policy, OpenRelay: chosen(&v.OpenRelay, yes), Extensions: chosen(&v.EHLO, yes),
		MaxMessage:    chosen(&v.MaxMessage, func(n form.Size) int64 { return int64(n) }),
		MaxRecipients: chosen(&v.MaxRecipients, func(n form.Whole) int { return int(n) }),
		TLS:           chosen(&v.TLS, func(w form.Word) TLSPolicy { return TLSPolicy(w) }),
		Certificate:   chosen(&v.Certificate, func(w form.Word) string { return string(w) }),
	}
}
