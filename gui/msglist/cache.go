package msglist

import (
	"container/list"

	"popmail/storage/mailbox"
)

// cacheSize is how many summaries are kept, some hundred screens full.
const cacheSize = 3000

// cache keeps the summaries used last, either those of single messages or those of conversations.
type cache struct {
	byID    map[mailbox.ID]*list.Element
	order   *list.List              // of *cached, used last at the front
	loading map[mailbox.ID]bool     // true: changed in the store since it was asked for
	missing map[mailbox.ID]struct{} // not in the store; not asked for again until something changes
}

type cached struct {
	mailbox.Summary
	stale bool // to be loaded anew; shown until then
}

func newCache() *cache {
	return &cache{byID: map[mailbox.ID]*list.Element{}, order: list.New(), loading: map[mailbox.ID]bool{}, missing: map[mailbox.ID]struct{}{}}
}

// get returns a summary; nil when it is not there. It belongs to the cache.
func (c *cache) get(id mailbox.ID) *cached {
	e, ok := c.byID[id]
	if !ok {
		return nil
	}
	c.order.MoveToFront(e)
	return e.Value.(*cached)
}

func (c *cache) put(s mailbox.Summary) {
	if e, ok := c.byID[s.ID]; ok {
		*e.Value.(*cached) = cached{Summary: s}
		c.order.MoveToFront(e)
		return
	}
	c.byID[s.ID] = c.order.PushFront(&cached{Summary: s})
	for c.order.Len() > cacheSize {
		last := c.order.Back()
		delete(c.byID, last.Value.(*cached).ID)
		c.order.Remove(last)
	}
}

func (c *cache) drop(id mailbox.ID) {
	if e, ok := c.byID[id]; ok {
		c.order.Remove(e)
		delete(c.byID, id)
	}
}

// stale marks a summary, or all of them, as changed in the store.
func (c *cache) stale(id mailbox.ID) {
	if e, ok := c.byID[id]; ok {
		e.Value.(*cached).stale = true
	}
	if _, ok := c.loading[id]; ok {
		c.loading[id] = true
	}
}

func (c *cache) allStale() {
	for id := range c.loading {
		c.loading[id] = true
	}
	for e := c.order.Front(); e != nil; e = e.Next() {
		e.Value.(*cached).stale = true
	}
}

// SetTogether says whether the rows that are listed from now on are conversations. What is known of
// single messages and of conversations is kept apart. It is called before what lists them.
func (l *List) SetTogether(on bool) {
	if l.together != on {
		l.together, l.cache, l.other = on, l.other, l.cache
		if on { // a change of one letter may have been one of its conversation
			l.cache.allStale()
		}
	}
}

// Together reports whether the rows are conversations.
func (l *List) Together() bool { return l.together }
