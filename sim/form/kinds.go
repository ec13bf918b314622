package form

import "posta/sim/lang"

// Kind is a sort of value, as the reference tells of it.
type Kind struct {
	ID   string
	Name lang.Text
	How  lang.Text // how it is written
	// Examples as they stand in a file; the same for both languages where ES and EN are
	Examples []lang.Text
	List     lang.Text // what goes where several may stand; zero: the name, and that it may be a list
}

// KindNamed finds a kind by its id; a wrong one is a mistake in the form, and any test finds it.
func (form *Format) KindNamed(id string) Kind {
	for _, k := range form.Kinds {
		if k.ID == id {
			return k
		}
	}
	panic("form: no kind of value is called " + id)
}

// KindOf tells the kind of value that a scalar holds.
func (form *Format) KindOf(sc Scalar, f *Field) Kind {
	if f != nil && f.Is != "" {
		return form.KindNamed(f.Is)
	}
	return form.KindNamed(sc.Kind())
}
