// Package panels is what stands around the stage in a window without a page: what happens and why, what was said, what each
// machine holds, the lesson, what could have gone wrong, and the way through time.
//
// It sets the same values as the page (package view) in the stage's own type, as shapes that package paint draws last. The
// stage stays what it is: panels hear what is done to them first (Tap, Key and the others), and give the stage messages;
// what they cannot do themselves (read a lesson, run a scenario, fill the screen) they ask of whoever opened the window.
//
// It promises that the same values give the same picture; that no line is drawn partly, nor over another; that everything
// that the mouse can do, a key can; and that nothing waits: what takes long is asked for and comes by Do. It never draws,
// runs or opens anything itself, and knows no graphics.
package panels
