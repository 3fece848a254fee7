// Package voice reads text aloud with the voice of the system, on this computer: nothing leaves it.
package voice

import "errors"

// ErrNone says that this computer has no voice.
var ErrNone = errors.New("this computer has no voice")

// isTag reports whether a language is written as BCP 47 has it, as far as systems are told of it.
func isTag(language string) bool {
	if language == "" || len(language) > 35 {
		return false
	}
	for _, r := range language {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-':
		default:
			return false
		}
	}
	return true
}
