package storytest

import (
	"net/netip"
	"strings"
	"time"

	"posta/sim/trace"
)

// Everything has each fact in each of its variants, one after the other.
func Everything() *trace.Trace {
	b := New(Header())
	user, folder := "benito@beta.test", "INBOX"
	for _, f := range []trace.Fact{
		trace.MessageComposed{MessageID: ID, From: "alicia@alfa.test", To: []string{user}, Subject: "Hola", Data: []byte(Letter)},
		trace.MessageSubmitted{MessageID: ID, OK: true}, trace.MessageSubmitted{MessageID: ID, Stage: "rcpt", Why: trace.Said("550 no")},
		trace.Authenticated{Protocol: "smtp", Mechanism: "PLAIN", User: user, OK: true}, trace.Authenticated{Protocol: "smtp", Mechanism: "PLAIN", User: user},
		trace.RecipientDecided{Sender: "", Recipient: user, Verdict: "local", Code: 250}, trace.RecipientDecided{Recipient: user, Verdict: "alias", Targets: []string{"a@b.test"}, Code: 250},
		trace.RecipientDecided{Recipient: user, Verdict: "relay", Code: 250}, trace.RecipientDecided{Recipient: user, Verdict: "refused", Code: 550, Why: trace.Cause{Code: "no-such-user", Name: "nadie@beta.test"}},
		trace.MessageAccepted{Queue: "B1", MessageID: ID, Sender: "alicia@alfa.test", Recipients: []string{user}, Data: []byte(Letter)},
		trace.QueueAdded{Queue: "B1", Sender: "alicia@alfa.test", Recipients: []string{user}, Destination: "beta.test", Expires: time.Hour},
		trace.QueueAdded{Queue: "B2", Recipients: []string{user}, Destination: "local"},
		trace.QueueAttempt{Queue: "B1", Destination: "beta.test", Try: 1, Remote: Beta, Address: "198.51.100.25"},
		trace.QueueAttemptFailed{Queue: "B1", Destination: "beta.test", Try: 1, Remote: Beta, Stage: "connect", Why: trace.Cause{Code: trace.CauseConnectRefused, Host: Beta}},
		trace.QueueAttemptFailed{Queue: "B1", Destination: "beta.test", Try: 1, Remote: Beta, Stage: "rcpt", Why: trace.Said("550 no"), Permanent: true},
		trace.QueueDeferred{Queue: "B1", Destination: "beta.test", Recipients: []string{user}, Try: 1, Next: 30 * time.Minute, Stage: "connect", Why: trace.Cause{Code: trace.CauseConnectRefused, Host: Beta}},
		trace.QueueDone{Queue: "B1", Destination: "beta.test", Recipient: user, Outcome: "delivered", Remote: Beta},
		trace.QueueDone{Queue: "B1", Destination: "beta.test", Recipient: user, Outcome: "failed", Why: trace.Said("550 no")},
		trace.QueueDone{Queue: "B1", Destination: "beta.test", Recipient: user, Outcome: "expired"}, trace.QueueRemoved{Queue: "B1"},
		trace.ReportMade{Queue: "B1", Report: "R1", Action: "failed", To: user, About: []string{"x@y.test"}},
		trace.ReportMade{Queue: "B1", Report: "R2", Action: "delayed", To: user, About: []string{"x@y.test"}},
		trace.ReportMade{Queue: "B1", Report: "R3", Action: "delivered", To: user, About: []string{"x@y.test"}},
		trace.ReportMade{Queue: "B1", Report: "R4", Action: "relayed", To: user}, trace.ReportWithheld{Queue: "B1", About: []string{"x@y.test"}, Why: trace.Cause{Code: "null-sender"}},
		trace.ReportWithheld{Queue: "B1", Why: trace.Cause{Code: "notify"}},
		trace.TLSForgone{Remote: Beta, Why: trace.Said("454 4.7.0 TLS not available")}, trace.TLSForgone{Remote: Beta, Why: trace.Cause{Code: trace.CauseConnectionLost, Host: Beta}, Anew: true},
		trace.MailboxStored{User: user, Folder: folder, UID: 1, How: "delivered"}, trace.MailboxStored{User: user, Folder: folder, UID: 2, How: "appended"},
		trace.MailboxStored{User: user, Folder: folder, UID: 3, How: "copied"}, trace.MailboxStored{User: user, Folder: folder, UID: 4, How: "moved", Data: []byte(Letter)},
		trace.MailboxRefused{User: user, Folder: folder, Why: trace.Cause{Code: trace.CauseOverQuota, Name: user}}, trace.MailboxFlagged{User: user, Folder: folder, UID: 1, Flags: []string{`\Seen`}},
		trace.MailboxFlagged{User: user, Folder: folder, UID: 1}, trace.MailboxRemoved{User: user, Folder: folder, UID: 1, How: "expunged"},
		trace.MailboxRemoved{User: user, Folder: folder, UID: 1, How: "moved"}, trace.MailboxRemoved{User: user, Folder: folder, UID: 1, How: "downloaded"},
		trace.FolderChanged{User: user, Folder: "X", Op: "created"}, trace.FolderChanged{User: user, Folder: "X", Op: "deleted"}, trace.FolderChanged{User: user, Folder: "X", Op: "renamed", To: "Y"},
		trace.DeviceStored{User: user, Protocol: "imap", Folder: folder, UID: "1", Part: "headers"}, trace.DeviceStored{User: user, Protocol: "imap", Folder: folder, UID: "1", Part: "message", Subject: "Hola"},
		trace.DeviceStored{User: user, Protocol: "imap", Folder: folder, UID: "2", Part: "beginning", Subject: "Hola", Data: []byte("From: a")},
		trace.MailboxStored{User: user, Folder: folder, UID: 5, How: "rebuilt"}, trace.FolderChanged{User: user, Folder: "X", Op: "rebuilt"},
		trace.DeviceChanged{User: user, Folder: folder, UID: "1", Subject: "Hola", Do: "flag", Flags: []string{`\Seen`}},
		trace.DeviceChanged{User: user, Folder: folder, UID: "1", Subject: "Hola", Do: "move", To: "Archive"}, trace.DeviceChanged{User: user, Folder: folder, UID: "1", Do: "delete"},
		trace.FilterActed{User: user, Queue: "B1", Do: "fileinto", To: "X", Line: 3}, trace.FilterActed{User: user, Queue: "B1", Do: "keep", To: "X", Line: 3}, trace.FilterActed{User: user, Queue: "B1", Do: "discard", To: "X", Line: 3}, trace.FilterActed{User: user, Queue: "B1", Do: "redirect", To: "X", Line: 3}, trace.FilterActed{User: user, Queue: "B1", Do: "reject", To: "X", Line: 3}, trace.FilterActed{User: user, Queue: "B1", Do: "vacation", To: "X", Line: 3}, trace.FilterWithheld{User: user, Queue: "B1", Sender: "a@b.test", Why: "nobody"}, trace.FilterWithheld{User: user, Queue: "B1", Sender: "a@b.test", Why: "self"}, trace.FilterWithheld{User: user, Queue: "B1", Sender: "a@b.test", Why: "program"}, trace.FilterWithheld{User: user, Queue: "B1", Sender: "a@b.test", Why: "list"}, trace.FilterWithheld{User: user, Queue: "B1", Sender: "a@b.test", Why: "impersonal"}, trace.FilterWithheld{User: user, Queue: "B1", Sender: "a@b.test", Why: "answered"},
		trace.DeviceChanged{User: user, Do: "send", Subject: "Hola"}, trace.DeviceRemoved{User: user, Folder: folder, UID: "9", Reset: true},
		trace.DeviceSettled{User: user, Folder: folder, UID: "1", Do: "flag", OK: true}, trace.DeviceSettled{User: user, Folder: folder, UID: "1", Do: "flag"},
		trace.DeviceSynced{User: user, Protocol: "imap", Folder: folder, How: "first", New: 2, Turns: 1, Sent: 20, Received: 30},
		trace.DeviceSynced{User: user, Protocol: "imap", Folder: folder, How: "flags", Changed: 1, Turns: 2}, trace.DeviceSynced{User: user, Protocol: "imap", Folder: folder, How: "condstore", Gone: 1},
		trace.DeviceSynced{User: user, Protocol: "imap", Folder: folder, How: "qresync"}, trace.DeviceSynced{User: user, Protocol: "pop3", Folder: folder, How: "uidl", New: 1},
		trace.DeviceReset{User: user, Folder: folder, Was: 1, Now: 2},
		trace.DeviceFound{User: user, Folder: folder, Where: "server", Query: "UNSEEN", UIDs: []string{"1"}}, trace.DeviceFound{User: user, Folder: folder, Where: "device", Query: `TEXT "x"`},
		trace.DeviceRemoved{User: user, Folder: folder, UID: "1"}, trace.DeviceShown{User: user, Folder: folder, UID: "1"},
		trace.ActionStarted{Index: 99}, trace.ActionEnded{Index: 0, OK: true}, trace.ActionEnded{Index: 0, Why: trace.Said("no")}, trace.ActionEnded{Index: 1},
		trace.FaultActed{Do: "answer", At: "RCPT", What: trace.EffectReply, Reply: "450 4.2.1 Not now", Time: 1},
		policyChecked("rate-limit", "mail", "over", "defer", "client=192.0.2.25 of=messages", "count=4 limit=3 window=1m0s"),
		policyChecked("greylist", "rcpt", "new", "defer", "client=192.0.2.25 sender= recipient="+user, "wait=5m0s"),
		policyChecked("greylist", "rcpt", "early", "defer", "client=192.0.2.25 sender=a@b.test recipient="+user, "wait=1m0s"),
		policyChecked("greylist", "rcpt", "passed", "accept", "client=192.0.2.25 sender= recipient="+user, ""),
		policyChecked("greylist", "rcpt", "known", "accept", "client=192.0.2.25 sender= recipient="+user, ""),
		policyChecked("blocklist", "mail", "listed", "refuse", "ip=192.0.2.7 list=bl.test", "answer=127.0.0.2 text=spam"),
		policyChecked("blocklist", "mail", "not-listed", "accept", "ip=192.0.2.7 list=bl.test", ""),
		policyChecked("blocklist", "mail", "spared", "accept", "ip=192.0.2.7 list=bl.test", ""),
		policyChecked("blocklist", "mail", "broken", "accept", "ip=192.0.2.7 list=bl.test", "answer=203.0.113.80"),
		policyChecked("blocklist", "mail", "unknown", "accept", "ip=192.0.2.7 list=bl.test", ""),
		policyChecked("allowlist", "mail", "listed", "accept", "ip=192.0.2.7 list=good.test", "answer=127.0.0.3"),
		policyChecked("allowlist", "mail", "not-listed", "accept", "ip=192.0.2.7 list=good.test", ""),
		policyChecked("allowlist", "mail", "broken", "accept", "ip=192.0.2.7 list=good.test", ""),
		policyChecked("allowlist", "mail", "unknown", "accept", "ip=192.0.2.7 list=good.test", ""),
		policyChecked("moon", "data", "waxing", "file", "phase=3", ""),
		trace.InputActed{Do: "send", User: "alicia@alfa.test", Text: "send: {}"}, trace.InputEnded{OK: true}, trace.InputActed{Input: 1, Do: "connect", By: "Ana"}, trace.InputEnded{Input: 1, Why: trace.Said("no")},
		trace.InputActed{Input: 2, Do: "seat"}, trace.InputActed{Input: 3, Do: "seat"}, trace.InputEnded{Input: 3, Why: trace.Cause{Code: trace.CauseSeatTaken, Host: Beta}}, trace.InputEnded{Input: 9, OK: true}, trace.InputActed{Input: 4, Do: "down"}, trace.InputActed{Input: 5, Do: "seed"},
		trace.ConversationHeld{At: "RCPT", Wait: time.Second, What: trace.HeldOn}, trace.ConversationHeld{At: "DOT", Wait: time.Minute, What: trace.HeldAnswered, Reply: "451 4.7.1 Later"}, trace.ConversationHeld{At: "RCPT", Wait: time.Second, What: trace.HeldCut},
		trace.HostDown{}, trace.HostUp{}, trace.ActorPanicked{Process: "relay", Value: "nil map"},
		trace.MailRouted{Domain: "beta.test", Local: true}, trace.MailRouted{Domain: "beta.test", Null: true, Why: trace.Cause{Code: trace.CauseNullMX, Name: "beta.test"}},
		trace.MailRouted{Domain: "beta.test", Why: trace.Cause{Code: trace.CauseDNSTimeout, Name: "beta.test"}, Temporary: true}, trace.MailRouted{Domain: "beta.test", Why: trace.Cause{Code: trace.CauseNoSuchDomain, Name: "beta.test"}},
		trace.MailRouted{Domain: "beta.test", Implicit: true, Hosts: []trace.MXHost{{Name: "beta.test", Addrs: []netip.Addr{netip.MustParseAddr("198.51.100.25")}}}},
		trace.MailRouted{Domain: "beta.test", Hosts: []trace.MXHost{{Name: Beta, Preference: 10}, {Name: "mx2.beta.test", Preference: 20}}},
		trace.MailRouted{Domain: "beta.test", NullBeside: true, Hosts: []trace.MXHost{{Name: "198.51.100.25.beta.test"}, {Name: "mx2.beta.test", Preference: 20, Alias: Beta, Addrs: []netip.Addr{netip.MustParseAddr("198.51.100.25")}}}},
		trace.DNSCache{Op: trace.CacheExpired, Name: "beta.test.", Type: "MX"}, trace.DNSCache{Op: trace.CacheNegative, Name: "gama.test.", Type: "MX", RCode: "NXDOMAIN", TTL: 60},
		trace.DNSAnswered{Name: "gama.test", Type: "MX", RCode: "NXDOMAIN"}, trace.DNSAnswered{Name: "gama.test", Type: "MX", RCode: "SERVFAIL"},
		trace.DNSAnswered{Name: "gama.test", Type: "SRV", RCode: "NOERROR"}, trace.DNSAnswered{Name: "gama.test", Type: "TXT", Why: trace.Cause{Code: trace.CauseDNSTimeout, Name: "gama.test"}},
		trace.DNSAnswered{Name: "gama.test", Type: "MX", Why: trace.Cause{Code: trace.CauseDelegationLoop, Name: "gama.test"}},
		trace.RunEnded{Reason: "stuck", Waiting: []trace.Unfinished{{Index: 1, Verb: "fetch", Host: Phone, Began: true, Off: true}}}, trace.RunEnded{Reason: "limit:events"}, trace.RunEnded{Reason: "cancelled"}, trace.RunEnded{Reason: "quiet"},
	} {
		b.Wait(time.Second)
		b.Fact(Beta, 0, f)
	}
	return b.Trace
}

// policyChecked is a server's check; input and details are written "name=value name=value".
func policyChecked(check, phase, result, action, input, details string) trace.PolicyChecked {
	args := func(s string) (list []trace.Argument) {
		for _, word := range strings.Fields(s) {
			name, value, _ := strings.Cut(word, "=")
			list = append(list, trace.Argument{Name: name, Value: value})
		}
		return list
	}
	return trace.PolicyChecked{Check: check, Phase: phase, Input: args(input), Result: result, Details: args(details), Action: action,
		Steps: []trace.PolicyStep{{Code: "memory", Result: "absent"}}}
}
