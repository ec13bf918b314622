//go:build !js

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"posta/sim/lang"
	"posta/sim/live/localca"
)

// caKeeper knows where this installation's certificate authority is kept, if a scenario
// asks for one.
type caKeeper struct {
	console
	path     string // the certificate, to import
	name     string
	until    time.Time
	made     bool   // it was made now: no program believes it yet
	fleeting string // a folder that goes with the program, where none could be kept
}

// open takes the authority that is kept in the user's configuration folder. Where that
// cannot be, one is made that lasts as long as the program.
func (k *caKeeper) open() (*localca.Authority, error) {
	dir, err := os.UserConfigDir()
	if err == nil {
		dir = filepath.Join(dir, "posta")
		if a, err := k.keep(dir); err == nil {
			return a, nil
		} else {
			k.fail(lang.Sprintf("no se puede guardar la autoridad de certificación en %s: %v", "the certificate authority cannot be kept in %s: %v", dir, err))
		}
	} else {
		k.fail(lang.Sprintf("no hay carpeta de configuración donde guardar la autoridad de certificación: %v", "there is no configuration folder to keep the certificate authority in: %v", err))
	}
	k.hint(lang.Sprintf("Esta vez vale una que se pierde al terminar: no la importes. XDG_CONFIG_HOME dice dónde guardarla.", "This time one is used that is lost at the end: do not import it. XDG_CONFIG_HOME says where to keep it."))
	if k.fleeting, err = os.MkdirTemp("", "posta-ca-"); err != nil {
		return nil, err
	}
	return k.keep(k.fleeting)
}

func (k *caKeeper) keep(dir string) (*localca.Authority, error) {
	kept, err := localca.Open(dir, time.Now)
	if err != nil {
		return nil, err
	}
	k.path, k.name, k.until, k.made = kept.Path, kept.Name(), kept.Until(), kept.Made
	return kept.Authority, nil
}

// forget removes what was not to be kept.
func (k *caKeeper) forget() {
	if k.fleeting != "" {
		os.RemoveAll(k.fleeting)
	}
}

// announce says how a program comes to believe the servers, and how it stops.
func (k *caKeeper) announce() {
	if k.path == "" {
		return
	}
	fmt.Fprintln(k.out)
	until := k.until.Format("2006-01-02")
	tell := func(indent int, text lang.Text) {
		fmt.Fprintln(k.out, strings.Repeat(" ", indent)+k.fold(indent, text.In(k.lang)))
	}
	tell(0, lang.Sprintf("Autoridad de certificación de esta instalación: %s", "This installation's certificate authority: %s", k.path))
	tell(2, lang.Sprintf("Es «%s», vale hasta el %s y solo responde por nombres .test y .example y por direcciones locales.", "It is \"%s\", good until %s, and vouches for names in .test and .example and for local addresses alone.", k.name, until))
	if k.made && k.fleeting == "" {
		tell(2, lang.Sprintf("Es nueva: los programas que usaban otra anterior tienen que importarla de nuevo.", "It is new: programs that used an earlier one have to import it again."))
	}
	if k.fleeting == "" {
		tell(2, lang.Sprintf(
			"Para aceptarla: curl --cacert ese fichero; en Thunderbird, Ajustes › Privacidad y seguridad › Administrar certificados › Autoridades › Importar. Para quitarla: bórrala de esa misma lista, y borra la carpeta %s.",
			"To accept it: curl --cacert that file; in Thunderbird, Settings › Privacy & Security › Manage Certificates › Authorities › Import. To remove it: delete it from that same list, and delete the folder %s.", filepath.Dir(k.path)))
	}
}
