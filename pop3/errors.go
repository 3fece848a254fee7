package pop3

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"popmail/pop3/internal/wire"
)

// ErrClosed is returned by every method of a Client whose connection has been
// closed by Close or Quit.
var ErrClosed = errors.New("pop3: connection closed")

// ErrInjected is in the chain of an error where text without encryption has come after
// the answer to STLS: somebody on the way may have put it there (RFC 3207, section 6).
var ErrInjected = errors.New("text that was not asked for")

// The extended response codes of RFC 2449, section 8.1, and RFC 3206, section 4.
const (
	CodeInUse      = "IN-USE"      // another session has the maildrop
	CodeLoginDelay = "LOGIN-DELAY" // logged in too soon after the last time
	CodeSysTemp    = "SYS/TEMP"    // fault of the server that will pass
	CodeSysPerm    = "SYS/PERM"    // fault of the server that a person must mend
	CodeAuth       = "AUTH"        // user name or password are wrong
)

// ServerError is an answer of "-ERR" (RFC 1939, section 3).
type ServerError struct {
	Command string // "PASS", "RETR 7", …; "greeting" for the greeting. Never holds a password
	Text    string // what the server said, without control characters and without the code
	Code    string // extended response code without brackets in upper case, or ""
	Hidden  bool   // what the server said repeats the password; Text is empty then

	rest string // with Hidden: the answer without the password
}

// Words are what the server said, for telling what kind of answer it is. Show Text.
func (e *ServerError) Words() string {
	if e.Hidden {
		return e.rest
	}
	return e.Text
}

// KnownCode is the longest beginning of code that this package has a constant
// for, or "": the levels of a code are parted by slashes, and those that a client
// does not know refine those before them (RFC 2449, section 8).
func KnownCode(code string) string {
	for {
		switch code {
		case CodeInUse, CodeLoginDelay, CodeSysTemp, CodeSysPerm, CodeAuth:
			return code
		}
		i := strings.LastIndexByte(code, '/')
		if i < 0 {
			return ""
		}
		code = code[:i]
	}
}

// Error tells the command and the server's words.
func (e *ServerError) Error() string {
	s := "pop3: " + e.Command + ": the server refused"
	if e.Code != "" {
		s += " [" + e.Code + "]"
	}
	switch {
	case e.Hidden:
		s += " (its answer is not shown, because it repeats the password)"
	case e.Text != "":
		s += ": " + e.Text
	}
	return s
}

// ProtocolError says that the other side does not keep to POP3, or does not
// speak it at all. The connection is of no more use after it.
type ProtocolError struct {
	Command string // what was to be answered
	Reason  string
	Got     string // the beginning of the offending text, without control characters; may be empty
	Err     error  // cause, may be nil
}

// Error tells the command, the reason and what came instead.
func (e *ProtocolError) Error() string {
	s := "pop3: " + e.Command + ": " + e.Reason
	if e.Got != "" {
		s += ": " + strconv.Quote(e.Got)
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap returns the cause.
func (e *ProtocolError) Unwrap() error { return e.Err }

// LimitError says that something is larger than this client takes.
type LimitError struct {
	Command string
	What    string // "message", "line", "listing"
	Limit   int64  // octets
	Size    int64  // octets, as far as known; 0: unknown
}

// Error tells what is too large.
func (e *LimitError) Error() string {
	s := fmt.Sprintf("pop3: %s: %s larger than the limit of %d octets", e.Command, e.What, e.Limit)
	if e.Size > 0 {
		s += fmt.Sprintf(" (%d)", e.Size)
	}
	return s
}

// ArgumentError says that an argument cannot be sent. Nothing was sent. It does
// not hold the argument, which may be a password.
type ArgumentError struct {
	Command string
	Reason  string
}

// Error tells the command and the reason.
func (e *ArgumentError) Error() string { return "pop3: " + e.Command + ": " + e.Reason }

// PipelineError says that a server that advertises PIPELINING (RFC 2449,
// section 6.6) lost its way in commands sent ahead. A new session with
// Options.NoPipelining may do better.
type PipelineError struct {
	Command  string // the command whose answer is missing or wrong
	Reason   string
	InFlight int   // commands sent and not answered
	Err      error // cause, may be nil
}

// Error tells the command and how many answers are missing.
func (e *PipelineError) Error() string {
	s := fmt.Sprintf("pop3: %s: %s, %d commands sent ahead are not answered", e.Command, e.Reason, e.InFlight)
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap returns the cause.
func (e *PipelineError) Unwrap() error { return e.Err }

// checkArg refuses what would end a command early or make it too long.
func checkArg(command, arg string) error {
	if strings.ContainsAny(arg, "\r\n\x00") {
		return &ArgumentError{command, "the argument holds a line break or NUL"}
	}
	if len(command)+1+len(arg) > wire.MaxCommand {
		return &ArgumentError{command, "the argument is too long"}
	}
	return nil
}
