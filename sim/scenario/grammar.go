package scenario

import (
	"reflect"

	"posta/sim/form"
)

// scenarioFormat is the form of scenarios and of inputs.
var scenarioFormat = &form.Format{
	Name:     tr("un escenario", "a scenario"),
	Begin:    tr("un escenario empieza por «posta: 1», «title:», «domains:» y «script:»", "a scenario begins with \"posta: 1\", \"title:\", \"domains:\" and \"script:\""),
	Large:    tr("comprueba que sea el archivo que querías; para una carta grande basta «size: 5 MB»", "make sure it is the file you meant; for a large letter \"size: 5 MB\" is enough"),
	Tops:     []reflect.Type{reflect.TypeFor[file]()},
	Meant:    otherNames,
	Prose:    freeText,
	Defaults: defaultValues,
	Kinds:    kinds,
}

// inputFormat is that of files of inputs: the same form, of which each line of a file is a piece.
var inputFormat = &form.Format{
	Name:     tr("un archivo de entradas", "a file of inputs"),
	Begin:    headHint(),
	Large:    tr("comprueba que sea el archivo que querías", "make sure it is the file you meant"),
	Tops:     []reflect.Type{reflect.TypeFor[inputSpec]()},
	Meant:    otherNames,
	Prose:    freeText,
	Defaults: defaultValues,
	Kinds:    kinds,
}

// otherNames are words that an author may well try first.
var otherNames = map[string][]string{
	"titulo": {"title"}, "nombre": {"name"}, "resumen": {"summary"}, "descripcion": {"summary"}, "description": {"summary"},
	"dominios": {"domains"}, "dominio": {"domain"}, "usuarios": {"users"}, "usuario": {"user"}, "who": {"user"},
	"servidores": {"hosts"}, "servidor": {"server", "host"}, "servers": {"hosts"}, "equipo": {"host"}, "dispositivo": {"device"}, "dispositivos": {"devices"},
	"guion": {"script"}, "pasos": {"script"}, "steps": {"script"}, "actions": {"script"}, "acciones": {"script"},
	"espera": {"expect", "wait"}, "esperar": {"wait"}, "sleep": {"wait"}, "expects": {"expect"}, "assert": {"expect"},
	"enviar": {"send"}, "envia": {"send"}, "mail": {"send"}, "leer": {"fetch"}, "recibir": {"fetch"}, "read": {"fetch"}, "receive": {"fetch"},
	"de": {"from"}, "para": {"to"}, "a": {"to"}, "asunto": {"subject"}, "cuerpo": {"body"}, "texto": {"body", "text"}, "text": {"body"}, "message": {"body"},
	"adjuntos": {"attachments"}, "attach": {"attachments"}, "cco": {"bcc"}, "responder": {"reply"}, "hora": {"at"}, "when": {"at", "until"}, "time": {"at"},
	"clave": {"password"}, "contrasena": {"password"}, "pass": {"password"}, "pwd": {"password"},
	"protocol": {"with", "proto"}, "protocolo": {"with", "proto"}, "via": {"with", "server"}, "ip": {"address"}, "addr": {"address"}, "direccion": {"address"}, "ips": {"address"},
	"latencia": {"latency"}, "delay": {"latency", "after"}, "ancho": {"bandwidth"}, "speed": {"bandwidth"}, "perdida": {"loss"},
	"red": {"network"}, "enlaces": {"links"}, "semilla": {"seed"}, "inicio": {"start"}, "version": {"posta"}, "priority": {"pref"}, "preference": {"pref"}, "preferencia": {"pref"},
	"entregado": {"delivered"}, "visto": {"seen"}, "rebotado": {"bounced"}, "rechazado": {"refused"}, "narration": {"say"}, "narracion": {"say"}, "di": {"say"},
	"cuota": {"quota"}, "forwards": {"forward"}, "redirect": {"forward"}, "reenvio": {"forward"}, "catchall": {"catch_all"}, "times": {"count"}, "veces": {"times", "count"},
	"count": {"times"}, "first": {"times"}, "probability": {"chance"}, "probabilidad": {"chance"}, "status": {"enhanced", "code"}, "port": {"service"},
	"fallos": {"faults"}, "fault": {"faults"}, "timeout": {"silence"}, "silencio": {"silence"}, "reset": {"cut"}, "corta": {"cut"}, "lento": {"slow"}, "drop": {"loss"},
	"respuesta": {"answer"}, "responde": {"answer"}, "rechaza": {"refuse"}, "apagado": {"down"}, "greylisting": {"greylist"}, "server": {"host"}, "stage": {"command"}, "orden": {"command"},
}

// freeText are the keys after which people write prose.
var freeText = map[string]bool{"title": true, "summary": true, "goals": true, "ends": true, "say": true, "label": true, "es": true, "en": true, "name": true,
	"subject": true, "body": true, "html": true, "text": true, "contains": true, "header_from": true}
