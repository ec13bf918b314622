// Package stage is what a student sees of an e-mail's journey: a little country
// of plots, post offices and roads, on which a letter travels while its story is
// told.
//
// It works like a puppet theatre with a script. A Model says which story is
// played, how far it has come, where the camera is and how the light is set;
// Update gives the next Model when something happens; Scene draws a Model as a
// DisplayList: shapes, words and areas that can be pointed at, a plain value that
// a test can read. Package paint puts the list on a screen, and is the only one
// that knows how.
//
//	story + position -> Model -> Scene -> DisplayList -> paint
//
// It promises that the same model always gives the same picture; that nobody
// needs to say where anything stands (layout.go places up to twelve domains and
// forty hosts without overlap, and keeps to pinned positions); that no text lies
// over another or is smaller than MinText; that what a reply means is told by
// colour, shape and word at once; and that under reduced motion nothing travels.
//
// What is told may grow while it is played (Grow). The step that is shown, how far its
// act has come and the places of all houses stay; new steps follow, new roads are
// laid, and playing waits at the end for more.
//
// It never imports graphics, never looks at a real clock, never runs or changes
// anything of the simulation, and never explains: longer words are package
// explain's, handed in as a Caption, and what a word of the subject means is package glossary's.
package stage
