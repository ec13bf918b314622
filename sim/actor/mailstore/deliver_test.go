package mailstore_test

import (
	"testing"

	"posta/sim/actor/actortest"
	"posta/sim/actor/mailstore"
	"posta/sim/actor/relay"
	"posta/sim/mail"
	"posta/sim/mailbox"
	"posta/sim/policy"
	"posta/sim/smtp"
	"posta/sim/trace"
)

// filing is a check at delivery that finds what it was given.
type filing policy.Finding

func (filing) Name() string                                 { return "filing" }
func (filing) Phases() []policy.Phase                       { return []policy.Phase{policy.AtDelivery} }
func (f filing) Examine(*policy.Transaction) policy.Finding { return policy.Finding(f) }

// TestWhereAMessageIsPut: INBOX, or where the server's checks want it; and a message
// whose folder is gone is not lost.
func TestWhereAMessageIsPut(t *testing.T) {
	tests := []struct {
		name   string
		folder string // that the message comes with
		check  policy.Finding
		gone   bool // there is no Junk any more
		want   string
		refuse int
	}{
		{"an ordinary one", "", policy.Finding{}, false, "INBOX", 0},
		{"one that was found bad at the door", "Junk", policy.Finding{}, false, "Junk", 0},
		{"one that is found bad here", "", policy.Finding{Result: "spam", Folder: "Junk"}, false, "Junk", 0},
		{"one for a folder that is gone", "Junk", policy.Finding{}, true, "INBOX", 0},
		{"one that is not taken", "", policy.Finding{Result: "no", Reply: smtp.R(550, "5.7.1", "No")}, false, "", 550},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := actortest.Run(t, 1, func(l *actortest.Lab) {
				m := l.Host("mx.dos.test", "192.0.2.2")
				store := mailstore.New(m, mailstore.Config{})
				account, err := store.AddAccount(mailbox.AccountConfig{User: "benito", Domain: "dos.test"})
				if err != nil {
					t.Fatal(err)
				}
				if tt.gone {
					if err := account.Delete(nil, "Junk"); err != nil {
						t.Fatal(err)
					}
				}
				d := mailstore.Deliveries{Machine: m, Store: store, Policy: &policy.Policy{Machine: m, Checks: []policy.Check{filing(tt.check)}}}
				m.Begin(0, func() {
					err := d.Deliver(relay.Delivery{Queue: "A1", To: mail.MustParseAddress("benito@dos.test"), Folder: tt.folder, Data: []byte("Subject: x\r\n\r\nx\r\n")})
					if speaks, ok := err.(interface{ SMTP() (int, [3]int, string) }); ok {
						if code, _, _ := speaks.SMTP(); code != tt.refuse {
							t.Errorf("refused with %d", code)
						}
					} else if err != nil || tt.refuse != 0 {
						t.Errorf("the error is %v", err)
					}
				})
			})
			stored := actortest.Of[trace.MailboxStored](l, "mx.dos.test")
			if tt.want == "" && len(stored) != 0 || tt.want != "" && (len(stored) != 1 || stored[0].Folder != tt.want) {
				t.Errorf("stored %+v", stored)
			}
		})
	}
}
