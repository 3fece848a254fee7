package main

import (
	"archive/zip"
	"context"
	"debug/pe"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"popmail/assets/licenses"
)

// Files of the packages for Windows.
const (
	windowsProgram = "PopMail.exe"
	windowsConsole = "popmail.com" // cmd/popmail/internal/console
	portableMark   = "portable.txt"
	softwareFolder = "mesa" // Mesa's software OpenGL, if the releaser has it
	softwareFirst  = "opengl32.dll"
)

// windowsSystem are the libraries that every Windows has: a program that is linked with another one
// does not start.
var windowsSystem = []string{"advapi32.dll", "bcryptprimitives.dll", "gdi32.dll", "imm32.dll", "kernel32.dll", "msvcrt.dll", "ntdll.dll", "ole32.dll", "oleaut32.dll", "opengl32.dll", "shell32.dll", "user32.dll", "winmm.dll", "ws2_32.dll"}

// windowsPackages makes the installer and the portable package of the program in a folder.
func (j *job) windowsPackages(ctx context.Context) error {
	for _, name := range []string{windowsProgram, windowsConsole} {
		if err := needsNothing(filepath.Join(j.windows, name)); err != nil {
			return err
		}
	}
	dir := filepath.Join(j.work, "windows")
	list, err := j.windowsFiles(dir)
	if err != nil {
		return err
	}
	if err := j.installer(ctx, dir, list); err != nil {
		return err
	}
	return j.portable(dir, list)
}

// needsNothing reports an error where a program is linked with what Windows does not have.
func needsNothing(program string) error {
	f, err := pe.Open(program)
	if err != nil {
		return fmt.Errorf("%s: %w", program, err)
	}
	defer f.Close()
	symbols, err := f.ImportedSymbols() // ImportedLibraries finds nothing
	if err != nil {
		return err
	}
	for _, s := range symbols {
		_, library, _ := strings.Cut(s, ":")
		if !slices.Contains(windowsSystem, strings.ToLower(library)) {
			return fmt.Errorf("%s needs %s, which not every Windows has (windowsSystem in windows.go)", program, library)
		}
	}
	return nil
}

// windowsFiles lays what is installed into a folder, and returns the names, with /.
func (j *job) windowsFiles(dir string) ([]string, error) {
	license, err := os.ReadFile(filepath.Join(j.repo, "LICENSE"))
	if err != nil {
		return nil, err
	}
	data := map[string][]byte{"LICENSE.txt": license, "licenses.txt": []byte(licenses.Text)}
	for _, name := range []string{windowsProgram, windowsConsole} {
		if data[name], err = os.ReadFile(filepath.Join(j.windows, name)); err != nil {
			return nil, err
		}
	}
	software, err := filesOf(j.mesa)
	if err != nil {
		return nil, err
	}
	for name, octets := range software {
		data[path.Join(softwareFolder, name)] = octets
	}
	var list []string
	for name, octets := range data {
		to := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return nil, err
		}
		if err := os.WriteFile(to, octets, 0o644); err != nil {
			return nil, err
		}
		list = append(list, name)
	}
	slices.Sort(list)
	return list, nil
}

// filesOf are the files of Mesa: one, or those of a folder, of which one must be opengl32.dll.
func filesOf(from string) (map[string][]byte, error) {
	if from == "" {
		return nil, nil
	}
	paths := []string{from}
	if st, err := os.Stat(from); err != nil {
		return nil, err
	} else if st.IsDir() {
		if paths, err = filepath.Glob(filepath.Join(from, "*")); err != nil {
			return nil, err
		}
	}
	data := map[string][]byte{}
	for _, p := range paths {
		octets, err := os.ReadFile(p)
		if err != nil {
			return nil, err
		}
		data[strings.ToLower(filepath.Base(p))] = octets
	}
	if _, ok := data[softwareFirst]; !ok {
		return nil, fmt.Errorf("%s is not, and has no, %s", from, softwareFirst)
	}
	return data, nil
}

// installer makes the installer of what lies in a folder.
func (j *job) installer(ctx context.Context, dir string, list []string) error {
	var size int64
	for _, name := range list {
		st, err := os.Stat(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			return err
		}
		size += st.Size()
	}
	out, err := filepath.Abs(filepath.Join(j.to, "PopMail-"+j.version.whole()+"-setup.exe"))
	if err != nil {
		return err
	}
	files, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	shown, err := filepath.Abs(j.windows)
	if err != nil {
		return err
	}
	args := []string{"-V2", "-NOCD", "-INPUTCHARSET", "UTF8", "-DVERSION=" + j.version.whole(), "-DNUMBER=" + j.version.windows(), "-DSITE=" + j.site,
		"-DFILES=" + files, "-DOUT=" + out, "-DSHOWN=" + shown, fmt.Sprintf("-DSIZE=%d", size>>10)}
	if j.mesa != "" {
		args = append(args, "-DMESA")
	}
	cmd := exec.CommandContext(ctx, "makensis", append(args, "popmail.nsi")...)
	cmd.Dir = filepath.Join(j.repo, "assets", "dist", "windows")
	cmd.Env = append(j.environment(), "HOME=/nowhere") // no settings of the person's own
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("makensis: %w", err)
	}
	return nil
}

// portable makes a zip file of what lies in a folder, with the mark by which the program keeps its data beside it.
func (j *job) portable(dir string, list []string) (err error) {
	out, err := os.Create(filepath.Join(j.to, "PopMail-"+j.version.whole()+"-portable.zip"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	z := zip.NewWriter(out)
	add := func(name, from string) error {
		f, err := os.Open(from)
		if err != nil {
			return err
		}
		defer f.Close()
		w, err := z.CreateHeader(&zip.FileHeader{Name: "PopMail/" + name, Method: zip.Deflate, Modified: j.time})
		if err == nil {
			_, err = io.Copy(w, f)
		}
		return err
	}
	for _, name := range list {
		if err := add(name, filepath.Join(dir, filepath.FromSlash(name))); err != nil {
			return err
		}
	}
	if err := add(portableMark, filepath.Join(j.repo, "assets", "dist", "windows", portableMark)); err != nil {
		return err
	}
	return z.Close()
}
