package mail

// Limits on what comes from outside. The first three are RFC 5321 section 4.5.3.1's own.
const (
	MaxLocalPart = 64  // octets, section 4.5.3.1.1
	MaxDomain    = 255 // octets, section 4.5.3.1.2
	MaxPath      = 256 // octets with punctuation, section 4.5.3.1.3

	// MaxHeaderFields is how many fields ParseHeader lists before it says Truncated. Real messages have tens.
	MaxHeaderFields = 1000
	// MaxEncodedWordValue is the longest field value that is decoded for display; a longer one is shown as it is.
	MaxEncodedWordValue = 64 << 10
	// MaxTraceToken is how much of a name told by a stranger (HELO) is copied into a Received field.
	MaxTraceToken = 255

	// MaxLine is the longest line of a message without its CRLF (RFC 5322 section 2.1.1), and foldAt what it should be.
	MaxLine = 998
	foldAt  = 78
	// encodedAt is the longest line that has an encoded-word (RFC 2047 section 2).
	encodedAt = 76
)
