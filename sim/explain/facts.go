package explain

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"posta/sim/lang"
	"posta/sim/story"
	"posta/sim/trace"
)

// factValues reads a fact: every field by its name, and what can be concluded from
// them together, or from what went before.
func (x *Explainer) factValues(v values, st *story.Step) {
	if x.trafficValues(v, st) || x.nameValues(v, st) || x.runValues(v, st) {
		return // their fields are no words of themselves
	}
	x.fieldValues(v, st.Fact)
	x.letterValues(v, st.Fact)
	if f, ok := st.Fact.(trace.RecipientDecided); ok {
		x.ownValues(v, f.Recipient)
	}
	if f, ok := st.Fact.(trace.MessageComposed); ok {
		x.clockValue(v, f.Data, x.s.Trace.At(st.FactSeq).At)
	}
	x.campaignValues(v, st.Fact)
	x.queueValues(v, st.Fact, x.s.Trace.At(st.FactSeq).At)
	x.mailboxValues(v, st.Fact)
}

// trafficValues reads what crossed the network, or did not.
func (x *Explainer) trafficValues(v values, st *story.Step) bool {
	switch f := st.Fact.(type) {
	case trace.HostUp:
		v.say("resumes", lang.Text{ES: "Retoma su cola y vuelve a escuchar en sus puertos.", EN: "It takes up its queue and listens on its ports again."})
		switch {
		case x.isDevice(st.From):
			v.say("resumes", lang.Text{ES: "Sus programas vuelven a funcionar.", EN: "Its programs work again."})
		case !x.queues(st.From):
			v.say("resumes", lang.Text{ES: "Vuelve a escuchar en sus puertos.", EN: "It listens on its ports again."})
		}
	case trace.HostDown:
		v.say("keeps", lang.Text{ES: "Lo que estaba en su disco (cola y buzones) sigue ahí.", EN: "What was on its disk (queue and mailboxes) is still there."})
		if x.isDevice(st.From) || !x.queues(st.From) {
			v.say("keeps", lang.Text{ES: "Lo que tenía guardado sigue ahí.", EN: "What it had stored is still there."})
		}
	case trace.ConnFailed:
		v.say("reason", phrase("failure", string(f.Reason)))
		if st.Class == story.Temporary {
			v.say("later", lang.Text{ES: "Quizá vuelva pronto: cuenta como fallo temporal.", EN: "It may be back soon: this counts as a temporary failure."})
		}
		v.say("after", Duration(x.s.Trace.At(st.FactSeq).At-x.s.Trace.At(st.First).At))
	case trace.PacketSent:
		v.set("flags", f.Flags)
		v.count("seq", int(f.Seq))
		v.count("ack", int(f.Ack))
		v.count("len", f.Len)
		v.say("size", Size(int64(f.Len)))
		v.count("try", f.Try)
		v.records(f.Records)
	case trace.PacketLost:
		v.say("reason", phrase("loss", string(f.Why)))
		if p, ok := x.s.Trace.At(f.Sent).Fact.(trace.PacketSent); ok {
			v.set("flags", p.Flags)
			if p.Len > 0 {
				v.say("size", Size(int64(p.Len)))
			}
			v.count("seq", int(p.Seq))
		}
	case trace.DataSent:
		v.say("size", Size(int64(len(f.Data))))
	case trace.DataReceived:
		v.say("size", Size(int64(f.Len)))
	case trace.TLSDone:
		v.tls(x, f, st.From, st.To)
	case trace.TLSPassed:
		x.fieldValues(v, f)
	default:
		row := trace.RowOf(st.Fact.Kind())
		return row != nil && row.Place.Is(trace.Traffic)
	}
	return true
}

// nameValues reads what was learnt from the DNS.
func (x *Explainer) nameValues(v values, st *story.Step) bool {
	switch f := st.Fact.(type) {
	case trace.DNSCache:
		v.question(f.Name, f.Type)
		v.data("records", f.Records)
		v.set("rcode", f.RCode)
		if f.Op == trace.CacheHit || f.Op == trace.CacheNegative {
			v.negative(f.Name, f.Type, f.RCode, f.Records)
		}
		v.say("ttl", Duration(time.Duration(f.TTL)*time.Second))
		if f.Op == trace.CacheMiss {
			x.missing(v, st, f)
		}
	case trace.DNSAnswered:
		v.question(f.Name, f.Type)
		v.data("records", f.Records)
		v.set("rcode", f.RCode)
		if f.Why.IsZero() {
			v.negative(f.Name, f.Type, f.RCode, f.Records)
		}
		v.say("reason", Cause(f.Why))
	case trace.MailRouted:
		v.route(f)
	default:
		return false
	}
	return true
}

// route is where a domain's mail goes.
func (v values) route(f trace.MailRouted) {
	v.set("domain", f.Domain)
	var names []string
	for _, h := range f.Hosts {
		name := h.Name
		if !f.Implicit && len(f.Hosts) > 1 {
			name += " (" + strconv.Itoa(int(h.Preference)) + ")"
		}
		names = append(names, name)
	}
	if len(names) > 1 {
		v.list("hosts", names)
	}
	if len(f.Hosts) > 0 {
		v.set("first", f.Hosts[0].Name)
		if len(f.Hosts[0].Addrs) > 0 {
			v.set("address", f.Hosts[0].Addrs[0].String())
		}
	}
	v.say("irregular", irregular(f))
	v.say("reason", Cause(f.Why))
}

// runValues reads what the script, those outside, faults and checks do.
func (x *Explainer) runValues(v values, st *story.Step) bool {
	switch f := st.Fact.(type) {
	case trace.ActionStarted:
		x.actionValues(v, f.Index)
	case trace.ActionEnded:
		x.actionValues(v, f.Index)
		x.waitingValues(v, st.FactSeq, st.From)
		script := x.s.Trace.Header.Script
		submits := f.Index >= 0 && f.Index < len(script) && slices.Contains([]string{"send", "reply"}, script[f.Index].Kind)
		if !submits || f.Why.Code == trace.CauseNothing || f.Why.Code == trace.CauseHostOff {
			v.say("reason", Cause(f.Why)) // why a server did not take a letter has been said
		}
	case trace.InputActed:
		x.inputValues(v, f, st.From)
	case trace.InputEnded:
		x.inputValues(v, x.inputOf(f.Input, st.FactSeq), st.From)
		x.waitingValues(v, st.FactSeq, st.From)
		v.say("reason", Cause(f.Why))
	case trace.FaultActed:
		v.fault(f)
		faults := x.s.Trace.Header.Faults
		v.culprit(f.Fault >= 0 && f.Fault < len(faults) && faults[f.Fault].Added)
	case trace.ConversationHeld:
		v.say("moment", momentOf(f.At))
		v.say("waited", Duration(f.Wait))
		v.set("reply", f.Reply)
	case trace.PolicyChecked:
		x.policyValues(v, f)
	case trace.ActorPanicked:
		v.set("process", f.Process)
		v.set("error", f.Value)
	case trace.RunEnded:
		v.say("reason", ended(f))
		v.say("waiting", Unfinished(f.Waiting))
	default:
		return false
	}
	return true
}

// letterValues concludes from how a letter was written and handed over.
func (x *Explainer) letterValues(v values, f trace.Fact) {
	switch f := f.(type) {
	case trace.MessageComposed:
		v.set("sender", f.From)
		v.set("person", x.person(f.From))
		v.list("recipients", f.To)
		v.fields(f.Data)
		v.say("growth", growth(f.Data))
	case trace.MessageSubmitted:
		v.say("stage", stageOf(f.Stage, f.Why))
	}
}

// ownValues says what an address that a server keeps is: a mailbox, a mailing list, or a
// name that a list has for those who write to its program.
func (x *Explainer) ownValues(v values, recipient string) {
	v.say("owns", lang.Text{ES: "el buzón es suyo", EN: "the mailbox is its own"})
	v.say("local-part", lang.Text{ES: "uno de sus buzones", EN: "one of its mailboxes"})
	if _, ok := x.users[strings.ToLower(recipient)]; ok {
		return
	}
	local, domain, _ := strings.Cut(strings.ToLower(recipient), "@")
	for _, l := range x.s.Trace.Header.Lists {
		name, at, _ := strings.Cut(strings.ToLower(l.Address), "@")
		switch rest, found := strings.CutPrefix(local, name); {
		case at != domain || !found:
		case rest == "":
			v.say("owns", lang.Text{ES: "es una lista de correo suya", EN: "it is a mailing list of its own"})
			v.say("local-part", lang.Text{ES: "una de sus listas", EN: "one of its lists"})
		case rest[0] == '-':
			v.say("owns", lang.Sprintf("es de su lista %s", "it belongs to its list %s", l.Address))
			v.say("local-part", lang.Text{ES: "un nombre que una de sus listas tiene para sí", EN: "a name that one of its lists has for itself"})
		}
	}
}

// queueValues concludes from what a server decides about its queue.
func (x *Explainer) queueValues(v values, f trace.Fact, at time.Duration) {
	switch f := f.(type) {
	case trace.QueueAdded:
		if f.Expires > at {
			v.say("until", Duration(f.Expires-at))
		}
	case trace.QueueAttempt:
		v.set("remoteAddress", f.Address)
	case trace.QueueAttemptFailed:
		v.say("stage", stageOf(f.Stage, f.Why))
		if !decided(f.Stage, f.Why) {
			v.say("another", lang.Text{ES: "Si el dominio tiene otro servidor, se prueba con él enseguida.", EN: "If the domain has another server, that one is tried at once."})
		}
	case trace.QueueDeferred:
		v.say("wait", Duration(f.Next-at))
		v.say("next", x.Moment(f.Next, at))
		v.say("stage", stageOf(f.Stage, f.Why))
	case trace.QueueDone:
		v.list("recipients", []string{f.Recipient})
	case trace.ReportMade:
		v.set("recipient", f.To)
	}
}

// mailboxValues concludes from what lies in mailboxes and on devices.
func (x *Explainer) mailboxValues(v values, f trace.Fact) {
	switch f := f.(type) {
	case trace.MailboxFlagged:
		v["flagsNow"] = value{text: flagsNow(f.Flags)}
	case trace.DeviceStored:
		v.flagsOf(f.Flags)
	case trace.DeviceChanged:
		v["flagsNow"] = value{text: flagsNow(f.Flags)}
	case trace.DeviceSynced:
		v.synced(f)
	case trace.DeviceFound:
		v.say("hits", counted(len(f.UIDs), "carta", "cartas", "letter", "letters"))
	case trace.DeviceShown:
		if author := clip(f.From); author != "" { // whether that is true is for others to prove
			v.say("wrote", lang.Sprintf("Su From dice: %s.", "Its From says: %s.", author))
		}
		v.presented(f)
	case trace.FilterActed:
		if f.Do == trace.FilterReject { // a sentence of its own, within quotes
			v.set("target", strings.TrimSuffix(f.To, "."))
		}
	case trace.ListActed:
		v.set("who", f.Address)
		if f.Do == trace.ListIgnored {
			v.say("reason", phrase("ignored", string(f.Why)))
		}
	case trace.DeviceSaved:
		v.set("file", f.File.Name)
		v.say("size", Size(f.File.Octets))
	}
}

func flagsNow(flags []string) lang.Text {
	if len(flags) == 0 {
		return lang.Text{ES: "ninguna marca", EN: "no flags"}
	}
	return List(clipAll(flags))
}

// stageOf says at which stage an attempt failed, as the one that tried saw it: whose
// answer to the final dot stays out cannot tell how far the letter came.
func stageOf(stage trace.Stage, why trace.Cause) lang.Text {
	if stage == trace.StageDot && !why.Answered() {
		return lang.Text{ES: "a la espera de la respuesta al punto final", EN: "while waiting for the answer to the final dot"}
	}
	if stage == trace.StageSTARTTLS && why.Unanswered() { // of the host's TLSA records (RFC 7672 section 2.1)
		return lang.Text{ES: "antes de llamar, al preguntar al DNS qué exige ese servidor", EN: "before the call, while asking the DNS what that host demands"}
	}
	return phrase("stage", string(stage))
}

// decided tells whether a failure at this stage is an answer that holds for the
// domain's other servers too (RFC 5321 section 5.1): they are tried where this one
// did not get to hear of the letter, or was lost before the end.
func decided(stage trace.Stage, why trace.Cause) bool {
	switch stage {
	case trace.StageMAIL, trace.StageRCPT, trace.StageDATA:
		return why.Answered()
	}
	return stage == trace.StageDot || stage == trace.StageLocal
}
