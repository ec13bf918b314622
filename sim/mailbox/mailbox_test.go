package mailbox

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// house is a store with one account and everything that was told of it.
type house struct {
	*Store
	benito *Account
	inbox  *Folder
	told   []string
	now    time.Time
}

func newHouse(t testing.TB, quota int64) *house {
	t.Helper()
	h := &house{now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
	h.Store = New(Config{Now: func() time.Time { return h.now }, Observe: func(e Event) { h.told = append(h.told, tell(e)) }})
	var err error
	h.benito, err = h.AddAccount(AccountConfig{User: "benito", Domain: "South.Example", Password: "wonder", Quota: quota})
	if err != nil {
		t.Fatal(err)
	}
	h.inbox = folder(t, h.benito, "INBOX")
	return h
}

func folder(t testing.TB, a *Account, name string) *Folder {
	t.Helper()
	f, err := a.Folder(name)
	if err != nil {
		t.Fatal(name, err)
	}
	return f
}

// tell puts an event into words.
func tell(e Event) string {
	s := fmt.Sprintf("%v: ", e.By)
	switch e.Kind {
	case MessageStored:
		s += fmt.Sprintf("%s %s/%d", e.How, e.Folder, e.Message.UID)
		if e.From != "" {
			s += fmt.Sprintf(" from %s/%d", e.From, e.FromUID)
		}
	case MessageFlagged:
		s += fmt.Sprintf("flagged %s/%d %v", e.Folder, e.Message.UID, e.Message.Flags)
	case MessageRemoved:
		s += fmt.Sprintf("removed %s/%d %s", e.Folder, e.Message.UID, e.How)
	case FolderCreated:
		s += "created " + e.Folder
	case FolderDeleted:
		s += "deleted " + e.Folder
	case FolderRenamed:
		s += "renamed " + e.Folder + " to " + e.NewName
	}
	return s
}

func (h *house) deliver(t testing.TB, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if _, err := h.Deliver("mta", "benito@south.example", []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
}

// in lists a folder as "1 2[\Seen]".
func in(f *Folder) string {
	var out []string
	for _, m := range f.Snapshot(false).Messages {
		s := fmt.Sprint(m.UID)
		if len(m.Flags) > 0 {
			s += fmt.Sprint(m.Flags)
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

func check(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: %s, want %s", what, got, want)
	}
}

func TestWhoMayComeIn(t *testing.T) {
	h := newHouse(t, 0)
	if _, err := h.AddAccount(AccountConfig{User: "BENITO", Domain: "south.example"}); err == nil {
		t.Error("the same account twice")
	}
	if _, err := h.AddAccount(AccountConfig{User: "carla", Domain: "south.example", Password: "x"}); err != nil {
		t.Fatal(err)
	}
	if _, err := h.AddAccount(AccountConfig{User: "carla", Domain: "north.example", Password: "x"}); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		user, password, account string
	}{
		{"benito@south.example", "wonder", "benito@south.example"},
		{"Benito@SOUTH.example", "wonder", "benito@south.example"},
		{"benito", "wonder", "benito@south.example"},
		{"benito", "Wonder", ""},
		{"benito", "", ""},
		{"", "", ""},
		{"nobody", "x", ""},
		{"carla", "x", ""}, // which of the two?
		{"carla@north.example", "x", "carla@north.example"},
	} {
		a, err := h.Authenticate(test.user, test.password)
		switch {
		case test.account == "" && !errors.Is(err, ErrCredentials):
			t.Errorf("%q %q: %v", test.user, test.password, err)
		case test.account != "" && (err != nil || a.Address() != test.account):
			t.Errorf("%q %q: %v", test.user, test.password, err)
		}
	}
	var list []string
	for _, a := range h.Accounts() {
		list = append(list, a.Address())
	}
	check(t, "accounts", strings.Join(list, " "), "benito@south.example carla@north.example carla@south.example")
}

func TestDelivery(t *testing.T) {
	h := newHouse(t, 10)
	m, err := h.Deliver("mta", "Benito@south.example", []byte("123456"))
	if err != nil || m.UID != 1 || !m.InternalDate.Equal(h.now) || string(m.Raw()) != "123456\r\n" {
		t.Errorf("delivered %+v, %v", m, err)
	}
	_, err = h.Deliver("mta", "benito@south.example", []byte("1\n"))
	var full *QuotaError
	if !errors.As(err, &full) || *full != (QuotaError{"benito@south.example", 10, 8, 3}) {
		t.Fatalf("a full mailbox: %v", err)
	}
	if code, enhanced, _ := full.SMTP(); code != 452 || enhanced != [3]int{4, 2, 2} {
		t.Errorf("SMTP says %d %v", code, enhanced)
	}
	if _, err := h.Deliver("mta", "benito@south.example", []byte("123456789\r\n")); !errors.Is(err, ErrTooBig) {
		t.Errorf("what would not fit into an empty mailbox: %v", err)
	}
	if _, err := h.Deliver("mta", "carla@south.example", nil); !errors.Is(err, ErrNoAccount) {
		t.Errorf("to nobody: %v", err)
	}
	// Room again, once something is gone.
	h.inbox.ChangeFlags("me", []UID{1}, AddFlags, []Flag{Deleted})
	h.inbox.Expunge("me", nil)
	h.deliver(t, "12345678")
	check(t, "INBOX", in(h.inbox), "2") // UID 1 is never given again
	if _, err := h.benito.Deliver("mta", "junk", nil); !errors.Is(err, ErrNoFolder) {
		t.Errorf("folder names other than INBOX have a case: %v", err)
	}
	if _, err := h.benito.Deliver("mta", "Junk", nil); err != nil {
		t.Errorf("into Junk: %v", err)
	}
	if limit, used := h.benito.Quota(); limit != 10 || used != 10 {
		t.Errorf("quota %d of %d", used, limit)
	}
}

func TestFlags(t *testing.T) {
	h := newHouse(t, 0)
	h.deliver(t, "a", "b")
	for _, step := range []struct {
		op    FlagOp
		flags []Flag
		want  string
		err   error
	}{
		{AddFlags, []Flag{`\seen`, `\ANSWERED`}, `1[\Answered \Seen] 2`, nil},
		{AddFlags, []Flag{"work", "$FORWARDED", `\Seen`}, `1[\Answered \Seen $Forwarded work] 2`, nil},
		{RemoveFlags, []Flag{"WORK", `\answered`, "never"}, `1[\Seen $Forwarded] 2`, nil},
		{SetFlags, []Flag{"Work"}, `1[work] 2`, nil},
		{SetFlags, nil, "1 2", nil},
		{AddFlags, []Flag{`\Recent`}, "1 2", ErrKeyword},
		{AddFlags, []Flag{"two words"}, "1 2", ErrKeyword},
		{AddFlags, []Flag{"ñ"}, "1 2", ErrKeyword},
		{AddFlags, []Flag{""}, "1 2", ErrKeyword},
		{AddFlags, []Flag{Flag(strings.Repeat("x", MaxKeywordOctets+1))}, "1 2", ErrKeyword},
	} {
		_, err := h.inbox.ChangeFlags("me", []UID{1, 7}, step.op, step.flags)
		if !errors.Is(err, step.err) {
			t.Errorf("%v: %v, want %v", step.flags, err, step.err)
		}
		check(t, fmt.Sprint(step.flags), in(h.inbox), step.want)
	}
	if got := fmt.Sprint(h.inbox.Snapshot(false).Keywords); got != "[work $Forwarded]" {
		t.Errorf("keywords %s", got)
	}
	for i := range MaxKeywords {
		_, err := h.inbox.ChangeFlags("me", []UID{1}, SetFlags, []Flag{Flag(fmt.Sprint("k", i))})
		if full := i >= MaxKeywords-2; full != errors.Is(err, ErrLimit) {
			t.Errorf("keyword %d: %v", i, err)
		}
	}
}

func TestFolders(t *testing.T) {
	h := newHouse(t, 0)
	a := h.benito
	names := func() string {
		var out []string
		for _, f := range a.Folders() {
			s := f.Name
			if f.Use != "" {
				s += string(f.Use)
			}
			if !f.Subscribed {
				s += "?"
			}
			if f.NonExistent {
				s += "!"
			}
			if f.HasChildren {
				s += "+"
			}
			out = append(out, s)
		}
		return strings.Join(out, " ")
	}
	check(t, "at birth", names(), `INBOX Drafts\Drafts Junk\Junk Sent\Sent Trash\Trash`)
	for _, step := range []struct {
		name string
		err  error
		want error
	}{
		{"with those above", second(a.Create("me", "a/b/c/", "")), nil},
		{"twice", second(a.Create("me", "a", "")), ErrFolderExists},
		{"INBOX in another case", second(a.Create("me", "inbox", "")), ErrFolderExists},
		{"below INBOX", second(a.Create("me", "inbox/x", Archive)), nil},
		{"special use taken", second(a.Create("me", "b", Sent)), ErrSpecialUse},
		{"special use unknown", second(a.Create("me", "b", `\Nonsense`)), ErrSpecialUse},
		{"empty", second(a.Create("me", "", "")), ErrFolderName},
		{"wildcard", second(a.Create("me", "a*", "")), ErrFolderName},
		{"control", second(a.Create("me", "a\nb", "")), ErrFolderName},
		{"not UTF-8", second(a.Create("me", "a\xff", "")), ErrFolderName},
		{"empty level", second(a.Create("me", "a//b", "")), ErrFolderName},
		{"too long", second(a.Create("me", strings.Repeat("x", MaxFolderNameOctets+1), "")), ErrFolderName},
		{"too deep", second(a.Create("me", strings.Repeat("x/", MaxFolderDepth)+"x", "")), ErrFolderName},
		{"delete INBOX", a.Delete("me", "InBox"), ErrInbox},
		{"delete with children", a.Delete("me", "a"), ErrHasChildren},
		{"delete nothing", a.Delete("me", "nothing"), ErrNoFolder},
		{"rename into itself", a.Rename("me", "a", "a/x"), ErrFolderName},
		{"rename onto another", a.Rename("me", "a", "Sent"), ErrFolderExists},
		{"rename with children", a.Rename("me", "a", "z/y"), nil},
		{"unsubscribe", a.Unsubscribe("Junk"), nil},
		{"delete", a.Delete("me", "Trash"), nil},
	} {
		if !errors.Is(step.err, step.want) {
			t.Errorf("%s: %v, want %v", step.name, step.err, step.want)
		}
	}
	check(t, "at the end", names(), `INBOX+ INBOX/x\Archive? Drafts\Drafts Junk\Junk? Sent\Sent Trash! z?+ z/y?+ z/y/b?+ z/y/b/c?`)

	h.told = nil
	h.deliver(t, "a", "b")
	if err := a.Rename("me", "inbox", "Old"); err != nil {
		t.Error(err)
	}
	check(t, "INBOX", in(h.inbox), "")
	check(t, "Old", in(folder(t, a, "Old")), "1 2")
	want := []string{"mta: delivered INBOX/1", "mta: delivered INBOX/2", "me: created Old",
		"me: removed INBOX/1 moved", "me: moved Old/1 from INBOX/1", "me: removed INBOX/2 moved", "me: moved Old/2 from INBOX/2"}
	if diff := cmp.Diff(want, h.told); diff != "" {
		t.Error(diff)
	}

	// A name that comes back is another folder: its UIDVALIDITY says so.
	old := folder(t, a, "Old").Snapshot(false)
	if err := a.Delete("me", "Old"); err != nil {
		t.Error(err)
	}
	again, err := a.Create("me", "Old", "")
	if err != nil || again.Snapshot(false).UIDValidity <= old.UIDValidity {
		t.Errorf("UIDVALIDITY %d after %d, %v", again.Snapshot(false).UIDValidity, old.UIDValidity, err)
	}
	if _, used := a.Quota(); used != 0 {
		t.Errorf("%d octets used by nothing", used)
	}
	for i := 0; ; i++ {
		if _, err := a.Create("me", fmt.Sprint("n", i), ""); err != nil {
			if !errors.Is(err, ErrLimit) || len(a.Folders()) != MaxFolders+1 { // and Trash, subscribed only
				t.Errorf("%d folders: %v", len(a.Folders()), err)
			}
			break
		}
	}
}

func TestCopyAndMove(t *testing.T) {
	h := newHouse(t, 9)
	h.deliver(t, "a", "b", "c")
	trash := folder(t, h.benito, "Trash")
	if _, err := h.inbox.Copy("me", []UID{1}, trash); err == nil {
		t.Error("copied beyond the quota")
	}
	h.inbox.ChangeFlags("me", []UID{2}, AddFlags, []Flag{"Work", Seen})
	h.told = nil
	moved, err := h.inbox.Move("me", []UID{2, 3, 9}, trash)
	if err != nil || len(moved) != 2 || moved[1].From != 3 || moved[1].To.UID != 2 {
		t.Errorf("moved %v, %v", moved, err)
	}
	check(t, "INBOX", in(h.inbox), "1")
	check(t, "Trash", in(trash), `1[\Seen Work] 2`)
	if _, err := trash.Move("me", []UID{1}, trash); err != nil {
		t.Error(err)
	}
	check(t, "Trash after a move to itself", in(trash), `2 3[\Seen Work]`)
	gone := folder(t, h.benito, "Junk")
	if err := h.benito.Delete("me", "Junk"); err != nil {
		t.Error(err)
	}
	if _, err := trash.Move("me", []UID{2}, gone); !errors.Is(err, ErrNoFolder) {
		t.Errorf("into a deleted folder: %v", err)
	}
	if _, err := gone.Append("me", nil, nil, time.Time{}); !errors.Is(err, ErrNoFolder) {
		t.Errorf("appended to a deleted folder: %v", err)
	}
}

func TestRecentBelongsToOne(t *testing.T) {
	h := newHouse(t, 0)
	h.deliver(t, "a")
	for i, want := range []UID{1, 1, 2} { // a look, the first claim, the next
		if got := h.inbox.Snapshot(i == 1).FirstRecent; got != want {
			t.Errorf("look %d: recent from %d, want %d", i, got, want)
		}
	}
}

func TestWatch(t *testing.T) {
	h := newHouse(t, 0)
	news, end := h.inbox.Watch()
	h.deliver(t, "a", "b") // nobody is looking: the two become one signal
	<-news
	select {
	case <-news:
		t.Error("a second signal")
	default:
	}
	end()
	h.deliver(t, "c")
	select {
	case <-news:
		t.Error("a signal after the end")
	default:
	}
}

func TestMaildrop(t *testing.T) {
	h := newHouse(t, 0)
	h.deliver(t, "one", "three", "five!")
	d, err := h.benito.OpenMaildrop()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.benito.OpenMaildrop(); !errors.Is(err, ErrInUse) {
		t.Errorf("opened twice: %v", err)
	}
	list := d.List()
	if want := []MaildropMessage{{"1772442000.1", 5}, {"1772442000.2", 7}, {"1772442000.3", 7}}; !slices.Equal(list, want) {
		t.Errorf("list %v", list)
	}
	// The world goes on; this session's view does not.
	h.deliver(t, "new")
	h.inbox.ChangeFlags("imap", []UID{1}, AddFlags, []Flag{Deleted})
	h.inbox.Expunge("imap", nil)
	if m, err := d.Retr(list[0].UniqueID); err != nil || string(m.Raw()) != "one\r\n" {
		t.Errorf("retrieved %v, %v", m, err)
	}
	if _, err := d.Retr("1772442000.4"); !errors.Is(err, ErrNoMessage) {
		t.Errorf("a message that came later: %v", err)
	}
	h.told = nil
	if err := d.Delete("pop", []string{list[0].UniqueID, list[2].UniqueID}); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff([]string{"pop: removed INBOX/3 downloaded"}, h.told); diff != "" {
		t.Error(diff)
	}
	d.Close()
	d.Close()
	if err := d.Delete("pop", nil); !errors.Is(err, ErrClosed) {
		t.Errorf("deleted after the end: %v", err)
	}
	if _, err := h.benito.OpenMaildrop(); err != nil {
		t.Errorf("opened again: %v", err)
	}
	check(t, "INBOX", in(h.inbox), "2 4")
}

// TestManySessions: several goroutines at once, under the race detector.
func TestManySessions(t *testing.T) {
	h := newHouse(t, 0)
	trash := folder(t, h.benito, "Trash")
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for i := range 50 {
				m, err := h.benito.Deliver(g, "INBOX", []byte("x"))
				if err != nil {
					t.Error(err)
					return
				}
				h.inbox.ChangeFlags(g, []UID{m.UID}, AddFlags, []Flag{Seen})
				if i%2 == 0 {
					h.inbox.Move(g, []UID{m.UID}, trash)
				}
				h.inbox.Snapshot(true)
			}
		})
	}
	wg.Wait()
	if n, m := len(h.inbox.Snapshot(false).Messages), len(trash.Snapshot(false).Messages); n != 100 || m != 100 {
		t.Errorf("%d in INBOX, %d in Trash", n, m)
	}
}

// TestInvariants does things at random, and looks whether the promises hold.
func TestInvariants(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		h := newHouse(t, 200)
		highest := make(map[string]UID) // by folder and UIDVALIDITY
		for range rapid.IntRange(1, 40).Draw(r, "steps") {
			all := h.benito.Folders()
			pick := func(label string) *Folder {
				f, err := h.benito.Folder(all[rapid.IntRange(0, len(all)-1).Draw(r, label)].Name)
				if err != nil {
					return h.inbox
				}
				return f
			}
			uids := rapid.SliceOfN(rapid.Custom(func(r *rapid.T) UID { return UID(rapid.IntRange(1, 12).Draw(r, "uid")) }), 0, 4)
			f := pick("folder")
			switch rapid.SampledFrom([]string{"deliver", "append", "flags", "copy", "move", "expunge", "create", "delete", "rename"}).Draw(r, "what") {
			case "deliver":
				h.Deliver(nil, "benito@south.example", make([]byte, rapid.IntRange(0, 60).Draw(r, "size")))
			case "append":
				f.Append(nil, make([]byte, rapid.IntRange(0, 60).Draw(r, "size")), []Flag{Draft}, time.Time{})
			case "flags":
				f.ChangeFlags(nil, uids.Draw(r, "uids"), AddFlags, []Flag{rapid.SampledFrom([]Flag{Deleted, Seen, "Work"}).Draw(r, "flag")})
			case "copy":
				f.Copy(nil, uids.Draw(r, "uids"), pick("to"))
			case "move":
				f.Move(nil, uids.Draw(r, "uids"), pick("to"))
			case "expunge":
				f.Expunge(nil, nil)
			case "create":
				h.benito.Create(nil, rapid.StringMatching(`[ab](/[ab]){0,2}`).Draw(r, "name"), "")
			case "delete":
				h.benito.Delete(nil, f.Name())
			case "rename":
				h.benito.Rename(nil, f.Name(), rapid.StringMatching(`[ab](/[ab]){0,2}`).Draw(r, "name"))
			}
			var octets int64
			names := make(map[string]bool)
			list := h.benito.Folders()
			if list[0].Name != "INBOX" {
				r.Fatal("INBOX is not the first")
			}
			for _, info := range list {
				if names[info.Name] {
					r.Fatalf("%s twice", info.Name)
				}
				names[info.Name] = true
				if info.NonExistent {
					continue
				}
				s := folder(t, h.benito, info.Name).Snapshot(false)
				key := fmt.Sprint(s.UIDValidity)
				var last UID
				for _, m := range s.Messages {
					if m.UID <= last || m.UID >= s.UIDNext {
						r.Fatalf("%s: UID %d after %d, next %d", info.Name, m.UID, last, s.UIDNext)
					}
					last = m.UID
					octets += m.Octets()
				}
				if s.UIDNext < highest[key] {
					r.Fatalf("%s: UIDNEXT went back", info.Name)
				}
				highest[key] = s.UIDNext
			}
			if limit, used := h.benito.Quota(); used != octets || used > limit {
				r.Fatalf("used %d of %d, but there are %d octets", used, limit, octets)
			}
		}
	})
}

func second(_ *Folder, err error) error { return err }

// TestUIDValidityOnlyGrows: whatever the year, and past the second in which 32 bits are full.
func TestUIDValidityOnlyGrows(t *testing.T) {
	for _, first := range []string{"1970-01-01T00:00:00Z", "2026-03-02T09:00:00Z", "2038-01-19T03:14:07Z", "2100-12-31T23:59:59Z", "2106-02-07T06:28:14Z", "2174-02-25T09:42:23Z", "9999-12-31T23:59:58Z"} {
		now, err := time.Parse(time.RFC3339, first)
		if err != nil {
			t.Fatal(err)
		}
		s := New(Config{Now: func() time.Time { return now }})
		a, err := s.AddAccount(AccountConfig{User: "ana", Domain: "alfa.test"})
		if err != nil {
			t.Fatal(err)
		}
		last := uint32(0)
		for i := range 6 {
			f, err := a.Create(nil, "Papeles", "")
			if err != nil {
				t.Fatal(err)
			}
			if v := f.uidValidity; v <= last {
				t.Errorf("from %s on, folder %d has UIDVALIDITY %d after %d", first, i, v, last)
			} else {
				last = v
			}
			if err := a.Delete(nil, "Papeles"); err != nil {
				t.Fatal(err)
			}
			now = now.Add(time.Second)
		}
	}
}
