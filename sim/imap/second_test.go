package imap

import (
	"fmt"
	"slices"
	"testing"
	"time"

	imap2 "github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// TestSecondOpinion: go-imap's own client, which nothing of a run uses, hears from the
// server what ours hears.
func TestSecondOpinion(t *testing.T) {
	w := newWorld(t)
	defer w.close()
	ours := w.dial(t)
	for i, subject := range []string{"Hola", "And so?", "Fin"} {
		letter := fmt.Sprintf("From: Alicia <alicia@north.example>\r\nSubject: %s\r\n\r\nbody %d\r\n", subject, i)
		must(t, second(ours.Append("INBOX", []string{`\Seen`}[:i%2], time.Unix(int64(i), 0).UTC(), []byte(letter))))
	}
	must(t, ours.Create("Viajes/Año"))

	theirs := imapclient.New(w.connect(t), nil)
	defer theirs.Close()
	must(t, theirs.Login("benito", "wonder").Wait())

	// The folders.
	list, err := theirs.List("", "*", nil).Collect()
	must(t, err)
	var folders []string
	for _, l := range list {
		folders = append(folders, l.Mailbox)
	}
	entries, err := ours.List("", "*")
	must(t, err)
	var want []string
	for _, e := range entries {
		want = append(want, e.Name)
	}
	if !slices.Equal(folders, want) {
		t.Errorf("it lists %q, ours %q", folders, want)
	}

	// What a folder holds.
	box, err := ours.Select("INBOX")
	must(t, err)
	selected, err := theirs.Select("INBOX", nil).Wait()
	must(t, err)
	if selected.NumMessages != box.Exists || selected.UIDValidity != box.UIDValidity || uint32(selected.UIDNext) != box.UIDNext {
		t.Errorf("it selects %+v, ours %+v", selected, box)
	}

	// The letters: flags, envelope, size, text.
	got, err := theirs.Fetch(imap2.UIDSetNum(1, 2, 3), &imap2.FetchOptions{
		UID: true, Flags: true, Envelope: true, RFC822Size: true, BodySection: []*imap2.FetchItemBodySection{{Peek: true}},
	}).Collect()
	must(t, err)
	mine, err := ours.Fetch("1:3", ItemFlags, ItemEnvelope, ItemSize, BodyPeek(""))
	must(t, err)
	if len(got) != len(mine) || len(mine) != 3 {
		t.Fatalf("it fetches %d letters, ours %d", len(got), len(mine))
	}
	for i, m := range got {
		var flags []string
		for _, f := range m.Flags {
			flags = append(flags, string(f))
		}
		theirWords := fmt.Sprint(m.UID, withoutRecent(flags), m.Envelope.Subject, m.RFC822Size, string(m.BodySection[0].Bytes))
		o := mine[i]
		text, _ := o.Section("")
		ourWords := fmt.Sprint(o.UID, withoutRecent(o.Flags), o.Envelope.Subject, o.Octets, string(text))
		if theirWords != ourWords {
			t.Errorf("it fetches\n%s\nand ours\n%s", theirWords, ourWords)
		}
	}

	// What is looked for.
	found, err := theirs.UIDSearch(&imap2.SearchCriteria{Flag: []imap2.Flag{imap2.FlagSeen}}, nil).Wait()
	must(t, err)
	seen, err := ours.Search(Key("SEEN"))
	must(t, err)
	if fmt.Sprint(found.AllUIDs()) != fmt.Sprint(seen) {
		t.Errorf("it finds %v, ours %v", found.AllUIDs(), seen)
	}
	must(t, theirs.Logout().Wait())
}

// withoutRecent takes out the flag that only the first session is told of (RFC 3501
// section 2.3.2).
func withoutRecent(flags []string) []string {
	return slices.DeleteFunc(flags, func(f string) bool { return f == `\Recent` })
}
