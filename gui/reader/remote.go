package reader

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"

	"fyne.io/fyne/v2/lang"

	"popmail/gui/kit/widgets"
	"popmail/gui/words"
	"popmail/storage/mailbox"
)

// Why pictures did not come, where it is the same for all of them.
var (
	ErrUnreached = errors.New("no server with the pictures could be reached")
	ErrAnswer    = errors.New("the servers did not send the pictures")
	ErrPrivate   = errors.New("the pictures lie in a private network")
)

// remote is what is known of the pictures of the message that lie on the internet.
type remote struct {
	asking bool
	tried  bool                              // the person has asked for them, or always does for this sender
	failed int                               // of those that were asked for
	why    error                             // why those failed; nil: it is not known, or not the same for all
	stop   func()                            // ends asking
	said   string                            // what the bar is about
	here   atomic.Pointer[map[string][]byte] // what was fetched, for the background
}

// picture returns a picture of the internet that was fetched before. It may be called in
// the background.
func (m *remote) picture(ref string) ([]byte, bool) {
	if all := m.here.Load(); all != nil {
		data := (*all)[ref]
		return data, data != nil
	}
	return nil, false
}

// missing are the pictures of the message that are not here and were not asked for in vain.
func (c *card) missing() []string {
	if c.r.FetchPictures == nil || c.r.PictureHost == nil || c.r.content.Summary.FolderRole == mailbox.Junk {
		return nil
	}
	var out []string
	for _, ref := range c.body.Remote() {
		if _, asked := c.r.content.Pictures[ref]; !asked && c.r.PictureHost(ref) != "" {
			out = append(out, ref)
		}
	}
	return out
}

// laid is called when the text has been laid out: then it is known which pictures would
// be seen.
func (c *card) laid() {
	if c.r.card != c || c.remote.asking {
		return
	}
	missing := c.missing()
	if len(missing) > 0 && c.r.content.Always && !c.remote.tried {
		c.fetch(missing)
		return
	}
	c.sayRemote(missing)
}

// fetch asks for pictures.
func (c *card) fetch(refs []string) {
	r, id := c.r, c.r.content.Summary.ID
	ctx, cancel := context.WithCancel(r.context())
	c.remote.asking, c.remote.tried, c.remote.failed, c.remote.why, c.remote.stop = true, true, 0, nil, cancel
	c.sayRemote(nil)
	var got map[string][]byte
	var err error
	r.run.Go(func(context.Context) { got, err = r.FetchPictures(ctx, id, refs) }, func() {
		cancel()
		if r.card != c {
			return
		}
		c.remote.asking, c.remote.stop, c.remote.why = false, nil, err
		pictures := make(map[string][]byte, len(r.content.Pictures)+len(got))
		for ref, data := range r.content.Pictures {
			pictures[ref] = data
		}
		for _, ref := range refs {
			if data, asked := got[ref]; asked {
				pictures[ref] = data
			} else {
				c.remote.failed++
			}
		}
		r.content.Pictures = pictures
		c.remote.here.Store(&pictures)
		if c.remote.failed < len(refs) {
			c.body.Reload()
		}
		c.sayRemote(c.missing())
	})
}

// sayRemote says in the bar what is not shown and who would be told.
func (c *card) sayRemote(missing []string) {
	hosts := c.hosts(missing)
	now := fmt.Sprint(c.remote.asking, c.remote.failed, hosts, len(missing))
	if now == c.remote.said {
		return // laying out ends here
	}
	c.remote.said = now
	var n *widgets.Notice
	address := strings.ToLower(c.r.content.Summary.From.Email)
	show := func() { c.fetch(c.missing()) }
	switch {
	case c.remote.asking:
		n = widgets.NewNotice(widgets.IconLock, lang.L("Getting the pictures…"))
		n.AddAction(lang.L("Stop"), func() {
			if c.remote.stop != nil {
				c.remote.stop()
			}
		})
	case c.remote.failed > 0 && len(missing) > 0:
		text := lang.N("{{.Count}} pictures didn’t come.", c.remote.failed, map[string]any{"Count": words.Count(c.remote.failed)})
		if why := whyNoPictures(c.remote.why); why != "" {
			text += " " + why
		}
		n = widgets.NewNotice(widgets.IconWarning, text)
		n.AddAction(lang.L("Try again"), show)
	case len(hosts) > 0:
		n = widgets.NewNotice(widgets.IconLock, lang.L("Pictures from {{.Hosts}} are not loaded, so the sender can’t see that you opened this.", map[string]any{"Hosts": listed(hosts)}))
		n.Embolden(hosts...)
		n.AddAction(lang.L("Show pictures"), show)
		if c.r.OnAlwaysPictures != nil && address != "" && !c.r.content.Always {
			n.AddAction(lang.L("Always for this sender"), func() {
				c.r.content.Always = true
				c.r.OnAlwaysPictures(address)
				show()
			})
		}
	}
	if n == nil && c.asks.Hidden {
		return
	}
	if c.asks.Hidden = n == nil; n == nil {
		c.asks.Set()
	} else {
		c.asks.Set(n)
	}
	c.r.resized()
}

// whyNoPictures says why pictures did not come; "" where that is not known.
func whyNoPictures(err error) string {
	switch {
	case errors.Is(err, ErrUnreached):
		return lang.L("Their server could not be reached.")
	case errors.Is(err, ErrAnswer):
		return lang.L("Their server answered, but without a picture.")
	case errors.Is(err, ErrPrivate):
		return lang.L("They are said to lie in a private network. PopMail doesn’t ask there.")
	}
	return ""
}

// hosts are the servers that would be told, each once.
func (c *card) hosts(refs []string) []string {
	var out []string
	known := map[string]bool{}
	for _, ref := range refs {
		if h := c.r.PictureHost(ref); h != "" && !known[h] {
			known[h] = true
			out = append(out, h)
		}
	}
	return out
}

// mostHosts is how many servers the bar names.
const mostHosts = 4

// listed is a list of names as a sentence has it.
func listed(names []string) string {
	if len(names) > mostHosts {
		more := len(names) - mostHosts + 1
		names = append(names[:mostHosts-1:mostHosts-1], lang.N("{{.Count}} others", more, map[string]any{"Count": words.Count(more)}))
	}
	if len(names) == 1 {
		return names[0]
	}
	return lang.L("{{.First}} and {{.Last}}", map[string]any{"First": strings.Join(names[:len(names)-1], ", "), "Last": names[len(names)-1]})
}
