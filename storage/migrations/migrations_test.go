package migrations

import (
	"testing"
	"testing/fstest"
)

func TestAll(t *testing.T) {
	steps, err := All()
	if err != nil || len(steps) == 0 || steps[0].Name != "0001_init" {
		t.Errorf("%v %v", steps, err)
	}
}

func TestNames(t *testing.T) {
	for _, names := range [][]string{{"0002_x.sql"}, {"0001_x.sql", "0003_y.sql"}, {"0001_x.sql", "0001_y.sql"}, {"init.sql"}, {"1_x.sql"}, {"0001.sql"}} {
		fsys := fstest.MapFS{}
		for _, n := range names {
			fsys[n] = &fstest.MapFile{Data: []byte("SELECT 1")}
		}
		if steps, err := read(fsys); err == nil {
			t.Errorf("%v: %v", names, steps)
		}
	}
}
