package backup

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// noise is a letter whose octets cannot be packed.
func noise(n, size int) fetch.Incoming {
	m := storagetest.Mail{Subject: fmt.Sprintf("subject %d", n), Text: "text"}.Incoming(fmt.Sprint("uid ", n))
	r := rand.New(rand.NewPCG(3, uint64(n)))
	for range size {
		m.Raw = append(m.Raw, byte('!'+r.IntN(90)), byte(128+r.IntN(128)))
	}
	m.Raw = append(m.Raw, "\r\n"...)
	return m
}

// noisyStore has letters of many sizes.
func noisyStore(t *testing.T) (*storage.Store, account.ID, []fetch.Incoming) {
	t.Helper()
	s := storagetest.OpenIn(t, t.TempDir(), nil)
	owner := storagetest.AddAccount(t, s, "me@example.org")
	var in []fetch.Incoming
	for i := range 30 {
		in = append(in, noise(i, []int{0, 10, 1000, 40_000}[i%4]))
	}
	var copies []fetch.Incoming
	for _, m := range in {
		m.Raw = bytes.Clone(m.Raw)
		copies = append(copies, m)
	}
	storagetest.Deliver(t, s, owner, copies...)
	return s, owner, in
}

// span is a part of a stream.
type span struct {
	kind     kind
	from, to int64
}

// spansOf are the records of a stream that is whole.
func spansOf(t *testing.T, path string, o opener) (list []span) {
	t.Helper()
	whole, err := eachRecord(t.Context(), path, o, func(s *streamReader) error {
		if len(list) > 0 {
			list[len(list)-1].to = s.begin
		}
		list = append(list, span{s.kind, s.begin, 0})
		return nil
	})
	if err != nil || !whole {
		t.Fatal(whole, err)
	}
	a, err := openAt(path, o)
	if err != nil {
		t.Fatal(err)
	}
	list[len(list)-1].to = a.size - headOctets
	list = append(list, span{kindEnd, a.size - headOctets, a.size}, span{0, 0, int64(len(magic))})
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	return list
}

// wholeIn is how many messages none of some places lies in.
func wholeIn(list []span, places ...int64) (n int) {
	for _, s := range list {
		if s.kind == kindOctets && !slices.ContainsFunc(places, func(at int64) bool { return at >= s.from && at < s.to }) {
			n++
		}
	}
	return n
}

// restored restores a backup into nothing.
func restored(t *testing.T, name string, open func() (*Backup, error)) (r storage.Restored) {
	t.Helper()
	b, err := open()
	if err == nil {
		dir := t.TempDir()
		if r, err = b.RestoreNew(t.Context(), dir, storage.Pick{}); err == nil {
			s := storagetest.OpenIn(t, dir, nil)
			list, e := s.List(t.Context(), mailbox.View{}, 0)
			n, bad, e2 := s.Verify(t.Context())
			if e != nil || e2 != nil || len(bad) > 0 || len(list) != r.Messages || n != r.Messages {
				t.Errorf("%s: %d in the list, %d, %v damaged, %v %v; %+v", name, len(list), n, bad, e, e2, r)
			}
			err = s.Close()
		}
	}
	if err != nil {
		t.Errorf("%s: %v", name, err)
	}
	return r
}

// TestFlipsInFile: whatever single bit of a backup in a file is turned over, all its messages
// but the one there come back, with their accounts and folders; of more bits, and of a file that
// was cut short, never fewer come back than are whole. Of a file of before, in which the lists
// are once, all that is whole comes back as well.
func TestFlipsInFile(t *testing.T) {
	s, _, _ := noisyStore(t)
	path := filepath.Join(t.TempDir(), "mail.popmail")
	if _, err := ToFile(t.Context(), s, path, Options{Program: "test"}); err != nil {
		t.Fatal(err)
	}
	once := path + " of before"
	asBefore(t, path, once)
	for _, path := range []string{path, once} {
		list := spansOf(t, path, opener{})
		if got := wholeIn(list); got != 30 {
			t.Fatal(got, list)
		}
		sound, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		try := func(name string, octets []byte, least int, lists bool) {
			to := filepath.Join(t.TempDir(), "b")
			if err := os.WriteFile(to, octets, 0o600); err != nil {
				t.Fatal(err)
			}
			r := restored(t, name, func() (*Backup, error) { return Open(t.Context(), to, "") })
			if r.Messages < least || lists && r.Accounts != 1 {
				t.Errorf("%s: %+v, least %d", name, r, least)
			}
		}
		places := []int64{0, int64(len(sound)) - 1}
		for _, s := range list { // its head, its first chunk, its middle
			if s.kind != kindOctets {
				places = append(places, s.from, s.from+5, s.from+36, s.from+40, min(s.to-1, s.from+headOctets+1), (s.from+s.to)/2)
			}
		}
		for _, s := range list[1:5] {
			places = append(places, s.from, s.from+38, s.from+headOctets+1)
		}
		more := 3
		rand.Shuffle(len(places), func(i, j int) { places[i], places[j] = places[j], places[i] })
		if os.Getenv("POPMAIL_TEST_WORLD") == "all" {
			more = 400
		} else {
			places = places[:9]
		}
		for range more {
			places = append(places, rand.Int64N(int64(len(sound))))
		}
		for _, at := range places {
			bad := slices.Clone(sound)
			bit := rand.IntN(8)
			bad[at] ^= 1 << bit
			try(fmt.Sprintf("octet %d, bit %d of %d", at, bit, len(sound)), bad, wholeIn(list, at), path != once)
		}
		for range more {
			bad, n := slices.Clone(sound), 2+rand.IntN(6)
			at := make([]int64, n)
			for i := range at {
				at[i] = rand.Int64N(int64(len(sound)))
				if i == 0 { // in the lists
					at[i] = list[0].from + rand.Int64N(list[0].to-list[0].from)
				}
				bad[at[i]] ^= 1 << rand.IntN(8)
			}
			try(fmt.Sprint("octets ", at), bad, wholeIn(list, at...), false)
			end := list[0].to + rand.Int64N(int64(len(sound))-list[0].to)
			var gone []int64
			for _, s := range list {
				if s.to > end {
					gone = append(gone, s.to-1)
				}
			}
			try(fmt.Sprint("cut at ", end), sound[:end], wholeIn(list, gone...), true)
		}
	}
}

// asBefore writes a backup as it was when the lists and the manifest were in it once.
func asBefore(t *testing.T, from, to string) {
	t.Helper()
	f, err := os.Create(to)
	if err != nil {
		t.Fatal(err)
	}
	w, err := newStreamWriter(f)
	if err != nil {
		t.Fatal(err)
	}
	seen, manifest := false, []byte(nil)
	_, err = eachRecord(t.Context(), from, opener{}, func(s *streamReader) error {
		if s.kind == kindManifest {
			manifest, err = io.ReadAll(s)
			return err
		}
		if s.kind == kindIndex || s.kind == kindDatabase && seen {
			return nil
		}
		seen = seen || s.kind == kindDatabase
		return w.record(s.kind, s.key, s.size, func(w io.Writer) error { _, err := io.Copy(w, s); return err })
	})
	if err != nil {
		t.Fatal(err)
	}
	place := w.at
	for i, b := range [][]byte{w.index, manifest} {
		k := []kind{kindIndex, kindManifest}[i]
		if err := w.record(k, sha256.Sum256(b), int64(len(b)), func(w io.Writer) error { _, err := w.Write(b); return err }); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.head(kindEnd, sum(w.hash.Sum(nil)), place); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestPacksAlone: where a folder has packs and no snapshot that can be read, their messages come
// back all the same, with the key those of locked ones; over mail that is here nothing comes
// twice, and what the server still has is not received again. What of a pack is damaged, its
// lists or a message, costs no more than that.
func TestPacksAlone(t *testing.T) {
	for _, locked := range []bool{false, true} {
		s, _, in := noisyStore(t)
		dir := filepath.Join(t.TempDir(), "b")
		o, key := Options{}, opener{}
		var l *Lock
		if locked {
			var err error
			if l, err = NewLock("sesame"); err != nil {
				t.Fatal(err)
			}
			if key, err = l.opener(); err != nil {
				t.Fatal(err)
			}
			o.Lock = l
		}
		r, err := ToFolder(t.Context(), s, dir, o)
		if err != nil {
			t.Fatal(err)
		}
		snapshot, err := os.ReadFile(r.Path)
		if err != nil {
			t.Fatal(err)
		}
		pack := packPath(dir, r.Packs[0].Name)
		sound, err := os.ReadFile(pack)
		if err != nil {
			t.Fatal(err)
		}
		open := func() (*Backup, error) {
			if l != nil {
				return OpenLocked(t.Context(), dir, l)
			}
			return Open(t.Context(), dir, "")
		}
		name := fmt.Sprint("locked ", locked)
		for _, bad := range [][]byte{nil, []byte("rubbish"), snapshot[:len(snapshot)/3]} {
			if err := os.WriteFile(r.Path, bad, 0o600); err != nil {
				t.Fatal(err)
			}
			if got := restored(t, name, open); got.Messages != 30 || got.Missing != 0 {
				t.Errorf("%s, %d octets of a snapshot: %+v", name, len(bad), got)
			}
		}
		if err := os.Remove(r.Path); err != nil {
			t.Fatal(err)
		}
		if locked {
			if _, err := Open(t.Context(), dir, "sesame"); err != nil {
				t.Error(err)
			}
			if _, err := Open(t.Context(), dir, ""); err == nil {
				t.Error("opened without the password")
			}
		}
		// Over what is here, also what came out of a damaged file, and with a session behind.
		b, err := open()
		if err != nil {
			t.Fatal(err)
		}
		if v, err := b.Verify(t.Context()); err == nil || v.Messages != 30 || len(v.Damaged) > 0 {
			t.Errorf("%s: %+v %v", name, v, err)
		}
		if look, err := b.Look(t.Context(), t.TempDir()); err != nil {
			t.Error(err)
		} else if n, bad, err := look.Verify(t.Context()); n != 30 || len(bad) > 0 || err != nil {
			t.Error(name, n, bad, err)
		} else if err := look.Close(); err != nil {
			t.Error(err)
		}
		here := storagetest.OpenIn(t, t.TempDir(), nil)
		owner := storagetest.AddAccount(t, here, "me@example.org")
		copies := func(list []fetch.Incoming) (out []fetch.Incoming) {
			for _, m := range list {
				m.Raw = bytes.Clone(m.Raw)
				out = append(out, m)
			}
			return out
		}
		storagetest.Deliver(t, here, owner, copies(in[:10])...)
		if got, err := b.Restore(t.Context(), here, storage.Pick{}); err != nil || got.Messages != 20 || got.Here != 10 {
			t.Errorf("%s: %+v %v", name, got, err)
		}
		storagetest.Deliver(t, here, owner, copies(in)...)
		list, err := here.List(t.Context(), mailbox.View{Account: owner}, 0)
		all, err2 := here.List(t.Context(), mailbox.View{}, 0)
		if err != nil || err2 != nil || len(all) != 30 {
			t.Errorf("%s: %d of the account, %d in all, %v %v", name, len(list), len(all), err, err2)
		}
		// Damage within the pack.
		spans := spansOf(t, pack, key)
		for range 4 {
			bad, least := slices.Clone(sound), 0
			if !locked {
				at := []int64{rand.Int64N(int64(len(bad))), int64(len(bad)) - 1 - rand.Int64N(headOctets)}
				for _, a := range at {
					bad[a] ^= 1 << rand.IntN(8)
				}
				least = wholeIn(spans, at...)
			} else { // what is locked together is lost together
				const head = 300 // or less
				at := head + rand.Int64N(int64(len(bad))-head-searchBlock-head)
				bad[at] ^= 1 << rand.IntN(8)
				for _, s := range spans {
					if s.kind == kindOctets && (s.to < at-searchBlock-2*head || s.from > at+searchBlock) {
						least++
					}
				}
			}
			if err := os.WriteFile(pack, bad, 0o600); err != nil {
				t.Fatal(err)
			}
			if got := restored(t, name, open); got.Messages < least {
				t.Errorf("%s: %+v, least %d", name, got, least)
			}
		}
	}
}

// FuzzSalvage: whatever octets a file has, going through it ends, and what is given out whole
// fits its checksum. What is read for it is bounded.
func FuzzSalvage(f *testing.F) {
	var b bytes.Buffer
	w, err := newStreamWriter(&b)
	if err != nil {
		f.Fatal(err)
	}
	for _, raw := range [][]byte{[]byte("Subject: one\r\n\r\ntext text text text\r\n"), {}, bytes.Repeat([]byte("line\r\n"), 1000)} {
		if err := w.record(kindOctets, sha256.Sum256(raw), int64(len(raw)), func(w io.Writer) error { _, err := w.Write(raw); return err }); err != nil {
			f.Fatal(err)
		}
	}
	if _, err := w.end([]byte("{}")); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes(), 3)
	f.Add(append(bytes.Repeat([]byte("O"), 500), b.Bytes()...), 900)
	path := filepath.Join(f.TempDir(), "b")
	f.Fuzz(func(t *testing.T, octets []byte, flip int) {
		if len(octets) == 0 || len(octets) > 64<<10 {
			return
		}
		octets = slices.Clone(octets)
		octets[max(flip, 0)%len(octets)] ^= 4
		if err := os.WriteFile(path, octets, 0o600); err != nil {
			t.Fatal(err)
		}
		unpacked := int64(0)
		_, err := eachRecord(context.Background(), path, opener{}, func(s *streamReader) error {
			raw, err := io.ReadAll(io.LimitReader(s, chunkOctets))
			if unpacked += int64(len(raw)); unpacked > 4*chunkOctets {
				return context.Canceled // chunks of zeros are a thousand times as large
			}
			if err == nil && int64(len(raw)) == s.size && s.size > 0 && sha256.Sum256(raw) != s.key {
				t.Error("octets that do not fit were given out")
			}
			return err
		})
		if err != nil && unpacked <= 4*chunkOctets {
			t.Error(err)
		}
	})
}
