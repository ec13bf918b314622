package mua

// Kept is a copy that lay on a device when the device was lost.
type Kept struct {
	Protocol, Folder, UID string
	Whole, Shown          bool
	Flags                 []string
	Data                  []byte
}

// Restore puts back what lay on a device that is begun anew. It was told when it came, and is not told again; what the program
// remembers of folders it asks for anew.
func (d *Device) Restore(list []Kept) {
	for _, k := range list {
		if d.copy(k.Protocol, k.Folder, k.UID) != nil {
			continue
		}
		d.copies = append(d.copies, &letter{folder: k.Folder, uid: k.UID, protocol: k.Protocol, whole: k.Whole, shown: k.Shown, flags: k.Flags, data: k.Data})
		if k.Protocol == "pop3" {
			d.downloaded[k.UID] = d.m.Now()
		}
	}
}
