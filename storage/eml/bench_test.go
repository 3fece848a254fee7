package eml_test

import (
	"os"
	"testing"

	"popmail/storage/eml"
)

// BenchmarkDigest digests messages as a fetch brings them: those of the list
// corpus, or of the folder that POPMAIL_BENCH_MAIL names.
func BenchmarkDigest(b *testing.B) { benchRead(b, func(raw []byte) { eml.Digest(raw) }) }

// BenchmarkRow reads of them what their rows take.
func BenchmarkRow(b *testing.B) {
	benchRead(b, func(raw []byte) { _, _ = eml.ReadRow(b.Context(), raw) })
}

func benchRead(b *testing.B, read func(raw []byte)) {
	dir := os.Getenv("POPMAIL_BENCH_MAIL")
	if dir == "" {
		dir = corpora(b, "list")
	}
	var all [][]byte
	size := 0
	eachFile(b, dir, func(_ string, raw []byte) {
		all = append(all, raw)
		size += len(raw)
	})
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for _, raw := range all {
			read(raw)
		}
	}
}
