package scenario

import (
	"slices"
	"time"

	"posta/sim/form"
)

// withDevice reads what somebody does with a device and the mailbox that it is a window on; nil where it is nothing of
// the kind, or cannot be, and that has been said.
func (r *resolver) withDevice(st *actSpecs) Act {
	switch {
	case st.Sync.OK:
		return r.sync(&st.Sync.V, st.Sync.At)
	case st.Open.OK:
		v := &st.Open.V
		a := &Open{Session: r.session(&v.sitting, &v.Offline, st.Open.At), Match: r.letter(&v.Letter, true), Octets: int64(v.Bytes.V)}
		if a.Offline && v.Bytes.Given() {
			r.Report(v.Bytes.At, form.CodeConflict, tr("sin conexión no se trae nada", "without a connection nothing is brought"), tr("quita «bytes» o «offline»", "take out \"bytes\" or \"offline\""))
		}
		r.byIMAP(a.Device, a.Offline, "open", st.Open.At)
		return a
	case st.Save.OK:
		v := &st.Save.V
		a := &Save{Session: r.session(&v.sitting, &v.Offline, st.Save.At), Match: r.letter(&v.Letter, true), File: string(v.File.V)}
		r.byIMAP(a.Device, a.Offline, "save", st.Save.At)
		return a
	case st.Archive.OK:
		v := &st.Archive.V
		return &Archive{Session: r.session(&v.sitting, nil, st.Archive.At), Match: r.letter(&v.Letter, true)}
	case st.Draft.OK:
		return r.draft(&st.Draft.V, st.Draft.At)
	case st.Finish.OK:
		return r.finish(&st.Finish.V, st.Finish.At)
	case st.Idle.OK:
		v := &st.Idle.V
		a := &Idle{Session: r.session(&v.sitting, nil, st.Idle.At), For: time.Duration(v.For.V), Read: bool(v.Read.V)}
		if v.For.OK && a.For <= 0 {
			r.Report(v.For.At, form.CodeRange, tr("hay que esperar algún tiempo", "one has to wait some time"), tr("por ejemplo: for: 30min", "for example: for: 30min"))
		}
		return a
	case st.Authorize.OK:
		u, dev, host := r.deviceKey(&st.Authorize.V, st.Authorize.At)
		return &Authorize{User: u, Device: dev, Server: host}
	case st.Revoke.OK:
		u, dev, host := r.deviceKey(&st.Revoke.V, st.Revoke.At)
		return &Revoke{User: u, Device: dev, Server: host}
	case st.Rebuild.OK:
		v := &st.Rebuild.V
		a := &Rebuild{User: r.userRef(&v.User), Folder: inbox}
		if v.Folder.OK {
			a.Folder = r.folder(&v.Folder)
		}
		if a.User != nil {
			a.Server = a.User.Domain.Mailbox
		}
		return a
	}
	return nil
}

// deviceKey reads of which device the key is.
func (r *resolver) deviceKey(v *keySpec, at form.Place) (*User, *Device, *Host) {
	u := r.userRef(&v.User)
	dev := r.deviceOf(u, &v.Device)
	if dev != nil && dev.Auth == AuthPassword {
		r.Report(at, form.CodeConflict, tr("«%s» entra con la contraseña de su dueño, y no tiene una llave propia", "\"%s\" gets in by its owner's password, and has no key of its own", dev.Name), tr("ponle, en «devices», auth: oauth o auth: app_password", "give it, in \"devices\", auth: oauth or auth: app_password"))
	}
	if u == nil {
		return nil, dev, nil
	}
	return u, dev, u.Domain.Mailbox
}

// byIMAP refuses what only IMAP can do on a device that reads by POP3.
func (r *resolver) byIMAP(dev *Device, offline bool, verb string, at form.Place) {
	if dev != nil && dev.With == POP3 && !offline {
		r.Report(at, form.CodeConflict, tr("«%s» lee por POP3, y «%s» pide al servidor una carta por IMAP", "\"%s\" reads by POP3, and \"%s\" asks the server for a letter by IMAP", dev.Name, verb), tr("añade offline: true si la carta ya está en el dispositivo", "add offline: true if the letter is on the device already"))
	}
}

func (r *resolver) sync(v *syncSpec, at form.Place) Act {
	u := r.userRef(&v.User)
	a := &Sync{Session: Session{User: u, Device: r.deviceOf(u, &v.Device)}, With: IMAP, Read: bool(v.Read.V)}
	if a.Device != nil {
		a.With = a.Device.With
	}
	if u != nil {
		a.Password = u.Password
	}
	for i := range v.Folders.Items {
		item := &v.Folders.Items[i]
		if name := r.folder(item); item.OK && !slices.Contains(a.Folders, name) {
			a.Folders = append(a.Folders, name)
		}
	}
	if len(a.Folders) == 0 {
		a.Folders = []string{inbox}
	}
	if a.With == POP3 && v.Folders.Given() {
		r.Report(v.Folders.At, form.CodeConflict, tr("POP3 solo conoce un buzón, sin carpetas", "POP3 knows one mailbox alone, without folders"), tr("quita «folders», o lee con imap", "take \"folders\" out, or read with imap"))
	}
	r.atMost(len(v.Folders.Items), MaxItems, v.Folders.At)
	a.Server, a.Port = r.usualDoor(u, a.With, at)
	a.Outbox, a.OutboxAt = r.usualDoor(u, Submission, at)
	return a
}

// usualDoor is the one that the user's domain has.
func (r *resolver) usualDoor(u *User, p Proto, at form.Place) (*Host, uint16) {
	return r.door(u, p, &form.Opt[form.Line]{}, &form.Opt[form.Whole]{}, at)
}

func (r *resolver) draft(v *draftSpec, at form.Place) Act {
	u := r.userRef(&v.From)
	a := &Draft{
		Session: Session{User: u, Device: r.deviceOf(u, &v.Device), Folder: "Drafts"}, ID: r.letterID(&v.ID),
		To: r.mailboxes(&v.To), Cc: r.mailboxes(&v.Cc), Subject: r.said(v.Subject.V.Phrase), Body: r.said(v.Body.V.Phrase),
	}
	r.noPOP3(a.Device, at)
	a.Server, a.Port = r.usualDoor(u, IMAP, at)
	return a
}

func (r *resolver) finish(v *finishSpec, at form.Place) Act {
	u := r.userRef(&v.User)
	a := &Finish{
		Session: Session{User: u, Device: r.deviceOf(u, &v.Device), Folder: "Drafts"}, ID: r.letterID(&v.ID),
		Draft: r.letterRef(&v.Draft, true), Body: r.said(v.Body.V.Phrase),
	}
	r.noPOP3(a.Device, at)
	a.Server, a.Port = r.usualDoor(u, IMAP, at)
	a.Outbox, a.OutboxAt = r.usualDoor(u, Submission, at)
	return a
}

// noPOP3: drafts that several devices share lie on the server, where POP3 cannot put anything.
func (r *resolver) noPOP3(dev *Device, at form.Place) {
	if dev != nil && dev.With == POP3 {
		r.Report(at, form.CodeConflict, tr("«%s» lee por POP3, y un borrador compartido está en una carpeta del servidor, que POP3 no conoce", "\"%s\" reads by POP3, and a shared draft lies in a folder of the server, which POP3 does not know", dev.Name), tr("hazlo en un dispositivo que lea con imap", "do it on a device that reads with imap"))
	}
}
