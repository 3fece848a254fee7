package reader

import (
	"context"
	"net/url"
	"path"
	"strings"

	"fyne.io/fyne/v2"

	"popmail/gui/htmlview"
	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
	"popmail/storage/eml"
)

// newBody is a view for the text of a message.
func (r *Reader) newBody() *htmlview.View {
	v := htmlview.New(r.run)
	v.OnLink = r.followLink
	v.OnHover = func(target string) {
		if r.OnHover != nil {
			r.OnHover(leadOf(target))
		}
	}
	v.OnScroll = func(dy float32) { r.page.By(dy) }
	v.OnWheel = r.page.Scroll.Scrolled
	v.OnResized = r.resized
	v.OnZoom = r.ZoomBy
	v.SetZoom(float64(r.Zoom()) / 100)
	v.FoldTails(r.content.Together)
	v.MenuItems = func() []*fyne.MenuItem { return append(r.pictureItems(v.Pointed()), r.viewItems()...) }
	return v
}

// viewItems are the entries of menus about how the message looks.
func (r *Reader) viewItems() (items []*fyne.MenuItem) {
	v := r.body
	if v == nil {
		return nil
	}
	items = append(items, widgets.MenuItem(widgets.IconSearch, lang.L("Find in this message"), lang.L("Ctrl")+"+F", func() { r.Find() }))
	if v.Adapted() {
		text := lang.L("Show original colors")
		if v.OriginalColors() {
			text = adaptedAgain()
		}
		items = append(items, fyne.NewMenuItem(text, func() { v.SetOriginalColors(!v.OriginalColors()) }))
	}
	if can, do := v.Movies(); can || do {
		text := lang.L("Play the moving picture")
		if do {
			text = lang.L("Stop the moving picture")
		}
		items = append(items, fyne.NewMenuItem(text, v.ToggleMovie))
	}
	return append(items, r.zoomItems()...)
}

// zoomItems are the entries about the size of the message.
func (r *Reader) zoomItems() (items []*fyne.MenuItem) {
	ctrl := lang.L("Ctrl")
	larger := widgets.MenuItem(widgets.IconPlus, lang.L("Larger text"), ctrl+" +", func() { r.ZoomBy(1) })
	larger.Disabled = r.Zoom() >= zooms[len(zooms)-1]
	smaller := widgets.MenuItem(widgets.IconMinus, lang.L("Smaller text"), ctrl+" −", func() { r.ZoomBy(-1) })
	smaller.Disabled = r.Zoom() <= zooms[0]
	items = append(items, larger, smaller)
	if r.Zoom() != 100 {
		items = append(items, widgets.MenuItem("", lang.L("Show in normal size"), lang.L("{{.Ctrl}}+0", map[string]any{"Ctrl": ctrl}), func() { r.ZoomBy(0) }))
	}
	return items
}

// pictureItems are the entries for a picture in the text; nil: it is not on one.
func (r *Reader) pictureItems(p *htmlview.Pointed) (items []*fyne.MenuItem) {
	if p == nil {
		return nil
	}
	m, id := r.content.Message, r.content.Summary.ID
	if p.Document < len(m.Pages) {
		if index, ok := m.Pages[p.Document].Part(p.Ref); ok {
			a := m.Attachments[index]
			if r.OnPictures != nil && isPicture(a) {
				of := r.attachment(a)
				items = append(items, fyne.NewMenuItem(lang.L("Show picture"), func() { r.openAttachment(of) }))
			}
			if r.OnSaveAttachment != nil {
				items = append(items, widgets.MenuItem(widgets.IconSave, lang.L("Save picture…"), "", func() { r.OnSaveAttachment(id, index) }))
			}
			return items
		}
	}
	if r.OnSavePicture != nil {
		items = append(items, widgets.MenuItem(widgets.IconSave, lang.L("Save picture…"), "", func() { r.OnSavePicture(nameOf(p.Ref), p.Octets) }))
	}
	return items
}

// nameOf is what the file of a picture is called, without its ending, by its address.
func nameOf(ref string) string {
	if u, err := url.Parse(ref); err == nil && (u.Scheme == "http" || u.Scheme == "https") {
		name := path.Base(u.Path)
		if name = strings.TrimSuffix(name, path.Ext(name)); strings.Trim(name, "./") != "" {
			return name
		}
	}
	return lang.L("picture")
}

// pictureOf finds the pictures of a page among what came with the message, and those of
// the internet among what was fetched.
// The context ends what is still to be read.
func (c *card) pictureOf(ctx context.Context, p *eml.Page) func(ref string) ([]byte, bool) {
	r := c.r
	load, id := r.LoadAttachment, r.content.Summary.ID
	if load == nil {
		return nil
	}
	return func(ref string) ([]byte, bool) {
		index, ok := p.Part(ref)
		if !ok {
			return c.remote.picture(htmlview.Absolute(p.Base, ref))
		}
		if ctx.Err() != nil {
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
