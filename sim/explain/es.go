package explain

// es are the words in Spanish. {name} stands for a value; {name|one|many} for a word
// that follows a number; [[ ... ]] is left out where a value in it is empty.
var es = map[string]words{
	// The network: connections, packets, TLS.
	"conn.open": {
		title: "{from} abre una conexión con {to}[[, puerto {port}]]",
		what:  "Se dan la mano en tres pasos: SYN («¿hablamos?»), SYN,ACK («sí, ¿me oyes?») y ACK («te oigo»). Desde ahora hay un camino de ida y otro de vuelta.",
		why:   "[[El puerto {port} es la puerta de {serviceName}. ]]Mientras la conexión dure, TCP repite lo que se pierde y da los bytes en orden y una sola vez.",
	},
	"conn.refused": {
		title: "{to} rechaza la conexión de {from}",
		what:  "El primer paquete llegó, pero en ese puerto no escucha nadie: el sistema contesta RST (reset), un portazo.[[ {because}]]",
		why:   "La máquina está encendida, pero detrás de esa puerta no hay ningún programa.[[ {later}]]",
	},
	"conn.timeout": {
		title: "{to} no contesta a {from}",
		what:  "{from} llamó y repitió[[ durante {after}]], y no volvió ni un paquete.[[ {because}]]",
		why:   "El silencio no dice si la máquina está apagada o si el camino está cortado. Por eso se toma como un fallo temporal.",
	},
	"conn.unreachable": {
		title: "{from} no encuentra camino hasta {to}",
		what:  "La red no sabe llegar a esa dirección, o la dirección no es de nadie.",
		why:   "Sin camino no hay conexión; el correo espera, porque puede ser pasajero.",
	},
	"conn.reset": {
		title: "La conexión entre {from} y {to} se rompe de golpe",
		what:  "Un RST (reset) la corta sin despedida: lo que estaba en camino se pierde.",
		why:   "Si se corta después del punto final y antes del 250, quien envía no sabe si la carta fue aceptada. La enviará otra vez, y puede llegar dos veces.",
	},
	"conn.close": {
		title: "{from} y {to} cierran la conexión",
		what:  "Cada uno dice FIN («no tengo más que decir») y el otro lo confirma.",
		why:   "El cierre ordenado asegura que nada quede a medio camino.",
	},
	"conn.close/reset": {
		title: "Tras la despedida, {from} ya no escucha nada",
		what:  "Lo que {to} aún manda no encuentra a nadie: el sistema contesta RST (reset).",
		why:   "Todo lo que contaba estaba dicho: no se pierde nada.",
	},
	"packet.lost": {
		title: "Un paquete de {from} a {to} se pierde",
		what:  "[[El paquete {flags} ]][[({size}) ]]no llegó: {reason}.",
		why:   "En Internet se pierden paquetes a diario. TCP espera, nota que nadie confirma y lo repite; con UDP es el programa quien vuelve a preguntar.",
	},
	"tls.done": {
		title:   "{from} y {to} completan el túnel TLS[[ ({version})]]",
		what:    "Acordaron claves que solo ellos conocen.[[ {certificate}]][[ {trust}]]",
		why:     "Quien escuche en el camino verá pasar bytes sin sentido: sabrá quién habla con quién y cuánto, y nada más.",
		changed: "{from} y {to} comparten claves secretas para esta conexión",
	},
	"tls.failed": {
		title: "El túnel TLS entre {from} y {to} no llega a formarse",
		what:  "[[Motivo: {error}.]][[ {certificate}]]",
		why:   "El túnel solo sirve si al otro lado está quien debe. Un certificado vencido, de otro nombre o de firmante desconocido no lo prueba: más vale no seguir.",
	},
	"tls.passed": {
		title: "{from} pasa tal cual lo que {client} y {server} se dicen dentro de TLS",
		what:  "Oye cuánto mide cada registro, y ni una palabra. El saludo de TLS es entre ellos dos: el certificado que ve {client} es el de {server}.",
		why:   "Del saludo salen claves que no puede calcular quien solo lo pasa, y con ellas va sellado cada registro: si cambiara un octeto, el otro extremo lo notaría y cortaría. A quien está en medio le queda retrasarlo, o cortar.",
	},
	"tls.passed/called": {
		title: "{from} llama a {server} y pasa tal cual lo que {client} y {server} se dicen dentro de TLS",
	},
	"tls.forgone": {
		title: "{from} sigue en claro con {remote}",
		what:  "No hubo TLS: {reason}. No era una condición.",
		why:   "El TLS oportunista (RFC 7435) esconde lo que se puede esconder y deja pasar el correo de todos modos. El precio: quien puede impedir el TLS puede leer.",
	},
	"tls.forgone/anew": {
		title: "{from} volverá a llamar a {remote}, y hablará en claro",
		what:  "No hubo TLS: {reason}. Esa conexión ya no sirve; en la siguiente no pedirá TLS.",
	},
	"packet.syn": {
		title: "{from} → {to}: SYN",
		what:  "«¿Hablamos?» Pide abrir una conexión y dice desde qué número contará sus bytes.",
	},
	"packet.syn-ack": {
		title: "{from} → {to}: SYN,ACK",
		what:  "«Sí, te oigo, ¿me oyes tú?» Acepta y propone su propia cuenta.",
	},
	"packet.ack": {
		title: "{from} → {to}: ACK {ack}",
		what:  "«El próximo byte que espero es el {ack}»: con eso confirma todo lo anterior. No lleva datos.",
	},
	"packet.data": {
		title: "{from} → {to}: {size}, desde el byte {seq}[[ (TLS: {records})]]",
		what:  "Un segmento con {size} de la conversación.[[ Quien escuche solo ve esto: {records}.]]",
		why:   "TCP parte lo que dice el programa en trozos que caben en un paquete.",
	},
	"packet.retransmission": {
		title: "{from} → {to}: otra vez desde el byte {seq}",
		what:  "Nadie confirmó ese paquete a tiempo, así que va de nuevo (intento {try}).",
		why:   "La espera crece en cada intento, para no atascar más una red atascada.",
	},
	"packet.fin": {
		title: "{from} → {to}: FIN",
		what:  "«No tengo más que decir.» Cierra su mitad de la conexión.",
	},
	"packet.rst": {
		title: "{from} → {to}: RST",
		what:  "Portazo: aquí no hay conexión, o deja de haberla ya mismo.",
	},
	"packet.udp": {
		title: "{from} → {to}: datagrama UDP de {size}",
		what:  "Un mensaje suelto, sin conexión ni confirmación: rápido, y sin promesas.",
	},
	"conn.opening": {
		title: "{from} empieza a llamar a {to}",
		what:  "El programa pide una conexión[[ con {address}]][[, puerto {port}]].",
	},
	"conn.accepted": {
		title: "{from} acepta la llamada",
		what:  "El servidor toma la conexión y se dispone a hablar.",
	},
	"conn.established": {
		title: "{from} sabe que la conexión está abierta",
		what:  "Llegó el SYN,ACK: ya se puede hablar.",
	},
	"conn.failed": {
		title: "{from} se queda sin conexión",
		what:  "El sistema avisa al programa: {reason}.",
	},
	"conn.closed": {
		title: "{from} cierra su lado",
		what:  "El programa no dirá nada más por esta conexión.",
	},
	"conn.ended": {
		title: "{from} se entera de que el otro cerró",
		what:  "Llegó el FIN: no vendrán más bytes.",
	},
	"data.sent": {
		title: "{from} escribe {size}",
		what:  "El programa entrega {size} a la red.",
	},
	"data.received": {
		title: "{from} recibe {size}",
		what:  "La red entrega {size} al programa.",
	},
	"other": {
		title: "{from} dice algo que no es de ningún protocolo conocido",
		what:  "Bytes que ninguna regla de esta conversación explica.",
		why:   "Un programa debe aguantar cualquier cosa que llegue por la red.",
	},

	// SMTP.
	"smtp.greeting": {
		title: "{from} saluda: {code}",
		what:  "Dice {named} y que habla SMTP.",
		why:   "En SMTP el servidor habla primero: así el cliente sabe quién dice ser el que contesta.",
	},
	"smtp.greeting/421": {
		title: "{from} no atiende ahora: 421",
		what:  "Contesta solo para pedir que se vuelva más tarde, y cuelga.",
		why:   "Un 421 es «ahora no»: la carta espera, y se volverá a llamar.",
	},
	"smtp.greeting/554": {
		title: "{from} no quiere hablar: 554",
		what:  "En esta puerta no hay servicio SMTP para quien llama.",
		why:   "-",
	},
	"smtp.greeting/521": {
		title: "{from} no recibe correo: 521",
		what:  "Es una máquina que no recibe correo, nunca, y lo dice nada más descolgar.",
		why:   "-",
	},
	"smtp.ehlo": {
		title: "{from} se presenta: EHLO {hello}",
		what:  "Dice {named} y pregunta qué sabe hacer el otro.",
		why:   "EHLO es el saludo ampliado: la E viene de extended. El HELO antiguo no pregunta por las extensiones.",
	},
	"smtp.helo": {
		title: "{from} se presenta a la antigua: HELO {hello}",
		what:  "Dice {named} y nada más.",
		why:   "Con HELO no hay lista de extensiones: ni AUTH, ni STARTTLS, ni SIZE. Sirve con servidores muy viejos.",
	},
	"smtp.reply.ehlo": {
		title: "{from} contesta el saludo: {code}",
	},
	"smtp.reply.ehlo/250": {
		title: "{from} contesta el saludo: {code}",
		what:  "Cada línea después de la primera es una extensión que conoce.",
		why:   "Ponerse de acuerdo al principio evita pedir después algo que el otro no entiende.",
	},
	"smtp.reply.ehlo/5xx": {
		title: "{from} no admite el saludo: {code}",
		why:   "Al cliente le queda probar con HELO, el saludo de antes.",
	},
	"smtp.reply.ehlo/500": {
		title: "{from} no conoce EHLO: 500",
		what:  "Es un servidor antiguo, o muy estricto.",
		why:   "Al cliente le queda probar con HELO, el saludo de antes.",
	},
	"smtp.reply.ehlo/501": {
		title: "{from} no entiende el saludo: 501",
		what:  "A EHLO le sigue el nombre de quien llama: aquí falta, o está mal escrito.",
		why:   "Con ese nombre, la misma orden vale.",
	},
	"smtp.reply.ehlo/502": {
		title: "{from} no tiene EHLO: 502",
		what:  "Es un servidor antiguo, o muy estricto.",
		why:   "Al cliente le queda probar con HELO, el saludo de antes.",
	},
	"smtp.reply.ehlo/504": {
		title: "{from} no admite ese nombre: 504",
		what:  "El nombre que dio el cliente no es de los que admite.",
		why:   "Al cliente le queda probar con HELO, el saludo de antes.",
	},
	"smtp.reply.ehlo/550": {
		title: "{from} no admite el saludo: 550",
		what:  "Sus propias reglas no le dejan seguir con quien se llama así.",
		why:   "Al cliente le queda probar con HELO, el saludo de antes.",
	},
	"smtp.reply.helo": {
		title: "{from} contesta el saludo: {code}",
	},
	"smtp.reply.helo/250": {
		title: "{from} devuelve el saludo: {code}",
		what:  "Se conocen de nombre; se puede empezar.",
	},
	"smtp.starttls": {
		title: "{from} pide pasar a TLS: STARTTLS",
		what:  "«De aquí en adelante, hablemos cifrado.»",
		why:   "Hasta ahora cualquiera en el camino podía leer. Si el servidor acepta, lo siguiente será el saludo de TLS.",
	},
	"smtp.reply.starttls": {
		title: "{from} contesta a STARTTLS: {code}",
	},
	"smtp.reply.starttls/220": {
		title: "{from} está listo para TLS: 220",
		what:  "Lo siguiente es el saludo de TLS (handshake), en el que acuerdan las claves.",
		why:   "Después empezarán de cero, con otro EHLO: lo oído sin cifrar no cuenta.",
	},
	"smtp.reply.starttls/454": {
		title: "{from} ahora no puede con TLS: 454",
		what:  "Ofrece TLS, pero de momento algo le falla.",
		why:   "Ahora decide el cliente: seguir en claro o marcharse.",
	},
	"smtp.auth": {
		title: "{from} se identifica con AUTH {mechanism}",
		what:  "[[Las letras raras son base64. Traducidas dicen: usuario «{user}», contraseña «{password}». Va {exposed}.]][[Las letras raras son base64. Traducidas dicen: en nombre de «{user}», con el permiso «{token}». Va {exposed}.]][[{withheld}]]",
		why:   "Base64 es una manera de escribir, no de esconder: cualquiera la deshace. Por eso AUTH debe ir dentro de TLS.",
	},
	"smtp.challenge/refusal": {
		title: "{from} explica por qué el permiso no vale",
		what:  "[[El base64 es JSON, cuyo «status» dice «{refused}».]]",
		why:   "En estos protocolos un desafío no puede ser un no: por eso va primero el error, en JSON, y el no espera a que el cliente haya contestado (RFC 7628, sección 3.2.3).",
	},
	"smtp.challenge": {
		title: "{from} pide lo que falta: {code}",
		what:  "334 quiere decir «sigue».[[ Lo que acompaña está en base64, y dice: «{secret}».]]",
	},
	"smtp.credentials": {
		title: "{from} responde en base64",
		what:  "[[Dice: «{secret}».]][[Dice: usuario «{user}», contraseña «{password}».]][[Dice: en nombre de «{user}», con el permiso «{token}».]][[{withheld}]]",
		why:   "Es texto disfrazado, no protegido: quien escuche puede leerlo si no hay TLS.",
	},
	"smtp.credentials/withheld": {
		title: "{from} responde con lo que una clase no muestra",
		what:  "{withheld}",
	},
	"smtp.credentials/dummy": {
		title: "{from} se da por enterado: AQ==",
		what:  "Es un solo byte, 0x01, en base64, y no dice nada: solo deja que el servidor llegue a su no.",
	},
	"smtp.credentials/cancel": {
		title: "{from} deja la identificación: *",
		what:  "Un asterisco solo la anula: no es base64.",
		why:   "El servidor contestará que no, con un 501, y la conexión sigue como estaba.",
	},
	"smtp.reply.auth/501-cancel": {
		title: "{from} anula la identificación: 501",
		what:  "El cliente la dejó con un asterisco: nada está mal escrito.",
		why:   "Nadie se ha identificado; se puede volver a empezar con AUTH.",
	},
	"smtp.reply.auth": {
		title: "{from} contesta a la identificación: {code}",
	},
	"smtp.reply.auth/235": {
		title: "{from} da por buena la contraseña: 235",
		what:  "Usuario y contraseña son correctos.",
		why:   "Desde ahora puede enviar cartas a cualquier dominio en nombre de esa persona.",
	},
	"smtp.reply.auth/535": {
		title: "{from} no da por buena la contraseña: 535",
		what:  "El usuario o la contraseña no son correctos.",
		why:   "No dice cuál: sería una pista para quien adivina contraseñas.",
	},
	"smtp.reply.auth/432": {
		title: "{from} quiere que antes se cambie la contraseña: 432",
		what:  "La contraseña es correcta, pero hay que ponerla de nuevo para que sirva este modo de identificarse.",
	},
	"smtp.reply.auth/454": {
		title: "{from} ahora no puede comprobar la contraseña: 454",
		what:  "No dice nada de la contraseña: no le contesta quien lo sabe.",
		why:   "Es pasajero: lo mismo puede ir bien más tarde.",
	},
	"smtp.reply.auth/504": {
		title: "{from} no conoce ese modo de identificarse: 504",
		what:  "Los que conoce son los que nombró en su respuesta al EHLO.",
	},
	"smtp.reply.auth/534": {
		title: "A {from} ese modo de identificarse le parece débil: 534",
		what:  "Quizá le valga otro de los que ofrece.",
	},
	"smtp.reply.auth/538": {
		title: "{from} quiere cifrado antes de la contraseña: 538",
		what:  "Con ese modo de identificarse, la contraseña se podría leer por el camino.",
		why:   "Primero STARTTLS, después AUTH.",
	},
	"smtp.mail": {
		title: "{from} dice quién envía: {sender}",
		what:  "MAIL FROM escribe el remite en el sobre (envelope)[[: {returning}]].[[ Anuncia {declared}.]]",
		why:   "El sobre no es la carta: el From que verá el lector va dentro y puede ser otro.",
	},
	"smtp.mail/hidden": {
		title: "{to} lee un remitente: {sender}",
		what:  "Para {from} esto es texto de la carta anterior; {to} la dio por terminada y lee una orden.[[ Anuncia {declared}.]]",
		why:   "Quien esconde una carta en otra escribe también su sobre, en nombre de un servidor que no sabe nada de él.",
	},
	"smtp.reply.mail": {
		title: "{from} contesta sobre el remitente: {code}",
	},
	"smtp.reply.mail/250": {
		title: "{from} acepta el remitente: 250",
		what:  "Anota {sender} en el sobre. Ahora faltan los destinatarios.",
		why:   "Este 250 no promete nada todavía: solo que se puede seguir.",
	},
	"smtp.reply.mail/450": {
		title: "{from} no acepta cartas ahora: 450",
		what:  "Pide esperar; la conversación sigue abierta.",
		why:   "Un 4xx es «ahora no»: la carta espera en la cola de quien la envía.",
	},
	"smtp.reply.mail/451": {
		title: "{from} pide paciencia: 451",
		what:  "No es un «no» definitivo: hay que volver a intentarlo más tarde.",
		why:   "Un 4xx es «ahora no»: la carta espera en la cola de quien la envía.",
	},
	"smtp.reply.mail/452": {
		title: "{from} no tiene sitio ahora: 452",
		what:  "Falta espacio para una carta de ese tamaño.",
		why:   "Es temporal: más tarde puede haber.",
	},
	"smtp.reply.mail/530": {
		title: "{from} pide identificarse antes: 530",
		what:  "Aquí nadie envía cartas sin decir quién es.",
	},
	"smtp.reply.*/530": {
		title: "{from} pide identificarse antes: 530",
		what:  "Eso no lo hace para quien no ha dicho quién es.",
	},
	"smtp.reply.*/530-tls": {
		title: "{from} pide TLS antes: 530",
		what:  "En claro no hace nada de eso: antes hace falta STARTTLS.",
	},
	"smtp.reply.mail/550": {
		title: "{from} no admite correo de {sender}: 550",
		what:  "Se lo impiden sus propias reglas, o lo que averiguó de quien envía.",
	},
	"smtp.reply.mail/553": {
		title: "{from} no admite ese remitente: 553",
		what:  "La dirección está mal escrita, o no es de las que pueden enviar aquí.",
	},
	"smtp.reply.mail/554": {
		title: "{from} no acepta ninguna carta de {sender}: 554",
		what:  "La transacción no puede ser.",
	},
	"smtp.reply.mail/552": {
		title: "La carta es demasiado grande para {from}: 552",
		what:  "Si el tamaño se anuncia (SIZE), se sabe antes de enviar un solo byte de la carta.",
		why:   "[[{growth} ]]Es definitivo: mañana pesará lo mismo.",
	},
	"smtp.reply.mail/555": {
		title: "{from} no conoce un parámetro de MAIL: 555",
		what:  "Le pidieron algo que no anunció en su EHLO.",
	},
	"smtp.rcpt": {
		title: "{from} dice para quién es: {recipient}",
		what:  "RCPT TO escribe un destinatario en el sobre.[[ «{local}» es el buzón; «{domain}», el dominio que lo cuida.]]",
		why:   "Se repite una vez por persona. Los de copia oculta (Bcc) figuran aquí como los demás; en la carta, los otros no los ven.",
	},
	"smtp.rcpt/hidden": {
		title: "{to} lee un destinatario: {recipient}",
		what:  "Para {from} esto es texto de una carta; {to} lee una orden.",
	},
	"smtp.reply.rcpt": {
		title: "{from} contesta sobre el destinatario: {code}",
	},
	"smtp.reply.rcpt/250": {
		title: "{from} acepta a {recipient}: 250",
		what:  "{recipient} queda escrito en el sobre.",
		why:   "Que acepte al destinatario no es que acepte la carta: esa respuesta llega después del punto final.",
	},
	"smtp.reply.rcpt/251": {
		title: "{from} reenviará a la nueva dirección de {recipient}: 251",
		what:  "El usuario no está aquí, pero el servidor sabe dónde.",
	},
	"smtp.reply.rcpt/450": {
		title: "{from} no puede con {recipient} ahora: 450",
		what:  "El buzón está ocupado o no disponible en este momento.",
		why:   "Un 4xx es «ahora no»: la carta espera en la cola de quien la envía.",
	},
	"smtp.reply.rcpt/451": {
		title: "{from} pide paciencia con {recipient}: 451",
		what:  "No es un «no» definitivo: hay que volver a intentarlo más tarde.",
		why:   "Muchos servidores lo hacen adrede con desconocidos (lista gris, greylisting): un servidor de verdad vuelve, un emisor de spam casi nunca.",
	},
	"smtp.reply.rcpt/452": {
		title: "{from} no tiene sitio para {recipient}: 452",
		what:  "Ahora no tiene sitio: en el disco, en el buzón, o en ese sobre, si ya lleva demasiados destinatarios.",
		why:   "Es temporal: se prueba más tarde, o en otro sobre.",
	},
	"smtp.reply.rcpt/550": {
		title: "{from} no acepta a {recipient}: 550",
		what:  "Aquí no existe ese buzón, o quien llama no puede escribirle.",
		why:   "Un 5xx es «no, y no insistas». Quien tiene la carta debe avisar al remitente del sobre, si lo hay.",
	},
	"smtp.reply.rcpt/551": {
		title: "{recipient} no vive en {from}: 551",
		what:  "El servidor sabe que hay otra dirección, pero no reenviará la carta.",
	},
	"smtp.reply.rcpt/552": {
		title: "La carta no cabe en el buzón de {recipient}: 552",
		what:  "Pasaría del espacio que puede ocupar el buzón, y el servidor no espera que eso cambie.",
	},
	"smtp.reply.rcpt/553": {
		title: "{from} no admite esa dirección: 553",
		what:  "El nombre del buzón está mal escrito o no se permite.",
	},
	"smtp.reply.rcpt/554": {
		title: "{from} rechaza a {recipient}: 554",
		what:  "La transacción no puede ser.",
	},
	"smtp.data": {
		title: "{from} quiere pasar la carta: DATA",
		what:  "El sobre está listo; ahora viene lo de dentro.",
		why:   "Sobre y carta viajan por separado: por eso hay dos momentos.",
	},
	"smtp.data/hidden": {
		title: "{to} lee que viene una carta: DATA",
		what:  "Para {from} esto es texto de una carta; {to} lee una orden, y toma lo que sigue por lo de dentro.",
	},
	"smtp.go-ahead": {
		title: "{from} dice «adelante»: 354",
		what:  "Escuchará todo como parte de la carta, hasta una línea que tenga solo un punto.",
		why:   "El 3xx es una respuesta intermedia: «bien hasta aquí, sigue».",
	},
	"smtp.reply.data": {
		title: "{from} no quiere la carta todavía: {code}",
	},
	"smtp.reply.data/450": {
		what: "Sus propias reglas no le dejan aceptar la carta por ahora.",
	},
	"smtp.reply.data/550": {
		title: "{from} no acepta la carta: 550",
		what:  "Se lo impiden sus propias reglas.",
	},
	"smtp.reply.data/552": {
		title: "{from} no acepta la carta: 552",
		what:  "Es más grande de lo que admite.",
	},
	"smtp.reply.data/554": {
		why: "[[{unaddressed}]]",
	},
	"smtp.reply.data/503": {
		why: "Sin un remitente y al menos un destinatario aceptado no hay sobre, y sin sobre no hay carta.",
	},
	"smtp.message": {
		title: "{from} pasa la carta a {to}: {size}",
		what:  "[[{about} ]]Cabecera, línea vacía, texto y, para terminar, un punto solo en su línea.",
		why:   "Si una línea del texto empieza con punto, viaja con uno más (dot-stuffing): así nadie la toma por el final.",
	},
	"smtp.message/chunk": {
		what: "[[{about} ]]Son los bytes que anunció BDAT, ni uno más: sin punto final.",
		why:  "-",
	},
	"smtp.message/hidden": {
		title: "{to} lee otra carta en la de {from}",
		what:  "Para {from} es el final de la carta anterior.[[ Asunto: «{subject}».]]",
	},
	"smtp.reply.message": {
		title: "{from} contesta a la carta: {code}",
	},
	"smtp.reply.message/250": {
		title: "{from} se queda con la carta: 250",
		what:  "Este es el 250 que cuenta: la carta está guardada, y ahora responde de ella este servidor.",
		why:   "Quien la trajo ya puede olvidarla. Si este servidor no logra entregarla, deberá avisar al remitente del sobre.",
	},
	"smtp.reply.message/passed": {
		title: "{from} pasa la respuesta a la carta: {code}",
		what:  "Es la palabra de quien está detrás de {from}, que por su parte no promete nada.",
		why:   "{to} no puede saber de quién es esa palabra.",
	},
	"smtp.reply.message/4xx": {
		title: "{from} no acepta la carta ahora: {code}",
		what:  "La oyó entera, pero no se hace cargo.",
		why:   "La carta sigue siendo de quien la trajo, que volverá a intentarlo.",
	},
	"smtp.reply.message/552": {
		title: "La carta no cabe: {from} contesta 552",
		what:  "Es más grande de lo que acepta este servidor o el buzón.",
		why:   "[[{growth} ]]Nadie más se hizo cargo, así que quien la trajo debe avisar al remitente del sobre, si lo hay.",
	},
	"smtp.reply.message/5xx": {
		title: "{from} rechaza la carta: {code}",
		what:  "La oyó entera y no la quiere.",
		why:   "Nadie más se hizo cargo, así que quien la trajo debe avisar al remitente del sobre, si lo hay.",
	},
	"smtp.bdat": {
		title: "{from} envía un trozo de la carta: BDAT {args}",
		what:  "El número dice cuántos bytes siguen; no hace falta punto final.",
		why:   "CHUNKING permite enviar cartas binarias sin retocarlas.",
	},
	"smtp.reply.bdat": {
		title: "{from} contesta al trozo: {code}",
	},
	"smtp.reply.bdat/250": {
		title: "{from} tiene el trozo: 250",
		what:  "Lo ha recibido; la carta no está completa hasta el trozo que lleve LAST.",
	},
	"smtp.rset": {
		title: "{from} empieza de nuevo: RSET",
		what:  "El sobre a medio escribir va a la papelera; la conexión sigue.",
	},
	"smtp.reply.rset": {
		title: "{from} contesta a RSET: {code}",
	},
	"smtp.reply.rset/250": {
		title: "{from} borra el sobre: {code}",
		what:  "Se puede empezar otra carta.",
	},
	"smtp.noop": {
		title: "{from} pregunta si hay alguien: NOOP",
		what:  "No hace nada; solo comprueba que el otro contesta.",
	},
	"smtp.reply.noop": {
		title: "{from} contesta a NOOP: {code}",
	},
	"smtp.reply.noop/250": {
		title: "{from} sigue ahí: {code}",
	},
	"smtp.vrfy": {
		title: "{from} pregunta si existe {args}: VRFY",
		what:  "Quiere comprobar un buzón sin enviar nada.",
	},
	"smtp.reply.vrfy": {
		title: "{from} contesta a VRFY: {code}",
		why:   "Casi todos contestan 252, «no lo digo, pero puedes probar», para no regalar direcciones a los spammers.",
	},
	"smtp.expn": {
		title: "{from} pregunta quién está en la lista {args}: EXPN",
		what:  "Pide los miembros de una lista de correo.",
	},
	"smtp.reply.expn": {
		title: "{from} contesta a EXPN: {code}",
	},
	"smtp.help": {
		title: "{from} pide ayuda: HELP",
		what:  "Una orden para personas que hablan SMTP a mano.",
	},
	"smtp.reply.help": {
		title: "{from} contesta a HELP: {code}",
	},
	"smtp.reply.help/214": {
		title: "{from} explica qué sabe hacer: {code}",
	},
	"smtp.quit": {
		title: "{from} se despide: QUIT",
		what:  "No tiene nada más que decir.",
		why:   "Si colgara sin QUIT, el servidor no sabría si algo quedó a medias.",
	},
	"smtp.reply.quit": {
		title: "{from} contesta a la despedida: {code}",
	},
	"smtp.reply.quit/221": {
		title: "{from} se despide: {code}",
		what:  "Después de 221, cuelga.",
	},
	"smtp.reply.quit/4xx": {
		what: "En vez de un adiós, un «ahora no».",
		why:  "Ya no cambia nada: lo que se aceptó con un 250 sigue aceptado.",
	},
	"smtp.reply.quit/5xx": {
		what: "En vez de un adiós, un «no».",
		why:  "Ya no cambia nada: lo que se aceptó con un 250 sigue aceptado.",
	},
	"smtp.unknown": {
		title: "{from} dice algo que SMTP no conoce[[: {text}]]",
		what:  "No es ninguna orden de la norma.",
	},
	"smtp.unknown/obsolete": {
		title: "{from} dice una orden de otro tiempo[[: {text}]]",
		what:  "Fue una orden de SMTP, en 1982; la norma de hoy ya no la usa.",
	},
	"smtp.reply.unknown": {
		title: "{from} contesta[[: {code}]]",
	},
	"smtp.reply.unknown/421": {
		title: "{from} cierra el servicio: 421",
		what:  "Avisa de que va a colgar, en medio de lo que sea.",
		why:   "Es temporal: se puede volver a llamar.",
	},

	// DNS.
	"dns.query": {
		title: "{from} pregunta a {to}: {question}",
		what:  "Una pregunta de tipo {type} sobre {name}, en un solo paquete.",
		why:   "El DNS es la guía de Internet: las máquinas se llaman por dirección, y las personas recuerdan nombres.",
	},
	"dns.query/MX": {
		what: "MX (mail exchanger) es el registro que dice qué servidores reciben el correo de un dominio.",
		why:  "De la dirección, lo que está a la derecha de la @ es el dominio: por ahí se empieza a buscar el camino.",
	},
	"dns.query/A": {
		what: "A es el registro con la dirección IPv4 de un nombre.",
		why:  "Con el nombre no basta: para abrir una conexión hace falta el número.",
	},
	"dns.answer": {
		title: "{from} contesta a {to}[[: {records}]][[: {nothing}]]",
		what:  "[[Lo que se sabe de {name}: {records}.]][[No lo sabe, pero indica a quién preguntar: {referral}.]][[{nothing}.]][[ {noerror}]][[ {soa}]]",
		why:   "Cada respuesta dice cuánto tiempo se puede recordar: su TTL (time to live).",
	},
	"dns.answer/NXDOMAIN": {
		title: "{from} contesta: {name} no existe",
		what:  "NXDOMAIN: ese nombre no está en ninguna parte.[[ {aside}]][[ {soa}]]",
		why:   "[[{means}]]",
	},
	"dns.answer/SERVFAIL": {
		title: "{from} contesta: no pude averiguarlo",
		what:  "SERVFAIL: el servidor tiene un problema.",
		why:   "No dice que el nombre no exista. El correo espera y vuelve a preguntar.",
	},
	"dns.answer/REFUSED": {
		title: "{from} se niega a contestar",
		what:  "REFUSED: a quien pregunta, o por lo que pregunta, no le responde.",
		why:   "Tampoco esto dice que el nombre no exista. Si lo habían nombrado servidor de esa misma zona, la delegación es coja (RFC 1912, 2.8): los resolutores prueban los otros servidores de la zona y, si no hay más, se rinden (SERVFAIL).",
	},
	"dns.cache.hit": {
		title: "{from} lo recuerda: {question}",
		what:  "[[En su memoria (caché) está la respuesta: {records}. ]][[En su memoria (caché) está la respuesta: {nothing}. ]][[Vale todavía {ttl}.]]",
		why:   "Recordar ahorra viajes: no hace falta preguntar a nadie.",
	},
	"dns.cache.miss": {
		title: "{from} no lo sabe: {question}",
		what:  "{missing}",
	},
	"dns.cache.stored": {
		title:   "{from} apunta en su memoria lo que sabe de {name}",
		what:    "[[Lo recordará {ttl}: es el TTL de la respuesta.]]",
		why:     "Pasado ese tiempo hay que volver a preguntar: quizá el dominio se ha mudado.",
		changed: "{from}: recordará[[ durante {ttl}]] el registro {type} de {name}",
	},
	"dns.cache.negative": {
		title:   "{from} apunta que {nothing}",
		what:    "Los «no» también se recuerdan[[, {ttl}]].",
		why:     "Si no, una dirección mal escrita haría repetir la misma pregunta una y otra vez.",
		changed: "{from}: recordará[[ durante {ttl}]] que {nothing}",
	},
	"dns.cache.expired": {
		title:   "{from} lo recordaba, pero ya no vale: {question}",
		what:    "Venció el TTL de lo que sabía de {name}, así que vuelve a preguntar.",
		why:     "Lo viejo puede estar equivocado.",
		changed: "{from}: su memoria ya no tiene {name} {type}",
	},
	"dns.answered": {
		title: "{from} ya tiene su respuesta[[: {records}]]",
	},
	"dns.answered/NXDOMAIN": {
		title: "{from} sabe ahora que {name} no existe",
	},
	"dns.answered/SERVFAIL": {
		title: "{from} se queda sin saber: {question}",
		what:  "El servidor de nombres falló (SERVFAIL). Se puede preguntar más tarde.",
	},
	"dns.answered/empty": {
		title: "{from} ya tiene su respuesta: {nothing}",
		why:   "No es lo mismo que NXDOMAIN: aquí el nombre sí existe.",
	},
	"dns.answered/error": {
		title: "{from} se queda sin respuesta: {question}",
		what:  "Motivo: {reason}.",
		why:   "No saber no es lo mismo que «no existe»: el correo espera y vuelve a preguntar.",
	},
	"dns.answered/circular": {
		title: "{from} se queda sin respuesta: {question}",
		what:  "Motivo: {reason}.",
		why:   "Para entrar hace falta una dirección que la zona de arriba dé junto con el nombre del servidor (glue). La debe dar de los servidores que se llaman dentro de la propia zona (RFC 1034, 4.2.1; RFC 9471, 3.1); si unas zonas nombran a sus servidores en otras puede faltar, y entonces los resolutores se rinden (SERVFAIL). El correo espera y vuelve a preguntar.",
	},
	"mail.routed": {
		title:   "{from} ya conoce el camino a {domain}: {first}",
		what:    "[[Los servidores de {domain}, por orden de preferencia: {hosts}. ]][[Llamará a {address}. ]][[{irregular}]]",
		why:     "Si hay varios, el del número más bajo va primero; los demás son suplentes, por si no contesta.",
		changed: "[[{from}: la carta para {domain} irá a {first}]]",
	},
	"mail.routed/implicit": {
		title: "{domain} no tiene MX: {from} llamará a la dirección del propio dominio[[, {address}]]",
		what:  "Sin registro MX, el dominio mismo se toma como su servidor de correo.",
		why:   "Es una regla de los tiempos anteriores al MX, y sigue en pie.",
	},
	"mail.routed/null": {
		title: "{from} se entera de que {domain} no recibe correo",
		what:  "Lo dice el propio {domain}: su único MX es «0 .», el MX nulo.",
		why:   "Es un «no» claro y rápido: mejor que probar durante cinco días ante una puerta que no existe.",
	},
	"mail.routed/local": {
		title: "{domain} es de la casa: {from} no pregunta a nadie",
		what:  "El destinatario tiene su buzón en este mismo servidor.",
		why:   "No hace falta DNS ni salir a la red.",
	},
	"mail.routed/temporary": {
		title: "{from} no encuentra el camino a {domain}, por ahora",
		what:  "Motivo: {reason}.[[ {irregular}]]",
		why:   "No saber no es lo mismo que «no existe». La carta espera en la cola, y se volverá a preguntar.",
	},
	"mail.routed/failed": {
		title: "{from} no encuentra camino a {domain}",
		what:  "Motivo: {reason}.[[ {irregular}]]",
		why:   "El DNS dijo con autoridad que no hay adónde ir: es definitivo, y el remitente recibirá un aviso.",
	},

	// Facts: decisions, and what no byte shows.
	"mail.composed": {
		title:   "{from} prepara la carta[[ «{subject}»]]",
		what:    "El programa de correo escribe el mensaje[[ para {recipients}]]. Lleva unas líneas de cabecera ({fields}), una línea vacía y el texto.[[ {growth}]][[ {clock}]]",
		why:     "La cabecera es el membrete de la carta. Todavía falta el sobre (envelope): lo llenará SMTP con MAIL FROM y RCPT TO.",
		changed: "{from}: hay una carta nueva por enviar[[, {id}]]",
	},
	"mail.submitted": {
		title:   "{from} pasa la carta a «Enviados»",
		what:    "El servidor se quedó con ella: el dispositivo ya puede apagarse.",
		why:     "Con el 250 final la responsabilidad cambió de manos. Enviada no quiere decir entregada: el viaje acaba de empezar.",
		changed: "{from}: la carta figura como enviada",
	},
	"mail.submitted/failed": {
		title:   "{from} no pudo enviar la carta",
		what:    "[[Falló {stage}: {reason}.]]",
		why:     "La carta sigue en el dispositivo. Como ningún servidor se hizo cargo, toca corregir algo o probar otra vez.",
		changed: "{from}: la carta queda sin enviar",
	},
	"auth.checked": {
		title:   "{from} comprueba la contraseña de {user}: es correcta",
		what:    "Compara lo que le dijeron con lo que guarda.",
		why:     "{checks}",
		changed: "{from}: en esta conexión, el cliente es {user}",
	},
	"auth.checked/failed": {
		title:   "{from} comprueba la contraseña de {user}: no es correcta",
		what:    "El nombre o la contraseña no coinciden con los que guarda.",
		why:     "No dice cuál de los dos está mal: sería regalarle una pista a quien adivina.",
		changed: "-",
	},
	"auth.checked/weak": {
		title:   "{from}: la contraseña de {user} es correcta, y no basta",
		what:    "La cuenta pide un segundo factor, y un protocolo de correo no tiene dónde preguntarlo.",
		why:     "Por eso la contraseña sola no abre nada a un programa de correo: quien la robe no ha entrado. Un programa necesita una contraseña de aplicación o un permiso, hechos solo para él.",
		changed: "-",
	},
	"auth.checked/token": {
		title:   "{from} comprueba el permiso de {user}: vale",
		what:    "El programa ha enseñado un permiso (un token de acceso) y no la contraseña, que ni siquiera conoce.",
		why:     "El permiso se hizo para este programa, caduca solo y se puede retirar sin tocar los demás. Hasta entonces vale lo que una contraseña para quien lo tenga, así que necesita TLS.",
		changed: "{from}: en esta conexión, el cliente es {user}",
	},
	"auth.checked/token-failed": {
		title:   "{from} comprueba el permiso de {user}: no vale",
		what:    "Ha caducado, se retiró, o nunca existió. El servidor no dirá cuál de las tres cosas.",
		why:     "Primero se explica en JSON (invalid_token), con un desafío; el programa tiene que contestar cualquier cosa, y solo entonces llega el no. Un buen programa pide entonces otro permiso, y no una contraseña a su dueño.",
		changed: "-",
	},
	"auth.key": {
		title: "{user} da a {device} una llave propia",
	},
	"auth.key/app-password": {
		title: "{user} hace una contraseña de aplicación para {device}",
		what:  "En la web del proveedor, con la contraseña y el segundo factor. Sale al azar, y se enseña una sola vez, para copiarla en el programa.",
		why:   "Vale solo para el correo y solo para este dispositivo: perder el dispositivo no es perder la cuenta.",
	},
	"auth.key/token": {
		title: "{user} permite a {device} leer y enviar correo",
		what:  "En una ventana del navegador, con la contraseña y el segundo factor, que el programa de correo no ve. Él recibe un token de acceso, que vale un tiempo, y un token de renovación con que pedir otros.",
		why:   "El primero se enseña a todos los servidores, y por eso dura poco; el segundo solo se enseña al proveedor (RFC 6749, sección 1.5).",
	},
	"auth.renewed": {
		title: "Piden a {from} otro token de acceso",
	},
	"auth.renewed/ok": {
		title: "{device} renueva su permiso por sí mismo: {from} le da otro token de acceso",
		what:  "Por HTTPS, en la dirección del proveedor para eso (token endpoint), el programa ha enseñado su token de renovación. Recibe un token de acceso nuevo, y otro de renovación en lugar del que ha gastado.",
		why:   "A nadie se le pregunta nada: la persona ya dejó entrar a este programa una vez. Como cada token de renovación vale una sola vez, el robo de uno se nota, o no sirve de nada.",
	},
	"auth.renewed/failed": {
		title: "{from} no da otro token de acceso ({error})",
		what:  "El token de renovación ya se gastó, se retiró, o nunca lo fue (invalid_grant); o la petición no es como tiene que ser.",
		why:   "Ahora solo puede ayudar la persona, que vuelve a dejar entrar al programa en el navegador, con el segundo factor.",
	},
	"auth.key/revoked": {
		title: "{user} retira la llave de {device}",
		what:  "Desde ahora los servidores no la aceptan. Lo que ya estaba en el dispositivo, en él se queda.",
		why:   "Los demás tienen llaves propias, y siguen igual. Si todos hubieran usado la misma contraseña, habría que cambiarla en todos.",
	},
	"mail.recipient": {
		title: "{from} decide sobre {recipient}",
		what:  "Mira a quién pertenece la dirección y qué puede hacer con ella.",
		why:   "Decidir ya, en RCPT TO, evita aceptar cartas que después nadie podrá entregar.",
	},
	"mail.recipient/local": {
		title: "{from} conoce a {recipient}: {owns}",
		what:  "A la derecha de la @ está un dominio de este servidor y, a la izquierda, {local-part}.",
	},
	"mail.recipient/alias": {
		title: "Para {from}, {recipient} lleva a {targetsCount|otra dirección|otras direcciones}[[: {targets}]]",
		what:  "No tiene buzón propio: es un alias, un nombre que en este servidor lleva a otros. La carta seguirá hacia quien está detrás.",
	},
	"mail.recipient/catch-all": {
		title: "En {from} nadie se llama {recipient}, pero la carta no se rechaza[[: la recoge {targets}]]",
		what:  "Su dominio tiene una dirección que recoge todo lo que va a nombres que no existen (catch-all).",
		why:   "Así no se pierde lo que alguien escribió mal; pero nadie le dice que lo escribió mal, y también entra lo que va a nombres inventados.",
	},
	"mail.recipient/postmaster": {
		title: "Para {from}, {recipient} es quien responde del correo del dominio[[: {targets}]]",
		what:  "Nadie se llama así, pero todo dominio que recibe correo tiene un postmaster, y a él se le puede escribir siempre. Aquí le toca a su primer usuario.",
	},
	"mail.recipient/srs": {
		title: "{from} sabe de quién es {recipient}[[: de {targets}]]",
		what:  "Esa dirección la hizo él, al reenviar una carta: lleva dentro la del remitente (SRS).",
		why:   "Lo que llega a ella es lo que se contesta al sobre, casi siempre un aviso de que algo no llegó. Seguirá hacia quien escribió la carta.",
	},
	"mail.recipient/relay": {
		title: "{from} acepta llevar la carta a {recipient}",
		what:  "El buzón no está aquí: este servidor hará de cartero (relay).",
		why:   "Quien lo hace debería saber quién se lo pide, o ser uno de los MX de ese dominio. Si no, reparte lo de cualquiera: es un relé abierto.",
	},
	"mail.recipient/refused": {
		title: "{from} no acepta a {recipient}",
		what:  "Motivo: {reason}.",
		why:   "Decir que no aquí es lo honesto: quien envía se entera y puede avisar al remitente.",
	},
	"mail.accepted": {
		title:   "{from} se hace cargo de la carta y la llama {queue}",
		what:    "La guarda antes de decir 250 y le pone su matasellos: una línea Received encima de todo lo demás.",
		why:     "Desde este instante responde por ella: debe entregarla, o avisar al remitente de que no pudo.",
		changed: "{from}: guarda la carta con el nombre {queue}[[, {size}]]",
	},
	"mail.accepted/again": {
		title:   "{from} se hace cargo otra vez de la carta y la llama {queue}",
		what:    "Su Message-ID es el de una carta que ya aceptó, como {before}: es la misma, enviada de nuevo o de vuelta.",
		why:     "SMTP no compara una carta con las que ya vinieron: quien la envía de nuevo quizá no sabe que había llegado, y más vale dos veces que ninguna (RFC 1047).",
		changed: "{from}: guarda la carta con el nombre {queue}[[, {size}]]",
	},
	"mail.accepted/report": {
		title: "{from} guarda el aviso y lo llama {queue}",
		what:  "Es una carta como las demás: tiene su nombre en la cola y hará su propio viaje.",
		why:   "Primero se guarda el aviso y solo después se olvida la carta: así, si se va la luz en medio, nadie se queda sin saberlo.",
	},
	"mail.accepted/automatic": {
		title: "Un programa de {from} escribe una carta, {queue}",
		what:  "Va a {recipients}, y entra en la cola como cualquier otra.",
		why:   "-",
	},
	"mail.accepted/written": {
		title: "{from} escribe la carta con el informe: {queue}",
		what:  "La pone en su cola, como cualquier otra.",
	},
	"mail.accepted/forwarded": {
		title: "{from} prepara la carta para seguir viaje: {queue}",
		what:  "Su destino está en otra parte, así que la carta sale otra vez, con otro nombre y otro sobre.",
		why:   "Cambia el sobre: a quién va y, si es de una lista o lleva SRS, de quién viene.",
	},
	"queue.added": {
		title:   "{from} pone {letter} en su cola (queue) para {destination}",
		what:    "Espera su turno en el estante[[: {recipients}]][[. Lo intentará durante {until} como mucho]].",
		why:     "La cola es lo que hace paciente al correo: si el otro lado no puede ahora, se prueba más tarde.",
		changed: "{from}: la cola tiene {queue} para {destination}",
	},
	"queue.added/local": {
		title:   "{from} aparta {letter}: es para alguien de la casa",
		what:    "No hace falta salir a la red[[ para llegar a {recipients}]].",
		changed: "{from}: la cola tiene {queue}, entrega local",
	},
	"queue.attempt": {
		title:   "{from} intenta entregar {letter} a {remote} (intento {try})",
		what:    "Toma del estante lo que hay para {destination}[[: va a {remoteAddress}]].",
		changed: "{from}: {queue} está en camino, intento {try}",
	},
	"queue.attempt/local": {
		title: "{from} lleva {queue} a los buzones de la casa",
		what:  "No tiene que llamar a nadie.",
	},
	"queue.attempt-failed": {
		title: "El intento[[ con {remote}]] fracasa[[ {stage}]]",
		what:  "Motivo: {reason}.",
		why:   "Es un fallo temporal: la carta no se pierde.[[ {another}]]",
	},
	"queue.attempt-failed/permanent": {
		what: "Motivo: {reason}.",
		why:  "Es un «no» definitivo: repetir lo mismo daría lo mismo. Habrá que avisar al remitente.",
	},
	"queue.deferred": {
		title:   "{from} volverá a intentarlo dentro de {wait}, {next}",
		what:    "[[Falló {stage}: {trouble}. ]][[{because} ]]Mientras tanto, {letter} espera en la cola.",
		why:     "Cada espera suele ser más larga que la anterior, para no agobiar a un servidor en apuros. Nadie tiene que hacer nada: el correo sabe esperar.",
		changed: "{from}: {queue} espera; próximo intento {next}",
	},
	"queue.done": {
		title:   "{from} tacha a {recipient} de su cola",
		what:    "Con este destinatario no queda nada por hacer.",
		changed: "{from}: {recipient} ya no está en la cola",
	},
	"queue.done/delivered": {
		title: "{from} ha cumplido con {recipients}: {letter} ya está en otras manos",
		what:  "[[{remote} dijo 250: ]]desde aquí responde otro por lo que pase.",
		why:   "La responsabilidad pasa de mano en mano, como el testigo en una carrera de relevos: nadie lo suelta antes del 250.",
	},
	"queue.done/local": {
		title: "{from} tacha a {recipient} de su cola",
		what:  "[[La carta sale otra vez, con otro nombre: {forwarded}. ]]Su parte está cumplida.",
	},
	"queue.done/failed": {
		title: "{from} deja de intentarlo con {recipients}: es un «no» definitivo",
		what:  "[[Motivo: {reason}. ]]No lo intentará más.",
		why:   "Repetir lo mismo daría lo mismo. Como se había hecho cargo de la carta, ahora debe avisar al remitente, si lo hay.",
	},
	"queue.done/expired": {
		title: "{from} deja de intentarlo con {recipients}: se acabó el plazo",
		what:  "[[El último motivo: {reason}. ]]No lo intentará más.",
		why:   "La norma pide insistir al menos 4 o 5 días. Pasado ese plazo, la carta se devuelve.",
	},
	"queue.removed": {
		title:   "{from} saca {queue} de su cola",
		what:    "No le queda ningún destinatario: el estante está libre.",
		changed: "{from}: {queue} ya no existe en la cola",
	},
	"report.made": {
		title:   "{from} escribe un aviso a {recipient}",
		what:    "Tiene tres partes: una para personas, otra para programas y lo que vuelve de la carta[[. Trata de {about}]].",
		why:     "Quien se hizo cargo de una carta no puede callar. El aviso viaja con remitente vacío, MAIL FROM:<>, para que nunca haya un aviso del aviso.",
		changed: "{from}: escribe el aviso {report}",
	},
	"report.made/failed": {
		title: "{from} escribe a {recipient}: la carta[[ para {about}]] no llegó",
		what:  "Es un aviso en tres partes: una para personas, otra para programas y lo que vuelve de la carta.",
	},
	"report.made/delayed": {
		title: "{from} escribe a {recipient}: la carta[[ para {about}]] se retrasa",
		what:  "Avisa de que sigue intentándolo: no hace falta enviarla otra vez.",
		why:   "Sin este aviso, quien la envió podría creer que ya llegó.",
	},
	"report.withheld": {
		title: "{from} calla: no envía ningún aviso",
		what:  "Tocaba avisar[[ sobre {about}]], pero {reason}.",
		why:   "Si a un aviso que falla siguiera otro aviso, dos servidores se escribirían para siempre.",
	},
	"report.withheld/notify": {
		why: "Quien envía puede pedir, destinatario por destinatario, que no le avisen (NOTIFY=NEVER), o que le avisen solo de otras cosas.",
	},
	"report.withheld/told": {
		why: "El aviso lleva la noticia a quien está en otra parte. Aquí quien envió la carta y la cola que la llevaba están en la misma máquina.",
	},
	"mailbox.stored": {
		title:   "{from} guarda {letter} en el buzón de {person}",
		what:    "Queda en la carpeta {folder}, con el número {uid} (UID).",
		why:     "Aquí termina el transporte. Ahora la carta descansa, hasta que alguien venga a leerla.",
		changed: "{from}: {folder} de {user} tiene la carta {uid}[[, {size}]]",
	},
	"mailbox.stored/appended": {
		title: "Se guarda una carta en {folder} de {user}",
		what:  "El cliente la subió él mismo con APPEND; no vino por SMTP.",
		why:   "Así llegan a la carpeta «Enviados» las copias de lo que uno manda.",
	},
	"mailbox.stored/kept": {
		title: "{from} guarda una copia de lo enviado en {folder} de {user}",
		what:  "El servidor que aceptó la carta pone la copia él mismo, sin que nadie se lo pida.",
		why:   "Algunos proveedores grandes lo hacen así: la copia está, enviara el programa que enviara, incluso el que lee por POP3. Si el programa sube además otra con APPEND, hay dos.",
	},
	"mailbox.stored/copied": {
		title: "{folder} de {user} recibe una copia",
		what:  "La carta tiene un número nuevo ({uid}) en esa carpeta; la original sigue donde estaba.",
		why:   "Los UID son de cada carpeta: la misma carta puede tener varios.",
	},
	"mailbox.stored/moved": {
		title: "La carta se muda a {folder} de {user}",
		what:  "Sale de una carpeta y entra en otra, donde recibe el número {uid}.",
		why:   "-",
	},
	"mailbox.stored/rebuilt": {
		title: "La carta lleva ahora el número {uid} en {folder} de {user}",
		what:  "Es la misma de antes, bajo otro UID.",
		why:   "-",
	},
	"mailbox.refused": {
		title: "El buzón de {user} no admite la carta",
		what:  "Motivo: {reason}.",
		why:   "Suele ser pasajero: el dueño puede hacer sitio.",
	},
	"reader.acted": {
		title: "{user} hace algo con la carta",
		why:   "Nadie llama por su nombre a cada persona de una población: lo que hace lo dicen la semilla, la persona y la carta.",
	},
	"reader.acted/opened": {
		title: "{user} abre la carta",
		what:  "Está en {folder}. [[Su programa pide la imagen {what}.]]",
		why:   "Quien la envió no ve que se abra nada. Lo único que ve, si la carta trae una imagen suya y el programa la carga, es que alguien la ha pedido.",
	},
	"reader.acted/opened-proxy": {
		title: "El proveedor carga las imágenes de la carta a {user}",
		what:  "Al llegar, y sin que nadie la haya abierto, el programa del proveedor pide la imagen {what}.",
		why:   "Así quien la envió no sabe desde dónde ni cuándo la leyó la persona. A cambio cuenta como abierta una carta que quizá nadie mire.",
	},
	"reader.acted/clicked": {
		title: "{user} sigue un enlace",
		what:  "Es {what}.",
		why:   "Un clic es la señal más clara de interés, si lo da una persona.",
	},
	"reader.acted/bought": {
		title: "{user} compra en la página a la que llevaba la carta",
		what:  "Pulsa {what}.",
		why:   "Es lo que la campaña quería: una conversión. De todas las cifras es la que menos engaña.",
	},
	"reader.acted/clicked-scanner": {
		title: "Un programa sigue un enlace que había en la carta para {user}",
		what:  "Es {what}. Mira adónde lleva, por si es peligroso, antes de que nadie la abra.",
		why:   "Para quien cuenta clics parece una persona. Por eso darse de baja no puede ser cosa de un simple GET (RFC 8058): el programa daría de baja a todos.",
	},
	"reader.acted/marked": {
		title: "{user} marca la carta como spam",
		what:  "La pasa a Junk. Para su proveedor es una queja.",
		why:   "De estas quejas, sobre todo, vive la reputación de quien envía.",
	},
	"reader.acted/marked-stuck": {
		title: "{user} no ve cómo darse de baja y marca la carta como spam",
		what:  "La carta no dice cómo darse de baja (List-Unsubscribe). El botón de spam está siempre.",
		why:   "Una baja fácil le ahorra quejas al remitente.",
	},
	"reader.acted/marked-again": {
		title: "{user} se dio de baja, recibe otra carta y la marca como spam",
		what:  "La pasa a Junk.",
		why:   "Quien pidió la baja y sigue recibiendo se queja mucho más.",
	},
	"reader.acted/rescued": {
		title: "{user} saca la carta de Junk: no es spam",
		what:  "La pasa a INBOX.",
		why:   "Es la señal contraria a una queja, y mucho más rara: en Junk casi nadie mira.",
	},
	"reader.acted/unsubscribed-one-click": {
		title: "{user} se da de baja con un clic",
		what:  "Su proveedor hace un POST a {what}.",
		why:   "La dirección la dice la carta, en List-Unsubscribe, y List-Unsubscribe-Post promete que basta ese POST.",
	},
	"reader.acted/unsubscribed-mailto": {
		title: "{user} se da de baja con una carta",
		what:  "Va a {what}.",
		why:   "Es la manera más antigua de List-Unsubscribe.",
	},
	"reader.acted/unsubscribed-page": {
		title: "{user} abre la página para darse de baja",
		what:  "Es {what}.",
		why:   "Sin List-Unsubscribe-Post el programa no puede hacer más que abrir la página. Que la baja se complete depende de lo que haya en ella.",
	},
	"reader.acted/deleted": {
		title: "{user} borra la carta sin abrirla",
		why:   "También eso lo ve su proveedor.",
	},
	"reader.acted/ignored": {
		title: "{user} ve la carta en {folder} y la deja",
		why:   "Es lo que pasa con casi todas.",
	},
	"mailbox.flagged": {
		title:   "La carta {uid} de {folder} lleva ahora {flagsNow}",
		what:    "Las marcas (flags) viven en el servidor.",
		why:     "Por eso lo que lees en el teléfono aparece leído en el portátil.",
		changed: "{from}: carta {uid} de {folder}: {flagsNow}",
	},
	"mailbox.removed": {
		title:   "La carta {uid} desaparece de {folder}",
		what:    "{from} la borra del buzón de {user}.",
		changed: "{from}: {folder} de {user} ya no tiene la carta {uid}",
	},
	"mailbox.removed/downloaded": {
		what: "El cliente pidió borrarla con DELE, y POP3 cumple al final: solo al despedirse (QUIT).",
		why:  "Si la conexión se hubiera cortado antes, no se habría borrado nada: así una carta a medio descargar no se pierde.",
	},
	"mailbox.removed/moved": {
		title: "La carta {uid} deja {folder}",
		what:  "Se mudó a otra carpeta.",
	},
	"mailbox.folder": {
		title:   "La carpeta {folder} de {user} cambia",
		what:    "Las carpetas (mailboxes) viven en el servidor, y todos los dispositivos ven las mismas.",
		changed: "{from}: cambió la carpeta {folder}[[ → {target}]]",
	},
	"mailbox.folder/created": {
		title:   "Nace la carpeta {folder} de {user}",
		changed: "{from}: nueva carpeta {folder}",
	},
	"mailbox.folder/deleted": {
		title:   "Se borra la carpeta {folder} de {user}",
		changed: "{from}: sin carpeta {folder}",
	},
	"mailbox.folder/renamed": {
		title: "La carpeta {folder} pasa a llamarse {target}",
	},
	"mailbox.folder/rebuilt": {
		title:   "La carpeta {folder} de {user} se rehace: su UIDVALIDITY es otra",
		what:    "Los números (UID) que tenían sus cartas ya no significan nada, y se dan otros.",
		why:     "Un cliente que guarda cartas por su UID lo nota por UIDVALIDITY, y sabe que su copia ya no vale.",
		changed: "{from}: la carpeta {folder} tiene otra UIDVALIDITY",
	},
	"device.stored": {
		title:   "{from} guarda la carta[[ «{subject}»]]",
		what:    "Ahora hay una copia en el dispositivo: se puede leer sin conexión.",
		changed: "{from}: tiene la carta {uid}[[ «{subject}»]]",
	},
	"device.stored/headers": {
		title:   "{from} guarda solo la cabecera[[ de «{subject}»]]",
		what:    "Basta para mostrar la lista: quién escribe, de qué y cuándo. El texto se pedirá si alguien abre la carta.",
		why:     "Así se ahorra tiempo y datos.",
		changed: "{from}: tiene la cabecera de {uid}",
	},
	"device.stored/flags": {
		title:   "{from} apunta las marcas de la carta[[ «{subject}»]]",
		what:    "Su copia lleva ahora lo mismo que la del servidor[[: {flags}]].",
		why:     "Con IMAP manda el servidor, y el dispositivo lo imita.",
		changed: "{from}: su copia de la carta {uid} lleva[[ {flags}]]",
	},
	"device.stored/text": {
		title:   "{from} guarda el texto de la carta[[ «{subject}»]]",
		what:    "Preguntó de qué partes consta (BODYSTRUCTURE) y trajo solo la que va a mostrar: {size} con la cabecera.",
		why:     "Lo que lleva adjunto sigue en el servidor hasta que alguien lo pida. Por POP3 no se puede: una carta se baja entera o no se baja.",
		changed: "{from}: tiene el texto de {uid}",
	},
	"device.saved": {
		title:   "{from} guarda[[ «{file}»]] aparte: {size}",
		what:    "El archivo vino dentro de la carta[[ «{subject}»]], y estaba ya en el dispositivo. Nadie tiene que traer nada.",
		why:     "Dentro de una carta, un archivo viaja escrito con letras; en base64, que es lo usual, ocupa un tercio más.",
		changed: "{from}: el archivo se puede abrir",
	},
	"device.saved/brought": {
		title:   "{from} trae[[ «{file}»]] del servidor: {size}",
		what:    "Pidió esa parte de la carta por su número, y nada más.",
		why:     "Quien solo quería leer no ha tenido que esperar a que viniera. Quien quiera el archivo necesita ahora conexión.",
		changed: "{from}: el archivo se puede abrir",
	},
	"device.stored/beginning": {
		title:   "{from} guarda el principio de la carta[[ «{subject}»]]",
		what:    "Pidió solo sus primeros bytes (un FETCH parcial): {size}.",
		why:     "Con una carta grande y poca red basta para ver de qué va; el resto se pedirá si hace falta.",
		changed: "{from}: tiene el principio de {uid}",
	},
	"device.changed": {
		title:   "{from} cambia su copia[[ de «{subject}»]] sin conexión",
		what:    "El servidor no se entera todavía.",
		why:     "El dispositivo lo apunta, y se lo dirá al servidor cuando vuelva a tener conexión.",
		changed: "{from}: algo que contar al servidor",
	},
	"device.changed/flag": {
		title:   "{from} cambia las marcas de su copia[[ de «{subject}»]] sin conexión",
		what:    "En el dispositivo lleva ahora {flagsNow}; en el servidor sigue como estaba.",
		changed: "{from}: marcas nuevas que contar al servidor",
	},
	"device.changed/move": {
		title:   "{from} guarda[[ «{subject}»]] en {target} sin conexión",
		what:    "En el dispositivo ya no está en {folder}; en el servidor sigue donde estaba.",
		changed: "{from}: una mudanza que contar al servidor",
	},
	"device.changed/delete": {
		title:   "{from} borra su copia[[ de «{subject}»]] sin conexión",
		what:    "En el dispositivo ya no está; en el servidor sigue donde estaba.",
		why:     "Por IMAP, el dispositivo se lo pedirá al servidor cuando vuelva a tener conexión. Lo que vino por POP3 se borra solo aquí: del servidor decide «keep» al descargar.",
		changed: "{from}: sin la carta {uid}",
	},
	"device.changed/send": {
		title:   "{from} deja[[ «{subject}»]] en la bandeja de salida",
		what:    "No hay conexión: saldrá cuando el dispositivo se sincronice.",
		why:     "Hasta entonces la carta está solo aquí. Si el dispositivo se pierde, se pierde con él.",
		changed: "{from}: una carta espera para salir",
	},
	"device.settled": {
		title:   "El servidor ya sabe lo que {from} hizo sin conexión",
		what:    "Lo que se hizo con la carta {uid} de {folder} está hecho también allí.",
		why:     "Desde ahora lo verán los demás dispositivos.",
		changed: "{from}: el servidor ya sabe lo de la carta {uid}",
	},
	"device.settled/moot": {
		title:   "Lo que {from} hizo sin conexión llega tarde",
		what:    "El servidor ya no tiene en {folder} la carta {uid} que el dispositivo conocía: no queda nada que cambiar.",
		why:     "Mientras tanto otro la borró o la movió, o la carpeta se rehízo. Pasar por alto un UID que no existe no es un error en IMAP.",
		changed: "{from}: lo de la carta {uid} llegó tarde",
	},
	"device.synced": {
		title: "{from} está al día con {folder}: {news}",
		what:  "Esperó {waits} y oyó {down}, desde que abrió la carpeta. {method} Por su parte dijo {up}.",
		why:   "Cada respuesta que hay que esperar cuesta una ida y vuelta por la red, y cada byte, datos y batería.",
	},
	"device.reset": {
		title: "{from} tira lo que guardaba de {folder}: la carpeta ya no es la que conocía",
		what:  "Su UIDVALIDITY era {was} y ahora es {now}: los UID de antes no sirven para reconocer ninguna carta.",
		why:   "Si siguiera usando los números viejos, podría abrir o borrar otra carta distinta. Lo seguro es empezar de cero.",
	},
	"device.found": {
		title: "El servidor encuentra {hits} en {folder}",
		what:  "Se buscó {query}. El servidor tiene las cartas enteras, y busca también en los textos que el dispositivo no ha traído.",
		why:   "Por la red solo viajan la pregunta y unos números.",
	},
	"device.found/device": {
		title: "{from} encuentra {hits} entre sus copias de {folder}",
		what:  "Se buscó {query}, sin preguntar a nadie.",
		why:   "Un dispositivo solo puede encontrar lo que guarda: si tiene nada más que la cabecera, no sabe qué dice el texto.",
	},
	"device.removed": {
		title:   "{from} quita su copia de la carta {uid}",
		what:    "El servidor ya no la tiene, así que el dispositivo la olvida también.",
		why:     "Con IMAP manda el servidor: los dispositivos son espejos.",
		changed: "{from}: ya no tiene la carta {uid}",
	},
	"device.removed/reset": {
		what: "Su número ya no significa nada en la carpeta rehecha.",
		why:  "Si la carta sigue en el servidor, el dispositivo la traerá otra vez, con su número nuevo.",
	},
	"device.shown": {
		title:   "{person} lee la carta[[ «{subject}»]]",
		what:    "Está en la pantalla de {from}.[[ {wrote}]][[ {form}]][[ {files}]]",
		why:     "El viaje termina aquí: en los ojos de quien la lee.",
		changed: "{from}: la carta está a la vista",
	},
	"sending.paced": {
		title: "{from} cambia el ritmo con que envía a {destination}",
	},
	"sending.paced/slower": {
		title: "{from} afloja con {destination}: descansa {rest}",
		what:  "Le han dicho: {reason}. No envía nada durante ese tiempo, y después deja {pause} entre carta y carta.",
		why:   "Un 421, o un 4.7.z, suele pedir que no se vaya tan rápido. Quien insiste al mismo ritmo tarda más en entregar, y puede acabar en una lista negra.",
	},
	"sending.paced/faster": {
		title: "{from} vuelve a ir más rápido con {destination}",
		what:  "Ha aceptado varias cartas seguidas[[; ahora deja {pause} entre carta y carta]].",
	},
	"campaign.started": {
		title: "{from} empieza la campaña «{campaign}»: {listed} direcciones",
		what:  "Escribe en nombre de {author}[[. Asuntos: {subjects}]].[[ Líneas de la lista que no eran una dirección: {unusable}.]][[ Repetidas: {duplicate}.]][[ Ya en la lista de exclusión, que se saltan: {suppressed}.]]",
		why:   "Cada persona recibe una carta propia, con una marca en el remite, en los enlaces y en la cabecera para darse de baja: así se sabe a quién se refiere lo que vuelva.",
	},
	"campaign.sent": {
		title: "La carta {letter} de «{campaign}» está en la cola, para {recipient}",
		what:  "Es la carta para {recipient}[[, del segmento {segment}]][[; lleva el asunto número {subject}]][[; sale desde {source}]].",
		why:   "Está en la cola de quien la envía. Que llegue es otra cosa.",
	},
	"campaign.ended": {
		title: "La última carta de «{campaign}» está en la cola",
		what:  "Cartas escritas: {sent}[[, en {took}]]. De lo que pase con ellas se sabrá después.",
	},
	"bounce.classified": {
		title: "{from} decide qué significa que no se entregara a {recipient}",
		what:  "[[Código {code}. ]][[Estado {status}. ]][[Dijeron: {said}]]",
	},
	"bounce.classified/hard": {
		title: "Rebote duro: en {recipient} no hay nadie",
		why:   "Volver a escribir a una dirección que no existe es de lo primero que miran los proveedores: así se reconoce una lista vieja o comprada. Se quita a la primera.",
	},
	"bounce.classified/soft": {
		title: "Rebote blando: {recipient} se queda sin esta carta, pero puede recibir otras",
		why:   "El buzón está lleno, el servidor no está o la carta no cabe: la dirección puede ser buena. Solo se quita si pasa con varias campañas seguidas.",
	},
	"bounce.classified/block": {
		title: "Bloqueo: no quieren cartas de este remitente, tampoco para {recipient}",
		why:   "No dice nada de la dirección: quien tiene que cambiar algo es quien envía. Quitarla de la lista no arreglaría nada.",
	},
	"address.suppressed": {
		title: "{recipient} no recibirá más cartas",
		what:  "Queda en la lista de exclusión de quien envía, que vale para todas sus campañas.",
	},
	"address.suppressed/hard": {
		title: "{recipient} no recibirá más cartas: allí no hay nadie",
	},
	"address.suppressed/soft": {
		title: "{recipient} no recibirá más cartas: ha fallado demasiadas veces seguidas",
	},
	"address.suppressed/complaint": {
		title: "{recipient} no recibirá más cartas: marcó una como correo no deseado",
		why:   "Quien se queja una vez se quejará otra, y cada queja baja la reputación de quien envía.",
	},
	"address.suppressed/one-click": {
		title: "{recipient} se da de baja con un clic",
		why:   "Su programa envió un POST a la dirección de List-Unsubscribe, sin abrir ninguna página. Una baja fácil es una queja menos.",
	},
	"address.suppressed/mailto": {
		title: "{recipient} se da de baja por carta",
	},
	"address.suppressed/page": {
		title: "{recipient} se da de baja en la página del enlace",
	},
	"address.suppressed/unasked": {
		title: "{recipient} no confirmó que quisiera las cartas",
		why:   "Con doble confirmación, el silencio es un no: quizá otro escribió esa dirección por error.",
	},
	"campaign.request": {
		title: "Alguien pide a {from} algo a lo que lleva una carta",
		what:  "[[Es la que va a {recipient}. ]][[Llama desde {client}]][[ y se presenta como {agent}]]. Quien envía cree que {guess}.",
	},
	"campaign.request/open": {
		title: "Alguien pide el píxel de la carta para {recipient}",
		why:   "Así se cuentan las «aperturas»: por la petición de una imagen. Nadie sabe si había una persona mirando, ni quién; y quien lee sin imágenes no cuenta.",
	},
	"campaign.request/click": {
		title: "Llega una petición por un enlace de la carta para {recipient}",
		why:   "El enlace pasa por quien envió la carta, que lo apunta y manda a la página. También lo siguen los programas que buscan enlaces peligrosos.",
	},
	"campaign.request/landing": {
		title: "Se abre la página a la que lleva la carta para {recipient}",
	},
	"campaign.request/conversion": {
		title: "{recipient} hace lo que la campaña quería: una conversión",
		why:   "Es la cifra que más se parece a lo que importa. Tampoco dice que fuera por la carta.",
	},
	"campaign.request/unsubscribe": {
		title: "Alguien da de baja a {recipient}",
		why:   "Un POST: solo eso da de baja.",
	},
	"campaign.request/unsubscribe-page": {
		title: "Alguien abre la página para dar de baja a {recipient}: no basta",
		why:   "Un GET no puede dar de baja: los programas que revisan enlaces los abren todos.",
	},
	"campaign.request/confirm": {
		title: "{recipient} confirma que quiere las cartas",
	},
	"campaign.request/confirm-page": {
		title: "Alguien abre la página en que {recipient} puede confirmar",
	},
	"campaign.request/unknown": {
		title: "Alguien pide a {from} algo que no está en ninguna carta suya",
		why:   "La marca del enlace no es de las que hace: alguien la ha inventado, o se ha cortado por el camino.",
	},
	"complaint.received": {
		title: "A {from} le llega una queja[[: {recipient} marcó su carta como correo no deseado]]",
		what:  "Es un informe del proveedor (tipo {feedback}). La dirección puede venir borrada: la marca que lleva la carta dice de quién era.",
		why:   "Los grandes proveedores esperan menos de una queja por cada mil cartas; desde tres por mil, cada vez más de lo que se envía va a Junk o se rechaza.",
	},
	"webhook.sent": {
		title: "{from} llama al programa de su cliente",
		what:  "Llamada {number}, intento {try}, con {events} {events|suceso|sucesos}.",
	},
	"webhook.sent/ok": {
		title: "{from} cuenta a {target} lo que ha pasado",
		what:  "Llamada {number}, intento {try}, con {events} {events|suceso|sucesos}: la respuesta es {answer}.",
		why:   "Va firmado: cualquiera puede llamar a esa dirección, y solo la firma dice quién es.",
	},
	"webhook.sent/failed": {
		title: "{from} no consigue contar a {target} lo que ha pasado",
		what:  "Llamada {number}, intento {try}, con {events} {events|suceso|sucesos}[[: la respuesta es {answer}]][[: {reason}]].",
		why:   "Hasta que pasa un día lo intenta otra vez, más tarde cada vez, y lo que ocurre entretanto espera: las llamadas llegan en su orden. Alguna puede llegar dos veces, si solo se perdió la respuesta.",
	},
	"webhook.taken": {
		title: "{from} recibe una llamada de quien envía",
		what:  "Llamada {number}, con {events} {events|suceso|sucesos}.",
	},
	"webhook.taken/good": {
		title: "{from} comprueba la firma de la llamada {number}, y la apunta",
	},
	"webhook.taken/again": {
		title: "{from} ya tenía la llamada {number}: no la cuenta dos veces",
		why:   "Quien llama no puede saber si se perdió la llamada o la respuesta, y ante la duda repite. El número de la llamada permite reconocerla.",
	},
	"webhook.taken/forged": {
		title: "{from} rechaza la llamada {number}: la firma no es buena",
	},
	"webhook.taken/stale": {
		title: "{from} rechaza la llamada {number}: se firmó hace demasiado",
		why:   "Alguien pudo grabarla y repetirla. Por eso la hora va dentro de lo firmado.",
	},
	"filter.acted": {
		title: "El filtro de {person} decide: {line}",
		what:  "El servidor ejecuta el guion de filtros (Sieve) de {user} antes de guardar la carta.",
		why:   "Los filtros viven en el servidor: trabajan aunque todos los dispositivos estén apagados.",
	},
	"filter.acted/keep": {
		title: "El filtro de {person} la deja en el buzón[[, con {flags}]]",
		what:  "Lo dice la línea {line} del guion de filtros (Sieve).",
	},
	"filter.acted/fileinto": {
		title: "El filtro de {person} manda la carta a la carpeta {target}[[, con {flags}]]",
		what:  "Lo dice la línea {line} del guion de filtros (Sieve): fileinto.",
	},
	"filter.acted/discard": {
		title: "El filtro de {person} tira la carta",
		what:  "Lo dice la línea {line} del guion de filtros (Sieve): discard. No queda copia, y nadie avisa a quien la envió.",
		why:   "Es lo que pidió su dueño. Para quien envía, la carta está entregada: su servidor recibió un 250.",
	},
	"filter.acted/redirect": {
		title: "El filtro de {person} manda la carta a {target}",
		what:  "Lo dice la línea {line} del guion de filtros (Sieve): redirect. Sale con el remite que traía en el sobre.",
		why:   "Si allí no se puede entregar, lo sabrá quien la escribió. Y quien la reciba verá que llega de un servidor que no es el de su remitente.",
	},
	"filter.acted/reject": {
		title: "El filtro de {person} rechaza la carta",
		what:  "Lo dice la línea {line} del guion de filtros (Sieve): reject, con este motivo: «{target}».",
		why:   "Quien la envió lo sabrá por un aviso, a diferencia de lo que pasa con discard.",
	},
	"filter.acted/vacation": {
		title: "El filtro de {person} contesta a {target} que no está",
		what:  "Lo dice la línea {line} del guion de filtros (Sieve): vacation. La respuesta lleva Auto-Submitted y un sobre sin remite.",
		why:   "Con esas dos señales, ningún programa bien hecho le contestará.",
	},
	"receipt.decided": {
		title: "{from}: {asker} pide acuse de recibo",
	},
	"receipt.decided/sent": {
		title: "{from} envía a {asker} el acuse de recibo que pidió",
		what:  "La carta lo pide en Disposition-Notification-To. El acuse dice «displayed»: el programa la mostró, que no es lo mismo que si alguien la hubiera leído.",
		why:   "Sale con el remitente vacío (<>), para que nadie lo conteste, y deja en la carta la marca $MDNSent para los demás dispositivos.",
	},
	"receipt.decided/habit": {
		title: "{from} no envía acuse de recibo, y no lo dice",
		what:  "La carta pide que se avise a {asker} cuando se lea. El programa está puesto para no avisar a nadie, como casi todos.",
		why:   "Quien lo pidió no distingue «no leída» de «leída y sin avisar»: por eso los acuses dicen tan poco.",
	},
	"receipt.decided/sent-before": {
		title: "{from} no envía acuse de recibo: ya lo envió otro dispositivo",
		what:  "Lo dice la marca $MDNSent, en el servidor.",
	},
	"receipt.decided/address": {
		title: "{from} no envía por su cuenta el acuse de recibo: iría a {asker}",
		what:  "No es la dirección de la que vino la carta (Return-Path), así que tendría que aceptarlo una persona.",
		why:   "Ahí cualquiera puede escribir cualquier dirección: con acuses automáticos se haría escribir a otros.",
	},
	"filter.withheld": {
		title: "El filtro de {person} calla: no contesta[[ a {sender}]]",
		what:  "Hay un motivo para no contestar.",
		why:   "Dos respuestas automáticas que se contestaran no acabarían nunca.",
	},
	"filter.withheld/nobody": {
		title: "El filtro de {person} calla: el sobre no lleva remite",
		what:  "Un sobre sin remite (<>) es de un aviso o de otra respuesta automática. No hay a quién contestar.",
	},
	"filter.withheld/self": {
		title: "El filtro de {person} calla: la carta es suya",
		what:  "Se contestaría a sí mismo.",
	},
	"filter.withheld/program": {
		title: "El filtro de {person} calla: la escribió un programa",
		what:  "La cabecera Auto-Submitted lo dice.",
	},
	"filter.withheld/list": {
		title: "El filtro de {person} calla: viene de una lista",
		what:  "Lo dicen las cabeceras List-*, o Precedence, o la dirección del sobre.",
		why:   "La respuesta molestaría a quien lleva la lista o, peor, a todos los que están en ella.",
	},
	"filter.withheld/impersonal": {
		title: "El filtro de {person} calla: la carta no va a su nombre",
		what:  "Su dirección no está ni en To ni en Cc.",
		why:   "Quien escribe a muchos a la vez no espera respuesta de cada uno.",
	},
	"filter.withheld/answered": {
		title: "El filtro de {person} calla: a {sender} ya le contestó",
		what:  "A la misma persona se le dice una vez cada cierto número de días, y no una por carta.",
	},
	"list.acted": {
		title: "El programa de {list} lee una carta[[ de {who}]]",
		why:   "A la dirección -request la lee un programa, para que nadie tenga que apuntar a nadie a mano.",
	},
	"list.acted/asked": {
		title: "El programa de {list} pide a {who} que confirme",
		what:  "Le escribe a esa dirección con una palabra que nadie puede adivinar. Hasta que vuelva, la lista no cambia.",
		why:   "En el From se puede escribir la dirección de cualquiera. Solo quien lee lo que llega a esa dirección sabe la palabra.",
	},
	"list.acted/leaving": {
		title: "El programa de {list} pide a {who} que confirme que se va",
		what:  "También para irse hace falta la palabra: si no, cualquiera podría borrar a otro.",
	},
	"list.acted/joined": {
		title:   "{who} entra en {list}",
		what:    "La palabra era la que se le envió. Desde ahora le llega lo que se escriba a la lista, que tiene {members} {members|miembro|miembros}.",
		changed: "{from}: {list} tiene {members} {members|miembro|miembros}",
	},
	"list.acted/left": {
		title:   "{who} deja {list}",
		what:    "La palabra era la que se le envió. La lista tiene ahora {members} {members|miembro|miembros}.",
		changed: "{from}: {list} tiene {members} {members|miembro|miembros}",
	},
	"list.acted/already": {
		title: "{who} ya estaba en {list}",
		what:  "El programa se lo dice, y no cambia nada.",
	},
	"list.acted/no-member": {
		title: "{who} no estaba en {list}",
		what:  "El programa se lo dice. Quien recibe la lista por otra dirección tiene que escribir desde ella.",
	},
	"list.acted/unknown-word": {
		title: "El programa de {list} no conoce esa palabra",
		what:  "No es de ninguna petición, o ya se usó, o tiene más de tres días. El programa se lo dice[[ a {who}]], y no cambia nada.",
	},
	"list.acted/helped": {
		title: "El programa de {list} no entiende la carta, y explica qué entiende",
		what:  "Le contesta[[ a {who}]] con las palabras que conoce: subscribe, unsubscribe y help.",
	},
	"list.acted/ignored": {
		title: "El programa de {list} pasa la carta por alto",
		what:  "[[{reason}]]",
		why:   "Dos programas que se contestaran no acabarían nunca, y un «estoy de vacaciones» confirmaría lo que nadie ha pedido.",
	},
	"list.acted/counted": {
		title: "{list} cuenta un aviso sobre {who}: {reports} de {hold}",
		what:  "{enhanced} dice que algo falla en la dirección, y no solo hoy. El programa cuenta un aviso al día como mucho; tras {hold} no envía nada más a {who}.",
		why:   "Un solo aviso no prueba nada: un servidor con problemas puede rechazar durante una hora una dirección que existe.",
	},
	"list.acted/held": {
		title:   "{list} pone en pausa a {who}",
		what:    "{reports|Ha|Han} llegado {reports} {reports|aviso que cuenta|avisos que cuentan}. Lo que se escriba a la lista ya no se le envía a {who}; le quedan {members} {members|miembro|miembros}. Se lo dice a quien la cuida.",
		why:     "A quien sigue escribiendo a direcciones que no existen se le toma por quien envía spam. A {who} no se le borra: cualquiera puede falsificar un aviso, así que quien está en pausa vuelve apuntándose otra vez.",
		changed: "{from}: {list} ya no envía nada a {who}",
	},
	"list.acted/spared": {
		title: "{list} no cuenta el aviso sobre {who}",
		what:  "[[{enhanced} no dice que la dirección esté mal. ]]Un buzón lleno, o una carta que no se quiso, mañana puede ser otra cosa.",
	},
	"list.acted/same-day": {
		title: "{list} no cuenta otro aviso sobre {who} del mismo día",
		what:  "En las últimas 24 horas ya contó uno: siguen siendo {reports} de {hold}.",
		why:   "Diez cartas a una lista en una mala tarde son diez avisos de un mismo problema.",
	},
	"list.acted/stranger": {
		title: "{list} no encuentra en la carta a ningún miembro cuya dirección haya fallado[[: {who} no es de la lista]]",
		what:  "No cuenta nada. Quien cuida la lista también tiene la carta, y puede leerla.",
		why:   "El correo de un miembro puede seguir a otra dirección: entonces el aviso nombra la última, que la lista no conoce.",
	},
	"list.acted/on-hold": {
		title: "{who} ya estaba en pausa en {list}",
		what:  "La carta había salido antes. No cambia nada.",
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
		title: "{who} no encontró ninguna carta con la que hacerlo",
		what:  "No cambió nada: en esa carpeta no estaba lo que buscaba.",
	},
	"action.ended/failed": {
		title: "{who} {failed}",
		what:  "[[Motivo: {reason}.]]",
	},
	"host.down": {
		title:   "{from} se apaga",
		what:    "Sus conexiones se cortan y no contesta a nadie.",
		why:     "El resto del mundo solo nota silencio. {keeps}",
		changed: "{from}: apagado",
	},
	"host.up": {
		title:   "{from} vuelve a encenderse",
		what:    "{resumes}",
		changed: "{from}: encendido",
	},
	"conversation.held": {
		title: "Alguien retuvo la conversación en {from}",
		what:  "Se quedó parada {moment} durante {waited}, y después siguió como si nada.",
		why:   "Esto no lo hace ningún servidor de correo: quien mira la detuvo para verla con calma. Un cliente que espera demasiado se rinde; a los que hablan SMTP, la RFC 5321 les pide minutos de paciencia.",
	},
	"conversation.held/answered": {
		title: "Alguien respondió en lugar de {from}",
		what:  "Se quedó parada {moment} durante {waited}; después, quien mira hizo que se dijera «{reply}». El servidor no llegó a decidir.",
	},
	"conversation.held/cut": {
		title: "Alguien cortó la conversación en {from}",
		what:  "Se quedó parada {moment} durante {waited}; después, quien mira cortó la conexión.",
	},
	"fault.acted": {
		title: "{Culprit} estropea algo en {from}",
		what:  "[[Ocurre {moment}. ]][[{effect}]]",
		why:   "{whence} Los programas no saben que es un ensayo.",
	},
	"fault.acted/answer": {
		title: "{Culprit} hace que {from} diga que no",
	},
	"fault.acted/refuse": {
		title: "{Culprit} cierra la puerta de {from}",
		what:  "[[{effect}]]",
	},
	"fault.acted/silence": {
		title: "{Culprit} corta el paso de {from}[[ a {peer}]]",
		what:  "El paquete no llega: en el camino alguien lo tira sin decir nada.",
	},
	"fault.acted/cut": {
		title: "{Culprit} corta la conexión[[ entre {from} y {peer}]]",
		what:  "[[Ocurre {moment}: ]]se acaba sin despedida.",
	},
	"fault.acted/delay": {
		title: "{Culprit} hace esperar a {from}",
	},
	"fault.acted/loss": {
		title: "{Culprit} pierde un paquete de {from}[[ a {peer}]]",
		what:  "TCP lo notará y lo enviará otra vez.",
	},
	"fault.acted/slow": {
		title: "{Culprit} hace más lento el camino[[ entre {from} y {peer}]]",
		what:  "Todo llega, pero tarda más.",
	},
	"fault.acted/disk_full": {
		title: "{Culprit} llena el disco de {from}",
		what:  "No puede guardar nada más[[; ocurre {moment}]].",
	},
	"fault.acted/mailbox_full": {
		title: "{Culprit} llena un buzón de {from}",
		what:  "Allí no cabe ni una carta más[[; ocurre {moment}]].",
	},
	"fault.acted/forge": {
		title: "{Culprit}: quien escribe en {from} pone en el From el nombre de otro",
		what:  "El From es parte del texto de la carta, y cualquiera puede escribir ahí el nombre que quiera; el sobre sigue diciendo quién la entrega.",
	},
	"fault.acted/forward": {
		title: "{Culprit} hace que {from} pase la carta a otro servidor, en vez de guardarla",
		what:  "El dueño del buzón tiene su correo reenviado: otro servidor la recibirá de {from}, con el mismo From y la misma carta.",
	},
	"fault.acted/dns": {
		title: "{Culprit} {meddles}[[ {asked}]]",
		what:  "[[{effect}]]",
	},
	"fault.acted/down": {
		title: "{Culprit} apaga {from}",
	},
	"actor.panicked": {
		title: "Un programa de {from} se rompe: {process}",
		what:  "Es un error del simulador, no de la lección[[: {error}]].",
	},
	"run.ended": {
		title: "Fin del recorrido",
		what:  "La simulación termina: {reason}.[[ {waiting}]]",
	},
	"run.ended/quiet": {
		what: "Ya no queda nada por suceder: todos descansan.",
	},
	"run.ended/limit": {
		title: "El recorrido llega a su límite",
		what:  "Se detiene aquí para no seguir sin fin: {reason}.",
	},

	// What a server checks (package policy). Of a check, "NAME" is for all its results,
	// and "NAME-RESULT" for one of them. Every argument of the fact is a value here, by
	// its own name, besides {check}, {result}, {phase} and {reply}.
	"policy.checked": {
		title: "{from} comprueba «{check}»: {result}",
		what:  "Es una de las comprobaciones que este servidor hace {phase}.[[ Por eso contesta «{reply}».]][[ Por eso deja el mensaje en la carpeta {folder}.]]",
		why:   "-",
	},
	"policy.reason": {
		title: "-",
		what:  "La comprobación «{check}» da «{result}».",
	},
	"policy.checked/greylist": {
		title:   "{from} mira si conoce a este trío",
		what:    "[[Cliente: {client}. Remitente: {sender}. Destinatario: {recipient}. ]][[Falta esperar {wait}.]]",
		why:     "La lista gris (greylisting) pide a los desconocidos que vuelvan más tarde: un servidor de verdad vuelve, un emisor de spam casi nunca.",
		changed: "[[{from}: recuerda a {client}, {sender} y {recipient}]]",
	},
	"policy.checked/greylist-new": {
		title: "{from} no conoce a este trío: que vuelva más tarde",
		what:  "Nunca había visto juntos a {client}, {sender} y {recipient}.",
	},
	"policy.checked/greylist-early": {
		title: "{from} conoce a este trío, pero ha vuelto demasiado pronto",
		what:  "[[Falta esperar {wait}.]]",
	},
	"policy.checked/greylist-passed": {
		title: "{from} deja pasar a este trío: supo esperar",
		what:  "Desde ahora lo conoce.",
	},
	"policy.checked/helo-confirmed": {
		title: "{from} comprueba el nombre de {helo}: es suyo",
		what:  "El cliente se presenta como {helo}, y ese nombre lleva a {ip}, desde donde llama.",
		why:   "Cualquiera puede decir cualquier nombre en HELO. Que lleve a quien lo dice no prueba que sea bueno, solo que cuida lo suyo.",
	},
	"policy.checked/helo-literal": {
		title: "{from} ve que {ip} se presenta con su dirección",
		what:  "Sin nombre propio, un cliente da su dirección entre corchetes: {helo}.",
		why:   "Está permitido (RFC 5321, 4.1.3). Lo hacen los programas de correo; un servidor que envía a otros suele tener nombre.",
	},
	"policy.checked/helo-elsewhere": {
		title: "{from} ve que {helo} no lleva a {ip}",
		what:  "El nombre existe, y lleva a {addresses}.",
		why:   "Por eso solo no se puede rechazar una carta (RFC 5321, 4.1.4): quien tiene varias direcciones o está detrás de otra máquina puede dar un nombre que no lleve a la suya.",
	},
	"policy.checked/helo-unresolved": {
		title: "{from} no encuentra el nombre {helo}",
		what:  "El cliente se presenta con un nombre que no existe en el DNS.",
		why:   "RFC 5321, 4.1.4, pide un nombre que exista, y no deja rechazar solo por eso. Como indicio sí cuenta.",
	},
	"policy.checked/helo-unknown": {
		title: "{from} no consigue averiguar adónde lleva {helo}",
		what:  "El DNS no contesta, así que de ese nombre no se sabe nada.",
	},
	"policy.checked/helo-malformed": {
		title: "{from} no acepta «{helo}» como nombre[[: {reason}]]",
		what:  "En HELO o EHLO va el nombre completo del cliente, o su dirección entre corchetes (RFC 5321, 4.1.1.1).[[ Por eso contesta «{reply}».]]",
		why:   "Los programas hechos para enviar spam con prisa suelen saltárselo. Un servidor bien configurado no.",
	},
	"policy.checked/helo-own": {
		title: "{from} oye su propio nombre en boca de {ip}",
		what:  "El cliente dice llamarse {helo}, que es como se llama el servidor con el que habla.[[ Por eso contesta «{reply}».]]",
		why:   "Nadie honrado se presenta con el nombre de otro.",
	},
	"policy.checked/reverse-dns-pass": {
		title: "{from} comprueba {ip} por los dos lados: es {name}",
		what:  "La dirección se llama {name} (PTR), y ese nombre lleva de vuelta a ella.",
		why:   "El nombre de una dirección lo pone quien la administra. Que los dos lados coincidan (iprev) dice que alguien montó ahí un servidor a propósito.",
	},
	"policy.checked/reverse-dns-permerror": {
		title: "{from} no halla ningún nombre para {ip}",
		what:  "En el DNS inverso no hay registro PTR para esa dirección.[[ Por eso contesta «{reply}».]][[ Por eso deja la carta en {folder}.]]",
		why:   "Los grandes proveedores se lo exigen a quien les envía correo.",
	},
	"policy.checked/reverse-dns-fail": {
		title: "{from} ve que el nombre de {ip} no lleva de vuelta a ella",
		what:  "Tiene nombre en el DNS inverso, pero ese nombre no tiene la dirección.[[ Por eso contesta «{reply}».]][[ Por eso deja la carta en {folder}.]]",
		why:   "Quien administra una dirección puede llamarla como quiera; solo el dueño del nombre puede confirmarlo.",
	},
	"policy.checked/reverse-dns-temperror": {
		title: "{from} no consigue averiguar cómo se llama {ip}",
		what:  "El DNS no contesta. No se le tiene en cuenta a quien llama.",
	},
	"policy.checked/content-clean": {
		title: "{from} suma {score} puntos a la carta: pasa",
		what:  "Por debajo de {required} no va a Junk.[[ Cuentan, con el nombre que llevan en X-Spam-Status: {tests}.]]",
		why:   "Ninguna regla decide sola: se suma. La suma queda escrita en la carta, en X-Spam-Status.",
	},
	"policy.checked/content-junk": {
		title: "{from} suma {score} puntos a la carta, y con {required} ya va a {folder}",
		what:  "Cuentan, con el nombre que llevan en X-Spam-Status: {tests}.",
		why:   "Ninguna regla decide sola: se suma. El remitente no se entera: el servidor acepta la carta con un 250, y la deja en {folder}.",
	},
	"policy.checked/content-refused": {
		title: "{from} suma {score} puntos a la carta y la rechaza",
		what:  "Cuentan, con el nombre de cada regla: {tests}. Por eso contesta «{reply}».",
		why:   "Quien rechaza en vez de guardar en Junk deja que el remitente lo sepa.",
	},
	"policy.checked/content-learnt": {
		title: "{from} aprende de lo que ha marcado {user}",
		what:  "Para quien la recibió es {reason}. El filtro ha aprendido de {junk} cartas malas y {good} buenas.",
		why:   "Cuenta en cuántas cartas de cada clase sale cada palabra. La próxima carta se juzga por las suyas.",
	},
	"policy.reason/content-junk": {
		what: "El filtro le suma {score} puntos, y con {required} ya es Junk.",
	},
	"policy.reason/content-refused": {
		what: "El filtro le suma {score} puntos.",
	},
	"policy.reason/helo-malformed": {
		what: "«{helo}» no puede ser el nombre de un servidor.",
	},
	"policy.reason/helo-own": {
		what: "{helo} es el nombre del propio servidor.",
	},
	"policy.reason/reverse-dns-permerror": {
		what: "La dirección {ip} no tiene nombre en el DNS inverso.",
	},
	"policy.reason/reverse-dns-fail": {
		what: "El nombre de {ip} no lleva de vuelta a ella.",
	},
	"policy.checked/reputation-good": {
		title: "{from} recuerda a {who}: puede pasar",
		what:  "La suma de lo que se sabe es {points}; hasta {junk-at} no pasa nada.[[ Lo que más pesa en contra: {reason}.]]",
		why:   "La reputación es memoria: lo que siguió a las cartas anteriores, que se va olvidando. Decide la peor de las identidades conocidas.",
	},
	"policy.checked/reputation-poor": {
		title: "{from} recuerda a {who} y deja la carta en {folder}",
		what:  "La suma es {points}, y desde {junk-at} va a {folder}.[[ Lo que más pesa: {reason}.]]",
		why:   "Nadie ha leído esta carta: paga por lo que hicieron las anteriores.",
	},
	"policy.checked/reputation-slowed": {
		title: "{from} recuerda a {who} y le pide que vuelva más tarde",
		what:  "La suma es {points}, y desde {defer-at} se aplaza.[[ Lo que más pesa: {reason}.]] Por eso contesta «{reply}».",
		why:   "Un 421 4.7.28 es un aviso: sigue así, y será un 550.",
	},
	"policy.checked/reputation-bad": {
		title: "{from} recuerda a {who} y rechaza la carta",
		what:  "La suma es {points}, y desde {refuse-at} se rechaza.[[ Lo que más pesa: {reason}.]] Por eso contesta «{reply}».",
		why:   "Se sale enviando poco, a quien lo quiere, y dejando pasar semanas.",
	},
	"policy.reason/reputation-poor": {
		what: "{who} tiene mala reputación aquí ({points}).",
	},
	"policy.reason/reputation-slowed": {
		what: "{who} tiene mala reputación aquí ({points}), y por ahora no pasa.",
	},
	"policy.reason/reputation-bad": {
		what: "{who} tiene muy mala reputación aquí ({points}).",
	},
	"policy.checked/sender-rules-met": {
		title: "{from} pide ciertas cosas a quien envía: {domain} las cumple",
		what:  "Destinatarios en 24 horas: {count}; desde {limit} se pide más.[[ Ya llegó una vez a {reached}, y eso no caduca.]][[ Lo publica {by}, desde {since}.]]",
		why:   "Los grandes proveedores publican lo que piden, y piden más a quien envía mucho.",
	},
	"policy.checked/sender-rules-noted": {
		title: "{from} pide ciertas cosas a quien envía, y a {domain} le falta una",
		what:  "Falta {reason}: por ahora solo se anota. Destinatarios en 24 horas: {count}; desde {limit} se pide más.[[ Ya llegó una vez a {reached}, y eso no caduca.]][[ Lo publica {by}, desde {since}.]]",
		why:   "Lo que hoy solo se anota, mañana puede rechazarse: cada proveedor avisa con meses.",
	},
	"policy.checked/sender-rules-filed": {
		title: "{from} pide ciertas cosas a quien envía; a {domain} le falta una, y la carta va a {folder}",
		what:  "Falta {reason}. Destinatarios en 24 horas: {count}; desde {limit} se pide más.[[ Ya llegó una vez a {reached}, y eso no caduca.]][[ Lo publica {by}, desde {since}.]]",
		why:   "Quien ha sido una vez un remitente masivo lo es siempre: enviar menos no lo arregla, cumplir sí.",
	},
	"policy.checked/sender-rules-deferred": {
		title: "{from} pide ciertas cosas a quien envía; a {domain} le falta una, y le pide que vuelva",
		what:  "Falta {reason}, y por eso contesta «{reply}». Destinatarios en 24 horas: {count}; desde {limit} se pide más.[[ Ya llegó una vez a {reached}, y eso no caduca.]][[ Lo publica {by}, desde {since}.]]",
		why:   "Un 421 da tiempo: si se arregla, la carta que espera en la cola aún puede llegar.",
	},
	"policy.checked/sender-rules-refused": {
		title: "{from} pide ciertas cosas a quien envía; a {domain} le falta una, y la rechaza",
		what:  "Falta {reason}, y por eso contesta «{reply}». Destinatarios en 24 horas: {count}; desde {limit} se pide más.[[ Ya llegó una vez a {reached}, y eso no caduca.]][[ Lo publica {by}, desde {since}.]]",
		why:   "Quien ha sido una vez un remitente masivo lo es siempre: enviar menos no lo arregla, cumplir sí.",
	},
	"policy.reason/sender-rules-filed": {
		what: "{domain} no cumple lo que se pide aquí a quien envía.",
	},
	"policy.reason/sender-rules-deferred": {
		what: "{domain} no cumple todavía lo que se pide aquí a quien envía.",
	},
	"policy.reason/sender-rules-refused": {
		what: "{domain} no cumple lo que se pide aquí a quien envía.",
	},
	"policy.checked/complaint-report-sent": {
		title: "{from} avisa a {address} de una queja",
		what:  "{user} marcó como spam una carta que envió {domain}, y ese dominio está apuntado en el bucle de quejas. El aviso va en formato ARF (RFC 5965), con la cabecera de la carta.",
		why:   "Así quien envía puede dar de baja a quien se queja, sin que nadie se lo pida.",
	},
	"policy.checked/greylist-known": {
		title: "{from} reconoce a este trío y no lo hace esperar",
		what:  "Ya esperó una vez; no hace falta repetir.",
	},
	"policy.reason/greylist-new": {
		what: "No es un «no» definitivo: nunca había visto juntos a este cliente, este remitente y este destinatario, y a los desconocidos les pide volver más tarde (lista gris, greylisting).",
	},
	"policy.reason/greylist-early": {
		what: "Sigue en la lista gris: ha vuelto demasiado pronto.",
	},
	"policy.reason/greylist-passed": {
		what: "Supo esperar, así que la lista gris lo deja pasar.",
	},
	"policy.checked/rate-limit": {
		title: "{from} frena a {client}: va demasiado deprisa",
		what:  "Con esta llevaría {counted} en {window}, y aquí el límite es {limit}.",
		why:   "Un límite protege al servidor de avalanchas. Es un «ahora no»: más despacio, y pasará.",
	},
	"policy.reason/rate-limit": {
		what: "Con esta, {client} llevaría {counted} en {window}, y aquí el límite es {limit}.",
	},

	// Lists that are kept in the DNS.
	"policy.checked/blocklist-listed": {
		title: "{from} halla a {ip} en la lista negra {list}",
		what:  "La lista contesta {answer}[[, y da el motivo: «{text}»]].[[ Por eso contesta «{reply}».]][[ Por eso deja la carta en {folder}.]]",
		why:   "Una lista negra (DNSBL) se consulta como un nombre: la dirección al revés, dentro de la zona de la lista. Si el nombre existe, está. Quién entra y quién sale lo decide quien la lleva.",
	},
	"policy.checked/blocklist-not-listed": {
		title: "{from} no halla a {ip} en la lista negra {list}",
		what:  "El nombre no existe: la lista no tiene nada contra esa dirección.",
		why:   "Que no esté no dice que quien llama sea bueno: solo que nadie lo ha apuntado.",
	},
	"policy.checked/blocklist-spared": {
		title: "{from} no pregunta a la lista negra {list} por {ip}",
		what:  "Una lista blanca ya respondió por esa dirección.",
	},
	"policy.checked/blocklist-broken": {
		title: "{from} no se fía de la lista negra {list}",
		what:  "Por {ip} contestó[[ {answer}]][[, pero {reason}]]. No le hace caso.",
		why:   "Cuando una lista cierra, su dominio a veces acaba contestando a todo: quien la creyera no recibiría nada de nadie.",
	},
	"policy.checked/blocklist-unknown": {
		title: "{from} no consigue preguntar a la lista negra {list}",
		what:  "Nadie contestó, y una lista que calla no cierra la puerta: la carta sigue.",
	},
	"policy.checked/allowlist-listed": {
		title: "{from} halla a {ip} en la lista blanca {list}",
		what:  "La lista contesta {answer}: responde por esa dirección, y no hace falta mirar las listas negras.",
	},
	"policy.checked/allowlist-not-listed": {
		title: "{from} no halla a {ip} en la lista blanca {list}",
		what:  "Nadie responde por esa dirección, y eso no es nada malo: casi nadie está.",
	},
	"policy.checked/allowlist-broken": {
		title: "{from} no se fía de la lista blanca {list}",
		what:  "Por {ip} contestó[[ {answer}]][[, pero {reason}]]. No le hace caso.",
	},
	"policy.checked/allowlist-unknown": {
		title: "{from} no consigue preguntar a la lista blanca {list}",
		what:  "Nadie contestó: es como si no la consultara.",
	},
	"policy.reason/blocklist-listed": {
		what: "La dirección {ip} está en la lista negra {list}.",
	},

	// SPF, DKIM and DMARC: never more than was proved.
	"policy.checked/spf": {
		title:   "{from} comprueba SPF de {domain}: {result}",
		what:    "[[Pregunta por {whose}. ]][[Resultado: {reason}. ]][[Lo decide «{term}». ]][[Por eso contesta «{reply}».]][[Por eso deja la carta en {folder}.]]",
		why:     "SPF compara la dirección de quien llama con la lista que publica el dueño del dominio del sobre.",
		changed: "[[{from}: SPF de {domain} desde {ip}: {result}]]",
	},
	"policy.checked/spf-pass": {
		title: "{from} comprueba SPF: {domain} deja enviar a {ip} (pass)",
		what:  "Pregunta por {whose}: su dueño publica quién puede enviar por él, y {ip} puede.[[ Lo decide «{term}».]]",
		why:   "No dice nada del From que se lee, ni de que la carta sea honesta.",
	},
	"policy.checked/spf-fail": {
		title: "{from} comprueba SPF: {domain} no deja enviar a {ip} (fail)",
		what:  "Pregunta por {whose}: su dueño dice que {ip} no puede enviar por él.[[ Lo decide «{term}».]][[ Por eso contesta «{reply}».]][[ Por eso deja la carta en {folder}.]]",
		why:   "Puede ser un impostor. También puede ser un reenvío honrado: quien reenvía llama desde otra dirección.",
	},
	"policy.checked/spf-softfail": {
		title: "{from} comprueba SPF: {domain} cree que {ip} no debería enviar (softfail)",
		what:  "Pregunta por {whose}: su dueño dice que {ip} seguramente no puede enviar por él, sin asegurarlo.[[ Lo decide «{term}».]]",
		why:   "Un softfail solo no basta para rechazar.",
	},
	"policy.checked/spf-neutral": {
		title: "{from} comprueba SPF: {domain} no dice ni sí ni no de {ip} (neutral)",
		what:  "Pregunta por {whose}.[[ Lo decide «{term}».]][[ Motivo: {reason}.]]",
		why:   "Se trata igual que si no hubiera registro.",
	},
	"policy.checked/spf-none": {
		title: "{from} comprueba SPF: de[[ {domain}]] no se puede decir nada (none)",
		what:  "Pregunta por {whose}.[[ Motivo: {reason}.]]",
		why:   "Sin lista publicada no hay con qué comparar: ni a favor ni en contra.",
	},
	"policy.checked/spf-temperror": {
		title: "{from} no puede comprobar ahora SPF de {domain} (temperror)",
		what:  "[[Motivo: {reason}.]][[ Se detiene dentro del registro de {inside}.]]",
		why:   "Más tarde quizá sí: no es culpa de quien escribió la carta.",
	},
	"policy.checked/spf-permerror": {
		title: "{from} comprueba SPF: lo que publica {domain} no se puede evaluar (permerror)",
		what:  "[[Motivo: {reason}.]][[ Se detiene dentro del registro de {inside}.]]",
		why:   "Mientras su dueño no lo corrija, SPF no prueba nada de quien llama desde {ip}, ni aunque sea uno de sus propios servidores.",
	},
	"policy.checked/dkim": {
		title:   "{from} comprueba las firmas DKIM: {result}",
		what:    "[[Firma de {domain}, selector {selector}: {reason}.]]",
		why:     "Una firma que no encaja no prueba nada: vale lo mismo que ninguna.",
		changed: "[[{from}: DKIM de {domain}: {result}]]",
	},
	"policy.checked/dkim-pass": {
		title: "{from} comprueba la firma DKIM de {domain}: encaja (pass)",
		what:  "Quien tiene la clave de {domain} firmó estas cabeceras y {covered}, y siguen igual.",
		why:   "No dice que {domain} sea el dominio del From, ni que la carta sea honesta.",
	},
	"policy.checked/dkim-fail": {
		title: "{from} comprueba la firma DKIM de {domain}: no encaja (fail)",
		what:  "Firma con el selector {selector}: {reason}.",
		why:   "-",
	},
	"policy.checked/dkim-none": {
		title:   "{from} busca firmas DKIM: la carta no lleva ninguna (none)",
		what:    "No hay ningún campo DKIM-Signature.",
		why:     "Sin firma no hay nada que probar, ni a favor ni en contra.",
		changed: "-",
	},
	"policy.checked/dkim-sign": {
		title: "{from} no firma la carta",
		what:  "Su cabecera pasa de todo límite: sale sin la firma de {domain}.",
	},
	"policy.checked/dkim-sign-signed": {
		title: "{from} firma la carta por {domain}",
		what:  "Le pone encima DKIM-Signature: qué cabeceras firma, el resumen (hash) del cuerpo, y la firma hecha con su clave privada ({algorithm}). La pública se busca en el DNS, en {selector}._domainkey.{domain}.",
		why:   "Firma lo que es suyo: lo de quien se ha identificado ante él, y lo que escriben o reparten sus propios programas.",
	},
	"policy.checked/dmarc": {
		title:   "{from} comprueba DMARC[[ de {domain}]]: {result}",
		what:    "[[Motivo: {reason}.]][[ Por eso contesta «{reply}».]][[ Por eso deja la carta en {folder}.]]",
		why:     "DMARC pregunta si lo que probaron SPF o DKIM habla del dominio del From, el que se lee. Basta con uno de los dos.",
		changed: "[[{from}: DMARC de {domain}: {result}]]",
	},
	"policy.checked/dmarc-pass": {
		title: "{from} comprueba DMARC: el dueño de {domain} autorizó este uso (pass)",
		what:  "Lo probado habla del dominio del From: {speaks}.",
		why:   "Que {domain} sea quien el lector cree, y que la carta sea honesta, no lo dice.",
	},
	"policy.checked/dmarc-fail": {
		title: "{from} comprueba DMARC: nada prueba que la carta sea de {domain} (fail)[[, pero se fía de {vouched}]]",
		what:  "Motivo: {reason}. Su dueño pide {asks}.[[ Por eso contesta «{reply}».]][[ Por eso deja la carta en {folder}.]][[ La deja entrar: {vouched} la selló y dice que al llegarle dio dmarc=pass.]]",
	},
	"policy.checked/dmarc-none": {
		title: "{from} busca DMARC: no hay política[[ de {domain}]] (none)",
		what:  "Motivo: {reason}.",
		why:   "Sin ella, el dueño del dominio no pide nada sobre las cartas que llevan su nombre.",
	},
	"http.request": {
		title: "{from} pide a {to} una página: {args}",
		what:  "Una petición de HTTP: qué se pide y, en Host, bajo qué nombre.",
	},
	"http.response": {
		title: "{from} contesta a {to}[[: {code}]]",
		what:  "La primera línea dice cómo ha ido; tras la línea vacía viene el contenido.",
	},
	"tell.http": {
		title: "{from} pide a {to} una página por HTTPS",
		what:  "Por HTTPS, quien contesta tiene que probar con su certificado que es quien se buscaba, y nadie por el camino puede cambiar lo que dice.",
	},
	"policy.checked/mta-sts": {
		title: "{from} no consigue la política MTA-STS de {domain}",
		what:  "Hay un registro _mta-sts, pero por HTTPS no se consigue ninguna política que se pueda leer, y no recuerda ninguna.",
		why:   "Sin política, la carta sale como si no la hubiera (RFC 8461, 5). La primera vez es el punto débil de MTA-STS.",
	},
	"policy.checked/mta-sts-enforce": {
		title: "{from} ya sabe qué exige {domain}: TLS y un buen certificado (MTA-STS, enforce)",
		what:  "Solo a estos servidores: {hosts}. Sin TLS, o con un certificado que no valga para ellos, no se entrega. Lo puede recordar {age}.",
		why:   "La política viene por HTTPS, donde no se puede falsificar por el camino, y recordada vale aunque alguien oculte luego el registro.",
	},
	"policy.checked/mta-sts-testing": {
		title: "{from} ya sabe qué prueba {domain}: MTA-STS en testing",
		what:  "Si TLS falla, se entrega igual y se cuenta para el informe. Servidores: {hosts}.",
	},
	"policy.checked/mta-sts-none": {
		title: "{from} sabe que {domain} ya no exige nada (MTA-STS, none)",
		what:  "La política dice mode: none.",
	},
	"policy.checked/dane": {
		title: "{from} no puede saber si {host} exige TLS (DANE)",
		what:  "La pregunta por sus registros TLSA no tiene respuesta de fiar, así que no se sabe que no los haya: a ese servidor no se le entrega ahora (RFC 7672, 2.1.1).",
	},
	"policy.checked/dane-found": {
		title: "{from} sabe cómo reconocer el certificado de {host} (DANE)",
		what:  "Lo dice su registro TLSA, y la respuesta está autenticada. Sin TLS, o con otro certificado, no se entrega.",
		why:   "Aquí no hay firmas DNSSEC de verdad: las respuestas de zonas firmadas llevan el bit AD, y nadie acepta una sin él.",
	},
	"policy.checked/dane-unusable": {
		title: "{from} no entiende los registros TLSA de {host}",
		what:  "Los hay, así que exige TLS, pero con cualquier certificado (RFC 7672, 2.2).",
	},
	"fault.acted/intercept": {
		title: "{Culprit}: la llamada de {from} a {peer} llega a otro",
		what:  "Alguien en medio del camino contesta en lugar de {peer}, y llama él a {peer}.",
		why:   "Al llamar, {from} no lo puede notar: la dirección es la de siempre.",
	},
	"policy.checked/dmarc-report": {
		title: "{from} no tiene a quién enviar el informe DMARC sobre {domain}",
		what:  "Ninguna de las direcciones que da su registro lo acepta.",
	},
	"policy.checked/dmarc-report-sent": {
		title: "{from} envía a {domain} su informe DMARC del día",
		what:  "Cuenta {letters} {letters|carta|cartas} con {domain} en el From, en {rows} {rows|fila|filas}: desde qué dirección, qué hallaron SPF y DKIM, y qué se hizo. Va a {address}.",
		why:   "Así sabe el dueño quién escribe en su nombre, también quien lo hace con permiso y sin firma. Del texto de las cartas no dice nada.",
	},
	"policy.checked/dmarc-failure-report": {
		title: "{from} no tiene a quién contar el fallo de la carta de {domain}",
		what:  "Ninguna de las direcciones que da su registro (ruf) lo acepta.",
	},
	"policy.checked/dmarc-failure-report-sent": {
		title: "{from} cuenta a {domain} que una carta en su nombre ha fallado",
		what:  "Va a {address}, con la cabecera de la carta y lo que se halló (RFC 9991).",
		why:   "Lleva datos de quien escribió esa carta y de quien la iba a recibir, así que casi nadie los envía ya.",
	},
	"policy.checked/tls-report": {
		title: "{from} envía a {domain} su informe de TLS del día",
		what:  "Cuenta {good} {good|conversación|conversaciones} con TLS como debía, y {bad} que no. Va a {address}.",
		why:   "Sin él, el dueño no sabe qué cartas no le llegan (RFC 8460).",
	},
	"policy.checked/arc": {
		title: "{from} comprueba los sellos ARC: {result}",
		what:  "[[Motivo: {reason}.]]",
		why:   "Sin una cadena entera, lo que otros hallaron antes no se puede saber.",
	},
	"policy.checked/arc-pass": {
		title: "{from} comprueba los sellos ARC: la cadena está entera (pass)",
		what:  "[[{domain}, el primero que selló, dice que al llegarle la carta DMARC dio {said}. ]]La carta llega tal como salió de la mano del último.",
		why:   "Un sello prueba quién lo dice, no que sea verdad: solo sirve si quien recibe se fía de todos los que sellaron. ARC pasa a ser historia: el IETF lo retira.",
	},
	"policy.checked/arc-none": {
		title:   "{from} busca sellos ARC: no hay ninguna cadena (none)",
		what:    "Motivo: {reason}.",
		why:     "Nadie que la haya reenviado cuenta qué halló.",
		changed: "-",
	},
	"policy.checked/arc-seal": {
		title: "{from} no sella la carta",
		what:  "[[Motivo: {reason}.]]",
		why:   "A una cadena rota o llena no se le añade nada.",
	},
	"policy.checked/arc-seal-sealed": {
		title: "{from} sella con ARC la carta que reenvía",
		what:  "Le pone encima tres campos, con el número {instance}: lo que halló al recibirla (ARC-Authentication-Results), una firma de la carta tal como sale (ARC-Message-Signature) y un sello sobre todo ello y los anteriores (ARC-Seal, cv={cv}). La clave se busca en {selector}._domainkey.{domain}.",
		why:   "Si por el camino se rompe la firma DKIM del autor, quien se fíe de {domain} puede leer qué halló.",
	},
	"policy.checked/srs": {
		title: "{from} deja el sobre como está",
		what:  "Con {path} dentro, lo que va delante de la @ pasaría de 64 bytes, y otros servidores no lo aceptarían.",
	},
	"policy.checked/srs-rewritten": {
		title: "{from} cambia el remitente del sobre (SRS)",
		what:  "En vez de {path} pone {packed}, una dirección suya con la otra dentro.",
		why:   "Así SPF se pregunta por {domain}, que sí deja enviar a este servidor. Si algo falla, el aviso vuelve aquí, y aquí se desempaqueta. El From que se lee no cambia: a DMARC no le sirve.",
	},
	"policy.checked/list": {
		title: "{from} reparte la carta a los miembros de {list}",
		what:  "Sale hacia {members} {members|miembro|miembros} en un sobre nuevo: el remitente es {bounces}. El From no se toca.",
		why:   "Lo que no se pueda entregar vuelve a quien cuida la lista, no a quien escribió.",
	},
	"policy.checked/list-rewritten": {
		title: "{from} reparte la carta a los miembros de {list}, y se pone en el From",
		what:  "Sale hacia {members} {members|miembro|miembros} en un sobre nuevo: el remitente es {bounces}. En el From va la lista, y el autor pasa a Reply-To.",
		why:   "Ya no dice venir del dominio del autor, así que DMARC pregunta por el de la lista. A cambio, el From ya no dice quién la escribió más que en el nombre.",
	},
	"policy.checked/authentication-results": {
		title: "{from} apunta en la carta lo que ha comprobado",
		what:  "Escribe Authentication-Results encima de todo, con su nombre: lo leerán el programa de correo y los filtros.",
		why:   "Solo vale lo que va con el nombre del propio servidor: cualquiera puede escribir una cabecera así.",
	},
	"policy.checked/authentication-results-cleaned": {
		title: "{from} quita lo que otros habían apuntado en su nombre, y apunta lo suyo",
		what:  "La carta ya traía {removed} {removed|cabecera|cabeceras} que {removed|fingía|fingían} ser de este servidor: fuera.",
	},
	"policy.checked/footer": {
		title: "{from} deja la carta como está",
		what:  "Añadiría un pie, pero esta carta no es de texto sencillo.",
	},
	"policy.checked/footer-added": {
		title: "{from} añade un pie a la carta",
		what:  "El cuerpo ya no es el que escribió su autor.",
		why:   "Lo hace con buena intención. Una firma DKIM hecha antes deja de encajar.",
	},
	"policy.reason/spf-pass": {
		what: "SPF: el dueño de {domain} deja enviar a {ip}.",
	},
	"policy.reason/spf-fail": {
		what: "SPF: el dueño de {domain} no deja enviar a {ip}.",
	},
	"policy.reason/spf-softfail": {
		what: "SPF: el dueño de {domain} cree que {ip} no debería enviar.",
	},
	"policy.reason/spf-permerror": {
		what: "SPF: lo que publica {domain} no se puede evaluar[[: {reason}]].",
	},
	"policy.reason/spf-temperror": {
		what: "SPF: de {domain} no se pudo averiguar nada ahora[[: {reason}]].",
	},
	"policy.reason/dkim-temperror": {
		what: "DKIM: la clave de {domain} no se pudo conseguir ahora, y la firma no prueba nada.",
	},
	"policy.reason/dkim-permerror": {
		what: "DKIM: la firma[[ de {domain}]] no prueba nada: {reason}.",
	},
	"policy.reason/dmarc-temperror": {
		what: "DMARC[[ de {domain}]]: ahora no se pudo averiguar[[: {reason}]].",
	},
	"policy.reason/dmarc-permerror": {
		what: "DMARC: no se puede comprobar[[: {reason}]].",
	},
	"policy.reason/dkim-pass": {
		what: "DKIM: la firma de {domain} encaja.",
	},
	"policy.reason/dkim-fail": {
		what: "DKIM: la firma de {domain} no encaja: {reason}.",
	},
	"policy.reason/dmarc-pass": {
		what: "DMARC: lo probado habla de {domain}, el dominio del From: {speaks}.",
	},
	"policy.reason/dmarc-fail": {
		what: "DMARC: nada prueba que la carta sea de {domain}, el dominio del From: {reason}. Su dueño pide {asks}.[[ Va a la carpeta {folder}.]][[ Pero se fía de {vouched}, que la selló y dice que al llegarle dio dmarc=pass: la deja entrar.]]",
	},

	// What is done from outside.
	"input.acted": {
		title: "{who} {action}",
		what:  "[[{how}]]",
		why:   "No lo dice el guion: lo hace una persona mientras el mundo corre. Con el mismo escenario, la misma semilla y las mismas entradas todo vuelve a ocurrir igual.",
	},
	"input.ended": {
		title: "{who} {done}",
		what:  "[[{after}]]",
	},
	"input.ended/nothing": {
		title: "{who} no encontró ninguna carta con la que hacerlo",
		what:  "No cambió nada: en esa carpeta no estaba lo que buscaba.",
	},
	"input.ended/failed": {
		title: "{who} {failed}",
		what:  "[[Motivo: {reason}.]]",
	},

	// POP3.
	"pop3.capa": {
		title: "{from} pregunta qué sabe hacer el servidor: CAPA",
		what:  "Pide la lista de capacidades.",
	},
	"pop3.reply.capa": {
		title: "{from} contesta a CAPA[[: {words}]]",
		what:  "Una capacidad en cada línea; la lista termina con un punto solo.",
	},
	"pop3.stls": {
		title: "{from} pide pasar a TLS: STLS",
		what:  "Es el STARTTLS de POP3.",
		why:   "Sin él, la contraseña viaja a la vista de todos.",
	},
	"pop3.reply.stls": {
		title: "{from} contesta a STLS[[: {words}]]",
		what:  "Lo siguiente es el saludo de TLS (handshake).",
	},
	"pop3.user": {
		title: "{from} dice su usuario[[: {user}]]",
		what:  "El nombre del buzón que quiere abrir.",
	},
	"pop3.reply.user": {
		title: "{from} contesta a USER[[: {words}]]",
		what:  "Acepta cualquier nombre, exista o no: así no revela quién tiene buzón.",
	},
	"pop3.pass": {
		title: "{from} dice su contraseña: PASS",
		what:  "[[Dice «{secret}», tal cual, {exposed}.]][[{withheld}]]",
		why:   "Quien oiga una contraseña una vez puede usarla siempre.",
	},
	"pop3.reply.pass": {
		title: "{from} contesta a PASS[[: {words}]]",
		what:  "El buzón queda abierto, y cerrado para los demás mientras dure la visita.",
	},
	"pop3.apop": {
		title: "{from} demuestra que sabe la contraseña, sin decirla: APOP",
		what:  "Envía un resumen (MD5) del saludo y la contraseña juntos.[[ {withheld}]]",
		why:   "MD5 es viejo y débil: hoy se prefiere TLS.",
	},
	"pop3.reply.apop": {
		title: "{from} contesta a APOP[[: {words}]]",
		what:  "El buzón queda abierto.",
	},
	"pop3.auth": {
		title: "{from} se identifica: AUTH[[ {arg}]]",
		what:  "[[{mechanism} es el modo en que quiere hacerlo.]][[En base64 dice: usuario «{user}», contraseña «{password}».]][[En base64 dice: en nombre de «{user}», con el permiso «{token}».]][[ {withheld}]]",
		why:   "Base64 no cifra nada: hace falta TLS.",
	},
	"pop3.reply.auth": {
		title: "{from} contesta a AUTH[[: {words}]]",
		what:  "El buzón queda abierto.",
	},
	"pop3.stat": {
		title: "{from} pregunta cuánto hay: STAT",
		what:  "Cuántas cartas y cuántos bytes en total.",
	},
	"pop3.reply.stat": {
		title: "{from} contesta a STAT[[: {words}]]",
		what:  "Primero el número de cartas, después los bytes.",
	},
	"pop3.list": {
		title: "{from} pide la lista de cartas: LIST",
		what:  "Una línea por carta: número y tamaño.",
	},
	"pop3.reply.list": {
		title: "{from} contesta a LIST[[: {words}]]",
		what:  "Los números valen solo durante esta visita.",
	},
	"pop3.uidl": {
		title: "{from} pide el nombre propio de cada carta: UIDL",
		what:  "A diferencia del número, ese nombre no cambia de una visita a otra.",
		why:   "Así sabe cuáles ya descargó.",
	},
	"pop3.reply.uidl": {
		title: "{from} contesta a UIDL[[: {words}]]",
		what:  "Una línea por carta: su número de hoy y su nombre de siempre.",
	},
	"pop3.retr": {
		title: "{from} pide la carta {arg}: RETR",
		what:  "La quiere entera.",
	},
	"pop3.reply.retr": {
		title: "{from} contesta a RETR[[: {words}]]",
		what:  "Sigue la carta completa, hasta un punto solo.",
	},
	"pop3.top": {
		title: "{from} pide el comienzo de la carta {arg}: TOP",
		what:  "La cabecera y unas pocas líneas del texto[[ ({rest})]].",
		why:   "Sirve para echar un vistazo sin descargarla toda.",
	},
	"pop3.reply.top": {
		title: "{from} contesta a TOP[[: {words}]]",
		what:  "Sigue el comienzo de la carta.",
	},
	"pop3.dele": {
		title: "{from} marca la carta {arg} para borrar: DELE",
		what:  "Todavía no se borra: se borrará al despedirse con QUIT.",
		why:   "Si la conexión se corta, nada se pierde.",
	},
	"pop3.reply.dele": {
		title: "{from} contesta a DELE[[: {words}]]",
		what:  "Marcada; con RSET aún se puede deshacer.",
	},
	"pop3.noop": {
		title: "{from} dice «sigo aquí»: NOOP",
		what:  "No pide nada.",
	},
	"pop3.reply.noop": {
		title: "{from} contesta a NOOP[[: {words}]]",
		what:  "El servidor también sigue ahí.",
	},
	"pop3.rset": {
		title: "{from} se arrepiente: RSET",
		what:  "Quita las marcas de borrado.",
	},
	"pop3.reply.rset": {
		title: "{from} contesta a RSET[[: {words}]]",
		what:  "Nada se borrará.",
	},
	"pop3.utf8": {
		title: "{from} pide hablar UTF-8",
		what:  "Para nombres y cabeceras con cualquier alfabeto.",
	},
	"pop3.reply.utf8": {
		title: "{from} contesta a UTF8[[: {words}]]",
		what:  "De acuerdo.",
	},
	"pop3.reply.utf8/err": {
		what: "-ERR: no se hace lo que se pidió.",
	},
	"pop3.quit": {
		title: "{from} se despide: QUIT",
		what:  "Si algo quedó marcado con DELE, el servidor lo borra ahora.",
	},
	"pop3.reply.quit": {
		title: "{from} contesta a QUIT[[: {words}]]",
		what:  "Hecho: el buzón queda libre para otra visita.",
	},
	"pop3.unknown": {
		title: "{from} dice algo que POP3 no conoce[[: {text}]]",
		what:  "No es ninguna orden de la norma.",
	},
	"pop3.reply.unknown": {
		title: "{from} contesta a UNKNOWN[[: {words}]]",
		what:  "[[{words}]]",
	},
	"pop3.greeting": {
		title: "{from} saluda[[: {text}]]",
		what:  "+OK: el servidor POP3 está listo.",
		why:   "POP3 es simple: descargar y, si quieres, borrar. El buzón del servidor es un lugar de paso.",
	},
	"pop3.challenge/refusal": {
		title: "{from} explica por qué el permiso no vale",
		what:  "[[El base64 es JSON, cuyo «status» dice «{refused}».]]",
		why:   "En estos protocolos un desafío no puede ser un no: por eso va primero el error, en JSON, y el no espera a que el cliente haya contestado (RFC 7628, sección 3.2.3).",
	},
	"pop3.challenge": {
		title: "{from} pide que siga: +",
		what:  "Falta una parte de la identificación.[[ Lo que acompaña está en base64, y dice: «{secret}».]]",
	},
	"pop3.credentials": {
		title: "{from} responde con sus credenciales",
		what:  "[[Dice: «{secret}».]][[Dice: usuario «{user}», contraseña «{password}».]][[Dice: en nombre de «{user}», con el permiso «{token}».]][[{withheld}]]",
		why:   "Base64 no es un cifrado.",
	},
	"pop3.message": {
		title: "{from} entrega la carta a {to}: {size}",
		what:  "[[{about} ]]Llega tal como estaba guardada, con todos sus matasellos (Received).",
	},

	// IMAP.
	"imap.capability": {
		title: "{from} pregunta qué sabe hacer el servidor: CAPABILITY",
		what:  "Pide la lista de capacidades.",
	},
	"imap.reply.capability": {
		title: "{from} contesta a CAPABILITY[[: {words}]]",
		what:  "Listo: ya sabe qué puede pedir.",
	},
	"imap.id": {
		title: "{from} dice qué programa es: ID",
		what:  "Por cortesía, y para los registros.",
	},
	"imap.reply.id": {
		title: "{from} contesta a ID[[: {words}]]",
		what:  "El servidor dice el suyo.",
	},
	"imap.noop": {
		title: "{from} pregunta si hay novedades: NOOP",
		what:  "No pide nada, pero el servidor aprovecha para contar lo nuevo.",
	},
	"imap.reply.noop": {
		title: "{from} contesta a NOOP[[: {words}]]",
		what:  "Eso es todo por ahora.",
	},
	"imap.logout": {
		title: "{from} se despide: LOGOUT",
		what:  "Ya tiene lo que quería.",
	},
	"imap.reply.logout": {
		title: "{from} contesta a LOGOUT[[: {words}]]",
		what:  "Terminado; los dos pueden colgar.",
	},
	"imap.starttls": {
		title: "{from} pide pasar a TLS: STARTTLS",
		what:  "De aquí en adelante, cifrado.",
		why:   "Sin él, la contraseña viaja a la vista de todos.",
	},
	"imap.reply.starttls": {
		title: "{from} contesta a STARTTLS[[: {words}]]",
		what:  "Lo siguiente es el saludo de TLS (handshake).",
	},
	"imap.authenticate": {
		title: "{from} se identifica: AUTHENTICATE[[ {arg}]]",
		what:  "[[{mechanism} es el modo en que quiere hacerlo.]][[En base64 dice: usuario «{user}», contraseña «{password}».]][[En base64 dice: en nombre de «{user}», con el permiso «{token}».]][[ {withheld}]]",
		why:   "Base64 no cifra nada: hace falta TLS.",
	},
	"imap.reply.authenticate": {
		title: "{from} contesta a AUTHENTICATE[[: {words}]]",
		what:  "Las puertas del buzón están abiertas.",
	},
	"imap.login": {
		title: "{from} se identifica: LOGIN[[ {user}]]",
		what:  "[[La contraseña, «{password}», va tal cual, {exposed}.]][[{withheld}]]",
		why:   "Quien oiga una contraseña una vez puede usarla siempre.",
	},
	"imap.reply.login": {
		title: "{from} contesta a LOGIN[[: {words}]]",
		what:  "Las puertas del buzón están abiertas.",
	},
	"imap.enable": {
		title: "{from} activa extensiones: ENABLE[[ {args}]]",
		what:  "Le dice al servidor qué extensiones entiende.",
	},
	"imap.reply.enable": {
		title: "{from} contesta a ENABLE[[: {words}]]",
		what:  "Activadas.",
	},
	"imap.namespace": {
		title: "{from} pregunta dónde están las carpetas: NAMESPACE",
		what:  "Las propias, las de otros y las compartidas.",
	},
	"imap.reply.namespace": {
		title: "{from} contesta a NAMESPACE[[: {words}]]",
		what:  "Ya lo sabe.",
	},
	"imap.select": {
		title: "{from} abre la carpeta {args}: SELECT",
		what:  "Quiere trabajar con ella: leer, marcar, borrar.",
	},
	"imap.reply.select": {
		title: "{from} contesta a SELECT[[: {words}]]",
		what:  "La carpeta está abierta, para leer y para cambiar.",
	},
	"imap.select/resync": {
		title: "{from} abre la carpeta y dice hasta dónde sabía: SELECT {args}",
		what:  "QRESYNC lleva la UIDVALIDITY y el último número de cambio que conocía.",
		why:   "Con eso el servidor contesta de una vez qué cambió y qué se fue: no hace falta pedir la lista.",
	},
	"imap.getquota": {
		title: "{from} pregunta cuánto cabe: GETQUOTA[[ {args}]]",
		what:  "Una raíz de cuota es lo que comparte un mismo límite.",
	},
	"imap.reply.getquota": {
		title: "{from} contesta a GETQUOTA[[: {words}]]",
		what:  "Eso es todo lo que hay que saber.",
	},
	"imap.getquotaroot": {
		title: "{from} pregunta qué límite tiene una carpeta: GETQUOTAROOT[[ {args}]]",
		what:  "Quiere saber de qué raíz de cuota depende, y cuánto queda.",
	},
	"imap.reply.getquotaroot": {
		title: "{from} contesta a GETQUOTAROOT[[: {words}]]",
		what:  "Ya sabe cuánto sitio queda.",
	},
	"imap.setquota": {
		title: "{from} quiere cambiar un límite: SETQUOTA[[ {args}]]",
		what:  "Suele estar reservado a quien administra el servidor.",
	},
	"imap.reply.setquota": {
		title: "{from} contesta a SETQUOTA[[: {words}]]",
		what:  "Los límites los pone el servidor.",
	},
	"imap.examine": {
		title: "{from} abre la carpeta {args} solo para mirar: EXAMINE",
		what:  "Nada cambiará: ni siquiera la marca de leído.",
	},
	"imap.reply.examine": {
		title: "{from} contesta a EXAMINE[[: {words}]]",
		what:  "La carpeta está abierta, de solo lectura.",
	},
	"imap.create": {
		title: "{from} crea la carpeta {args}: CREATE",
		what:  "Vivirá en el servidor: todos los dispositivos la verán.",
	},
	"imap.reply.create": {
		title: "{from} contesta a CREATE[[: {words}]]",
		what:  "Creada.",
	},
	"imap.delete": {
		title: "{from} borra la carpeta {args}: DELETE",
		what:  "Con lo que tenga dentro. INBOX no se puede borrar.",
	},
	"imap.reply.delete": {
		title: "{from} contesta a DELETE[[: {words}]]",
		what:  "Borrada.",
	},
	"imap.rename": {
		title: "{from} cambia el nombre de una carpeta: RENAME[[ {args}]]",
		what:  "Las cartas siguen dentro.",
	},
	"imap.reply.rename": {
		title: "{from} contesta a RENAME[[: {words}]]",
		what:  "Hecho.",
	},
	"imap.subscribe": {
		title: "{from} se suscribe a {args}: SUBSCRIBE",
		what:  "Pone la carpeta entre las que quiere ver.",
	},
	"imap.reply.subscribe": {
		title: "{from} contesta a SUBSCRIBE[[: {words}]]",
		what:  "Hecho.",
	},
	"imap.unsubscribe": {
		title: "{from} deja de seguir {args}: UNSUBSCRIBE",
		what:  "La carpeta sigue existiendo.",
	},
	"imap.reply.unsubscribe": {
		title: "{from} contesta a UNSUBSCRIBE[[: {words}]]",
		what:  "Hecho.",
	},
	"imap.list": {
		title: "{from} pide la lista de carpetas: LIST",
		what:  "Quiere saber qué hay en el servidor.",
	},
	"imap.reply.list": {
		title: "{from} contesta a LIST[[: {words}]]",
		what:  "Esas son todas.",
	},
	"imap.lsub": {
		title: "{from} pide las carpetas suscritas: LSUB",
		what:  "Solo las que eligió ver.",
	},
	"imap.reply.lsub": {
		title: "{from} contesta a LSUB[[: {words}]]",
		what:  "Esas son todas.",
	},
	"imap.status": {
		title: "{from} pregunta cómo está {arg}: STATUS",
		what:  "Sin abrirla: cuántas cartas, cuántas sin leer…",
	},
	"imap.reply.status": {
		title: "{from} contesta a STATUS[[: {words}]]",
		what:  "Eso es lo que hay.",
	},
	"imap.append": {
		title: "{from} sube una carta a {arg}: APPEND",
		what:  "Por ejemplo, la copia de lo enviado. El número entre llaves dice cuántos bytes vienen.",
	},
	"imap.reply.append": {
		title: "{from} contesta a APPEND[[: {words}]]",
		what:  "Guardada.",
	},
	"imap.idle": {
		title: "{from} se queda escuchando: IDLE",
		what:  "«Avísame cuando llegue algo.»",
		why:   "Así el correo nuevo aparece al instante, sin preguntar una y otra vez.",
	},
	"imap.reply.idle": {
		title: "{from} contesta a IDLE[[: {words}]]",
		what:  "Termina la escucha.",
	},
	"imap.done": {
		title: "{from} deja de escuchar: DONE",
		what:  "Termina IDLE: hasta que lo hace no puede pedir nada más.",
	},
	"imap.reply.done": {
		title: "{from} contesta a DONE[[: {words}]]",
		what:  "De acuerdo.",
	},
	"imap.check": {
		title: "{from} pide poner en orden la carpeta: CHECK",
		what:  "Que el servidor guarde bien lo pendiente.",
	},
	"imap.reply.check": {
		title: "{from} contesta a CHECK[[: {words}]]",
		what:  "Hecho.",
	},
	"imap.close": {
		title: "{from} cierra la carpeta: CLOSE",
		what:  "Y de paso elimina lo marcado \\Deleted.",
	},
	"imap.reply.close": {
		title: "{from} contesta a CLOSE[[: {words}]]",
		what:  "Cerrada.",
	},
	"imap.unselect": {
		title: "{from} cierra la carpeta sin borrar nada: UNSELECT",
		what:  "Lo marcado \\Deleted se queda.",
	},
	"imap.reply.unselect": {
		title: "{from} contesta a UNSELECT[[: {words}]]",
		what:  "Cerrada.",
	},
	"imap.expunge": {
		title: "{from} elimina lo marcado para borrar: EXPUNGE",
		what:  "Desaparece de la carpeta abierta lo marcado \\Deleted. Ahora sí, para siempre.",
	},
	"imap.reply.expunge": {
		title: "{from} contesta a EXPUNGE[[: {words}]]",
		what:  "Hecho.",
	},
	"imap.search": {
		title: "{from} pide buscar: SEARCH {args}",
		what:  "Busca el servidor, que tiene todas las cartas; no hace falta descargarlas.",
	},
	"imap.reply.search": {
		title: "{from} contesta a SEARCH[[: {words}]]",
		what:  "Búsqueda terminada.",
	},
	"imap.fetch": {
		title: "{from} pide datos de cartas: FETCH[[ {selection}]]",
		what:  "Dice cuáles y qué parte de ellas.",
		why:   "Pedir solo lo que se va a mostrar ahorra tiempo y datos. Con PEEK no se marca como leída.",
	},
	"imap.reply.fetch": {
		title: "{from} contesta a FETCH[[: {words}]]",
		what:  "Ya está todo lo que pidió.",
	},
	"imap.store": {
		title: "{from} {storing}: STORE[[ {args}]]",
		what:  "\\Seen es leída, \\Flagged destacada, \\Answered contestada, \\Deleted por borrar.",
		why:   "Las marcas quedan en el servidor, y las ven todos los dispositivos.",
	},
	"imap.reply.store": {
		title: "{from} contesta a STORE[[: {words}]]",
		what:  "Hecho: las marcas han cambiado.",
	},
	"imap.copy": {
		title: "{from} copia cartas a otra carpeta: COPY[[ {args}]]",
		what:  "La copia se hace dentro del servidor.",
	},
	"imap.reply.copy": {
		title: "{from} contesta a COPY[[: {words}]]",
		what:  "Copiadas.",
	},
	"imap.move": {
		title: "{from} muda cartas a otra carpeta: MOVE[[ {args}]]",
		what:  "Salen de una y entran en otra, de una sola vez.",
	},
	"imap.reply.move": {
		title: "{from} contesta a MOVE[[: {words}]]",
		what:  "Mudadas.",
	},
	"imap.unknown": {
		title: "{from} dice algo que IMAP no conoce[[: {text}]]",
		what:  "No es ninguna orden de la norma.",
	},
	"imap.reply.unknown": {
		title: "{from} contesta a UNKNOWN[[: {words}]]",
		what:  "[[{words}]]",
	},
	"imap.greeting": {
		title: "{from} saluda[[: {text}]]",
		what:  "* OK: el servidor IMAP está listo.",
		why:   "Con IMAP las cartas viven en el servidor, y cada dispositivo es una ventana al mismo buzón.",
	},
	"imap.credentials": {
		title: "{from} responde con sus credenciales",
		what:  "[[Dice: «{secret}».]][[Dice: usuario «{user}», contraseña «{password}».]][[Dice: en nombre de «{user}», con el permiso «{token}».]][[{withheld}]]",
		why:   "Base64 no es un cifrado.",
	},
	"imap.credentials/withheld": {
		title: "{from} responde con lo que una clase no muestra",
		what:  "{withheld}",
	},
	"imap.credentials/dummy": {
		title: "{from} se da por enterado: AQ==",
		what:  "Es un solo byte, 0x01, en base64, y no dice nada: solo deja que el servidor llegue a su no.",
	},
	"imap.credentials/cancel": {
		title: "{from} deja la identificación: *",
		what:  "Un asterisco solo la anula: no es base64.",
		why:   "El servidor contestará BAD, y la conexión sigue como estaba.",
	},
	"imap.continuation/refusal": {
		title: "{from} explica por qué el permiso no vale",
		what:  "[[El base64 es JSON, cuyo «status» dice «{refused}».]]",
		why:   "En estos protocolos un desafío no puede ser un no: por eso va primero el error, en JSON, y el no espera a que el cliente haya contestado (RFC 7628, sección 3.2.3).",
	},
	"imap.continuation": {
		title: "{from} dice «sigue»: +",
		what:  "Está esperando el resto.[[ Lo que acompaña está en base64, y dice: «{secret}».]]",
	},
	"imap.continuation/idle": {
		title: "{from} acepta avisar: +",
		what:  "Desde ahora dice las novedades según llegan, hasta que le digan DONE.",
	},
	"imap.literal": {
		title: "{from} sube la carta: {size}",
		what:  "Exactamente los bytes anunciados entre llaves.",
	},
	"imap.message": {
		title: "{from} entrega a {to} lo pedido: {size}",
		what:  "[[{about} ]]La carta, o una parte, viaja como un bloque de tamaño anunciado.",
		why:   "El original se queda en el servidor.",
	},
	"imap.untagged.capability": {
		title: "{from} dice qué sabe hacer[[: {text}]]",
		what:  "Una lista de palabras: cada una, una capacidad.",
	},
	"imap.untagged.enabled": {
		title: "{from} confirma las extensiones activadas[[: {text}]]",
		what:  "Desde ahora el servidor puede usarlas.",
	},
	"imap.untagged.namespace": {
		title: "{from} dice dónde están las carpetas[[: {text}]]",
		what:  "Las propias, las de otros y las compartidas.",
	},
	"imap.untagged.id": {
		title: "{from} dice qué programa es[[: {text}]]",
		what:  "Por cortesía.",
	},
	"imap.untagged.list": {
		title: "{from} nombra una carpeta[[: {text}]]",
		what:  "Con sus atributos y el signo que separa niveles.[[ Leído en UTF-7 modificado, se llama «{called}».]]",
	},
	"imap.untagged.lsub": {
		title: "{from} nombra una carpeta suscrita[[: {text}]]",
		what:  "[[Leído en UTF-7 modificado, se llama «{called}».]]",
	},
	"imap.untagged.status": {
		title: "{from} dice cómo está una carpeta[[: {text}]]",
		what:  "Sin abrirla.",
	},
	"imap.untagged.search": {
		title: "{from} dice qué cartas encontró[[: {text}]]",
		what:  "Los números de las que cumplen; ninguno si no hay.",
	},
	"imap.untagged.esearch": {
		title: "{from} dice qué cartas encontró[[: {text}]]",
		what:  "En forma resumida.",
	},
	"imap.untagged.flags": {
		title: "{from} dice qué marcas conoce la carpeta[[: {text}]]",
		what:  "Cada carta puede llevar las suyas: leída (\\Seen), contestada (\\Answered), destacada (\\Flagged), por borrar (\\Deleted), borrador (\\Draft).",
	},
	"imap.untagged.exists": {
		title: "{from} dice cuántas cartas hay[[: {text}]]",
		what:  "Es el número de cartas de la carpeta; si crece, llegó correo.",
	},
	"imap.untagged.recent": {
		title: "{from} dice cuántas cartas son nuevas[[: {text}]]",
		what:  "Son las que llegaron desde que alguien abrió la carpeta por última vez.",
	},
	"imap.untagged.expunge": {
		title: "{from} avisa de que una carta ya no está[[: {text}]]",
		what:  "Las siguientes bajan un número. Los UID no cambian: para eso existen.",
	},
	"imap.untagged.vanished": {
		title: "{from} avisa de qué cartas ya no están[[: {text}]]",
		what:  "Por sus UID.",
	},
	"imap.untagged.fetch": {
		title: "{from} cuenta cómo es una carta[[: {text}]]",
		what:  "Sus marcas, su UID u otros datos; sin el texto.",
	},
	"imap.untagged.quota": {
		title: "{from} dice cuánto cabe[[: {text}]]",
		what:  "STORAGE cuenta en unidades de 1024 bytes: primero lo usado, después el límite.",
	},
	"imap.untagged.quotaroot": {
		title: "{from} dice de qué límite depende la carpeta[[: {text}]]",
		what:  "El nombre de la raíz puede ser vacío: toda la cuenta comparte uno.",
	},
	"imap.untagged.ok": {
		title: "{from} da un dato[[: {text}]]",
		what:  "Lo que va entre corchetes es para el programa; el resto, para personas.",
	},
	"imap.untagged.no": {
		title: "{from} advierte algo[[: {text}]]",
		what:  "Una advertencia, no una respuesta.",
	},
	"imap.untagged.bad": {
		title: "{from} se queja[[: {text}]]",
		what:  "No entendió algo de lo dicho.",
	},
	"imap.untagged.bye": {
		title: "{from} se despide[[: {text}]]",
		what:  "Avisa de que va a colgar.",
	},
	"imap.untagged.preauth": {
		title: "{from} ya conoce al cliente[[: {text}]]",
		what:  "No hace falta identificarse.",
	},
	"imap.untagged.other": {
		title: "{from} cuenta algo más[[: {text}]]",
	},
	"imap.fetch/flags": {
		title: "{from} pide la lista de cartas: FETCH[[ {selection}]]",
		what:  "Quiere el nombre fijo (UID) y las marcas de cada una; el texto, todavía no.",
		why:   "Así sabe cuáles ya tiene y cuáles le faltan, sin descargar ninguna.",
	},
	"imap.fetch/changed": {
		title: "{from} pide solo lo que ha cambiado: FETCH[[ {selection}]]",
		what:  "CHANGEDSINCE lleva el último número de cambio que conocía: de las demás cartas no vendrá nada.",
		why:   "Con muchas cartas y pocos cambios, la respuesta es corta.",
	},
	"imap.fetch/items": {
		title: "{from} pide datos de cartas: FETCH[[ {selection}]]",
		what:  "[[Quiere {items}.]][[ {seen}.]]",
		why:   "Pedir solo lo que se va a mostrar ahorra tiempo y datos.",
	},
	"imap.fetch/headers": {
		title: "{from} pide las cabeceras: FETCH[[ {selection}]]",
		what:  "Quién escribe, de qué y cuándo: lo que hace falta para mostrar la lista.",
		why:   "El texto se pedirá solo si alguien abre la carta.",
	},
	"imap.fetch/part": {
		title: "{from} pide una parte de la carta: FETCH[[ {selection}]]",
		what:  "Cada parte tiene un número, el de su sitio en el árbol de BODYSTRUCTURE; MIME pide los campos que dicen qué es[[; {marking}]].",
		why:   "Lo demás de la carta no viaja.",
	},
	"imap.fetch/message": {
		title: "{from} pide la carta: FETCH[[ {selection}]]",
		what:  "{wanted}; {marking}.",
		why:   "{reading}",
	},
	"imap.untagged.fetch/flags": {
		title: "{from} dice qué marcas lleva una carta[[: {text}]]",
		what:  "Sus marcas de ahora; \\Recent quiere decir que esta visita es la primera que sabe de ella.",
	},
	"imap.untagged.ok/unseen": {
		title: "{from} dice cuál es la primera sin leer[[: {text}]]",
		what:  "UNSEEN: el número de la primera carta que nadie ha leído.",
		why:   "El programa puede ir derecho a ella.",
	},
	"imap.untagged.ok/uidvalidity": {
		title: "{from} dice a qué generación pertenecen los UID[[: {text}]]",
		what:  "UIDVALIDITY: mientras este número no cambie, los UID apuntados valen.",
		why:   "Si la carpeta se borrara y se creara de nuevo, cambiaría, y el dispositivo tiraría su copia.",
	},
	"imap.untagged.ok/uidnext": {
		title: "{from} dice qué UID tendrá la próxima carta[[: {text}]]",
		what:  "UIDNEXT: si en otra visita este número es mayor, llegó correo nuevo.",
	},
	"imap.untagged.ok/permanentflags": {
		title: "{from} dice qué marcas se guardan[[: {text}]]",
		what:  "PERMANENTFLAGS: estas marcas se conservan de una visita a otra; \\* permite inventar otras.",
	},
	"imap.untagged.ok/highestmodseq": {
		title: "{from} dice cuántos cambios lleva la carpeta[[: {text}]]",
		what:  "Un número que crece con cada cambio.",
	},

	// What a no means to those who read, and what follows a literal: "*" is any command
	// that has no words of its own.
	"pop3.reply.*/err": {
		what: "-ERR: no se hace lo que se pidió.",
	},
	"imap.reply.*/no": {
		what: "NO: ha entendido la orden, pero no la cumple.",
	},
	"imap.reply.*/bad": {
		what: "BAD: no entiende la orden, o aquí no viene a cuento.",
	},
	"imap.*/literal": {
		title: "{from} dice lo que faltaba: {text}",
		what:  "Son los bytes anunciados entre llaves: así viaja un texto con acentos.",
		why:   "-",
	},
	"pop3.reply.*/err-auth": {
		what: "El usuario o la contraseña no son correctos: [AUTH] dice que el problema está en lo que se ha dado para entrar, y no en el buzón.",
	},
	"pop3.reply.*/err-in-use": {
		what: "El buzón está en uso: otra visita lo tiene abierto, y POP3 lo abre a una cada vez.",
	},
	"pop3.reply.*/err-login-delay": {
		what: "Ha pasado muy poco tiempo desde la última vez: este servidor pide esperar entre visita y visita.",
	},
	"pop3.reply.*/err-sys-temp": {
		what: "El servidor tiene un problema pasajero: más tarde puede ir bien.",
	},
	"pop3.reply.*/err-sys-perm": {
		what: "El servidor tiene un problema que no se pasará solo: alguien tiene que arreglarlo.",
	},
	"pop3.reply.pass/err": {
		title: "{from} no abre el buzón[[: {words}]]",
		what:  "Usuario o contraseña incorrectos, o el buzón está en uso.",
	},
	"pop3.credentials/withheld": {
		title: "{from} responde con lo que una clase no muestra",
		what:  "{withheld}",
	},
	"pop3.credentials/dummy": {
		title: "{from} se da por enterado: AQ==",
		what:  "Es un solo byte, 0x01, en base64, y no dice nada: solo deja que el servidor llegue a su no.",
	},
	"pop3.credentials/cancel": {
		title: "{from} deja la identificación: *",
		what:  "Un asterisco solo la anula: no es base64.",
		why:   "El servidor contestará -ERR, y la conexión sigue como estaba.",
	},
	"pop3.reply.auth/err-cancel": {
		title: "{from} anula la identificación[[: {words}]]",
		what:  "El cliente la dejó con un asterisco: nadie se ha identificado.",
	},
	"pop3.reply.auth/err": {
		title: "{from} no abre el buzón[[: {words}]]",
		what:  "Lo que el cliente ha dado para identificarse no vale, o el servidor no admite ese modo de hacerlo.",
	},
	"pop3.reply.apop/err": {
		title: "{from} no abre el buzón[[: {words}]]",
		what:  "Usuario o contraseña incorrectos, o el buzón está en uso.",
	},
	"pop3.reply.retr/err": {
		title: "{from} no tiene esa carta[[: {words}]]",
		what:  "El número no existe, o la carta ya está marcada para borrar.",
	},
	"imap.reply.*/no-alert": {
		what: "NO: ha entendido la orden, pero no la cumple; [ALERT] manda que el programa enseñe a la persona lo que dice el servidor.",
	},
	"imap.reply.*/no-authenticationfailed": {
		what: "Lo que se ha dado para entrar no vale, y el servidor no quiere decir por qué: sería una pista para quien adivina contraseñas.",
	},
	"imap.reply.*/no-privacyrequired": {
		what: "NO: así, sin TLS, no. Primero hay que cifrar la conversación.",
	},
	"imap.reply.*/no-nonexistent": {
		what: "NO: no existe.",
	},
	"imap.reply.*/no-alreadyexists": {
		what: "NO: ya existe.",
	},
	"imap.reply.*/no-trycreate": {
		what: "NO: esa carpeta no existe, pero se puede crear (CREATE) y probar otra vez.",
	},
	"imap.reply.*/no-overquota": {
		what: "NO: con eso el buzón pasaría de lo que puede ocupar.",
	},
	"imap.reply.*/no-noperm": {
		what: "NO: quien lo pide no tiene permiso.",
	},
	"imap.reply.login/no": {
		title: "{from} no abre el buzón[[: {words}]]",
		what:  "Así no se entra: lo habitual es que el usuario o la contraseña no sean correctos, y el servidor no dice más.",
	},
	"imap.reply.authenticate/no": {
		title: "{from} no abre el buzón[[: {words}]]",
		what:  "Lo que el cliente ha dado para identificarse no vale, o el servidor no admite ese modo de hacerlo.",
	},
	"imap.reply.select/no": {
		title: "{from} no puede abrir esa carpeta[[: {words}]]",
		what:  "No existe, o no se permite.",
	},

	// Whole exchanges.
	"tell.smtp.greet": {
		title: "{from} llama a {to}[[, puerto {port}]], y se saludan",
		what:  "[[Es el intento {try}. ]][[{tube} ]][[{certificate} ]][[{trust} ]][[{greeting}]]",
		why:   "[[El puerto {port} es la puerta de {serviceName}. ]][[{offer}]]",
	},
	"tell.smtp.secure": {
		title: "{from} y {to} cifran su conversación[[ ({version})]]",
		what:  "STARTTLS levanta un túnel alrededor de la conversación, y dentro se saludan otra vez.[[ {certificate}]][[ {trust}]]",
		why:   "Quien escuche sabrá que {from} y {to} hablan, y cuánto; contraseña, sobre y carta quedan dentro.",
	},
	"tell.smtp.secure/failed": {
		title: "{from} y {to} no consiguen cifrar su conversación",
		what:  "[[Motivo: {error}. ]][[Contesta «{refusal}». ]][[{certificate} ]][[{aftermath}]]",
		why:   "[[{moral}]]",
	},
	"tell.smtp.login": {
		title: "{from} se identifica ante {to}[[ como {user}]]",
		what:  "[[La contraseña, «{password}», va en base64 (que no es un cifrado), {exposed}. ]][[El permiso, «{token}», va en base64 (que no es un cifrado), {exposed}. ]][[{withheld} ]][[{to} contesta «{refusal}».]]",
		why:   "Un servidor solo lleva a cualquier parte las cartas de quien conoce.",
	},
	"tell.smtp.envelope": {
		title: "{from} escribe el sobre: de {sender}[[ a {taken}]]",
		what:  "MAIL FROM dice adónde avisar si algo sale mal; cada RCPT TO, para quién es.[[ {nullPath}]][[ {accepts}]][[ {because}]]",
		why:   "El sobre guía el viaje; lo que dice la carta por dentro no le importa al cartero.",
	},
	"tell.smtp.envelope/hidden": {
		title: "{to} lee otro sobre en el texto de {from}: de {sender}[[ a {taken}]]",
		what:  "Para {from} todo es texto de la carta anterior, que no ha acabado; {to} vio en ella un punto final y toma lo que sigue por órdenes.[[ {accepts}]][[ {because}]]",
		why:   "Donde dos programas no están de acuerdo en dónde acaba una carta, una puede leerse como dos.",
	},
	"tell.smtp.envelope/failed": {
		title: "{to} {verdict}",
		what:  "[[{quoted} ]][[{nullPath} ]][[{because}]]",
		why:   "Un 4xx es «ahora no»: la carta espera. Un 5xx es «no»: el remitente, si lo hay, debe saberlo.",
	},
	"tell.smtp.login/failed": {
		title: "{to} no deja entrar a {from}[[ como {user}]]",
		what:  "[[La contraseña, «{password}», va en base64, {exposed}. ]][[El permiso, «{token}», va en base64, {exposed}. ]][[{withheld} ]][[{to} contesta «{refusal}».]]",
		why:   "No dice si falla el nombre o la contraseña: sería una pista para quien adivina.",
	},
	"tell.smtp.letter/hidden": {
		title: "{to} toma texto de {from} por otra carta",
		what:  "Para {from} ha pasado una sola carta.[[ {to} se hace cargo y {calls} {queue}.]][[ {unanswered}]][[ {because}]]",
		why:   "Todo lo que se comprueba del servidor que llama es verdad de él, escriba quien escriba esto.",
	},
	"tell.smtp.letter/failed": {
		title: "{to} no se queda con {letter} de {from}",
		what:  "[[Contesta «{refusal}». ]][[{because}]]",
		why:   "La carta sigue siendo de quien la trajo.",
	},
	"tell.smtp.greet/failed": {
		title: "{from} llama a {to}[[, puerto {port}]], y la conversación no pasa del saludo",
		what:  "[[Contesta «{refusal}». ]][[{because} ]][[Motivo: {error}. ]][[{certificate}]]",
		why:   "-",
	},
	"tell.pop3.login/failed": {
		title: "{to} no abre el buzón a {from}[[ como {user}]]",
		what:  "[[La contraseña, «{password}», va {spelt}, {exposed}. ]][[El permiso, «{token}», va {spelt}, {exposed}. ]][[{withheld} ]][[Contesta «{refusal}».]]",
		why:   "[[{blind}]]",
	},
	"tell.imap.login/failed": {
		title: "{to} no deja entrar a {from}[[ como {user}]]",
		what:  "[[La contraseña, «{password}», va {spelt}, {exposed}. ]][[El permiso, «{token}», va {spelt}, {exposed}. ]][[{withheld} ]][[Contesta «{refusal}».]]",
		why:   "NO quiere decir «te he entendido, y no»; a lo que no entiende contesta BAD.",
	},
	"tell.smtp.letter": {
		title: "{from} {hands} {letter} a {to}",
		what:  "{passing}[[ {to} se hace cargo y {calls} {queue}.]][[ {unanswered}]][[ {because}]]",
		why:   "Con el 250 que sigue al punto, la responsabilidad cambia de manos.",
	},
	"tell.smtp.letter/onward": {
		what: "{passing} {to} no se queda con nada: lo pasa, y la respuesta está por llegar.",
		why:  "Todavía nadie se ha hecho cargo: la carta sigue siendo de quien la trajo.",
	},
	"tell.smtp.answer": {
		title: "{to} pasa a {from} la respuesta a la carta: {code}",
		what:  "Es la palabra de quien se ha quedado con la carta detrás, no una promesa de {to}.",
		why:   "{from} no puede saber de quién es la palabra, y ya puede olvidar la carta.",
	},
	"tell.smtp.answer/failed": {
		title: "{to} pasa a {from} que la carta no se acepta: {code}",
		what:  "[[Contesta «{refusal}»: ]]es la palabra de quien está detrás.",
		why:   "La carta sigue siendo de quien la trajo.",
	},
	"tell.smtp.bye": {
		title: "{from} y {to} se despiden",
		what:  "QUIT, la respuesta, y cierran la conexión.",
	},
	"tell.smtp.bye/unheard": {
		title: "{from} cuelga, y no oye despedirse a {to}",
		what:  "QUIT. Cuando llega la respuesta, ya no escucha nadie.",
	},
	"tell.smtp.bye/failed": {
		what: "QUIT.[[ En vez de un adiós, {to} contesta «{refusal}».]] Ya no cambia nada: la conversación acaba aquí.",
		why:  "Lo que se aceptó con un 250 sigue aceptado.",
	},
	"tell.smtp.other": {
		title: "{from} dice a {to}: {text}",
		what:  "[[{to} contesta: «{refusal}».]]",
	},
	"tell.pop3.greet": {
		title: "{from} llama a {to} para leer el correo por POP3",
		what:  "[[{tube} ]]Se saludan[[ en el puerto {port}]].[[ {certificate}]][[ {trust}]]",
		why:   "POP3 descarga las cartas al dispositivo; el servidor es un lugar de paso.",
	},
	"tell.pop3.greet/failed": {
		title: "{from} llama a {to}[[, puerto {port}]], y no sigue",
		what:  "[[Motivo: {error}. ]][[{certificate} ]][[Contesta «{refusal}».]]",
		why:   "[[{moral}]]",
	},
	"tell.pop3.secure": {
		title: "{from} y {to} cifran su conversación[[ ({version})]]",
		what:  "STLS levanta un túnel: la contraseña ya no irá a la vista.[[ {certificate}]][[ {trust}]]",
		why:   "STLS es el STARTTLS de POP3.",
	},
	"tell.pop3.secure/failed": {
		title: "{from} y {to} no consiguen cifrar su conversación",
		what:  "[[Motivo: {error}. ]][[Contesta «{refusal}». ]][[{certificate} ]][[{aftermath}]]",
		why:   "[[{moral}]]",
	},
	"tell.pop3.login": {
		title: "{from} abre el buzón[[ de {user}]]",
		what:  "[[La contraseña, «{password}», va {spelt}, {exposed}.]][[El permiso, «{token}», va {spelt}, {exposed}.]][[{withheld}]]",
		why:   "[[{worth}]]",
	},
	"tell.pop3.look": {
		title: "{from} mira qué hay[[: {contents}]]",
		what:  "El servidor da números, tamaños y nombres únicos (UIDL).",
		why:   "Con UIDL el programa sabe cuáles ya tiene.",
	},
	"tell.pop3.fetch": {
		title: "{from} descarga la carta[[ «{subject}»]]",
		what:  "RETR trae el mensaje entero al dispositivo.",
	},
	"tell.pop3.delete": {
		title: "{from} marca para borrar lo que ya descargó",
		what:  "DELE solo marca: el servidor lo borrará al despedirse.",
		why:   "Si la conexión se cortara ahora, no se borraría nada.",
	},
	"tell.pop3.bye": {
		title: "{from} se despide de {to}",
		what:  "QUIT, y se cierra el buzón.[[ El servidor borra lo marcado: {removedCount} {removedCount|carta|cartas}.]]",
	},
	"tell.pop3.other": {
		title: "{from} dice a {to}: {text}",
		what:  "[[{to} contesta: «{refusal}».]]",
	},
	"tell.imap.greet": {
		title: "{from} llama a {to} para usar el buzón por IMAP",
		what:  "[[{tube} ]]Se saludan[[ en el puerto {port}]].[[ {certificate}]][[ {trust}]]",
		why:   "Con IMAP las cartas se quedan en el servidor, y todos los dispositivos ven lo mismo.",
	},
	"tell.imap.greet/failed": {
		title: "{from} llama a {to}[[, puerto {port}]], y no sigue",
		what:  "[[Motivo: {error}. ]][[{certificate} ]][[Contesta «{refusal}».]]",
		why:   "[[{moral}]]",
	},
	"tell.imap.secure": {
		title: "{from} y {to} cifran su conversación[[ ({version})]]",
		what:  "STARTTLS levanta un túnel: la contraseña ya no irá a la vista.[[ {certificate}]][[ {trust}]]",
		why:   "Lo oído antes del túnel no cuenta: dentro se pregunta todo otra vez.",
	},
	"tell.imap.secure/failed": {
		title: "{from} y {to} no consiguen cifrar su conversación",
		what:  "[[Motivo: {error}. ]][[Contesta «{refusal}». ]][[{certificate} ]][[{aftermath}]]",
		why:   "[[{moral}]]",
	},
	"tell.imap.login": {
		title: "{from} se identifica[[ como {user}]]",
		what:  "[[La contraseña, «{password}», va {spelt}, {exposed}.]][[El permiso, «{token}», va {spelt}, {exposed}.]][[{withheld}]]",
		why:   "[[{worth}]]",
	},
	"tell.imap.folders": {
		title: "{from} {deed} en {to}",
		what:  "Las carpetas viven en el servidor.",
	},
	"tell.imap.select": {
		title: "{from} abre la carpeta {folder}[[: {contents}]]",
		what:  "El servidor cuenta qué hay dentro y qué marcas conoce.[[ Contesta «{refusal}».]]",
		why:   "SELECT abre para leer y cambiar; EXAMINE, solo para mirar.",
	},
	"tell.imap.search": {
		title: "{from} busca en el servidor[[: {args}]]",
		what:  "[[Encuentra {foundCount} {foundCount|carta|cartas}.]]",
		why:   "Busca el servidor: no hace falta bajar todo el buzón.",
	},
	"tell.imap.fetch": {
		title: "{from} [[{what}]][[pide la carta «{subject}»]]",
		what:  "[[{fetched} ]]El original se queda en el servidor.",
		why:   "Pedir solo lo que se va a mostrar ahorra tiempo y datos.",
	},
	"tell.imap.flag": {
		title: "{from} {storing} en el servidor[[: {flags}]]",
		what:  "Las marcas (flags) viven allí, a la vista de todos los dispositivos.",
		why:   "[[{flagMeans}]]",
	},
	"tell.imap.flag/moot": {
		title: "{from} quiere cambiar las marcas de {missing} que el servidor no tiene[[: {flags}]]",
		what:  "El servidor contesta OK y no cambia nada: un UID que no existe se pasa por alto, sin error.[[ {others}]]",
		why:   "Otro dispositivo la ha borrado o movido entretanto, o nunca estuvo ahí.",
	},
	"tell.imap.move": {
		title: "{from} {deed}",
		what:  "[[{how}]]",
	},
	"tell.imap.expunge": {
		title: "{from} elimina lo marcado para borrar",
		what:  "EXPUNGE lo borra de verdad[[: {removedCount} {removedCount|carta|cartas}]].",
	},
	"tell.imap.idle": {
		title: "{from} se queda escuchando a {to}",
		what:  "IDLE: el servidor avisará en cuanto llegue algo.",
	},
	"tell.imap.idle/done": {
		title: "{from} escucha a {to}, y después deja de escuchar",
		what:  "Con IDLE espera a que el servidor avise de lo que llegue; DONE pone fin a la espera.",
	},
	"tell.imap.idle/unheard": {
		title: "{from} quiere dejar de escuchar, y {to} no lo oye",
		what:  "DONE, por una conexión que ya está rota: no llegará respuesta.",
	},
	"tell.imap.bye": {
		title: "{from} se despide de {to}",
		what:  "LOGOUT, BYE, y cierran la conexión.",
	},
	"tell.imap.other": {
		title: "{from} dice a {to}: {text}",
		what:  "[[{to} contesta: «{refusal}».]]",
	},
	"tell.dns": {
		title: "{from} pregunta a {to}: {question}",
		what:  "[[{expired} ]][[Respuesta: {records}.]][[Respuesta: {nothing}.]][[{silence}]][[Le indica a quién preguntar: {referral}.]][[ {because}]][[ {meanwhile}]]",
		why:   "El DNS es la guía de Internet: las máquinas se llaman por número, y las personas recuerdan nombres.",
	},
	"tell.dns.asking": {
		title: "{from} pregunta a {to}: {question}",
		what:  "[[{expired} ]]{to} no lo sabe, y va a preguntar por él.[[ {meanwhile}]]",
		why:   "Quien pregunta por otros se llama resolver: baja por el árbol de nombres desde la raíz.",
	},
	"tell.dns.answered": {
		title: "{to} vuelve con la respuesta para {from}[[: {records}]][[: {nothing}]]",
	},
	"tell.dns.cached": {
		title: "{from} lo recuerda: {question}",
		what:  "[[La respuesta está en su memoria (caché): {records}. ]][[La respuesta está en su memoria (caché): {nothing}. ]]No pregunta a nadie[[: vale todavía {ttl}]].[[ {meanwhile}]]",
		why:   "Recordar ahorra viajes; cada respuesta dice hasta cuándo vale.",
	},
	"tell.delivery": {
		title: "{from} {delivery}",
		what:  "[[{whereto}]]",
		why:   "El transporte termina aquí: SMTP trae la carta, POP3 o IMAP la mostrarán.",
	},
	"tell.delivery/discarded": {
		title: "{from} tira {letter}: así lo manda el filtro de {person}",
		what:  "No queda ninguna copia, y nadie avisa a quien la envió.",
		why:   "Es lo que pidió su dueño (discard, en Sieve). Para quien envía, la carta está entregada: su servidor recibió un 250.",
	},
	"tell.delivery/failed": {
		why: "Nadie más se hizo cargo de ella, así que este servidor debe avisar al remitente.",
	},
	"tell.other": {
		title: "{from} y {to} conversan en un protocolo desconocido",
		what:  "Solo se ven los bytes.",
	},
}
