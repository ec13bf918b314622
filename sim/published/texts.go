package published

import (
	"strings"

	"posta/sim/auth/advice"
	"posta/sim/explain"
	"posta/sim/lang"
)

// texts say each finding; {name} and {value} are put in.
var texts = map[advice.Code]lang.Text{
	advice.SPFMissing:    {ES: "no hay registro SPF: cualquiera puede poner este dominio en el sobre, y SPF no puede decir que no", EN: "there is no SPF record: anybody can put this domain on the envelope, and SPF cannot say no"},
	advice.SPFTwo:        {ES: "hay más de un registro SPF, y entonces no vale ninguno (RFC 7208, 4.5)", EN: "there is more than one SPF record, and then none counts (RFC 7208, 4.5)"},
	advice.SPFSyntax:     {ES: "el registro SPF está mal escrito: {value}", EN: "the SPF record is malformed: {value}"},
	advice.SPFPassAll:    {ES: "+all deja enviar a cualquier máquina del mundo", EN: "+all lets any machine in the world send"},
	advice.SPFNeutral:    {ES: "el registro SPF no dice nada de las máquinas que no nombra (?all, o sin all)", EN: "the SPF record says nothing of machines it does not name (?all, or no all)"},
	advice.SPFSoft:       {ES: "~all pide sospechar, no rechazar; con DMARC da lo mismo", EN: "~all asks for suspicion, not refusal; with DMARC it makes no difference"},
	advice.SPFLookups:    {ES: "más de diez términos del registro SPF preguntan al DNS, y quien recibe deja de evaluarlo (RFC 7208, 4.6.4)", EN: "more than ten terms of the SPF record ask the DNS, and receivers stop evaluating it (RFC 7208, 4.6.4)"},
	advice.SPFVoid:       {ES: "más de dos preguntas del registro SPF no hallan nada, y quien recibe deja de evaluarlo (RFC 7208, 4.6.4)", EN: "more than two questions of the SPF record find nothing, and receivers stop evaluating it (RFC 7208, 4.6.4)"},
	advice.SPFPtr:        {ES: "{value} es lento y poco fiable; no debería usarse (RFC 7208, 5.5)", EN: "{value} is slow and unreliable; it should not be used (RFC 7208, 5.5)"},
	advice.SPFManyMX:     {ES: "{value} tiene más de diez servidores, y quien recibe deja de evaluar (RFC 7208, 4.6.4)", EN: "{value} has more than ten servers, and receivers stop evaluating it (RFC 7208, 4.6.4)"},
	advice.SPFLong:       {ES: "el registro SPF tiene {value} octetos; para que la respuesta quepa en un paquete UDP corriente conviene que no pase de 450 (RFC 7208, 3.4)", EN: "the SPF record has {value} octets; for the answer to fit an ordinary UDP packet it had better not exceed 450 (RFC 7208, 3.4)"},
	advice.SPFInclude:    {ES: "{value} nombra un registro que falta o está roto, y arrastra al entero", EN: "{value} names a record that is missing or broken, and breaks the whole"},
	advice.SPFRedirect:   {ES: "redirect= junto a all no se mira nunca (RFC 7208, 6.1)", EN: "redirect= beside all is never looked at (RFC 7208, 6.1)"},
	advice.SPFWide:       {ES: "{value} deja enviar a más de 65 536 direcciones", EN: "{value} lets more than 65,536 addresses send"},
	advice.SPFGood:       {ES: "SPF: una lista que se puede evaluar; términos que preguntan: {value} de 10", EN: "SPF: a list that can be evaluated; terms that ask: {value} of 10"},
	advice.DKIMMissing:   {ES: "no se conoce ninguna clave DKIM: si no se firma, un reenvío deja la carta sin prueba", EN: "no DKIM key is known: without signing, a forwarded letter has no proof left"},
	advice.DKIMKey:       {ES: "la clave de {name} no sirve: {value}", EN: "the key at {name} is of no use: {value}"},
	advice.DKIMNoKey:     {ES: "no hay ninguna clave en {name}: las firmas con ese selector no se pueden comprobar (RFC 6376, 3.6.2)", EN: "there is no key at {name}: signatures with that selector cannot be verified (RFC 6376, 3.6.2)"},
	advice.DKIMShort:     {ES: "la clave de {name} tiene {value} bits; se aconsejan 2048, y por debajo de 1024 nadie la acepta (RFC 8301, 3.2)", EN: "the key at {name} has {value} bits; 2048 are advised, and below 1024 nobody accepts it (RFC 8301, 3.2)"},
	advice.DKIMRevoked:   {ES: "la clave de {name} está revocada: las firmas de ese selector ya no valen", EN: "the key at {name} is revoked: signatures of that selector no longer count"},
	advice.DKIMTest:      {ES: "la clave de {name} se dice de prueba (t=y)", EN: "the key at {name} calls itself a test (t=y)"},
	advice.DKIMGood:      {ES: "DKIM: la clave de {name} se puede leer ({value} bits)", EN: "DKIM: the key at {name} can be read ({value} bits)"},
	advice.DMARCMissing:  {ES: "no hay registro DMARC: nadie compara el From con lo que se prueba", EN: "there is no DMARC record: nobody compares From with what is proved"},
	advice.DMARCTwo:      {ES: "hay más de un registro DMARC, y entonces no vale ninguno (RFC 9989, 4.10)", EN: "there is more than one DMARC record, and then none counts (RFC 9989, 4.10)"},
	advice.DMARCUnusable: {ES: "el registro DMARC «{value}» no cuenta: «{name}» no es una política (none, quarantine o reject), y no hay un rua= con una dirección válida (RFC 9989, 4.10.1)", EN: "the DMARC record \"{value}\" does not count: \"{name}\" is no policy (none, quarantine or reject), and there is no rua= with a valid address (RFC 9989, 4.10.1)"},
	advice.DMARCNoPolicy: {ES: "el registro DMARC «{value}» no cuenta: le falta p=, y no hay un rua= con una dirección válida (RFC 9989, 4.10.1)", EN: "the DMARC record \"{value}\" does not count: it lacks p=, and there is no rua= with a valid address (RFC 9989, 4.10.1)"},
	advice.DMARCAnnulled: {ES: "«{name}» no es una política (none, quarantine o reject), y eso anula también el p={value} del dueño: todo el registro DMARC se lee como p=none, y las cartas con From falso llegan igual (RFC 9989, 4.10.1)", EN: "\"{name}\" is no policy (none, quarantine or reject), and that annuls the owner's p={value} too: the whole DMARC record reads as p=none, and letters with a forged From arrive all the same (RFC 9989, 4.10.1)"},
	advice.DMARCInvalid:  {ES: "«{name}» no es una política (none, quarantine o reject): todo el registro DMARC se lee como p=none, y las cartas con From falso llegan igual (RFC 9989, 4.10.1)", EN: "\"{name}\" is no policy (none, quarantine or reject): the whole DMARC record reads as p=none, and letters with a forged From arrive all the same (RFC 9989, 4.10.1)"},
	advice.DMARCDefault:  {ES: "al registro DMARC le falta p=, y se lee como p=none: las cartas con From falso llegan igual (RFC 9989, 4.10.1)", EN: "the DMARC record lacks p=, and reads as p=none: letters with a forged From arrive all the same (RFC 9989, 4.10.1)"},
	advice.DMARCReportTo: {ES: "en el registro DMARC se pasa por alto «{value}»: hace falta un URI entero, con su mailto:, como mailto:informes@alfa.test", EN: "in the DMARC record, \"{value}\" is ignored: a whole URI is needed, with its mailto:, such as mailto:reports@alfa.test"},
	advice.DMARCIgnored:  {ES: "en el registro DMARC se pasa por alto «{value}»", EN: "in the DMARC record, \"{value}\" is ignored"},
	advice.DMARCNone:     {ES: "p=none solo mira: las cartas con From falso llegan igual", EN: "p=none only watches: letters with a forged From arrive all the same"},
	advice.DMARCBlind:    {ES: "sin rua= nadie le cuenta al dueño quién usa su dominio", EN: "without rua= nobody tells the owner who uses the domain"},
	advice.DMARCWeakSub:  {ES: "sp={value} es más blanda que p=: los subdominios quedan menos protegidos", EN: "sp={value} is milder than p=: subdomains are protected less"},
	advice.DMARCTesting:  {ES: "t=y: la política se aplica un grado más blanda", EN: "t=y: the policy is applied one degree milder"},
	advice.DMARCOldTag:   {ES: "{value} era de RFC 7489; RFC 9989 ya no lo conoce", EN: "{value} was of RFC 7489; RFC 9989 no longer knows it"},
	advice.DMARCExternal: {ES: "a {value} no se enviarán informes: su dominio no ha dicho que los acepta", EN: "no reports will be sent to {value}: its domain has not said that it takes them"},
	advice.DMARCAlone:    {ES: "la política es estricta, pero ni SPF ni DKIM pueden pasar: las cartas propias también fallarán", EN: "the policy is strict, but neither SPF nor DKIM can pass: the owner's own letters will fail too"},
	advice.DMARCGood:     {ES: "DMARC: la política es {value}", EN: "DMARC: the policy is {value}"},
	advice.STSMissing:    {ES: "no hay MTA-STS: si tampoco hay DANE, que aquí no se mira, alguien en el camino puede quitar el cifrado", EN: "there is no MTA-STS: unless there is DANE, which is not looked at here, somebody on the road can take the encryption away"},
	advice.STSWrong:      {ES: "el registro de _mta-sts no se puede usar (RFC 8461, 3.1)", EN: "the record at _mta-sts cannot be used (RFC 8461, 3.1)"},
	advice.STSGood:       {ES: "MTA-STS: hay registro, id {value}; la política misma está en HTTPS y aquí no se mira", EN: "MTA-STS: there is a record, id {value}; the policy itself lies behind HTTPS and is not looked at here"},
	advice.RPTMissing:    {ES: "sin TLS-RPT, nadie avisa al dueño de los fallos de cifrado", EN: "without TLS-RPT, nobody tells the owner of failures of encryption"},
	advice.RPTWrong:      {ES: "el registro de _smtp._tls no se puede usar (RFC 8460, 3)", EN: "the record at _smtp._tls cannot be used (RFC 8460, 3)"},
	advice.RPTGood:       {ES: "TLS-RPT: se piden informes de los fallos de cifrado", EN: "TLS-RPT: reports of failures of encryption are asked for"},
	advice.Circle:        {ES: "los alias (CNAME) de {name} dan vueltas en círculo: por ese nombre no se llega a nada (RFC 1034, 3.6.2)", EN: "the aliases (CNAME) of {name} lead in a circle: nothing is reached by that name (RFC 1034 3.6.2)"},
	advice.Unanswered:    {ES: "el DNS no respondió por {name}", EN: "the DNS did not answer for {name}"},
}

// Text says a finding.
func Text(f advice.Finding) lang.Text {
	value := lang.Both(f.Value)
	if f.Code == advice.DKIMKey {
		value = explain.Reason("dkim", f.Value)
	}
	if f.Mistake != nil {
		value = Mistake(f.Mistake)
	}
	said := texts[f.Code]
	if !strings.Contains(said.ES, "{") {
		return said
	}
	format := strings.NewReplacer("%", "%%", "{name}", "%[1]s", "{value}", "%[2]s")
	return lang.Sprintf(format.Replace(said.ES), format.Replace(said.EN), f.Name, value)
}
