//go:build race

package layout_test

// slower is how much longer everything takes with the race detector.
const slower = 15
