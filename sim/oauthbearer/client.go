package oauthbearer

// Client is the client's side of one exchange.
type Client struct {
	Request
	// Refused is what the server's challenge said; the zero value: it made none, or one that
	// cannot be read.
	Refused Refusal
}

// Answer takes the server's challenge, which is an error's always, and gives the dummy that is
// said to it: only then the server says its no (RFC 7628 section 3.2.3).
func (c *Client) Answer(challenge []byte) []byte {
	c.Refused, _ = ParseRefusal(challenge)
	return Dummy
}
