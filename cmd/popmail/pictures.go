package main

import (
	"context"
	"errors"

	"popmail/account/pictures"
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
	p.fetcher.Fetch(ctx, refs, func(pic pictures.Picture) {
		switch {
		case pic.Err == nil:
			got[pic.URL] = pic.Octets
		case pictures.Never(pic.Err):
			got[pic.URL] = nil
		}
	})
	if len(got) == 0 {
		return got, ctx.Err()
	}
	return got, errors.Join(ctx.Err(), p.KeepPictures(context.WithoutCancel(ctx), id, got))
}

// PictureHost implements gui.RemotePictures.
func (p *picturePort) PictureHost(ref string) string { return pictures.Host(ref) }
