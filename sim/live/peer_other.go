//go:build !linux

package live

import "net"

// saidAll: elsewhere it is known when what was said is read, which is in its turn.
func saidAll(*net.TCPConn) bool { return false }
