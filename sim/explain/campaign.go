package explain

import "posta/sim/trace"

// campaignValues reads what a sender of many does and believes: what there is none of is left out.
func (x *Explainer) campaignValues(v values, f trace.Fact) {
	none := func(name string, n int) {
		if n == 0 {
			delete(v, name)
		}
	}
	switch f := f.(type) {
	case trace.CampaignStarted:
		none("unusable", f.Unusable)
		none("duplicate", f.Duplicate)
		none("suppressed", f.Suppressed)
		if len(f.Subjects) < 2 {
			delete(v, "subjects")
		}
	case trace.CampaignSent:
		none("subject", f.Subject)
	case trace.CampaignEnded:
		if f.Took == 0 {
			delete(v, "took")
		}
	case trace.BounceClassified:
		none("code", f.Code)
	case trace.CampaignRequest:
		v.say("guess", phrase("by", string(f.By)))
	case trace.SendingPaced:
		if f.Pause == 0 {
			delete(v, "pause")
		}
	case trace.WebhookSent:
		none("answer", f.Status)
	}
}
