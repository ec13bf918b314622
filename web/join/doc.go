// Package join lets another machine be one host of a live cast: posta live --away on the one that has the trace, posta join
// on the other. A student looks after a server of their own, on real sockets of their own machine, in the world that all see.
//
// In an email's journey it is the domain that is somebody else's. What the host does is told to the machine that has the
// trace before it is done, so that the one trace has everything in an order of causes, and by one clock: the other machine's
// own may be wrong by hours. A guest may speak for its host alone, and is called at the address that it came from. While it is
// silent (a lost network, a lid that was closed) it counts as switched off, and letters for it wait; when it is back it goes
// on where it was. Who is the host next is given what lay on its disk, as the trace tells it.
//
// It travels as plain HTTP with POST, beside the page: whoever listens on the network reads the letters here as they do in
// SMTP without TLS. Whoever is on the same network and has the code can come in. Hosts that answer for names, or that have a
// certificate, stay where the trace is.
package join
