// Package machinetest gives tests a second machine: both are network namespaces that the test makes itself, and nothing outside
// them is reached. The test binary is all of it: whoever runs the tests, the machine with the test, and the other one.
package machinetest

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

const (
	role  = "POSTA_TEST_MACHINE"
	first = "first"
	other = "other"
)

// Main is a package's TestMain: it runs the tests, or what the other machine does until its input ends.
func Main(m *testing.M, does func() error) {
	if os.Getenv(role) != other {
		os.Exit(m.Run())
	}
	fmt.Println("here")
	if err := does(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// Apart begins a test of two machines: it is run again, in a network of its own. True: this is that run, and it goes on.
func Apart(t *testing.T) bool {
	t.Helper()
	if os.Getenv(role) == first {
		return true
	}
	if err := exec.Command("unshare", "-rn", "sh", "-c", "ip link add va type veth peer name vb").Run(); err != nil {
		t.Skip("this system lets nobody make networks:", err)
	}
	cmd := exec.Command("unshare", "-rn", os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
	cmd.Env = append(os.Environ(), role+"="+first)
	if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "--- PASS") {
		t.Errorf("%v\n%s", err, out)
	}
	return false
}

// Other is the other machine.
type Other struct {
	cmd    *exec.Cmd
	Orders io.WriteCloser // its standard input
	Said   *bufio.Reader  // its standard output
}

// Start begins the other machine, which has left this one's network when Start returns, and sets this one's loopback up.
func Start(t *testing.T) *Other {
	t.Helper()
	o := &Other{cmd: exec.Command("unshare", "-n", os.Args[0])}
	o.cmd.Env = append(os.Environ(), role+"="+other)
	o.Orders, _ = o.cmd.StdinPipe()
	said, _ := o.cmd.StdoutPipe()
	o.Said = bufio.NewReader(said)
	o.cmd.Stderr = os.Stderr
	if err := IP("link set lo up"); err != nil {
		t.Fatal(err)
	}
	if err := o.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Said.ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	return o
}

// Network is the other machine's, as ip names it.
func (o *Other) Network() string { return fmt.Sprint(o.cmd.Process.Pid) }

// End ends its input, and waits until it has ended itself.
func (o *Other) End() error {
	o.Orders.Close()
	return o.cmd.Wait()
}

// IP configures a network.
func IP(args string) error {
	if out, err := exec.Command("ip", strings.Fields(args)...).CombinedOutput(); err != nil {
		return fmt.Errorf("ip %s: %w: %s", args, err, out)
	}
	return nil
}

// Plug gives a machine an address at a card, once the card is there.
func Plug(card, address string) error {
	for tries := 0; ; tries++ {
		if _, err := net.InterfaceByName(card); err == nil {
			break
		}
		if tries == 6000 {
			return fmt.Errorf("there is no cable")
		}
		time.Sleep(10 * time.Millisecond)
	}
	for _, args := range []string{"addr add " + address + "/24 dev " + card, "link set " + card + " up"} {
		if err := IP(args); err != nil {
			return err
		}
	}
	return nil
}
