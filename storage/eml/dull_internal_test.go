package eml

import "testing"

func TestDullLinesHaveRoots(t *testing.T) {
	for _, s := range dullLines {
		if !hasRoot(s) {
			t.Errorf("%q has no root", s)
		}
		if line := "Xö " + s + " now"; !dull(line) {
			t.Errorf("%q is not dull", line)
		}
	}
}
