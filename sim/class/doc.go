// Package class is a class that shares one world of mail: everybody has a seat, which is a person in the world with a mailbox
// and a device; what they do there is an input, and the world on the teacher's machine carries it.
//
// In an email's journey it is the room in which thirty people write to each other. The world goes on by the teacher's clock,
// which can be stopped; everybody sees the same trace grow, follows the teacher's step or looks around by themselves, and is
// asked questions whose answers nobody sees before they are revealed.
//
// It promises that nobody acts but from the seat that their token opens, and that nothing that was taken is lost: each input
// is in the class's Store before it acts, so that after a crash the same store opens with the same world, the same seats and
// the same answers. Where the store keeps nothing for a while (a disk that is full, a bus that is away), everybody is told,
// what was wanted was not done, and the class goes on by itself. The scenario and the inputs are the whole lesson: whoever
// runs them again sees it, event for event, without the class.
//
// On real sockets (Options.Real) a cast carries the letters (package live), and everybody has an account there for a mail program of
// their own. Nobody can run that again: what happens is recorded in the store before anybody can know of it, and after a crash the
// class goes on from the recording, with the mailboxes, queues and passwords that it had. Where the store is on another machine, mail
// programs wait for its answers as long as it keeps nothing; where it is a folder on a full disk, mail goes on, and is written later.
//
// A Folder's files are the store of a class that one machine holds: lines that anybody can read, and that posta run replays,
// need no server to be read in ten years. Package web/bus has the one that outlives the machine.
//
// It knows no network and no page, and sends nothing anywhere: package web/class puts it there.
package class
