// Package pcap writes a run as a capture file that Wireshark, tshark and tcpdump
// read: the letter's journey as packets, with real headers, sequence numbers and
// checksums, virtual timestamps, host names, what each step means as packet
// comments, and the keys to what TLS hides.
//
// It is a view, a function of the trace. What the trace does not tell, because no
// mail depends on it, is filled in as an ordinary stack would do it: initial
// sequence numbers, windows, the pure acknowledgements between (RFC 9293, RFC 1122
// section 4.2.3.2), ICMP's "unreachable" (RFC 792). Each packet stands at the
// instant at which it left its sender, so one that was lost is there all the same,
// and its retransmission after it: what captures at all the senders, merged, would
// show.
//
// TLS records come from the run's Wire. A trace that was read back from a file has
// none: its TLS packets are cut short behind their headers, like those of a capture
// with a snapshot length.
//
// The format is pcapng (draft-ietf-opsawg-pcapng), by a writer of our own.
package pcap
