//go:build unix

package spool

import (
	"os"
	"unsafe"

	"golang.org/x/sys/unix"
)

// create makes a file without a name.
func create(dir, name string) (*os.File, error) {
	f, err := os.CreateTemp(dir, name+"-*") // mode 0600
	if err != nil {
		return nil, err
	}
	_ = os.Remove(f.Name()) // else Clean does it
	return f, nil
}

// mapping is a file that the system shows as memory.
type mapping struct{ octets []byte }

func mapFile(f *os.File, size int64) (mapping, error) {
	if int64(int(size)) != size {
		return mapping{}, unix.EFBIG // a system of 32 bits
	}
	b, err := unix.Mmap(int(f.Fd()), 0, int(size), unix.PROT_READ, unix.MAP_SHARED)
	return mapping{b}, err
}

// trim lets go of the pages that were looked at. They are read again where they are needed.
func (m *mapping) trim() {
	if m.octets != nil {
		_ = unix.Madvise(m.octets, unix.MADV_DONTNEED) // it is advice
	}
}

// holds reports whether an address is one of the mapping.
func (m *mapping) holds(addr uintptr) bool {
	begin := uintptr(unsafe.Pointer(unsafe.SliceData(m.octets)))
	return addr >= begin && addr < begin+uintptr(len(m.octets))
}

func (m *mapping) unmap() error {
	if m.octets == nil {
		return nil
	}
	b := m.octets
	m.octets = nil
	return unix.Munmap(b)
}
