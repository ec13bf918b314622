// Command serve hands out the page for its end-to-end tests, on a free port of the
// loopback address, which it prints. It ends with its standard input.
package main

import (
	"fmt"
	"io"
	"net"
	"os"

	"posta/web"
)

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, "serve:", err)
		os.Exit(1)
	}
	fmt.Printf("http://%s/\n", listener.Addr())
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	server := web.Server()
	fmt.Fprintln(os.Stderr, server.Serve(listener))
	os.Exit(1)
}
