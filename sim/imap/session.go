package imap

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"

	imap2 "github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-sasl"

	"posta/sim/mailbox"
	"posta/sim/oauthbearer"
)

// session is what one client may do: the library's Session over our store. The
// commands come one after another in one goroutine; only Idle runs in a second, while
// the first waits for DONE.
type session struct {
	server   *Server
	front    *frontConn
	conn     *imapserver.Conn
	account  *mailbox.Account
	failures int
	closed   chan struct{}

	condstore bool // the client wants to hear of mod-sequences (RFC 7162 §3.1.1)
	qresync   bool // and of what vanished by UID (RFC 7162 §3.2.3)

	mu       sync.Mutex // guards the pointer alone
	selected *selection // nil: no folder is selected
}

var (
	_ imapserver.Session            = (*session)(nil)
	_ imapserver.SessionNamespace   = (*session)(nil)
	_ imapserver.SessionMove        = (*session)(nil)
	_ imapserver.SessionSASL        = (*session)(nil)
	_ imapserver.SessionAppendLimit = (*session)(nil)
)

// no is a tagged NO with a response code (RFC 3501 §7.1, RFC 5530).
func no(code imap2.ResponseCode, text string) error {
	return &imap2.Error{Type: imap2.StatusResponseTypeNo, Code: code, Text: text}
}

// bad is a tagged BAD: the client should not have asked.
func bad(text string) error {
	return &imap2.Error{Type: imap2.StatusResponseTypeBad, Code: imap2.ResponseCodeClientBug, Text: text}
}

// reply words the store's errors for the wire.
func reply(err error) error {
	var quota *mailbox.QuotaError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, mailbox.ErrNoFolder):
		return no(imap2.ResponseCodeNonExistent, "No such mailbox")
	case errors.Is(err, mailbox.ErrFolderExists):
		return no(imap2.ResponseCodeAlreadyExists, "Mailbox already exists")
	case errors.Is(err, mailbox.ErrFolderName):
		return no(imap2.ResponseCodeCannot, "A mailbox cannot have this name")
	case errors.Is(err, mailbox.ErrInbox):
		return no(imap2.ResponseCodeCannot, "INBOX cannot be deleted")
	case errors.Is(err, mailbox.ErrHasChildren):
		return no(imap2.ResponseCodeHasChildren, "Mailbox has mailboxes inside it")
	case errors.Is(err, mailbox.ErrSpecialUse):
		return no("USEATTR", "This special use is unknown or taken") // RFC 6154 §3
	case errors.Is(err, mailbox.ErrLimit):
		return no(imap2.ResponseCodeLimit, "Too many")
	case errors.Is(err, mailbox.ErrKeyword):
		return no(imap2.ResponseCodeCannot, "No such flag here")
	case errors.Is(err, mailbox.ErrTooBig):
		return no(imap2.ResponseCodeTooBig, "Message is too big")
	case errors.As(err, &quota):
		return no(imap2.ResponseCodeOverQuota, "Mailbox full")
	}
	return err
}

// replyTo is the same for a mailbox that a message is to go to: TRYCREATE tells the
// client that CREATE might help (RFC 3501 §6.3.11, §6.4.7).
func replyTo(err error) error {
	if errors.Is(err, mailbox.ErrNoFolder) {
		return no(imap2.ResponseCodeTryCreate, "No such mailbox")
	}
	return reply(err)
}

// Close ends the session; the connection is ending.
func (s *session) Close() error {
	s.setSelected(nil)
	close(s.closed)
	return nil
}

// utf8: mailbox names come in UTF-8 (RFC 6855 §3).
func (s *session) utf8() bool { return s.conn != nil && s.conn.EnabledCaps().Has(imap2.CapUTF8Accept) }

func (s *session) setSelected(sel *selection) {
	s.mu.Lock()
	s.selected = sel
	s.mu.Unlock()
}

func (s *session) current() *selection {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.selected
}

// ---- Not authenticated

// Login is the LOGIN command (RFC 3501 §6.2.3).
func (s *session) Login(user, password string) error { return s.login("LOGIN", user, password) }

func (s *session) login(mechanism, user, password string) error {
	return s.enter(mechanism, user, func() (*mailbox.Account, error) { return s.server.Authenticate(user, password) })
}

// needsKey: ALERT, so that the person is shown the text (RFC 3501 §7.1). LOGIN and PLAIN are weaker than what this user's
// account asks for, and the client cannot mend that by asking for the password again.
var needsKey = no(imap2.ResponseCodeAlert, "An app password or OAUTHBEARER is required for this account")

func (s *session) enter(mechanism, user string, open func() (*mailbox.Account, error)) error {
	if s.failures < MaxFailedLogins {
		account, err := open()
		if err == nil {
			s.account = account
			if s.server.Authenticated != nil {
				s.server.Authenticated(account, mechanism)
			}
			return nil
		}
		s.failures++
		if s.server.AuthFailed != nil {
			s.server.AuthFailed(user, mechanism, err)
		}
		if s.failures == MaxFailedLogins {
			// Said when the library comes back to read; now it has a reply to write.
			s.front.enough = "Too many failed logins"
		}
		if errors.Is(err, mailbox.ErrNeedsKey) {
			return needsKey
		}
	}
	return imapserver.ErrAuthFailed
}

// AuthenticateMechanisms lists what AUTHENTICATE takes.
func (s *session) AuthenticateMechanisms() []string {
	if s.server.Bearer != nil {
		return []string{sasl.Plain, oauthbearer.Name}
	}
	return []string{sasl.Plain}
}

// Authenticate is the AUTHENTICATE command (RFC 3501 §6.2.2) with PLAIN (RFC 4616) and, where tokens count, OAUTHBEARER.
// Some programs (mutt, mbsync) give themselves as the authorization identity too.
func (s *session) Authenticate(mechanism string) (sasl.Server, error) {
	if mechanism == oauthbearer.Name && s.server.Bearer != nil {
		return &oauthbearer.Server{Malformed: bad("Syntax error: not a client response of OAUTHBEARER (RFC 7628)"), Scope: s.server.Scope, Check: func(r oauthbearer.Request) error {
			return s.enter(oauthbearer.Name, r.User, func() (*mailbox.Account, error) { return s.server.Bearer(r.User, r.Token) })
		}}, nil
	}
	if mechanism != sasl.Plain {
		return nil, no(imap2.ResponseCodeCannot, "SASL mechanism not supported")
	}
	return plain{sasl.NewPlainServer(func(identity, user, password string) error {
		if identity != "" && identity != user {
			return no(imap2.ResponseCodeAuthorizationFailed, "Nobody may act for another here")
		}
		return s.login(sasl.Plain, user, password)
	})}, nil
}

// plain makes the empty challenge of PLAIN an empty line: the library would write "=",
// which only a client's initial response may be (RFC 4959 §3).
type plain struct{ sasl.Server }

func (p plain) Next(response []byte) (challenge []byte, done bool, err error) {
	challenge, done, err = p.Server.Next(response)
	var said *imap2.Error
	if err != nil && !errors.As(err, &said) {
		err = bad("Syntax error: expected authorization, user and password with NULs between them (RFC 4616)")
	}
	if len(challenge) == 0 {
		challenge = nil
	}
	return challenge, done, err
}

// ---- Authenticated: folders

// Create makes a folder (RFC 3501 §6.3.3), perhaps with a special use (RFC 6154 §3).
func (s *session) Create(name string, options *imap2.CreateOptions) error {
	var use mailbox.SpecialUse
	switch len(options.SpecialUse) {
	case 0:
	case 1:
		use = mailbox.SpecialUse(options.SpecialUse[0])
	default:
		return reply(mailbox.ErrSpecialUse)
	}
	_, err := s.account.Create(s.server.By, name, use)
	return reply(err)
}

// Delete removes a folder (RFC 3501 §6.3.4).
func (s *session) Delete(name string) error { return reply(s.account.Delete(s.server.By, name)) }

// Rename renames a folder (RFC 3501 §6.3.5).
func (s *session) Rename(oldName, newName string, _ *imap2.RenameOptions) error {
	return reply(s.account.Rename(s.server.By, oldName, newName))
}

// Subscribe adds to the names that LSUB lists (RFC 3501 §6.3.6).
func (s *session) Subscribe(name string) error { return reply(s.account.Subscribe(name)) }

// Unsubscribe takes a name off them (RFC 3501 §6.3.7).
func (s *session) Unsubscribe(name string) error { return reply(s.account.Unsubscribe(name)) }

// Namespace: everything belongs to the user, and nothing has a prefix (RFC 2342).
func (s *session) Namespace() (*imap2.NamespaceData, error) {
	return &imap2.NamespaceData{Personal: []imap2.NamespaceDescriptor{{Delim: '/'}}}, nil
}

// List is LIST and LSUB (RFC 3501 §6.3.8, §6.3.9; RFC 5258; RFC 5819; RFC 6154).
func (s *session) List(w *imapserver.ListWriter, ref string, patterns []string, o *imap2.ListOptions) error {
	if len(patterns) == 0 {
		// The empty pattern asks for the delimiter (RFC 3501 §6.3.8).
		return w.WriteList(&imap2.ListData{Attrs: []imap2.MailboxAttr{imap2.MailboxAttrNoSelect}, Delim: '/'})
	}
	folders := s.account.Folders()
	matches := func(name string) bool {
		return slices.ContainsFunc(patterns, func(p string) bool { return matchList(name, ref+p) })
	}
	if s.front.cmd.name == "LSUB" {
		return listSubscribed(w, folders, matches)
	}
	for _, f := range folders {
		if !matches(f.Name) {
			continue
		}
		data := &imap2.ListData{Mailbox: f.Name, Delim: '/'}
		if o.SelectSubscribed && !f.Subscribed {
			// One below it is worth a word unless it is listed itself (RFC 5258 §3.5).
			below := func(g mailbox.FolderInfo) bool {
				return g.Subscribed && strings.HasPrefix(g.Name, f.Name+mailbox.Delimiter) && !matches(g.Name)
			}
			if !o.SelectRecursiveMatch || !slices.ContainsFunc(folders, below) {
				continue
			}
			data.ChildInfo = &imap2.ListDataChildInfo{Subscribed: true}
		}
		if f.NonExistent && !o.SelectSubscribed || o.SelectSpecialUse && f.Use == "" {
			continue
		}
		data.Attrs = listAttrs(f, o)
		if o.ReturnStatus != nil && !f.NonExistent {
			// A folder deleted just now has no status: RFC 5819 §2 lets it be left out.
			data.Status, _ = s.Status(f.Name, o.ReturnStatus)
		}
		if err := w.WriteList(data); err != nil {
			return err
		}
	}
	return nil
}

// listSubscribed is LSUB (RFC 3501 §6.3.9): where "%" keeps a subscribed name out, the
// name above it stands in its place, as one that cannot be selected.
func listSubscribed(w *imapserver.ListWriter, folders []mailbox.FolderInfo, matches func(string) bool) error {
	listed := make(map[string]bool)
	for _, f := range folders {
		listed[f.Name] = f.Subscribed
	}
	for _, f := range folders {
		if !f.Subscribed {
			continue
		}
		name, attrs := f.Name, listAttrs(mailbox.FolderInfo{HasChildren: f.HasChildren}, &imap2.ListOptions{})
		for !matches(name) {
			name = name[:max(0, strings.LastIndex(name, mailbox.Delimiter))]
			attrs = []imap2.MailboxAttr{imap2.MailboxAttrNoSelect}
			if name == "" {
				break
			}
		}
		if name == "" || name != f.Name && listed[name] {
			continue // it is nobody's, or its own turn comes or has come
		}
		listed[name] = true
		if err := w.WriteList(&imap2.ListData{Mailbox: name, Delim: '/', Attrs: attrs}); err != nil {
			return err
		}
	}
	return nil
}

func listAttrs(f mailbox.FolderInfo, o *imap2.ListOptions) []imap2.MailboxAttr {
	var attrs []imap2.MailboxAttr
	if f.NonExistent {
		attrs = append(attrs, imap2.MailboxAttrNonExistent)
	}
	if f.HasChildren {
		attrs = append(attrs, imap2.MailboxAttrHasChildren)
	} else {
		attrs = append(attrs, imap2.MailboxAttrHasNoChildren)
	}
	if f.Subscribed && (o.SelectSubscribed || o.ReturnSubscribed) {
		attrs = append(attrs, imap2.MailboxAttrSubscribed)
	}
	// A plain LIST may tell the special use as well (RFC 6154 §2); LSUB may not.
	if f.Use != "" && (!o.SelectSubscribed || o.ReturnSpecialUse || o.SelectSpecialUse) {
		attrs = append(attrs, imap2.MailboxAttr(f.Use))
	}
	return attrs
}

// Status is the STATUS command (RFC 3501 §6.3.10).
func (s *session) Status(name string, _ *imap2.StatusOptions) (*imap2.StatusData, error) {
	folder, err := s.account.Folder(name)
	if err != nil {
		return nil, reply(err)
	}
	snap := folder.Snapshot(false)
	var recent, unseen, deleted uint32
	var size, deletedSize int64
	for _, m := range snap.Messages {
		size += m.Octets()
		if m.UID >= snap.FirstRecent {
			recent++
		}
		if !m.Has(mailbox.Seen) {
			unseen++
		}
		if m.Has(mailbox.Deleted) {
			deleted++
			deletedSize += m.Octets()
		}
	}
	count, limit := uint32(len(snap.Messages)), s.AppendLimit()
	return &imap2.StatusData{
		Mailbox: snap.Name, NumMessages: &count, UIDNext: imap2.UID(snap.UIDNext), UIDValidity: snap.UIDValidity,
		NumRecent: &recent, NumUnseen: &unseen, NumDeleted: &deleted, Size: &size, DeletedStorage: &deletedSize,
		AppendLimit: &limit,
	}, nil
}

// AppendLimit is the size of the largest message APPEND takes (RFC 7889).
func (s *session) AppendLimit() uint32 {
	if n := s.server.AppendLimit; n > 0 && n < mailbox.MaxMessageOctets {
		return uint32(n)
	}
	return mailbox.MaxMessageOctets
}

// Append stores a message (RFC 3501 §6.3.11).
func (s *session) Append(name string, r imap2.LiteralReader, o *imap2.AppendOptions) (*imap2.AppendData, error) {
	raw, err := io.ReadAll(r)
	if err == nil && int64(len(raw)) != r.Size() {
		err = io.ErrUnexpectedEOF // half a message is no message
	}
	if err != nil {
		return nil, err
	}
	if err := s.front.endMessage(); err != nil {
		return nil, err
	}
	if bytes.IndexByte(raw, 0) >= 0 {
		return nil, bad("Syntax error: a message has no NUL") // RFC 3501 §9: literal is of CHAR8
	}
	folder, err := s.account.Folder(name)
	if err != nil {
		return nil, replyTo(err)
	}
	m, err := folder.Append(s.server.By, raw, storeFlags(o.Flags), o.Time)
	if err != nil {
		return nil, replyTo(err)
	}
	return &imap2.AppendData{UIDValidity: folder.Snapshot(false).UIDValidity, UID: imap2.UID(m.UID)}, nil
}

// storeFlags converts flags from the wire. Clients that send back what FETCH told
// them send \Recent too, which is not theirs to set: it is passed over.
func storeFlags(flags []imap2.Flag) []mailbox.Flag {
	var out []mailbox.Flag
	for _, f := range flags {
		if !strings.EqualFold(string(f), string(recentFlag)) {
			out = append(out, mailbox.Flag(f))
		}
	}
	return out
}
