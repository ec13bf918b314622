package scenario

import "posta/sim/form"

// The file as its author writes it: everything optional that can be. Tags give each key's name, its meaning in Spanish and
// English, its default and an example; the decoder, the JSON Schema and the reference are made from them. A field marked
// short is what a plain value in the object's place means; of the fields marked verb exactly one is given.

type file struct {
	Posta     form.Opt[version]        `key:"posta" required:"1" example:"1" es:"versión del formato" en:"version of the format"`
	Title     form.Opt[form.Phrase]    `key:"title" required:"1" example_es:"El primer correo" example_en:"The first email" es:"título, en una línea" en:"title, on one line"`
	Summary   form.Opt[form.Phrase]    `key:"summary" es:"qué se va a ver" en:"what one will see"`
	Chapter   form.Opt[form.Word]      `key:"chapter" enum:"journey|dns|failures|tls|authentication|spam|reading|scale" es:"capítulo del curso" en:"chapter of the course"`
	Goals     form.List[form.Phrase]   `key:"goals" es:"lo que la lección enseña" en:"what the lesson shows"`
	Ends      form.List[form.Phrase]   `key:"ends" es:"lo que ahora se sabe decir o hacer" en:"what one can now say or do"`
	Start     form.Opt[form.Date]      `key:"start" default:"=start" example:"2026-03-02 09:00" es:"cuándo empieza el reloj virtual" en:"when the virtual clock begins"`
	UTCOffset form.Opt[form.UTCOffset] `key:"utc_offset" default:"=utc" example:"\"+01:00\"" es:"hora local respecto de UTC; la llevan las fechas de los correos" en:"local time against UTC; dates in messages carry it"`
	Seed      form.Opt[form.Whole]     `key:"seed" default:"=seed" range:"0..999999999999999" example:"7" es:"semilla de todo lo que es azar" en:"seed of everything random"`
	Lang      form.Opt[form.Word]      `key:"lang" enum:"es|en" default_es:"el de quien simula" default_en:"that of whoever runs it" es:"idioma de las cartas que lo tienen en los dos, y de los informes" en:"language of letters that are written in both, and of reports"`
	Loops     form.Opt[form.Truth]     `key:"loops" default:"=no" es:"los reenvíos pueden formar un círculo entre servidores: de eso trata la lección" en:"forwarding may run in a circle between servers: that is the point of the lesson"`
	DNS       form.Opt[dnsSpec]        `key:"dns" es:"cómo se responden los nombres" en:"how names are answered"`
	Network   form.Opt[roadSpec]       `key:"network" es:"cómo es la red donde ningún enlace dice otra cosa" en:"what the network is like where no link says otherwise"`
	Domains   form.Dict[domainSpec]    `key:"domains" required:"1" example:"{alfa.test: {users: [alicia]}}" es:"los dominios, cada uno con sus usuarios" en:"the domains, each with its users"`
	Hosts     form.Dict[hostSpec]      `key:"hosts" example:"{mx2.beta.test: {services: [smtp]}}" es:"servidores que no son los de siempre, o cambios en los de siempre" en:"servers besides the usual ones, or changes to the usual ones"`
	Devices   form.Dict[deviceSpec]    `key:"devices" example:"{phone-benito: {user: benito, kind: phone}}" es:"lo que la gente tiene en las manos, o cambios en lo que ya tenía; sin decir nada, un portátil cada uno" en:"what people hold in their hands, or changes to what they had already; when nothing is said, a laptop each"`
	Links     form.List[linkSpec]      `key:"links" es:"caminos distintos de los demás" en:"roads that differ from the others"`
	Faults    form.List[faultSpec]     `key:"faults" es:"lo que falla, y cuándo" en:"what fails, and when"`
	Decide    form.List[form.Word]     `key:"decide" enum:"no-warm-up|unsigned|bought-list|clean-list|other-hour|gratis|no-unsubscribe|careless|faster" example:"[no-warm-up]" es:"lo que quien envía decide de otra manera, para ver qué cuesta: sin calentar la dirección, sin firmar, con una lista comprada, quitando antes las direcciones muertas, doce horas más tarde, con la palabra «gratis», sin manera de darse de baja, escribiendo también a quien se dio de baja, diez veces más deprisa" en:"what whoever sends decides otherwise, to see what it costs: without warming the address up, unsigned, with a bought list, with dead addresses taken out first, twelve hours later, with the word \"free\", without a way to unsubscribe, writing also to those who have left, ten times as fast"`
	Script    form.List[step]          `key:"script" required:"1" example:"[{send: {from: alicia, to: benito@beta.test}}]" es:"lo que pasa, en orden" en:"what happens, in order"`
	Expect    form.List[claim]         `key:"expect" es:"lo que tiene que haberse cumplido al final" en:"what must have come true at the end"`
	Record    form.Opt[form.Word]      `key:"record" enum:"packets|dialogue|decisions|letters" default:"=record" es:"cuánto se apunta: packets, todo; dialogue, no los paquetes; decisions, tampoco lo que se dice, solo lo que se decide; letters, solo qué fue de las cartas. La simulación es la misma, y lo que falta se tiene volviendo a simular" en:"how much is recorded: packets, everything; dialogue, no packets; decisions, not what is said either, only what is decided; letters, only what became of letters. The simulation is the same, and what is missing is had by simulating again"`
	Limits    form.Opt[limitsSpec]     `key:"limits" es:"límites que terminan una ejecución que crece demasiado" en:"limits that end a run that grows too big"`
}

type dnsSpec struct {
	Style    form.Opt[form.Word] `key:"style" short:"1" enum:"directory|full" default:"=style" es:"directory: un servidor responde por todo; full: hay raíz, .test, un servidor por dominio y un resolutor que los recorre" en:"directory: one server answers for everything; full: there is a root, .test, a server for each domain, and a resolver that walks them"`
	TTL      form.Opt[form.Span] `key:"ttl" default:"=ttl" example:"5min" es:"cuánto se puede recordar un registro" en:"how long a record may be remembered"`
	Negative form.Opt[form.Span] `key:"negative_ttl" default:"=negative" example:"1min" es:"cuánto se puede recordar que algo no existe" en:"how long it may be remembered that something does not exist"`
}

type roadSpec struct {
	Latency   form.Opt[form.Span]   `key:"latency" default:"=latency" example:"200ms" es:"lo que tarda un paquete en un sentido" en:"what a packet takes one way"`
	Jitter    form.Opt[form.Span]   `key:"jitter" default:"=zero" example:"5ms" es:"hasta cuánto más puede tardar" en:"how much longer it may take"`
	Bandwidth form.Opt[form.Rate]   `key:"bandwidth" default:"=bandwidth" example:"64 kbit/s" es:"velocidad" en:"speed"`
	Loss      form.Opt[form.Chance] `key:"loss" default:"=loss" example:"5%" es:"probabilidad de que un paquete se pierda" en:"probability that a packet is lost"`
	MSS       form.Opt[form.Whole]  `key:"mss" range:"88..65495" default:"=mss" example:"536" es:"bytes de datos en un segmento TCP, como mucho" en:"bytes of data in a TCP segment, at most"`
}

type linkSpec struct {
	Between form.List[form.Line] `key:"between" is:"party" required:"1" example:"[mail.alfa.test, mail.beta.test]" es:"los dos extremos: servidores o dispositivos" en:"both ends: hosts or devices"`
	roadSpec
}

type domainSpec struct {
	Users      people                          `key:"users" example:"[alicia, ana]" es:"los buzones: una lista de nombres, o un mapa de nombre a detalles; «alumno1..50» son cincuenta" en:"the mailboxes: a list of names, or a mapping of names to details; \"pupil1..50\" is fifty of them"`
	People     form.List[peopleSpec]           `key:"people" example_es:"{name: lector, count: 5000, dead: 2%}" example_en:"{name: reader, count: 5000, dead: 2%}" es:"los muchos que leen su correo y a los que nadie llama por su nombre: «lector» son lector1, lector2…; cada uno hace con cada carta lo que dicen la semilla, él y la carta" en:"the many who read its mail and whom nobody calls by name: \"reader\" is reader1, reader2…; each does with each letter what the seed, the person and the letter say"`
	Aliases    form.Dict[form.List[form.Line]] `key:"aliases" is:"address" example_es:"{ventas: [benito, bruna]}" example_en:"{sales: [benito, bruna]}" es:"otros nombres, y a qué direcciones llevan; si allí no hay nadie, el correo rebota" en:"other names, and the addresses they lead to; where nobody is there, mail bounces"`
	Lists      form.Dict[listSpec]             `key:"lists" example_es:"{vecinos: {members: [ana@alfa.test, benito], owner: benito}}" example_en:"{neighbours: {members: [ana@alfa.test, benito], owner: benito}}" es:"listas de correo: una carta a la lista sale hacia cada miembro, en un sobre de la lista" en:"mailing lists: a letter to the list goes out to each member, in an envelope of the list's"`
	CatchAll   form.Opt[form.Line]             `key:"catch_all" is:"address" example:"benito" es:"quién recibe lo que va a nombres que no existen" en:"who gets what is sent to names that do not exist"`
	Server     form.Opt[form.Line]             `key:"server" is:"host" default:"=server" example:"mail.beta.test" es:"el servidor donde sus usuarios entregan y leen" en:"the server where its users submit and read"`
	Submission form.Opt[form.Line]             `key:"submission" is:"host" es:"el servidor donde entregan, si es otro" en:"the server where they submit, if it is another"`
	Mailbox    form.Opt[form.Line]             `key:"mailbox" is:"host" es:"el servidor donde están los buzones, si es otro" en:"the server where the mailboxes are, if it is another"`
	MX         form.List[mxSpec]               `key:"mx" default:"=mx" example:"[{host: mail, pref: 10}, {host: mx2, pref: 20}]" es:"quién recibe su correo; un servidor que no sea el de siempre va además en «hosts»" en:"who takes its mail; a host that is not the usual one goes into \"hosts\" as well"`
	NoMX       form.Opt[form.Truth]            `key:"no_mx" default:"=no" es:"sin registro MX: se usa la dirección del dominio" en:"no MX record: the domain's address is used"`
	NullMX     form.Opt[form.Truth]            `key:"null_mx" default:"=no" es:"el dominio declara que no recibe correo (RFC 7505)" en:"the domain says that it takes no mail (RFC 7505)"`
	TTL        form.Opt[form.Span]             `key:"ttl" default_es:"el de «dns»" default_en:"that of \"dns\"" example:"5min" es:"cuánto se pueden recordar sus registros" en:"how long its records may be remembered"`
	Subaddress form.Opt[form.Truth]            `key:"subaddress" default:"=no" es:"true: lo que va a benito+loquesea es de benito (RFC 5233)" en:"true: what goes to benito+anything is benito's (RFC 5233)"`
	SPF        form.List[form.Line]            `key:"spf" example:"mx -all" es:"su registro SPF (RFC 7208), con o sin «v=spf1»; varios, si se quiere mostrar ese error" en:"its SPF record (RFC 7208), with or without \"v=spf1\"; several, to show that mistake"`
	DKIM       form.List[dkimSpec]             `key:"dkim" example:"{selector: s1}" es:"las claves con que su servidor firma lo que envían sus usuarios, y que publica (RFC 6376)" en:"the keys with which its server signs what its users send, and which it publishes (RFC 6376)"`
	DMARC      form.List[form.Line]            `key:"dmarc" example:"p=reject" es:"su registro DMARC (RFC 9989), en _dmarc, con o sin «v=DMARC1»" en:"its DMARC record (RFC 9989), at _dmarc, with or without \"v=DMARC1\""`
	Delegation form.Opt[delegationSpec]        `key:"delegation" example:"{ns: [ns.beta.test], glue: false}" es:"con «dns: full», lo que la zona de arriba dice de esta, si no es verdad o no está entero" en:"with \"dns: full\", what the zone above says of this one, where that is not true or not whole"`
	KeepsSent  form.Opt[form.Truth]            `key:"keeps_sent" default:"=no" es:"true: su servidor guarda en Sent una copia de lo que envían sus usuarios, como hacen algunos proveedores; los programas que además dejan la suya («sent») la duplican" en:"true: its server keeps a copy in Sent of what its users send, as some providers do; programs that put one there too (\"sent\") double it"`
	SRS        form.Opt[form.Truth]            `key:"srs" default:"=no" es:"true: su servidor pone en el sobre de lo que reenvía una dirección suya, con la del remitente dentro (SRS), para que SPF pase" en:"true: its server puts an address of its own on the envelope of what it forwards, with the sender's inside (SRS), so that SPF passes"`
	ARC        form.Opt[form.Truth]            `key:"arc" default:"=no" es:"true: su servidor sella lo que reenvía, con la primera clave de «dkim» (RFC 8617)" en:"true: its server seals what it forwards, with the first key of \"dkim\" (RFC 8617)"`
	DNSSEC     form.Opt[form.Truth]            `key:"dnssec" default:"=no" es:"true: su zona está firmada. Aquí no hay firmas: las respuestas llevan el bit AD, y nadie acepta una sin él, que es lo que conseguirían" en:"true: its zone is signed. There are no signatures here: answers carry the bit AD, and nobody takes one without it, which is what they would achieve"`
	DANE       form.Opt[form.Truth]            `key:"dane" default:"=no" es:"true: publica en TLSA (3 1 1) la clave de los certificados de sus servidores MX (RFC 7672); cuenta solo con «dnssec»" en:"true: it publishes in TLSA (3 1 1) the key of its MX hosts' certificates (RFC 7672); it only counts with \"dnssec\""`
	STS        form.Opt[stsSpec]               `key:"mta_sts" example:"enforce" es:"su política MTA-STS (RFC 8461): el registro _mta-sts, y el texto en https://mta-sts.DOMINIO, que sirve su servidor" en:"its MTA-STS policy (RFC 8461): the record _mta-sts, and the text at https://mta-sts.DOMAIN, which its server serves"`
	TLSRPT     form.Opt[form.Line]             `key:"tls_rpt" example:"mailto:tls@beta.test" es:"adónde pide los informes de TLS (RFC 8460), en _smtp._tls" en:"where it wants the TLS reports (RFC 8460), at _smtp._tls"`
	Records    form.List[form.Line]            `key:"records" is:"record" example_es:"['@ TXT \"hola\"', 'www A 192.0.2.80']" example_en:"['@ TXT \"hello\"', 'www A 192.0.2.80']" es:"más registros, como en un archivo de zona; lo que el DNS prohíbe (un MX que lleva a un alias, un MX nulo junto a otros) se sirve igual, y check avisa" en:"further records, as in a zone file; what the DNS forbids (an MX that leads to an alias, a null MX beside others) is served all the same, and check warns"`
	Zone       form.Opt[form.Str]              `key:"zone" is:"zone" es:"la zona entera como archivo de zona (RFC 1035); SOA y NS se añaden si faltan" en:"the whole zone as a zone file (RFC 1035); SOA and NS are added if missing"`
}

// delegationSpec is what a parent zone says of a child.
type delegationSpec struct {
	NS   form.List[form.Line] `key:"ns" default_es:"el servidor de la zona" default_en:"the zone's server" example:"[ns.beta.test, ns2.beta.test]" es:"qué servidores de nombres nombra; uno que no responda por la zona es una delegación coja" en:"which name servers it names; one that does not answer for the zone is a lame delegation"`
	Glue form.Opt[form.Truth] `key:"glue" default:"=yes" es:"false: sin las direcciones de los servidores que están en la propia zona, que nadie puede averiguar entonces" en:"false: without the addresses of servers that are in the zone itself, which nobody can find out then"`
}

// stsSpec is a domain's MTA-STS policy.
type stsSpec struct {
	Mode form.Opt[form.Word]  `key:"mode" short:"1" required:"1" enum:"enforce|testing|none" example:"enforce" es:"enforce: sin TLS con un certificado bueno, que no entreguen; testing: que entreguen y avisen" en:"enforce: without TLS and a good certificate they are not to deliver; testing: they are to deliver and report"`
	MX   form.List[form.Line] `key:"mx" is:"name" example:"['*.beta.test']" default_es:"sus servidores MX" default_en:"its MX hosts" es:"qué servidores reciben su correo; *. vale por cualquier nombre" en:"which hosts take its mail; *. stands for any name"`
	Age  form.Opt[form.Span]  `key:"max_age" default:"=sts-age" example:"30d" es:"cuánto se puede recordar la política" en:"how long the policy may be remembered"`
}

// listSpec is a mailing list.
type listSpec struct {
	Members form.List[form.Line]   `key:"members" is:"address" required:"1" example:"[ana@alfa.test, benito]" es:"a quién llega lo que se le envía" en:"who gets what is sent to it"`
	Owner   form.Opt[form.Line]    `key:"owner" is:"address" required:"1" example:"benito" es:"quién la cuida: a él le vuelve lo que no se pudo entregar, en LISTA-bounces, y le llega lo que se escribe a LISTA-owner" en:"who keeps it: what could not be delivered comes back to them, at LIST-bounces, and what is written to LIST-owner"`
	Request form.Opt[form.Truth]   `key:"requests" default:"=no" es:"true: quien quiera estar en ella, o dejarla, escribe «subscribe» o «unsubscribe» a LISTA-request; un programa le pide que lo confirme" en:"true: whoever wants to be on it, or to leave it, writes \"subscribe\" or \"unsubscribe\" to LIST-request; a program asks them to confirm it"`
	Hold    form.Opt[form.Whole]   `key:"hold_after" range:"1..100" example:"5" default_es:"nunca" default_en:"never" es:"tras cuántos avisos de que la dirección de un miembro no existe (5.1.z) no se le envía nada más, hasta que vuelva a apuntarse; un programa lee LISTA-bounces: cuenta uno al día como mucho, y empieza de nuevo tras siete días sin ninguno. Vale todo aviso cuyo sobre no lleve remite (<>), también uno que alguien falsifique: por eso nadie sale de la lista por ellos. Quien la cuida recibe los avisos igualmente" en:"after how many reports that a member's address does not exist (5.1.z) nothing more is sent to them, until they join again; a program reads LIST-bounces: it counts one a day at most, and begins anew after seven days without any. Any report counts whose envelope has no sender (<>), one that somebody forges as well: that is why nobody is taken off by them. Whoever keeps the list gets the reports all the same"`
	Title   form.Opt[form.Caption] `key:"title" example_es:"Vecinos" example_en:"Neighbours" default_es:"el de su dirección" default_en:"that of its address" es:"cómo se llama, en List-Id y en el From" en:"what it is called, in List-Id and in From"`
	Tag     form.Opt[form.Caption] `key:"tag" example_es:"\"[vecinos]\"" example_en:"\"[neighbours]\"" es:"lo que pone delante de los asuntos" en:"what it puts before subjects"`
	Footer  form.Opt[form.Words]   `key:"footer" example_es:"Lista de vecinos" example_en:"Neighbours' list" es:"lo que añade al final de las cartas de texto" en:"what it adds to the end of letters of text"`
	From    form.Opt[form.Word]    `key:"from" enum:"keep|rewrite" default:"=list-from" es:"rewrite: pone su dirección en el From, y la del autor en Reply-To; con «dkim» en su dominio, firma" en:"rewrite: it puts its own address into From, and the author's into Reply-To; with \"dkim\" in its domain, it signs"`
}

// dkimSpec is one of a domain's keys.
type dkimSpec struct {
	Selector         form.Opt[form.Line]  `key:"selector" short:"1" required:"1" example:"s1" es:"bajo qué nombre está la clave: SELECTOR._domainkey.DOMINIO" en:"under which name the key is: SELECTOR._domainkey.DOMAIN"`
	Key              form.Opt[form.Word]  `key:"key" enum:"rsa|ed25519|rsa-1024" default:"=dkim-key" es:"de qué clase: rsa es de 2048 bits" en:"of what kind: rsa has 2048 bits"`
	Headers          form.List[form.Line] `key:"headers" example:"[From, To, Subject, Date]" default_es:"las que dicen algo de la carta (RFC 6376, 5.4.1)" default_en:"those that say something of the letter (RFC 6376 5.4.1)" es:"qué cabeceras se firman; From, siempre" en:"which fields are signed; From always"`
	Oversign         form.List[form.Line] `key:"oversign" example:"[From, Subject]" default:"=oversign" es:"cabeceras que además nadie puede añadir sin romper la firma" en:"fields that moreover nobody can add without breaking the signature"`
	Canonicalization form.Opt[form.Word]  `key:"canonicalization" enum:"relaxed/relaxed|relaxed/simple|simple/relaxed|simple/simple" default:"=canonicalization" es:"cuánto pueden cambiar por el camino los espacios de las cabeceras y los del cuerpo" en:"how much the white space of the header and of the body may change on the way"`
	Length           form.Opt[form.Truth] `key:"length" default:"=no" es:"true: firma solo hasta donde llega el cuerpo (l=), y cualquiera puede añadir texto detrás" en:"true: it signs the body only as far as it goes (l=), and anybody can add text after it"`
	Lifetime         form.Opt[form.Span]  `key:"lifetime" default_es:"no caduca" default_en:"it does not expire" example:"7d" es:"cuándo caduca la firma" en:"when the signature expires"`
	AnyFrom          form.Opt[form.Truth] `key:"any_from" default:"=no" es:"true: firma todo lo que envían sus usuarios, diga lo que diga el From, como quien envía por encargo" en:"true: it signs whatever its users send, whatever From says, as services do that send for others"`
	Publish          form.Opt[form.Truth] `key:"publish" default:"=yes" es:"false: la clave no está en el DNS" en:"false: the key is not in the DNS"`
}

type mxSpec struct {
	Host   form.Opt[form.Line]  `key:"host" is:"host" short:"1" required:"1" example:"mx1" es:"el servidor" en:"the server"`
	Pref   form.Opt[form.Whole] `key:"pref" range:"0..65535" default:"=prefs" example:"10" es:"preferencia: se prueba antes la menor" en:"preference: the smaller is tried first"`
	Backup form.Opt[form.Truth] `key:"backup" default:"=no" es:"guarda el correo y lo pasa a uno mejor, en vez de ponerlo en los buzones" en:"keeps mail and passes it on to a better one, instead of putting it into mailboxes"`
	TTL    form.Opt[form.Span]  `key:"ttl" default_es:"el del dominio" default_en:"the domain's" example:"5min" es:"cuánto se puede recordar este registro" en:"how long this record may be remembered"`
}

type userSpec struct {
	Name     form.Opt[form.Line]  `key:"name" example:"Alicia Alfa" default_es:"el del buzón, con mayúscula" default_en:"the mailbox's, capitalised" es:"nombre que acompaña a la dirección" en:"name that goes with the address"`
	Password form.Opt[form.Line]  `key:"password" default:"=password" es:"contraseña" en:"password"`
	Quota    form.Opt[form.Size]  `key:"quota" default_es:"sin límite" default_en:"no limit" example:"1 MB" es:"cuánto cabe en el buzón" en:"how much the mailbox holds"`
	Warn     form.Opt[form.Whole] `key:"quota_warning" range:"1..99" default_es:"no avisa" default_en:"it does not warn" example:"80" es:"con «quota»: a qué tanto por ciento de ella se avisa al dueño con una carta, una vez cada vez que se llega" en:"with \"quota\": at how many percent of it the owner is warned by a letter, once each time that it is reached"`
	Keyed    form.Opt[form.Truth] `key:"second_factor" default:"=no" es:"true: su cuenta pide algo más que la contraseña, y como los protocolos de correo no tienen dónde preguntarlo, con ella sola no entra ningún programa: hace falta una contraseña de aplicación, o un permiso (OAuth)" en:"true: the account asks for more than the password and, since mail protocols have no place to ask for it, no program gets in with that alone: it takes an app password, or a permission (OAuth)"`
	Zone     form.Opt[form.Line]  `key:"zone" default_es:"la del escenario (utc_offset)" default_en:"the scenario's (utc_offset)" example:"Europe/Madrid" es:"dónde vive, por las fechas de sus cartas: un lugar, con su hora de verano, o un desfase" en:"where the person lives, for the dates of the letters: a place, with its daylight saving time, or an offset"`
	Lang     form.Opt[form.Word]  `key:"lang" enum:"es|en" default_es:"el del escenario" default_en:"the scenario's" es:"idioma de los informes que recibe" en:"language of the reports sent to this person"`
	Forward  form.List[form.Line] `key:"forward" is:"address" example:"benito@beta.test" es:"a dónde se reenvía su correo" en:"where the mail is passed on to"`
	Keep     form.Opt[form.Truth] `key:"keep" default:"=no" es:"con «forward»: queda también una copia" en:"with \"forward\": a copy stays too"`
	Filter   form.Opt[form.Words] `key:"filter" example_es:"'require \"fileinto\"; if header :contains \"Subject\" \"factura\" { fileinto \"Facturas\"; }'" example_en:"'require \"fileinto\"; if header :contains \"Subject\" \"invoice\" { fileinto \"Invoices\"; }'" es:"sus filtros en el servidor, en lenguaje Sieve (RFC 5228): fileinto, redirect, reject, discard, vacation, marcas" en:"the filters at the server, in the Sieve language (RFC 5228): fileinto, redirect, reject, discard, vacation, flags"`
	Devices  form.List[form.Word] `key:"devices" enum:"laptop|phone|desktop|tablet|webmail" example:"[laptop, phone]" es:"sus dispositivos, por clase" en:"the devices, by kind"`
}

// peopleSpec is a segment of a domain's population.
type peopleSpec struct {
	Name    form.Opt[form.Line]   `key:"name" required:"1" example_es:"lector" example_en:"reader" es:"cómo empiezan sus direcciones; detrás va un número, desde 1" en:"how their addresses begin; a number goes after it, from 1"`
	Count   form.Opt[form.Whole]  `key:"count" required:"1" range:"1..300000" example:"5000" es:"cuántas direcciones son" en:"how many addresses they are"`
	Dead    form.Opt[form.Chance] `key:"dead" default:"=loss" example:"2%" es:"qué parte ya no existe: 550 5.1.1" en:"which part no longer exists: 550 5.1.1"`
	Full    form.Opt[form.Chance] `key:"full" default:"=loss" example:"1%" es:"qué parte son buzones llenos que nadie vacía: 452 4.2.2" en:"which part are full mailboxes that nobody empties: 452 4.2.2"`
	Traps   form.Opt[form.Chance] `key:"traps" default:"=loss" example:"0.1%" es:"qué parte son trampas: nadie las ha tenido nunca, aceptan todo, y están para ver quién les escribe" en:"which part are traps: nobody ever had them, they take everything, and they are there to see who writes to them"`
	Idle    form.Opt[form.Chance] `key:"idle" default:"=loss" example:"30%" es:"qué parte son personas que nunca abren ni marcan nada" en:"which part are people who never open or mark anything"`
	Readers form.Opt[readersSpec] `key:"readers" example:"{opens: 25%, clicks: 8%, complains: 0.1%}" es:"qué hacen las demás con lo que reciben" en:"what the others do with what they get"`
}

// readersSpec is what people do with letters.
type readersSpec struct {
	Opens        form.Opt[form.Chance] `key:"opens" default:"=opens" example:"25%" es:"de las cartas en INBOX: se abren" en:"of letters in INBOX: they are opened"`
	Clicks       form.Opt[form.Chance] `key:"clicks" default:"=clicks" example:"8%" es:"de las abiertas: se sigue uno de sus enlaces" en:"of those opened: one of their links is followed"`
	Buys         form.Opt[form.Chance] `key:"buys" default:"=loss" example:"5%" es:"de los enlaces seguidos: en la página se compra lo que ofrece (una conversión)" en:"of links that are followed: what the page offers is bought (a conversion)"`
	Deletes      form.Opt[form.Chance] `key:"deletes" default:"=deletes" es:"de las que nadie abre: se borran" en:"of those that nobody opens: they are deleted"`
	Complains    form.Opt[form.Chance] `key:"complains" default:"=complains" example:"0.1%" es:"de las cartas en INBOX: se marcan como spam" en:"of letters in INBOX: they are marked as junk"`
	Unsubscribes form.Opt[form.Chance] `key:"unsubscribes" default:"=leaves" example:"0.2%" es:"de las cartas en INBOX: se pide la baja, como diga la carta (List-Unsubscribe, RFC 2369 y 8058)" en:"of letters in INBOX: the person asks to get no more, in the way that the letter says (List-Unsubscribe, RFC 2369 and 8058)"`
	Stuck        form.Opt[form.Chance] `key:"stuck" default:"=stuck" es:"de quienes querían darse de baja y no ven cómo: marcan como spam" en:"of those who wanted to leave and see no way: they mark as junk"`
	Again        form.Opt[form.Chance] `key:"again" default:"=again" es:"de las cartas de un remitente al que ya se pidió la baja: se marcan como spam" en:"of letters from a sender whom one has asked already: they are marked as junk"`
	Looks        form.Opt[form.Chance] `key:"looks" default:"=looks" es:"de las cartas en Junk: alguien las ve" en:"of letters in Junk: somebody sees them"`
	Rescues      form.Opt[form.Chance] `key:"rescues" default:"=rescues" es:"de las vistas en Junk: no lo son, y pasan a INBOX" en:"of those seen in Junk: they are none, and go to INBOX"`
	Pictures     form.Opt[form.Chance] `key:"pictures" default:"=pictures" es:"a qué parte de las personas les enseña las imágenes su programa" en:"to which part of the people the program shows pictures"`
	Proxied      form.Opt[form.Chance] `key:"proxied" default:"=loss" example:"40%" es:"de qué parte carga el proveedor todas las imágenes al llegar la carta, las mire alguien o no" en:"for which part the provider loads all pictures when a letter arrives, whether anybody looks or not"`
	Scanned      form.Opt[form.Chance] `key:"scanned" default:"=loss" example:"10%" es:"de qué parte sigue un programa todos los enlaces al llegar la carta, por ver adónde llevan" en:"for which part a program follows all links when a letter arrives, to see where they lead"`
	After        form.Opt[form.Span]   `key:"after" default:"=look-after" example:"3h" es:"cuánto después de llegar la mira la mitad" en:"how long after it arrives half of them have looked"`
	Wakes        form.Opt[form.Whole]  `key:"wakes" range:"0..23" default:"=wakes" es:"desde qué hora miran el correo" en:"from which hour on they look at mail"`
	Sleeps       form.Opt[form.Whole]  `key:"sleeps" range:"0..24" default:"=sleeps" es:"hasta qué hora; la misma: a cualquiera" en:"until which hour; the same: at any"`
	Tastes       form.List[tasteSpec]  `key:"tastes" es:"lo que cambia según el asunto; vale lo primero que coincide" en:"what is different by the subject; the first that fits holds"`
}

// tasteSpec is what is different for some letters.
type tasteSpec struct {
	Subject   form.Opt[form.Caption] `key:"subject" required:"1" example_es:"oferta" example_en:"offer" es:"en las cartas cuyo asunto contiene esto" en:"for letters whose subject contains this"`
	Opens     form.Opt[form.Chance]  `key:"opens" example:"30%" es:"cuántas se abren" en:"how many are opened"`
	Complains form.Opt[form.Chance]  `key:"complains" example:"0.5%" es:"cuántas se marcan como spam" en:"how many are marked as junk"`
}

type hostSpec struct {
	Label         form.Opt[form.Phrase]  `key:"label" example_es:"Servidor viejo" example_en:"Old server" es:"cómo llamarlo en el dibujo" en:"what to call it on the stage"`
	Address       form.List[form.Line]   `key:"address" is:"ip" example:"192.0.2.25" es:"sus direcciones IP; si no, se le asigna una" en:"its IP addresses; otherwise one is assigned"`
	Services      form.List[serviceSpec] `key:"services" example:"[smtp, submission]" es:"lo que ofrece; si no, según su papel" en:"what it offers; otherwise by its role"`
	HELO          form.Opt[form.Line]    `key:"helo" es:"cómo se llama a sí mismo en HELO y EHLO" en:"what it calls itself in HELO and EHLO"`
	PTR           form.Opt[form.Line]    `key:"ptr" default_es:"su nombre" default_en:"its name" example:"mail.gamma.test" es:"cómo se llaman sus direcciones en el DNS inverso (PTR, RFC 1035, 3.5); none: no tienen nombre" en:"what its addresses are called in the reverse DNS (PTR, RFC 1035 3.5); none: they have no name"`
	EHLO          form.Opt[form.Truth]   `key:"ehlo" default:"=yes" es:"false: un servidor antiguo, que solo entiende HELO" en:"false: an old server, which only knows HELO"`
	Accepts       form.List[form.Line]   `key:"accepts" is:"domain" default_es:"los que tienen aquí sus buzones o su MX" default_en:"those with mailboxes here, or whose MX it is" example:"[beta.test]" es:"para qué dominios acepta correo en el puerto 25; una lista vacía, para ninguno" en:"for which domains it takes mail at port 25; an empty list, for none"`
	Without       form.List[form.Word]   `key:"without" enum:"PIPELINING|SIZE|8BITMIME|ENHANCEDSTATUSCODES|SMTPUTF8|DSN" example:"[SMTPUTF8]" es:"qué extensiones de SMTP no ofrece, ni entiende" en:"which SMTP extensions it does not offer, nor understand"`
	OpenRelay     form.Opt[form.Truth]   `key:"open_relay" default:"=no" es:"reenvía correo de cualquiera a cualquiera" en:"passes on mail from anyone to anyone"`
	LineEndings   form.Opt[form.Word]    `key:"line_endings" enum:"reject|normalize|pass|lax" default:"=line-endings" es:"qué hace con un CR o un LF que no van juntos (RFC 5321, 2.3.8): reject, rechaza la carta; normalize, hace de LF un fin de línea que no acaba ninguna carta; pass, la deja pasar como vino; lax, LF vale por CRLF, también en el punto final, que es por donde se cuelan cartas" en:"what it makes of a CR or LF that is not part of CRLF (RFC 5321 2.3.8): reject, it refuses the letter; normalize, it makes of LF a line end that ends no letter; pass, it lets it through as it came; lax, LF is as good as CRLF, at the final dot too, which is how letters are smuggled in"`
	MaxMessage    form.Opt[form.Size]    `key:"max_message" default:"=message" example:"1 MB" es:"el mensaje más grande que acepta" en:"the largest message it takes"`
	MaxRecipients form.Opt[form.Whole]   `key:"max_recipients" range:"1..1000" default:"=recipients" es:"destinatarios por transacción" en:"recipients in one transaction"`
	Policy        form.List[policySpec]  `key:"policy" example:"[{greylist: {delay: 5min}}]" es:"lo que sus servidores SMTP comprueban antes de decir que sí, en este orden" en:"what its SMTP servers check before they say yes, in this order"`
	Profile       form.Opt[profileSpec]  `key:"profile" example:"gmail-2024" es:"antes de «policy», lo que comprueba un gran proveedor, según lo que publica" en:"before \"policy\", what a large provider checks, by what it publishes"`
	TLS           form.Opt[tlsSpec]      `key:"tls" example:"offer" es:"si protege las conversaciones, y con qué certificado" en:"whether it protects conversations, and with what certificate"`
	Retry         form.Opt[retrySpec]    `key:"retry" es:"cómo espera su cola" en:"how its queue waits"`
	Reports       form.Opt[form.Truth]   `key:"reports" default:"=no" es:"true: al acabar cada día (UTC) envía los informes que piden los dominios: los de DMARC (rua) de las cartas que comprobó, y los de TLS (tls_rpt) de las que entregó; los de fallo (ruf), al momento" en:"true: when a day is over (UTC) it sends the reports that domains ask for: those of DMARC (rua) of the letters it checked, and those of TLS (tls_rpt) of those it delivered; those of failures (ruf) at once"`
	Feedback      form.List[loopSpec]    `key:"feedback_loop" example:"{domain: alfa.test, to: quejas@alfa.test}" es:"a quién avisa, con un informe ARF (RFC 5965), cuando alguien marca como spam una carta suya; SPF o DKIM tienen que probar que es suya" en:"whom it tells, by an ARF report (RFC 5965), when somebody marks a letter of theirs as junk; SPF or DKIM has to prove that it is theirs"`
	Down          form.Opt[outage]       `key:"down" example:"{from: 0, to: 10min}" es:"cuándo está apagado; true: siempre" en:"when it is off; true: always"`
	Position      form.Opt[pointSpec]    `key:"position" example:"{x: 3, y: 1}" es:"lugar fijo en el dibujo" en:"fixed place on the stage"`
}

// loopSpec is a sender that is registered for a feedback loop.
type loopSpec struct {
	Domain form.Opt[form.Line] `key:"domain" is:"name" required:"1" example:"alfa.test" es:"las cartas de qué dominio" en:"the letters of which domain"`
	To     form.Opt[form.Line] `key:"to" is:"address" required:"1" example:"quejas@alfa.test" es:"adónde va el aviso" en:"where the report goes"`
}

// policySpec is one of a host's checks.
type policySpec struct {
	Greylist   form.Opt[policyGreylist]   `key:"greylist" verb:"1" example:"{delay: 5min}" es:"pide a los desconocidos que vuelvan: 451 4.7.1 (RFC 6647)" en:"it asks strangers to come again: 451 4.7.1 (RFC 6647)"`
	RateLimit  form.Opt[policyRateLimit]  `key:"rate_limit" verb:"1" example:"{limit: 3, per: 1h}" es:"cada cliente puede hacer solo tanto en cierto tiempo" en:"each client may do only so much in a time"`
	Allowlist  form.Opt[policyAllowlist]  `key:"allowlist" verb:"1" example:"dnswl.test" es:"en MAIL FROM: si la dirección de quien llama está en una lista de las buenas que se consulta por DNS (RFC 5782); si está, las «blocklist» de detrás no se consultan" en:"at MAIL FROM: whether the caller's address is on a list of good ones that is asked by DNS (RFC 5782); where it is, a \"blocklist\" after it is not asked"`
	Blocklist  form.Opt[policyBlocklist]  `key:"blocklist" verb:"1" example:"{list: dnsbl.test, listed: junk}" es:"en MAIL FROM: si la dirección de quien llama está en una lista negra que se consulta por DNS (RFC 5782)" en:"at MAIL FROM: whether the caller's address is on a blocklist that is asked by DNS (RFC 5782)"`
	HELO       form.Opt[policyHELO]       `key:"helo" verb:"1" example:"{bad: reject}" es:"en HELO o EHLO: si el nombre que da el cliente tiene la forma debida, y si lleva a su dirección (RFC 5321, 4.1.1.1 y 4.1.4)" en:"at HELO or EHLO: whether the name that the client gives has the form that it must have, and whether it leads to its address (RFC 5321 4.1.1.1 and 4.1.4)"`
	Reverse    form.Opt[policyReverse]    `key:"reverse_dns" verb:"1" example:"{fail: junk}" es:"en MAIL FROM: cómo se llama la dirección de quien llama en el DNS inverso, y si ese nombre lleva a ella (iprev, RFC 8601, 3)" en:"at MAIL FROM: what the caller's address is called in the reverse DNS, and whether that name leads to it (iprev, RFC 8601 3)"`
	Content    form.Opt[policyContent]    `key:"content" verb:"1" example:"{junk: 5}" es:"tras el punto final: suma puntos por lo que dice la carta, cómo está hecha y lo que hallaron las comprobaciones de delante; con bastantes, a Junk" en:"after the final dot: adds up points for what the letter says, how it is made and what the checks before it found; with enough of them, into Junk"`
	Reputation form.Opt[policyReputation] `key:"reputation" verb:"1" example:"{volume: 100}" es:"tras el punto final, y mejor detrás de «spf» y «dkim»: qué ha pasado con las cartas anteriores de esa dirección, de los dominios probados y de sus claves, sumado; según la suma, a Junk, 421 4.7.28 o 550 5.7.1" en:"after the final dot, and best after \"spf\" and \"dkim\": what has followed from earlier letters of that address, of the domains that are proved and of their keys, added up; by the sum, into Junk, 421 4.7.28 or 550 5.7.1"`
	Senders    form.Opt[policySenders]    `key:"sender_rules" verb:"1" example:"{bulk: 5000, everybody: {authenticated: 5.7.26}, bulk_senders: {spf: 5.7.27, dkim: 5.7.30}}" es:"tras el punto final, y detrás de «reverse_dns», «spf», «dkim» y «dmarc»: si se cumple lo que pide a quien envía, más a quien envía mucho; los de los grandes proveedores los trae «profile»" en:"after the final dot, and after \"reverse_dns\", \"spf\", \"dkim\" and \"dmarc\": whether what it asks of senders is met, more of those who send a lot; those of the large providers come with \"profile\""`
	SPF        form.Opt[policySPF]        `key:"spf" verb:"1" example:"{fail: reject}" es:"en MAIL FROM: si el dominio del sobre deja enviar a esa dirección (RFC 7208)" en:"at MAIL FROM: whether the envelope's domain lets that address send (RFC 7208)"`
	DKIM       form.Opt[policyDKIM]       `key:"dkim" verb:"1" example:"{}" es:"tras el punto final: si las firmas son buenas (RFC 6376)" en:"after the final dot: whether the signatures are good (RFC 6376)"`
	DMARC      form.Opt[policyDMARC]      `key:"dmarc" verb:"1" example:"{}" es:"después de «spf» y «dkim»: si lo que probaron habla del dominio del From, y qué pide su dueño (RFC 9989)" en:"after \"spf\" and \"dkim\": whether what they proved speaks for the From domain, and what its owner asks for (RFC 9989)"`
	ARC        form.Opt[policyARC]        `key:"arc" verb:"1" example:"{trust: [beta.test]}" es:"antes de «dmarc»: si los sellos de quienes la reenviaron están enteros (RFC 8617), y de quién se fía" en:"before \"dmarc\": whether the seals of those who forwarded it are whole (RFC 8617), and whom it trusts"`
	Footer     form.Opt[policyFooter]     `key:"footer" verb:"1" example_es:"{text: Revisado sin virus.}" example_en:"{text: Scanned for viruses.}" es:"añade un pie a las cartas de texto" en:"adds a footer to letters of text"`
}

// whomSpec says whose visits a check is about.
type whomSpec struct {
	Service form.Opt[form.Word] `key:"service" enum:"smtp|submission|submissions" default:"=smtp" es:"en qué servicio; sin s final, con TLS o sin él" en:"at which service; without a final s, with TLS or without it"`
	Client  form.Opt[form.Line] `key:"client" is:"party" example:"mail.alfa.test" es:"solo cuando llama este servidor, dispositivo o usuario" en:"only when this host, device or user calls"`
}

type policyARC struct {
	Trust form.List[form.Line] `key:"trust" is:"name" example:"[beta.test]" es:"dominios cuya palabra vale: si todos los que sellaron están aquí y el primero halló dmarc=pass, la carta entra aunque aquí falle" en:"domains whose word counts: if all that sealed are here and the first found dmarc=pass, the letter is let in although it fails here"`
	whomSpec
}

type policyGreylist struct {
	greylistRule
	whomSpec
}

type policyRateLimit struct {
	rateLimitRule
	whomSpec
}

type policyAllowlist struct {
	List form.Opt[form.Line] `key:"list" is:"name" short:"1" required:"1" example:"dnswl.test" es:"la zona de la lista: un dominio con un registro A 127.0.0.x en el nombre de cada dirección, al revés" en:"the list's zone: a domain with an A record 127.0.0.x at the name of each address, turned round"`
	whomSpec
}

type policyBlocklist struct {
	List   form.Opt[form.Line] `key:"list" is:"name" short:"1" required:"1" example:"dnsbl.test" es:"la zona de la lista: un dominio con un registro A 127.0.0.x, y quizá un TXT con el motivo, en el nombre de cada dirección, al revés" en:"the list's zone: a domain with an A record 127.0.0.x, and perhaps a TXT with the reason, at the name of each address, turned round"`
	Listed form.Opt[form.Word] `key:"listed" enum:"accept|junk|reject" default:"=listed" es:"qué se hace si está: nada, a Junk, o 550 5.7.1" en:"what is done where it is: nothing, into Junk, or 550 5.7.1"`
	whomSpec
}

type policyHELO struct {
	Bad form.Opt[form.Word] `key:"bad" enum:"accept|reject" default:"=helo-bad" es:"qué se hace si no puede ser su nombre, o es el del propio servidor: nada, o 550 5.7.1" en:"what is done where it cannot be its name, or is the server's own: nothing, or 550 5.7.1"`
	whomSpec
}

type policyReverse struct {
	Fail form.Opt[form.Word] `key:"fail" enum:"accept|junk|reject" default:"=reverse-fail" es:"qué se hace si no hay un nombre que lleve de vuelta: nada, a Junk, o 550 5.7.25" en:"what is done where there is no name that leads back: nothing, into Junk, or 550 5.7.25"`
	whomSpec
}

type policyReputation struct {
	HalfLife form.Opt[form.Span]   `key:"half_life" default:"=half-life" es:"en cuánto tiempo lo que pasó cuenta la mitad; en días enteros" en:"in how long what happened counts half; in whole days"`
	Volume   form.Opt[form.Whole]  `key:"volume" range:"1..1000000" default:"=reputation-volume" es:"desde cuántas cartas se miran los porcentajes, y cuántas en un día no extrañan a nadie" en:"from how many letters on rates are looked at, and how many in a day surprise nobody"`
	Concern  form.Opt[form.Chance] `key:"concern" default:"=concern" es:"desde qué parte de quejas pierde puntos" en:"from which share of complaints on it loses points"`
	Limit    form.Opt[form.Chance] `key:"limit" default:"=limit" es:"desde qué parte pierde muchos" en:"from which share on it loses many"`
	Junk     form.Opt[form.Whole]  `key:"junk" range:"-1000..0" default:"=reputation-junk" es:"desde qué suma, hacia abajo, va a Junk" en:"from which sum on, downwards, it goes into Junk"`
	Defer    form.Opt[form.Whole]  `key:"defer" range:"-1000..0" default:"=reputation-defer" es:"desde cuál se aplaza: 421 4.7.28" en:"from which one on it is put off: 421 4.7.28"`
	Refuse   form.Opt[form.Whole]  `key:"refuse" range:"-1000..0" default:"=reputation-refuse" es:"desde cuál se rechaza: 550 5.7.1" en:"from which one on it is refused: 550 5.7.1"`
	whomSpec
}

type policyContent struct {
	Junk   form.Opt[form.Decimal]  `key:"junk" range:"0..1000" default:"=content-junk" example:"5" es:"desde cuántos puntos va a Junk" en:"from how many points on it goes into Junk"`
	Reject form.Opt[form.Decimal]  `key:"reject" range:"0..1000" default_es:"nunca" default_en:"never" example:"15" es:"desde cuántos se rechaza: 550 5.7.1" en:"from how many on it is refused: 550 5.7.1"`
	Points form.Dict[form.Decimal] `key:"points" range:"-1000..1000" example:"{gratis: 3, spf-fail: 1}" es:"otros puntos para una regla o un indicio, por su nombre; 0: no cuenta" en:"other points for a rule or a finding, by its name; 0: it does not count"`
	Words  form.List[contentWord]  `key:"words" example_es:"{text: vino barato, points: 2}" example_en:"{text: cheap wine, points: 2}" es:"más palabras que buscar" en:"more words to look for"`
	Bayes  form.Opt[form.Truth]    `key:"bayes" default:"=no" es:"true: aprende de lo que la gente marca (filtro bayesiano)" en:"true: it learns from what people mark (a Bayesian filter)"`
	Known  form.List[contentKnown] `key:"known" example_es:"{text: vino barato, junk: true}" example_en:"{text: cheap wine, junk: true}" es:"con «bayes»: textos que ya ha aprendido antes de empezar" en:"with \"bayes\": texts that it has learnt before the beginning"`
	whomSpec
}

type contentWord struct {
	Text   form.Opt[form.Line]    `key:"text" required:"1" example_es:"vino barato" example_en:"cheap wine" es:"las palabras; las tildes y las mayúsculas dan igual" en:"the words; accents and capitals make no difference"`
	Points form.Opt[form.Decimal] `key:"points" required:"1" range:"-1000..1000" example:"2" es:"cuánto valen; en el asunto, la mitad más" en:"what they are worth; in the subject half as much again"`
	Lang   form.Opt[form.Word]    `key:"lang" enum:"es|en" default_es:"ninguno" default_en:"none" es:"de qué idioma son" en:"of which language they are"`
}

type contentKnown struct {
	Text form.Opt[form.Str]   `key:"text" required:"1" example_es:"vino barato" example_en:"cheap wine" es:"lo que dice" en:"what it says"`
	Junk form.Opt[form.Truth] `key:"junk" default:"=no" es:"true: alguien lo marcó como spam; false: es una carta buena" en:"true: somebody marked it as junk; false: it is a good letter"`
}

type policySPF struct {
	Fail form.Opt[form.Word] `key:"fail" enum:"accept|junk|reject" default:"=spf-fail" es:"qué se hace si el resultado es «fail»: nada, a Junk, o 550 5.7.23" en:"what is done where the result is \"fail\": nothing, into Junk, or 550 5.7.23"`
	whomSpec
}

type policyDKIM struct{ whomSpec }

type policyDMARC struct {
	Obey form.Opt[form.Truth] `key:"obey" default:"=yes" es:"false: solo lo anota, y no hace lo que pide el dueño (Junk, o 550 5.7.26)" en:"false: it only writes it down, and does not do what the owner asks for (Junk, or 550 5.7.26)"`
	whomSpec
}

type policyFooter struct {
	Text form.Opt[form.Words] `key:"text" short:"1" required:"1" example_es:"Revisado sin virus." example_en:"Scanned for viruses." es:"qué añade" en:"what it adds"`
	whomSpec
}

type greylistRule struct {
	Delay  form.Opt[form.Span] `key:"delay" default:"=greylist-delay" example:"5min" es:"cuánto hay que esperar" en:"how long one has to wait"`
	Within form.Opt[form.Span] `key:"within" default:"=greylist-within" es:"cuándo se olvida a quien no volvió" en:"when one who did not come again is forgotten"`
	Known  form.Opt[form.Span] `key:"known" default:"=greylist-known" es:"cuánto se recuerda a quien volvió" en:"how long one who came again is remembered"`
}

type rateLimitRule struct {
	Of    form.Opt[form.Word]  `key:"of" enum:"connections|messages|recipients" default:"=rate-of" es:"qué se cuenta" en:"what is counted"`
	Limit form.Opt[form.Whole] `key:"limit" required:"1" range:"0..100000" example:"3" es:"cuántos se admiten" en:"how many are let through"`
	Per   form.Opt[form.Span]  `key:"per" default:"=rate-per" example:"1h" es:"en cuánto tiempo" en:"in how long"`
	Code  form.Opt[form.Whole] `key:"code" range:"400..599" default:"=rate-code" es:"con qué código; 421 cuelga" en:"with which code; 421 hangs up"`
}

type serviceSpec struct {
	Proto form.Opt[form.Word]  `key:"proto" short:"1" required:"1" enum:"smtp|submission|submissions|pop3|pop3s|imap|imaps|dns|resolver|https" example:"smtp" es:"el servicio; con s final, TLS desde el primer byte" en:"the service; with a final s, TLS from the first byte on"`
	TLS   form.Opt[form.Word]  `key:"tls" enum:"none|offer|required" default_es:"el del servidor" default_en:"the host's" es:"si ofrece pasar a TLS (STARTTLS, STLS), o no hace nada sin él" en:"whether it offers to go over to TLS (STARTTLS, STLS), or does nothing without it"`
	Port  form.Opt[form.Whole] `key:"port" range:"1..65535" default:"=ports" example:"2525" es:"el puerto, si no es el suyo" en:"the port, if it is not its own"`
}

type tlsSpec struct {
	Policy      form.Opt[form.Word]  `key:"policy" short:"1" enum:"none|offer|required" default:"=tls" es:"none: todo va en claro; offer: TLS para quien lo pida, y puertos 465, 993 y 995; required: sin TLS no se acepta ninguna contraseña" en:"none: all goes in the clear; offer: TLS for whoever asks, and ports 465, 993 and 995; required: without TLS no password is taken"`
	Certificate form.Opt[form.Word]  `key:"certificate" enum:"good|expired|wrong-name|self-signed" default:"=certificate" es:"el certificado que enseña" en:"the certificate that it shows"`
	Relay       form.Opt[form.Word]  `key:"relay" enum:"opportunistic|require|never" default:"=relay" es:"cuando pasa correo a otros: TLS si se ofrece, sin mirar el certificado, y en claro si no llega a haberlo; solo con TLS y un certificado bueno; o nunca" en:"when it passes mail on: TLS if offered, whatever the certificate, and in the clear if it does not come about; only with TLS and a good certificate; or never"`
	Asks        form.List[form.Word] `key:"relay_asks" enum:"mta_sts|dane" example:"[mta_sts, dane]" es:"qué averigua antes de pasar correo: la política MTA-STS del dominio, los registros TLSA de sus servidores" en:"what it finds out before it passes mail on: the domain's MTA-STS policy, the TLSA records of its hosts"`
}

type retrySpec struct {
	First       form.Opt[form.Span]    `key:"first" default:"=first" es:"espera tras el primer fallo" en:"wait after the first failure"`
	Factor      form.Opt[form.Decimal] `key:"factor" range:"1..100" default:"=factor" es:"cada espera es tantas veces la anterior" en:"each wait is this many times the one before"`
	Max         form.Opt[form.Span]    `key:"max" default:"=max" es:"la espera más larga" en:"the longest wait"`
	Lifetime    form.Opt[form.Span]    `key:"lifetime" default:"=lifetime" es:"cuándo se da por perdido" en:"when the message is given up"`
	ReportAfter form.Opt[form.Span]    `key:"report_after" default:"=report" es:"en el primer intento que falla pasado este tiempo se avisa al remitente del retraso; 0: nunca" en:"at the first attempt that fails after this long, the sender is told of the delay; 0: never"`
	Jitter      form.Opt[form.Chance]  `key:"jitter" default:"=jitter" es:"cuánto varía cada espera" en:"how much each wait varies"`
}

type pointSpec struct {
	X form.Opt[form.Decimal] `key:"x" required:"1" range:"-1000..1000" example:"3" es:"hacia la derecha" en:"to the right"`
	Y form.Opt[form.Decimal] `key:"y" required:"1" range:"-1000..1000" example:"1" es:"hacia abajo" en:"downwards"`
}

type windowSpec struct {
	From form.Opt[form.Moment] `key:"from" default:"=beginning" example:"0" es:"desde cuándo" en:"since when"`
	To   form.Opt[form.Moment] `key:"to" default_es:"para siempre" default_en:"for ever" example:"10min" es:"hasta cuándo" en:"until when"`
}

type deviceSpec struct {
	User     form.Opt[form.Line]  `key:"user" is:"user" example:"benito" es:"de quién es; un nombre como phone-benito ya lo dice" en:"whose it is; a name such as phone-benito tells it already"`
	Kind     form.Opt[form.Word]  `key:"kind" enum:"laptop|phone|desktop|tablet|webmail" default:"=laptop" es:"qué es; un nombre como phone-benito ya lo dice" en:"what it is; a name such as phone-benito tells it already"`
	With     form.Opt[form.Word]  `key:"with" enum:"pop3|imap" default:"=imap" es:"cómo lee el correo cuando no se dice" en:"how it reads mail when nothing is said"`
	TLS      form.Opt[form.Word]  `key:"tls" enum:"require|prefer|never" default_es:"«require» si el servidor lo ofrece; si no, «never»" default_en:"\"require\" where its server offers it; otherwise \"never\"" es:"require: sin TLS y un certificado bueno no dice nada; prefer: TLS si se ofrece, sin mirar el certificado, y en claro si no llega a haberlo; never: en claro" en:"require: without TLS and a good certificate it says nothing; prefer: TLS if offered, whatever the certificate, and in the clear if it does not come about; never: in the clear"`
	Receipts form.Opt[form.Word]  `key:"receipts" enum:"never|always" default:"=receipts" es:"qué hace con las cartas que piden acuse de recibo (RFC 8098): no decir nada, o enviarlo en cuanto las muestra" en:"what it does with letters that ask for a receipt (RFC 8098): say nothing, or send it as soon as it shows them"`
	Auth     form.Opt[form.Word]  `key:"auth" enum:"password|app_password|oauth" default:"=auth" es:"cómo dice quién es su dueño: con la contraseña de este; con una contraseña de aplicación, hecha solo para el dispositivo; o enseñando un permiso hecho solo para él (OAUTHBEARER, RFC 7628), que renueva por sí mismo en la web del servidor que guarda el buzón (RFC 6749)" en:"how it says who its owner is: by the owner's password; by an app password, made for the device alone; or by showing a permission made for it alone (OAUTHBEARER, RFC 7628), which it renews by itself at the web server of the host that keeps the mailbox (RFC 6749)"`
	TokenFor form.Opt[form.Span]  `key:"token_for" default:"=token-for" example:"10min" es:"con «auth: oauth»: cuánto vale cada permiso" en:"with \"auth: oauth\": for how long each permission counts"`
	Keeps    form.Opt[form.Word]  `key:"keeps" enum:"all|headers|nothing" default_es:"all; webmail, nothing" default_en:"all; webmail, nothing" es:"qué guarda de las cartas que nadie ha abierto aquí, por IMAP: enteras, solo las cabeceras, o nada, ni de las abiertas" en:"what it keeps of letters that nobody has opened here, by IMAP: all of them, the headers alone, or nothing, not even of opened ones"`
	Resync   form.Opt[form.Word]  `key:"resync" enum:"flags|condstore|qresync" default_es:"flags" default_en:"flags" es:"cómo averigua por IMAP qué ha cambiado en una carpeta que ya conocía: con las marcas de todas las cartas, o preguntando solo por lo que cambió desde la última vez (RFC 7162)" en:"how it finds out by IMAP what has changed in a folder that it knew: by the flags of all letters, or by asking only for what has changed since the last time (RFC 7162)"`
	Ahead    form.Opt[form.Span]  `key:"clock_ahead" default:"=zero" example:"2h" es:"cuánto adelanta su reloj: con él fecha lo que escribe (Date), y por él sabe qué día es" en:"by how much its clock is fast: it dates what it writes (Date), and tells the day, by it"`
	Behind   form.Opt[form.Span]  `key:"clock_behind" default:"=zero" example:"365d" es:"cuánto atrasa" en:"by how much it is slow"`
	Shows    form.Opt[form.Word]  `key:"shows" enum:"html|plain" default:"=shows" es:"si una carta trae su texto también en HTML, qué muestra: el HTML, o el texto sin formato" en:"where a letter brings its text in HTML too, what it shows: the HTML, or the plain text"`
	Attached form.Opt[form.Word]  `key:"attachments" enum:"with_letter|on_demand" default:"=attachments" es:"por IMAP, al abrir una carta: traer también los archivos que lleva, o dejarlos en el servidor hasta que alguien los pida (save)" en:"by IMAP, when a letter is opened: bring the files attached to it as well, or leave them at the server until somebody asks for them (save)"`
	Sent     form.Opt[form.Truth] `key:"sent" default:"=no" es:"true: el programa mismo deja por IMAP una copia de lo que envía en la carpeta Sent del servidor" en:"true: the program itself puts, by IMAP, a copy of what it sends into the server's folder Sent"`
	Leave    form.Opt[form.Span]  `key:"leave" default_es:"para siempre" default_en:"for ever" example:"14d" es:"con «keep»: cuánto tiempo lo deja" en:"with \"keep\": for how long it leaves it"`
	Keep     form.Opt[form.Truth] `key:"keep" default:"=no" es:"por POP3, deja en el servidor lo que descarga" en:"by POP3, leaves on the server what it downloads"`
	Address  form.List[form.Line] `key:"address" is:"ip" example:"192.0.2.77" es:"sus direcciones IP" en:"its IP addresses"`
	Down     form.Opt[outage]     `key:"down" es:"cuándo está apagado" en:"when it is off"`
	Position form.Opt[pointSpec]  `key:"position" es:"lugar fijo en el dibujo" en:"fixed place on the stage"`
}

type faultSpec struct {
	Down        form.Opt[faultDown]        `key:"down" verb:"1" example:"{host: mail.beta.test, from: 0, to: 10min}" es:"un servidor o dispositivo está apagado" en:"a host or device is off"`
	Refuse      form.Opt[faultRefuse]      `key:"refuse" verb:"1" example:"{host: mail.beta.test, service: smtp}" es:"rechaza las conexiones (RST)" en:"it refuses connections (RST)"`
	Silence     form.Opt[faultSilence]     `key:"silence" verb:"1" example:"{host: mail.beta.test, service: smtp}" es:"no contesta: se agota el tiempo" en:"it does not answer: time runs out"`
	Cut         form.Opt[faultCut]         `key:"cut" verb:"1" example:"{host: mail.beta.test, command: DOT, times: 1}" es:"corta la conexión a mitad (RST)" en:"it cuts the connection in the middle (RST)"`
	Delay       form.Opt[faultDelay]       `key:"delay" verb:"1" example:"{host: mail.beta.test, command: RCPT, by: 30s}" es:"contesta tarde" en:"it answers late"`
	Answer      form.Opt[faultAnswer]      `key:"answer" verb:"1" example:"{host: mail.beta.test, command: RCPT, code: 451, times: 2}" es:"contesta otra cosa de lo que diría" en:"it answers something else than it would"`
	Loss        form.Opt[faultLoss]        `key:"loss" verb:"1" example:"{between: [mail.alfa.test, mail.beta.test], chance: 20%}" es:"el camino pierde paquetes" en:"the road loses packets"`
	Intercept   form.Opt[faultIntercept]   `key:"intercept" verb:"1" example:"{between: [mail.alfa.test, mail.beta.test], does: strip_starttls}" es:"alguien en medio del camino, mitm.test, por quien pasa lo que se dicen los dos por TCP; en sockets de verdad (posta live) no hay camino donde ponerse, y no actúa" en:"somebody in the middle of the road, mitm.test, through whom passes what the two say by TCP; on real sockets (posta live) there is no road to stand on, and he does not act"`
	Slow        form.Opt[faultSlow]        `key:"slow" verb:"1" example:"{between: [mail.alfa.test, mail.beta.test], latency: 2s}" es:"el camino va lento" en:"the road is slow"`
	DiskFull    form.Opt[faultDiskFull]    `key:"disk_full" verb:"1" example:"{host: mail.beta.test, to: 1h}" es:"el servidor no tiene sitio: 452 4.3.1" en:"the host has no room: 452 4.3.1"`
	MailboxFull form.Opt[faultMailboxFull] `key:"mailbox_full" verb:"1" example:"{user: benito, to: 1h}" es:"el buzón no tiene sitio, diga lo que diga su cuota: 452 4.2.2" en:"the mailbox has no room, whatever its quota: 452 4.2.2"`
	Forge       form.Opt[faultForge]       `key:"forge" verb:"1" example:"{user: alicia, as: 'Benito <benito@beta.test>'}" es:"alguien escribe en el From de sus cartas el nombre de otro" en:"somebody writes another's name into the From of the letters"`
	Forward     form.Opt[faultForward]     `key:"forward" verb:"1" example:"{user: benito, mail: benito-casa@otra.test}" es:"alguien tiene puesto que su correo se reenvíe" en:"somebody has the mail forwarded"`
	Greylist    form.Opt[faultGreylist]    `key:"greylist" verb:"1" example:"{host: mail.beta.test, delay: 5min}" es:"lo mismo que en la «policy» del servidor, con ocasiones: pide a los desconocidos que vuelvan: 451 4.7.1 (RFC 6647)" en:"the same as in the host's \"policy\", with occasions: it asks strangers to come again: 451 4.7.1 (RFC 6647)"`
	RateLimit   form.Opt[faultRateLimit]   `key:"rate_limit" verb:"1" example:"{host: mail.beta.test, limit: 3, per: 1h}" es:"lo mismo que en la «policy» del servidor, con ocasiones: cada cliente puede hacer solo tanto en cierto tiempo" en:"the same as in the host's \"policy\", with occasions: each client may do only so much in a time"`
	DNS         form.Opt[faultDNS]         `key:"dns" verb:"1" example:"{name: beta.test, type: MX, does: servfail, times: 1}" es:"un servidor de nombres no hace su trabajo" en:"a name server does not do its work"`
}

// occasionSpec says on which of the occasions that fit a fault acts.
type occasionSpec struct {
	windowSpec
	Skip   form.Opt[form.Whole]  `key:"skip" range:"0..1000000" default:"=none" example:"1" es:"cuántas ocasiones deja pasar antes" en:"how many occasions it lets pass first"`
	Times  form.Opt[form.Whole]  `key:"times" range:"1..1000000" default_es:"siempre" default_en:"always" example:"2" es:"cuántas veces actúa; luego todo vuelve a ir bien" en:"how often it acts; then all is well again"`
	Chance form.Opt[form.Chance] `key:"chance" default:"=always" example:"20%" es:"con qué probabilidad actúa cada vez, según la semilla" en:"how likely it acts each time, by the seed"`
}

type faultDown struct {
	Host form.Opt[form.Line] `key:"host" is:"party" required:"1" short:"1" example:"mail.beta.test" es:"cuál" en:"which one"`
	windowSpec
}

type doorSpec struct {
	Service form.Opt[form.Word] `key:"service" enum:"smtp|submission|submissions|pop3|pop3s|imap|imaps|dns|resolver" default_es:"todos los que vengan al caso" default_en:"all those where it makes sense" es:"en qué servicio; sin s final, con TLS o sin él" en:"at which service; without a final s, with TLS or without it"`
	Client  form.Opt[form.Line] `key:"client" is:"party" example:"mail.alfa.test" es:"solo cuando llama este servidor, dispositivo o usuario" en:"only when this host, device or user calls"`
	occasionSpec
}

type faultRefuse struct {
	Host form.Opt[form.Line] `key:"host" is:"host" required:"1" short:"1" example:"mail.beta.test" es:"cuál" en:"which one"`
	doorSpec
}

type faultSilence struct {
	Host    form.Opt[form.Line] `key:"host" is:"host" required:"1" short:"1" example:"mail.beta.test" es:"cuál" en:"which one"`
	Command form.Opt[form.Word] `key:"command" is:"command" enum:"CONNECT|EHLO|HELO|STARTTLS|AUTH|MAIL|RCPT|DATA|DOT|RSET|NOOP|QUIT|LOGIN|STAT|UIDL|LIST|RETR|TOP|DELE|SELECT|SEARCH|FETCH|STORE|MOVE|EXPUNGE|APPEND|LOGOUT" example:"DOT" es:"a qué orden no contesta; si no, ningún paquete pasa" en:"which command it does not answer; otherwise no packet gets through"`
	doorSpec
}

type faultCut struct {
	Host      form.Opt[form.Line] `key:"host" is:"host" required:"1" short:"1" example:"mail.beta.test" es:"cuál" en:"which one"`
	Command   form.Opt[form.Word] `key:"command" is:"command" enum:"CONNECT|EHLO|HELO|STARTTLS|AUTH|MAIL|RCPT|DATA|DOT|RSET|NOOP|QUIT|LOGIN|STAT|UIDL|LIST|RETR|TOP|DELE|SELECT|SEARCH|FETCH|STORE|MOVE|EXPUNGE|APPEND|LOGOUT" default:"=at-connect" example:"DOT" es:"al recibir qué orden; DOT: la carta ya aceptada, y antes de decirlo" en:"on receiving which command; DOT: the letter is taken, and before saying so"`
	After     form.Opt[form.Size] `key:"after" example:"500" es:"o tras cuántos bytes del cliente; con «command», contados desde la orden" en:"or after how many bytes from the client; with \"command\", counted from it"`
	Recipient form.Opt[form.Line] `key:"recipient" is:"address" es:"en RCPT: solo con este destinatario" en:"at RCPT: only with this recipient"`
	doorSpec
}

type faultDelay struct {
	Host      form.Opt[form.Line] `key:"host" is:"host" required:"1" example:"mail.beta.test" es:"cuál" en:"which one"`
	Command   form.Opt[form.Word] `key:"command" is:"command" enum:"CONNECT|EHLO|HELO|STARTTLS|AUTH|MAIL|RCPT|DATA|DOT|RSET|NOOP|QUIT|LOGIN|STAT|UIDL|LIST|RETR|TOP|DELE|SELECT|SEARCH|FETCH|STORE|MOVE|EXPUNGE|APPEND|LOGOUT" default:"=at-connect" example:"RCPT" es:"a qué orden" en:"which command"`
	By        form.Opt[form.Span] `key:"by" required:"1" example:"30s" es:"cuánto más tarde" en:"how much later"`
	Recipient form.Opt[form.Line] `key:"recipient" is:"address" es:"en RCPT: solo con este destinatario" en:"at RCPT: only with this recipient"`
	doorSpec
}

type faultAnswer struct {
	Host      form.Opt[form.Line]  `key:"host" is:"host" required:"1" example:"mail.beta.test" es:"cuál" en:"which one"`
	Command   form.Opt[form.Word]  `key:"command" is:"command" enum:"CONNECT|EHLO|HELO|STARTTLS|AUTH|MAIL|RCPT|DATA|DOT|RSET|NOOP|QUIT|LOGIN|STAT|UIDL|LIST|RETR|TOP|DELE|SELECT|SEARCH|FETCH|STORE|MOVE|EXPUNGE|APPEND|LOGOUT" default:"=at-rcpt" example:"RCPT" es:"a qué orden; CONNECT es el saludo, DOT el punto final" en:"which command; CONNECT is the greeting, DOT the final dot"`
	Code      form.Opt[form.Whole] `key:"code" range:"400..599" default:"=code" example:"451" es:"con qué código SMTP" en:"with which SMTP code"`
	Enhanced  form.Opt[code]       `key:"enhanced" example:"4.3.0" es:"con qué código ampliado" en:"with which enhanced code"`
	Text      form.Opt[form.Line]  `key:"text" es:"con qué palabras" en:"in which words"`
	Close     form.Opt[form.Truth] `key:"close" default:"=no" es:"y cuelga" en:"and hangs up"`
	Recipient form.Opt[form.Line]  `key:"recipient" is:"address" example:"benito@beta.test" es:"en RCPT: solo con este destinatario" en:"at RCPT: only with this recipient"`
	Sender    form.Opt[form.Line]  `key:"sender" is:"address" example:"alicia@alfa.test" es:"en MAIL, RCPT, DATA y DOT: solo con este remitente; <> es ninguno" en:"at MAIL, RCPT, DATA and DOT: only with this sender; <> is none"`
	doorSpec
}

// roadOf says which road a fault is on.
type roadOf struct {
	Between form.List[form.Line] `key:"between" is:"party" example:"[mail.alfa.test, mail.beta.test]" es:"los dos extremos del camino" en:"both ends of the road"`
	Host    form.Opt[form.Line]  `key:"host" is:"party" example:"mail.beta.test" es:"o todos los caminos de este servidor o dispositivo" en:"or all roads of this host or device"`
	occasionSpec
}

type faultLoss struct{ roadOf }

type faultIntercept struct {
	Does form.List[form.Word] `key:"does" enum:"strip_starttls|own_certificate" example:"strip_starttls" es:"strip_starttls: quita STARTTLS de lo que ofrece el servidor; own_certificate: tras el STARTTLS de SMTP enseña un certificado suyo y lee dentro; sin decir nada, solo pasa lo que oye, y el TLS que no puede abrir, tal cual" en:"strip_starttls: it takes STARTTLS out of what the server offers; own_certificate: after the STARTTLS of SMTP it shows a certificate of its own and reads inside; when nothing is said, it only passes on what it hears, and TLS that it cannot open, as it comes"`
	Old  form.Opt[form.Line]  `key:"replace" example_es:"ES91" example_en:"ES91" es:"qué cambia en el texto de las cartas que puede leer" en:"what it replaces in the text of letters that it can read"`
	New  form.Opt[form.Line]  `key:"with" example_es:"ES12" example_en:"ES12" es:"por qué" en:"by what"`
	roadOf
}

type faultSlow struct {
	Latency   form.Opt[form.Span] `key:"latency" example:"2s" es:"lo que tarda un paquete en un sentido" en:"what a packet takes one way"`
	Jitter    form.Opt[form.Span] `key:"jitter" example:"5ms" es:"hasta cuánto más puede tardar" en:"how much longer it may take"`
	Bandwidth form.Opt[form.Rate] `key:"bandwidth" example:"9.6 kbit/s" es:"velocidad" en:"speed"`
	roadOf
}

type faultDiskFull struct {
	Host form.Opt[form.Line] `key:"host" is:"host" required:"1" short:"1" example:"mail.beta.test" es:"cuál" en:"which one"`
	doorSpec
}

type faultMailboxFull struct {
	User form.Opt[form.Line] `key:"user" is:"user" required:"1" short:"1" example:"benito" es:"de quién" en:"whose"`
	occasionSpec
}

type faultForge struct {
	User form.Opt[form.Line] `key:"user" is:"user" required:"1" example:"alicia" es:"quién escribe" en:"who writes"`
	As   form.Opt[form.Line] `key:"as" is:"address" required:"1" example:"Benito <benito@beta.test>" es:"en nombre de quién" en:"in whose name"`
	occasionSpec
}

type faultForward struct {
	User form.Opt[form.Line] `key:"user" is:"user" required:"1" example:"benito" es:"de quién es el buzón" en:"whose mailbox it is"`
	Mail form.Opt[form.Line] `key:"mail" is:"address" required:"1" example:"benito-casa@otra.test" es:"adónde va su correo; si ese dominio no está en el escenario, se añade, con las comprobaciones del servidor del buzón" en:"where the mail goes; a domain that is not in the scenario is added, with the checks of the mailbox's server"`
	occasionSpec
}

type faultGreylist struct {
	Host form.Opt[form.Line] `key:"host" is:"host" required:"1" short:"1" example:"mail.beta.test" es:"cuál" en:"which one"`
	greylistRule
	doorSpec
}

type faultRateLimit struct {
	Host form.Opt[form.Line] `key:"host" is:"host" required:"1" example:"mail.beta.test" es:"cuál" en:"which one"`
	rateLimitRule
	doorSpec
}

type faultDNS struct {
	Does    form.Opt[form.Word]  `key:"does" required:"1" enum:"silent|slow|servfail|nxdomain|empty|refused|lame|truncated|wrong" example:"servfail" es:"qué hace; lame: no sabe nada de la zona; truncated: manda preguntar por TCP" en:"what it does; lame: knows nothing of the zone; truncated: says to ask by TCP"`
	Host    form.Opt[form.Line]  `key:"host" is:"host" example:"dns.test" es:"qué servidor de nombres; si no, los que responden por «name»" en:"which name server; otherwise those that answer for \"name\""`
	Name    form.Opt[form.Line]  `key:"name" is:"name" example:"beta.test" es:"por qué nombre, y los de debajo; si no, por todos" en:"for which name and those below it; otherwise for all"`
	Below   form.Opt[form.Truth] `key:"below" default:"=yes" es:"con name; false: solo por ese nombre, y no por los de debajo" en:"with name; false: for that name alone, and not for those below it"`
	Type    form.Opt[form.Word]  `key:"type" enum:"A|AAAA|MX|TXT|NS|SOA|CNAME|PTR|PTR" example:"MX" es:"por qué tipo de registro; si no, por todos" en:"for which type of record; otherwise for all"`
	By      form.Opt[form.Span]  `key:"by" example:"3s" es:"con slow: cuánto tarda" en:"with slow: how late it is"`
	Records form.List[form.Line] `key:"records" is:"record" example:"['@ MX 10 mail']" es:"con wrong: qué contesta, como en un archivo de zona" en:"with wrong: what it answers, as in a zone file"`
	Client  form.Opt[form.Line]  `key:"client" is:"party" example:"mail.alfa.test" es:"solo cuando pregunta este servidor, dispositivo o usuario" en:"only when this host, device or user asks"`
	occasionSpec
}

type limitsSpec struct {
	Events      form.Opt[form.Whole] `key:"events" range:"1..100000000" default:"=events" es:"sucesos que se apuntan; con muchas acciones, 60 por cada una" en:"events that are recorded; with many actions, 60 for each"`
	Memory      form.Opt[form.Size]  `key:"memory" range:"1048576..68719476736" default:"=memory" example:"1 GiB" es:"bytes de cartas que la ejecución puede llegar a guardar, en colas, buzones, dispositivos, caminos y en lo que apunta; una carta guardada en varios sitios cuenta una vez" en:"bytes of letters that the run may come to hold, in queues, mailboxes, devices, on the roads and in what it records; a letter that lies at several places counts once"`
	Time        form.Opt[form.Span]  `key:"time" default:"=time" es:"tiempo virtual desde el comienzo" en:"virtual time since the beginning"`
	MessageSize form.Opt[form.Size]  `key:"message_size" default:"=message" es:"bytes de un mensaje" en:"bytes of one message"`
	Hops        form.Opt[form.Whole] `key:"hops" range:"1..1000" default:"=hops" es:"saltos antes de creer que un mensaje da vueltas" en:"hops before a message is taken to run in circles"`
	Retries     form.Opt[form.Whole] `key:"retries" range:"1..100000" default:"=retries" es:"intentos para un mensaje y destino" en:"attempts for one message and destination"`
	Connections form.Opt[form.Whole] `key:"connections" range:"1..10000" default:"=connections" es:"conexiones abiertas a la vez" en:"connections open at once"`
}

// step is one line of the script.
type step struct {
	At     form.Opt[form.Moment] `key:"at" example:"09:30" es:"en qué instante, contado desde el comienzo" en:"at which instant, counted from the beginning"`
	After  form.Opt[form.Span]   `key:"after" example:"5min" es:"cuánto después de que empezara el paso anterior. Sin «at» ni «after» el paso espera a que no quede nada por pasar, tampoco reintentos en las colas, que pueden durar cinco días, y empieza 1 s después" en:"how long after the step before began. Without \"at\" and \"after\" a step waits until nothing is left to happen, retries in the queues included, which may take five days, and begins 1 s later"`
	Say    form.Opt[form.Phrase] `key:"say" es:"lo que cuenta el narrador" en:"what the narrator says"`
	Ask    form.List[askSpec]    `key:"ask" es:"preguntas que se hacen al empezar el paso, además de las que Posta encuentra sola" en:"questions that are asked as the step begins, besides those that Posta finds by itself"`
	Repeat form.Opt[repeatSpec]  `key:"repeat" example:"{times: 2000, every: 1s}" es:"el mismo paso, varias veces" en:"the same step, several times"`
	Fails  form.Opt[form.Truth]  `key:"fails" default:"=no" es:"true: no sale bien, y de eso trata la lección; si falta, tiene que salir bien" en:"true: it does not go well, and that is the lesson; otherwise it has to go well"`
	Waits  form.Opt[form.Truth]  `key:"waits" default:"=no" es:"true: si el dispositivo o el servidor que lo hace está apagado, espera a que vuelva; si falta, no sale bien" en:"true: if the device or host that does it is switched off, it waits until it is back; otherwise it does not go well"`
	actSpecs
	Campaign form.Opt[campaignSpec] `key:"campaign" verb:"1" example_es:"{name: boletín, from: hola, to: '*@beta.test', subject: Novedades}" example_en:"{name: newsletter, from: hello, to: '*@beta.test', subject: News}" es:"enviar una carta a muchos" en:"send one letter to many"`
	Wait     form.Opt[waitSpec]     `key:"wait" verb:"1" example:"30min" es:"dejar pasar el tiempo" en:"let time pass"`
}

// askSpec is a question of the teacher's own.
type askSpec struct {
	Question form.Opt[form.Phrase] `key:"question" required:"1" example_es:"¿Quién se entera?" example_en:"Who hears of it?" es:"lo que se pregunta" en:"what is asked"`
	Right    form.Opt[choiceSpec]  `key:"right" required:"1" example_es:"{answer: Alicia}" example_en:"{answer: Alicia}" es:"la respuesta buena" en:"the right answer"`
	Wrong    form.List[choiceSpec] `key:"wrong" required:"1" example_es:"[{answer: nadie}]" example_en:"[{answer: nobody}]" es:"las que no lo son: de una a cinco" en:"those that are not: one to five"`
}

// choiceSpec is an answer to it.
type choiceSpec struct {
	Answer form.Opt[form.Phrase] `key:"answer" required:"1" example_es:"nadie" example_en:"nobody" es:"lo que se contesta" en:"what is answered"`
	Why    form.Opt[form.Phrase] `key:"why" es:"por qué es así, o por qué no" en:"why it is so, or why not"`
}

// actSpecs is what somebody may do, in a script or as an input.
type actSpecs struct {
	Send      form.Opt[sendSpec]    `key:"send" verb:"1" example_es:"{from: alicia, to: benito@beta.test, subject: Hola, body: ¿Qué tal?}" example_en:"{from: alicia, to: benito@beta.test, subject: Hello, body: How are you?}" es:"enviar una carta" en:"send a letter"`
	Reply     form.Opt[replySpec]   `key:"reply" verb:"1" example_es:"{user: benito, body: Bien.}" example_en:"{user: benito, body: Fine.}" es:"responder a una ya leída" en:"answer one already read"`
	Fetch     form.Opt[fetchSpec]   `key:"fetch" verb:"1" example:"{user: benito, with: imap}" es:"leer el buzón" en:"read the mailbox"`
	Greet     form.Opt[greetSpec]   `key:"greet" verb:"1" example:"{from: mail.alfa.test, to: mail.beta.test, hello: EHLO}" es:"solo saludar a un servidor SMTP y despedirse" en:"only greet an SMTP server and leave"`
	Lookup    form.Opt[lookupSpec]  `key:"lookup" verb:"1" example:"{from: mail.alfa.test, name: beta.test, type: MX}" es:"preguntar al DNS" en:"ask the DNS"`
	Down      form.Opt[hostOnly]    `key:"down" verb:"1" example:"mail.beta.test" es:"apagar un servidor o dispositivo" en:"switch a host or device off"`
	Up        form.Opt[hostOnly]    `key:"up" verb:"1" example:"mail.beta.test" es:"encenderlo de nuevo" en:"switch it on again"`
	Flag      form.Opt[flagSpec]    `key:"flag" verb:"1" example:"{user: benito, add: \\Flagged}" es:"marcar cartas por IMAP" en:"flag letters by IMAP"`
	Move      form.Opt[moveSpec]    `key:"move" verb:"1" example_es:"{user: benito, into: Archivo}" example_en:"{user: benito, into: Archive}" es:"mover cartas a otra carpeta por IMAP" en:"move letters to another folder by IMAP"`
	Delete    form.Opt[deleteSpec]  `key:"delete" verb:"1" example:"{user: benito}" es:"borrar cartas por IMAP" en:"delete letters by IMAP"`
	Search    form.Opt[searchSpec]  `key:"search" verb:"1" example_es:"{user: benito, text: Hola}" example_en:"{user: benito, text: Hello}" es:"buscar cartas por IMAP" en:"search letters by IMAP"`
	Sync      form.Opt[syncSpec]    `key:"sync" verb:"1" example:"{user: benito, device: laptop-benito}" es:"poner al día un dispositivo y su buzón: lo que espera en la bandeja de salida, lo que se hizo sin conexión y lo que hay de nuevo" en:"bring a device and its mailbox to the same state: what waits in the outbox, what was done without a connection, and what is new"`
	Open      form.Opt[openSpec]    `key:"open" verb:"1" example_es:"{user: benito, letter: primera}" example_en:"{user: benito, letter: first}" es:"abrir una carta; lo que falte de ella se trae ahora" en:"open one letter; what is missing of it is brought now"`
	Save      form.Opt[saveSpec]    `key:"save" verb:"1" example:"{user: benito, file: playa.jpg}" es:"guardar en el dispositivo un archivo adjunto de una carta; si no está, se le pide al servidor, y solo él" en:"save a file attached to a letter on the device; if it is not there the server is asked for it, and for nothing else"`
	Archive   form.Opt[archiveSpec] `key:"archive" verb:"1" example_es:"{user: benito, letter: primera}" example_en:"{user: benito, letter: first}" es:"mover cartas a la carpeta de archivo (\\Archive) por IMAP" en:"move letters to the folder for keeping (\\Archive) by IMAP"`
	Draft     form.Opt[draftSpec]   `key:"draft" verb:"1" example_es:"{id: borrador, from: benito, to: alicia@alfa.test, body: Querida Alicia}" example_en:"{id: draft, from: benito, to: alicia@alfa.test, body: Dear Alice}" es:"empezar una carta y dejarla en la carpeta Drafts del servidor" en:"begin a letter and leave it in the server's folder Drafts"`
	Finish    form.Opt[finishSpec]  `key:"finish" verb:"1" example_es:"{user: benito, draft: borrador, body: Un abrazo.}" example_en:"{user: benito, draft: draft, body: All the best.}" es:"terminar un borrador, desde el mismo dispositivo o desde otro, y enviarlo" en:"finish a draft, on the same device or on another, and send it"`
	Idle      form.Opt[idleSpec]    `key:"idle" verb:"1" example:"{user: benito, for: 30min}" es:"tener abierta una carpeta por IMAP y que el servidor avise de lo nuevo (IDLE)" en:"keep a folder open by IMAP and let the server tell what is new (IDLE)"`
	Rebuild   form.Opt[rebuildSpec] `key:"rebuild" verb:"1" example:"{user: benito}" es:"rehacer una carpeta en el servidor, como al recuperar una copia de seguridad: cambia su UIDVALIDITY y las cartas reciben otros números" en:"rebuild a folder at the server, as when a backup is restored: its UIDVALIDITY changes and its letters get other numbers"`
	Authorize form.Opt[keySpec]     `key:"authorize" verb:"1" example:"{user: benito, device: phone-benito}" es:"dar a un dispositivo otro permiso, u otra contraseña de aplicación; se hace en la web del proveedor, que aquí no se ve" en:"give a device another permission, or another app password; it is done on the provider's web pages, which are not seen here"`
	Revoke    form.Opt[keySpec]     `key:"revoke" verb:"1" example:"{user: benito, device: phone-benito}" es:"quitarle el suyo a un dispositivo, perdido por ejemplo; los demás siguen igual" en:"take a device's own away, of a lost one for example; the others go on as they were"`
	Login     form.Opt[loginSpec]   `key:"login" verb:"1" example_es:"{user: benito, with: imap, password: equivocada}" example_en:"{user: benito, with: imap, password: wrong}" es:"solo intentar entrar" en:"only try to log in"`
	Change    form.Opt[changeSpec]  `key:"change" verb:"1" example:"{domain: beta.test, add: '@ MX 5 mx2'}" es:"cambiar la zona DNS de un dominio" en:"change a domain's DNS zone"`
}

type repeatSpec struct {
	Times form.Opt[form.Whole] `key:"times" short:"1" required:"1" range:"1..100000" example:"2000" es:"cuántas veces en total. En el asunto y el texto de una carta, «{n}» es el número de la vez" en:"how often in all. In a letter's subject and text, \"{n}\" is the number of the time"`
	Every form.Opt[form.Span]  `key:"every" default_es:"como si se escribieran los pasos uno tras otro: cuando no queda nada por pasar" default_en:"as if the steps were written one after the other: when nothing is left to happen" example:"1s" es:"cuánto después de que empezara la vez anterior" en:"how long after the time before began"`
}

type sendSpec struct {
	ID           form.Opt[form.Line]    `key:"id" is:"id" example_es:"primera" example_en:"first" es:"nombre para mencionarla después" en:"name to mention it by later"`
	From         form.Opt[form.Line]    `key:"from" is:"user" required:"1" example:"alicia" es:"quién la envía" en:"who sends it"`
	Device       form.Opt[form.Line]    `key:"device" is:"device" default_es:"el primero de los suyos" default_en:"the person's first" es:"desde qué dispositivo" en:"from which device"`
	To           form.List[form.Line]   `key:"to" is:"address" example:"benito@beta.test" es:"destinatarios" en:"recipients"`
	Cc           form.List[form.Line]   `key:"cc" is:"address" es:"con copia" en:"carbon copy"`
	Bcc          form.List[form.Line]   `key:"bcc" is:"address" es:"con copia oculta" en:"blind carbon copy"`
	Subject      form.Opt[form.Caption] `key:"subject" example_es:"Hola" example_en:"Hello" es:"asunto" en:"subject"`
	Body         form.Opt[form.Words]   `key:"body" example_es:"¿Qué tal?" example_en:"How are you?" es:"texto" en:"text"`
	HTML         form.Opt[form.Words]   `key:"html" es:"el texto también como HTML" en:"the text as HTML too"`
	Attachments  form.List[attachSpec]  `key:"attachments" example_es:"[{name: foto.jpg, size: 1 MB}]" example_en:"[{name: photo.jpg, size: 1 MB}]" es:"archivos adjuntos" en:"attached files"`
	Size         form.Opt[form.Size]    `key:"size" example:"5 MB" es:"rellenarla hasta este tamaño" en:"pad it to this size"`
	EightBit     form.Opt[form.Truth]   `key:"eight_bit" default:"=no" es:"true: lo que no es ASCII viaja tal cual, en bytes, y no traducido a ASCII (8BITMIME, RFC 6152)" en:"true: what is not ASCII travels as it is, in bytes, and not translated into ASCII (8BITMIME, RFC 6152)"`
	Headers      form.Dict[form.Line]   `key:"headers" example_es:"{X-Prioridad: alta}" example_en:"{X-Priority: high}" es:"más cabeceras" en:"further headers"`
	HeaderFrom   form.Opt[form.Line]    `key:"header_from" is:"address" example_es:"La jefa <jefa@gamma.test>" example_en:"The boss <boss@gamma.test>" es:"otro From en la carta" en:"another From in the letter"`
	EnvelopeFrom form.Opt[form.Line]    `key:"envelope_from" is:"address" example:"\"<>\"" es:"otro remitente en el sobre; <> para ninguno" en:"another sender on the envelope; <> for none"`
	EnvelopeTo   form.List[form.Line]   `key:"envelope_to" is:"address" es:"otros destinatarios en el sobre" en:"other recipients on the envelope"`
	Receipt      form.Opt[form.Truth]   `key:"receipt" default:"=no" es:"true: pide acuse de recibo (Disposition-Notification-To, RFC 8098)" en:"true: it asks for a receipt (Disposition-Notification-To, RFC 8098)"`
	Notify       form.List[form.Word]   `key:"notify" enum:"success|failure|delay|never" default_es:"failure y delay" default_en:"failure and delay" example:"[success, failure]" es:"de qué quiere aviso (NOTIFY, RFC 3461, 4.1); never va solo" en:"what it wants reports of (NOTIFY, RFC 3461 4.1); never stands alone"`
	Ret          form.Opt[form.Word]    `key:"ret" enum:"full|hdrs" default_es:"no lo dice" default_en:"it does not say" es:"qué quiere de vuelta si falla: la carta entera o la cabecera (RET, RFC 3461, 4.3)" en:"what it wants back when it fails: the whole letter or its header (RET, RFC 3461 4.3)"`
	ENVID        form.Opt[form.Line]    `key:"envid" example:"QQ314159" es:"un nombre que los avisos repiten (ENVID, RFC 3461, 4.4)" en:"a name that reports repeat (ENVID, RFC 3461 4.4)"`
	ORCPT        form.Opt[form.Line]    `key:"orcpt" is:"address" es:"a quién iba en un principio (ORCPT, RFC 3461, 4.2)" en:"whom it was for at first (ORCPT, RFC 3461 4.2)"`
	Server       form.Opt[form.Line]    `key:"server" is:"host" default_es:"el de su dominio" default_en:"the domain's" es:"a qué servidor se entrega" en:"the server it is handed to"`
	Port         form.Opt[form.Whole]   `key:"port" range:"1..65535" default:"=submission-port" es:"en qué puerto" en:"on which port"`
	HELO         form.Opt[form.Line]    `key:"helo" es:"cómo se presenta el programa" en:"what the program calls itself"`
	Password     form.Opt[form.Line]    `key:"password" default_es:"la suya" default_en:"the right one" es:"con qué contraseña entra" en:"the password it logs in with"`
	Auth         form.Opt[form.Truth]   `key:"auth" default:"=yes" es:"false: no se identifica" en:"false: it does not log in"`
	Smuggles     form.Opt[smuggledSpec] `key:"smuggles" example_es:"{from: jefa@alfa.test, to: benito@beta.test, subject: Urgente, body: Paga.}" example_en:"{from: boss@alfa.test, to: benito@beta.test, subject: Urgent, body: Pay.}" es:"otra carta escondida en esta, detrás de un punto entre dos LF sin CR: solo un servidor con «line_endings: lax» ve ahí el final de la primera" en:"another letter hidden in this one, behind a dot between two LF without CR: only a server with \"line_endings: lax\" sees the end of the first one there"`
	Offline      form.Opt[form.Truth]   `key:"offline" default:"=no" es:"true: sin conexión; espera en la bandeja de salida hasta la siguiente sincronización" en:"true: without a connection; it waits in the outbox until the next synchronization"`
}

type attachSpec struct {
	Name form.Opt[form.Line]  `key:"name" required:"1" short:"1" example_es:"foto.jpg" example_en:"photo.jpg" es:"nombre del archivo" en:"name of the file"`
	Type form.Opt[form.Line]  `key:"type" default:"=media" example:"image/jpeg" es:"tipo de medio" en:"media type"`
	Text form.Opt[form.Words] `key:"text" es:"su contenido" en:"its content"`
	Size form.Opt[form.Size]  `key:"size" default:"=attachment" example:"1 MB" es:"o su tamaño, relleno por la semilla" en:"or its size, filled by the seed"`
}

type letterSpec struct {
	ID      form.Opt[form.Line]    `key:"id" is:"id" short:"1" example_es:"primera" example_en:"first" es:"la que se envió con este id" en:"the one sent with this id"`
	From    form.Opt[form.Line]    `key:"from" is:"address" es:"de esta dirección" en:"from this address"`
	Subject form.Opt[form.Caption] `key:"subject" es:"cuyo asunto contiene esto" en:"whose subject contains this"`
}

type replySpec struct {
	ID      form.Opt[form.Line]    `key:"id" is:"id" es:"nombre para mencionarla después" en:"name to mention it by later"`
	User    form.Opt[form.Line]    `key:"user" is:"user" required:"1" example:"benito" es:"quién responde" en:"who answers"`
	Device  form.Opt[form.Line]    `key:"device" is:"device" default_es:"el primero de los suyos" default_en:"the person's first" es:"desde qué dispositivo" en:"from which device"`
	To      form.Opt[letterSpec]   `key:"to" es:"a qué carta; si no, a la última" en:"which letter; otherwise the last one"`
	All     form.Opt[form.Truth]   `key:"all" default:"=no" es:"a todos" en:"to everybody"`
	Subject form.Opt[form.Caption] `key:"subject" default_es:"Re: y el de la carta" default_en:"Re: and the letter's" es:"asunto" en:"subject"`
	Body    form.Opt[form.Words]   `key:"body" es:"texto" en:"text"`
	Server  form.Opt[form.Line]    `key:"server" is:"host" default_es:"el de su dominio" default_en:"the domain's" es:"a qué servidor se entrega" en:"the server it is handed to"`
	Port    form.Opt[form.Whole]   `key:"port" range:"1..65535" default:"=submission-port" es:"en qué puerto" en:"on which port"`
}

type fetchSpec struct {
	User     form.Opt[form.Line]  `key:"user" is:"user" short:"1" required:"1" example:"benito" es:"quién lee" en:"who reads"`
	Device   form.Opt[form.Line]  `key:"device" is:"device" default_es:"el primero de los suyos" default_en:"the person's first" es:"en qué dispositivo" en:"on which device"`
	With     form.Opt[form.Word]  `key:"with" enum:"pop3|imap" default_es:"el del dispositivo" default_en:"the device's" es:"con qué protocolo" en:"by which protocol"`
	Folder   form.Opt[form.Line]  `key:"folder" default:"=inbox" es:"qué carpeta, por IMAP" en:"which folder, by IMAP"`
	Keep     form.Opt[form.Truth] `key:"keep" default_es:"lo que diga el dispositivo" default_en:"as the device does" es:"por POP3, dejar en el servidor" en:"by POP3, leave on the server"`
	Bodies   form.Opt[form.Word]  `key:"bodies" enum:"all|headers" default_es:"all; por IMAP, lo que el dispositivo guarda" default_en:"all; by IMAP, what the device keeps" es:"traer las cartas enteras o solo las cabeceras" en:"bring whole letters or headers alone"`
	Read     form.Opt[form.Truth] `key:"read" default:"=yes" es:"la persona las lee: por IMAP quedan como vistas" en:"the person reads them: by IMAP they become seen"`
	Server   form.Opt[form.Line]  `key:"server" is:"host" default_es:"el de su dominio" default_en:"the domain's" es:"en qué servidor" en:"on which server"`
	Port     form.Opt[form.Whole] `key:"port" range:"1..65535" default_es:"el del servicio" default_en:"the service's" es:"en qué puerto" en:"on which port"`
	Password form.Opt[form.Line]  `key:"password" default_es:"la suya" default_en:"the right one" es:"con qué contraseña entra" en:"the password it logs in with"`
}

type greetSpec struct {
	From  form.Opt[form.Line]  `key:"from" is:"party" required:"1" example:"mail.alfa.test" es:"quién saluda: servidor, dispositivo o usuario" en:"who greets: host, device or user"`
	To    form.Opt[form.Line]  `key:"to" is:"host" required:"1" example:"mail.beta.test" es:"a qué servidor" en:"which server"`
	Port  form.Opt[form.Whole] `key:"port" range:"1..65535" default:"=smtp-port" es:"en qué puerto" en:"on which port"`
	Hello form.Opt[form.Word]  `key:"hello" enum:"HELO|EHLO" default:"=hello" es:"con qué saludo" en:"with which greeting"`
	Name  form.Opt[form.Line]  `key:"name" es:"con qué nombre se presenta" en:"what it calls itself"`
}

type lookupSpec struct {
	From form.Opt[form.Line] `key:"from" is:"party" required:"1" example:"mail.alfa.test" es:"quién pregunta: servidor, dispositivo o usuario" en:"who asks: host, device or user"`
	Name form.Opt[form.Line] `key:"name" is:"name" required:"1" example:"beta.test" es:"por qué nombre" en:"for which name"`
	Type form.Opt[form.Word] `key:"type" enum:"A|AAAA|MX|TXT|NS|SOA|CNAME|PTR" default:"=type" example:"MX" es:"qué tipo de registro" en:"which type of record"`
}

type waitSpec struct {
	For   form.Opt[form.Span]   `key:"for" short:"1" example:"30min" es:"cuánto" en:"how long"`
	Until form.Opt[form.Moment] `key:"until" example:"10:00" es:"hasta cuándo" en:"until when"`
}

type hostOnly struct {
	Host form.Opt[form.Line] `key:"host" is:"party" short:"1" required:"1" example:"mail.beta.test" es:"cuál" en:"which one"`
}

// sitting is what all IMAP actions have in common.
type sitting struct {
	User   form.Opt[form.Line]  `key:"user" is:"user" required:"1" example:"benito" es:"quién" en:"who"`
	Device form.Opt[form.Line]  `key:"device" is:"device" default_es:"el primero de los suyos" default_en:"the person's first" es:"en qué dispositivo" en:"on which device"`
	Folder form.Opt[form.Line]  `key:"folder" default:"=inbox" es:"en qué carpeta" en:"in which folder"`
	Server form.Opt[form.Line]  `key:"server" is:"host" default_es:"el de su dominio" default_en:"the domain's" es:"en qué servidor" en:"on which server"`
	Port   form.Opt[form.Whole] `key:"port" range:"1..65535" default:"=imap-port" es:"en qué puerto" en:"on which port"`
}

type flagSpec struct {
	sitting
	Offline form.Opt[form.Truth] `key:"offline" default:"=no" es:"true: sin conexión, con lo que hay en el dispositivo; el servidor se entera en la siguiente sincronización" en:"true: without a connection, with what is on the device; the server hears of it at the next synchronization"`
	Letter  form.Opt[letterSpec] `key:"letter" es:"qué cartas; si no, todas" en:"which letters; otherwise all"`
	Add     form.List[form.Line] `key:"add" example:"\\Flagged" es:"marcas que se ponen" en:"flags to set"`
	Remove  form.List[form.Line] `key:"remove" example:"\\Seen" es:"marcas que se quitan" en:"flags to clear"`
}

type moveSpec struct {
	sitting
	Offline form.Opt[form.Truth] `key:"offline" default:"=no" es:"true: sin conexión, con lo que hay en el dispositivo; el servidor se entera en la siguiente sincronización" en:"true: without a connection, with what is on the device; the server hears of it at the next synchronization"`
	Letter  form.Opt[letterSpec] `key:"letter" es:"qué cartas; si no, todas" en:"which letters; otherwise all"`
	Into    form.Opt[form.Line]  `key:"into" required:"1" example_es:"Archivo" example_en:"Archive" es:"a qué carpeta; se crea si falta" en:"into which folder; it is created if missing"`
}

type deleteSpec struct {
	sitting
	Offline form.Opt[form.Truth] `key:"offline" default:"=no" es:"true: sin conexión, con lo que hay en el dispositivo; el servidor se entera en la siguiente sincronización" en:"true: without a connection, with what is on the device; the server hears of it at the next synchronization"`
	Letter  form.Opt[letterSpec] `key:"letter" es:"qué cartas; si no, todas" en:"which letters; otherwise all"`
}

type syncSpec struct {
	User    form.Opt[form.Line]  `key:"user" is:"user" short:"1" required:"1" example:"benito" es:"quién" en:"who"`
	Device  form.Opt[form.Line]  `key:"device" is:"device" default_es:"el primero de los suyos" default_en:"the person's first" es:"qué dispositivo" en:"which device"`
	Folders form.List[form.Line] `key:"folders" default:"=inbox" example:"[INBOX, Sent]" es:"qué carpetas, por IMAP" en:"which folders, by IMAP"`
	Read    form.Opt[form.Truth] `key:"read" default:"=no" es:"true: la persona lee lo nuevo" en:"true: the person reads what is new"`
}

type openSpec struct {
	sitting
	Letter  form.Opt[letterSpec] `key:"letter" es:"qué carta; si no, la última" en:"which letter; otherwise the last"`
	Bytes   form.Opt[form.Size]  `key:"bytes" default_es:"la carta entera" default_en:"the whole letter" example:"2 kB" es:"traer solo sus primeros bytes" en:"bring only its first bytes"`
	Offline form.Opt[form.Truth] `key:"offline" default:"=no" es:"true: sin conexión, si está entera en el dispositivo" en:"true: without a connection, if all of it is on the device"`
}

type saveSpec struct {
	sitting
	Letter  form.Opt[letterSpec] `key:"letter" es:"de qué carta; si no, de la última" en:"of which letter; otherwise the last"`
	File    form.Opt[form.Line]  `key:"file" default_es:"el primero" default_en:"the first" example:"playa.jpg" es:"cómo se llama" en:"what it is called"`
	Offline form.Opt[form.Truth] `key:"offline" default:"=no" es:"true: sin conexión, si la carta está entera en el dispositivo" en:"true: without a connection, if all of the letter is on the device"`
}

type archiveSpec struct {
	sitting
	Letter form.Opt[letterSpec] `key:"letter" es:"qué cartas; si no, todas" en:"which letters; otherwise all"`
}

type draftSpec struct {
	ID      form.Opt[form.Line]    `key:"id" is:"id" example_es:"borrador" example_en:"draft" es:"nombre para mencionarlo después" en:"name to mention it by later"`
	From    form.Opt[form.Line]    `key:"from" is:"user" required:"1" example:"alicia" es:"quién la empieza" en:"who begins it"`
	Device  form.Opt[form.Line]    `key:"device" is:"device" default_es:"el primero de los suyos" default_en:"the person's first" es:"en qué dispositivo" en:"on which device"`
	To      form.List[form.Line]   `key:"to" is:"address" example:"benito@beta.test" es:"destinatarios" en:"recipients"`
	Cc      form.List[form.Line]   `key:"cc" is:"address" es:"con copia" en:"carbon copy"`
	Subject form.Opt[form.Caption] `key:"subject" es:"asunto" en:"subject"`
	Body    form.Opt[form.Words]   `key:"body" es:"lo que ya hay escrito" en:"what is written so far"`
}

type finishSpec struct {
	ID     form.Opt[form.Line]  `key:"id" is:"id" es:"nombre para mencionar la carta después" en:"name to mention the letter by later"`
	User   form.Opt[form.Line]  `key:"user" is:"user" required:"1" example:"benito" es:"quién la termina" en:"who finishes it"`
	Device form.Opt[form.Line]  `key:"device" is:"device" default_es:"el primero de los suyos" default_en:"the person's first" es:"en qué dispositivo" en:"on which device"`
	Draft  form.Opt[form.Line]  `key:"draft" is:"id" required:"1" example_es:"borrador" example_en:"draft" es:"qué borrador: su «id»" en:"which draft: its \"id\""`
	Body   form.Opt[form.Words] `key:"body" es:"lo que se añade" en:"what is added"`
}

type idleSpec struct {
	sitting
	For  form.Opt[form.Span]  `key:"for" required:"1" example:"30min" es:"cuánto tiempo" en:"for how long"`
	Read form.Opt[form.Truth] `key:"read" default:"=no" es:"true: la persona lee lo nuevo según llega" en:"true: the person reads what is new as it comes"`
}

type keySpec struct {
	User   form.Opt[form.Line] `key:"user" is:"user" required:"1" example:"benito" es:"de quién" en:"whose"`
	Device form.Opt[form.Line] `key:"device" is:"device" default_es:"el primero de los suyos" default_en:"the person's first" es:"qué dispositivo" en:"which device"`
}

type rebuildSpec struct {
	User   form.Opt[form.Line] `key:"user" is:"user" short:"1" required:"1" example:"benito" es:"de quién" en:"whose"`
	Folder form.Opt[form.Line] `key:"folder" default:"=inbox" es:"qué carpeta" en:"which folder"`
}

type searchSpec struct {
	sitting
	Offline form.Opt[form.Truth]   `key:"offline" default:"=no" es:"true: sin conexión, con lo que hay en el dispositivo; el servidor se entera en la siguiente sincronización" en:"true: without a connection, with what is on the device; the server hears of it at the next synchronization"`
	Text    form.Opt[form.Caption] `key:"text" es:"en cualquier parte de la carta" en:"anywhere in the letter"`
	From    form.Opt[form.Line]    `key:"from" es:"en el remitente" en:"in the sender"`
	Subject form.Opt[form.Caption] `key:"subject" es:"en el asunto" en:"in the subject"`
	Since   form.Opt[form.Span]    `key:"received_since" default_es:"cuando sea" default_en:"whenever" example:"1d" es:"las que llegaron al buzón desde hace este tiempo (SINCE, que mira la fecha que puso el servidor, INTERNALDATE, y solo el día)" en:"those that came to the mailbox since so long ago (SINCE, which looks at the date that the server gave, INTERNALDATE, and at the day alone)"`
	Sent    form.Opt[form.Span]    `key:"sent_since" default_es:"cuando sea" default_en:"whenever" example:"1d" es:"las que llevan escrita una fecha posterior (SENTSINCE, que mira la cabecera Date)" en:"those that bear a later date (SENTSINCE, which looks at the header field Date)"`
	Unseen  form.Opt[form.Truth]   `key:"unseen" default:"=no" es:"solo las no leídas" en:"only those not read"`
	Flagged form.Opt[form.Truth]   `key:"flagged" default:"=no" es:"solo las destacadas" en:"only those flagged"`
}

type loginSpec struct {
	User     form.Opt[form.Line]  `key:"user" is:"user" required:"1" example:"benito" es:"quién" en:"who"`
	Device   form.Opt[form.Line]  `key:"device" is:"device" default_es:"el primero de los suyos" default_en:"the person's first" es:"en qué dispositivo" en:"on which device"`
	With     form.Opt[form.Word]  `key:"with" required:"1" enum:"submission|pop3|imap" example:"imap" es:"en qué servicio" en:"in which service"`
	Name     form.Opt[form.Line]  `key:"name" default_es:"su dirección" default_en:"the address" es:"con qué nombre" en:"by which name"`
	Password form.Opt[form.Line]  `key:"password" default_es:"la suya" default_en:"the right one" es:"con qué contraseña" en:"with which password"`
	Server   form.Opt[form.Line]  `key:"server" is:"host" default_es:"el de su dominio" default_en:"the domain's" es:"en qué servidor" en:"on which server"`
	Port     form.Opt[form.Whole] `key:"port" range:"1..65535" default_es:"el del servicio" default_en:"the service's" es:"en qué puerto" en:"on which port"`
}

type changeSpec struct {
	Domain form.Opt[form.Line]  `key:"domain" is:"domain" required:"1" example:"beta.test" es:"la zona de qué dominio" en:"which domain's zone"`
	Remove form.List[form.Line] `key:"remove" is:"record" example:"'@ MX'" es:"qué quitar: nombre y tipo" en:"what to take out: name and type"`
	Add    form.List[form.Line] `key:"add" is:"record" example:"'@ MX 5 mx2'" es:"qué añadir, como en un archivo de zona" en:"what to add, as in a zone file"`
}

// claim is one thing that must come true.
type claim struct {
	Delivered    form.Opt[deliveredSpec] `key:"delivered" verb:"1" example:"{to: benito@beta.test}" es:"la carta está en el buzón" en:"the letter is in the mailbox"`
	NotDelivered form.Opt[missingSpec]   `key:"not_delivered" verb:"1" example:"{to: benito@beta.test}" es:"la carta no está en el buzón" en:"the letter is not in the mailbox"`
	Bounced      form.Opt[bouncedSpec]   `key:"bounced" verb:"1" example_es:"{from: alicia, to: nadie@beta.test, status: 5.1.1}" example_en:"{from: alicia, to: nobody@beta.test, status: 5.1.1}" es:"al remitente le ha vuelto un informe de que no se entregó" en:"a report of failure has come back to the sender"`
	Queued       form.Opt[queuedSpec]    `key:"queued" verb:"1" example:"{host: mail.alfa.test, to: benito@beta.test}" es:"la carta sigue en una cola" en:"the letter is still in a queue"`
	Refused      form.Opt[refusedSpec]   `key:"refused" verb:"1" example_es:"{to: nadie@beta.test, code: 550}" example_en:"{to: nobody@beta.test, code: 550}" es:"un servidor ha respondido 4yz o 5yz" en:"a server has answered 4yz or 5yz"`
	Seen         form.Opt[seenSpec]      `key:"seen" verb:"1" example:"{user: benito, with: imap}" es:"la carta se ha visto en un dispositivo" en:"the letter has been seen on a device"`
	Exchanges    form.Opt[exchangesSpec] `key:"exchanges" verb:"1" example:"{proto: dns, from: mail.alfa.test, count: 2}" es:"cuántas veces han hablado" en:"how often they spoke"`
	Cache        form.Opt[cacheSpec]     `key:"cache" verb:"1" example:"{host: mail.alfa.test, name: beta.test, type: MX, hits: 1}" es:"cuánto ha servido la caché de un resolutor" en:"how much a resolver's cache has served"`
	Chose        form.Opt[choseSpec]     `key:"chose" verb:"1" example:"{from: mail.alfa.test, mx: mx2.beta.test}" es:"a qué servidor MX se ha entregado el correo" en:"to which MX host mail was handed"`
	TLS          form.Opt[tlsClaim]      `key:"tls" verb:"1" example:"{from: laptop-alicia, to: mail.alfa.test}" es:"cuántas conversaciones se han protegido con TLS, o no se ha podido" en:"how many conversations were protected by TLS, or could not be"`
	Overheard    form.Opt[overheardSpec] `key:"overheard" verb:"1" example:"{text: secreta-alicia, count: 0}" es:"qué ha podido leer quien escucha en el camino" en:"what a listener on the road could read"`
	Auth         form.Opt[authSpec]      `key:"auth" verb:"1" example:"{id: hola, spf: pass, dkim: pass, dmarc: pass, aligned: both}" es:"qué halló un servidor al comprobar quién escribe" en:"what a server found when it checked who writes"`
	Holds        form.Opt[holdsSpec]     `key:"holds" verb:"1" example:"{device: phone-benito, id: hola, part: headers}" es:"lo que guarda un dispositivo al final" en:"what a device keeps at the end"`
	Saved        form.Opt[savedSpec]     `key:"saved" verb:"1" example:"{device: phone-benito, file: playa.jpg}" es:"qué archivos adjuntos se han guardado en un dispositivo" en:"which attached files were saved on a device"`
	Kept         form.Opt[keptSpec]      `key:"kept" verb:"1" example:"{user: benito, id: hola, flags: '\\Seen'}" es:"lo que hay en una carpeta del servidor al final" en:"what is in a folder at the server at the end"`
	Member       form.Opt[memberSpec]    `key:"member" verb:"1" example:"{of: vecinos@beta.test, who: ana@alfa.test, is: held}" es:"si a alguien le llega lo que se envía a una lista, al final" en:"whether somebody gets what is sent to a mailing list, at the end"`
	Found        form.Opt[foundSpec]     `key:"found" verb:"1" example:"{device: phone-benito, where: device, count: 0}" es:"cuántas cartas han hallado las búsquedas" en:"how many letters searches have found"`
	Learnt       form.Opt[learntSpec]    `key:"learnt" verb:"1" example:"{device: laptop-benito, id: hola, what: flags, within: 2s}" es:"cuándo ha sabido un dispositivo algo que no hizo él" en:"when a device has learnt of something that it did not do itself"`
	Synced       form.Opt[syncedSpec]    `key:"synced" verb:"1" example:"{device: laptop-benito, how: qresync}" es:"cómo se ha puesto al día un dispositivo, y cuánto ha costado" en:"how a device has come up to date, and what that cost"`
	Figures      form.Opt[figuresSpec]   `key:"figures" verb:"1" example:"{of: delivered, about: 950}" es:"cuántas cartas de las campañas cuenta una cifra" en:"how many of the campaigns' letters a figure counts"`
	Elapsed      form.Opt[elapsedSpec]   `key:"elapsed" verb:"1" example:"{max: 5s}" es:"cuánto ha durado todo en el reloj virtual" en:"how long all of it took on the virtual clock"`
	Message      form.Opt[messageSpec]   `key:"message" verb:"1" example:"{to: benito@beta.test, header: Received, contains: mail.alfa.test}" es:"qué lleva escrito una carta del buzón" en:"what a letter in the mailbox says"`
}

// tally is how many.
type tally struct {
	Count form.Opt[form.Whole] `key:"count" range:"0..1000000" example:"2" es:"exactamente cuántas" en:"exactly how many"`
	Min   form.Opt[form.Whole] `key:"min" range:"0..1000000" default:"=least" es:"cuántas como poco" en:"how many at least"`
	Max   form.Opt[form.Whole] `key:"max" range:"0..1000000" default_es:"sin límite" default_en:"no limit" es:"cuántas como mucho" en:"how many at most"`
}

type deliveredSpec struct {
	To      form.Opt[form.Line]    `key:"to" is:"address" short:"1" required:"1" example:"benito@beta.test" es:"en qué buzón está al final: el suyo, o, con un alias, un catch_all o quien reenvía sin guardar, aquellos a los que lleva, y en todos (cuenta una vez). La que POP3 se llevó, su dueño la tiene; la que se borró ya no está; la que se movió está donde se movió" en:"in which mailbox it is at the end: its own, or, of an alias, a catch_all or somebody who forwards and keeps nothing, those that it leads to, and in all of them (it counts once). What POP3 took away, its owner has; what was deleted is there no more; what was moved is where it was moved to"`
	From    form.Opt[form.Line]    `key:"from" is:"address" es:"de este remitente en el sobre" en:"from this sender on the envelope"`
	Subject form.Opt[form.Caption] `key:"subject" es:"cuyo asunto contiene esto" en:"whose subject contains this"`
	ID      form.Opt[form.Line]    `key:"id" is:"id" es:"la que se envió con este id" en:"the one sent with this id"`
	Folder  form.Opt[form.Line]    `key:"folder" default:"=inbox" es:"en qué carpeta, al final" en:"in which folder, at the end"`
	Within  form.Opt[form.Span]    `key:"within" example:"10s" es:"en cuánto tiempo desde que se entregó a su servidor" en:"within how long since it was handed in"`
	tally
}

type missingSpec struct {
	To      form.Opt[form.Line]    `key:"to" is:"address" short:"1" required:"1" example:"benito@beta.test" es:"en qué buzón no está al final, como en «delivered»; en ninguna carpeta" en:"in which mailbox it is not at the end, as in “delivered”; in no folder"`
	From    form.Opt[form.Line]    `key:"from" is:"address" es:"de este remitente en el sobre" en:"from this sender on the envelope"`
	Subject form.Opt[form.Caption] `key:"subject" es:"cuyo asunto contiene esto" en:"whose subject contains this"`
	ID      form.Opt[form.Line]    `key:"id" is:"id" es:"la que se envió con este id" en:"the one sent with this id"`
}

type bouncedSpec struct {
	From   form.Opt[form.Line]  `key:"from" is:"user" example:"alicia" es:"a quién le vuelve" en:"to whom it comes back"`
	To     form.Opt[form.Line]  `key:"to" is:"address" short:"1" required:"1" example_es:"nadie@beta.test" example_en:"nobody@beta.test" es:"el destinatario que falló" en:"the recipient that failed"`
	Status form.Opt[code]       `key:"status" example:"5.1.1" es:"su código de estado" en:"its status code"`
	Code   form.Opt[form.Whole] `key:"code" range:"400..599" example:"550" es:"la respuesta SMTP que cita" en:"the SMTP reply it quotes"`
	tally
}

type queuedSpec struct {
	Host form.Opt[form.Line] `key:"host" is:"host" example:"mail.alfa.test" es:"en qué servidor" en:"on which host"`
	To   form.Opt[form.Line] `key:"to" is:"address" es:"para qué destinatario" en:"for which recipient"`
	tally
}

type refusedSpec struct {
	Host     form.Opt[form.Line]  `key:"host" is:"host" es:"quién rechaza" en:"who refuses"`
	To       form.Opt[form.Line]  `key:"to" is:"address" example_es:"nadie@beta.test" example_en:"nobody@beta.test" es:"qué destinatario" en:"which recipient"`
	Code     form.Opt[form.Whole] `key:"code" range:"400..599" example:"550" es:"con qué código" en:"with which code"`
	Enhanced form.Opt[code]       `key:"enhanced" example:"5.1.1" es:"con qué código ampliado" en:"with which enhanced code"`
	Command  form.Opt[form.Word]  `key:"command" enum:"CONNECT|HELO|EHLO|STARTTLS|AUTH|MAIL|RCPT|DATA|BODY" es:"a qué orden; BODY es tras el punto final" en:"to which command; BODY is after the final dot"`
	tally
}

type seenSpec struct {
	User    form.Opt[form.Line]    `key:"user" is:"user" short:"1" required:"1" example:"benito" es:"quién la ha visto" en:"who has seen it"`
	Device  form.Opt[form.Line]    `key:"device" is:"device" es:"en qué dispositivo" en:"on which device"`
	With    form.Opt[form.Word]    `key:"with" enum:"pop3|imap" es:"por qué protocolo" en:"by which protocol"`
	From    form.Opt[form.Line]    `key:"from" is:"address" es:"de esta dirección" en:"from this address"`
	Subject form.Opt[form.Caption] `key:"subject" es:"cuyo asunto contiene esto" en:"whose subject contains this"`
	ID      form.Opt[form.Line]    `key:"id" is:"id" es:"la que se envió con este id" en:"the one sent with this id"`
	As      form.Opt[form.Word]    `key:"as" enum:"html|plain" es:"si su texto se ha mostrado en HTML, o sin formato" en:"whether its text was shown in HTML, or plain"`
	tally
}

type exchangesSpec struct {
	Proto   form.Opt[form.Word] `key:"proto" required:"1" enum:"dns|smtp|pop3|imap|tcp" example:"dns" es:"dns: preguntas; tcp: conexiones; las demás: conversaciones, u órdenes con «command»; las que no se consiguieron cuentan también" en:"dns: questions; tcp: connections; the others: conversations, or commands with \"command\"; those that came to nothing count too"`
	From    form.Opt[form.Line] `key:"from" is:"party" es:"quién empieza" en:"who begins"`
	To      form.Opt[form.Line] `key:"to" is:"party" es:"con quién" en:"with whom"`
	Name    form.Opt[form.Line] `key:"name" is:"name" es:"dns: por qué nombre" en:"dns: for which name"`
	Type    form.Opt[form.Word] `key:"type" enum:"A|AAAA|MX|TXT|NS|SOA|CNAME|PTR" es:"dns: por qué tipo" en:"dns: for which type"`
	Command form.Opt[form.Line] `key:"command" example:"RCPT" es:"smtp, pop3, imap: qué orden" en:"smtp, pop3, imap: which command"`
	tally
}

type cacheSpec struct {
	Host   form.Opt[form.Line]  `key:"host" is:"party" required:"1" example:"mail.alfa.test" es:"la caché de quién" en:"whose cache"`
	Name   form.Opt[form.Line]  `key:"name" is:"name" es:"para qué nombre" en:"for which name"`
	Type   form.Opt[form.Word]  `key:"type" enum:"A|AAAA|MX|TXT|NS|SOA|CNAME|PTR" es:"para qué tipo" en:"for which type"`
	Hits   form.Opt[form.Whole] `key:"hits" range:"0..1000000" es:"cuántas veces ya lo sabía" en:"how often it knew already"`
	Misses form.Opt[form.Whole] `key:"misses" range:"0..1000000" es:"cuántas veces tuvo que preguntar" en:"how often it had to ask"`
}

type choseSpec struct {
	From   form.Opt[form.Line] `key:"from" is:"host" es:"quién lo entrega" en:"who hands it over"`
	MX     form.Opt[form.Line] `key:"mx" is:"host" required:"1" example:"mx2.beta.test" es:"a quién" en:"whom"`
	Domain form.Opt[form.Line] `key:"domain" is:"domain" es:"para qué dominio" en:"for which domain"`
	tally
}

type tlsClaim struct {
	From     form.Opt[form.Line]  `key:"from" is:"party" es:"quién empieza" en:"who begins"`
	To       form.Opt[form.Line]  `key:"to" is:"party" es:"con quién" en:"with whom"`
	OK       form.Opt[form.Truth] `key:"ok" default:"=yes" es:"false: no se pudo" en:"false: it could not be"`
	Verified form.Opt[form.Truth] `key:"verified" es:"si quien empieza comprobó el certificado" en:"whether the one who begins checked the certificate"`
	Distrust form.Opt[form.Word]  `key:"distrust" enum:"expired|not-yet-valid|wrong-name|self-signed|unknown-authority" es:"qué tiene de malo el certificado" en:"what is wrong with the certificate"`
	tally
}

type overheardSpec struct {
	Text form.Opt[form.Caption] `key:"text" short:"1" required:"1" example:"secreta-alicia" es:"el texto, también si va en base64" en:"the text, in base64 too"`
	From form.Opt[form.Line]    `key:"from" is:"party" es:"de boca de quién" en:"from whose mouth"`
	To   form.Opt[form.Line]    `key:"to" is:"party" es:"dicho a quién" en:"said to whom"`
	tally
}

type authSpec struct {
	ID      form.Opt[form.Line] `key:"id" is:"id" es:"la que se envió con este id" en:"the one sent with this id"`
	Host    form.Opt[form.Line] `key:"host" is:"host" example:"mail.beta.test" es:"quién la comprobó" en:"who checked it"`
	From    form.Opt[form.Line] `key:"from" is:"address" es:"de este remitente en el sobre" en:"from this sender on the envelope"`
	SPF     form.Opt[form.Word] `key:"spf" enum:"pass|fail|softfail|neutral|none|temperror|permerror" es:"el resultado de SPF" en:"the result of SPF"`
	DKIM    form.Opt[form.Word] `key:"dkim" enum:"pass|fail|neutral|none|temperror|permerror" es:"el de DKIM" en:"that of DKIM"`
	DMARC   form.Opt[form.Word] `key:"dmarc" enum:"pass|fail|none|temperror|permerror" es:"el de DMARC" en:"that of DMARC"`
	ARC     form.Opt[form.Word] `key:"arc" enum:"pass|fail|none" es:"el de los sellos ARC" en:"that of the ARC seals"`
	Aligned form.Opt[form.Word] `key:"aligned" enum:"spf|dkim|both|neither" es:"cuál de los dos prueba algo del dominio del From" en:"which of the two proves something of the From domain"`
	Action  form.Opt[form.Word] `key:"action" enum:"accept|file|refuse|defer" es:"y qué se hizo: seguir, a otra carpeta, 5yz o 4yz" en:"and what was done: go on, another folder, 5yz or 4yz"`
	tally
}

type holdsSpec struct {
	Device  form.Opt[form.Line]    `key:"device" is:"device" required:"1" example:"phone-benito" es:"cuál" en:"which one"`
	Folder  form.Opt[form.Line]    `key:"folder" default_es:"cualquiera" default_en:"any" es:"en qué carpeta" en:"in which folder"`
	ID      form.Opt[form.Line]    `key:"id" is:"id" es:"la que se envió con este id" en:"the one sent with this id"`
	Subject form.Opt[form.Caption] `key:"subject" es:"cuyo asunto contiene esto" en:"whose subject contains this"`
	Part    form.Opt[form.Word]    `key:"part" enum:"message|headers|beginning|text" default_es:"lo que sea" default_en:"whatever" es:"qué guarda de ella" en:"what it keeps of it"`
	Flags   form.List[form.Line]   `key:"flags" example:"\\Seen" es:"marcas que lleva" en:"flags that it has"`
	Without form.List[form.Line]   `key:"without" example:"\\Seen" es:"marcas que no lleva" en:"flags that it has not"`
	tally
}

type savedSpec struct {
	Device form.Opt[form.Line] `key:"device" is:"device" required:"1" example:"phone-benito" es:"cuál" en:"which one"`
	ID     form.Opt[form.Line] `key:"id" is:"id" es:"de la que se envió con este id" en:"of the one sent with this id"`
	File   form.Opt[form.Line] `key:"file" example:"playa.jpg" es:"con este nombre" en:"of this name"`
	From   form.Opt[form.Word] `key:"from" enum:"device|server" es:"si estaba en el dispositivo, o hubo que pedírselo al servidor" en:"whether it was on the device, or had to be asked of the server"`
	tally
}

type keptSpec struct {
	User    form.Opt[form.Line]    `key:"user" is:"user" required:"1" example:"benito" es:"de quién" en:"whose"`
	Folder  form.Opt[form.Line]    `key:"folder" default:"=inbox" es:"en qué carpeta" en:"in which folder"`
	ID      form.Opt[form.Line]    `key:"id" is:"id" es:"la que se envió con este id" en:"the one sent with this id"`
	Subject form.Opt[form.Caption] `key:"subject" es:"cuyo asunto contiene esto" en:"whose subject contains this"`
	Flags   form.List[form.Line]   `key:"flags" example:"\\Seen" es:"marcas que lleva" en:"flags that it has"`
	Without form.List[form.Line]   `key:"without" example:"\\Seen" es:"marcas que no lleva" en:"flags that it has not"`
	tally
}

type memberSpec struct {
	Of  form.Opt[form.Line] `key:"of" is:"address" required:"1" example:"vecinos@beta.test" es:"de qué lista" en:"of which list"`
	Who form.Opt[form.Line] `key:"who" is:"address" required:"1" example:"ana@alfa.test" es:"quién" en:"who"`
	Is  form.Opt[form.Word] `key:"is" enum:"on|held|off" default:"=member-is" es:"on: le llega; held: está en pausa, porque su dirección no existe («hold_after»); off: no está en ella" en:"on: they get it; held: they are on hold, since the address does not exist (\"hold_after\"); off: they are not on it"`
}

type foundSpec struct {
	Device form.Opt[form.Line] `key:"device" is:"device" required:"1" example:"phone-benito" es:"desde dónde se buscó" en:"where one searched from"`
	Where  form.Opt[form.Word] `key:"where" enum:"server|device" es:"dónde: en el servidor, o entre las copias" en:"where: at the server, or among the copies"`
	tally
}

type learntSpec struct {
	Device form.Opt[form.Line] `key:"device" is:"device" required:"1" example:"laptop-benito" es:"cuál" en:"which one"`
	ID     form.Opt[form.Line] `key:"id" is:"id" es:"de la que se envió con este id" en:"of the one sent with this id"`
	What   form.Opt[form.Word] `key:"what" enum:"arrived|flags|filed|gone" default_es:"lo que sea" default_en:"whatever" es:"que llegó, que sus marcas son otras, que está en otra carpeta, o que ya no está" en:"that it came, that its flags are others, that it is in another folder, or that it is gone"`
	Within form.Opt[form.Span] `key:"within" example:"2s" es:"en cuánto tiempo desde que fue así en el servidor" en:"within how long since it was so at the server"`
	tally
}

type syncedSpec struct {
	Device form.Opt[form.Line]  `key:"device" is:"device" required:"1" example:"laptop-benito" es:"cuál" en:"which one"`
	Folder form.Opt[form.Line]  `key:"folder" default_es:"cualquiera" default_en:"any" es:"qué carpeta" en:"which folder"`
	How    form.Opt[form.Word]  `key:"how" enum:"first|flags|condstore|qresync|uidl" es:"cómo: first, no sabía nada; flags, con las marcas de todas; condstore y qresync, con lo que cambió (RFC 7162); uidl, por POP3" en:"how: first, it knew nothing; flags, by the flags of all; condstore and qresync, by what changed (RFC 7162); uidl, by POP3"`
	Turns  form.Opt[form.Whole] `key:"turns" range:"0..100000" es:"esperando como mucho a tantas respuestas" en:"waiting for at most so many answers"`
	Octets form.Opt[form.Size]  `key:"octets" example:"1 kB" es:"oyendo como mucho tantos bytes" en:"hearing at most so many bytes"`
	tally
}

type elapsedSpec struct {
	Min form.Opt[form.Span] `key:"min" es:"como poco" en:"at least"`
	Max form.Opt[form.Span] `key:"max" es:"como mucho" en:"at most"`
}

type messageSpec struct {
	To       form.Opt[form.Line]    `key:"to" is:"address" required:"1" example:"benito@beta.test" es:"en qué buzón está al final, como en «delivered», en cualquier carpeta" en:"in which mailbox it is at the end, as in “delivered”, in any folder"`
	Subject  form.Opt[form.Caption] `key:"subject" es:"la carta cuyo asunto contiene esto" en:"the letter whose subject contains this"`
	ID       form.Opt[form.Line]    `key:"id" is:"id" es:"la que se envió con este id" en:"the one sent with this id"`
	Header   form.Opt[form.Line]    `key:"header" example:"Received" es:"en qué cabecera; si no, en toda la carta" en:"in which header; otherwise in the whole letter"`
	Contains form.Opt[form.Caption] `key:"contains" es:"qué contiene, tal como se lee, con sus acentos, o tal como se envió" en:"what it contains, as one reads it, accents and all, or as it was sent"`
	Absent   form.Opt[form.Truth]   `key:"absent" default:"=no" es:"true: ninguna lo lleva" en:"true: none has it"`
	tally
}

// inputHead is the first line of a file of inputs.
type inputHead struct {
	Inputs form.Opt[form.Whole] `key:"inputs" required:"1" range:"1..1" example:"1" es:"versión del formato" en:"version of the format"`
}

// inputSpec is one line of a file of inputs.
type inputSpec struct {
	At    form.Opt[form.Moment] `key:"at" example:"09:30" es:"en qué instante, contado desde el comienzo; sin «at» ni «after», en el mismo que la línea anterior" en:"at which instant, counted from the beginning; without \"at\" and \"after\", at that of the line before"`
	After form.Opt[form.Span]   `key:"after" example:"5s" es:"cuánto después que la línea anterior" en:"how long after the line before"`
	By    form.Opt[form.Line]   `key:"by" example:"Ana" es:"quién lo hace" en:"who does it"`
	actSpecs
	Connect   form.Opt[connectSpec]    `key:"connect" verb:"1" example:"{id: c1, from: laptop-alicia, to: mail.beta.test, port: 25}" es:"abrir una conexión a mano" en:"open a connection by hand"`
	Type      form.Opt[typeSpec]       `key:"type" verb:"1" example:"{on: c1, line: EHLO laptop}" es:"teclear en ella, o en una que ha llegado a un puesto ocupado" en:"type on it, or on one that has come to a taken seat"`
	StartTLS  form.Opt[startTLSSpec]   `key:"starttls" verb:"1" example:"{on: c1}" es:"empezar TLS en ella" en:"begin TLS on it"`
	Close     form.Opt[closeSpec]      `key:"close" verb:"1" example:"{on: c1}" es:"cerrarla" en:"close it"`
	Seat      form.Opt[seatSpec]       `key:"seat" verb:"1" example:"{host: mail.beta.test, service: smtp}" es:"ocupar el puesto de un servicio: lo que diga lo teclea una persona" en:"take the seat of a service: what it says, a person types"`
	Leave     form.Opt[seatSpec]       `key:"leave" verb:"1" example:"{host: mail.beta.test, service: smtp}" es:"devolver el puesto al programa" en:"give the seat back to the program"`
	Answer    form.Opt[nameAnswerSpec] `key:"answer" verb:"1" example:"{host: dns.test, name: beta.test, type: MX, records: ['beta.test. MX 10 mail.beta.test.']}" es:"contestar a una pregunta de DNS que espera en un puesto ocupado" en:"answer a DNS question that waits at a taken seat"`
	Break     form.Opt[breakSpec]      `key:"break" verb:"1" example:"{answer: {host: mail.beta.test, command: RCPT, code: 451}}" es:"poner en marcha un fallo" en:"switch a fault on"`
	Mend      form.Opt[mendSpec]       `key:"mend" verb:"1" example:"{fault: 1}" es:"quitar un fallo" en:"switch a fault off"`
	SetUser   form.Opt[setUserSpec]    `key:"set_user" verb:"1" example:"{user: benito, password: nueva-clave}" es:"cambiar la cuenta de alguien en su servidor" en:"change somebody's account on its server"`
	SetDevice form.Opt[setDeviceSpec]  `key:"set_device" verb:"1" example:"{device: laptop-benito, password: nueva-clave}" es:"cambiar lo que sabe un programa de correo" en:"change what a mail program has been told"`
	SetHost   form.Opt[setHostSpec]    `key:"set_host" verb:"1" example:"{host: mail.beta.test, open_relay: true}" es:"cambiar la configuración de un servidor" en:"change a host's settings"`
	Seed      form.Opt[form.Whole]     `key:"seed" verb:"1" range:"0..999999999999999" example:"7" es:"otra semilla para lo que depende del azar desde aquí" en:"another seed for all that is random from here on"`
}

type connectSpec struct {
	ID     form.Opt[form.Line]  `key:"id" required:"1" example:"c1" es:"cómo se la llama después" en:"what it is called afterwards"`
	From   form.Opt[form.Line]  `key:"from" is:"party" required:"1" example:"laptop-alicia" es:"desde dónde" en:"where from"`
	To     form.Opt[form.Line]  `key:"to" is:"party" required:"1" example:"mail.beta.test" es:"a quién" en:"to whom"`
	Port   form.Opt[form.Whole] `key:"port" range:"1..65535" default:"=smtp-port" es:"a qué puerto" en:"to which port"`
	TLS    form.Opt[form.Truth] `key:"tls" default:"=no" es:"true: TLS desde el primer byte (puertos 465, 993 y 995)" en:"true: TLS from the first byte on (ports 465, 993 and 995)"`
	Verify form.Opt[form.Truth] `key:"verify" default:"=no" es:"con «tls»: solo con un certificado bueno" en:"with \"tls\": only with a good certificate"`
}

type typeSpec struct {
	On     form.Opt[form.Line] `key:"on" required:"1" example:"c1" es:"en qué conexión: su «id», o su número en la traza" en:"on which connection: its \"id\", or its number in the trace"`
	Line   form.Opt[form.Str]  `key:"line" example:"EHLO laptop" es:"una línea; la acaba CRLF" en:"a line; CRLF ends it"`
	Text   form.Opt[form.Str]  `key:"text" example:"\"RSET\\r\\nNOOP\\r\\n\"" es:"el texto tal cual, sin nada detrás" en:"the text as it stands, with nothing after it"`
	Base64 form.Opt[form.Line] `key:"base64" example:"SEVMTw0K" es:"bytes cualesquiera" en:"any bytes"`
}

type startTLSSpec struct {
	On     form.Opt[form.Line]  `key:"on" short:"1" required:"1" example:"c1" es:"en qué conexión: su «id», o su número en la traza" en:"on which connection: its \"id\", or its number in the trace"`
	Verify form.Opt[form.Truth] `key:"verify" default:"=no" es:"solo con un certificado bueno" en:"only with a good certificate"`
}

type closeSpec struct {
	On    form.Opt[form.Line]  `key:"on" short:"1" required:"1" example:"c1" es:"qué conexión: su «id», o su número en la traza" en:"which connection: its \"id\", or its number in the trace"`
	Reset form.Opt[form.Truth] `key:"reset" default:"=no" es:"true: de golpe, con RST" en:"true: at once, with RST"`
}

type seatSpec struct {
	Host    form.Opt[form.Line] `key:"host" is:"host" short:"1" required:"1" example:"mail.beta.test" es:"de qué servidor" en:"of which host"`
	Service form.Opt[form.Word] `key:"service" enum:"smtp|submission|submissions|pop3|pop3s|imap|imaps|dns|resolver" default_es:"todos los suyos" default_en:"all that it offers" es:"qué servicio" en:"which service"`
}

type nameAnswerSpec struct {
	Host          form.Opt[form.Line]  `key:"host" is:"host" required:"1" example:"dns.test" es:"el servidor de nombres cuyo puesto se ocupa" en:"the name server whose seat is taken"`
	Name          form.Opt[form.Line]  `key:"name" is:"name" default_es:"por cualquiera" default_en:"for any" es:"a la pregunta por qué nombre" en:"the question for which name"`
	Type          form.Opt[form.Word]  `key:"type" enum:"A|AAAA|MX|TXT|NS|SOA|CNAME|PTR|PTR" default_es:"de cualquiera" default_en:"of any" es:"y de qué tipo de registro" en:"and of which type of record"`
	Silent        form.Opt[form.Truth] `key:"silent" default:"=no" es:"true: no contestar nada" en:"true: answer nothing"`
	Code          form.Opt[form.Word]  `key:"code" enum:"noerror|formerr|servfail|nxdomain|notimp|refused" default:"=rcode" es:"el RCODE (RFC 1035, 4.1.1)" en:"the RCODE (RFC 1035 4.1.1)"`
	Authoritative form.Opt[form.Truth] `key:"authoritative" default_es:"true; en un resolutor, false" default_en:"true; at a resolver, false" es:"si contesta como autoridad de la zona" en:"whether it answers as the zone's authority"`
	Records       form.List[form.Line] `key:"records" is:"record" example:"['beta.test. MX 10 mail.beta.test.']" es:"la respuesta, como en un archivo de zona y con los nombres enteros" en:"the answer, as in a zone file and with full names"`
	Authority     form.List[form.Line] `key:"authority" is:"record" es:"la sección de autoridad" en:"the authority section"`
	Additional    form.List[form.Line] `key:"additional" is:"record" es:"la sección adicional" en:"the additional section"`
}

type breakSpec struct {
	ID form.Opt[form.Line] `key:"id" example:"averia" es:"cómo se lo llama después" en:"what it is called afterwards"`
	faultSpec
}

type mendSpec struct {
	Fault form.Opt[form.Line] `key:"fault" short:"1" required:"1" example:"1" es:"cuál: su «id», o su lugar en la lista de fallos del escenario, desde 1" en:"which one: its \"id\", or its place in the scenario's list of faults, from 1"`
}

type setUserSpec struct {
	User     form.Opt[form.Line] `key:"user" is:"user" required:"1" example:"benito" es:"de quién" en:"whose"`
	Password form.Opt[form.Line] `key:"password" example:"nueva-clave" es:"la contraseña que acepta el servidor" en:"the password that the server takes"`
	Quota    form.Opt[form.Size] `key:"quota" example:"1 MB" es:"cuánto cabe en el buzón; 0: sin límite" en:"how much the mailbox holds; 0: no limit"`
}

type setDeviceSpec struct {
	Device   form.Opt[form.Line]  `key:"device" is:"device" required:"1" example:"laptop-benito" es:"qué dispositivo" en:"which device"`
	Password form.Opt[form.Line]  `key:"password" example:"nueva-clave" es:"la contraseña que tiene guardada" en:"the password that it has saved"`
	TLS      form.Opt[form.Word]  `key:"tls" enum:"require|prefer|never" es:"qué quiere de TLS" en:"what it wants of TLS"`
	Port     form.Opt[form.Whole] `key:"port" range:"1..65535" example:"587" es:"por qué puerto de su servidor entrega las cartas" en:"the port of its server at which it hands in letters"`
}

type setHostSpec struct {
	Host          form.Opt[form.Line]   `key:"host" is:"host" required:"1" example:"mail.beta.test" es:"qué servidor" en:"which host"`
	OpenRelay     form.Opt[form.Truth]  `key:"open_relay" es:"reenvía correo de cualquiera a cualquiera" en:"passes on mail from anyone to anyone"`
	EHLO          form.Opt[form.Truth]  `key:"ehlo" es:"false: solo entiende HELO" en:"false: it only knows HELO"`
	MaxMessage    form.Opt[form.Size]   `key:"max_message" example:"1 MB" es:"el mensaje más grande que acepta" en:"the largest message it takes"`
	MaxRecipients form.Opt[form.Whole]  `key:"max_recipients" range:"1..1000" es:"destinatarios por transacción" en:"recipients in one transaction"`
	TLS           form.Opt[form.Word]   `key:"tls" enum:"none|offer|required" es:"si ofrece pasar a TLS" en:"whether it offers to go over to TLS"`
	Policy        form.List[policySpec] `key:"policy" example:"[{greylist: {delay: 5min}}]" es:"lo que comprueban sus servidores SMTP, todo; [] para nada" en:"what its SMTP servers check, all of it; [] for nothing"`
	Certificate   form.Opt[form.Word]   `key:"certificate" enum:"good|expired|wrong-name|self-signed" es:"el certificado que enseña" en:"the certificate that it shows"`
}
