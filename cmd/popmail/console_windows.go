package main

import (
	"context"
	"os"
	"time"

	"golang.org/x/sys/windows"
)

var (
	kernel32          = windows.NewLazySystemDLL("kernel32.dll")
	attachConsoleCall = kernel32.NewProc("AttachConsole")
	freeConsoleCall   = kernel32.NewProc("FreeConsole")
	setHandlerCall    = kernel32.NewProc("SetConsoleCtrlHandler")
)

// parentProcess is ATTACH_PARENT_PROCESS, a DWORD.
const parentProcess = 0xFFFFFFFF

// openConsole lets a command read and write where it was typed: a program with a window has no
// console of its own on Windows, but may use that of the program which has started it. What is
// piped or goes to a file does so anyway. Without arguments the window is wanted, and nothing is done.
func openConsole(args []string) {
	if len(args) == 0 || attachConsoleCall.Find() != nil {
		return
	}
	if ok, _, _ := attachConsoleCall.Call(parentProcess); ok == 0 {
		return // it was not started from a console
	}
	attached = true
	for _, s := range []struct {
		file   **os.File
		which  uint32
		name   string
		access uint32
	}{
		{&os.Stdin, windows.STD_INPUT_HANDLE, "CONIN$", windows.GENERIC_READ | windows.GENERIC_WRITE},
		{&os.Stdout, windows.STD_OUTPUT_HANDLE, "CONOUT$", windows.GENERIC_READ | windows.GENERIC_WRITE},
		{&os.Stderr, windows.STD_ERROR_HANDLE, "CONOUT$", windows.GENERIC_READ | windows.GENERIC_WRITE},
	} {
		if given(windows.Handle((*s.file).Fd())) {
			continue
		}
		name, err := windows.UTF16PtrFromString(s.name)
		if err != nil {
			continue
		}
		h, err := windows.CreateFile(name, s.access, windows.FILE_SHARE_READ|windows.FILE_SHARE_WRITE, nil, windows.OPEN_EXISTING, 0, 0)
		if err != nil {
			continue
		}
		*s.file = os.NewFile(uintptr(h), s.name)
		_ = windows.SetStdHandle(s.which, h) // where Go itself writes when a program fails
	}
}

// heedConsole returns a context that ends with Ctrl+C and where the console is closed. A console that the
// program was not started with has forgotten that Go listens for these (Microsoft, "Console Control Handlers").
func heedConsole(ctx context.Context) context.Context {
	if !attached || setHandlerCall.Find() != nil {
		return ctx
	}
	ctx, cancel := context.WithCancel(ctx)
	_, _, _ = setHandlerCall.Call(windows.NewCallback(func(event uintptr) uintptr {
		cancel()
		if event > ctrlBreak {
			time.Sleep(endTime) // Windows ends the program as soon as this returns
		}
		return 1
	}), 1)
	return ctx
}

// ctrlBreak is CTRL_BREAK_EVENT; CTRL_C_EVENT is below it, and what ends the program above it.
const ctrlBreak = 1

// attached: the console of another program is used.
var attached bool

// closeConsole lets go of the console: closing it would end every program that uses it, and the
// window is to stay.
func closeConsole() {
	if freeConsoleCall.Find() == nil {
		_, _, _ = freeConsoleCall.Call()
	}
}

// given reports whether whoever has started the program has said where it reads or writes.
func given(h windows.Handle) bool {
	if h == 0 || h == windows.InvalidHandle {
		return false
	}
	kind, err := windows.GetFileType(h)
	return err == nil && kind != windows.FILE_TYPE_UNKNOWN
}

// seen reports whether somebody can read what is written to a file such as os.Stderr.
func seen(f *os.File) bool { return given(windows.Handle(f.Fd())) }

// tellInBox tells what went wrong with the window where nobody would read it otherwise, as after a double
// click; false: somebody does.
func tellInBox(text string) bool {
	if seen(os.Stderr) {
		return false
	}
	box(text, windows.MB_ICONERROR)
	return true
}
