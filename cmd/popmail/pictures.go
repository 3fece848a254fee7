package main

import (
	"context"
	"errors"
	"slices"

	"popmail/account"
	"popmail/account/line"
	"popmail/account/pictures"
	"popmail/gui/reader"
	"popmail/storage"
	"popmail/storage/mailbox"
)

// picturePort fetches pictures from the internet for the window, and keeps them.
type picturePort struct {
	*storage.Store
	fetcher pictures.Fetcher
}

// FetchPictures implements gui.RemotePictures.
func (p *picturePort) FetchPictures(ctx context.Context, id mailbox.ID, refs []string) (map[string][]byte, error) {
	got := make(map[string][]byte, len(refs))
	var why []error
	p.fetcher.Fetch(ctx, refs, func(pic pictures.Picture) {
		switch {
		case pic.Err == nil:
			got[pic.URL] = pic.Octets
		case pictures.Never(pic.Err):
			got[pic.URL] = nil
		default:
			why = append(why, whyNot(pic.Err))
		}
	})
	err := ctx.Err()
	if err == nil {
		err = common(why)
	}
	if len(got) == 0 {
		return got, err
	}
	return got, errors.Join(err, p.KeepPictures(context.WithoutCancel(ctx), id, got))
}

// whyNot is the reader's error for one of a picture that may come another time; nil: nothing is to
// be said of it.
func whyNot(err error) error {
	switch {
	case errors.Is(err, pictures.ErrTooMany):
		return nil // they were not asked for
	case errors.Is(err, pictures.ErrPrivate):
		return reader.ErrPrivate
	case errors.Is(err, pictures.ErrAnswer):
		return reader.ErrAnswer
	case line.Net(err) == account.TroubleOffline:
		return reader.ErrOffline
	}
	return reader.ErrUnreached
}

// common is what is true of all errors; nil where nothing is.
func common(why []error) error {
	switch all := slices.CompactFunc(why, func(a, b error) bool { return errors.Is(a, b) }); {
	case len(all) == 1:
		return all[0]
	case len(all) > 0 && !slices.ContainsFunc(all, func(err error) bool {
		return !errors.Is(err, reader.ErrOffline) && !errors.Is(err, reader.ErrUnreached)
	}):
		return reader.ErrUnreached
	}
	return nil
}

// PictureHost implements gui.RemotePictures.
func (p *picturePort) PictureHost(ref string) string { return pictures.Host(ref) }
