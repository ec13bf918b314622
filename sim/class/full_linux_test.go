package class_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"posta/sim/class"
	"posta/sim/lang"
)

// TestTheDiskIsFull: whoever writes then is told that it was not kept, and nothing of it happens; when there is room again the
// class goes on, and what its folder has replays.
func TestTheDiskIsFull(t *testing.T) {
	folder, c := t.TempDir(), &clock{at: time.Unix(1_700_000_000, 0)}
	if err := syscall.Mount("posta-test", folder, "tmpfs", 0, "size=64k"); err != nil {
		t.Skip("a small disk cannot be had here: ", err)
	}
	t.Cleanup(func() { syscall.Unmount(folder, syscall.MNT_DETACH) })
	r, _ := open(t, folder, 3, c)
	defer r.Close()
	_, ana, _ := r.Join(r.Code, "Ana")
	_, ben, _ := r.Join(r.Code, "Ben")
	teacher := class.Who{Teacher: true, Seat: -1}
	all, _ := r.State(teacher, -1)
	fill := filepath.Join(folder, "fill")
	if err := os.WriteFile(fill, make([]byte, 64<<10), 0o600); !errors.Is(err, syscall.ENOSPC) {
		t.Fatal("the disk is not full: ", err)
	}
	err := r.Send(ana, []string{all.Seats[ben].User}, "Uno", strings.Repeat("u", 8<<10))
	var refused class.Refused
	if !errors.As(err, &refused) || !strings.Contains(refused.Why.In(lang.ES), "no queda sitio en el disco") {
		t.Fatal("a letter that cannot be kept: ", err)
	}
	if err := r.Throw("answer: {host: " + r.Header.Hosts[0].Name + ", command: RCPT, code: 451, count: 1, text: " + strings.Repeat("x", 300) + strings.Repeat(" ", 8<<10) + "}"); err == nil {
		t.Error("a fault that cannot be kept acts")
	}
	if x, _ := r.State(teacher, -1); x.Failed.IsZero() || x.Inputs != 0 {
		t.Errorf("the teacher sees %q, and %d inputs", x.Failed, x.Inputs)
	}
	if err := os.Remove(fill); err != nil {
		t.Fatal(err)
	}
	c.pass(time.Minute)
	if err := r.Send(ana, []string{all.Seats[ben].User}, "Dos", "dos"); err != nil {
		t.Fatal("there is room again: ", err)
	}
	if x, _ := r.State(teacher, -1); !x.Failed.IsZero() || x.Inputs != 1 {
		t.Errorf("the teacher sees %q, and %d inputs", x.Failed, x.Inputs)
	}
	c.pass(time.Minute)
	until(t, r, "the second letter", stored(all.Seats[ben].User))
	replays(t, folder, r.Await(context.Background(), 0))
}

// TestOneCommandHoldsAFolder: another that opens it is told, and changes nothing.
func TestOneCommandHoldsAFolder(t *testing.T) {
	folder, c := t.TempDir(), &clock{at: time.Unix(1_700_000_000, 0)}
	r, teacher := open(t, folder, 3, c)
	if _, _, err := class.Open(class.Options{Store: &class.Folder{Path: folder}, Teacher: teacher}); !errors.Is(err, class.ErrHeld) {
		t.Error("another opens it: ", err)
	}
	r.Close()
	again := openAt(t, &class.Folder{Path: folder}, "", teacher, c)
	again.Close()
}
