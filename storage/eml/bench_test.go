package eml_test

import (
	"os"
	"testing"

	"popmail/storage/eml"
)

// BenchmarkDigest digests messages as a fetch brings them: those of the list
// corpus, or of the folder that POPMAIL_BENCH_MAIL names.
func BenchmarkDigest(b *testing.B) {
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
			eml.Digest(raw)
		}
	}
}
