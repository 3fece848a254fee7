package gui

import (
	"context"

	"popmail/gui/kit/loop"
	"popmail/gui/reader"
	"popmail/storage/mailbox"
)

// neighborMost bounds the size of a message that is read before anybody has chosen it.
const neighborMost = 1 << 20

// neighbors are the messages above and below the one that is read, read from the disk
// already, so that a press of Down or Up shows the next one with the frame that it
// changes the list in. All methods are called on the window's thread.
type neighbors struct {
	read    func(ctx context.Context, id mailbox.ID) (reader.Content, error)
	loading loop.Latest
	have    map[mailbox.ID]reader.Content
}

// load reads messages, those that are here already excepted, and drops all others.
func (n *neighbors) load(ids []mailbox.ID) {
	had := n.have
	n.have = make(map[mailbox.ID]reader.Content, len(ids))
	var missing []mailbox.ID
	for _, id := range ids {
		if c, ok := had[id]; ok {
			n.have[id] = c
		} else {
			missing = append(missing, id)
		}
	}
	var got []reader.Content
	n.loading.Start(func(ctx context.Context) {
		for _, id := range missing {
			if c, err := n.read(ctx, id); err == nil {
				got = append(got, c)
			}
		}
	}, func() {
		for _, c := range got {
			n.have[c.Summary.ID] = c
		}
	})
}

// take is a message that is here.
func (n *neighbors) take(id mailbox.ID) (reader.Content, bool) {
	c, ok := n.have[id]
	return c, ok
}

// drop drops messages that have changed.
func (n *neighbors) drop(updated, gone []mailbox.ID, all bool) {
	n.loading.Cancel() // what is being read may be older than the change
	if all {
		n.have = nil
	}
	for _, ids := range [][]mailbox.ID{updated, gone} {
		for _, id := range ids {
			delete(n.have, id)
		}
	}
}

// freshPictures tells when something else is known of the pictures on the internet, before
// and after it is.
type freshPictures struct {
	RemotePictures
	stale func()
}

// FetchPictures implements RemotePictures.
func (p freshPictures) FetchPictures(ctx context.Context, id mailbox.ID, refs []string) (map[string][]byte, error) {
	defer p.stale()
	return p.RemotePictures.FetchPictures(ctx, id, refs)
}

// SetPictureSender implements RemotePictures.
func (p freshPictures) SetPictureSender(ctx context.Context, address string, always bool) error {
	p.stale()
	defer p.stale()
	return p.RemotePictures.SetPictureSender(ctx, address, always)
}
