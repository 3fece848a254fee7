package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"popmail/storage"
	"popmail/storage/mailbox"
)

// newest measures how soon the first mail of a whole mailbox is in the list and can be read, beside the time
// that all of it takes: it is the newest.
func newest(ctx context.Context, out io.Writer, o options) error {
	dir, err := os.MkdirTemp("", "popmail-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	server, _, err := serve(dir, o.messages)
	if err != nil {
		return err
	}
	defer func() { _ = server.Stop() }()
	var firsts, all, inWindow, opens []time.Duration
	for round := range o.rounds + 1 { // the first one warms up the server and is not counted
		data := filepath.Join(dir, fmt.Sprint("data-", round))
		if err := addAccount(ctx, o, data, server, "tls"); err != nil {
			return err
		}
		first, whole, err := firstMail(ctx, o, data)
		if err != nil {
			return err
		}
		fresh := filepath.Join(dir, fmt.Sprint("window-", round))
		if err := addAccount(ctx, o, fresh, server, "tls"); err != nil {
			return err
		}
		stored, open, err := firstOpen(ctx, o, fresh)
		if err != nil {
			return err
		}
		if round > 0 {
			firsts, all = append(firsts, first), append(all, whole)
			inWindow, opens = append(inWindow, stored), append(opens, open)
		}
		for _, place := range []string{data, fresh} {
			if err := os.RemoveAll(place); err != nil {
				return err
			}
		}
	}
	fmt.Fprintf(out, "## The first mail of %d messages\n\nOver TLS, from the start of `popmail receive` until a message is in the list of another process, which looks every 5 ms.\n\n| what | seconds | × all of it |\n| --- | --- | --- |\n| the first message | %s | %s |\n| all | %s | 1 |\n\n",
		o.messages, seconds(firsts), spread(ratios(firsts, all)), seconds(all))
	fmt.Fprintf(out, "In a real window of 1280 × 800 on a virtual display, from the start of its process on an account of which nothing has been received. Down is pressed once a message has come, and again every 400 ms if nothing is opened, and the pixels of the pane beside the list are watched.\n\n| what | seconds |\n| --- | --- |\n| the first message is stored | %s |\n| a message was opened by key and is drawn | %s |\n\n", seconds(inWindow), seconds(opens))
	return nil
}

// firstMail receives a mailbox and returns when the first message was seen in the list, and
// when all had come.
func firstMail(ctx context.Context, o options, data string) (first, all time.Duration, err error) {
	s, err := storage.Open(ctx, data, nil)
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	c := exec.CommandContext(ctx, o.popmail, "receive", "--data", data, "--json")
	begin := time.Now()
	if err := c.Start(); err != nil {
		return 0, 0, err
	}
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }()
	for look := time.NewTicker(5 * time.Millisecond); ; {
		select {
		case err := <-ended:
			look.Stop()
			if err == nil && first == 0 {
				err = errors.New("no message was seen while all of them came")
			}
			return first, time.Since(begin), err
		case <-look.C:
			if first > 0 {
				continue
			}
			list, err := s.Index(ctx, mailbox.View{}, 1)
			if err != nil {
				return 0, 0, err
			}
			if len(list) > 0 {
				first = time.Since(begin)
			}
		}
	}
}
