//go:build !race

package htmlview

const slower = 1
