package story

import (
	"slices"
	"strings"

	"posta/sim/trace"
)

// Kinds of Dialogue steps that are not lines: connections, and those facts that
// programs here ask for by name. A fact's kind and variant are those of its row
// (trace.Row).
const (
	ConnOpen        Kind = "conn.open"        // the TCP handshake
	ConnRefused     Kind = "conn.refused"     // RST instead of SYN, ACK
	ConnTimeout     Kind = "conn.timeout"     // nobody answered
	ConnUnreachable Kind = "conn.unreachable" // no road
	ConnReset       Kind = "conn.reset"       // lost in the middle
	ConnClose       Kind = "conn.close"       // both ends say goodbye
	PacketLost      Kind = "packet.lost"      // the road lost something; also at Packets
	TLSDone         Kind = "tls.done"
	TLSPassed       Kind = "tls.passed"
	TLSFailed       Kind = "tls.failed"

	DNSCacheMiss     Kind = "dns.cache.miss"
	DNSAnswered      Kind = "dns.answered" // variants: "" or an RCODE other than NOERROR, "empty", "error", "circular"
	MailComposed     Kind = "mail.composed"
	MailSubmitted    Kind = "mail.submitted"       // variants: ok, failed
	MailAccepted     Kind = "mail.accepted"        // variants: "", again, report, forwarded
	QueueAdded       Kind = "queue.added"          // variants: "", local
	QueueAttempt     Kind = "queue.attempt"        // variants: "", local
	QueueAttemptFail Kind = "queue.attempt-failed" // variants: temporary, permanent
	QueueDeferred    Kind = "queue.deferred"
	QueueDone        Kind = "queue.done" // variants: delivered, local, failed, expired
	QueueRemoved     Kind = "queue.removed"
	ReportMade       Kind = "report.made"    // variants: the action
	MailboxStored    Kind = "mailbox.stored" // variants: how
	ActionStarted    Kind = "action.started"
	ActionEnded      Kind = "action.ended" // variants: ok, nothing, failed
	InputActed       Kind = "input.acted"  // variants: what is done
	InputEnded       Kind = "input.ended"  // variants: ok, nothing, failed
	HostDown         Kind = "host.down"
	HostUp           Kind = "host.up"
	FaultActed       Kind = "fault.acted"       // variants: what the fault does
	ConversationHeld Kind = "conversation.held" // variants: how it went on
	PolicyChecked    Kind = "policy.checked"    // variants: the check and its result, "greylist-new"
	ActorPanicked    Kind = "actor.panicked"
	Other            Kind = "other" // a line of a protocol that has no reader here
)

// Kinds of Packets steps that are not facts too.
const (
	PacketSYN     Kind = "packet.syn"
	PacketSYNACK  Kind = "packet.syn-ack"
	PacketACK     Kind = "packet.ack"
	PacketData    Kind = "packet.data"
	PacketRetry   Kind = "packet.retransmission"
	PacketFIN     Kind = "packet.fin"
	PacketRST     Kind = "packet.rst"
	PacketUDP     Kind = "packet.udp"
	StreamWrite   Kind = "data.sent"     // a program writes, and no packet of its own is seen (live mode)
	StreamRead    Kind = "data.received" // a program reads, the same
	StreamOpening Kind = "conn.opening"
	StreamTaken   Kind = "conn.accepted"
	StreamStands  Kind = "conn.established"
	StreamFailed  Kind = "conn.failed"
	StreamClosed  Kind = "conn.closed"
	StreamEnded   Kind = "conn.ended"
)

// Kinds of Tell steps: whole exchanges. A Tell step that is one Dialogue step, or
// is named by one, has that step's kind. The variant "failed" says that something
// was refused.
const (
	TellSMTPGreet    Kind = "tell.smtp.greet"    // connection, 220, EHLO, 250
	TellSMTPSecure   Kind = "tell.smtp.secure"   // STARTTLS, 220, handshake
	TellSMTPLogin    Kind = "tell.smtp.login"    // AUTH, 235
	TellSMTPEnvelope Kind = "tell.smtp.envelope" // MAIL, RCPT and their replies
	TellSMTPLetter   Kind = "tell.smtp.letter"   // DATA, 354, the message, 250
	TellSMTPAnswer   Kind = "tell.smtp.answer"   // that 250, where who says it only passes it on
	TellSMTPBye      Kind = "tell.smtp.bye"      // QUIT, 221
	TellSMTPOther    Kind = "tell.smtp.other"

	TellPOP3Greet  Kind = "tell.pop3.greet"
	TellPOP3Secure Kind = "tell.pop3.secure"
	TellPOP3Login  Kind = "tell.pop3.login"
	TellPOP3Look   Kind = "tell.pop3.look"   // STAT, LIST, UIDL
	TellPOP3Fetch  Kind = "tell.pop3.fetch"  // RETR, TOP
	TellPOP3Delete Kind = "tell.pop3.delete" // DELE, RSET
	TellPOP3Bye    Kind = "tell.pop3.bye"
	TellPOP3Other  Kind = "tell.pop3.other"

	TellIMAPGreet   Kind = "tell.imap.greet"
	TellIMAPSecure  Kind = "tell.imap.secure"
	TellIMAPLogin   Kind = "tell.imap.login"
	TellIMAPFolders Kind = "tell.imap.folders" // LIST, CREATE, STATUS, ...
	TellIMAPSelect  Kind = "tell.imap.select"
	TellIMAPSearch  Kind = "tell.imap.search"
	TellIMAPFetch   Kind = "tell.imap.fetch"
	TellIMAPFlag    Kind = "tell.imap.flag"
	TellIMAPMove    Kind = "tell.imap.move" // COPY, MOVE, APPEND
	TellIMAPExpunge Kind = "tell.imap.expunge"
	TellIMAPIdle    Kind = "tell.imap.idle"
	TellIMAPBye     Kind = "tell.imap.bye"
	TellIMAPOther   Kind = "tell.imap.other"

	TellDNS       Kind = "tell.dns"          // question, answer, cache
	TellDNSAsking Kind = "tell.dns.asking"   // the question, where the answer takes questions of its own
	TellDNSReply  Kind = "tell.dns.answered" // and its answer
	TellDNSCached Kind = "tell.dns.cached"   // no question: the answer was still known
	TellHTTP      Kind = "tell.http"         // a page is asked for and given
	TellDelivery  Kind = "tell.delivery"     // into the mailbox, queue's local line and all
	TellOther     Kind = "tell.other"
)

// Verbs with a kind of their own, by protocol. A verb outside the list makes a
// step of kind "smtp.unknown" and so on.
var (
	smtpVerbs = []string{"helo", "ehlo", "starttls", "auth", "mail", "rcpt", "data", "bdat", "rset", "noop", "vrfy", "expn", "help", "quit"}
	pop3Verbs = []string{"capa", "stls", "user", "pass", "apop", "auth", "stat", "list", "uidl", "retr", "top", "dele", "noop", "rset", "utf8", "quit"}
	imapVerbs = []string{
		"capability", "id", "noop", "logout", "starttls", "authenticate", "login", "enable", "namespace", "select", "examine",
		"create", "delete", "rename", "subscribe", "unsubscribe", "list", "lsub", "status", "append", "idle", "done",
		"check", "close", "unselect", "expunge", "search", "fetch", "store", "copy", "move", "getquota", "getquotaroot", "setquota",
	}
	imapUntagged = []string{
		"capability", "enabled", "namespace", "id", "list", "lsub", "status", "search", "esearch", "flags", "exists", "recent",
		"expunge", "vanished", "fetch", "quota", "quotaroot", "ok", "no", "bad", "bye", "preauth",
	}
)

// KindsOf lists every kind of step that a detail may have.
func KindsOf(d Detail) []Kind {
	var facts []Kind
	for _, row := range trace.Rows() {
		// Of what crosses the network, TLS alone is told as a fact is.
		if shaken := slices.Contains(row.Kinds, trace.Kind(TLSDone)) || slices.Contains(row.Kinds, trace.Kind(TLSPassed)); shaken || !row.Place.Is(trace.Traffic) {
			for _, k := range row.Kinds {
				facts = append(facts, Kind(k))
			}
		}
	}
	conns := []Kind{ConnOpen, ConnRefused, ConnTimeout, ConnUnreachable, ConnReset, ConnClose}
	switch d {
	case Packets:
		return append([]Kind{
			PacketSYN, PacketSYNACK, PacketACK, PacketData, PacketRetry, PacketFIN, PacketRST, PacketUDP, PacketLost,
			StreamOpening, StreamTaken, StreamStands, StreamFailed, StreamClosed, StreamEnded, StreamWrite, StreamRead,
		}, facts...)
	case Tell:
		list := []Kind{
			TellSMTPGreet, TellSMTPSecure, TellSMTPLogin, TellSMTPEnvelope, TellSMTPLetter, TellSMTPAnswer, TellSMTPBye, TellSMTPOther,
			TellPOP3Greet, TellPOP3Secure, TellPOP3Login, TellPOP3Look, TellPOP3Fetch, TellPOP3Delete, TellPOP3Bye, TellPOP3Other,
			TellIMAPGreet, TellIMAPSecure, TellIMAPLogin, TellIMAPFolders, TellIMAPSelect, TellIMAPSearch, TellIMAPFetch,
			TellIMAPFlag, TellIMAPMove, TellIMAPExpunge, TellIMAPIdle, TellIMAPBye, TellIMAPOther,
			TellDNS, TellDNSAsking, TellDNSReply, TellDNSCached, TellHTTP, TellDelivery, TellOther, Other, PacketLost,
		}
		list = append(list, conns...)
		return append(list, facts...)
	}
	list := append(conns, PacketLost)
	list = append(list, facts...)
	list = append(list, "dns.query", "dns.answer", "http.request", "http.response", Other)
	for _, p := range []struct {
		protocol string
		verbs    []string
	}{{"smtp", smtpVerbs}, {"pop3", pop3Verbs}, {"imap", imapVerbs}} {
		list = append(list, Kind(p.protocol+".greeting"), Kind(p.protocol+".credentials"), Kind(p.protocol+".unknown"), Kind(p.protocol+".reply.unknown"))
		for _, v := range p.verbs {
			list = append(list, Kind(p.protocol+"."+v), Kind(p.protocol+".reply."+v))
		}
	}
	list = append(list, "smtp.message", "smtp.reply.message", "smtp.challenge", "smtp.go-ahead", "pop3.message", "pop3.challenge",
		"imap.message", "imap.literal", "imap.continuation", "imap.untagged.other")
	for _, v := range imapUntagged {
		list = append(list, Kind("imap.untagged."+v))
	}
	return list
}

// verbKind names a verb's step: "MAIL FROM" of SMTP is "smtp.mail", "UID FETCH" of
// IMAP is "imap.fetch".
func verbKind(protocol, part string, known map[string]bool, verb string) Kind {
	verb = strings.ToLower(verb)
	if protocol == "imap" {
		verb = strings.TrimPrefix(verb, "uid ")
	}
	verb, _, _ = strings.Cut(verb, " ")
	if !known[verb] {
		verb = "unknown"
		if part == ".untagged." {
			verb = "other"
		}
	}
	return Kind(protocol + part + verb)
}

func setOf(list []string) map[string]bool {
	set := make(map[string]bool, len(list))
	for _, v := range list {
		set[v] = true
	}
	return set
}

var (
	knownSMTP     = setOf(smtpVerbs)
	knownPOP3     = setOf(pop3Verbs)
	knownIMAP     = setOf(imapVerbs)
	knownUntagged = setOf(imapUntagged)
)
