package helper

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"time"

	"popmail/storage/textin"
)

const (
	fileTime  = 20 * time.Second // for one file
	readyTime = 5 * time.Minute  // to get ready: what reads PDF files is compiled once
	idleTime  = 20 * time.Second // after which the process is ended
)

// ErrNoHelper says that the process could not be started, or could not get ready: nothing is
// known of the file.
var ErrNoHelper = errors.New("the program that reads attached files does not start")

// Client starts the process when there is something to read. One file is read at a time.
type Client struct {
	start func() *exec.Cmd
	file  time.Duration
	idle  time.Duration
	turn  chan struct{} // held by who uses the process
	child *child
	ended *time.Timer
	shut  bool
}

type child struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
}

// New returns a client of the process that start describes. Nothing is started yet.
func New(start func() *exec.Cmd) *Client {
	return &Client{start: start, file: fileTime, idle: idleTime, turn: make(chan struct{}, 1)}
}

// Text has a file read. Its errors are those of textin, as textin.Reader has them, textin.ErrLost where the
// process ended or took too long; ErrNoHelper; and that of ctx.
func (c *Client) Text(ctx context.Context, data []byte, typ, name string) (string, error) {
	text, err := c.have(ctx, request{data: data, typ: typ, name: name})
	return string(text), err
}

// Draw has a page of a PDF drawn; its errors are those of Text, but for textin.ErrLost: who waits for a
// page is told that it is textin.ErrUnreadable.
func (c *Client) Draw(ctx context.Context, data []byte, typ, name string, v textin.View) (*textin.Picture, error) {
	if v.Page < 1 || v.Width < 1 || v.PerPoint <= 0 {
		return nil, textin.ErrUnreadable
	}
	b, err := c.have(ctx, request{data: data, typ: typ, name: name, view: v})
	if errors.Is(err, textin.ErrLost) {
		return nil, textin.ErrUnreadable
	}
	if err != nil {
		return nil, err
	}
	p := &textin.Picture{}
	if err := p.UnmarshalBinary(b); err != nil {
		return nil, textin.ErrUnreadable
	}
	return p, nil
}

// request is a file with what is to be done with it.
type request struct {
	data      []byte
	typ, name string
	view      textin.View // of page 0: the text is to be read
}

// have asks the process, which it starts where there is none.
func (c *Client) have(ctx context.Context, q request) ([]byte, error) {
	if len(q.data) > textin.MaxFile {
		return nil, textin.ErrUnreadable
	}
	select {
	case c.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-c.turn }()
	if c.shut {
		return nil, ErrNoHelper
	}
	if c.ended != nil {
		c.ended.Stop()
	}
	if c.child == nil {
		ch, err := launch(c.start())
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrNoHelper, err)
		}
		c.child = ch
	}
	text, verdict, err := c.ask(ctx, c.child, q)
	if err != nil {
		c.child.kill()
		c.child = nil
		return nil, err
	}
	c.ended = time.AfterFunc(c.idle, c.rest)
	switch verdict {
	case read:
		return text, nil
	case encrypted:
		return text, textin.ErrEncrypted
	case unfinished:
		return text, textin.ErrLost
	}
	return text, textin.ErrUnreadable
}

// ask asks the process. With an error it is not well, and nothing more is to be asked of it.
func (c *Client) ask(ctx context.Context, ch *child, q request) (text []byte, verdict byte, err error) {
	typ, name := q.typ[:min(len(q.typ), maxLabel)], q.name[max(0, len(q.name)-maxLabel):]
	timer := time.AfterFunc(readyTime, ch.cut)
	defer func() { timer.Stop() }()
	defer context.AfterFunc(ctx, ch.cut)()
	unready := func(err error) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fmt.Errorf("%w: %w", ErrNoHelper, err)
	}
	var head []byte
	for _, n := range []int{q.view.Page, q.view.Width, int(1000 * q.view.PerPoint), len(typ), len(name), len(q.data)} {
		head = binary.BigEndian.AppendUint32(head, uint32(n))
	}
	for _, b := range [][]byte{head, []byte(typ), []byte(name), q.data} {
		if _, err := ch.in.Write(b); err != nil {
			return nil, 0, unready(err)
		}
	}
	if b, err := ch.out.ReadByte(); err != nil || b != begun {
		return nil, 0, unready(errors.Join(err, errors.New("it did not get ready")))
	}
	timer.Stop()
	timer = time.AfterFunc(c.file, ch.cut)
	lost := func() error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return textin.ErrLost
	}
	if verdict, err = ch.out.ReadByte(); err != nil {
		return nil, 0, lost()
	}
	var size, most uint32 = 0, textin.MaxText
	if q.view.Page > 0 {
		most = textin.MostPicture
	}
	if err := binary.Read(ch.out, binary.BigEndian, &size); err != nil || size > most {
		return nil, 0, lost()
	}
	text = make([]byte, size)
	if _, err := io.ReadFull(ch.out, text); err != nil {
		return nil, 0, lost()
	}
	return text, verdict, nil
}

// rest ends a process that has had nothing to do.
func (c *Client) rest() {
	select {
	case c.turn <- struct{}{}:
	default:
		return // it has
	}
	c.drop()
	<-c.turn
}

func (c *Client) drop() {
	if c.child != nil {
		c.child.kill()
		c.child = nil
	}
}

// Close ends the process, once the file that it reads is read.
func (c *Client) Close() error {
	c.turn <- struct{}{}
	defer func() { <-c.turn }()
	if c.shut = true; c.ended != nil {
		c.ended.Stop()
	}
	c.drop()
	return nil
}

func launch(cmd *exec.Cmd) (*child, error) {
	hide(cmd)
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	return &child{cmd: cmd, in: in, out: bufio.NewReader(out)}, nil
}

// cut ends the process in the middle of its work.
func (ch *child) cut() { _ = ch.cmd.Process.Kill() }

// kill ends the process and waits until it is gone.
func (ch *child) kill() {
	_ = ch.in.Close()
	ch.cut()
	_ = ch.cmd.Wait() // it says that it was killed
}
