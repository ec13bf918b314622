"""What Python's imaplib makes of the server. Any surprise ends it with an error."""
import imaplib
import sys

imap = imaplib.IMAP4("127.0.0.1", int(sys.argv[1]), timeout=20)


def ok(answer):
    status, data = answer
    assert status == "OK", answer
    return data


try:
    imap.login("benito@south.example", "sesame")
    raise SystemExit("the wrong password was taken")
except imaplib.IMAP4.error as e:
    assert b"AUTHENTICATIONFAILED" in e.args[0], e

user = "benito@south.example"
ok(imap.authenticate("PLAIN", lambda challenge: f"{user}\0{user}\0wonder".encode()))
ok(imap.namespace())
assert len(ok(imap.list())) == 5
assert ok(imap.select("INBOX")) == [b"2"]
assert ok(imap.recent()) == [b"2"]
assert ok(imap.search(None, "UNSEEN", "SUBJECT", "hola")) == [b"1"]
assert ok(imap.uid("SEARCH", "SINCE", "1-Mar-2026", "LARGER", "5")) == [b"1 2"]
header, text = ok(imap.fetch("1", "(FLAGS INTERNALDATE BODY.PEEK[TEXT])"))[0]
assert text == b"How are you?\r\n", text
assert imaplib.Internaldate2tuple(header) is not None
assert imaplib.ParseFlags(header) == (b"\\Recent",), header
data = ok(imap.store("1", "+FLAGS", r"(\Seen Work)"))
assert imaplib.ParseFlags(data[0]) == (b"\\Recent", b"\\Seen", b"Work"), data
ok(imap.create("Travel"))
ok(imap.copy("1", "Travel"))
ok(imap.append("Sent", r"(\Seen)", imaplib.Time2Internaldate(1772442000), b"Subject: x\r\n\r\nHello\r\n"))
ok(imap.store("1", "+FLAGS", r"(\Deleted)"))
assert ok(imap.expunge()) == [b"1"]
assert ok(imap.status("Travel", "(MESSAGES UNSEEN)")) == [b'"Travel" (MESSAGES 1 UNSEEN 0)']
ok(imap.rename("Travel", "Viajes"))
ok(imap.subscribe("Viajes"))
assert any(b"Viajes" in line for line in ok(imap.lsub()))
ok(imap.delete("Viajes"))
ok(imap.select("INBOX", readonly=True))
assert imap.store("1", "+FLAGS", r"(\Seen)")[0] == "NO"
ok(imap.close())
imap.logout()
