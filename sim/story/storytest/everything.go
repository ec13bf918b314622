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
		trace.Authenticated{Protocol: "imap", Mechanism: "LOGIN", User: user, Weak: true}, trace.Authenticated{Protocol: "imap", Mechanism: "OAUTHBEARER", User: user, OK: true}, trace.Authenticated{Protocol: "imap", Mechanism: "OAUTHBEARER", User: user},
		trace.KeyChanged{User: user, Device: "phone-benito", Key: "token", Until: time.Hour}, trace.KeyChanged{User: user, Device: "phone-benito", Key: "app-password"}, trace.KeyChanged{User: user, Device: "phone-benito", Key: "token", Revoked: true},
		trace.TokenRenewed{User: user, Device: "phone-benito", OK: true, Until: time.Hour}, trace.TokenRenewed{Error: "invalid_grant"},
		trace.RecipientDecided{Sender: "", Recipient: user, Verdict: "local", Code: 250}, trace.RecipientDecided{Recipient: user, Verdict: "alias", Targets: []string{"a@b.test"}, Code: 250},
		trace.RecipientDecided{Recipient: user, Verdict: "alias", Targets: []string{"a@b.test"}, Stands: trace.StandsByCatchAll, Code: 250},
		trace.RecipientDecided{Recipient: "postmaster@beta.test", Verdict: "alias", Targets: []string{"a@b.test"}, Stands: trace.StandsAsPostmaster, Code: 250},
		trace.RecipientDecided{Recipient: "srs0=aaaa=bb=alfa.test=alicia@beta.test", Verdict: "alias", Targets: []string{"alicia@alfa.test"}, Stands: trace.StandsForSender, Code: 250},
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
		trace.ReportWithheld{Queue: "B1", Why: trace.Cause{Code: "notify"}}, trace.ReportWithheld{Queue: "B1", Why: trace.Cause{Code: "told"}},
		trace.SendingPaced{Destination: "beta.test", Rest: time.Minute, Pause: time.Second, Why: trace.Said("421 4.7.28 Not so fast")}, trace.SendingPaced{Destination: "beta.test"},
		trace.CampaignStarted{Campaign: "news", Number: 1, Author: "shop@alfa.test", Subjects: []string{"One", "Two"}, Listed: 3, Unusable: 1, Duplicate: 1, Suppressed: 1},
		trace.CampaignSent{Campaign: "news", Number: 1, Letter: 1, Queue: "B1", MessageID: ID, Recipient: user, Segment: "members", Subject: 1, Source: "192.0.2.25"},
		trace.CampaignEnded{Campaign: "news", Number: 1, Sent: 3, Took: time.Hour},
		bounced(user, trace.BounceHard), bounced(user, trace.BounceSoft), bounced(user, trace.BounceBlock),
		suppressed(user, trace.SuppressedHard), suppressed(user, trace.SuppressedSoft), suppressed(user, trace.SuppressedComplaint), suppressed(user, trace.SuppressedOneClick),
		suppressed(user, trace.SuppressedMailto), suppressed(user, trace.SuppressedPage), suppressed(user, trace.SuppressedUnasked),
		requested(user, trace.RequestOpen, trace.ByHuman), requested(user, trace.RequestClick, trace.ByMachine), requested(user, trace.RequestLanding, trace.ByUnknown), requested(user, trace.RequestConversion, trace.ByHuman),
		requested(user, trace.RequestUnsubscribe, trace.ByHuman), requested(user, trace.RequestPage, trace.ByMachine), requested(user, trace.RequestConfirm, trace.ByHuman), requested(user, trace.RequestConfirmPage, trace.ByHuman),
		requested("", trace.RequestUnknown, trace.ByUnknown),
		trace.ComplaintReceived{Campaign: "news", Number: 1, Letter: 1, Recipient: user, Feedback: "abuse"}, trace.ComplaintReceived{Feedback: "abuse"},
		trace.WebhookSent{To: "https://app.alfa.test/", Number: 1, Events: 2, Try: 1, OK: true, Status: 204},
		trace.WebhookSent{To: "https://app.alfa.test/", Number: 1, Events: 2, Try: 1, Why: trace.Cause{Code: trace.CauseConnectRefused, Host: Beta}},
		trace.WebhookTaken{Number: 1, Events: 2, What: trace.WebhookGood}, trace.WebhookTaken{Number: 1, Events: 2, What: trace.WebhookAgain}, trace.WebhookTaken{Number: 1, What: trace.WebhookForged}, trace.WebhookTaken{Number: 1, What: trace.WebhookStale},
		trace.TLSPassed{Inside: 1, Client: Alfa, Server: Beta},
		trace.TLSForgone{Remote: Beta, Why: trace.Said("454 4.7.0 TLS not available")}, trace.TLSForgone{Remote: Beta, Why: trace.Cause{Code: trace.CauseConnectionLost, Host: Beta}, Anew: true},
		trace.MailboxStored{User: user, Folder: folder, UID: 1, How: "delivered"}, trace.MailboxStored{User: user, Folder: folder, UID: 2, How: "appended"}, trace.MailboxStored{User: user, Folder: "Sent", UID: 2, How: "kept"},
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
		listActed("asked"), listActed("leaving"), listActed("joined"), listActed("left"), listActed("already"), listActed("no-member"), listActed("unknown-word"), listActed("helped"),
		reportedOn("counted"), reportedOn("held"), reportedOn("spared"), reportedOn("same-day"), reportedOn("on-hold"), reportedOn("stranger"), trace.ListActed{List: "club@b.test", Queue: "B1", Do: "stranger", Hold: 3, Members: 1},
		trace.ListActed{List: "club@b.test", Queue: "B1", Do: "ignored", Why: "program"}, trace.ListActed{List: "club@b.test", Queue: "B1", Do: "ignored"},
		trace.DeviceChanged{User: user, Do: "send", Subject: "Hola"}, trace.DeviceRemoved{User: user, Folder: folder, UID: "9", Reset: true},
		trace.DeviceSettled{User: user, Folder: folder, UID: "1", Do: "flag", OK: true}, trace.DeviceSettled{User: user, Folder: folder, UID: "1", Do: "flag"},
		trace.ReaderActed{User: user, Folder: folder, UID: 1, Did: "opened", By: "person", What: "https://esp.test/o/1.gif"},
		trace.ReaderActed{User: user, Folder: folder, UID: 1, Did: "opened", By: "proxy", What: "https://esp.test/o/1.gif"},
		trace.ReaderActed{User: user, Folder: folder, UID: 1, Did: "clicked", By: "person", What: "https://esp.test/c/1"},
		trace.ReaderActed{User: user, Folder: folder, UID: 1, Did: "bought", By: "person", What: "https://esp.test/v/1"},
		trace.ReaderActed{User: user, Folder: folder, UID: 1, Did: "clicked", By: "scanner", What: "https://esp.test/c/1"},
		trace.ReaderActed{User: user, Folder: folder, UID: 1, Did: "marked", By: "person"}, trace.ReaderActed{User: user, Folder: folder, UID: 1, Did: "marked", By: "person", How: "stuck"},
		trace.ReaderActed{User: user, Folder: folder, UID: 1, Did: "marked", By: "person", How: "again"}, trace.ReaderActed{User: user, Folder: "Junk", UID: 1, Did: "rescued", By: "person"},
		trace.ReaderActed{User: user, Folder: folder, UID: 1, Did: "unsubscribed", By: "person", How: "one-click", What: "https://esp.test/u/1"},
		trace.ReaderActed{User: user, Folder: folder, UID: 1, Did: "unsubscribed", By: "person", How: "mailto", What: "mailto:u@esp.test"},
		trace.ReaderActed{User: user, Folder: folder, UID: 1, Did: "unsubscribed", By: "person", How: "page", What: "https://esp.test/u/1"},
		trace.ReaderActed{User: user, Folder: folder, UID: 1, Did: "deleted", By: "person"}, trace.ReaderActed{User: user, Folder: folder, UID: 1, Did: "ignored", By: "person"},
		policyChecked("helo", "helo", "confirmed", "accept", "helo=mail.alfa.test ip=192.0.2.10", ""), policyChecked("helo", "helo", "literal", "accept", "helo=[192.0.2.10] ip=192.0.2.10", ""),
		policyChecked("helo", "helo", "elsewhere", "accept", "helo=mail.alfa.test ip=192.0.2.10", "addresses=192.0.2.99"), policyChecked("helo", "helo", "unresolved", "accept", "helo=x.alfa.test ip=192.0.2.10", ""),
		policyChecked("helo", "helo", "unknown", "accept", "helo=x.alfa.test ip=192.0.2.10", ""), policyChecked("helo", "helo", "malformed", "refuse", "helo=pc ip=192.0.2.10", ""), policyChecked("helo", "helo", "own", "accept", "helo=mail.beta.test ip=192.0.2.10", ""),
		policyChecked("reverse-dns", "mail", "pass", "accept", "ip=192.0.2.10", "name=mail.alfa.test"), policyChecked("reverse-dns", "mail", "permerror", "refuse", "ip=192.0.2.10", ""),
		policyChecked("reverse-dns", "mail", "fail", "file", "ip=192.0.2.10", ""), policyChecked("reverse-dns", "mail", "temperror", "accept", "ip=192.0.2.10", ""),
		policyChecked("content", "data", "clean", "accept", "", "score=1.2 required=5.0 tests=gratis"), consequence(policyChecked("content", "data", "junk", "file", "", "score=6.2 required=5.0 tests=gratis"), "", "Junk", ""),
		consequence(policyChecked("content", "data", "refused", "refuse", "", "score=16.2 required=5.0 tests=gratis"), "", "", "550 5.7.1 no"),
		consequence(policyChecked("content", "mark", "learnt", "accept", "user=benito@beta.test", "junk=3 good=3"), "junk", "", ""),
		consequence(policyChecked("reputation", "data", "good", "accept", "", "who=esp.test points=-5 junk-at=-20 defer-at=-60 refuse-at=-90"), "new", "", ""),
		consequence(policyChecked("reputation", "data", "poor", "file", "", "who=esp.test points=-25 junk-at=-20 defer-at=-60 refuse-at=-90"), "complaints", "Junk", ""),
		consequence(policyChecked("reputation", "data", "slowed", "defer", "", "who=esp.test points=-65 junk-at=-20 defer-at=-60 refuse-at=-90"), "jump", "", "421 4.7.28 later"),
		consequence(policyChecked("reputation", "data", "bad", "refuse", "", "who=esp.test points=-95 junk-at=-20 defer-at=-60 refuse-at=-90"), "traps", "", "550 5.7.1 no"),
		policyChecked("sender-rules", "data", "met", "accept", "", "domain=esp.test count=3 limit=5000 by=Gmail since=2024-02-01"),
		consequence(policyChecked("sender-rules", "data", "noted", "accept", "", "domain=esp.test count=6000 limit=5000"), "one-click", "", ""),
		consequence(policyChecked("sender-rules", "data", "filed", "file", "", "domain=esp.test count=6000 limit=5000"), "one-click", "Junk", ""),
		consequence(policyChecked("sender-rules", "data", "deferred", "defer", "", "domain=esp.test count=6000 limit=5000"), "dmarc", "", "421 4.7.40 later"),
		consequence(policyChecked("sender-rules", "data", "refused", "refuse", "", "domain=esp.test count=6000 limit=5000"), "dmarc", "", "550 5.7.40 no"),
		policyChecked("complaint-report", "report", "sent", "accept", "user=lector1@grande.test domain=esp.test", "address=fbl@esp.test"),
		trace.DeviceSynced{User: user, Protocol: "imap", Folder: folder, How: "first", New: 2, Turns: 1, Sent: 20, Received: 30},
		trace.DeviceSynced{User: user, Protocol: "imap", Folder: folder, How: "flags", Changed: 1, Turns: 2}, trace.DeviceSynced{User: user, Protocol: "imap", Folder: folder, How: "condstore", Gone: 1},
		trace.DeviceSynced{User: user, Protocol: "imap", Folder: folder, How: "qresync"}, trace.DeviceSynced{User: user, Protocol: "pop3", Folder: folder, How: "uidl", New: 1},
		trace.ReceiptDecided{User: user, Asker: "a@b.test", Sent: true}, trace.ReceiptDecided{User: user, Asker: "a@b.test", Why: "habit"}, trace.ReceiptDecided{User: user, Asker: "a@b.test", Why: "sent-before"}, trace.ReceiptDecided{User: user, Asker: "a@b.test", Why: "address"},
		trace.DeviceReset{User: user, Folder: folder, Was: 1, Now: 2},
		trace.DeviceFound{User: user, Folder: folder, Where: "server", Query: "UNSEEN", UIDs: []string{"1"}}, trace.DeviceFound{User: user, Folder: folder, Where: "device", Query: `TEXT "x"`},
		trace.DeviceRemoved{User: user, Folder: folder, UID: "1"}, trace.DeviceShown{User: user, Folder: folder, UID: "1"},
		trace.DeviceShown{User: user, Folder: folder, UID: "1", Subject: "Hola", As: "text/html", Forms: []string{"text/plain", "text/html"}, Files: []trace.File{{Name: "a.pdf", Type: "application/pdf", Octets: 900}}},
		trace.DeviceStored{User: user, Protocol: "imap", Folder: folder, UID: "3", Part: "text", Subject: "Hola", Data: []byte("From: a")},
		trace.DeviceSaved{User: user, Folder: folder, UID: "1", Subject: "Hola", File: trace.File{Name: "a.pdf", Type: "application/pdf", Octets: 900, Here: true}},
		trace.DeviceSaved{User: user, Folder: folder, UID: "1", File: trace.File{Type: "image/png", Octets: 900, Here: true}, Brought: true},
		trace.ActionStarted{Index: 99}, trace.ActionEnded{Index: 0, OK: true}, trace.ActionEnded{Index: 0, OK: true, Nothing: true}, trace.ActionEnded{Index: 0, Why: trace.Said("no")}, trace.ActionEnded{Index: 1},
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
		trace.InputActed{Do: "send", User: "alicia@alfa.test", Text: "send: {}"}, trace.InputEnded{OK: true}, trace.InputEnded{OK: true, Nothing: true}, trace.InputActed{Input: 1, Do: "connect", By: "Ana"}, trace.InputEnded{Input: 1, Why: trace.Said("no")},
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

func bounced(to string, class trace.BounceClass) trace.BounceClassified {
	return trace.BounceClassified{Campaign: "news", Number: 1, Letter: 1, Recipient: to, Class: class, Code: 550, Status: "5.1.1", Said: "550 5.1.1 no"}
}

func suppressed(who string, why trace.SuppressedWhy) trace.AddressSuppressed {
	return trace.AddressSuppressed{Recipient: who, Why: why, Campaign: "news", Number: 1, Letter: 1}
}

func requested(whose string, what trace.RequestWhat, by trace.RequestBy) trace.CampaignRequest {
	return trace.CampaignRequest{Campaign: "news", Number: 1, Letter: 1, Recipient: whose, What: what, Method: "GET", Client: "198.51.100.7", Agent: "Mozilla/5.0 (X11)", By: by, After: time.Minute}
}

// consequence is a check with its reason and what is done for it.
func consequence(f trace.PolicyChecked, why, folder, reply string) trace.PolicyChecked {
	f.Why, f.Folder, f.Reply = why, folder, reply
	return f
}

// reportedOn is what it made of a report.
func reportedOn(do trace.ListDo) trace.Fact {
	return trace.ListActed{List: "club@b.test", Queue: "B1", Address: "a@b.test", Do: do, Members: 1, Status: "5.1.1", Reports: 1, Hold: 3}
}

// listActed is what a list's program did about somebody.
func listActed(do trace.ListDo) trace.Fact {
	return trace.ListActed{List: "club@b.test", Queue: "B1", Address: "a@b.test", Do: do, Members: 3}
}
