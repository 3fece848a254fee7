package voice

import "testing"

func TestVoiceOf(t *testing.T) {
	const list = `Alex                en_US    # Most people recognize me by my voice.
Anna                de_DE    # Hallo! Ich heiße Anna.
Daniel              en_GB    # Hello! My name is Daniel.
Eddy (German (Germany)) de_DE    # Hallo! Ich heiße Eddy.
`
	for language, want := range map[string]string{"": "", "de": "Anna", "de-AT": "Anna", "en": "Alex", "en-GB": "Daniel", "fr": "", "-v x": ""} {
		if got := voiceOf(list, language); got != want {
			t.Errorf("%q: %q, want %q", language, got, want)
		}
	}
}
