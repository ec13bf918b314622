// Package view is what stands around the stage: what happens now and why, the
// conversation so far, the state of a host, the lesson, and the transport bar, as
// plain values that any front end can show.
//
// In the e-mail's journey it is the notebook that lies beside the window. The
// page in the browser and the native window render the same values, so they
// cannot disagree: everything that is worded, counted or ordered is settled here,
// in the language that was asked for, and a front end only sets the type.
//
// It promises that every value is a function of the story, a position, a detail
// and a language; that it can be written as JSON; that whatever a scenario says
// stays a string and is never markup; and that no list is longer than a named
// limit. It never draws, never runs anything, and knows neither Ebitengine nor
// the world.
package view
