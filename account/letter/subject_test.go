package letter_test

import (
	"testing"

	"popmail/account/letter"
)

// TestTopics: what programs put before an answer is taken off; what offices write by hand is part of the subject.
func TestTopics(t *testing.T) {
	for in, want := range map[string]struct {
		topic  string
		answer bool
	}{
		"Re: Invoice": {"Invoice", true}, "AW: Re[2]: Invoice": {"Invoice", true}, "Réf : Facture": {"Facture", true}, "Rif: Fattura": {"Fattura", true}, "[list] Fwd: SV: x": {"x", true}, "Fwd: x": {"x", false},
		"Ref: 4711": {"Ref: 4711", false}, "REF: 4711/25 your claim": {"REF: 4711/25 your claim", false}, "Re: Ref: 4711": {"Ref: 4711", true}, "Fwd: Ref: 4711": {"Ref: 4711", false},
	} {
		if topic, answer := letter.Topic(in); topic != want.topic || answer != want.answer {
			t.Errorf("%q: %q %v, want %q %v", in, topic, answer, want.topic, want.answer)
		}
	}
	if got := letter.Re("Ref: 4711/25 your claim"); got != "Re: Ref: 4711/25 your claim" {
		t.Error(got)
	}
}
