package stage

// inside opens what matters at this step: a shelf, a page, a pigeonhole, a screen.
func (b *builder) inside() {}
