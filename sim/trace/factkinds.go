package trace

// Each fact knows its kind without reflection, since replay asks once an event.

// Kind is conn.opening.
func (ConnOpening) Kind() Kind { return "conn.opening" }

// Kind is conn.accepted.
func (ConnAccepted) Kind() Kind { return "conn.accepted" }

// Kind is conn.established.
func (ConnEstablished) Kind() Kind { return "conn.established" }

// Kind is conn.failed.
func (ConnFailed) Kind() Kind { return "conn.failed" }

// Kind is conn.closed.
func (ConnClosed) Kind() Kind { return "conn.closed" }

// Kind is conn.ended.
func (ConnEnded) Kind() Kind { return "conn.ended" }

// Kind is data.sent.
func (DataSent) Kind() Kind { return "data.sent" }

// Kind is data.received.
func (DataReceived) Kind() Kind { return "data.received" }

// Kind is packet.sent.
func (PacketSent) Kind() Kind { return "packet.sent" }

// Kind is packet.received.
func (PacketReceived) Kind() Kind { return "packet.received" }

// Kind is packet.lost.
func (PacketLost) Kind() Kind { return "packet.lost" }

// Kind is tls.done.
func (TLSDone) Kind() Kind { return "tls.done" }

// Kind is dns.cache.
func (DNSCache) Kind() Kind { return "dns.cache" }

// Kind is dns.answered.
func (DNSAnswered) Kind() Kind { return "dns.answered" }

// Kind is mail.routed.
func (MailRouted) Kind() Kind { return "mail.routed" }

// Kind is mail.composed.
func (MessageComposed) Kind() Kind { return "mail.composed" }

// Kind is mail.submitted.
func (MessageSubmitted) Kind() Kind { return "mail.submitted" }

// Kind is auth.checked.
func (Authenticated) Kind() Kind { return "auth.checked" }

// Kind is mail.recipient.
func (RecipientDecided) Kind() Kind { return "mail.recipient" }

// Kind is mail.accepted.
func (MessageAccepted) Kind() Kind { return "mail.accepted" }

// Kind is queue.added.
func (QueueAdded) Kind() Kind { return "queue.added" }

// Kind is queue.attempt.
func (QueueAttempt) Kind() Kind { return "queue.attempt" }

// Kind is queue.attempt-failed.
func (QueueAttemptFailed) Kind() Kind { return "queue.attempt-failed" }

// Kind is queue.deferred.
func (QueueDeferred) Kind() Kind { return "queue.deferred" }

// Kind is queue.done.
func (QueueDone) Kind() Kind { return "queue.done" }

// Kind is queue.removed.
func (QueueRemoved) Kind() Kind { return "queue.removed" }

// Kind is report.made.
func (ReportMade) Kind() Kind { return "report.made" }

// Kind is report.withheld.
func (ReportWithheld) Kind() Kind { return "report.withheld" }

// Kind is mailbox.stored.
func (MailboxStored) Kind() Kind { return "mailbox.stored" }

// Kind is mailbox.refused.
func (MailboxRefused) Kind() Kind { return "mailbox.refused" }

// Kind is mailbox.flagged.
func (MailboxFlagged) Kind() Kind { return "mailbox.flagged" }

// Kind is mailbox.removed.
func (MailboxRemoved) Kind() Kind { return "mailbox.removed" }

// Kind is mailbox.folder.
func (FolderChanged) Kind() Kind { return "mailbox.folder" }

// Kind is device.stored.
func (DeviceStored) Kind() Kind { return "device.stored" }

// Kind is device.removed.
func (DeviceRemoved) Kind() Kind { return "device.removed" }

// Kind is device.shown.
func (DeviceShown) Kind() Kind { return "device.shown" }

// Kind is action.started.
func (ActionStarted) Kind() Kind { return "action.started" }

// Kind is action.ended.
func (ActionEnded) Kind() Kind { return "action.ended" }

// Kind is input.acted.
func (InputActed) Kind() Kind { return "input.acted" }

// Kind is input.ended.
func (InputEnded) Kind() Kind { return "input.ended" }

// Kind is host.down.
func (HostDown) Kind() Kind { return "host.down" }

// Kind is host.up.
func (HostUp) Kind() Kind { return "host.up" }

// Kind is fault.acted.
func (FaultActed) Kind() Kind { return "fault.acted" }

// Kind is policy.checked.
func (PolicyChecked) Kind() Kind { return "policy.checked" }

// Kind is actor.panicked.
func (ActorPanicked) Kind() Kind { return "actor.panicked" }

// Kind is run.ended.
func (RunEnded) Kind() Kind { return "run.ended" }
