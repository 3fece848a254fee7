//go:build race

package eml_test

// slower is how much longer the race detector may make a reading.
const slower = 20
