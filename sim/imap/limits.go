package imap

// Limits of the server. Command lines (50 KiB), literals in commands (4 KiB) and the
// idle times (30 s before login, 35 min after it; RFC 3501 §5.4 wants at least 30
// min) are the library's.
const (
	MaxFailedLogins = 5    // then the server hangs up
	maxPartDepth    = 32   // MIME parts inside parts
	maxParts        = 1000 // MIME parts of one message
	maxSearchDepth  = 100  // NOT and OR inside each other
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
