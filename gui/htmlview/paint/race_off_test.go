//go:build !race

package paint

const slower = 1
