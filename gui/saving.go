package gui

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"time"

	"github.com/adrg/xdg"

	"popmail/gui/kit/lang"
	"popmail/gui/kit/picture"
	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/eml"
	"popmail/storage/mailbox"
)

// saving puts messages and attachments on the disk, and opens them in other programs.
type saving struct {
	*shell
	store    Reading
	onLetter func(in *enclosed) // an attached message is to be shown
	onAsked  func()             // a question for a place is gone; may be nil
	// onTooMany tells that more messages were dragged out of the window than that takes; nil: none are dragged.
	onTooMany func()
	carried   func(drop bool) // ends what is dragged out of the window; nil: nothing is
}

func newSaving(sh *shell, store Reading) *saving { return &saving{shell: sh, store: store} }

// openAttachment shows an attached message, and writes any other attachment where another
// program can read it, and opens it there.
func (sv *saving) openAttachment(id mailbox.ID, index int) {
	var path string
	var in *enclosed
	sv.writing(lang.L("Opening the file…"), func(ctx context.Context, count counter) error {
		a, err := sv.store.Describe(ctx, id, index)
		if err != nil {
			return err
		}
		if a.Size <= mostEnclosed && a.MayBeMessage() {
			data, _, err := sv.store.Attachment(ctx, id, index)
			if err != nil {
				return err
			}
			if eml.IsMessage(a, data) {
				if in, err = sv.enclose(ctx, id, index, data); err != nil || in.depth <= mostDeep {
					return err
				}
				in = nil
			}
		}
		counted := count(a.Size)
		path, err = sv.lend(eml.SafeName(a.Name, a.Index), func(w io.Writer) error {
			_, err := sv.store.StreamAttachment(ctx, id, index, counted(w))
			return err
		})
		return err
	}, func(err error) {
		switch {
		case errors.Is(err, context.Canceled):
			return
		case err != nil:
			sv.failed(err)
			return
		case in != nil:
			sv.onLetter(in)
			return
		}
		sv.openAddress(fileAddress(path), func() {
			sv.toasts.offer(lang.L("No program on this computer could open the file. Save it instead."), lang.L("Save…"), func() { sv.saveAttachment(id, index) })
		})
	})
}

// writing does something that writes files of all octets in all (0: nobody knows), in the background. What takes longer than
// a moment is told with a way to stop it, then with how far it is. done is told how it has ended, context.Canceled where it
// was stopped.
func (sv *saving) writing(text string, work func(ctx context.Context, count counter) error, done func(err error)) {
	var written, all atomic.Int64
	var err error
	var bar *widgets.Toast
	ctx, cancel := context.WithCancel(context.Background())
	ended := sv.long(text)
	tick := func() {}
	var look func()
	look = func() {
		if ctx.Err() != nil { // it was stopped, which the work notices when it writes next
			return
		}
		say := text
		if n := written.Load(); n > 0 && bar != nil {
			say += " · " + words.Size(n)
			if of := all.Load(); of >= n {
				say = text + " · " + words.Part(n, of)
			}
		}
		if bar == nil || sv.toasts.now == nil { // another bar was there, and is gone
			sv.toasts.offerFor(rawShown, say, lang.L("Stop"), cancel)
			bar = sv.toasts.now
		} else {
			sv.toasts.say(bar, say)
		}
		tick = sv.run.After(time.Second, look)
	}
	tick = sv.run.After(patience, look)
	sv.run.Go(func(window context.Context) {
		stop := context.AfterFunc(window, cancel)
		defer stop()
		err = work(ctx, func(size int64) func(w io.Writer) io.Writer {
			all.Add(size)
			return func(w io.Writer) io.Writer { return &measured{ctx, w, &written} }
		})
		if ctx.Err() != nil && err != nil {
			err = context.Canceled
		}
	}, func() {
		cancel()
		ended()
		tick()
		sv.toasts.ended(bar)
		done(err)
	})
}

// counter is told the size of a file that is to be written, and returns what counts it.
type counter func(size int64) func(w io.Writer) io.Writer

// measured counts what is written, until the context ends.
type measured struct {
	ctx  context.Context //nolint:containedctx // of one file
	w    io.Writer
	done *atomic.Int64
}

func (c *measured) Write(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.w.Write(p)
	c.done.Add(int64(n))
	return n, err
}

// notWritten says why nothing was written.
func (sv *saving) notWritten(err error) {
	if errors.Is(err, context.Canceled) {
		sv.toasts.show(lang.L("Stopped. Nothing was saved."), nil)
		return
	}
	sv.failed(err)
}

// openPage writes a message where the web browser can read it, and shows it there.
func (sv *saving) openPage(_ mailbox.ID, title string, page func() []byte) {
	var path string
	sv.do(func(context.Context) (err error) {
		path, err = sv.lend(eml.SafeTitle(title, ".html"), octets(page()))
		return err
	}, func() {
		sv.openAddress(fileAddress(path), func() {
			sv.toasts.show(lang.L("No program on this computer could open the message."), nil)
		})
	})
}

// saveAttachment asks for a place and writes one attachment there.
func (sv *saving) saveAttachment(id mailbox.ID, index int) {
	var a eml.Attachment
	sv.do(func(ctx context.Context) (err error) {
		a, err = sv.store.Describe(ctx, id, index)
		return err
	}, func() {
		sv.saveAs(eml.SafeName(a.Name, a.Index), a.Size, func(ctx context.Context, w io.Writer) error {
			_, err := sv.store.StreamAttachment(ctx, id, index, w)
			return err
		})
	})
}

// savePicture asks for a place and writes a picture there that is no attachment.
func (sv *saving) savePicture(title string, octets func() []byte) {
	var data []byte
	sv.do(func(context.Context) error {
		data = octets()
		return nil
	}, func() { sv.saveOctets(eml.SafeTitle(title, picture.Ending(data)), data) })
}

// saveMessage asks for a place and writes the message there as it was received.
func (sv *saving) saveMessage(id mailbox.ID) {
	name := "message"
	var s mailbox.Summary
	sv.do(func(ctx context.Context) (err error) {
		if _, s, err = sv.store.Message(ctx, id); err != nil {
			return err
		}
		if s.Subject != "" {
			name = s.Subject
		}
		return nil
	}, func() {
		sv.wholeFirst(s, lang.L("Only the beginning would be saved."), func() {
			sv.saveAs(eml.SafeTitle(name, ".eml"), s.Size, func(ctx context.Context, w io.Writer) error { return sv.store.Stream(ctx, id, w) })
		})
	})
}

// saveAs asks for a place and writes there what fill writes, in the background.
func (sv *saving) saveAs(name string, size int64, fill func(ctx context.Context, w io.Writer) error) {
	sv.choosePlace(lang.L("Save as"), lang.L("Save"), name, func(path string) {
		sv.writing(lang.L("Saving the file…"), func(ctx context.Context, count counter) error {
			counted := count(size)
			return sv.o.Files.Replace(path, func(w io.Writer) error { return fill(ctx, counted(w)) })
		}, func(err error) {
			if err != nil {
				sv.notWritten(err)
				return
			}
			sv.said(1, path, "")
		})
	})
}

// saveOctets is saveAs for what is in memory.
func (sv *saving) saveOctets(name string, data []byte) {
	fill := octets(data)
	sv.saveAs(name, int64(len(data)), func(_ context.Context, w io.Writer) error { return fill(w) })
}

// place is the folder that a dialog begins in: the last one, as long as it is there,
// else that for downloads, else the home folder.
func place(last string) string {
	for _, dir := range []string{last, xdg.UserDirs.Download, xdg.Home} {
		if i, err := os.Stat(dir); dir != "" && err == nil && i.IsDir() {
			return dir
		}
	}
	return ""
}

// saveAll asks for a folder and writes all attachments there. Nothing is
// overwritten.
func (sv *saving) saveAll(id mailbox.ID) {
	sv.choosePlace(lang.L("Save all attachments in a folder"), lang.L("Save here"), "", func(dir string) { sv.saveAllIn(id, dir) })
}

func (sv *saving) saveAllIn(id mailbox.ID, dir string) {
	n := 0
	sv.writing(lang.L("Saving the attachments…"), func(ctx context.Context, count counter) error {
		m, _, err := sv.store.Message(ctx, id)
		if err != nil {
			return err
		}
		var size int64
		files := slices.DeleteFunc(slices.Clone(m.Attachments), func(a eml.Attachment) bool { return !a.File() })
		for _, a := range files {
			size += a.Size
		}
		counted := count(size)
		for _, a := range files {
			_, err := sv.o.Files.New(dir, eml.SafeName(a.Name, a.Index), func(w io.Writer) error {
				_, err := sv.store.StreamAttachment(ctx, id, a.Index, counted(w))
				return err
			})
			if err != nil {
				return err
			}
			n++
		}
		return nil
	}, func(err error) {
		also := ""
		switch {
		case err != nil && n == 0:
			sv.notWritten(err)
			return
		case errors.Is(err, context.Canceled):
			also = lang.L("Stopped")
		case err != nil:
			also = lang.L("That didn’t work: {{.Reason}}", map[string]any{"Reason": headingOf(err)})
		}
		sv.said(n, filepath.Join(dir, "."), also)
	})
}

// said tells what was saved where, and opens the folder when the person wants it.
// where is the path of a file when n is 1 and there is one, else of the folder. also is why that is not all.
func (sv *saving) said(n int, where, also string) {
	var dir bool
	sv.run.Go(func(context.Context) {
		i, err := os.Stat(where)
		dir = err == nil && i.IsDir()
	}, func() {
		folder, text := filepath.Dir(where), lang.L("Saved as {{.Place}}", map[string]any{"Place": where})
		if dir {
			folder = where
			text = lang.N("{{.Count}} files saved in {{.Place}}", n, map[string]any{"Count": words.Count(n), "Place": where})
		}
		if also != "" {
			text = also + " · " + text
		}
		sv.saved(text, folder)
	})
}

// saved tells that something was saved, and opens its folder when the person wants it.
func (sv *saving) saved(text, folder string) {
	sv.app.Preferences().SetString(prefSaved, folder)
	sv.toasts.offer(text, lang.L("Open folder"), func() {
		sv.openAddress(fileAddress(folder), func() {
			sv.toasts.show(lang.L("No program on this computer could open the folder."), nil)
		})
	})
}

// octets fills a file with what is in memory.
func octets(data []byte) func(w io.Writer) error {
	return func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	}
}
