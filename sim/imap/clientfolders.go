package imap

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"posta/sim/imap/utf7"
)

// ListEntry is a folder that LIST told of.
type ListEntry struct {
	Name      string
	Delimiter string // empty: the server has no hierarchy
	Attrs     []string
}

// Has tells whether the folder has an attribute, such as \Sent or \Noselect.
func (e ListEntry) Has(attr string) bool {
	for _, a := range e.Attrs {
		if strings.EqualFold(a, attr) {
			return true
		}
	}
	return false
}

// List lists folders (RFC 3501 §6.3.8), in the server's order.
func (c *Client) List(reference, pattern string) ([]ListEntry, error) {
	return c.list("LIST", reference, pattern)
}

func (c *Client) list(command, reference, pattern string) ([]ListEntry, error) {
	var entries []ListEntry
	_, err := c.run(func(r *response) error {
		if r.name != command {
			return nil
		}
		if len(r.args) < 3 || r.args[0].kind != listValue {
			return fmt.Errorf("%w: %s", ErrProtocol, command)
		}
		name, err := utf7.Decode(r.args[2].s)
		if err != nil {
			name = r.args[2].s // some servers send UTF-8; better a strange name than none
		}
		entries = append(entries, ListEntry{Name: name, Delimiter: r.args[1].str(), Attrs: r.args[0].strings()})
		return nil
	}, atom(command), text(utf7.Encode(reference)), text(utf7.Encode(pattern)))
	return entries, err
}

// StatusItem is something STATUS can tell of a folder.
type StatusItem struct {
	Name  string // MESSAGES, RECENT, UIDNEXT, UIDVALIDITY, UNSEEN, SIZE
	Value int64
}

// Status asks about a folder without selecting it (RFC 3501 §6.3.10).
func (c *Client) Status(folder string, items ...string) ([]StatusItem, error) {
	var out []StatusItem
	_, err := c.run(func(r *response) error {
		if r.name != "STATUS" {
			return nil
		}
		if len(r.args) != 2 {
			return fmt.Errorf("%w: STATUS", ErrProtocol)
		}
		list := r.args[1].list
		for i := 0; i+1 < len(list); i += 2 {
			n, _ := strconv.ParseInt(list[i+1].s, 10, 64)
			out = append(out, StatusItem{strings.ToUpper(list[i].s), n})
		}
		return nil
	}, atom("STATUS"), folderName(folder), atom("("+strings.Join(items, " ")+")"))
	return out, err
}

// Select opens a folder to read and write.
func (c *Client) Select(folder string) (*Mailbox, error) { return c.open("SELECT", folder) }

// Resync opens a folder and asks what has become of it since the client knew it, by
// UIDVALIDITY and mod-sequence (RFC 7162 §3.2.5); QRESYNC must have been enabled. What has
// changed and vanished is in Updates.
func (c *Client) Resync(folder string, uidValidity uint32, modSeq uint64) (*Mailbox, error) {
	return c.open("SELECT", folder, atom(fmt.Sprintf("(QRESYNC (%d %d))", uidValidity, modSeq)))
}

// Examine opens a folder to read only.
func (c *Client) Examine(folder string) (*Mailbox, error) { return c.open("EXAMINE", folder) }

// open selects a folder; what the server says meanwhile fills the new Mailbox. If it
// fails, none is selected (RFC 3501 §6.3.1).
func (c *Client) open(command, folder string, parameters ...arg) (*Mailbox, error) {
	tag, err := c.start(nil)
	if err != nil {
		return nil, err
	}
	f := &Mailbox{Name: folder, ReadOnly: command == "EXAMINE"}
	c.folder = f
	if err = c.send(tag, append([]arg{atom(command), folderName(folder)}, parameters...)); err == nil {
		_, err = c.finish(tag, nil)
	}
	// The Mailbox says it all, but for what the user must be shown.
	resync := len(parameters) > 0
	c.queue = slices.DeleteFunc(c.queue, func(u Update) bool {
		return u.Kind != UpdateAlert && !(resync && (u.Kind == UpdateFlags || u.Kind == UpdateVanished))
	})
	if err != nil {
		c.folder = nil
		return nil, err
	}
	return f, nil
}

// Selected is the selected folder as the server last described it, or nil.
func (c *Client) Selected() *Mailbox { return c.folder }

// CloseFolder leaves the folder and removes what is marked \Deleted (RFC 3501 §6.4.2).
func (c *Client) CloseFolder() error {
	_, err := c.run(nil, atom("CLOSE"))
	if err == nil {
		c.folder = nil
	}
	return err
}

// Create makes a folder.
func (c *Client) Create(folder string) error { return c.simple("CREATE", folder) }

// CreateSpecial makes a folder for a special use, such as \Archive (RFC 6154 §3).
func (c *Client) CreateSpecial(folder, use string) error {
	_, err := c.run(nil, atom("CREATE"), folderName(folder), atom("(USE ("+use+"))"))
	return err
}

// Delete removes a folder.
func (c *Client) Delete(folder string) error { return c.simple("DELETE", folder) }

// Subscribe adds a folder to those LSUB lists.
func (c *Client) Subscribe(folder string) error { return c.simple("SUBSCRIBE", folder) }

// Unsubscribe takes a folder off them.
func (c *Client) Unsubscribe(folder string) error { return c.simple("UNSUBSCRIBE", folder) }

func (c *Client) simple(command, folder string) error {
	_, err := c.run(nil, atom(command), folderName(folder))
	return err
}

// Rename renames a folder.
func (c *Client) Rename(folder, to string) error {
	_, err := c.run(nil, atom("RENAME"), folderName(folder), folderName(to))
	return err
}

// Append stores a message in a folder (RFC 3501 §6.3.11), and returns its UID if the
// server tells it (UIDPLUS). A zero date lets the server choose.
func (c *Client) Append(folder string, flags []string, date time.Time, message []byte) (uidValidity, uid uint32, err error) {
	args := []arg{atom("APPEND"), folderName(folder)}
	if len(flags) > 0 {
		args = append(args, atom("("+strings.Join(flags, " ")+")"))
	}
	if !date.IsZero() {
		args = append(args, text(date.Format(dateTimeLayout)))
	}
	args = append(args, arg{s: string(message), text: true, literal: true})
	r, err := c.run(nil, args...)
	if err != nil {
		return 0, 0, err
	}
	if r.code.Name == "APPENDUID" {
		_, _ = fmt.Sscanf(r.code.Args, "%d %d", &uidValidity, &uid) // zero if unreadable
	}
	return uidValidity, uid, nil
}
