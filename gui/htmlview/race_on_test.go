//go:build race

package htmlview

// slower is how much longer everything takes with the race detector, at least: long pages
// are that much shorter.
const slower = 3
