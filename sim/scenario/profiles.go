package scenario

import (
	"embed"
	"strings"

	"go.yaml.in/yaml/v4"

	"posta/sim/form"
	"posta/sim/policy"
)

// What large providers publish that they ask of senders, as data: each file says since when and where it can be read, and is the
// checks that it comes to.
//
//go:embed profiles/*.yaml
var profiles embed.FS

// profileSpec is a profile that a host goes by.
type profileSpec struct {
	Name form.Opt[form.Word]  `key:"name" short:"1" required:"1" enum:"gmail-2024|outlook-2025" example:"gmail-2024" es:"de quién, y desde cuándo" en:"whose, and since when"`
	Bulk form.Opt[form.Whole] `key:"bulk" range:"1..10000000" default_es:"lo que publica" default_en:"what is published" example:"50" es:"cuántos destinatarios en 24 horas hacen un remitente masivo, si en este mundo hay menos gente" en:"how many recipients in 24 hours make a bulk sender, where there are fewer people in this world"`
}

// expandProfiles puts the checks of a profile before those that a host has of its own. What comes after reads the file as if each
// had been written.
func expandProfiles(root *yaml.Node) {
	for _, host := range values(find(root, "hosts")) {
		said := find(host, "profile")
		name := said
		if said != nil && said.Kind == yaml.MappingNode {
			name = find(said, "name")
		}
		if name == nil {
			continue
		}
		checks := profileChecks(name.Value)
		if checks == nil {
			continue // the form says which there are
		}
		if bulk := find(said, "bulk"); bulk != nil {
			for _, check := range checks.Content {
				if n := find(find(check, "sender_rules"), "bulk"); n != nil {
					*n = *bulk
				}
			}
		}
		place(checks, name)
		before(host, checks)
	}
}

// profileChecks are the checks of a profile; nil: there is none of that name.
func profileChecks(name string) *yaml.Node {
	if strings.ContainsAny(name, "/.") {
		return nil
	}
	data, err := profiles.ReadFile("profiles/" + name + ".yaml")
	var doc yaml.Node
	if err != nil || yaml.Unmarshal(data, &doc) != nil || len(doc.Content) == 0 {
		return nil
	}
	return find(doc.Content[0], "policy")
}

// before puts checks before a host's own.
func before(host, checks *yaml.Node) {
	own := find(host, "policy")
	switch {
	case own == nil:
		key := *checks
		key.Kind, key.Tag, key.Value, key.Style, key.Content = yaml.ScalarNode, "!!str", "policy", 0, nil
		host.Content = append(host.Content, &key, checks)
	case own.Kind == yaml.SequenceNode:
		own.Content = append(checks.Content, own.Content...)
	default: // one alone, as the form allows
		one := *own
		*own = yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq", Line: one.Line, Column: one.Column, Content: append(checks.Content, &one)}
	}
}

// place says that nodes stand where another does.
func place(n, at *yaml.Node) {
	n.Line, n.Column = at.Line, at.Column
	n.HeadComment, n.LineComment, n.FootComment = "", "", ""
	for _, c := range n.Content {
		place(c, at)
	}
}

// SenderRules: what is asked of senders, by how much they send.
type SenderRules struct{ policy.Asks }

func (*SenderRules) Key() string { return "sender_rules" }

// NewCheck makes the check.
func (c *SenderRules) NewCheck() policy.Check { return policy.NewSenderRules(c.Asks) }

// defaultBulk is what large providers publish.
const defaultBulk form.Whole = 5000

type policySenders struct {
	By        form.Opt[form.Line]  `key:"by" example:"Gmail" es:"quién lo publica" en:"who publishes that"`
	Since     form.Opt[form.Date]  `key:"since" example:"2024-02-01" es:"desde cuándo lo pide" en:"since when it is asked"`
	Bulk      form.Opt[form.Whole] `key:"bulk" range:"1..10000000" default:"=bulk" es:"cuántos destinatarios en 24 horas hacen un remitente masivo; quien lo ha sido una vez lo es siempre" en:"how many recipients in 24 hours make a bulk sender; whoever has been one once always is"`
	Everybody form.Opt[needsSpec]  `key:"everybody" example:"{authenticated: 5.7.26}" es:"lo que se pide a todos" en:"what is asked of everybody"`
	Senders   form.Opt[needsSpec]  `key:"bulk_senders" example:"{dmarc: 5.7.40, one_click: junk}" es:"lo que se pide además a los remitentes masivos" en:"what is asked of bulk senders besides"`
	whomSpec
}

// needsSpec says what is done where something is missing.
type needsSpec struct {
	Reverse       form.Opt[demand] `key:"reverse_dns" example:"5.7.25" es:"que la dirección tenga un nombre que lleve a ella; hace falta «reverse_dns» delante" en:"that the address has a name that leads back to it; it takes \"reverse_dns\" before this"`
	TLS           form.Opt[demand] `key:"tls" example:"5.7.29" es:"que la conversación vaya protegida" en:"that the conversation is protected"`
	Authenticated form.Opt[demand] `key:"authenticated" example:"5.7.26" es:"que pase SPF o DKIM; hacen falta «spf» o «dkim» delante" en:"that SPF or DKIM passes; it takes \"spf\" or \"dkim\" before this"`
	SPF           form.Opt[demand] `key:"spf" example:"5.7.27" es:"que pase SPF" en:"that SPF passes"`
	DKIM          form.Opt[demand] `key:"dkim" example:"5.7.30" es:"que pase DKIM" en:"that DKIM passes"`
	DMARC         form.Opt[demand] `key:"dmarc" example:"5.7.40" es:"que haya un registro DMARC, pida lo que pida; hace falta «dmarc» delante" en:"that there is a DMARC record, whatever it asks for; it takes \"dmarc\" before this"`
	Aligned       form.Opt[demand] `key:"aligned" example:"5.7.32" es:"que SPF o DKIM pasen para el dominio del From" en:"that SPF or DKIM passes for the domain in From"`
	OneClick      form.Opt[demand] `key:"one_click" example:"junk" es:"que se pueda pedir la baja con un clic (RFC 8058), y DKIM lo firme" en:"that one can unsubscribe by one click (RFC 8058), and DKIM signs that"`
}

// senderRules reads what is asked of senders.
func (r *resolver) senderRules(v *policySenders, at form.Place) Rule {
	c := &SenderRules{policy.Asks{Bulk: int(or(&v.Bulk, defaultBulk)), By: string(v.By.V), Everybody: v.Everybody.V.demands(), Senders: v.Senders.V.demands()}}
	if v.Since.OK {
		c.Since = v.Since.V.T.Format("2006-01-02")
	}
	if len(c.Everybody)+len(c.Senders) == 0 {
		r.Report(at, form.CodeConflict, tr("«sender_rules» no pide nada", "\"sender_rules\" asks for nothing"), tr("por ejemplo: sender_rules: {bulk_senders: {spf: 5.7.27, dkim: 5.7.30}}", "for example: sender_rules: {bulk_senders: {spf: 5.7.27, dkim: 5.7.30}}"))
	}
	return c
}

func (v *needsSpec) demands() (list []policy.Demand) {
	for i, o := range []*form.Opt[demand]{&v.Reverse, &v.TLS, &v.Authenticated, &v.SPF, &v.DKIM, &v.DMARC, &v.Aligned, &v.OneClick} {
		if o.OK {
			list = append(list, policy.Demand{Need: policy.Needs[i], Does: string(o.V)})
		}
	}
	return list
}
