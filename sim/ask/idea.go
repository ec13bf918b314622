package ask

import "posta/sim/lang"

// Idea is a misconception: what somebody believes who gives a wrong answer.
type Idea string

const (
	DeviceToDevice   Idea = "device-to-device"
	NoOwnServer      Idea = "no-own-server"
	DNSCarries       Idea = "dns-carries"
	DNSMailboxes     Idea = "dns-knows-mailboxes"
	MXIsAddress      Idea = "mx-is-address"
	CacheForgets     Idea = "cache-forgets"
	OneComputer      Idea = "one-big-computer"
	AcceptedIsRead   Idea = "250-is-read"
	AcceptedIsThere  Idea = "250-is-delivered"
	DataIsSent       Idea = "data-is-sent"
	TemporaryIsFinal Idea = "4xx-is-final"
	PermanentRetries Idea = "5xx-retries"
	SilentLoss       Idea = "letters-vanish"
	ReceiverPulls    Idea = "receiver-pulls"
	SenderAgain      Idea = "sender-sends-again"
	RefuserReports   Idea = "refuser-reports"
	RecipientTold    Idea = "recipient-is-told"
	BothMustPass     Idea = "both-must-pass"
	PassIsHonest     Idea = "pass-is-honest"
	SPFSeesFrom      Idea = "spf-sees-from"
	AlignedIsSame    Idea = "aligned-is-same"
	Base64Hides      Idea = "base64-hides"
	TLSLeaks         Idea = "tls-leaks"
	ClearHides       Idea = "clear-hides"
	PushedToScreen   Idea = "pushed-to-screen"
	ReadingRemoves   Idea = "reading-removes"
	ReadingLeaves    Idea = "reading-leaves"
	HigherFirst      Idea = "higher-first"
	EnvelopeIsShown  Idea = "envelope-is-shown"
)

var ideas = map[Idea]lang.Text{
	DeviceToDevice:   {ES: "los dispositivos de las personas se hablan entre sí", EN: "people's devices talk to each other"},
	NoOwnServer:      {ES: "el programa de quien escribe llama él mismo al servidor de destino", EN: "the writer's program calls the destination's server itself"},
	DNSCarries:       {ES: "el DNS transporta las cartas", EN: "the DNS carries the letters"},
	DNSMailboxes:     {ES: "el DNS conoce los buzones", EN: "the DNS knows the mailboxes"},
	MXIsAddress:      {ES: "un registro MX contiene una dirección IP", EN: "an MX record holds an IP address"},
	CacheForgets:     {ES: "cada vez se pregunta todo de nuevo", EN: "everything is asked anew each time"},
	OneComputer:      {ES: "el correo es un solo ordenador enorme", EN: "mail is one big computer"},
	AcceptedIsRead:   {ES: "250 quiere decir que la han leído", EN: "250 means that it was read"},
	AcceptedIsThere:  {ES: "250 quiere decir que está en el buzón", EN: "250 means that it is in the mailbox"},
	DataIsSent:       {ES: "DATA ya es la carta", EN: "DATA is the letter already"},
	TemporaryIsFinal: {ES: "un fallo pasajero es definitivo", EN: "a passing failure is for good"},
	PermanentRetries: {ES: "un no definitivo se vuelve a intentar", EN: "a refusal for good is tried again"},
	SilentLoss:       {ES: "las cartas se pierden sin que nadie lo diga", EN: "letters vanish and nobody says so"},
	ReceiverPulls:    {ES: "el servidor de destino llama cuando está listo", EN: "the destination's server calls when it is ready"},
	SenderAgain:      {ES: "tiene que volver a enviarla quien la escribió", EN: "the writer has to send it again"},
	RefuserReports:   {ES: "el aviso lo escribe el servidor que dijo que no", EN: "the report is written by the server that said no"},
	RecipientTold:    {ES: "se avisa al destinatario", EN: "the recipient is told"},
	BothMustPass:     {ES: "SPF y DKIM tienen que pasar los dos", EN: "SPF and DKIM must both pass"},
	PassIsHonest:     {ES: "«pass» dice que la carta es buena", EN: "\"pass\" says that the letter is good"},
	SPFSeesFrom:      {ES: "SPF comprueba el From que se lee", EN: "SPF checks the From that one reads"},
	AlignedIsSame:    {ES: "alineado quiere decir que los dos nombres son el mismo", EN: "aligned means that both names are the same"},
	Base64Hides:      {ES: "base64 es cifrado", EN: "base64 is encryption"},
	TLSLeaks:         {ES: "con TLS también se lee todo", EN: "with TLS everything can be read too"},
	ClearHides:       {ES: "las contraseñas viajan siempre ocultas", EN: "passwords always travel hidden"},
	PushedToScreen:   {ES: "el servidor manda las cartas a la pantalla", EN: "the server sends letters to the screen"},
	ReadingRemoves:   {ES: "leer una carta la quita del servidor", EN: "reading a letter takes it off the server"},
	ReadingLeaves:    {ES: "en el servidor siempre queda todo", EN: "everything always stays on the server"},
	HigherFirst:      {ES: "el número de un MX es su importancia", EN: "an MX record's number is its importance"},
	EnvelopeIsShown:  {ES: "al leer se ve el remitente del sobre", EN: "the reader sees the envelope's sender"},
}

// Text says what somebody believes: a clause.
func (i Idea) Text() lang.Text { return ideas[i] }
