package spool

import (
	"crypto/rand"
	"os"
	"path/filepath"
	"unsafe"

	"golang.org/x/sys/windows"
)

// create makes a file that Windows removes as it is closed, also where the process is ended.
func create(dir, name string) (*os.File, error) {
	path := filepath.Join(dir, name+"-"+rand.Text())
	p, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return nil, err
	}
	h, err := windows.CreateFile(p, windows.GENERIC_READ|windows.GENERIC_WRITE, 0, nil, windows.CREATE_NEW,
		windows.FILE_ATTRIBUTE_TEMPORARY|windows.FILE_FLAG_DELETE_ON_CLOSE, 0)
	if err != nil {
		return nil, &os.PathError{Op: "create", Path: path, Err: err}
	}
	return os.NewFile(uintptr(h), path), nil
}

// mapping is a file that the system shows as memory.
type mapping struct{ octets []byte }

func mapFile(f *os.File, size int64) (mapping, error) {
	if int64(int(size)) != size {
		return mapping{}, windows.ERROR_FILE_TOO_LARGE // a system of 32 bits
	}
	h, err := windows.CreateFileMapping(windows.Handle(f.Fd()), nil, windows.PAGE_READONLY, 0, 0, nil)
	if err != nil {
		return mapping{}, os.NewSyscallError("CreateFileMapping", err)
	}
	defer func() { _ = windows.CloseHandle(h) }() // the view keeps it
	addr, err := windows.MapViewOfFile(h, windows.FILE_MAP_READ, 0, 0, uintptr(size))
	if err != nil {
		return mapping{}, os.NewSyscallError("MapViewOfFile", err)
	}
	// The view is no memory of Go's, so that its address is all there is to begin with.
	return mapping{unsafe.Slice(*(**byte)(unsafe.Pointer(&addr)), int(size))}, nil
}

// trim lets go of the pages that were looked at: unlocking what is not locked takes it out of
// the working set, as the documentation of VirtualUnlock says.
func (m *mapping) trim() {
	if m.octets != nil {
		_ = windows.VirtualUnlock(m.begin(), uintptr(len(m.octets)))
	}
}

func (m *mapping) begin() uintptr { return uintptr(unsafe.Pointer(unsafe.SliceData(m.octets))) }

// holds reports whether an address is one of the mapping.
func (m *mapping) holds(addr uintptr) bool {
	return addr >= m.begin() && addr < m.begin()+uintptr(len(m.octets))
}

func (m *mapping) unmap() error {
	if m.octets == nil {
		return nil
	}
	begin := m.begin()
	m.octets = nil
	return os.NewSyscallError("UnmapViewOfFile", windows.UnmapViewOfFile(begin))
}
