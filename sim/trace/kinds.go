package trace

import "reflect"

// Kind names a fact's type in the JSON form: "area.what".
type Kind string

// kinds holds every fact type with one line for the format's
// documentation, in the order in which a reader meets them.
var kinds = []struct {
	fact Fact
	doc  string
}{
	{ConnOpening{}, "the host starts to open a TCP connection, or first uses a UDP address pair"},
	{ConnAccepted{}, "a listening host took the connection"},
	{ConnEstablished{}, "the opening host knows that the connection stands (RFC 9293 3.5)"},
	{ConnFailed{}, "the connection was not opened, or was lost"},
	{ConnClosed{}, "this end closed its side"},
	{ConnEnded{}, "this end learnt that its peer closed"},
	{DataSent{}, "bytes that the program wrote at one instant"},
	{DataReceived{}, "bytes that came to the program"},
	{PacketSent{}, "a packet left the host"},
	{PacketReceived{}, "a packet arrived"},
	{PacketLost{}, "a packet was dropped"},
	{TLSDone{}, "a TLS handshake ended on this end (RFC 8446)"},
	{DNSCache{}, "a resolver looked into its cache or changed it"},
	{DNSAnswered{}, "a look-up has its end"},
	{MailRouted{}, "a relay found where a domain's mail goes (RFC 5321 5.1)"},
	{MessageComposed{}, "a person's mail program made a message (RFC 5322)"},
	{MessageSubmitted{}, "the mail program saw its message taken, or refused (RFC 6409)"},
	{Authenticated{}, "a server checked who somebody is"},
	{RecipientDecided{}, "a server made up its mind about RCPT TO (RFC 5321 3.3)"},
	{MessageAccepted{}, "a server took responsibility for a message (RFC 5321 4.2.5)"},
	{QueueAdded{}, "a delivery waits for its destination"},
	{QueueAttempt{}, "an attempt at one host begins"},
	{QueueAttemptFailed{}, "an attempt at one host ended without delivering"},
	{QueueDeferred{}, "the delivery stays queued and is tried again later (RFC 5321 4.5.4.1)"},
	{QueueDone{}, "a recipient's line in the queue has its end"},
	{QueueRemoved{}, "nothing is left to do for the message here"},
	{ReportMade{}, "a delivery status notification was written (RFC 3464)"},
	{ReportWithheld{}, "a report was due, and is not sent"},
	{MailboxStored{}, "a message lies in a folder"},
	{MailboxRefused{}, "a mailbox could not take a message"},
	{MailboxFlagged{}, "a message's flags are now these"},
	{MailboxRemoved{}, "a message left a folder"},
	{FolderChanged{}, "a folder was created, deleted or renamed"},
	{DeviceStored{}, "the device keeps a copy of a message or of its headers"},
	{DeviceRemoved{}, "the device dropped its copy"},
	{DeviceShown{}, "the message is before the person's eyes"},
	{ActionStarted{}, "a line of the script begins"},
	{ActionEnded{}, "what the action set out to do has ended"},
	{InputActed{}, "something that is done to the world from outside acts"},
	{InputEnded{}, "what an input set out to do has ended"},
	{HostDown{}, "the host loses its power"},
	{HostUp{}, "the host has its power back"},
	{FaultActed{}, "a fault of the scenario acts"},
	{PolicyChecked{}, "a server made one of its checks, and acts on it"},
	{ActorPanicked{}, "a bug in an actor, caught"},
	{RunEnded{}, "the last event, and why"},
}

var typeOf = func() map[Kind]reflect.Type {
	types := map[Kind]reflect.Type{}
	for _, k := range kinds {
		types[k.fact.Kind()] = reflect.TypeOf(k.fact)
	}
	return types
}()

// Kinds lists every kind in its documented order.
func Kinds() []Kind {
	list := make([]Kind, len(kinds))
	for i, k := range kinds {
		list[i] = k.fact.Kind()
	}
	return list
}
