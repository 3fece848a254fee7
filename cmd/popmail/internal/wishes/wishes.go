// Package wishes hears what a person has asked their system for: that programs show themselves
// in high contrast, and that as little as can be moves.
package wishes

// Wishes is what was asked for; the zero value: nothing, or the system does not tell.
type Wishes struct {
	Contrast bool // high contrast
	Still    bool // no motion
}
