//go:build !race

package layout_test

const slower = 1
