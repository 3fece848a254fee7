package main

import (
	"encoding/base64"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"popmail/storage/backup"
)

// TestListsLost: of a backup whose lists are lost verify --json says all that it says in words, and restore ends
// with 1 only where something came without its folders, or is missing.
func TestListsLost(t *testing.T) {
	var mail []string
	r := rand.New(rand.NewPCG(1, 2))
	for _, s := range []string{"one", "two", "three"} {
		b := make([]byte, 30000) // nothing makes it smaller
		for i := range b {
			b[i] = byte(r.Uint32())
		}
		mail = append(mail, "Subject: "+s+"\nMessage-ID: <"+s+"@x>\n\n"+base64.StdEncoding.EncodeToString(b)+"\n")
	}
	data, to := seed(t, mail...), t.TempDir()
	pop(t, data, "backup", "--to", to).must(t, 0)
	list, err := backup.List(to)
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	if err := os.Remove(list[0].Path); err != nil {
		t.Fatal(err)
	}
	read := func(out string) (row struct {
		Messages, Lost, Restored, Missing int
		OK, Unsure                        bool
		ListsLost                         bool `json:"lists_lost"`
	}) {
		if err := json.Unmarshal([]byte(out), &row); err != nil {
			t.Error(err, out)
		}
		return row
	}
	if row := read(pop(t, data, "verify", "--json", "--backup", to).must(t, 1).stdout); row.OK || !row.ListsLost || row.Messages != 3 || row.Lost != 0 || row.Unsure {
		t.Errorf("%+v", row)
	}
	if said := pop(t, data, "restore", to).must(t, 0); strings.Contains(said.stderr, "Inbox") {
		t.Error(said.stderr)
	}
	if row := read(pop(t, data, "restore", "--json", to).must(t, 0).stdout); row.Restored != 0 || !row.ListsLost {
		t.Errorf("%+v", row)
	}
	if said := pop(t, filepath.Join(t.TempDir(), "new"), "restore", to).must(t, 1); !strings.Contains(said.stderr, "Inbox") {
		t.Error(said.stderr)
	}
	// With a message that is damaged as well, and then with the end of the pack.
	packs, err := filepath.Glob(filepath.Join(to, "packs", "*"))
	if err != nil || len(packs) != 1 {
		t.Fatal(packs, err)
	}
	pack, err := os.ReadFile(packs[0])
	if err != nil {
		t.Fatal(err)
	}
	pack[len(pack)/2] ^= 4
	for _, unsure := range []bool{false, true} {
		if unsure {
			pack = pack[:len(pack)-10]
		}
		if err := os.WriteFile(packs[0], pack, 0o600); err != nil {
			t.Fatal(err)
		}
		if row := read(pop(t, data, "verify", "--json", "--backup", to).must(t, 1).stdout); row.OK || !row.ListsLost || row.Messages != 2 || row.Lost != 1 || row.Unsure != unsure {
			t.Errorf("%+v", row)
		}
		code := map[bool]int{true: 1}[unsure] // all is here, and there may have been more
		if row := read(pop(t, data, "restore", "--json", to).must(t, code).stdout); row.Missing != 0 || row.Unsure != unsure {
			t.Errorf("%+v", row)
		}
		if row := read(pop(t, filepath.Join(t.TempDir(), "new"), "restore", "--json", to).must(t, 1).stdout); row.Restored != 2 || row.Missing != 1 || row.Unsure != unsure {
			t.Errorf("%+v", row)
		}
	}
}
