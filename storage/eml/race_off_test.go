//go:build !race

package eml_test

const slower = 1
