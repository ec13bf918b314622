// Package mail is the letter and its envelope.
//
// # Where it is in the e-mail's journey
//
// Everywhere, and that is the first lesson. What a person writes is a message (RFC 5322, MIME in RFC 2045 to 2049): a header and
// a body, carried unread. What the servers read is the envelope (RFC 5321 section 2.3.1): a reverse-path that says where
// failures go, and one forward-path for each recipient. The two are written from the same facts once, by the sender's program,
// and live apart from then on: a blind copy is a forward-path with no field in the header, and a bounce travels with the empty
// reverse-path <>, so that nothing ever answers it.
//
//   - [Address], [ParseReversePath], [ParseForwardPath]: local part and domain (RFC 5321 section 4.1.2)
//   - [Envelope], [Recipient], [Notify], [Ret]: the envelope, with what the sender asked to be told (RFC 3461)
//   - [Message]: composing; [ParseHeader]: reading back, order and bytes kept; [Lines]: as a person reads it
//   - [Received], [FinalDelivery], [CountReceived]: the postmarks (RFC 5321 section 4.4)
//   - [Report]: the delivery status notification, or bounce (RFC 3464)
//   - [Status]: enhanced status codes (RFC 3463)
//
// # What it promises
//
// The same values give the same bytes: Message-ID, Date and boundaries are always the caller's. Parsers of outside bytes never
// panic and keep to the limits named in limits.go.
//
// # What it never does
//
// It opens no connection, reads no clock, draws no random number, and never puts Bcc in a header as sent.
package mail
