package published

import (
	"posta/sim/auth/advice"
	"posta/sim/lang"
)

// remedies say what to do about what is amiss.
var remedies = map[advice.Code]lang.Text{
	advice.SPFTwo:        {ES: "junta los dos en un registro: un solo v=spf1, y un solo all al final", EN: "make one record of both: a single v=spf1, and a single all at the end"},
	advice.SPFSyntax:     {ES: "por ejemplo: v=spf1 mx -all", EN: "for example: v=spf1 mx -all"},
	advice.SPFPassAll:    {ES: "termina con -all y nombra antes tus servidores", EN: "end it with -all, and name your servers before that"},
	advice.SPFNeutral:    {ES: "termina con -all, o con ~all mientras buscas qué servidores faltan", EN: "end it with -all, or with ~all while you look for servers that are missing"},
	advice.SPFLookups:    {ES: "quita los include de quien ya no envía por ti; ip4: e ip6: no preguntan", EN: "take out the include of those who no longer send for you; ip4: and ip6: ask nothing"},
	advice.SPFVoid:       {ES: "quita los términos cuyos nombres ya no existen", EN: "take out the terms whose names no longer exist"},
	advice.SPFPtr:        {ES: "usa a:, mx, ip4: o ip6:", EN: "use a:, mx, ip4: or ip6:"},
	advice.SPFManyMX:     {ES: "escribe ip4: o a: con los servidores que envían", EN: "write ip4: or a: with the servers that send"},
	advice.SPFLong:       {ES: "junta direcciones en redes, o repártelas en un include", EN: "join addresses into networks, or move some of them into an include"},
	advice.SPFInclude:    {ES: "corrige ese registro, o quita el término", EN: "mend that record, or take the term out"},
	advice.SPFRedirect:   {ES: "deja uno de los dos", EN: "keep one of the two"},
	advice.SPFWide:       {ES: "nombra solo las direcciones desde las que envías", EN: "name just the addresses that you send from"},
	advice.DKIMKey:       {ES: "publica de nuevo la clave pública que va con la que firma", EN: "publish again the public key that goes with the one that signs"},
	advice.DKIMNoKey:     {ES: "publica ahí un TXT: v=DKIM1; k=rsa; p=…", EN: "publish a TXT there: v=DKIM1; k=rsa; p=…"},
	advice.DKIMShort:     {ES: "publica una de 2048 bits con otro selector y firma con ella", EN: "publish one of 2048 bits under another selector, and sign with it"},
	advice.DMARCTwo:      {ES: "deja uno", EN: "keep one"},
	advice.DMARCUnusable: {ES: "por ejemplo: v=DMARC1; p=quarantine", EN: "for example: v=DMARC1; p=quarantine"},
	advice.DMARCNone:     {ES: "cuando los informes (rua=) digan que pasa todo lo tuyo: p=quarantine, y luego p=reject", EN: "once the reports (rua=) say that all of yours passes: p=quarantine, and then p=reject"},
	advice.DMARCBlind:    {ES: "por ejemplo: rua=mailto:informes@TU-DOMINIO", EN: "for example: rua=mailto:reports@YOUR-DOMAIN"},
	advice.DMARCWeakSub:  {ES: "quita sp=, o ponle lo mismo que a p=", EN: "take sp= out, or give it what p= has"},
	advice.DMARCExternal: {ES: "ese dominio lo acepta con un TXT v=DMARC1 en TU-DOMINIO._report._dmarc.SU-DOMINIO (RFC 9990, 4)", EN: "that domain accepts it by a TXT v=DMARC1 at YOUR-DOMAIN._report._dmarc.ITS-DOMAIN (RFC 9990, 4)"},
	advice.DMARCAlone:    {ES: "antes, publica SPF o firma con DKIM", EN: "publish SPF, or sign with DKIM, before that"},
	advice.STSWrong:      {ES: "por ejemplo: v=STSv1; id=1", EN: "for example: v=STSv1; id=1"},
	advice.RPTWrong:      {ES: "por ejemplo: v=TLSRPTv1; rua=mailto:tls@TU-DOMINIO", EN: "for example: v=TLSRPTv1; rua=mailto:tls@YOUR-DOMAIN"},
	advice.SPFMissing:    {ES: "por ejemplo: v=spf1 mx -all", EN: "for example: v=spf1 mx -all"},
	advice.DMARCMissing:  {ES: "para empezar, en _dmarc: v=DMARC1; p=none; rua=mailto:informes@TU-DOMINIO", EN: "to begin with, at _dmarc: v=DMARC1; p=none; rua=mailto:reports@YOUR-DOMAIN"},
	advice.Circle:        {ES: "apunta el alias a un nombre que tenga el registro", EN: "point the alias at a name that has the record"},
	advice.Unanswered:    {ES: "mira si su servidor de nombres está en marcha y conoce la zona", EN: "see whether its name server runs, and knows the zone"},
}

// Remedy says what to do about a finding; empty where the finding says it, or there is nothing to do.
func Remedy(f advice.Finding) lang.Text {
	switch f.Code {
	case advice.DMARCNoPolicy, advice.DMARCAnnulled, advice.DMARCInvalid, advice.DMARCDefault:
		return remedies[advice.DMARCUnusable]
	}
	return remedies[f.Code]
}
