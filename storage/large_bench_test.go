package storage_test

import (
	"fmt"
	"io"
	"testing"

	"popmail/storage/mailbox"
	"popmail/storage/storagetest"
)

// BenchmarkLargeFiles stores messages of 16 MB, each with a file of its own or all with the same, and reads them;
// cpu-ms is the processor time of each.
func BenchmarkLargeFiles(b *testing.B) {
	for _, equal := range []bool{false, true} {
		s := storagetest.Open(b, nil)
		folder, err := s.CreateFolder(ctx, "Films")
		if err != nil {
			b.Fatal(err)
		}
		var ids []mailbox.ID
		name := map[bool]string{false: "of its own", true: "equal"}[equal]
		b.Run("store, "+name, func(b *testing.B) {
			cpu := 0.0
			for i := range b.N {
				seed := byte(len(ids))
				if equal {
					seed = 0
				}
				raw := carrying(fmt.Sprint("film ", i), noise(12_000_000, seed))
				was := cpuSeconds()
				id, err := s.Add(ctx, mailbox.New{Folder: folder, Raw: raw})
				if err != nil {
					b.Fatal(err)
				}
				cpu += cpuSeconds() - was
				ids = append(ids, id)
			}
			b.ReportMetric(cpu*1000/float64(b.N), "cpu-ms")
		})
		b.Run("read, "+name, func(b *testing.B) {
			was := cpuSeconds()
			for i := range b.N {
				if err := s.Stream(ctx, ids[i%len(ids)], io.Discard); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric((cpuSeconds()-was)*1000/float64(b.N), "cpu-ms")
		})
	}
}
