package live

import "os"

// Tests of several processes, and a `posta live` that somebody has running, do not get
// into each other's way.
func init() { block = byte(64 + os.Getpid()%128) }

// HostAddr is hostAddr.
var HostAddr = hostAddr
