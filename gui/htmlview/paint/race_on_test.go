//go:build race

package paint

// slower is how much longer everything takes with the race detector.
const slower = 15
