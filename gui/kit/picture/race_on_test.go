//go:build race

package picture

// slower is how much longer everything takes with the race detector.
const slower = 15
