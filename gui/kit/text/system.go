package text

import (
	"os"
	"path/filepath"
	"runtime"
	"sync"

	"github.com/go-text/typesetting/fontscan"
)

// FindSystem has the fonts of the computer found, once in a process: who asks meanwhile waits, who
// asks later does not. It takes a part of a tenth of a second, and up to some seconds where no
// program has done it before. Whoever asks fontscan first decides where its index lies, and where
// that cannot be written fontscan has no fonts at all.
var FindSystem = sync.OnceFunc(func() {
	dir := indexFolder()
	_, _ = fontscan.SystemFonts(silent{}, dir)
	if dir != "" {
		_ = os.RemoveAll(dir) // it is in memory now
	}
})

// SystemFirst reports whether FindSystem has to be called before anybody else asks for fonts of the
// computer: the user's folder for such an index cannot be written, as its disk is full or it is
// somebody else's.
func SystemFirst() bool { return !indexFits() }

// indexFits reports whether the index of fonts can be written where fontscan and Fyne keep it.
var indexFits = sync.OnceValue(func() bool {
	dir, err := os.UserCacheDir()
	if err != nil {
		return false
	}
	size := int64(64 << 10)
	old, _ := filepath.Glob(filepath.Join(dir, "font_index_v*.cache"))
	for _, path := range old {
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return false
		}
		if st, err := f.Stat(); err == nil {
			size = max(size, st.Size())
		}
		_ = f.Close()
	}
	return holds(dir, size)
})

// indexFolder is a folder for the index of this process alone, empty where the usual one will do or
// there is none.
func indexFolder() string {
	if indexFits() {
		return ""
	}
	bases := []string{os.Getenv("XDG_RUNTIME_DIR"), os.TempDir()}
	if runtime.GOOS == "linux" {
		bases = append(bases, "/dev/shm")
	}
	for _, base := range bases {
		if !filepath.IsAbs(base) {
			continue
		}
		if dir, err := os.MkdirTemp(base, "popmail-fonts-"); err == nil {
			if holds(dir, 4<<20) {
				return dir
			}
			_ = os.RemoveAll(dir)
		}
	}
	return ""
}

// holds reports whether a file of a size, in octets, can be written into a folder, which is made.
func holds(dir string, size int64) bool {
	if os.MkdirAll(dir, 0o700) != nil {
		return false
	}
	f, err := os.CreateTemp(dir, ".popmail-")
	if err != nil {
		return false
	}
	_, err = f.Write(make([]byte, size))
	if e := f.Close(); err == nil {
		err = e
	}
	_ = os.Remove(f.Name())
	return err == nil
}
