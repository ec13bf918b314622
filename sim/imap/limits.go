package imap

// Limits of the server. The idle times (30 s before login, 35 min after it; RFC 3501
// §5.4 wants at least 30 min) are the library's.
const (
	MaxFailedLogins  = 5  // then the server hangs up
	MaxWrongCommands = 20 // in a row; then too: it is no mail program that talks so

	maxCommandOctets = 48 << 10 // of one command, its literals among them; the library takes 50 KiB
	maxLiteralOctets = 4096     // one literal, APPEND's message apart; RFC 7888 §5 says so for those unasked
	maxLiterals      = 100      // of one command
	maxTagOctets     = 256
	maxThrown        = 96 << 10 // of a line that is too long
	maxSwallowed     = 64 << 10 // of a literal in a command that is wrong
	maxSASLOctets    = 4000     // a line of AUTHENTICATE: the library reads 4096

	maxPartDepth   = 32   // MIME parts inside parts
	maxParts       = 1000 // MIME parts of one message
	maxSearchDepth = 100  // NOT and OR inside each other
)

// Limits of the client: what it takes from a server.
const (
	MaxLineOctets    = 1 << 20   // one line of a response, literals apart
	MaxLiteralOctets = 64 << 20  // one literal
	MaxCommandOctets = 256 << 20 // all responses to one command together
	MaxResponses     = 200_000   // responses to one command, or kept for Updates
	maxValueDepth    = 64        // lists inside lists
	maxValues        = 300_000   // values in one response
)
