package reader

import (
	"context"

	"popmail/gui/htmlview"
	"popmail/storage/eml"
)

// newBody is a view for the text of a message.
func (r *Reader) newBody() *htmlview.View {
	v := htmlview.New(r.run)
	v.OnLink = r.askLink
	v.OnHover = func(target string) {
		if r.OnHover != nil {
			r.OnHover(target)
		}
	}
	v.OnScroll = func(dy float32) { r.page.By(dy) }
	v.OnWheel = r.page.Scroll.Scrolled
	v.OnResized = r.resized
	return v
}

// pictureOf finds the pictures of a page among what came with the message.
func (r *Reader) pictureOf(p *eml.Page) func(ref string) ([]byte, bool) {
	load, id := r.LoadAttachment, r.content.Summary.ID
	if load == nil {
		return nil
	}
	ctx := r.context()
	return func(ref string) ([]byte, bool) {
		index, ok := p.Part(ref)
		if !ok || ctx.Err() != nil {
			return nil, false
		}
		data, err := load(ctx, id, index)
		return data, err == nil
	}
}

// context ends when another message is shown.
func (r *Reader) context() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	if before := r.ends; before != nil {
		r.ends = func() { before(); cancel() }
	} else {
		r.ends = cancel
	}
	return ctx
}
