package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/pflag"
	"golang.org/x/term"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// maxPassword bounds a password, in octets.
const maxPassword = 4096

// passwordFlags say where a password comes from. None: it is asked for.
type passwordFlags struct {
	file  string
	stdin bool
}

func (p *passwordFlags) register(f *pflag.FlagSet) {
	f.StringVar(&p.file, "password-file", "", "read the password from the first line of `FILE`")
	f.BoolVar(&p.stdin, "password-stdin", false, "read the password from the first line of standard input")
}

func (p passwordFlags) given() bool { return p.file != "" || p.stdin }

func (p passwordFlags) check() error {
	if p.file != "" && p.stdin {
		return usagef("use either --password-file or --password-stdin")
	}
	return nil
}

// readPassword reads the password from where p says, or asks on the terminal.
func (e *env) readPassword(ctx context.Context, p passwordFlags, email string) (string, error) {
	switch {
	case p.file != "":
		return passwordFile("--password-file", p.file)
	case p.stdin:
		pw, err := firstLine(e.in)
		if err != nil {
			return "", fmt.Errorf("--password-stdin: %w", err)
		}
		return pw, nil
	}
	return e.askPassword(ctx, email)
}

// passwordFile reads the first line of a file that a flag names.
func passwordFile(flag, file string) (string, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", fmt.Errorf("%s: %w", flag, err)
	}
	defer f.Close()
	pw, err := firstLine(f)
	if err != nil {
		return "", fmt.Errorf("%s: %w", flag, err)
	}
	return pw, nil
}

// firstLine reads the first line without its line end and without a mark of the order of octets,
// which editors and shells of Windows put in front. Spaces belong to it.
func firstLine(r io.Reader) (string, error) {
	s, err := inUTF8(bufio.NewReader(io.LimitReader(r, 2*(maxPassword+3)))).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	s = strings.TrimSuffix(s, "\n")
	s = strings.TrimSuffix(s, "\r")
	switch {
	case s == "":
		return "", errors.New("the first line is empty; it must hold the password")
	case len(s) > maxPassword:
		return "", errors.New("the first line is too long for a password")
	case strings.ContainsAny(s, "\r\x00"):
		return "", errors.New("the first line holds a control character")
	}
	return s, nil
}

// inUTF8 is text in UTF-8 where a mark of the order of octets says UTF-16, and without such a mark. It
// reads no more than the first octet of what has none: the rest may be long in coming.
func inUTF8(r *bufio.Reader) *bufio.Reader {
	if first, _ := r.Peek(1); len(first) == 0 || first[0] != 0xef && first[0] != 0xfe && first[0] != 0xff {
		return r
	}
	return bufio.NewReader(transform.NewReader(r, unicode.BOMOverride(transform.Nop)))
}

func isTerminal(f *os.File) bool { return f != nil && term.IsTerminal(int(f.Fd())) }

// askPassword asks on the terminal and shows nothing of what is typed. When ctx
// ends, the terminal gets its echo back.
func (e *env) askPassword(ctx context.Context, email string) (string, error) {
	if !isTerminal(e.in) {
		return "", errors.New("there is no terminal to ask for the password on; use --password-file or --password-stdin")
	}
	fd := int(e.in.Fd())
	before, err := term.GetState(fd)
	if err != nil {
		return "", err
	}
	fmt.Fprintf(e.err, "Password for %s: ", oneLine(email))
	type answer struct {
		pw  []byte
		err error
	}
	c := make(chan answer, 1)
	// The goroutine ends with the answer, or with the program: a read from a
	// terminal cannot be broken off.
	go func() {
		pw, err := term.ReadPassword(fd)
		c <- answer{pw, err}
	}()
	select {
	case <-ctx.Done():
		_ = term.Restore(fd, before)
		fmt.Fprintln(e.err)
		return "", ctx.Err()
	case a := <-c:
		fmt.Fprintln(e.err)
		if a.err != nil {
			return "", fmt.Errorf("no password was given: %w", a.err)
		}
		return firstLine(strings.NewReader(string(a.pw)))
	}
}
