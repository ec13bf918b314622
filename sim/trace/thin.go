package trace

// A run of very many letters leaves forty facts for each, most of them about how it was carried: who was asked in the DNS, what each
// check found, which server took it. Whoever looks at ten thousand looks at what became of them, and at one of them for how.

// Sieve tells what a level records of a run's decisions: whether a fact at a host is. It is asked of each in turn.
func Sieve(level RecordLevel) func(host string, f Fact) bool {
	if level != RecordLetters {
		return func(string, Fact) bool { return true }
	}
	waiting := map[[2]string]bool{} // letters that wait to be carried to another host, by host and queue
	return func(host string, f Fact) bool {
		switch f := f.(type) {
		case PacketSent, PacketReceived, PacketLost, ConnOpening, ConnAccepted, ConnEstablished, ConnFailed, ConnClosed, ConnEnded, DataSent, DataReceived, TLSDone, TLSPassed,
			DNSCache, DNSAnswered, PolicyChecked, RecipientDecided, MessageAccepted, MailRouted, QueueAttempt, QueueAttemptFailed:
			return false
		case QueueAdded:
			if f.Destination != LocalDestination {
				waiting[[2]string{host, f.Queue}] = true
			}
			return f.Destination != LocalDestination
		case QueueDone:
			return f.Destination != LocalDestination || f.Outcome != OutcomeDelivered
		case QueueRemoved:
			key := [2]string{host, f.Queue}
			was := waiting[key]
			delete(waiting, key)
			return was
		}
		return true
	}
}

// Thin is the same run as a level would have recorded it, out of one whose decisions are recorded: what is left counts from 1, and has for a
// cause what is left of what led to it.
func Thin(t *Trace, level RecordLevel) *Trace {
	out := &Trace{Header: t.Header}
	out.Header.Record = level
	takes := Sieve(level)
	now := make([]int, len(t.Events)+1) // what has taken the place of an event, by its number
	for _, e := range t.Events {
		cause := now[min(max(e.Cause, 0), e.Seq-1)]
		if !takes(e.Host, e.Fact) {
			now[e.Seq] = cause
			continue
		}
		e.Seq, e.Cause, now[e.Seq] = len(out.Events)+1, cause, len(out.Events)+1
		out.Events = append(out.Events, e)
	}
	return out
}
