package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"popmail/account"
	"popmail/storage"
)

// roomQuiet is how long a data folder stays as it is before it counts as packed.
const roomQuiet = 20 * time.Second

// room measures how large a data folder is beside the mail in it: after its arrival, and once
// a window had nothing else to do. The second mailbox is the same with each attachment in four
// messages, as where they are forwarded and answered; the third has files of 6 MB, in four each.
func room(ctx context.Context, out io.Writer, o options) error {
	fmt.Fprintf(out, "## Room on the disk, %d messages\n\n| mailbox | mail, MB | folder on arrival, × | folder when idle, × | idle after, s |\n| --- | --- | --- | --- | --- |\n", o.messages)
	copies := func(times int) func(i int) []byte {
		d := newDrop(false)
		return func(i int) []byte { return fmt.Appendf(nil, "X-Copy: %d\r\n%s", i%times, d.message(i/times)) }
	}
	const times = 4
	large := func(i int) []byte {
		var b bytes.Buffer
		fmt.Fprintf(&b, "X-Copy: %0*d\n", 5+97*(i%times), i) // so that the file lies elsewhere
		numberedFile(&b, 6_000_000, byte(i/times))
		return b.Bytes()
	}
	for _, m := range []struct {
		name     string
		messages int
		message  func(i int) []byte
	}{{"as in the other measurements", o.messages, copies(1)}, {"each message four times", o.messages, copies(times)}, {"10 files of 6 MB in four messages each", 10 * times, large}} {
		if err := roomOf(ctx, out, m.name, m.messages, m.message); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintln(out)
	return err
}

func roomOf(ctx context.Context, out io.Writer, name string, messages int, message func(i int) []byte) error {
	dir, err := os.MkdirTemp("", "popmail-room-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	s, err := storage.Open(ctx, dir, &storage.Options{Window: true})
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	a := account.Account{Email: "room@example.org", Keep: account.KeepAsk, Interval: -1, Incoming: account.Server{Host: "127.0.0.1", Port: 9, Security: account.None}}
	if err := a.Validate(); err != nil {
		return err
	}
	id, err := s.AddAccount(ctx, a, nil)
	if err != nil {
		return err
	}
	var mail int64
	batch := map[string][]byte{}
	for i := range messages {
		raw := message(i)
		batch[fmt.Sprint(i)], mail = raw, mail+int64(len(raw))
		if len(batch) == 500 || i == messages-1 {
			if _, err := deliver(ctx, s, id, nil, batch); err != nil {
				return err
			}
			clear(batch)
		}
	}
	first, err := folderSize(dir)
	if err != nil {
		return err
	}
	last, took, err := settled(ctx, dir, first)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "| %s | %.0f | %.2f | %.2f | %.0f |\n", name, float64(mail)/1e6, float64(first.size)/float64(mail), float64(last.size)/float64(mail), took.Seconds())
	return err
}

// rest opens the store in dir as a window does, and leaves it open until it has done what it
// does when there is nothing else to do.
func rest(ctx context.Context, dir string) (took time.Duration, err error) {
	s, err := storage.Open(ctx, dir, &storage.Options{Window: true})
	if err != nil {
		return 0, err
	}
	defer func() {
		if e := s.Close(); err == nil {
			err = e
		}
	}()
	first, err := folderSize(dir)
	if err != nil {
		return 0, err
	}
	_, took, err = settled(ctx, dir, first)
	return took, err
}

// settled waits until nothing has been written in dir for a while, and says after which time
// that was so.
func settled(ctx context.Context, dir string, last folderState) (_ folderState, took time.Duration, err error) {
	begun, changed := time.Now(), time.Now()
	for time.Since(changed) < roomQuiet && ctx.Err() == nil {
		time.Sleep(time.Second)
		now, err := folderSize(dir)
		if err != nil {
			return last, 0, err
		}
		if now != last {
			last, changed = now, time.Now()
		}
	}
	return last, changed.Sub(begun), ctx.Err()
}

// folderState is the size of the files of a folder, and when one of them was written last.
type folderState struct {
	size    int64
	written time.Time
}

func folderSize(dir string) (f folderState, err error) {
	err = filepath.WalkDir(dir, func(_ string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		st, err := e.Info()
		if err != nil {
			return err
		}
		f.size += st.Size()
		if st.ModTime().After(f.written) {
			f.written = st.ModTime()
		}
		return nil
	})
	return f, err
}
