package trace

import "strings"

// Words that facts use and programs compare: each set is closed, and has its words
// for people in package explain.

// LocalDestination is the destination of a queue's lines whose mailboxes lie on this
// host; all others are domains.
const LocalDestination = "local"

// Stage is where an attempt to hand a letter over ended.
type Stage string

// The stages, in order.
const (
	StageDNS      Stage = "dns"      // looking up where to go
	StageConnect  Stage = "connect"  // opening the connection
	StageGreeting Stage = "greeting" // waiting for the 220
	StageEHLO     Stage = "ehlo"
	StageSTARTTLS Stage = "starttls"
	StageAUTH     Stage = "auth"
	StageMAIL     Stage = "mail"
	StageRCPT     Stage = "rcpt"
	StageDATA     Stage = "data" // DATA itself, and the letter up to its final dot
	StageDot      Stage = "dot"  // after the final dot: the server may have the letter
	StageRSET     Stage = "rset"
	StageQUIT     Stage = "quit"
	StageLocal    Stage = "local" // putting it into a mailbox of this host
)

// LossReason says what became of a packet that did not arrive.
type LossReason string

// The reasons.
const (
	LostRoad    LossReason = "loss"    // the road lost it
	LostDown    LossReason = "down"    // the host that it was for has no power
	LostSilence LossReason = "silence" // a fault swallows it, as a filter on the way would
)

// Verdict is what a server makes of a recipient.
type Verdict string

// The verdicts.
const (
	VerdictLocal   Verdict = "local"   // a mailbox here
	VerdictAlias   Verdict = "alias"   // stands for others
	VerdictRelay   Verdict = "relay"   // another domain's, and the client may
	VerdictRefused Verdict = "refused" // no
)

// Standing is why an address stands for others.
type Standing string

// The reasons.
const (
	StandsAsAlias      Standing = ""           // somebody wrote it down (RFC 5321 section 3.9.1)
	StandsByCatchAll   Standing = "catch-all"  // nobody has it, and the domain takes all
	StandsAsPostmaster Standing = "postmaster" // every domain has one (RFC 5321 section 4.5.1)
	StandsForSender    Standing = "srs"        // this host made it of a sender's, and knows whose it is
)

// Outcome is what became of a recipient's line in the queue.
type Outcome string

// The outcomes.
const (
	OutcomeDelivered Outcome = "delivered" // the next host, or the mailbox, has it
	OutcomeFailed    Outcome = "failed"    // a permanent error
	OutcomeExpired   Outcome = "expired"   // it was tried for too long
)

// ReportAction is what a report tells of (RFC 3464 section 2.3.3).
type ReportAction string

// The actions.
const (
	ReportFailed    ReportAction = "failed"
	ReportDelayed   ReportAction = "delayed"
	ReportDelivered ReportAction = "delivered"
	ReportRelayed   ReportAction = "relayed"
	ReportExpanded  ReportAction = "expanded"
)

// Arrival is how a letter came into a folder.
type Arrival string

// The arrivals.
const (
	ArrivalDelivered Arrival = "delivered" // by the queue
	ArrivalAppended  Arrival = "appended"  // IMAP APPEND
	ArrivalKept      Arrival = "kept"      // a copy that the submission server keeps of what was sent
	ArrivalCopied    Arrival = "copied"
	ArrivalMoved     Arrival = "moved"
	ArrivalRebuilt   Arrival = "rebuilt" // it was there before the folder was made anew
)

// Departure is how a letter left a folder.
type Departure string

// The departures.
const (
	DepartureExpunged   Departure = "expunged"
	DepartureMoved      Departure = "moved"
	DepartureDownloaded Departure = "downloaded" // POP3 DELE, at QUIT
)

// FolderOp is what was done to a folder.
type FolderOp string

// The operations.
const (
	FolderCreated FolderOp = "created"
	FolderDeleted FolderOp = "deleted"
	FolderRenamed FolderOp = "renamed"
	FolderRebuilt FolderOp = "rebuilt" // UIDVALIDITY is another, and its letters follow under other UIDs
)

// Part is what a device keeps of a letter.
type Part string

// The parts.
const (
	PartHeaders   Part = "headers"
	PartMessage   Part = "message"
	PartBeginning Part = "beginning" // so many of its first octets
	PartText      Part = "text"      // its header and the text that is shown; what is attached stays at the server
)

// ReaderDid is what somebody did with a letter that reached a mailbox.
type ReaderDid string

// The deeds.
const (
	ReaderOpened       ReaderDid = "opened"       // its text was shown; a pixel in it, if any, was asked for where What names it
	ReaderClicked      ReaderDid = "clicked"      // the link in What was followed
	ReaderBought       ReaderDid = "bought"       // what is offered at the page was bought, by the link in What
	ReaderMarked       ReaderDid = "marked"       // as junk: it is moved to Junk, and the provider takes it for a complaint
	ReaderRescued      ReaderDid = "rescued"      // taken for no junk, and moved to INBOX
	ReaderUnsubscribed ReaderDid = "unsubscribed" // the person asked to get no more, as How says
	ReaderDeleted      ReaderDid = "deleted"      // unread
	ReaderIgnored      ReaderDid = "ignored"      // looked over, and left
)

// ReaderIs is who did it.
type ReaderIs string

// The readers.
const (
	ByPerson  ReaderIs = "person"
	ByProxy   ReaderIs = "proxy"   // the provider's, which loads pictures when a letter arrives
	ByScanner ReaderIs = "scanner" // a program that follows links when a letter arrives
)

// ReaderHow is how, or why, it was done.
type ReaderHow string

// The ways to unsubscribe, and the reasons to mark as junk that are no dislike.
const (
	HowOneClick ReaderHow = "one-click" // a POST (RFC 8058)
	HowMailto   ReaderHow = "mailto"    // a letter (RFC 2369)
	HowPage     ReaderHow = "page"      // a page that is opened (RFC 2369)
	HowStuck    ReaderHow = "stuck"     // there was no way to unsubscribe
	HowAgain    ReaderHow = "again"     // the person had unsubscribed
)

// DeviceDo is what is done with a device's copy.
type DeviceDo string

// What can be done.
const (
	DoFlag   DeviceDo = "flag"
	DoMove   DeviceDo = "move"
	DoDelete DeviceDo = "delete"
	DoSend   DeviceDo = "send" // it was written, and waits in the outbox
)

// SyncHow is how a device finds out what is new in a folder.
type SyncHow string

// The ways.
const (
	SyncFirst     SyncHow = "first"     // it knew nothing of it
	SyncFlags     SyncHow = "flags"     // it asks for the flags of all letters (RFC 4549 section 4.3.1)
	SyncCondstore SyncHow = "condstore" // for what changed since it asked last (RFC 7162 section 3.1)
	SyncQresync   SyncHow = "qresync"   // and is told what went as well (RFC 7162 section 3.2)
	SyncUIDL      SyncHow = "uidl"      // by POP3's unique-ids (RFC 1939 section 7)
)

// SearchWhere is where a search looks.
type SearchWhere string

// The places.
const (
	SearchServer SearchWhere = "server"
	SearchDevice SearchWhere = "device"
)

// FaultEffect is what a fault does to somebody.
type FaultEffect string

// The effects.
const (
	EffectReply     FaultEffect = "reply"     // says the fact's Reply
	EffectReset     FaultEffect = "rst"       // answers RST
	EffectSilence   FaultEffect = "silence"   // answers nothing
	EffectWait      FaultEffect = "wait"      // takes the fact's Wait
	EffectServFail  FaultEffect = "servfail"  // a DNS answer
	EffectNXDomain  FaultEffect = "nxdomain"  // a DNS answer
	EffectRefused   FaultEffect = "refused"   // a DNS answer
	EffectTruncated FaultEffect = "truncated" // a DNS answer that does not fit into UDP
	EffectSlow      FaultEffect = "slow"      // a DNS answer that takes the fact's Wait
	EffectEmpty     FaultEffect = "empty"     // a DNS answer that says that there is nothing
	EffectLame      FaultEffect = "lame"      // a DNS server that knows nothing of the zone
	EffectForge     FaultEffect = "forge"     // a letter bears another's name
	EffectForward   FaultEffect = "forward"   // a letter is sent on
	EffectWrong     FaultEffect = "wrong"     // a DNS answer that is not true
)

// EndReason says why a run is over.
type EndReason string

// The reasons.
const (
	EndQuiet       EndReason = "quiet"              // nothing is left to happen
	EndStuck       EndReason = "stuck"              // an action can never end
	EndCancelled   EndReason = "cancelled"          // it was stopped by hand
	EndEvents      EndReason = "limit:events"       // the trace is full
	EndMemory      EndReason = "limit:memory"       // letters took up what they may
	EndVirtualTime EndReason = "limit:virtual-time" // the scenario's time is over
	EndCalendar    EndReason = "limit:calendar"     // the year 9999 is over
	EndDeliveries  EndReason = "limit:deliveries"   // more happened than a run may hold
	EndCalls       EndReason = "limit:calls"        // the programs waited more often than a run may hold
)

// Limit says whether a limit ended the run.
func (r EndReason) Limit() bool { return strings.HasPrefix(string(r), "limit:") }

// RecordLevel is how much of a run is recorded. The run is the same.
type RecordLevel string

// Levels that leave something out.
const (
	RecordDialogue  RecordLevel = "dialogue"  // no packets
	RecordDecisions RecordLevel = "decisions" // nor connections, and what is said on them
	RecordLetters   RecordLevel = "letters"   // nor how letters were carried: what became of them (see Sieve)
)
