"""Python's poplib as an outside client: port and certificate file come as arguments."""
import poplib
import ssl
import sys

port, certificate = int(sys.argv[1]), sys.argv[2]
context = ssl.create_default_context(cafile=certificate)
context.check_hostname = False  # the connection is made to an address


def refused(call, code):
    try:
        call()
    except poplib.error_proto as e:
        assert code in str(e), e
    else:
        raise AssertionError("not refused: " + code)


pop = poplib.POP3("127.0.0.1", port, timeout=20)
assert "STLS" in pop.capa() and "USER" not in pop.capa(), pop.capa()
refused(lambda: pop.user("alice"), "STLS first")
pop.stls(context)
assert "STLS" not in pop.capa() and pop.capa()["SASL"] == ["PLAIN"], pop.capa()
pop.user("alice")
refused(lambda: pop.pass_("nope"), "[AUTH]")
pop.user("alice")
pop.pass_("wonderland")
assert pop.stat() == (3, 141), pop.stat()
assert pop.list()[1] == [b"1 55", b"2 43", b"3 43"], pop.list()
assert pop.uidl()[1] == [b"1 a1", b"2 a2", b"3 a3"], pop.uidl()
assert pop.uidl(2) == b"+OK 2 a2", pop.uidl(2)
assert pop.top(3, 1)[1] == [b"Subject: Short", b"", b"line 1"], pop.top(3, 1)
lines = pop.retr(2)[1]
assert lines == [b"Subject: Dots", b"", b".", b"..two", b". three", b"plain"], lines
assert sum(len(line) + 2 for line in lines) == 43
pop.dele(1)
pop.rset()
pop.dele(2)
pop.noop()
pop.quit()

pop = poplib.POP3("127.0.0.1", port, timeout=20)
pop.apop("mrose", "tanstaaf")
assert pop.stat()[0] == 1
pop.close()
print("well")
