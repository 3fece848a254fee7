// Command console becomes popmail.com on Windows: what is started by "popmail" in a console. There the
// program itself, which has a window, would not be waited for. It starts PopMail.exe beside it with the same
// command line, waits for its end and ends as it has ended.
//
// Where both are there, Windows takes .com before .exe (PATHEXT).
package main

import (
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"unsafe"

	"golang.org/x/sys/windows"
)

const program = "PopMail.exe"

func main() {
	// Of Ctrl+C the program hears, too, and ends by itself. It is heard here so that it ends nothing: what
	// is merely ignored still does on Windows.
	signal.Notify(make(chan os.Signal, 1), os.Interrupt)
	code, err := run()
	if err != nil {
		fmt.Fprintf(os.Stderr, "popmail: %v\n", err)
		code = 1
	}
	os.Exit(int(code))
}

// run returns the code with which the program has ended.
func run() (code uint32, err error) {
	self, err := os.Executable()
	if err != nil {
		return 0, err
	}
	path := filepath.Join(filepath.Dir(self), program)
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return 0, err
	}
	// The rest of the line stays as it was typed: nothing is quoted anew.
	line, err := windows.UTF16PtrFromString(windows.EscapeArg(path) + rest(windows.UTF16PtrToString(windows.GetCommandLine())))
	if err != nil {
		return 0, err
	}
	start := &windows.StartupInfo{Flags: windows.STARTF_USESTDHANDLES, StdInput: piped(os.Stdin), StdOutput: piped(os.Stdout), StdErr: piped(os.Stderr)}
	start.Cb = uint32(unsafe.Sizeof(*start))
	var p windows.ProcessInformation
	if err := windows.CreateProcess(name, line, nil, nil, true, 0, nil, nil, start, &p); err != nil {
		return 0, fmt.Errorf("%s cannot be started: %w", path, err)
	}
	_ = windows.CloseHandle(p.Thread)
	defer func() { _ = windows.CloseHandle(p.Process) }()
	if _, err := windows.WaitForSingleObject(p.Process, windows.INFINITE); err != nil {
		return 0, err
	}
	err = windows.GetExitCodeProcess(p.Process, &code)
	return code, err
}

// piped is what the program is to read from or write to, where that is no console: it opens this
// console itself. 0: nothing.
func piped(f *os.File) windows.Handle {
	h := windows.Handle(f.Fd())
	var mode uint32
	if windows.GetConsoleMode(h, &mode) == nil {
		return 0
	}
	if err := windows.SetHandleInformation(h, windows.HANDLE_FLAG_INHERIT, windows.HANDLE_FLAG_INHERIT); err != nil {
		return 0
	}
	return h
}

// rest is a command line without the program's name ("Parsing C Command-Line Arguments").
func rest(line string) string {
	quoted := false
	for i, c := range line {
		switch {
		case c == '"':
			quoted = !quoted
		case (c == ' ' || c == '\t') && !quoted:
			return line[i:]
		}
	}
	return ""
}
