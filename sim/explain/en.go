package explain

// en are the words in English, as es are the Spanish.
var en = map[string]words{
	// The network: connections, packets, TLS.
	"conn.open": {
		title: "{from} opens a connection to {to}[[, port {port}]]",
		what:  "They shake hands in three steps: SYN (“shall we talk?”), SYN,ACK (“yes, can you hear me?”) and ACK (“I can”). From now on there is a road each way.",
		why:   "[[Port {port} is the door of {serviceName}. ]]As long as the connection lasts, TCP repeats what gets lost, and gives the bytes in order and only once.",
	},
	"conn.refused": {
		title: "{to} refuses the connection from {from}",
		what:  "The first packet arrived, but nobody listens on that port: the system answers RST (reset), a slammed door.[[ {because}]]",
		why:   "The machine is up, but there is no program behind that door.[[ {later}]]",
	},
	"conn.timeout": {
		title: "{to} does not answer {from}",
		what:  "{from} called and called again[[ for {after}]], and not one packet came back.[[ {because}]]",
		why:   "Silence does not tell whether the machine is off or the road is cut. That is why it counts as a temporary failure.",
	},
	"conn.unreachable": {
		title: "{from} finds no road to {to}",
		what:  "The network does not know the way to that address, or the address is nobody's.",
		why:   "Without a road there is no connection; mail waits, since this may pass.",
	},
	"conn.reset": {
		title: "The connection between {from} and {to} breaks",
		what:  "An RST (reset) cuts it with no goodbye: whatever was on its way is lost.",
		why:   "If it breaks after the final dot and before the 250, the sender cannot know whether the letter was taken. It will send it again, and it may arrive twice.",
	},
	"conn.close": {
		title: "{from} and {to} close the connection",
		what:  "Each says FIN (“I have nothing more to say”) and the other confirms it.",
		why:   "An orderly end makes sure that nothing is left half-way.",
	},
	"conn.close/reset": {
		title: "After the goodbye, {from} listens to nothing more",
		what:  "What {to} still sends meets nobody: the system answers RST (reset).",
		why:   "All that counted had been said: nothing is lost by it.",
	},
	"packet.lost": {
		title: "A packet from {from} to {to} is lost",
		what:  "[[The packet {flags} ]][[({size}) ]]did not arrive: {reason}.",
		why:   "Packets get lost on the Internet every day. TCP waits, notices that nobody confirms, and repeats it; over UDP it is the program that asks again.",
	},
	"tls.done": {
		title:   "{from} and {to} complete the TLS tunnel[[ ({version})]]",
		what:    "They agreed on keys that only they know.[[ {certificate}]][[ {trust}]]",
		why:     "Whoever listens on the road sees meaningless bytes go by: who talks to whom and how much, and nothing else.",
		changed: "{from} and {to} share secret keys for this connection",
	},
	"tls.failed": {
		title: "The TLS tunnel between {from} and {to} does not come about",
		what:  "[[The reason: {error}.]][[ {certificate}]]",
		why:   "The tunnel is worth something only if the right one is at the other end. A certificate that is expired, for another name, or signed by a stranger does not prove it: better to stop.",
	},
	"tls.passed": {
		title: "{from} passes on, as it comes, what {client} and {server} say inside TLS",
		what:  "It hears how long each record is, and no word. TLS's handshake is between those two: the certificate that {client} sees is that of {server}.",
		why:   "Out of the handshake come keys that nobody who only passes it on can work out, and each record is sealed with them: were one octet changed, the other end would notice, and break off. What is left to somebody in the middle is to delay it, or to cut.",
	},
	"tls.passed/called": {
		title: "{from} calls {server}, and passes on, as it comes, what {client} and {server} say inside TLS",
	},
	"tls.forgone": {
		title: "{from} goes on with {remote} in the clear",
		what:  "TLS did not come about: {reason}. It was no condition.",
		why:   "Opportunistic TLS (RFC 7435) hides what can be hidden, and lets mail through all the same. The price: whoever can prevent TLS can read.",
	},
	"tls.forgone/anew": {
		title: "{from} will call {remote} again, and speak in the clear",
		what:  "TLS did not come about: {reason}. That connection is of no use any more; on the next one it does not ask for TLS.",
	},
	"packet.syn": {
		title: "{from} → {to}: SYN",
		what:  "“Shall we talk?” It asks to open a connection and says from what number it will count its bytes.",
	},
	"packet.syn-ack": {
		title: "{from} → {to}: SYN,ACK",
		what:  "“Yes, I hear you; do you hear me?” It accepts, and proposes a count of its own.",
	},
	"packet.ack": {
		title: "{from} → {to}: ACK {ack}",
		what:  "“The next byte that I expect is {ack}”: that confirms everything before it. It carries no data.",
	},
	"packet.data": {
		title: "{from} → {to}: {size}, from byte {seq}[[ (TLS: {records})]]",
		what:  "A segment with {size} of the conversation.[[ Whoever listens sees just this: {records}.]]",
		why:   "TCP cuts what the program says into pieces that fit a packet.",
	},
	"packet.retransmission": {
		title: "{from} → {to}: once more from byte {seq}",
		what:  "Nobody confirmed that packet in time, so it goes again (attempt {try}).",
		why:   "The wait grows with each try, so as not to choke a choked network further.",
	},
	"packet.fin": {
		title: "{from} → {to}: FIN",
		what:  "“I have nothing more to say.” It closes its half of the connection.",
	},
	"packet.rst": {
		title: "{from} → {to}: RST",
		what:  "A slammed door: there is no connection here, or there is none from now on.",
	},
	"packet.udp": {
		title: "{from} → {to}: UDP datagram of {size}",
		what:  "A single message, with no connection and no confirmation: fast, and without promises.",
	},
	"conn.opening": {
		title: "{from} starts to call {to}",
		what:  "The program asks for a connection[[ with {address}]][[, port {port}]].",
	},
	"conn.accepted": {
		title: "{from} takes the call",
		what:  "The server takes the connection and gets ready to speak.",
	},
	"conn.established": {
		title: "{from} knows that the connection stands",
		what:  "The SYN,ACK has come: they can talk.",
	},
	"conn.failed": {
		title: "{from} is left without a connection",
		what:  "The system tells the program: {reason}.",
	},
	"conn.closed": {
		title: "{from} closes its side",
		what:  "The program will say no more on this connection.",
	},
	"conn.ended": {
		title: "{from} learns that the other end has closed",
		what:  "The FIN has come: no more bytes will follow.",
	},
	"data.sent": {
		title: "{from} writes {size}",
		what:  "The program hands {size} to the network.",
	},
	"data.received": {
		title: "{from} receives {size}",
		what:  "The network hands {size} to the program.",
	},
	"other": {
		title: "{from} says something that belongs to no known protocol",
		what:  "Bytes that no rule of this conversation explains.",
		why:   "A program has to bear whatever comes from the network.",
	},

	// SMTP.
	"smtp.greeting": {
		title: "{from} says hello: {code}",
		what:  "It says {named}, and that it speaks SMTP.",
		why:   "In SMTP the server speaks first: that is how the client knows who the one that answers says it is.",
	},
	"smtp.greeting/421": {
		title: "{from} does not serve now: 421",
		what:  "It answers only to ask to come back later, and hangs up.",
		why:   "A 421 is “not now”: the letter waits, and will be tried again.",
	},
	"smtp.greeting/554": {
		title: "{from} will not talk: 554",
		what:  "At this door there is no SMTP service for the caller.",
		why:   "-",
	},
	"smtp.greeting/521": {
		title: "{from} takes no mail: 521",
		what:  "It is a machine that takes no mail, ever, and it says so as soon as it is called.",
		why:   "-",
	},
	"smtp.ehlo": {
		title: "{from} introduces itself: EHLO {hello}",
		what:  "It says {named} and asks what the other can do.",
		why:   "EHLO is the extended hello. The old HELO does not ask about extensions.",
	},
	"smtp.helo": {
		title: "{from} introduces itself the old way: HELO {hello}",
		what:  "It says {named} and nothing else.",
		why:   "With HELO there is no list of extensions: no AUTH, no STARTTLS, no SIZE. It serves with very old servers.",
	},
	"smtp.reply.ehlo": {
		title: "{from} answers the hello: {code}",
	},
	"smtp.reply.ehlo/250": {
		title: "{from} answers the hello: {code}",
		what:  "Each line after the first is an extension that it knows.",
		why:   "To agree at the beginning avoids asking later for what the other does not understand.",
	},
	"smtp.reply.ehlo/5xx": {
		title: "{from} does not take the hello: {code}",
		why:   "The client may still try HELO, the hello of old.",
	},
	"smtp.reply.ehlo/500": {
		title: "{from} does not know EHLO: 500",
		what:  "It is an old server, or a very strict one.",
		why:   "The client may still try HELO, the hello of old.",
	},
	"smtp.reply.ehlo/501": {
		title: "{from} does not understand the hello: 501",
		what:  "EHLO is followed by the caller's name: here it is missing, or malformed.",
		why:   "With that name, the same command is right.",
	},
	"smtp.reply.ehlo/502": {
		title: "{from} has no EHLO: 502",
		what:  "It is an old server, or a very strict one.",
		why:   "The client may still try HELO, the hello of old.",
	},
	"smtp.reply.ehlo/504": {
		title: "{from} does not take that name: 504",
		what:  "The name that the client gave is none that it takes.",
		why:   "The client may still try HELO, the hello of old.",
	},
	"smtp.reply.ehlo/550": {
		title: "{from} does not take the hello: 550",
		what:  "Its own rules forbid it to go on with whoever calls itself so.",
		why:   "The client may still try HELO, the hello of old.",
	},
	"smtp.reply.helo": {
		title: "{from} answers the hello: {code}",
	},
	"smtp.reply.helo/250": {
		title: "{from} returns the hello: {code}",
		what:  "They know each other's names; they can begin.",
	},
	"smtp.starttls": {
		title: "{from} asks for TLS: STARTTLS",
		what:  "“From here on, let us speak encrypted.”",
		why:   "Until now anybody on the road could read along. If the server agrees, next comes TLS's own handshake.",
	},
	"smtp.reply.starttls": {
		title: "{from} answers STARTTLS: {code}",
	},
	"smtp.reply.starttls/220": {
		title: "{from} is ready for TLS: 220",
		what:  "Next comes TLS's handshake, in which they agree on the keys.",
		why:   "After it they start afresh, with another EHLO: what was heard in the clear does not count.",
	},
	"smtp.reply.starttls/454": {
		title: "{from} cannot do TLS now: 454",
		what:  "It offers TLS, and something there fails for the moment.",
		why:   "Now the client decides: to go on in the clear, or to leave.",
	},
	"smtp.auth": {
		title: "{from} says who it is with AUTH {mechanism}",
		what:  "[[The odd letters are base64. Decoded, they say: user “{user}”, password “{password}”. It goes {exposed}.]][[The odd letters are base64. Decoded, they say: for “{user}”, with the token “{token}”. It goes {exposed}.]][[{withheld}]]",
		why:   "Base64 is a way of writing, not of hiding: anybody can undo it. That is why AUTH belongs inside TLS.",
	},
	"smtp.challenge/refusal": {
		title: "{from} explains why the token does not count",
		what:  "[[The base64 is JSON, whose status is “{refused}”.]]",
		why:   "A challenge cannot be a no in these protocols, so the error is sent first, as JSON, and the no waits until the client has answered (RFC 7628, section 3.2.3).",
	},
	"smtp.challenge": {
		title: "{from} asks for the rest: {code}",
		what:  "334 means “go on”.[[ What comes with it is base64, and says: “{secret}”.]]",
	},
	"smtp.credentials": {
		title: "{from} answers in base64",
		what:  "[[It says: “{secret}”.]][[It says: user “{user}”, password “{password}”.]][[It says: for “{user}”, with the token “{token}”.]][[{withheld}]]",
		why:   "It is text in disguise, not protected: without TLS, whoever listens can read it.",
	},
	"smtp.credentials/withheld": {
		title: "{from} answers with what a class does not show",
		what:  "{withheld}",
	},
	"smtp.credentials/dummy": {
		title: "{from} has understood: AQ==",
		what:  "It is one byte, 0x01, in base64, and says nothing: it only lets the server come to its no.",
	},
	"smtp.credentials/cancel": {
		title: "{from} leaves off logging in: *",
		what:  "An asterisk alone cancels it: it is not base64.",
		why:   "The server will answer no, by a 501, and the connection goes on as it was.",
	},
	"smtp.reply.auth/501-cancel": {
		title: "{from} cancels the log-in: 501",
		what:  "The client left off with an asterisk: nothing is malformed.",
		why:   "Nobody has logged in; AUTH may begin again.",
	},
	"smtp.reply.auth": {
		title: "{from} answers the log-in: {code}",
	},
	"smtp.reply.auth/235": {
		title: "{from} finds the password right: 235",
		what:  "User and password are right.",
		why:   "From now on it may send letters to any domain in that person's name.",
	},
	"smtp.reply.auth/535": {
		title: "{from} finds the password wrong: 535",
		what:  "The user or the password is wrong.",
		why:   "It does not say which: that would be a hint for whoever guesses passwords.",
	},
	"smtp.reply.auth/432": {
		title: "{from} wants the password changed first: 432",
		what:  "The password is right, but it has to be set anew before this way of logging in works.",
	},
	"smtp.reply.auth/454": {
		title: "{from} cannot check the password now: 454",
		what:  "It says nothing about the password: whatever it asks about passwords does not answer.",
		why:   "It is temporary: the same log-in may go well later.",
	},
	"smtp.reply.auth/504": {
		title: "{from} does not know that way of logging in: 504",
		what:  "The ways that it knows are those that it named in its answer to EHLO.",
	},
	"smtp.reply.auth/534": {
		title: "{from} finds that way of logging in too weak: 534",
		what:  "Another one, of those that it offers, may do.",
	},
	"smtp.reply.auth/538": {
		title: "{from} wants encryption before a log-in: 538",
		what:  "That way of logging in would let the password be read on the road.",
		why:   "First STARTTLS, then AUTH.",
	},
	"smtp.mail": {
		title: "{from} says who sends: {sender}",
		what:  "MAIL FROM writes the return address on the envelope[[: {returning}]].[[ It announces {declared}.]]",
		why:   "The envelope is not the letter: the From that the reader will see lies inside and may differ.",
	},
	"smtp.mail/hidden": {
		title: "{to} reads a sender: {sender}",
		what:  "To {from} this is text of the letter before; {to} took that one to have ended, and reads a command.[[ It announces {declared}.]]",
		why:   "Whoever hides a letter in another writes its envelope, too, in a server's name that knows nothing of it.",
	},
	"smtp.reply.mail": {
		title: "{from} answers about the sender: {code}",
	},
	"smtp.reply.mail/250": {
		title: "{from} accepts the sender: 250",
		what:  "It writes {sender} on the envelope. Now for the recipients.",
		why:   "This 250 promises nothing yet: only that one may go on.",
	},
	"smtp.reply.mail/450": {
		title: "{from} takes no letters now: 450",
		what:  "It asks to wait; the conversation stays open.",
		why:   "A 4xx is “not now”: the letter waits in the sender's queue.",
	},
	"smtp.reply.mail/451": {
		title: "{from} asks for patience: 451",
		what:  "It is no final “no”: one has to try again later.",
		why:   "A 4xx is “not now”: the letter waits in the sender's queue.",
	},
	"smtp.reply.mail/452": {
		title: "{from} has no room now: 452",
		what:  "There is not enough space for a letter of that size.",
		why:   "It is temporary: there may be room later.",
	},
	"smtp.reply.mail/530": {
		title: "{from} wants a log-in first: 530",
		what:  "Nobody sends letters here without saying who it is.",
	},
	"smtp.reply.*/530": {
		title: "{from} wants a log-in first: 530",
		what:  "It does not do that for somebody who has not said who it is.",
	},
	"smtp.reply.*/530-tls": {
		title: "{from} wants TLS first: 530",
		what:  "In the clear it does nothing of the kind: STARTTLS has to come before.",
	},
	"smtp.reply.mail/550": {
		title: "{from} does not take mail from {sender}: 550",
		what:  "Its own rules forbid it, or what it found out about who sends.",
	},
	"smtp.reply.mail/553": {
		title: "{from} does not allow that sender: 553",
		what:  "The address is malformed, or not one that may send here.",
	},
	"smtp.reply.mail/554": {
		title: "{from} takes no letter from {sender}: 554",
		what:  "The transaction cannot be.",
	},
	"smtp.reply.mail/552": {
		title: "The letter is too big for {from}: 552",
		what:  "Where the size is announced (SIZE), that is known before a single byte of the letter is sent.",
		why:   "[[{growth} ]]It is final: tomorrow it will weigh the same.",
	},
	"smtp.reply.mail/555": {
		title: "{from} does not know a parameter of MAIL: 555",
		what:  "It was asked for something that its EHLO did not offer.",
	},
	"smtp.rcpt": {
		title: "{from} says whom it is for: {recipient}",
		what:  "RCPT TO writes a recipient on the envelope.[[ “{local}” is the mailbox; “{domain}” the domain that looks after it.]]",
		why:   "It is said once for each person. Blind copies (Bcc) stand here like the rest; in the letter the others do not see them.",
	},
	"smtp.rcpt/hidden": {
		title: "{to} reads a recipient: {recipient}",
		what:  "To {from} this is text of a letter; {to} reads a command.",
	},
	"smtp.reply.rcpt": {
		title: "{from} answers about the recipient: {code}",
	},
	"smtp.reply.rcpt/250": {
		title: "{from} accepts {recipient}: 250",
		what:  "{recipient} is written on the envelope.",
		why:   "To accept the recipient is not to accept the letter: that answer comes after the final dot.",
	},
	"smtp.reply.rcpt/251": {
		title: "{from} will forward to the new address of {recipient}: 251",
		what:  "The user is not here, but the server knows where.",
	},
	"smtp.reply.rcpt/450": {
		title: "{from} cannot take {recipient} now: 450",
		what:  "The mailbox is busy or not available at this moment.",
		why:   "A 4xx is “not now”: the letter waits in the sender's queue.",
	},
	"smtp.reply.rcpt/451": {
		title: "{from} asks for patience with {recipient}: 451",
		what:  "It is no final “no”: one has to try again later.",
		why:   "Many servers do it on purpose with strangers (greylisting): a real server comes back, a spammer hardly ever does.",
	},
	"smtp.reply.rcpt/452": {
		title: "{from} has no room for {recipient}: 452",
		what:  "It has no room now: on its disk, in the mailbox, or on that envelope, if there are too many recipients on it already.",
		why:   "It is temporary: try later, or with another envelope.",
	},
	"smtp.reply.rcpt/550": {
		title: "{from} does not accept {recipient}: 550",
		what:  "There is no such mailbox here, or the caller may not write to it.",
		why:   "A 5xx is “no, and do not insist”. Whoever holds the letter must tell the sender on the envelope, if there is one.",
	},
	"smtp.reply.rcpt/551": {
		title: "{recipient} does not live at {from}: 551",
		what:  "The server knows of another address, but will not forward the letter.",
	},
	"smtp.reply.rcpt/552": {
		title: "The letter does not fit into the mailbox of {recipient}: 552",
		what:  "It would go beyond the space that the mailbox may take, and the server does not expect that to change.",
	},
	"smtp.reply.rcpt/553": {
		title: "{from} does not allow that address: 553",
		what:  "The mailbox name is malformed or not allowed.",
	},
	"smtp.reply.rcpt/554": {
		title: "{from} turns {recipient} away: 554",
		what:  "The transaction cannot be.",
	},
	"smtp.data": {
		title: "{from} wants to pass the letter: DATA",
		what:  "The envelope is ready; now for what is inside.",
		why:   "Envelope and letter travel apart: that is why there are two moments.",
	},
	"smtp.data/hidden": {
		title: "{to} reads that a letter comes: DATA",
		what:  "To {from} this is text of a letter; {to} reads a command, and takes what follows for what is inside.",
	},
	"smtp.go-ahead": {
		title: "{from} says “go ahead”: 354",
		what:  "It will take everything as part of the letter, up to a line with nothing but a dot.",
		why:   "A 3xx is an intermediate reply: “fine so far, go on”.",
	},
	"smtp.reply.data": {
		title: "{from} will not take the letter yet: {code}",
	},
	"smtp.reply.data/450": {
		what: "Its own rules do not let it take the letter for now.",
	},
	"smtp.reply.data/550": {
		title: "{from} will not take the letter: 550",
		what:  "Its own rules forbid it.",
	},
	"smtp.reply.data/552": {
		title: "{from} will not take the letter: 552",
		what:  "It is bigger than it takes.",
	},
	"smtp.reply.data/554": {
		why: "[[{unaddressed}]]",
	},
	"smtp.reply.data/503": {
		why: "Without a sender and at least one accepted recipient there is no envelope, and without an envelope no letter.",
	},
	"smtp.message": {
		title: "{from} passes the letter to {to}: {size}",
		what:  "[[{about} ]]Header, empty line, text and, to end, a dot alone on its line.",
		why:   "If a line of the text begins with a dot, it travels with one more (dot-stuffing): that way nobody takes it for the end.",
	},
	"smtp.message/chunk": {
		what: "[[{about} ]]These are the bytes that BDAT announced, not one more: there is no final dot.",
		why:  "-",
	},
	"smtp.message/hidden": {
		title: "{to} reads another letter in that of {from}",
		what:  "To {from} it is the end of the letter before.[[ Subject: “{subject}”.]]",
	},
	"smtp.reply.message": {
		title: "{from} answers about the letter: {code}",
	},
	"smtp.reply.message/250": {
		title: "{from} takes the letter: 250",
		what:  "This is the 250 that counts: the letter is stored, and this server now answers for it.",
		why:   "Whoever brought it may forget it. Should this server fail to deliver it, it has to tell the sender on the envelope.",
	},
	"smtp.reply.message/passed": {
		title: "{from} passes on the answer about the letter: {code}",
		what:  "It is the word of whoever stands behind {from}, which itself promises nothing.",
		why:   "{to} cannot tell whose word it is.",
	},
	"smtp.reply.message/4xx": {
		title: "{from} does not take the letter now: {code}",
		what:  "It heard all of it, but does not take charge.",
		why:   "The letter still belongs to whoever brought it, who will try again.",
	},
	"smtp.reply.message/552": {
		title: "The letter does not fit: {from} answers 552",
		what:  "It is bigger than this server or the mailbox takes.",
		why:   "[[{growth} ]]Nobody else took charge, so whoever brought it has to tell the sender on the envelope, if there is one.",
	},
	"smtp.reply.message/5xx": {
		title: "{from} refuses the letter: {code}",
		what:  "It heard all of it and does not want it.",
		why:   "Nobody else took charge, so whoever brought it has to tell the sender on the envelope, if there is one.",
	},
	"smtp.bdat": {
		title: "{from} sends a piece of the letter: BDAT {args}",
		what:  "The number says how many bytes follow; no final dot is needed.",
		why:   "CHUNKING lets binary letters travel untouched.",
	},
	"smtp.reply.bdat": {
		title: "{from} answers about the piece: {code}",
	},
	"smtp.reply.bdat/250": {
		title: "{from} has the piece: 250",
		what:  "It has received it; the letter is not complete until the piece that bears LAST.",
	},
	"smtp.rset": {
		title: "{from} starts over: RSET",
		what:  "The half-written envelope goes into the bin; the connection stays.",
	},
	"smtp.reply.rset": {
		title: "{from} answers RSET: {code}",
	},
	"smtp.reply.rset/250": {
		title: "{from} clears the envelope: {code}",
		what:  "Another letter may begin.",
	},
	"smtp.noop": {
		title: "{from} asks whether anybody is there: NOOP",
		what:  "It does nothing; it only checks that the other answers.",
	},
	"smtp.reply.noop": {
		title: "{from} answers NOOP: {code}",
	},
	"smtp.reply.noop/250": {
		title: "{from} is still there: {code}",
	},
	"smtp.vrfy": {
		title: "{from} asks whether {args} exists: VRFY",
		what:  "It wants to check a mailbox without sending anything.",
	},
	"smtp.reply.vrfy": {
		title: "{from} answers VRFY: {code}",
		why:   "Nearly all answer 252, “I do not say, but you may try”, so as not to give addresses away to spammers.",
	},
	"smtp.expn": {
		title: "{from} asks who is on the list {args}: EXPN",
		what:  "It asks for the members of a mailing list.",
	},
	"smtp.reply.expn": {
		title: "{from} answers EXPN: {code}",
	},
	"smtp.help": {
		title: "{from} asks for help: HELP",
		what:  "A command for people who speak SMTP by hand.",
	},
	"smtp.reply.help": {
		title: "{from} answers HELP: {code}",
	},
	"smtp.reply.help/214": {
		title: "{from} explains what it can do: {code}",
	},
	"smtp.quit": {
		title: "{from} says goodbye: QUIT",
		what:  "It has nothing more to say.",
		why:   "If it hung up without QUIT, the server could not tell whether something was left half-way.",
	},
	"smtp.reply.quit": {
		title: "{from} answers the goodbye: {code}",
	},
	"smtp.reply.quit/221": {
		title: "{from} says goodbye: {code}",
		what:  "After 221 it hangs up.",
	},
	"smtp.reply.quit/4xx": {
		what: "A “not now” in place of a goodbye.",
		why:  "It changes nothing any more: what a 250 accepted stays accepted.",
	},
	"smtp.reply.quit/5xx": {
		what: "A “no” in place of a goodbye.",
		why:  "It changes nothing any more: what a 250 accepted stays accepted.",
	},
	"smtp.unknown": {
		title: "{from} says something that SMTP does not know[[: {text}]]",
		what:  "It is no command of the standard.",
	},
	"smtp.unknown/obsolete": {
		title: "{from} says a command of other times[[: {text}]]",
		what:  "It was a command of SMTP, in 1982; today's standard no longer uses it.",
	},
	"smtp.reply.unknown": {
		title: "{from} answers[[: {code}]]",
	},
	"smtp.reply.unknown/421": {
		title: "{from} closes the service: 421",
		what:  "It says that it is about to hang up, in the middle of whatever it was.",
		why:   "It is temporary: one may call again.",
	},

	// DNS.
	"dns.query": {
		title: "{from} asks {to}: {question}",
		what:  "One question of type {type} about {name}, in a single packet.",
		why:   "The DNS is the directory of the Internet: machines call each other by address, and people remember names.",
	},
	"dns.query/MX": {
		what: "MX (mail exchanger) is the record that says which servers take a domain's mail.",
		why:  "Of an address, what stands right of the @ is the domain: that is where the search for the way begins.",
	},
	"dns.query/A": {
		what: "A is the record with the IPv4 address of a name.",
		why:  "The name is not enough: to open a connection one needs the number.",
	},
	"dns.answer": {
		title: "{from} answers {to}[[: {records}]][[: {nothing}]]",
		what:  "[[What is known of {name}: {records}.]][[It does not know, but says whom to ask: {referral}.]][[{nothing}.]][[ {noerror}]][[ {soa}]]",
		why:   "Each answer says how long it may be remembered: its TTL (time to live).",
	},
	"dns.answer/NXDOMAIN": {
		title: "{from} answers: {name} does not exist",
		what:  "NXDOMAIN: that name is nowhere.[[ {aside}]][[ {soa}]]",
		why:   "[[{means}]]",
	},
	"dns.answer/SERVFAIL": {
		title: "{from} answers: I could not find out",
		what:  "SERVFAIL: the server has a problem.",
		why:   "It does not say that the name does not exist. Mail waits, and asks again.",
	},
	"dns.answer/REFUSED": {
		title: "{from} refuses to answer",
		what:  "REFUSED: it does not answer this asker, or this question.",
		why:   "Nor does this say that the name does not exist. Where it was named as a server of that very zone, the delegation is lame (RFC 1912 2.8): resolvers try the zone's other servers and, if there is none, give up (SERVFAIL).",
	},
	"dns.cache.hit": {
		title: "{from} remembers: {question}",
		what:  "[[Its memory (the cache) has the answer: {records}. ]][[Its memory (the cache) has the answer: {nothing}. ]][[It is good for another {ttl}.]]",
		why:   "To remember saves journeys: there is nobody to ask.",
	},
	"dns.cache.miss": {
		title: "{from} does not know: {question}",
		what:  "{missing}",
	},
	"dns.cache.stored": {
		title:   "{from} notes down what it knows about {name}",
		what:    "[[It will remember it for {ttl}: that is the answer's TTL.]]",
		why:     "After that it has to ask again: the domain may have moved.",
		changed: "{from}: will remember[[ for {ttl}]] the {type} record of {name}",
	},
	"dns.cache.negative": {
		title:   "{from} notes down that {nothing}",
		what:    "A “no” is remembered too[[, for {ttl}]].",
		why:     "Otherwise a mistyped address would have the same question asked over and over.",
		changed: "{from}: will remember[[ for {ttl}]] that {nothing}",
	},
	"dns.cache.expired": {
		title:   "{from} remembered, but it is no longer good: {question}",
		what:    "The TTL of what it knew about {name} has run out, so it asks again.",
		why:     "What is old may be wrong.",
		changed: "{from}: its cache no longer has {name} {type}",
	},
	"dns.answered": {
		title: "{from} has its answer[[: {records}]]",
	},
	"dns.answered/NXDOMAIN": {
		title: "{from} now knows that {name} does not exist",
	},
	"dns.answered/SERVFAIL": {
		title: "{from} is left not knowing: {question}",
		what:  "The name server failed (SERVFAIL). One may ask later.",
	},
	"dns.answered/empty": {
		title: "{from} has its answer: {nothing}",
		why:   "That is not NXDOMAIN: here the name does exist.",
	},
	"dns.answered/error": {
		title: "{from} is left without an answer: {question}",
		what:  "The reason: {reason}.",
		why:   "Not to know is not the same as “it does not exist”: mail waits, and asks again.",
	},
	"dns.answered/circular": {
		title: "{from} is left without an answer: {question}",
		what:  "The reason: {reason}.",
		why:   "To get in, an address is needed that the zone above gives along with the server's name (glue). It owes it for servers named inside the zone itself (RFC 1034 4.2.1, RFC 9471 3.1); where zones name their servers in one another it may be missing, and then resolvers give up (SERVFAIL). Mail waits, and asks again.",
	},
	"mail.routed": {
		title:   "{from} knows the way to {domain}: {first}",
		what:    "[[The servers of {domain}, by preference: {hosts}. ]][[It will call {address}. ]][[{irregular}]]",
		why:     "Where there are several, the one with the lowest number goes first; the others stand in if it does not answer.",
		changed: "[[{from}: mail for {domain} will go to {first}]]",
	},
	"mail.routed/implicit": {
		title: "{domain} has no MX: {from} will call the domain's own address[[, {address}]]",
		what:  "Without an MX record, the domain itself is taken as its mail server.",
		why:   "It is a rule from the time before MX, and it still stands.",
	},
	"mail.routed/null": {
		title: "{from} learns that {domain} takes no mail",
		what:  "{domain} says so itself: its only MX is “0 .”, the null MX.",
		why:   "It is a clear and quick “no”: better than five days of trying a door that does not exist.",
	},
	"mail.routed/local": {
		title: "{domain} is home: {from} asks nobody",
		what:  "The recipient has a mailbox on this very server.",
		why:   "There is no need for DNS, or for going out.",
	},
	"mail.routed/temporary": {
		title: "{from} finds no way to {domain}, for now",
		what:  "The reason: {reason}.[[ {irregular}]]",
		why:   "Not to know is not the same as “it does not exist”. The letter waits in the queue, and the question will be asked again.",
	},
	"mail.routed/failed": {
		title: "{from} finds no way to {domain}",
		what:  "The reason: {reason}.[[ {irregular}]]",
		why:   "The DNS said with authority that there is nowhere to go: that is final, and the sender will be told.",
	},

	// Facts: decisions, and what no byte shows.
	"mail.composed": {
		title:   "{from} prepares the letter[[ “{subject}”]]",
		what:    "The mail program writes the message[[ for {recipients}]]. It has some header lines ({fields}), an empty line, and the text.[[ {growth}]][[ {clock}]]",
		why:     "The header is the letterhead. The envelope is still missing: SMTP will fill it in with MAIL FROM and RCPT TO.",
		changed: "{from}: there is a new letter to send[[, {id}]]",
	},
	"mail.submitted": {
		title:   "{from} files the letter under “Sent”",
		what:    "The server has taken it: the device may be switched off now.",
		why:     "With the final 250, responsibility changed hands. Sent does not mean delivered: the journey has only begun.",
		changed: "{from}: the letter shows as sent",
	},
	"mail.submitted/failed": {
		title:   "{from} could not send the letter",
		what:    "[[It failed {stage}: {reason}.]]",
		why:     "The letter is still on the device. Since no server took charge of it, something has to be mended or tried again.",
		changed: "{from}: the letter stays unsent",
	},
	"auth.checked": {
		title:   "{from} checks the password of {user}: it is right",
		what:    "It compares what it was told with what it keeps.",
		why:     "{checks}",
		changed: "{from}: on this connection, the client is {user}",
	},
	"auth.checked/failed": {
		title:   "{from} checks the password of {user}: it is wrong",
		what:    "The name or the password does not match what it keeps.",
		why:     "It does not say which of the two is wrong: that would be a gift to whoever is guessing.",
		changed: "-",
	},
	"auth.checked/weak": {
		title:   "{from}: the password of {user} is right, and not enough",
		what:    "The account asks for a second factor, and a mail protocol has no place to ask for one.",
		why:     "So the password alone opens nothing to a mail program: whoever steals it has not got in. A program needs an app password or an access token, made for it alone.",
		changed: "-",
	},
	"auth.checked/token": {
		title:   "{from} checks the access token of {user}: it counts",
		what:    "The program has shown a token, not the password: it does not even know that.",
		why:     "The token was made for this program, ends by itself, and can be taken back without touching any other. Until then it is worth a password to whoever has it, so it needs TLS.",
		changed: "{from}: on this connection, the client is {user}",
	},
	"auth.checked/token-failed": {
		title:   "{from} checks the access token of {user}: it does not count",
		what:    "It has ended, was taken back, or never was one. The server will not tell which of them.",
		why:     "It explains itself in JSON first (invalid_token), as a challenge; the program has to answer that with a dummy, and only then the no comes. A good program asks for a fresh token then, and no person for a password.",
		changed: "-",
	},
	"auth.key": {
		title: "{user} gives {device} a key of its own",
	},
	"auth.key/app-password": {
		title: "{user} makes an app password for {device}",
		what:  "On the provider's web pages, with the password and the second factor. It is random, and is shown once, to be copied into the program.",
		why:   "It is good for mail alone and for this device alone: to lose the device is not to lose the account.",
	},
	"auth.key/token": {
		title: "{user} lets {device} read and send mail",
		what:  "In a browser window, with the password and the second factor; the mail program sees neither. It gets an access token that counts for a while, and a refresh token to get others with.",
		why:   "The first is shown to every server and so lasts a short time only; the second is shown to the provider alone (RFC 6749, section 1.5).",
	},
	"auth.renewed": {
		title: "{from} is asked for another access token",
	},
	"auth.renewed/ok": {
		title: "{device} renews its token by itself: {from} gives it another access token",
		what:  "Over HTTPS, at the provider's token endpoint, the program has shown its refresh token. It gets a fresh access token, and another refresh token in place of the one that it has used.",
		why:   "Nobody is asked anything: the person let this program in once. As each refresh token counts once only, a stolen one is noticed, or is no use.",
	},
	"auth.renewed/failed": {
		title: "{from} gives no other access token ({error})",
		what:  "The refresh token has been used, was taken back, or never was one (invalid_grant); or the request is not as it has to be.",
		why:   "Now only the person can help, who lets the program in again in the browser, with the second factor.",
	},
	"auth.key/revoked": {
		title: "{user} takes the key of {device} back",
		what:  "From now on the servers do not take it. What is on the device already stays on it.",
		why:   "The others have keys of their own, and go on as they were. Had they all had the same password, all would have to be given a new one.",
	},
	"mail.recipient": {
		title: "{from} makes up its mind about {recipient}",
		what:  "It looks at whose address that is, and what it can do with it.",
		why:   "Deciding now, at RCPT TO, avoids taking letters that nobody will be able to deliver.",
	},
	"mail.recipient/local": {
		title: "{from} knows {recipient}: {owns}",
		what:  "Right of the @ is a domain of this server, and left of it {local-part}.",
	},
	"mail.recipient/alias": {
		title: "To {from}, {recipient} stands for {targetsCount|another address|other addresses}[[: {targets}]]",
		what:  "It has no mailbox of its own: it is an alias, a name that leads to others on this server. The letter will go on to whoever is behind it.",
	},
	"mail.recipient/catch-all": {
		title: "At {from} nobody is called {recipient}, and yet the letter is not refused[[: it goes to {targets}]]",
		what:  "Its domain has an address that takes all that is for names that do not exist (catch-all).",
		why:   "What somebody mistyped is not lost in this way; but nobody tells them that they mistyped it, and what is for made-up names comes in as well.",
	},
	"mail.recipient/postmaster": {
		title: "To {from}, {recipient} is whoever answers for the domain's mail[[: {targets}]]",
		what:  "Nobody is called so, but every domain that takes mail has a postmaster, who can always be written to. Here it falls to its first user.",
	},
	"mail.recipient/srs": {
		title: "{from} knows whose {recipient} is[[: {targets}]]",
		what:  "It made that address itself, when it forwarded a letter: the sender's is inside (SRS).",
		why:   "What comes to it is an answer to the envelope, nearly always a report that something did not arrive. It will go on to whoever wrote the letter.",
	},
	"mail.recipient/relay": {
		title: "{from} agrees to carry the letter to {recipient}",
		what:  "The mailbox is not here: this server will act as a relay.",
		why:   "A server that does so should know who asks, or be one of that domain's MX hosts. Otherwise it carries anybody's mail: it is an open relay.",
	},
	"mail.recipient/refused": {
		title: "{from} does not accept {recipient}",
		what:  "The reason: {reason}.",
		why:   "To say no here is the honest thing: whoever sends learns of it and can tell the sender on the envelope.",
	},
	"mail.accepted": {
		title:   "{from} takes charge of the letter and calls it {queue}",
		what:    "It stores it before it says 250, and stamps its postmark: a Received line on top of everything else.",
		why:     "From this instant it answers for it: it must deliver it, or tell the sender that it could not.",
		changed: "{from}: holds the letter by the name {queue}[[, {size}]]",
	},
	"mail.accepted/again": {
		title:   "{from} takes charge of the letter once more and calls it {queue}",
		what:    "Its Message-ID is that of a letter that it took before, as {before}: it is the same one, sent again or come back.",
		why:     "SMTP compares a letter with none that came before: whoever sends again may not know that it had arrived, and twice is better than never (RFC 1047).",
		changed: "{from}: holds the letter by the name {queue}[[, {size}]]",
	},
	"mail.accepted/report": {
		title: "{from} stores the report and calls it {queue}",
		what:  "It is a letter like any other: it has a name in the queue and will make its own journey.",
		why:   "The report is stored first, and only then is the letter forgotten: should the power go in between, nobody is left in the dark.",
	},
	"mail.accepted/automatic": {
		title: "A program of {from} writes a letter, {queue}",
		what:  "It is for {recipients}, and it goes into the queue like any other.",
		why:   "-",
	},
	"mail.accepted/written": {
		title: "{from} writes the letter with the report: {queue}",
		what:  "It puts it into its queue, like any other.",
	},
	"mail.accepted/forwarded": {
		title: "{from} readies the letter to travel on: {queue}",
		what:  "It is bound for somewhere else, so the letter leaves again, by another name and in another envelope.",
		why:   "The envelope changes: whom it is for and, from a list or with SRS, whom it is from.",
	},
	"queue.added": {
		title:   "{from} puts {letter} into its queue for {destination}",
		what:    "It waits its turn on the shelf[[: {recipients}]][[. It will be tried for {until} at most]].",
		why:     "The queue is what makes mail patient: if the other side cannot take it now, it is tried later.",
		changed: "{from}: the queue holds {queue} for {destination}",
	},
	"queue.added/local": {
		title:   "{from} sets {letter} aside: it is for somebody of the house",
		what:    "There is no need to go out[[ to reach {recipients}]].",
		changed: "{from}: the queue holds {queue}, local delivery",
	},
	"queue.attempt": {
		title:   "{from} tries to hand {letter} to {remote} (attempt {try})",
		what:    "It takes from the shelf what there is for {destination}[[: it goes to {remoteAddress}]].",
		changed: "{from}: {queue} is on its way, attempt {try}",
	},
	"queue.attempt/local": {
		title: "{from} takes {queue} to the mailboxes of the house",
		what:  "There is nobody to call.",
	},
	"queue.attempt-failed": {
		title: "The attempt[[ at {remote}]] fails[[ {stage}]]",
		what:  "The reason: {reason}.",
		why:   "The failure is temporary: the letter is not lost.[[ {another}]]",
	},
	"queue.attempt-failed/permanent": {
		what: "The reason: {reason}.",
		why:  "It is a final “no”: to repeat it would change nothing. The sender will have to be told.",
	},
	"queue.deferred": {
		title:   "{from} will try again in {wait}, {next}",
		what:    "[[It failed {stage}: {trouble}. ]][[{because} ]]Meanwhile {letter} waits in the queue.",
		why:     "Each wait tends to be longer than the one before, so as not to crowd a server in trouble. Nobody has to do anything: mail knows how to wait.",
		changed: "{from}: {queue} waits; next attempt {next}",
	},
	"queue.done": {
		title:   "{from} strikes {recipient} off its queue",
		what:    "Nothing is left to do for this recipient.",
		changed: "{from}: {recipient} is no longer in the queue",
	},
	"queue.done/delivered": {
		title: "{from} is done with {recipients}: {letter} is in other hands",
		what:  "[[{remote} said 250: ]]from here on somebody else answers for it.",
		why:   "Responsibility is handed on like the baton in a relay race: nobody lets go of it before the 250.",
	},
	"queue.done/local": {
		title: "{from} strikes {recipient} off its queue",
		what:  "[[The letter leaves again, by another name: {forwarded}. ]]Its part is done.",
	},
	"queue.done/failed": {
		title: "{from} gives up on {recipients}: the “no” is final",
		what:  "[[The reason: {reason}. ]]It will not try again.",
		why:   "To repeat it would give the same. As it had taken charge of the letter, it now has to tell the sender, if there is one.",
	},
	"queue.done/expired": {
		title: "{from} gives up on {recipients}: time is up",
		what:  "[[The last reason: {reason}. ]]It will not try again.",
		why:   "The standard asks for at least 4 to 5 days of trying. After that, the letter is returned.",
	},
	"queue.removed": {
		title:   "{from} takes {queue} out of its queue",
		what:    "It has no recipient left: the shelf is free.",
		changed: "{from}: {queue} is gone from the queue",
	},
	"report.made": {
		title:   "{from} writes a report to {recipient}",
		what:    "It has three parts: one for people, one for programs, and what comes back of the letter[[. It is about {about}]].",
		why:     "Whoever took charge of a letter may not keep silent. The report travels with an empty sender, MAIL FROM:<>, so that there never is a report about a report.",
		changed: "{from}: writes the report {report}",
	},
	"report.made/failed": {
		title: "{from} writes to {recipient}: the letter[[ for {about}]] did not arrive",
		what:  "It is a report in three parts: one for people, one for programs, and what comes back of the letter.",
	},
	"report.made/delayed": {
		title: "{from} writes to {recipient}: the letter[[ for {about}]] is delayed",
		what:  "It says that it is still trying: there is no need to send it again.",
		why:   "Without this report, the sender might think that it has arrived.",
	},
	"report.withheld": {
		title: "{from} keeps silent: no report is sent",
		what:  "A report was due[[ about {about}]], but {reason}.",
		why:   "If a report that fails were followed by another report, two servers would write to each other for ever.",
	},
	"report.withheld/notify": {
		why: "A sender can ask, recipient by recipient, not to be told (NOTIFY=NEVER), or to be told only of other things.",
	},
	"report.withheld/told": {
		why: "A report carries the news to somebody elsewhere. Here whoever sent the letter and the queue that carried it are on one machine.",
	},
	"mailbox.stored": {
		title:   "{from} stores {letter} in the mailbox of {person}",
		what:    "It lies in the folder {folder}, as number {uid} (UID).",
		why:     "Here the transport ends. Now the letter rests, until somebody comes to read it.",
		changed: "{from}: {folder} of {user} has letter {uid}[[, {size}]]",
	},
	"mailbox.stored/appended": {
		title: "A letter is kept in {folder} of {user}",
		what:  "The client itself brought it with APPEND; it did not come by SMTP.",
		why:   "That is how copies of what one sends come to the “Sent” folder.",
	},
	"mailbox.stored/kept": {
		title: "{from} keeps a copy of what was sent in {folder} of {user}",
		what:  "The server that took the letter puts the copy there itself, without being asked.",
		why:   "Some big providers do it so: then the copy is there whatever program sent, even by POP3. A program that brings one by APPEND as well makes two of it.",
	},
	"mailbox.stored/copied": {
		title: "{folder} of {user} gets a copy",
		what:  "The letter has a new number ({uid}) in that folder; the original stays where it was.",
		why:   "UIDs belong to each folder: one letter may have several.",
	},
	"mailbox.stored/moved": {
		title: "The letter moves to {folder} of {user}",
		what:  "It leaves one folder and enters another, where it gets the number {uid}.",
		why:   "-",
	},
	"mailbox.stored/rebuilt": {
		title: "The letter now has the number {uid} in {folder} of {user}",
		what:  "It is the same as before, under another UID.",
		why:   "-",
	},
	"mailbox.refused": {
		title: "The mailbox of {user} cannot take the letter",
		what:  "The reason: {reason}.",
		why:   "It usually passes: the owner may make room.",
	},
	"reader.acted": {
		title: "{user} does something with the letter",
		why:   "Nobody calls each person of a population by name: what one does is said by the seed, the person and the letter.",
	},
	"reader.acted/opened": {
		title: "{user} opens the letter",
		what:  "It is in {folder}. [[The program asks for the picture {what}.]]",
		why:   "Whoever sent it does not see anything being opened. All there is to see, if the letter has a picture of theirs and the program loads it, is that somebody asked for it.",
	},
	"reader.acted/opened-proxy": {
		title: "The provider loads the pictures of the letter to {user}",
		what:  "On arrival, and without anybody having opened it, the provider's program asks for the picture {what}.",
		why:   "So whoever sent it does not learn from where or when the person read it. In return a letter counts as opened that perhaps nobody looks at.",
	},
	"reader.acted/clicked": {
		title: "{user} follows a link",
		what:  "It is {what}.",
		why:   "A click is the clearest sign of interest, if a person makes it.",
	},
	"reader.acted/bought": {
		title: "{user} buys at the page that the letter led to",
		what:  "The link there is {what}.",
		why:   "It is what the campaign was for: a conversion. Of all figures it is the one that misleads least.",
	},
	"reader.acted/clicked-scanner": {
		title: "A program follows a link in the letter to {user}",
		what:  "It is {what}. It looks where it leads, in case that is dangerous, before anybody opens the letter.",
		why:   "To whoever counts clicks it looks like a person. That is why unsubscribing cannot be a matter of a mere GET (RFC 8058): the program would unsubscribe everybody.",
	},
	"reader.acted/marked": {
		title: "{user} marks the letter as junk",
		what:  "It goes to Junk. To the provider this is a complaint.",
		why:   "It is of these complaints, above all, that a sender's reputation is made.",
	},
	"reader.acted/marked-stuck": {
		title: "{user} sees no way to unsubscribe and marks the letter as junk",
		what:  "The letter does not say how to unsubscribe (List-Unsubscribe). The junk button is always there.",
		why:   "An easy way out saves the sender complaints.",
	},
	"reader.acted/marked-again": {
		title: "{user} had unsubscribed, gets another letter and marks it as junk",
		what:  "It goes to Junk.",
		why:   "Those who have asked to get no more, and get more, complain far more often.",
	},
	"reader.acted/rescued": {
		title: "{user} takes the letter out of Junk: it does not belong there",
		what:  "It goes to INBOX.",
		why:   "It is the opposite of a complaint, and much rarer: hardly anybody looks into Junk.",
	},
	"reader.acted/unsubscribed-one-click": {
		title: "{user} unsubscribes with one click",
		what:  "The provider makes a POST to {what}.",
		why:   "The letter says the address, in List-Unsubscribe, and List-Unsubscribe-Post promises that this POST is enough.",
	},
	"reader.acted/unsubscribed-mailto": {
		title: "{user} unsubscribes by letter",
		what:  "It goes to {what}.",
		why:   "It is the oldest way of List-Unsubscribe.",
	},
	"reader.acted/unsubscribed-page": {
		title: "{user} opens the page for unsubscribing",
		what:  "It is {what}.",
		why:   "Without List-Unsubscribe-Post a program can do no more than open the page. Whether they are unsubscribed depends on what the page asks for.",
	},
	"reader.acted/deleted": {
		title: "{user} deletes the letter unopened",
		why:   "The provider sees that as well.",
	},
	"reader.acted/ignored": {
		title: "{user} sees the letter in {folder} and leaves it",
		why:   "That is what happens to nearly all of them.",
	},
	"mailbox.flagged": {
		title:   "Letter {uid} in {folder} now has {flagsNow}",
		what:    "The flags live on the server.",
		why:     "That is why what you read on the phone shows as read on the laptop.",
		changed: "{from}: letter {uid} in {folder}: {flagsNow}",
	},
	"mailbox.removed": {
		title:   "Letter {uid} is gone from {folder}",
		what:    "{from} removes it from the mailbox of {user}.",
		changed: "{from}: {folder} of {user} no longer has letter {uid}",
	},
	"mailbox.removed/downloaded": {
		what: "The client asked for it with DELE, and POP3 does so at the end: only at the goodbye (QUIT).",
		why:  "Had the connection broken before, nothing would have been deleted: a letter half downloaded is not lost.",
	},
	"mailbox.removed/moved": {
		title: "Letter {uid} leaves {folder}",
		what:  "It moved to another folder.",
	},
	"mailbox.folder": {
		title:   "The folder {folder} of {user} changes",
		what:    "Folders (mailboxes) live on the server, and every device sees the same ones.",
		changed: "{from}: the folder {folder} changed[[ → {target}]]",
	},
	"mailbox.folder/created": {
		title:   "The folder {folder} of {user} is made",
		changed: "{from}: new folder {folder}",
	},
	"mailbox.folder/deleted": {
		title:   "The folder {folder} of {user} is deleted",
		changed: "{from}: no more folder {folder}",
	},
	"mailbox.folder/renamed": {
		title: "The folder {folder} is now called {target}",
	},
	"mailbox.folder/rebuilt": {
		title:   "The folder {folder} of {user} is rebuilt: its UIDVALIDITY is another",
		what:    "The numbers (UIDs) that its letters had mean nothing any more, and others are given.",
		why:     "A client that keeps letters by their UID notices it by UIDVALIDITY, and knows that its copy is good for nothing now.",
		changed: "{from}: the folder {folder} has another UIDVALIDITY",
	},
	"device.stored": {
		title:   "{from} keeps the letter[[ “{subject}”]]",
		what:    "Now there is a copy on the device: it can be read without a connection.",
		changed: "{from}: has letter {uid}[[ “{subject}”]]",
	},
	"device.stored/headers": {
		title:   "{from} keeps just the header[[ of “{subject}”]]",
		what:    "It is enough to show the list: who writes, about what and when. The text is asked for if somebody opens the letter.",
		why:     "That saves time and data.",
		changed: "{from}: has the header of {uid}",
	},
	"device.stored/flags": {
		title:   "{from} notes the flags of the letter[[ “{subject}”]]",
		what:    "Its copy now has what the server's has[[: {flags}]].",
		why:     "With IMAP the server is in charge, and the device follows.",
		changed: "{from}: its copy of letter {uid} has[[ {flags}]]",
	},
	"device.stored/text": {
		title:   "{from} keeps the text of the letter[[ “{subject}”]]",
		what:    "It asked of which parts the letter consists (BODYSTRUCTURE), and brought the one that it will show: {size} with the header.",
		why:     "What is attached stays at the server until somebody asks for it. By POP3 that cannot be done: a letter is downloaded whole or not at all.",
		changed: "{from}: has the text of {uid}",
	},
	"device.saved": {
		title:   "{from} saves[[ “{file}”]]: {size}",
		what:    "The file came inside the letter[[ “{subject}”]], and was on the device already. Nobody has to bring anything.",
		why:     "Inside a letter a file travels written in letters; in base64, the usual way, it takes a third more.",
		changed: "{from}: the file can be opened",
	},
	"device.saved/brought": {
		title:   "{from} brings[[ “{file}”]] from the server: {size}",
		what:    "It asked for that part of the letter by its number, and for nothing else.",
		why:     "Whoever only wanted to read did not have to wait for it. Whoever wants the file needs a connection now.",
		changed: "{from}: the file can be opened",
	},
	"device.stored/beginning": {
		title:   "{from} keeps the beginning of the letter[[ “{subject}”]]",
		what:    "It asked for its first bytes only (a partial FETCH): {size}.",
		why:     "With a big letter and a thin network that is enough to see what it is about; the rest is asked for if need be.",
		changed: "{from}: has the beginning of {uid}",
	},
	"device.changed": {
		title:   "{from} changes its copy[[ of “{subject}”]] without a connection",
		what:    "The server does not hear of it yet.",
		why:     "The device takes it down, and tells the server once there is a connection again.",
		changed: "{from}: something to tell the server",
	},
	"device.changed/flag": {
		title:   "{from} changes the flags of its copy[[ of “{subject}”]] without a connection",
		what:    "On the device it now has {flagsNow}; at the server it is as it was.",
		changed: "{from}: new flags to tell the server of",
	},
	"device.changed/move": {
		title:   "{from} files[[ “{subject}”]] in {target} without a connection",
		what:    "On the device it is no longer in {folder}; at the server it is where it was.",
		changed: "{from}: a move to tell the server of",
	},
	"device.changed/delete": {
		title:   "{from} deletes its copy[[ of “{subject}”]] without a connection",
		what:    "On the device it is gone; at the server it is where it was.",
		why:     "With IMAP, the device asks the server for it once there is a connection again. What came by POP3 is deleted here alone: of the server, “keep” decides when it is downloaded.",
		changed: "{from}: without letter {uid}",
	},
	"device.changed/send": {
		title:   "{from} leaves the letter[[ “{subject}”]] in the outbox",
		what:    "There is no connection: it will leave when the device synchronizes.",
		why:     "Until then the letter is here alone. If the device is lost, it is lost with it.",
		changed: "{from}: a letter waits to leave",
	},
	"device.settled": {
		title:   "The server now knows what {from} did without a connection",
		what:    "What was done with letter {uid} of {folder} is done there as well.",
		why:     "From now on the other devices will see it.",
		changed: "{from}: the server knows about letter {uid} now",
	},
	"device.settled/moot": {
		title:   "What {from} did without a connection comes too late",
		what:    "The server no longer has in {folder} the letter {uid} that the device knew: there is nothing left to change.",
		why:     "Somebody else deleted or moved it meanwhile, or the folder was rebuilt. To pass over a UID that does not exist is no error in IMAP.",
		changed: "{from}: for letter {uid} it was too late",
	},
	"device.synced": {
		title: "{from} is up to date with {folder}: {news}",
		what:  "It waited for {waits} and heard {down}, from opening the folder on. {method} For its part it said {up}.",
		why:   "Each answer that has to be waited for costs a round trip over the network, and each byte costs data and battery.",
	},
	"device.reset": {
		title: "{from} throws away what it kept of {folder}: the folder is not the one it knew",
		what:  "Its UIDVALIDITY was {was} and is {now}: by the UIDs from before no letter can be told.",
		why:   "Were it to go on using the old numbers, it might open or delete another letter. The safe thing is to begin from nothing.",
	},
	"device.found": {
		title: "The server finds {hits} in {folder}",
		what:  "What was looked for: {query}. The server has the whole letters, and looks into texts too that the device has not brought.",
		why:   "Only the question and some numbers cross the network.",
	},
	"device.found/device": {
		title: "{from} finds {hits} among its copies of {folder}",
		what:  "What was looked for, asking nobody: {query}.",
		why:   "A device can find only what it keeps: where it has the header alone, it does not know what the text says.",
	},
	"device.removed": {
		title:   "{from} drops its copy of letter {uid}",
		what:    "The server no longer has it, so the device forgets it too.",
		why:     "With IMAP the server is in charge: devices are mirrors.",
		changed: "{from}: no longer has letter {uid}",
	},
	"device.removed/reset": {
		what: "Its number means nothing in the rebuilt folder.",
		why:  "If the letter is still at the server, the device brings it again, under its new number.",
	},
	"device.shown": {
		title:   "{person} reads the letter[[ “{subject}”]]",
		what:    "It is on the screen of {from}.[[ {wrote}]][[ {form}]][[ {files}]]",
		why:     "The journey ends here: before the eyes of its reader.",
		changed: "{from}: the letter is on the screen",
	},
	"sending.paced": {
		title: "{from} changes the pace at which it sends to {destination}",
	},
	"sending.paced/slower": {
		title: "{from} slows down for {destination}: it rests for {rest}",
		what:  "It was told: {reason}. It sends nothing for that long, and then leaves {pause} between letters.",
		why:   "A 421, or a 4.7.z, often asks not to come so fast. Whoever insists at the same pace takes longer to deliver, and may end up on a blocklist.",
	},
	"sending.paced/faster": {
		title: "{from} goes faster again for {destination}",
		what:  "It has taken several letters in a row[[; now there is {pause} between letters]].",
	},
	"campaign.started": {
		title: "{from} begins the campaign “{campaign}”: {listed} addresses",
		what:  "It writes in the name of {author}[[. Subjects: {subjects}]].[[ Lines of the list that were no address: {unusable}.]][[ Repeated: {duplicate}.]][[ On the suppression list already, and skipped: {suppressed}.]]",
		why:   "Each person gets a letter of their own, with a mark in the reverse-path, in the links and in the field for unsubscribing: so it is known whom what comes back is about.",
	},
	"campaign.sent": {
		title: "Letter {letter} of “{campaign}” is in the queue, for {recipient}",
		what:  "It is the letter to {recipient}[[, of the segment {segment}]][[; it has subject number {subject}]][[; it leaves from {source}]].",
		why:   "It is in the sender's queue. Whether it arrives is another matter.",
	},
	"campaign.ended": {
		title: "The last letter of “{campaign}” is in the queue",
		what:  "Letters written: {sent}[[, in {took}]]. What becomes of them will be known later.",
	},
	"bounce.classified": {
		title: "{from} decides what it means that {recipient} could not be delivered to",
		what:  "[[Code {code}. ]][[Status {status}. ]][[They said: {said}]]",
	},
	"bounce.classified/hard": {
		title: "Hard bounce: there is nobody at {recipient}",
		why:   "To write again to an address that does not exist is among the first things that providers look at: so an old list, or a bought one, is known. It is taken off at once.",
	},
	"bounce.classified/soft": {
		title: "Soft bounce: {recipient} does not get this letter, but may get others",
		why:   "The mailbox is full, the server is away or the letter does not fit: the address may be good. It is taken off only when that happens with several campaigns in a row.",
	},
	"bounce.classified/block": {
		title: "Block: letters from this sender are not wanted, not for {recipient} either",
		why:   "It says nothing of the address: it is the sender who has to change something. Taking it off the list would mend nothing.",
	},
	"address.suppressed": {
		title: "{recipient} will get no more letters",
		what:  "It is on the sender's suppression list, which counts for all its campaigns.",
	},
	"address.suppressed/hard": {
		title: "{recipient} will get no more letters: nobody is there",
	},
	"address.suppressed/soft": {
		title: "{recipient} will get no more letters: it has failed too often in a row",
	},
	"address.suppressed/complaint": {
		title: "{recipient} will get no more letters: it called one spam",
		why:   "Whoever complains once will complain again, and each complaint lowers the sender's reputation.",
	},
	"address.suppressed/one-click": {
		title: "{recipient} unsubscribes by one click",
		why:   "Their program sent a POST to the address in List-Unsubscribe, without opening any page. Each easy way out is one complaint fewer.",
	},
	"address.suppressed/mailto": {
		title: "{recipient} unsubscribes by a letter",
	},
	"address.suppressed/page": {
		title: "{recipient} unsubscribes on the page behind the link",
	},
	"address.suppressed/unasked": {
		title: "{recipient} did not confirm that the letters are wanted",
		why:   "With double opt-in silence is a no: perhaps somebody else wrote that address by mistake.",
	},
	"campaign.request": {
		title: "Somebody asks {from} for something that a letter points to",
		what:  "[[It is the one to {recipient}. ]][[The call comes from {client}]][[, which calls itself {agent}]]. The sender believes that {guess}.",
	},
	"campaign.request/open": {
		title: "Somebody asks for the pixel of the letter to {recipient}",
		why:   "So “opens” are counted: by the request for a picture. Nobody knows whether a person was looking, nor who; and whoever reads without pictures is not counted.",
	},
	"campaign.request/click": {
		title: "A request comes for a link of the letter to {recipient}",
		why:   "The link goes by way of the sender, who writes it down and sends them on to the page. Programs that look for dangerous links follow it too.",
	},
	"campaign.request/landing": {
		title: "The page that the letter to {recipient} leads to is opened",
	},
	"campaign.request/conversion": {
		title: "{recipient} does what the campaign was for: a conversion",
		why:   "Of all figures this one is nearest to what matters. It does not say either that the letter was the reason.",
	},
	"campaign.request/unsubscribe": {
		title: "Somebody unsubscribes {recipient}",
		why:   "A POST: only that unsubscribes.",
	},
	"campaign.request/unsubscribe-page": {
		title: "Somebody opens the page to unsubscribe {recipient}: that is not enough",
		why:   "A GET must not unsubscribe: programs that check links open all of them.",
	},
	"campaign.request/confirm": {
		title: "{recipient} confirms that the letters are wanted",
	},
	"campaign.request/confirm-page": {
		title: "Somebody opens the page on which {recipient} can confirm",
	},
	"campaign.request/unknown": {
		title: "Somebody asks {from} for something that no letter of its points to",
		why:   "The mark in the link is none of its own: somebody has made it up, or it was cut on the way.",
	},
	"complaint.received": {
		title: "{from} gets a complaint[[: {recipient} has called its letter spam]]",
		what:  "It is a report of the provider (of type {feedback}). The address may have been taken out: the mark in the letter tells whose it was.",
		why:   "Large providers expect less than one complaint in a thousand letters; from three on, more and more of what is sent goes into Junk or is refused.",
	},
	"webhook.sent": {
		title: "{from} tells its customer's program",
		what:  "Call {number}, try {try}, with {events} {events|event|events}.",
	},
	"webhook.sent/ok": {
		title: "{from} tells {target} what has happened",
		what:  "Call {number}, try {try}, with {events} {events|event|events}: the answer is {answer}.",
		why:   "It is signed: anybody can call that address, and only the signature tells who it is.",
	},
	"webhook.sent/failed": {
		title: "{from} cannot tell {target} what has happened",
		what:  "Call {number}, try {try}, with {events} {events|event|events}[[: the answer is {answer}]][[: {reason}]].",
		why:   "Until a day has passed it tries again, later each time, and what happens meanwhile waits: so calls come in their order. One may come twice, where only its answer was lost.",
	},
	"webhook.taken": {
		title: "{from} gets a call of the sender",
		what:  "Call {number}, with {events} {events|event|events}.",
	},
	"webhook.taken/good": {
		title: "{from} checks the signature of call {number}, and writes it down",
	},
	"webhook.taken/again": {
		title: "{from} has had call {number} already: it does not count it twice",
		why:   "Whoever calls cannot know whether the call was lost or the answer, and in doubt repeats it. The number of the call lets it be recognised.",
	},
	"webhook.taken/forged": {
		title: "{from} refuses call {number}: its signature is wrong",
	},
	"webhook.taken/stale": {
		title: "{from} refuses call {number}: it was signed too long ago",
		why:   "Somebody may have recorded and repeated it. That is why the time is part of what is signed.",
	},
	"filter.acted": {
		title: "{person}’s filter decides: {line}",
		what:  "The server runs the script of filters (Sieve) of {user} before it stores the letter.",
		why:   "Filters live at the server: they work though all devices are off.",
	},
	"filter.acted/keep": {
		title: "{person}’s filter leaves it in the mailbox[[, with {flags}]]",
		what:  "Line {line} of the script of filters (Sieve) says so.",
	},
	"filter.acted/fileinto": {
		title: "{person}’s filter sends the letter into the folder {target}[[, with {flags}]]",
		what:  "Line {line} of the script of filters (Sieve) says so: fileinto.",
	},
	"filter.acted/discard": {
		title: "{person}’s filter throws the letter away",
		what:  "Line {line} of the script of filters (Sieve) says so: discard. No copy is left, and nobody tells whoever sent it.",
		why:   "It is what its owner asked for. To whoever sends, the letter is delivered: their server got a 250.",
	},
	"filter.acted/redirect": {
		title: "{person}’s filter sends the letter to {target}",
		what:  "Line {line} of the script of filters (Sieve) says so: redirect. It leaves under the sender that its envelope had.",
		why:   "If it cannot be delivered there, whoever wrote it will know. And whoever gets it will see it come from a server that is not its sender’s.",
	},
	"filter.acted/reject": {
		title: "{person}’s filter refuses the letter",
		what:  "Line {line} of the script of filters (Sieve) says so: reject, for this reason: “{target}”.",
		why:   "Whoever sent it learns of it by a report, unlike with discard.",
	},
	"filter.acted/vacation": {
		title: "{person}’s filter answers {target} that its owner is away",
		what:  "Line {line} of the script of filters (Sieve) says so: vacation. The answer has Auto-Submitted, and an envelope without a sender.",
		why:   "By those two signs no well-made program will answer it.",
	},
	"receipt.decided": {
		title: "{from}: {asker} asks for a receipt",
	},
	"receipt.decided/sent": {
		title: "{from} sends {asker} the receipt that was asked for",
		what:  "The letter asks for it in Disposition-Notification-To. The receipt says “displayed”: the program showed it, which is not the same as somebody having read it.",
		why:   "It leaves with an empty sender (<>), so that nobody answers it, and marks the letter $MDNSent for the other devices.",
	},
	"receipt.decided/habit": {
		title: "{from} sends no receipt, and does not say so",
		what:  "The letter asks that {asker} be told when it is read. The program is set to tell nobody, as most are.",
		why:   "Whoever asked cannot tell “not read” from “read and not told”: that is why receipts say little.",
	},
	"receipt.decided/sent-before": {
		title: "{from} sends no receipt: another device has sent it",
		what:  "The flag $MDNSent at the server says so.",
	},
	"receipt.decided/address": {
		title: "{from} sends no receipt by itself: it would go to {asker}",
		what:  "That is not the address that the letter came from (Return-Path), and so a person would have to agree.",
		why:   "Anybody can write any address there: receipts that are sent by themselves would be a way to make others write.",
	},
	"filter.withheld": {
		title: "{person}’s filter keeps silent: it does not answer[[ {sender}]]",
		what:  "There is a reason not to answer.",
		why:   "Two automatic answers that answered each other would never end.",
	},
	"filter.withheld/nobody": {
		title: "{person}’s filter keeps silent: the envelope has no sender",
		what:  "An envelope without a sender (<>) is that of a report or of another automatic answer. There is nobody to answer.",
	},
	"filter.withheld/self": {
		title: "{person}’s filter keeps silent: the letter is its owner’s",
		what:  "They would answer themselves.",
	},
	"filter.withheld/program": {
		title: "{person}’s filter keeps silent: a program wrote it",
		what:  "The header field Auto-Submitted says so.",
	},
	"filter.withheld/list": {
		title: "{person}’s filter keeps silent: it comes from a list",
		what:  "The List-* fields say so, or Precedence, or the envelope’s address.",
		why:   "The answer would bother whoever keeps the list or, worse, everybody on it.",
	},
	"filter.withheld/impersonal": {
		title: "{person}’s filter keeps silent: the letter is not addressed to {person} by name",
		what:  "The address is neither in To nor in Cc.",
		why:   "Whoever writes to many at once does not expect an answer from each.",
	},
	"filter.withheld/answered": {
		title: "{person}’s filter keeps silent: {sender} has been answered already",
		what:  "The same person is told once in a number of days, and not once a letter.",
	},
	"list.acted": {
		title: "The program of {list} reads a letter[[ from {who}]]",
		why:   "The address -request is read by a program, so that nobody has to keep the list by hand.",
	},
	"list.acted/asked": {
		title: "The program of {list} asks {who} to confirm",
		what:  "It writes to that address with a word that nobody can guess. Until it comes back the list does not change.",
		why:   "Anybody's address can be written into From. Only whoever reads what comes to that address knows the word.",
	},
	"list.acted/leaving": {
		title: "The program of {list} asks {who} to confirm that they leave",
		what:  "To leave takes the word too: else anybody could take somebody else off.",
	},
	"list.acted/joined": {
		title:   "{who} joins {list}",
		what:    "The word was the one that was sent to them. From now on they get what is written to the list, which has {members} {members|member|members}.",
		changed: "{from}: {list} has {members} {members|member|members}",
	},
	"list.acted/left": {
		title:   "{who} leaves {list}",
		what:    "The word was the one that was sent to them. The list has {members} {members|member|members} now.",
		changed: "{from}: {list} has {members} {members|member|members}",
	},
	"list.acted/already": {
		title: "{who} was on {list} already",
		what:  "The program says so, and nothing changes.",
	},
	"list.acted/no-member": {
		title: "{who} was not on {list}",
		what:  "The program says so. Whoever gets the list by another address has to write from that one.",
	},
	"list.acted/unknown-word": {
		title: "The program of {list} does not know that word",
		what:  "It is of no request, or was used already, or is more than three days old. The program says so[[ to {who}]], and nothing changes.",
	},
	"list.acted/helped": {
		title: "The program of {list} does not understand the letter, and explains what it understands",
		what:  "It answers[[ {who}]] with the words that it knows: subscribe, unsubscribe and help.",
	},
	"list.acted/ignored": {
		title: "The program of {list} passes the letter over",
		what:  "[[{reason}]]",
		why:   "Two programs that answered each other would never come to an end, and an \"I am on holiday\" would confirm what nobody has asked for.",
	},
	"list.acted/counted": {
		title: "{list} counts a report about {who}: {reports} of {hold}",
		what:  "{enhanced} says that something is wrong with the address, and not just today. The program counts one report a day at most; after {hold} it sends {who} nothing more.",
		why:   "A single report is no proof: a server in trouble may refuse for an hour an address that exists.",
	},
	"list.acted/held": {
		title:   "{list} puts {who} on hold",
		what:    "{reports} {reports|report|reports} that count {reports|has|have} come. What is written to the list does not go to {who} any more; it has {members} other {members|member|members}. Whoever keeps the list is told.",
		why:     "Whoever goes on writing to addresses that do not exist is taken for a sender of spam. {who} is not taken off: anybody can forge a report, so whoever is on hold comes back by joining again.",
		changed: "{from}: {list} sends nothing more to {who}",
	},
	"list.acted/spared": {
		title: "{list} does not count the report about {who}",
		what:  "[[{enhanced} does not say that the address is wrong. ]]A full mailbox, or a letter that was not wanted, may be otherwise tomorrow.",
	},
	"list.acted/same-day": {
		title: "{list} does not count another report about {who} of the same day",
		what:  "It has counted one within 24 hours, and {reports} of {hold} remain.",
		why:   "Ten letters to a list on a bad afternoon are ten reports of one and the same trouble.",
	},
	"list.acted/stranger": {
		title: "{list} finds no member in the letter whose address failed[[: {who} is none of its members]]",
		what:  "It counts nothing. Whoever keeps the list has the letter too, and can read it.",
		why:   "A member may have their mail passed on: then the report names the last address, which the list does not know.",
	},
	"list.acted/on-hold": {
		title: "{who} is on hold on {list} already",
		what:  "The letter had left before that. Nothing changes.",
	},
	"action.started": {
		title: "{who} {action}",
		what:  "[[{how}]]",
	},
	"action.ended": {
		title: "{who} {done}",
		what:  "[[{after}]]",
	},
	"action.ended/nothing": {
		title: "{who} found no letter to do it with",
		what:  "Nothing has changed: what was looked for is not in that folder.",
	},
	"action.ended/failed": {
		title: "{who} {failed}",
		what:  "[[The reason: {reason}.]]",
	},
	"host.down": {
		title:   "{from} goes down",
		what:    "Its connections break and it answers nobody.",
		why:     "To the rest of the world there is only silence. {keeps}",
		changed: "{from}: off",
	},
	"host.up": {
		title:   "{from} comes back up",
		what:    "{resumes}",
		changed: "{from}: on",
	},
	"conversation.held": {
		title: "Somebody held the conversation at {from}",
		what:  "It stood still {moment} for {waited}, and then went on as if nothing had been.",
		why:   "This is no mail server’s doing: whoever looks on stopped it to have a look. A client that waits too long gives up; RFC 5321 asks minutes of patience of those that speak SMTP.",
	},
	"conversation.held/answered": {
		title: "Somebody answered in the place of {from}",
		what:  "It stood still {moment} for {waited}; then somebody who looked on had “{reply}” said. The server itself never decided.",
	},
	"conversation.held/cut": {
		title: "Somebody cut the conversation at {from}",
		what:  "It stood still {moment} for {waited}; then somebody who looked on broke the connection off.",
	},
	"fault.acted": {
		title: "{Culprit} breaks something at {from}",
		what:  "[[It happens {moment}. ]][[{effect}]]",
		why:   "{whence} The programs do not know that it is a drill.",
	},
	"fault.acted/answer": {
		title: "{Culprit} makes {from} say no",
	},
	"fault.acted/refuse": {
		title: "{Culprit} shuts the door of {from}",
		what:  "[[{effect}]]",
	},
	"fault.acted/silence": {
		title: "{Culprit} blocks the road from {from}[[ to {peer}]]",
		what:  "The packet does not arrive: somebody on the road drops it without a word.",
	},
	"fault.acted/cut": {
		title: "{Culprit} cuts the connection[[ between {from} and {peer}]]",
		what:  "[[It happens {moment}: ]]it ends with no goodbye.",
	},
	"fault.acted/delay": {
		title: "{Culprit} makes {from} wait",
	},
	"fault.acted/loss": {
		title: "{Culprit} loses a packet from {from}[[ to {peer}]]",
		what:  "TCP will notice, and send it again.",
	},
	"fault.acted/slow": {
		title: "{Culprit} slows the road down[[ between {from} and {peer}]]",
		what:  "Everything arrives, but takes longer.",
	},
	"fault.acted/disk_full": {
		title: "{Culprit} fills the disk of {from}",
		what:  "It cannot store anything more[[; it happens {moment}]].",
	},
	"fault.acted/mailbox_full": {
		title: "{Culprit} fills a mailbox of {from}",
		what:  "Not one more letter fits[[; it happens {moment}]].",
	},
	"fault.acted/forge": {
		title: "{Culprit}: whoever writes on {from} puts another's name into From",
		what:  "From is part of the letter's text, and anybody can write any name there; the envelope still says who hands it in.",
	},
	"fault.acted/forward": {
		title: "{Culprit} has {from} send the letter on, instead of keeping it",
		what:  "The owner of the mailbox has the mail forwarded: another server will get it from {from}, with the same From and the same letter.",
	},
	"fault.acted/dns": {
		title: "{Culprit} {meddles}[[ {asked}]]",
		what:  "[[{effect}]]",
	},
	"fault.acted/down": {
		title: "{Culprit} switches {from} off",
	},
	"actor.panicked": {
		title: "A program on {from} breaks: {process}",
		what:  "This is a bug of the simulator, not of the lesson[[: {error}]].",
	},
	"run.ended": {
		title: "The end of the run",
		what:  "The simulation ends: {reason}.[[ {waiting}]]",
	},
	"run.ended/quiet": {
		what: "Nothing is left to happen: everybody rests.",
	},
	"run.ended/limit": {
		title: "The run meets its limit",
		what:  "It stops here so as not to go on for ever: {reason}.",
	},

	// What a server checks (package policy). Of a check, "NAME" is for all its results,
	// and "NAME-RESULT" for one of them. Every argument of the fact is a value here, by
	// its own name, besides {check}, {result}, {phase} and {reply}.
	"policy.checked": {
		title: "{from} checks “{check}”: {result}",
		what:  "It is one of the checks that this server makes {phase}.[[ That is why it answers “{reply}”.]][[ That is why it files the message in the folder {folder}.]]",
		why:   "-",
	},
	"policy.reason": {
		title: "-",
		what:  "The check “{check}” gives “{result}”.",
	},
	"policy.checked/greylist": {
		title:   "{from} looks whether it knows this trio",
		what:    "[[Client: {client}. Sender: {sender}. Recipient: {recipient}. ]][[It has {wait} left to wait.]]",
		why:     "Greylisting asks strangers to come back later: a real server does, a spammer hardly ever.",
		changed: "[[{from}: remembers {client}, {sender} and {recipient}]]",
	},
	"policy.checked/greylist-new": {
		title: "{from} does not know this trio: come back later",
		what:  "It had never seen {client}, {sender} and {recipient} together.",
	},
	"policy.checked/greylist-early": {
		title: "{from} knows this trio, but it is back too soon",
		what:  "[[It has to wait {wait} more.]]",
	},
	"policy.checked/greylist-passed": {
		title: "{from} lets this trio pass: it knew how to wait",
		what:  "From now on it is known.",
	},
	"policy.checked/helo-confirmed": {
		title: "{from} looks at the name {helo}: it is the client's own",
		what:  "The client calls itself {helo}, and that name leads to {ip}, from where it calls.",
		why:   "Anybody can say any name in HELO. That it leads to whoever says it does not prove them good, only that they look after what is theirs.",
	},
	"policy.checked/helo-literal": {
		title: "{from} sees {ip} introduce itself by its address",
		what:  "A client without a name of its own gives its address in brackets: {helo}.",
		why:   "That is allowed (RFC 5321 4.1.3). Mail programs do it; a server that sends to others usually has a name.",
	},
	"policy.checked/helo-elsewhere": {
		title: "{from} sees that {helo} does not lead to {ip}",
		what:  "The name exists, and leads to {addresses}.",
		why:   "That alone is no reason to refuse a letter (RFC 5321 4.1.4): whoever has several addresses or stands behind another machine may give a name that does not lead to theirs.",
	},
	"policy.checked/helo-unresolved": {
		title: "{from} does not find the name {helo}",
		what:  "The client introduces itself by a name that is not in the DNS.",
		why:   "RFC 5321 4.1.4 asks for a name that exists, and does not let a server refuse for that alone. As a sign it counts.",
	},
	"policy.checked/helo-unknown": {
		title: "{from} cannot find out where {helo} leads",
		what:  "The DNS does not answer, so nothing is known of that name.",
	},
	"policy.checked/helo-malformed": {
		title: "{from} does not take \"{helo}\" for a name[[: {reason}]]",
		what:  "In HELO or EHLO goes the client's full name, or its address in brackets (RFC 5321 4.1.1.1).[[ So it answers \"{reply}\".]]",
		why:   "Programs that were written to send spam in a hurry often skip that. A server that is set up well does not.",
	},
	"policy.checked/helo-own": {
		title: "{from} hears its own name from {ip}",
		what:  "The client calls itself {helo}, which is the name of the server that it is talking to.[[ So it answers \"{reply}\".]]",
		why:   "Nobody honest introduces themselves by somebody else's name.",
	},
	"policy.checked/reverse-dns-pass": {
		title: "{from} checks {ip} both ways: it is {name}",
		what:  "The address is called {name} (PTR), and that name leads back to it.",
		why:   "An address is named by whoever administers it. That both ways agree (iprev) says that somebody set up a server there on purpose.",
	},
	"policy.checked/reverse-dns-permerror": {
		title: "{from} finds no name for {ip}",
		what:  "There is no PTR record for that address in the reverse DNS.[[ So it answers \"{reply}\".]][[ So it puts the letter into {folder}.]]",
		why:   "Large providers demand one of whoever sends them mail.",
	},
	"policy.checked/reverse-dns-fail": {
		title: "{from} sees that the name of {ip} does not lead back to it",
		what:  "It has a name in the reverse DNS, but that name does not have the address.[[ So it answers \"{reply}\".]][[ So it puts the letter into {folder}.]]",
		why:   "Whoever administers an address can call it what they like; only the owner of the name can confirm it.",
	},
	"policy.checked/reverse-dns-temperror": {
		title: "{from} cannot find out what {ip} is called",
		what:  "The DNS does not answer. It is not held against the caller.",
	},
	"policy.checked/content-clean": {
		title: "{from} gives the letter {score} points: it passes",
		what:  "Below {required} it does not go into Junk.[[ What counts, by the names in X-Spam-Status: {tests}.]]",
		why:   "No rule decides alone: they add up. The sum is written on the letter, in X-Spam-Status.",
	},
	"policy.checked/content-junk": {
		title: "{from} gives the letter {score} points, and from {required} on it goes to {folder}",
		what:  "What counts, by the names in X-Spam-Status: {tests}.",
		why:   "No rule decides alone: they add up. The sender does not learn of it: the server takes the letter with a 250, and puts it into {folder}.",
	},
	"policy.checked/content-refused": {
		title: "{from} gives the letter {score} points and refuses it",
		what:  "What counts, by the names of the rules: {tests}. So it answers \"{reply}\".",
		why:   "A server that refuses, where it could have filed the letter as junk, lets the sender know.",
	},
	"policy.checked/content-learnt": {
		title: "{from} learns from what {user} has marked",
		what:  "To whoever got it, it is {reason}. The filter has learnt from {junk} bad letters and {good} good ones.",
		why:   "It counts in how many letters of each kind each word stands. The next letter is judged by its own.",
	},
	"policy.reason/content-junk": {
		what: "The filter gives it {score} points, and from {required} on it is junk.",
	},
	"policy.reason/content-refused": {
		what: "The filter gives it {score} points.",
	},
	"policy.reason/helo-malformed": {
		what: "\"{helo}\" cannot be the name of a server.",
	},
	"policy.reason/helo-own": {
		what: "{helo} is the server's own name.",
	},
	"policy.reason/reverse-dns-permerror": {
		what: "The address {ip} has no name in the reverse DNS.",
	},
	"policy.reason/reverse-dns-fail": {
		what: "The name of {ip} does not lead back to it.",
	},
	"policy.checked/reputation-good": {
		title: "{from} remembers {who}: it may pass",
		what:  "The sum of what is known is {points}; down to {junk-at} nothing happens.[[ What weighs most against it: {reason}.]]",
		why:   "Reputation is memory: what followed from earlier letters, slowly forgotten. The worst of the identities that are known decides.",
	},
	"policy.checked/reputation-poor": {
		title: "{from} remembers {who} and puts the letter into {folder}",
		what:  "The sum is {points}, and from {junk-at} on it goes into {folder}.[[ What weighs most: {reason}.]]",
		why:   "Nobody has read this letter: it pays for what earlier ones did.",
	},
	"policy.checked/reputation-slowed": {
		title: "{from} remembers {who} and asks it to come later",
		what:  "The sum is {points}, and from {defer-at} on letters are put off.[[ What weighs most: {reason}.]] So it answers \"{reply}\".",
		why:   "A 421 4.7.28 is a warning: go on like this, and it will be a 550.",
	},
	"policy.checked/reputation-bad": {
		title: "{from} remembers {who} and refuses the letter",
		what:  "The sum is {points}, and from {refuse-at} on letters are refused.[[ What weighs most: {reason}.]] So it answers \"{reply}\".",
		why:   "The way out is to send little, to those who want it, and to let weeks pass.",
	},
	"policy.reason/reputation-poor": {
		what: "{who} has a bad reputation here ({points}).",
	},
	"policy.reason/reputation-slowed": {
		what: "{who} has a bad reputation here ({points}), and does not pass for now.",
	},
	"policy.reason/reputation-bad": {
		what: "{who} has a very bad reputation here ({points}).",
	},
	"policy.checked/sender-rules-met": {
		title: "{from} asks certain things of senders: {domain} does them all",
		what:  "Recipients in 24 hours: {count}; from {limit} on more is asked.[[ It came to {reached} once, and that does not lapse.]][[ {by} publishes that, since {since}.]]",
		why:   "Large providers publish what they ask, and ask more of those who send a lot.",
	},
	"policy.checked/sender-rules-noted": {
		title: "{from} asks certain things of senders, and {domain} lacks one",
		what:  "What is missing is {reason}: for now that is only noted. Recipients in 24 hours: {count}; from {limit} on more is asked.[[ It came to {reached} once, and that does not lapse.]][[ {by} publishes that, since {since}.]]",
		why:   "What is only noted today may be refused tomorrow: each provider gives months of notice.",
	},
	"policy.checked/sender-rules-filed": {
		title: "{from} asks certain things of senders; {domain} lacks one, and the letter goes into {folder}",
		what:  "What is missing is {reason}. Recipients in 24 hours: {count}; from {limit} on more is asked.[[ It came to {reached} once, and that does not lapse.]][[ {by} publishes that, since {since}.]]",
		why:   "Whoever has been a bulk sender once always is: sending less does not mend it, doing what is asked does.",
	},
	"policy.checked/sender-rules-deferred": {
		title: "{from} asks certain things of senders; {domain} lacks one, and is asked to come again",
		what:  "What is missing is {reason}, so it answers \"{reply}\". Recipients in 24 hours: {count}; from {limit} on more is asked.[[ It came to {reached} once, and that does not lapse.]][[ {by} publishes that, since {since}.]]",
		why:   "A 421 gives time: once it is mended, the letter that waits in the queue can still arrive.",
	},
	"policy.checked/sender-rules-refused": {
		title: "{from} asks certain things of senders; {domain} lacks one, and is refused",
		what:  "What is missing is {reason}, so it answers \"{reply}\". Recipients in 24 hours: {count}; from {limit} on more is asked.[[ It came to {reached} once, and that does not lapse.]][[ {by} publishes that, since {since}.]]",
		why:   "Whoever has been a bulk sender once always is: sending less does not mend it, doing what is asked does.",
	},
	"policy.reason/sender-rules-filed": {
		what: "{domain} does not do what is asked of senders here.",
	},
	"policy.reason/sender-rules-deferred": {
		what: "{domain} does not yet do what is asked of senders here.",
	},
	"policy.reason/sender-rules-refused": {
		what: "{domain} does not do what is asked of senders here.",
	},
	"policy.checked/complaint-report-sent": {
		title: "{from} tells {address} of a complaint",
		what:  "{user} marked a letter as junk that {domain} had sent, and that domain is registered for the feedback loop. The report is in ARF (RFC 5965), with the letter's header.",
		why:   "So a sender can stop writing to whoever complains, without being asked.",
	},
	"policy.checked/greylist-known": {
		title: "{from} knows this trio, and does not make it wait",
		what:  "It waited once; no need to do so again.",
	},
	"policy.reason/greylist-new": {
		what: "It is no final “no”: it had never seen this client, sender and recipient together, and it asks strangers to come back later (greylisting).",
	},
	"policy.reason/greylist-early": {
		what: "It is still greylisted: it is back too soon.",
	},
	"policy.reason/greylist-passed": {
		what: "It knew how to wait, so greylisting lets it pass.",
	},
	"policy.checked/rate-limit": {
		title: "{from} slows {client} down: it is going too fast",
		what:  "This would make {counted} in {window}, and the limit here is {limit}.",
		why:   "A limit protects the server from avalanches. It is a “not now”: more slowly, and it will pass.",
	},
	"policy.reason/rate-limit": {
		what: "This would make {counted} of {client} in {window}, and the limit here is {limit}.",
	},

	// Lists that are kept in the DNS.
	"policy.checked/blocklist-listed": {
		title: "{from} finds {ip} on the blocklist {list}",
		what:  "The list answers {answer}[[, and gives the reason: “{text}”]].[[ So it answers “{reply}”.]][[ So it puts the letter into {folder}.]]",
		why:   "A blocklist (DNSBL) is asked like a name: the address turned round, within the list's zone. If the name exists, it is on it. Who gets on it and off it is decided by whoever keeps the list.",
	},
	"policy.checked/blocklist-not-listed": {
		title: "{from} does not find {ip} on the blocklist {list}",
		what:  "The name does not exist: the list has nothing against that address.",
		why:   "Not being on it does not say that the caller is good: only that nobody has put it down.",
	},
	"policy.checked/blocklist-spared": {
		title: "{from} does not ask the blocklist {list} about {ip}",
		what:  "An allowlist has vouched for that address.",
	},
	"policy.checked/blocklist-broken": {
		title: "{from} does not trust the blocklist {list}",
		what:  "For {ip} it answered[[ {answer}]][[, but {reason}]]. It is not heeded.",
		why:   "When a list closes, its domain sometimes ends up answering for everything: whoever believed it would get no mail from anybody.",
	},
	"policy.checked/blocklist-unknown": {
		title: "{from} cannot ask the blocklist {list}",
		what:  "Nobody answered, and a list that is silent does not shut the door: the letter goes on.",
	},
	"policy.checked/allowlist-listed": {
		title: "{from} finds {ip} on the allowlist {list}",
		what:  "The list answers {answer}: it vouches for that address, and there is no need to look at blocklists.",
	},
	"policy.checked/allowlist-not-listed": {
		title: "{from} does not find {ip} on the allowlist {list}",
		what:  "Nobody vouches for that address, which is nothing bad: hardly anybody is on it.",
	},
	"policy.checked/allowlist-broken": {
		title: "{from} does not trust the allowlist {list}",
		what:  "For {ip} it answered[[ {answer}]][[, but {reason}]]. It is not heeded.",
	},
	"policy.checked/allowlist-unknown": {
		title: "{from} cannot ask the allowlist {list}",
		what:  "Nobody answered: it is as if it were not asked.",
	},
	"policy.reason/blocklist-listed": {
		what: "The address {ip} is on the blocklist {list}.",
	},

	// SPF, DKIM and DMARC: never more than was proved.
	"policy.checked/spf": {
		title:   "{from} checks SPF for {domain}: {result}",
		what:    "[[It asks about {whose}. ]][[The result: {reason}. ]][[“{term}” decides it. ]][[That is why it answers “{reply}”.]][[That is why it files the letter in {folder}.]]",
		why:     "SPF compares the caller's address with the list that the owner of the envelope's domain publishes.",
		changed: "[[{from}: SPF for {domain} from {ip}: {result}]]",
	},
	"policy.checked/spf-pass": {
		title: "{from} checks SPF: {domain} lets {ip} send (pass)",
		what:  "It asks about {whose}: its owner publishes who may send for it, and {ip} may.[[ “{term}” decides it.]]",
		why:   "It says nothing of the From that people read, nor that the letter is honest.",
	},
	"policy.checked/spf-fail": {
		title: "{from} checks SPF: {domain} does not let {ip} send (fail)",
		what:  "It asks about {whose}: its owner says that {ip} may not send for it.[[ “{term}” decides it.]][[ That is why it answers “{reply}”.]][[ That is why it files the letter in {folder}.]]",
		why:   "It may be an impostor. It may also be an honest forwarder, who calls from another address.",
	},
	"policy.checked/spf-softfail": {
		title: "{from} checks SPF: {domain} thinks that {ip} should not send (softfail)",
		what:  "It asks about {whose}: its owner says that {ip} probably may not send for it, and does not say so firmly.[[ “{term}” decides it.]]",
		why:   "A softfail alone is no ground for refusing.",
	},
	"policy.checked/spf-neutral": {
		title: "{from} checks SPF: {domain} says neither yes nor no of {ip} (neutral)",
		what:  "It asks about {whose}.[[ “{term}” decides it.]][[ The reason: {reason}.]]",
		why:   "It is treated just as if there were no record.",
	},
	"policy.checked/spf-none": {
		title: "{from} checks SPF: nothing can be said[[ of {domain}]] (none)",
		what:  "It asks about {whose}.[[ The reason: {reason}.]]",
		why:   "Without a published list there is nothing to compare with: it speaks neither for nor against.",
	},
	"policy.checked/spf-temperror": {
		title: "{from} cannot check SPF for {domain} now (temperror)",
		what:  "[[The reason: {reason}.]][[ It stops within the record of {inside}.]]",
		why:   "Later perhaps: it is not the fault of whoever wrote the letter.",
	},
	"policy.checked/spf-permerror": {
		title: "{from} checks SPF: what {domain} publishes cannot be evaluated (permerror)",
		what:  "[[The reason: {reason}.]][[ It stops within the record of {inside}.]]",
		why:   "Until its owner mends it, SPF proves nothing of a call from {ip}, not even where that is one of the owner's own servers.",
	},
	"policy.checked/dkim": {
		title:   "{from} checks the DKIM signatures: {result}",
		what:    "[[The signature of {domain}, selector {selector}: {reason}.]]",
		why:     "A signature that does not fit proves nothing: it is worth as much as none.",
		changed: "[[{from}: DKIM of {domain}: {result}]]",
	},
	"policy.checked/dkim-pass": {
		title: "{from} checks the DKIM signature of {domain}: it fits (pass)",
		what:  "Whoever holds the key of {domain} signed these fields and {covered}, and they are still the same.",
		why:   "It does not say that {domain} is the domain in From, nor that the letter is honest.",
	},
	"policy.checked/dkim-fail": {
		title: "{from} checks the DKIM signature of {domain}: it does not fit (fail)",
		what:  "The signature with the selector {selector}: {reason}.",
		why:   "-",
	},
	"policy.checked/dkim-none": {
		title:   "{from} looks for DKIM signatures: the letter bears none (none)",
		what:    "There is no DKIM-Signature field.",
		why:     "Without a signature there is nothing to prove, neither for nor against.",
		changed: "-",
	},
	"policy.checked/dkim-sign": {
		title: "{from} does not sign the letter",
		what:  "Its header is beyond all limits: it leaves without the signature of {domain}.",
	},
	"policy.checked/dkim-sign-signed": {
		title: "{from} signs the letter for {domain}",
		what:  "It puts DKIM-Signature on top: which fields it signs, the hash of the body, and the signature made with its private key ({algorithm}). The public one is to be looked for in the DNS, at {selector}._domainkey.{domain}.",
		why:   "It signs what is its own: what comes from those who have logged in to it, and what its own programs write or send out.",
	},
	"policy.checked/dmarc": {
		title:   "{from} checks DMARC[[ of {domain}]]: {result}",
		what:    "[[The reason: {reason}.]][[ That is why it answers “{reply}”.]][[ That is why it files the letter in {folder}.]]",
		why:     "DMARC asks whether what SPF or DKIM proved speaks for the domain in From, the one that people read. One of the two is enough.",
		changed: "[[{from}: DMARC of {domain}: {result}]]",
	},
	"policy.checked/dmarc-pass": {
		title: "{from} checks DMARC: the owner of {domain} authorized this use (pass)",
		what:  "What was proved speaks for the From domain: {speaks}.",
		why:   "It does not say that {domain} is who the reader thinks, nor that the letter is honest.",
	},
	"policy.checked/dmarc-fail": {
		title: "{from} checks DMARC: nothing proves that the letter is from {domain} (fail)[[, but it trusts {vouched}]]",
		what:  "The reason: {reason}. Its owner asks {asks}.[[ That is why it answers “{reply}”.]][[ That is why it files the letter in {folder}.]][[ It lets the letter in: {vouched} sealed it, and says that it came there with dmarc=pass.]]",
	},
	"policy.checked/dmarc-none": {
		title: "{from} looks for DMARC: there is no policy[[ of {domain}]] (none)",
		what:  "The reason: {reason}.",
		why:   "Without one, the owner of the domain asks for nothing about letters that bear its name.",
	},
	"http.request": {
		title: "{from} asks {to} for a page: {args}",
		what:  "A request in HTTP: what is wanted and, in Host, under which name.",
	},
	"http.response": {
		title: "{from} answers {to}[[: {code}]]",
		what:  "The first line says how it went; after the blank line comes the content.",
	},
	"tell.http": {
		title: "{from} asks {to} for a page over HTTPS",
		what:  "Over HTTPS whoever answers has to prove by its certificate to be the one that was meant, and nobody on the way can change what it says.",
	},
	"policy.checked/mta-sts": {
		title: "{from} does not get the MTA-STS policy of {domain}",
		what:  "There is a record _mta-sts, but over HTTPS no policy that can be read is to be had, and it remembers none.",
		why:   "Without a policy the letter leaves as if there were none (RFC 8461 5). The first time is the weak spot of MTA-STS.",
	},
	"policy.checked/mta-sts-enforce": {
		title: "{from} knows what {domain} demands: TLS and a good certificate (MTA-STS, enforce)",
		what:  "Only to these hosts: {hosts}. Without TLS, or with a certificate that does not hold for them, nothing is delivered. It may remember this for {age}.",
		why:   "The policy comes over HTTPS, where it cannot be forged on the way, and once remembered it holds even if somebody hides the record later.",
	},
	"policy.checked/mta-sts-testing": {
		title: "{from} knows what {domain} is trying out: MTA-STS in testing",
		what:  "If TLS fails, the letter is delivered all the same and counted for the report. Hosts: {hosts}.",
	},
	"policy.checked/mta-sts-none": {
		title: "{from} knows that {domain} demands nothing any more (MTA-STS, none)",
		what:  "The policy says mode: none.",
	},
	"policy.checked/dane": {
		title: "{from} cannot know whether {host} demands TLS (DANE)",
		what:  "The question for its TLSA records has no answer to be trusted, so it is not known that there are none: nothing is delivered to that host now (RFC 7672 2.1.1).",
	},
	"policy.checked/dane-found": {
		title: "{from} knows how to recognize the certificate of {host} (DANE)",
		what:  "Its TLSA record says so, and the answer is authenticated. Without TLS, or with another certificate, nothing is delivered.",
		why:   "There are no real DNSSEC signatures here: answers from signed zones carry the bit AD, and nobody takes one without it.",
	},
	"policy.checked/dane-unusable": {
		title: "{from} does not understand the TLSA records of {host}",
		what:  "There are some, so it insists on TLS, but with any certificate (RFC 7672 2.2).",
	},
	"fault.acted/intercept": {
		title: "{Culprit}: the call of {from} to {peer} comes to somebody else",
		what:  "Somebody in the middle of the road answers in the place of {peer}, and calls {peer} himself.",
		why:   "From the call alone {from} cannot tell: the address that it calls is the same as ever.",
	},
	"policy.checked/dmarc-report": {
		title: "{from} has nobody to send the DMARC report about {domain} to",
		what:  "None of the addresses that its record gives takes it.",
	},
	"policy.checked/dmarc-report-sent": {
		title: "{from} sends {domain} its DMARC report of the day",
		what:  "It tells of {letters} {letters|letter|letters} with {domain} in From, in {rows} {rows|row|rows}: from which address, what SPF and DKIM found, and what was done. It goes to {address}.",
		why:   "So the owner learns who writes in its name, those included who are allowed to and do not sign. Of what the letters say it tells nothing.",
	},
	"policy.checked/dmarc-failure-report": {
		title: "{from} has nobody to tell that the letter of {domain} failed",
		what:  "None of the addresses that its record gives (ruf) takes it.",
	},
	"policy.checked/dmarc-failure-report-sent": {
		title: "{from} tells {domain} that a letter in its name failed",
		what:  "It goes to {address}, with the letter's header and what was found (RFC 9991).",
		why:   "It has data in it of whoever wrote that letter and whoever it was for, so hardly anybody sends them any more.",
	},
	"policy.checked/tls-report": {
		title: "{from} sends {domain} its TLS report of the day",
		what:  "It tells of {good} {good|conversation|conversations} with TLS as it should be, and {bad} without. It goes to {address}.",
		why:   "Without it the owner does not know which letters do not arrive (RFC 8460).",
	},
	"policy.checked/arc": {
		title: "{from} checks the ARC seals: {result}",
		what:  "[[The reason: {reason}.]]",
		why:   "Without a whole chain there is no knowing what others found before.",
	},
	"policy.checked/arc-pass": {
		title: "{from} checks the ARC seals: the chain is whole (pass)",
		what:  "[[{domain}, the first to seal, says that DMARC gave {said} when the letter came to it. ]]The letter is as it left the hand of the last one.",
		why:   "A seal proves who says so, not that it is true: it only helps if the receiver trusts everyone who sealed. ARC is becoming history: the IETF is retiring it.",
	},
	"policy.checked/arc-none": {
		title:   "{from} looks for ARC seals: there is no chain (none)",
		what:    "The reason: {reason}.",
		why:     "Nobody who forwarded it tells what they found.",
		changed: "-",
	},
	"policy.checked/arc-seal": {
		title: "{from} does not seal the letter",
		what:  "[[The reason: {reason}.]]",
		why:   "Nothing is added to a chain that is broken or full.",
	},
	"policy.checked/arc-seal-sealed": {
		title: "{from} puts an ARC seal on the letter that it passes on",
		what:  "It puts three fields on top, numbered {instance}: what it found when the letter came (ARC-Authentication-Results), a signature of the letter as it leaves (ARC-Message-Signature), and a seal over all of that and those before (ARC-Seal, cv={cv}). The key is found at {selector}._domainkey.{domain}.",
		why:   "If the author's DKIM signature is broken on the way, whoever trusts {domain} can read what it found.",
	},
	"policy.checked/srs": {
		title: "{from} leaves the envelope as it is",
		what:  "With {path} inside, what stands before the @ would be longer than 64 bytes, and other servers would not take it.",
	},
	"policy.checked/srs-rewritten": {
		title: "{from} changes the sender on the envelope (SRS)",
		what:  "Instead of {path} it writes {packed}, an address of its own with the other inside.",
		why:   "So SPF is asked of {domain}, which does let this server send. If something fails, the report comes back here, and is unpacked here. The From that people read is not changed: it is of no use to DMARC.",
	},
	"policy.checked/list": {
		title: "{from} sends the letter out to everybody on the list {list}",
		what:  "It leaves for {members} {members|member|members} in a new envelope: the sender is {bounces}. From is not touched.",
		why:   "What cannot be delivered comes back to whoever keeps the list, not to whoever wrote.",
	},
	"policy.checked/list-rewritten": {
		title: "{from} sends the letter out to everybody on the list {list}, and puts itself into From",
		what:  "It leaves for {members} {members|member|members} in a new envelope: the sender is {bounces}. The list stands in From, and the author goes into Reply-To.",
		why:   "It no longer claims to come from the author's domain, so DMARC asks about the list's. In return, From tells who wrote it by the name alone.",
	},
	"policy.checked/authentication-results": {
		title: "{from} writes into the letter what it has found out",
		what:  "It puts Authentication-Results on top of everything, with its own name: mail programs and filters will read it.",
		why:   "Only what stands under one's own server's name is worth anything: anybody can write such a field.",
	},
	"policy.checked/authentication-results-cleaned": {
		title: "{from} removes what others had written in its name, and writes its own",
		what:  "The letter came with {removed} {removed|field|fields} that {removed|pretended|pretended} to be this server's: out with that.",
	},
	"policy.checked/footer": {
		title: "{from} leaves the letter as it is",
		what:  "It would add a footer, but this letter is not plain text.",
	},
	"policy.checked/footer-added": {
		title: "{from} adds a footer to the letter",
		what:  "The body is no longer the one that its author wrote.",
		why:   "It means well. A DKIM signature made before no longer fits.",
	},
	"policy.reason/spf-pass": {
		what: "SPF: the owner of {domain} lets {ip} send.",
	},
	"policy.reason/spf-fail": {
		what: "SPF: the owner of {domain} does not let {ip} send.",
	},
	"policy.reason/spf-softfail": {
		what: "SPF: the owner of {domain} thinks that {ip} should not send.",
	},
	"policy.reason/spf-permerror": {
		what: "SPF: what {domain} publishes cannot be evaluated[[: {reason}]].",
	},
	"policy.reason/spf-temperror": {
		what: "SPF: nothing could be found out about {domain} now[[: {reason}]].",
	},
	"policy.reason/dkim-temperror": {
		what: "DKIM: the key of {domain} could not be got now, and the signature proves nothing.",
	},
	"policy.reason/dkim-permerror": {
		what: "DKIM: the signature[[ of {domain}]] proves nothing: {reason}.",
	},
	"policy.reason/dmarc-temperror": {
		what: "DMARC[[ of {domain}]]: it could not be found out now[[: {reason}]].",
	},
	"policy.reason/dmarc-permerror": {
		what: "DMARC: it cannot be checked[[: {reason}]].",
	},
	"policy.reason/dkim-pass": {
		what: "DKIM: the signature of {domain} fits.",
	},
	"policy.reason/dkim-fail": {
		what: "DKIM: the signature of {domain} does not fit: {reason}.",
	},
	"policy.reason/dmarc-pass": {
		what: "DMARC: what was proved speaks for {domain}, the domain in From: {speaks}.",
	},
	"policy.reason/dmarc-fail": {
		what: "DMARC: nothing proves that the letter is from {domain}, the domain in From: {reason}. Its owner asks {asks}.[[ It goes into the folder {folder}.]][[ But it trusts {vouched}, which sealed the letter and says that it came there with dmarc=pass: it lets it in.]]",
	},

	// What is done from outside.
	"input.acted": {
		title: "{who} {action}",
		what:  "[[{how}]]",
		why:   "The script does not say so: a person does it while the world runs. With the same scenario, the same seed and the same inputs all of it happens again alike.",
	},
	"input.ended": {
		title: "{who} {done}",
		what:  "[[{after}]]",
	},
	"input.ended/nothing": {
		title: "{who} found no letter to do it with",
		what:  "Nothing has changed: what was looked for is not in that folder.",
	},
	"input.ended/failed": {
		title: "{who} {failed}",
		what:  "[[The reason: {reason}.]]",
	},

	// POP3.
	"pop3.capa": {
		title: "{from} asks what the server can do: CAPA",
		what:  "It asks for the list of capabilities.",
	},
	"pop3.reply.capa": {
		title: "{from} answers CAPA[[: {words}]]",
		what:  "One capability a line; the list ends with a dot alone.",
	},
	"pop3.stls": {
		title: "{from} asks for TLS: STLS",
		what:  "It is the STARTTLS of POP3.",
		why:   "Without it the password travels in plain sight.",
	},
	"pop3.reply.stls": {
		title: "{from} answers STLS[[: {words}]]",
		what:  "Next comes TLS's handshake.",
	},
	"pop3.user": {
		title: "{from} says its user[[: {user}]]",
		what:  "The name of the mailbox that it wants to open.",
	},
	"pop3.reply.user": {
		title: "{from} answers USER[[: {words}]]",
		what:  "It takes any name, real or not: that way it does not tell who has a mailbox.",
	},
	"pop3.pass": {
		title: "{from} says its password: PASS",
		what:  "[[It says “{secret}”, as it is, {exposed}.]][[{withheld}]]",
		why:   "Whoever hears a password once can use it for ever.",
	},
	"pop3.reply.pass": {
		title: "{from} answers PASS[[: {words}]]",
		what:  "The mailbox is open, and locked for others while the visit lasts.",
	},
	"pop3.apop": {
		title: "{from} proves that it knows the password without saying it: APOP",
		what:  "It sends a digest (MD5) of the greeting and the password together.[[ {withheld}]]",
		why:   "MD5 is old and weak: today one prefers TLS.",
	},
	"pop3.reply.apop": {
		title: "{from} answers APOP[[: {words}]]",
		what:  "The mailbox is open.",
	},
	"pop3.auth": {
		title: "{from} says who it is: AUTH[[ {arg}]]",
		what:  "[[{mechanism} is the way in which it wants to.]][[In base64 it says: user “{user}”, password “{password}”.]][[In base64 it says: for “{user}”, with the token “{token}”.]][[ {withheld}]]",
		why:   "Base64 encrypts nothing: TLS is needed.",
	},
	"pop3.reply.auth": {
		title: "{from} answers AUTH[[: {words}]]",
		what:  "The mailbox is open.",
	},
	"pop3.stat": {
		title: "{from} asks how much there is: STAT",
		what:  "How many letters, and how many bytes in all.",
	},
	"pop3.reply.stat": {
		title: "{from} answers STAT[[: {words}]]",
		what:  "First the number of letters, then the bytes.",
	},
	"pop3.list": {
		title: "{from} asks for the list of letters: LIST",
		what:  "One line a letter: number and size.",
	},
	"pop3.reply.list": {
		title: "{from} answers LIST[[: {words}]]",
		what:  "The numbers hold for this visit only.",
	},
	"pop3.uidl": {
		title: "{from} asks for each letter's own name: UIDL",
		what:  "Unlike the number, that name stays the same from one visit to the next.",
		why:   "That is how it knows which ones it has already.",
	},
	"pop3.reply.uidl": {
		title: "{from} answers UIDL[[: {words}]]",
		what:  "One line a letter: today's number and its lasting name.",
	},
	"pop3.retr": {
		title: "{from} asks for letter {arg}: RETR",
		what:  "It wants all of it.",
	},
	"pop3.reply.retr": {
		title: "{from} answers RETR[[: {words}]]",
		what:  "The whole letter follows, up to a dot alone.",
	},
	"pop3.top": {
		title: "{from} asks for the beginning of letter {arg}: TOP",
		what:  "The header and a few lines of the text[[ ({rest})]].",
		why:   "It lets one peek at a letter without downloading it all.",
	},
	"pop3.reply.top": {
		title: "{from} answers TOP[[: {words}]]",
		what:  "The beginning of the letter follows.",
	},
	"pop3.dele": {
		title: "{from} marks letter {arg} for deletion: DELE",
		what:  "It is not deleted yet: that happens at the goodbye, QUIT.",
		why:   "If the connection breaks, nothing is lost.",
	},
	"pop3.reply.dele": {
		title: "{from} answers DELE[[: {words}]]",
		what:  "Marked; RSET can still undo it.",
	},
	"pop3.noop": {
		title: "{from} says “still here”: NOOP",
		what:  "It asks for nothing.",
	},
	"pop3.reply.noop": {
		title: "{from} answers NOOP[[: {words}]]",
		what:  "The server is still there too.",
	},
	"pop3.rset": {
		title: "{from} changes its mind: RSET",
		what:  "It takes the deletion marks off.",
	},
	"pop3.reply.rset": {
		title: "{from} answers RSET[[: {words}]]",
		what:  "Nothing will be deleted.",
	},
	"pop3.utf8": {
		title: "{from} asks for UTF-8",
		what:  "For names and headers in any alphabet.",
	},
	"pop3.reply.utf8": {
		title: "{from} answers UTF8[[: {words}]]",
		what:  "Agreed.",
	},
	"pop3.reply.utf8/err": {
		what: "-ERR: what was asked is not done.",
	},
	"pop3.quit": {
		title: "{from} says goodbye: QUIT",
		what:  "If anything was marked by DELE, the server deletes it now.",
	},
	"pop3.reply.quit": {
		title: "{from} answers QUIT[[: {words}]]",
		what:  "Done: the mailbox is free for another visit.",
	},
	"pop3.unknown": {
		title: "{from} says something that POP3 does not know[[: {text}]]",
		what:  "It is no command of the standard.",
	},
	"pop3.reply.unknown": {
		title: "{from} answers UNKNOWN[[: {words}]]",
		what:  "[[{words}]]",
	},
	"pop3.greeting": {
		title: "{from} says hello[[: {text}]]",
		what:  "+OK: the POP3 server is ready.",
		why:   "POP3 is simple: download and, if you like, delete. The mailbox on the server is a place to pass through.",
	},
	"pop3.challenge/refusal": {
		title: "{from} explains why the token does not count",
		what:  "[[The base64 is JSON, whose status is “{refused}”.]]",
		why:   "A challenge cannot be a no in these protocols, so the error is sent first, as JSON, and the no waits until the client has answered (RFC 7628, section 3.2.3).",
	},
	"pop3.challenge": {
		title: "{from} asks to go on: +",
		what:  "A part of the log-in is missing.[[ What comes with it is base64, and says: “{secret}”.]]",
	},
	"pop3.credentials": {
		title: "{from} answers with its credentials",
		what:  "[[It says: “{secret}”.]][[It says: user “{user}”, password “{password}”.]][[It says: for “{user}”, with the token “{token}”.]][[{withheld}]]",
		why:   "Base64 is no encryption.",
	},
	"pop3.message": {
		title: "{from} gives the letter to {to}: {size}",
		what:  "[[{about} ]]It comes as it was stored, with all its postmarks (Received).",
	},

	// IMAP.
	"imap.capability": {
		title: "{from} asks what the server can do: CAPABILITY",
		what:  "It asks for the list of capabilities.",
	},
	"imap.reply.capability": {
		title: "{from} answers CAPABILITY[[: {words}]]",
		what:  "Done: it knows what it may ask for.",
	},
	"imap.id": {
		title: "{from} says what program it is: ID",
		what:  "As a courtesy, and for the logs.",
	},
	"imap.reply.id": {
		title: "{from} answers ID[[: {words}]]",
		what:  "The server names its own.",
	},
	"imap.noop": {
		title: "{from} asks for news: NOOP",
		what:  "It asks for nothing, but the server takes the chance to tell what is new.",
	},
	"imap.reply.noop": {
		title: "{from} answers NOOP[[: {words}]]",
		what:  "That is all for now.",
	},
	"imap.logout": {
		title: "{from} says goodbye: LOGOUT",
		what:  "It has what it came for.",
	},
	"imap.reply.logout": {
		title: "{from} answers LOGOUT[[: {words}]]",
		what:  "Over; both may hang up.",
	},
	"imap.starttls": {
		title: "{from} asks for TLS: STARTTLS",
		what:  "From here on, encrypted.",
		why:   "Without it the password travels in plain sight.",
	},
	"imap.reply.starttls": {
		title: "{from} answers STARTTLS[[: {words}]]",
		what:  "Next comes TLS's handshake.",
	},
	"imap.authenticate": {
		title: "{from} says who it is: AUTHENTICATE[[ {arg}]]",
		what:  "[[{mechanism} is the way in which it wants to.]][[In base64 it says: user “{user}”, password “{password}”.]][[In base64 it says: for “{user}”, with the token “{token}”.]][[ {withheld}]]",
		why:   "Base64 encrypts nothing: TLS is needed.",
	},
	"imap.reply.authenticate": {
		title: "{from} answers AUTHENTICATE[[: {words}]]",
		what:  "The doors of the mailbox are open.",
	},
	"imap.login": {
		title: "{from} logs in: LOGIN[[ {user}]]",
		what:  "[[The password, “{password}”, goes as it is, {exposed}.]][[{withheld}]]",
		why:   "Whoever hears a password once can use it for ever.",
	},
	"imap.reply.login": {
		title: "{from} answers LOGIN[[: {words}]]",
		what:  "The doors of the mailbox are open.",
	},
	"imap.enable": {
		title: "{from} turns extensions on: ENABLE[[ {args}]]",
		what:  "It tells the server which extensions it understands.",
	},
	"imap.reply.enable": {
		title: "{from} answers ENABLE[[: {words}]]",
		what:  "They are on.",
	},
	"imap.namespace": {
		title: "{from} asks where the folders are: NAMESPACE",
		what:  "Its own, those of others, and shared ones.",
	},
	"imap.reply.namespace": {
		title: "{from} answers NAMESPACE[[: {words}]]",
		what:  "Now it knows.",
	},
	"imap.select": {
		title: "{from} opens the folder {args}: SELECT",
		what:  "It wants to work in it: read, flag, delete.",
	},
	"imap.reply.select": {
		title: "{from} answers SELECT[[: {words}]]",
		what:  "The folder is open, to read and to change.",
	},
	"imap.select/resync": {
		title: "{from} opens the folder and says how far it knew: SELECT {args}",
		what:  "QRESYNC has the UIDVALIDITY and the last number of a change that it knew.",
		why:   "With that the server answers at once what changed and what went: the list need not be asked for.",
	},
	"imap.getquota": {
		title: "{from} asks how much fits: GETQUOTA[[ {args}]]",
		what:  "A quota root is all that shares one limit.",
	},
	"imap.reply.getquota": {
		title: "{from} answers GETQUOTA[[: {words}]]",
		what:  "That is all there is to know.",
	},
	"imap.getquotaroot": {
		title: "{from} asks which limit a folder has: GETQUOTAROOT[[ {args}]]",
		what:  "It wants to know on which quota root it depends, and how much is left.",
	},
	"imap.reply.getquotaroot": {
		title: "{from} answers GETQUOTAROOT[[: {words}]]",
		what:  "Now it knows how much room is left.",
	},
	"imap.setquota": {
		title: "{from} wants to change a limit: SETQUOTA[[ {args}]]",
		what:  "It is most often reserved to whoever runs the server.",
	},
	"imap.reply.setquota": {
		title: "{from} answers SETQUOTA[[: {words}]]",
		what:  "Limits are the server's to set.",
	},
	"imap.examine": {
		title: "{from} opens the folder {args} just to look: EXAMINE",
		what:  "Nothing will change: not even the seen flag.",
	},
	"imap.reply.examine": {
		title: "{from} answers EXAMINE[[: {words}]]",
		what:  "The folder is open, read-only.",
	},
	"imap.create": {
		title: "{from} makes the folder {args}: CREATE",
		what:  "It will live on the server: every device will see it.",
	},
	"imap.reply.create": {
		title: "{from} answers CREATE[[: {words}]]",
		what:  "Made.",
	},
	"imap.delete": {
		title: "{from} deletes the folder {args}: DELETE",
		what:  "With what is in it. INBOX cannot be deleted.",
	},
	"imap.reply.delete": {
		title: "{from} answers DELETE[[: {words}]]",
		what:  "Deleted.",
	},
	"imap.rename": {
		title: "{from} renames a folder: RENAME[[ {args}]]",
		what:  "The letters stay in it.",
	},
	"imap.reply.rename": {
		title: "{from} answers RENAME[[: {words}]]",
		what:  "Done.",
	},
	"imap.subscribe": {
		title: "{from} subscribes to {args}: SUBSCRIBE",
		what:  "It puts the folder among those it wants to see.",
	},
	"imap.reply.subscribe": {
		title: "{from} answers SUBSCRIBE[[: {words}]]",
		what:  "Done.",
	},
	"imap.unsubscribe": {
		title: "{from} unsubscribes from {args}: UNSUBSCRIBE",
		what:  "The folder still exists.",
	},
	"imap.reply.unsubscribe": {
		title: "{from} answers UNSUBSCRIBE[[: {words}]]",
		what:  "Done.",
	},
	"imap.list": {
		title: "{from} asks for the list of folders: LIST",
		what:  "It wants to know what there is on the server.",
	},
	"imap.reply.list": {
		title: "{from} answers LIST[[: {words}]]",
		what:  "That is all of them.",
	},
	"imap.lsub": {
		title: "{from} asks for the subscribed folders: LSUB",
		what:  "Only those it chose to see.",
	},
	"imap.reply.lsub": {
		title: "{from} answers LSUB[[: {words}]]",
		what:  "That is all of them.",
	},
	"imap.status": {
		title: "{from} asks how {arg} is: STATUS",
		what:  "Without opening it: how many letters, how many unseen…",
	},
	"imap.reply.status": {
		title: "{from} answers STATUS[[: {words}]]",
		what:  "That is how it is.",
	},
	"imap.append": {
		title: "{from} puts a letter into {arg}: APPEND",
		what:  "For instance, the copy of what was sent. The number in braces says how many bytes will come.",
	},
	"imap.reply.append": {
		title: "{from} answers APPEND[[: {words}]]",
		what:  "Stored.",
	},
	"imap.idle": {
		title: "{from} stays and listens: IDLE",
		what:  "“Tell me when something comes.”",
		why:   "That is how new mail shows at once, without asking all the time.",
	},
	"imap.reply.idle": {
		title: "{from} answers IDLE[[: {words}]]",
		what:  "The listening ends.",
	},
	"imap.done": {
		title: "{from} stops listening: DONE",
		what:  "It ends IDLE: until it does it can ask for nothing else.",
	},
	"imap.reply.done": {
		title: "{from} answers DONE[[: {words}]]",
		what:  "Agreed.",
	},
	"imap.check": {
		title: "{from} asks to put the folder in order: CHECK",
		what:  "The server is to store safely what is pending.",
	},
	"imap.reply.check": {
		title: "{from} answers CHECK[[: {words}]]",
		what:  "Done.",
	},
	"imap.close": {
		title: "{from} closes the folder: CLOSE",
		what:  "And removes what is marked \\Deleted on the way.",
	},
	"imap.reply.close": {
		title: "{from} answers CLOSE[[: {words}]]",
		what:  "Closed.",
	},
	"imap.unselect": {
		title: "{from} closes the folder and deletes nothing: UNSELECT",
		what:  "What is marked \\Deleted stays.",
	},
	"imap.reply.unselect": {
		title: "{from} answers UNSELECT[[: {words}]]",
		what:  "Closed.",
	},
	"imap.expunge": {
		title: "{from} removes what is marked for deletion: EXPUNGE",
		what:  "What is marked \\Deleted goes from the open folder. This time for good.",
	},
	"imap.reply.expunge": {
		title: "{from} answers EXPUNGE[[: {words}]]",
		what:  "Done.",
	},
	"imap.search": {
		title: "{from} asks for a search: SEARCH {args}",
		what:  "The server does the searching, since it has all the letters; no need to download them.",
	},
	"imap.reply.search": {
		title: "{from} answers SEARCH[[: {words}]]",
		what:  "The search is over.",
	},
	"imap.fetch": {
		title: "{from} asks for data of letters: FETCH[[ {selection}]]",
		what:  "It says which ones, and what part of them.",
		why:   "To ask only for what will be shown saves time and data. PEEK does not mark it as read.",
	},
	"imap.reply.fetch": {
		title: "{from} answers FETCH[[: {words}]]",
		what:  "That is all it asked for.",
	},
	"imap.store": {
		title: "{from} {storing}: STORE[[ {args}]]",
		what:  "\\Seen is read, \\Flagged starred, \\Answered answered, \\Deleted to be removed.",
		why:   "The flags stay on the server, where every device sees them.",
	},
	"imap.reply.store": {
		title: "{from} answers STORE[[: {words}]]",
		what:  "Done: the flags have changed.",
	},
	"imap.copy": {
		title: "{from} copies letters to another folder: COPY[[ {args}]]",
		what:  "The copy is made inside the server.",
	},
	"imap.reply.copy": {
		title: "{from} answers COPY[[: {words}]]",
		what:  "Copied.",
	},
	"imap.move": {
		title: "{from} moves letters to another folder: MOVE[[ {args}]]",
		what:  "They leave one and enter the other in a single go.",
	},
	"imap.reply.move": {
		title: "{from} answers MOVE[[: {words}]]",
		what:  "Moved.",
	},
	"imap.unknown": {
		title: "{from} says something that IMAP does not know[[: {text}]]",
		what:  "It is no command of the standard.",
	},
	"imap.reply.unknown": {
		title: "{from} answers UNKNOWN[[: {words}]]",
		what:  "[[{words}]]",
	},
	"imap.greeting": {
		title: "{from} says hello[[: {text}]]",
		what:  "* OK: the IMAP server is ready.",
		why:   "With IMAP the letters live on the server, and each device is a window on the same mailbox.",
	},
	"imap.credentials": {
		title: "{from} answers with its credentials",
		what:  "[[It says: “{secret}”.]][[It says: user “{user}”, password “{password}”.]][[It says: for “{user}”, with the token “{token}”.]][[{withheld}]]",
		why:   "Base64 is no encryption.",
	},
	"imap.credentials/withheld": {
		title: "{from} answers with what a class does not show",
		what:  "{withheld}",
	},
	"imap.credentials/dummy": {
		title: "{from} has understood: AQ==",
		what:  "It is one byte, 0x01, in base64, and says nothing: it only lets the server come to its no.",
	},
	"imap.credentials/cancel": {
		title: "{from} leaves off logging in: *",
		what:  "An asterisk alone cancels it: it is not base64.",
		why:   "The server will answer BAD, and the connection goes on as it was.",
	},
	"imap.continuation/refusal": {
		title: "{from} explains why the token does not count",
		what:  "[[The base64 is JSON, whose status is “{refused}”.]]",
		why:   "A challenge cannot be a no in these protocols, so the error is sent first, as JSON, and the no waits until the client has answered (RFC 7628, section 3.2.3).",
	},
	"imap.continuation": {
		title: "{from} says “go on”: +",
		what:  "It waits for the rest.[[ What comes with it is base64, and says: “{secret}”.]]",
	},
	"imap.continuation/idle": {
		title: "{from} agrees to call: +",
		what:  "From now on it says what is new as it comes, until it hears DONE.",
	},
	"imap.literal": {
		title: "{from} brings the letter: {size}",
		what:  "Exactly the bytes that were announced in braces.",
	},
	"imap.message": {
		title: "{from} gives {to} what it asked for: {size}",
		what:  "[[{about} ]]The letter, or a part, travels as a block of announced size.",
		why:   "The original stays on the server.",
	},
	"imap.untagged.capability": {
		title: "{from} says what it can do[[: {text}]]",
		what:  "A list of words, each of them a capability.",
	},
	"imap.untagged.enabled": {
		title: "{from} confirms which extensions are on[[: {text}]]",
		what:  "From now on the server may use them.",
	},
	"imap.untagged.namespace": {
		title: "{from} says where the folders are[[: {text}]]",
		what:  "One's own, those of others, and shared ones.",
	},
	"imap.untagged.id": {
		title: "{from} says what program it is[[: {text}]]",
		what:  "As a courtesy.",
	},
	"imap.untagged.list": {
		title: "{from} names a folder[[: {text}]]",
		what:  "With its attributes and the sign between levels.[[ Read out of modified UTF-7, its name is “{called}”.]]",
	},
	"imap.untagged.lsub": {
		title: "{from} names a subscribed folder[[: {text}]]",
		what:  "[[Read out of modified UTF-7, its name is “{called}”.]]",
	},
	"imap.untagged.status": {
		title: "{from} says how a folder is[[: {text}]]",
		what:  "Without opening it.",
	},
	"imap.untagged.search": {
		title: "{from} says which letters it found[[: {text}]]",
		what:  "The numbers of those that fit; none if there are none.",
	},
	"imap.untagged.esearch": {
		title: "{from} says which letters it found[[: {text}]]",
		what:  "In a short form.",
	},
	"imap.untagged.flags": {
		title: "{from} says which flags the folder knows[[: {text}]]",
		what:  "Each letter may have its own: read (\\Seen), answered (\\Answered), starred (\\Flagged), to be deleted (\\Deleted), a draft (\\Draft).",
	},
	"imap.untagged.exists": {
		title: "{from} says how many letters there are[[: {text}]]",
		what:  "It is the number of letters in the folder; if it grows, mail has come.",
	},
	"imap.untagged.recent": {
		title: "{from} says how many letters are new[[: {text}]]",
		what:  "They came since somebody last opened the folder.",
	},
	"imap.untagged.expunge": {
		title: "{from} says that a letter is gone[[: {text}]]",
		what:  "Those after it move down by one. UIDs do not change: that is what they are for.",
	},
	"imap.untagged.vanished": {
		title: "{from} says which letters are gone[[: {text}]]",
		what:  "By their UIDs.",
	},
	"imap.untagged.fetch": {
		title: "{from} tells about a letter[[: {text}]]",
		what:  "Its flags, its UID or other data; without the text.",
	},
	"imap.untagged.quota": {
		title: "{from} says how much fits[[: {text}]]",
		what:  "STORAGE counts in units of 1024 bytes: first what is used, then the limit.",
	},
	"imap.untagged.quotaroot": {
		title: "{from} says on which limit the folder depends[[: {text}]]",
		what:  "The root's name may be empty: all of the account shares one.",
	},
	"imap.untagged.ok": {
		title: "{from} gives a fact[[: {text}]]",
		what:  "What stands in brackets is for the program; the rest, for people.",
	},
	"imap.untagged.no": {
		title: "{from} gives a warning[[: {text}]]",
		what:  "A warning, not an answer.",
	},
	"imap.untagged.bad": {
		title: "{from} complains[[: {text}]]",
		what:  "It did not understand something that was said.",
	},
	"imap.untagged.bye": {
		title: "{from} says goodbye[[: {text}]]",
		what:  "It says that it is about to hang up.",
	},
	"imap.untagged.preauth": {
		title: "{from} knows the client already[[: {text}]]",
		what:  "There is no need to log in.",
	},
	"imap.untagged.other": {
		title: "{from} tells something else[[: {text}]]",
	},
	"imap.fetch/flags": {
		title: "{from} asks for the list of letters: FETCH[[ {selection}]]",
		what:  "It wants each one's fixed name (UID) and flags; not the text yet.",
		why:   "That is how it knows which ones it has and which it lacks, without downloading any.",
	},
	"imap.fetch/changed": {
		title: "{from} asks only for what has changed: FETCH[[ {selection}]]",
		what:  "CHANGEDSINCE has the last number of a change that it knew: of the other letters nothing comes.",
		why:   "With many letters and few changes, the answer is short.",
	},
	"imap.fetch/items": {
		title: "{from} asks for data of letters: FETCH[[ {selection}]]",
		what:  "[[It wants {items}.]][[ {seen}.]]",
		why:   "To ask only for what will be shown saves time and data.",
	},
	"imap.fetch/headers": {
		title: "{from} asks for the headers: FETCH[[ {selection}]]",
		what:  "Who writes, about what and when: what it takes to show the list.",
		why:   "The text is asked for only if somebody opens the letter.",
	},
	"imap.fetch/part": {
		title: "{from} asks for a part of the letter: FETCH[[ {selection}]]",
		what:  "Each part has a number, its place in the tree of BODYSTRUCTURE; MIME asks for the fields that say what it is[[; {marking}]].",
		why:   "The rest of the letter does not travel.",
	},
	"imap.fetch/message": {
		title: "{from} asks for the letter: FETCH[[ {selection}]]",
		what:  "{wanted}; {marking}.",
		why:   "{reading}",
	},
	"imap.untagged.fetch/flags": {
		title: "{from} says which flags a letter has[[: {text}]]",
		what:  "Its flags as they are now; \\Recent means that no visit before this one has heard of it.",
	},
	"imap.untagged.ok/unseen": {
		title: "{from} says which is the first unread one[[: {text}]]",
		what:  "UNSEEN: the number of the first letter that nobody has read.",
		why:   "The program can go straight to it.",
	},
	"imap.untagged.ok/uidvalidity": {
		title: "{from} says to which generation the UIDs belong[[: {text}]]",
		what:  "UIDVALIDITY: as long as this number stays the same, UIDs noted down are good.",
		why:   "Were the folder deleted and made anew, it would change, and the device would throw its copy away.",
	},
	"imap.untagged.ok/uidnext": {
		title: "{from} says which UID the next letter will have[[: {text}]]",
		what:  "UIDNEXT: if this number is bigger at another visit, new mail has come.",
	},
	"imap.untagged.ok/permanentflags": {
		title: "{from} says which flags are kept[[: {text}]]",
		what:  "PERMANENTFLAGS: these flags are kept from one visit to the next; \\* lets one invent others.",
	},
	"imap.untagged.ok/highestmodseq": {
		title: "{from} says how many changes the folder has seen[[: {text}]]",
		what:  "A number that grows with each change.",
	},

	// What a no means to those who read, and what follows a literal: "*" is any command
	// that has no words of its own.
	"pop3.reply.*/err": {
		what: "-ERR: what was asked is not done.",
	},
	"imap.reply.*/no": {
		what: "NO: it has understood the command, but does not carry it out.",
	},
	"imap.reply.*/bad": {
		what: "BAD: it does not understand the command, or has no use for it here.",
	},
	"imap.*/literal": {
		title: "{from} says what was missing: {text}",
		what:  "They are the bytes announced in braces: that is how a text with accents travels.",
		why:   "-",
	},
	"pop3.reply.*/err-auth": {
		what: "The user or the password is wrong: [AUTH] says that the trouble is with what was given to log in, and not with the mailbox.",
	},
	"pop3.reply.*/err-in-use": {
		what: "The mailbox is in use: another visit has it open, and POP3 opens it to one at a time.",
	},
	"pop3.reply.*/err-login-delay": {
		what: "Too little time has passed since the last one: this server wants a wait between visits.",
	},
	"pop3.reply.*/err-sys-temp": {
		what: "The server has trouble that will pass: later it may go well.",
	},
	"pop3.reply.*/err-sys-perm": {
		what: "The server has trouble that will not pass by itself: somebody has to mend it.",
	},
	"pop3.reply.pass/err": {
		title: "{from} does not open the mailbox[[: {words}]]",
		what:  "User or password wrong, or the mailbox is in use.",
	},
	"pop3.credentials/withheld": {
		title: "{from} answers with what a class does not show",
		what:  "{withheld}",
	},
	"pop3.credentials/dummy": {
		title: "{from} has understood: AQ==",
		what:  "It is one byte, 0x01, in base64, and says nothing: it only lets the server come to its no.",
	},
	"pop3.credentials/cancel": {
		title: "{from} leaves off logging in: *",
		what:  "An asterisk alone cancels it: it is not base64.",
		why:   "The server will answer -ERR, and the connection goes on as it was.",
	},
	"pop3.reply.auth/err-cancel": {
		title: "{from} cancels the log-in[[: {words}]]",
		what:  "The client left off with an asterisk: nobody has logged in.",
	},
	"pop3.reply.auth/err": {
		title: "{from} does not open the mailbox[[: {words}]]",
		what:  "What the client gave to log in is not good, or the server does not take that way of doing it.",
	},
	"pop3.reply.apop/err": {
		title: "{from} does not open the mailbox[[: {words}]]",
		what:  "User or password wrong, or the mailbox is in use.",
	},
	"pop3.reply.retr/err": {
		title: "{from} has no such letter[[: {words}]]",
		what:  "The number does not exist, or the letter is already marked for deletion.",
	},
	"imap.reply.*/no-alert": {
		what: "NO: it has understood the command, but does not carry it out; [ALERT] bids the program show the person what the server says.",
	},
	"imap.reply.*/no-authenticationfailed": {
		what: "What was given to log in is not good, and the server will not say why: that would be a hint for whoever guesses passwords.",
	},
	"imap.reply.*/no-privacyrequired": {
		what: "NO: not like this, without TLS. First the conversation has to be encrypted.",
	},
	"imap.reply.*/no-nonexistent": {
		what: "NO: there is no such thing.",
	},
	"imap.reply.*/no-alreadyexists": {
		what: "NO: it exists already.",
	},
	"imap.reply.*/no-trycreate": {
		what: "NO: there is no such folder, but it may be made (CREATE), and this tried again.",
	},
	"imap.reply.*/no-overquota": {
		what: "NO: with that the mailbox would take more room than it may.",
	},
	"imap.reply.*/no-noperm": {
		what: "NO: whoever asks has no permission.",
	},
	"imap.reply.login/no": {
		title: "{from} does not open the mailbox[[: {words}]]",
		what:  "That does not open it: usually the user or the password is wrong, and the server says no more.",
	},
	"imap.reply.authenticate/no": {
		title: "{from} does not open the mailbox[[: {words}]]",
		what:  "What the client gave to log in is not good, or the server does not take that way of doing it.",
	},
	"imap.reply.select/no": {
		title: "{from} cannot open that folder[[: {words}]]",
		what:  "It does not exist, or is not allowed.",
	},

	// Whole exchanges.
	"tell.smtp.greet": {
		title: "{from} calls {to}[[, port {port}]], and they greet each other",
		what:  "[[This is attempt {try}. ]][[{tube} ]][[{certificate} ]][[{trust} ]][[{greeting}]]",
		why:   "[[Port {port} is the door of {serviceName}. ]][[{offer}]]",
	},
	"tell.smtp.secure": {
		title: "{from} and {to} encrypt their conversation[[ ({version})]]",
		what:  "STARTTLS puts up a tunnel around the conversation, and inside they greet each other again.[[ {certificate}]][[ {trust}]]",
		why:   "Whoever listens will know that {from} and {to} talk, and how much; password, envelope and letter stay inside.",
	},
	"tell.smtp.secure/failed": {
		title: "{from} and {to} do not manage to encrypt their conversation",
		what:  "[[The reason: {error}. ]][[It answers “{refusal}”. ]][[{certificate} ]][[{aftermath}]]",
		why:   "[[{moral}]]",
	},
	"tell.smtp.login": {
		title: "{from} logs in at {to}[[ as {user}]]",
		what:  "[[The password, “{password}”, goes as base64 (which is no encryption), {exposed}. ]][[The token, “{token}”, goes as base64 (which is no encryption), {exposed}. ]][[{withheld} ]][[{to} answers “{refusal}”.]]",
		why:   "A server takes letters for the whole world only from those it knows.",
	},
	"tell.smtp.envelope": {
		title: "{from} writes the envelope: from {sender}[[ to {taken}]]",
		what:  "MAIL FROM says where to report a failure; each RCPT TO, who it is for.[[ {nullPath}]][[ {accepts}]][[ {because}]]",
		why:   "The envelope guides the journey; what the letter says inside is no concern of the postman's.",
	},
	"tell.smtp.envelope/hidden": {
		title: "{to} reads another envelope in the text of {from}: from {sender}[[ to {taken}]]",
		what:  "To {from} it is all text of the letter before, which has not ended; {to} saw a final dot in it, and takes what follows for commands.[[ {accepts}]][[ {because}]]",
		why:   "Where two programs differ about where a letter ends, one letter can be read as two.",
	},
	"tell.smtp.envelope/failed": {
		title: "{to} {verdict}",
		what:  "[[{quoted} ]][[{nullPath} ]][[{because}]]",
		why:   "A 4xx is “not now”: the letter waits. A 5xx is “no”: the sender, if there is one, has to be told.",
	},
	"tell.smtp.login/failed": {
		title: "{to} does not let {from} in[[ as {user}]]",
		what:  "[[The password, “{password}”, goes as base64, {exposed}. ]][[The token, “{token}”, goes as base64, {exposed}. ]][[{withheld} ]][[{to} answers “{refusal}”.]]",
		why:   "It does not say whether name or password is wrong: that would be a hint for whoever guesses.",
	},
	"tell.smtp.letter/hidden": {
		title: "{to} takes text of {from} for a letter of its own",
		what:  "To {from} one single letter went over.[[ {to} takes charge and {calls} {queue}.]][[ {unanswered}]][[ {because}]]",
		why:   "All that is checked about the server that calls is true of it, whoever wrote this.",
	},
	"tell.smtp.letter/failed": {
		title: "{to} does not take {letter} from {from}",
		what:  "[[It answers “{refusal}”. ]][[{because}]]",
		why:   "The letter still belongs to whoever brought it.",
	},
	"tell.smtp.greet/failed": {
		title: "{from} calls {to}[[, port {port}]], and the conversation does not get past the greeting",
		what:  "[[It answers “{refusal}”. ]][[{because} ]][[The reason: {error}. ]][[{certificate}]]",
		why:   "-",
	},
	"tell.pop3.login/failed": {
		title: "{to} does not open the mailbox to {from}[[ as {user}]]",
		what:  "[[The password, “{password}”, goes {spelt}, {exposed}. ]][[The token, “{token}”, goes {spelt}, {exposed}. ]][[{withheld} ]][[It answers “{refusal}”.]]",
		why:   "[[{blind}]]",
	},
	"tell.imap.login/failed": {
		title: "{to} does not let {from} in[[ as {user}]]",
		what:  "[[The password, “{password}”, goes {spelt}, {exposed}. ]][[The token, “{token}”, goes {spelt}, {exposed}. ]][[{withheld} ]][[It answers “{refusal}”.]]",
		why:   "NO means “I have understood you, and no”; to what it does not understand it answers BAD.",
	},
	"tell.smtp.letter": {
		title: "{from} {hands} {letter} to {to}",
		what:  "{passing}[[ {to} takes charge and {calls} {queue}.]][[ {unanswered}]][[ {because}]]",
		why:   "With the 250 after the dot, responsibility changes hands.",
	},
	"tell.smtp.letter/onward": {
		what: "{passing} {to} keeps nothing: it passes it on, and the answer is still to come.",
		why:  "Nobody has taken charge yet: the letter still belongs to whoever brought it.",
	},
	"tell.smtp.answer": {
		title: "{to} passes on to {from} the answer about the letter: {code}",
		what:  "It is the word of whoever has taken the letter behind it, and no promise of {to}.",
		why:   "{from} cannot tell whose word it is, and may forget the letter.",
	},
	"tell.smtp.answer/failed": {
		title: "{to} passes on to {from} that the letter is not taken: {code}",
		what:  "[[It answers “{refusal}”: ]]the word of whoever stands behind it.",
		why:   "The letter still belongs to whoever brought it.",
	},
	"tell.smtp.bye": {
		title: "{from} and {to} say goodbye",
		what:  "QUIT, the answer, and they close the connection.",
	},
	"tell.smtp.bye/unheard": {
		title: "{from} hangs up, and does not hear {to} say goodbye",
		what:  "QUIT. When the answer to it comes, nobody listens any more.",
	},
	"tell.smtp.bye/failed": {
		what: "QUIT.[[ In place of a goodbye, {to} answers “{refusal}”.]] It changes nothing any more: the conversation ends here.",
		why:  "What a 250 accepted stays accepted.",
	},
	"tell.smtp.other": {
		title: "{from} says to {to}: {text}",
		what:  "[[{to} answers: “{refusal}”.]]",
	},
	"tell.pop3.greet": {
		title: "{from} calls {to} to read the mail by POP3",
		what:  "[[{tube} ]]They greet each other[[ at port {port}]].[[ {certificate}]][[ {trust}]]",
		why:   "POP3 downloads the letters to the device; the server is a place to pass through.",
	},
	"tell.pop3.greet/failed": {
		title: "{from} calls {to}[[, port {port}]], and does not go on",
		what:  "[[The reason: {error}. ]][[{certificate} ]][[It answers “{refusal}”.]]",
		why:   "[[{moral}]]",
	},
	"tell.pop3.secure": {
		title: "{from} and {to} encrypt their conversation[[ ({version})]]",
		what:  "STLS puts up a tunnel: the password will not travel in plain sight.[[ {certificate}]][[ {trust}]]",
		why:   "STLS is the STARTTLS of POP3.",
	},
	"tell.pop3.secure/failed": {
		title: "{from} and {to} do not manage to encrypt their conversation",
		what:  "[[The reason: {error}. ]][[It answers “{refusal}”. ]][[{certificate} ]][[{aftermath}]]",
		why:   "[[{moral}]]",
	},
	"tell.pop3.login": {
		title: "{from} opens the mailbox[[ of {user}]]",
		what:  "[[The password, “{password}”, goes {spelt}, {exposed}.]][[The token, “{token}”, goes {spelt}, {exposed}.]][[{withheld}]]",
		why:   "[[{worth}]]",
	},
	"tell.pop3.look": {
		title: "{from} looks at what there is[[: {contents}]]",
		what:  "The server gives numbers, sizes and unique names (UIDL).",
		why:   "With UIDL the program knows which ones it has already.",
	},
	"tell.pop3.fetch": {
		title: "{from} downloads the letter[[ “{subject}”]]",
		what:  "RETR brings the whole message to the device.",
	},
	"tell.pop3.delete": {
		title: "{from} marks for deletion what it has downloaded",
		what:  "DELE only marks: the server deletes at the goodbye.",
		why:   "Should the connection break now, nothing would be deleted.",
	},
	"tell.pop3.bye": {
		title: "{from} says goodbye to {to}",
		what:  "QUIT, and the mailbox is closed.[[ The server deletes what was marked: {removedCount} {removedCount|letter|letters}.]]",
	},
	"tell.pop3.other": {
		title: "{from} says to {to}: {text}",
		what:  "[[{to} answers: “{refusal}”.]]",
	},
	"tell.imap.greet": {
		title: "{from} calls {to} to use the mailbox by IMAP",
		what:  "[[{tube} ]]They greet each other[[ at port {port}]].[[ {certificate}]][[ {trust}]]",
		why:   "With IMAP the letters stay on the server, and every device sees the same.",
	},
	"tell.imap.greet/failed": {
		title: "{from} calls {to}[[, port {port}]], and does not go on",
		what:  "[[The reason: {error}. ]][[{certificate} ]][[It answers “{refusal}”.]]",
		why:   "[[{moral}]]",
	},
	"tell.imap.secure": {
		title: "{from} and {to} encrypt their conversation[[ ({version})]]",
		what:  "STARTTLS puts up a tunnel: the password will not travel in plain sight.[[ {certificate}]][[ {trust}]]",
		why:   "What was heard before the tunnel does not count: inside everything is asked again.",
	},
	"tell.imap.secure/failed": {
		title: "{from} and {to} do not manage to encrypt their conversation",
		what:  "[[The reason: {error}. ]][[It answers “{refusal}”. ]][[{certificate} ]][[{aftermath}]]",
		why:   "[[{moral}]]",
	},
	"tell.imap.login": {
		title: "{from} logs in[[ as {user}]]",
		what:  "[[The password, “{password}”, goes {spelt}, {exposed}.]][[The token, “{token}”, goes {spelt}, {exposed}.]][[{withheld}]]",
		why:   "[[{worth}]]",
	},
	"tell.imap.folders": {
		title: "{from} {deed} on {to}",
		what:  "Folders live on the server.",
	},
	"tell.imap.select": {
		title: "{from} opens the folder {folder}[[: {contents}]]",
		what:  "The server tells what is in it and which flags it knows.[[ It answers “{refusal}”.]]",
		why:   "SELECT opens it to read and change; EXAMINE, just to look.",
	},
	"tell.imap.search": {
		title: "{from} searches on the server[[: {args}]]",
		what:  "[[It finds {foundCount} {foundCount|letter|letters}.]]",
		why:   "The server does the searching: no need to download the mailbox.",
	},
	"tell.imap.fetch": {
		title: "{from} [[{what}]][[asks for the letter “{subject}”]]",
		what:  "[[{fetched} ]]The original stays on the server.",
		why:   "To ask only for what will be shown saves time and data.",
	},
	"tell.imap.flag": {
		title: "{from} {storing} on the server[[: {flags}]]",
		what:  "The flags live there, where every device sees them.",
		why:   "[[{flagMeans}]]",
	},
	"tell.imap.flag/moot": {
		title: "{from} wants to change the flags of {missing} that the server does not have[[: {flags}]]",
		what:  "The server answers OK and changes nothing: a UID that does not exist is passed over without any error.[[ {others}]]",
		why:   "Another device has deleted or moved it meanwhile, or it was never there.",
	},
	"tell.imap.move": {
		title: "{from} {deed}",
		what:  "[[{how}]]",
	},
	"tell.imap.expunge": {
		title: "{from} removes what was marked for deletion",
		what:  "EXPUNGE really deletes it[[: {removedCount} {removedCount|letter|letters}]].",
	},
	"tell.imap.idle": {
		title: "{from} stays listening to {to}",
		what:  "IDLE: the server will tell as soon as something comes.",
	},
	"tell.imap.idle/done": {
		title: "{from} listens to {to}, and then stops",
		what:  "With IDLE it waits for the server to tell what comes; DONE ends the wait.",
	},
	"tell.imap.idle/unheard": {
		title: "{from} wants to stop listening, and {to} does not hear it",
		what:  "DONE, on a connection that is broken already: no answer will come.",
	},
	"tell.imap.bye": {
		title: "{from} says goodbye to {to}",
		what:  "LOGOUT, BYE, and they close the connection.",
	},
	"tell.imap.other": {
		title: "{from} says to {to}: {text}",
		what:  "[[{to} answers: “{refusal}”.]]",
	},
	"tell.dns": {
		title: "{from} asks {to}: {question}",
		what:  "[[{expired} ]][[Answer: {records}.]][[Answer: {nothing}.]][[{silence}]][[It says whom to ask: {referral}.]][[ {because}]][[ {meanwhile}]]",
		why:   "The DNS is the directory of the Internet: machines call each other by number, and people remember names.",
	},
	"tell.dns.asking": {
		title: "{from} asks {to}: {question}",
		what:  "[[{expired} ]]{to} does not know, and goes to ask on its behalf.[[ {meanwhile}]]",
		why:   "One that asks for others is called a resolver: it climbs down the tree of names from the root.",
	},
	"tell.dns.answered": {
		title: "{to} comes back with the answer for {from}[[: {records}]][[: {nothing}]]",
	},
	"tell.dns.cached": {
		title: "{from} remembers: {question}",
		what:  "[[The answer is in its memory (the cache): {records}. ]][[The answer is in its memory (the cache): {nothing}. ]]It asks nobody[[: it is good for another {ttl}]].[[ {meanwhile}]]",
		why:   "To remember saves journeys; each answer says for how long it is good.",
	},
	"tell.delivery": {
		title: "{from} {delivery}",
		what:  "[[{whereto}]]",
		why:   "The transport ends here: SMTP brings the letter, POP3 or IMAP will show it.",
	},
	"tell.delivery/discarded": {
		title: "{from} throws {letter} away: {person}’s filter says so",
		what:  "No copy is left, and nobody tells whoever sent it.",
		why:   "It is what its owner asked for (discard, in Sieve). To whoever sends, the letter is delivered: their server got a 250.",
	},
	"tell.delivery/failed": {
		why: "Nobody else took charge of it, so this server has to tell the sender.",
	},
	"tell.other": {
		title: "{from} and {to} talk in an unknown protocol",
		what:  "Only the bytes are seen.",
	},
}
