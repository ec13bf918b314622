// Package class is a class that shares one world of mail: everybody has a seat, which is a person in the world with a mailbox
// and a device; what they do there is an input, and the world on the teacher's machine carries it.
//
// In an email's journey it is the room in which thirty people write to each other. The world goes on by the teacher's clock,
// which can be stopped; everybody sees the same trace grow, follows the teacher's step or looks around by themselves, and is
// asked questions whose answers nobody sees before they are revealed.
//
// It promises that nobody acts but from the seat that their token opens, and that nothing that was taken is lost: each input
// is in the folder's file, and on the disk, before it acts, so that after a crash the same folder opens with the same world,
// the same seats and the same answers. The files scenario.yaml and inputs.jsonl of the folder are the whole lesson: whoever
// runs them again sees it, event for event, without the class.
//
// It knows no network and no page, and sends nothing anywhere: package web/class puts it there.
package class
