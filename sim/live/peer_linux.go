package live

import (
	"encoding/binary"
	"net"
	"syscall"
)

// Two states of RFC 9293 section 3.3.2, as Linux numbers them.
const (
	tcpClose     = 7
	tcpCloseWait = 8
)

// saidAll tells whether the other end has said its last word, or is gone, although what it said before is not read yet.
func saidAll(c *net.TCPConn) bool {
	raw, err := c.SyscallConn()
	if err != nil {
		return true
	}
	var info [4]byte // the beginning of struct tcp_info, whose first octet is the state
	err = raw.Control(func(fd uintptr) {
		if n, e := syscall.GetsockoptInt(int(fd), syscall.IPPROTO_TCP, syscall.TCP_INFO); e == nil {
			binary.NativeEndian.PutUint32(info[:], uint32(n))
		}
	})
	state := info[0]
	return err != nil || state == tcpClose || state == tcpCloseWait
}
