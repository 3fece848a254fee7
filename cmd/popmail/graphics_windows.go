package main

import (
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"golang.org/x/sys/windows"

	"popmail/gui/kit/lang"
)

// Mesa's software OpenGL, which may come with the program: it lies in a folder of its own until it
// is needed. Beside the program Windows takes it instead of its own.
const (
	softwareFolder = "mesa"
	softwareFirst  = "opengl32.dll"
)

// drawable reports whether the window can be drawn, and otherwise tells the person what is missing
// and what helps. again is what is left to be done once the data folder is free. It is called on the
// main thread once Fyne has made a window, which starts GLFW.
func drawable(bool) (again func() error, ok bool) {
	err := tryDrawing()
	if err == nil {
		return nil, true
	}
	slog.Error("the window cannot be drawn", "error", err)
	said := func() error { return errSaid }
	why := lang.L("PopMail can’t show its window: the graphics driver of this computer is missing or too old.")
	help := lang.L("Install the newest driver, from Windows Update or from the maker of the computer. Over Remote Desktop it may be enough to start PopMail at the computer itself.")
	from, to := softwareFolders()
	if from == "" {
		box(why+"\n\n"+help, windows.MB_ICONERROR)
		return said, false
	}
	if box(why+"\n\n"+help+"\n\n"+lang.L("PopMail can also draw without a driver, a little slower. Do that from now on?"), windows.MB_ICONWARNING|windows.MB_YESNO) != idYes {
		return said, false
	}
	if err := takeSoftware(from, to); err != nil {
		slog.Error("Mesa could not be copied", "error", err)
		box(lang.L("That didn’t work: PopMail can’t write to the folder in which it is installed."), windows.MB_ICONERROR)
		return said, false
	}
	return startAgain, false
}

// cameUp reports that the window is there: drawable has tried it.
func cameUp(fyne.Window) (again func() error, ok bool) { return nil, true }

// idYes is IDYES of winuser.h.
const idYes = 6

// box shows a message of Windows' own, and returns which button was pressed.
func box(text string, kind uint32) int32 {
	t, err1 := windows.UTF16PtrFromString(text)
	caption, err2 := windows.UTF16PtrFromString(programName)
	if errors.Join(err1, err2) != nil {
		return 0
	}
	pressed, _ := windows.MessageBox(0, t, caption, kind|windows.MB_SETFOREGROUND)
	return pressed
}

// softwareFolders are where Mesa lies and where it belongs; empty: there is none, or it is used already.
func softwareFolders() (from, to string) {
	self, err := os.Executable()
	if err != nil {
		return "", ""
	}
	to = filepath.Dir(self)
	from = filepath.Join(to, softwareFolder)
	if _, err := os.Stat(filepath.Join(from, softwareFirst)); err != nil {
		return "", ""
	}
	if _, err := os.Stat(filepath.Join(to, softwareFirst)); err == nil {
		return "", ""
	}
	return from, to
}

// takeSoftware copies Mesa beside the program; what Windows looks for first comes last, so that it
// is whole or not there.
func takeSoftware(from, to string) error {
	list, err := filepath.Glob(filepath.Join(from, "*.dll"))
	if err != nil {
		return err
	}
	for _, file := range list {
		if name := filepath.Base(file); !strings.EqualFold(name, softwareFirst) {
			if err := copyFile(file, filepath.Join(to, name)); err != nil {
				return err
			}
		}
	}
	part := filepath.Join(to, softwareFirst+".part")
	if err := copyFile(filepath.Join(from, softwareFirst), part); err != nil {
		return err
	}
	return os.Rename(part, filepath.Join(to, softwareFirst))
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

// startAgain starts the program as it was started.
func startAgain() error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	p, err := os.StartProcess(self, os.Args, &os.ProcAttr{Files: []*os.File{os.Stdin, os.Stdout, os.Stderr}})
	if err != nil {
		return err
	}
	return p.Release()
}

// onScreen reports that there is a screen: this system has one.
func onScreen() (again func() error, ok bool) { return nil, true }
