package fetch

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// contentPrefix begins every key that is made of a message's content.
const contentPrefix = "sha256:"

// contents recognises messages by their octets, where the server has no UIDL or
// its unique-ids do not tell messages apart. A key is
//
//	sha256:<hash of the octets>[/<hash of the header>-<listed size>][#n]
//
// with the middle part where the header alone identifies the message, so that
// TOP can save the transfer, and #2, #3… for identical copies.
type contents struct {
	known  map[string]Known
	stored map[string]string   // the heads of what is not listed under a unique-id that tells it from others
	bySum  map[string][]string // hash of the octets -> known keys, #1 first
	byHead map[string][]string // hash of the header and size -> known keys
	cut    map[string]string   // hash of the header and size -> known key of what came short
	parts  map[string][]string // partName -> known keys of what came short
	begun  map[string]string   // head and size -> known unique-id of which the beginning came, and that is not listed
	seen   map[string]int      // hash of the octets -> copies met in this session
	kept   *movables           // what is here, and may come with what the server keeps in its header; nil: none
}

// newContents makes contents of what is known. stored are the heads of what is not listed
// under a unique-id that tells it from others.
func newContents(known map[string]Known, stored map[string]string) *contents {
	c := &contents{known: known, stored: stored, bySum: make(map[string][]string), byHead: make(map[string][]string), cut: make(map[string]string), parts: make(map[string][]string), begun: make(map[string]string), seen: make(map[string]int)}
	for key, k := range known {
		if head := stored[key]; k.Rest != Whole && !k.Gone && strings.HasPrefix(head, headNamed) {
			c.begun[head+"-"+strconv.FormatInt(k.Listed, 10)] = key
		}
		if sum, head, ok := splitContentKey(key); ok {
			c.bySum[sum] = append(c.bySum[sum], key)
			if k.Short && !k.Gone && stored[key] != "" {
				name := partName(stored[key])
				c.parts[name] = append(c.parts[name], key)
			}
			switch {
			case head != "" && k.Short:
				c.cut[head] = key
			case head != "":
				c.byHead[head] = append(c.byHead[head], key)
			}
		}
	}
	for _, keys := range c.bySum {
		slices.SortFunc(keys, func(a, b string) int { return copyNumber(a) - copyNumber(b) })
	}
	return c
}

func (c *contents) keys() []string {
	var out []string
	for _, keys := range c.bySum {
		out = append(out, keys...)
	}
	return out
}

// mostVain is how many headers that tell nothing are asked for in a row, of messages that may have one that tells.
const mostVain = 20

// recognise finds by TOP (RFC 1939, section 7) which of the odd messages are
// here, when their header is enough to tell. Without TOP they are all fetched.
//
// Where the key holds no header, the head that the store has of the message, in stored,
// does as well, with the listed size if there is one.
func (c *contents) recognise(ctx context.Context, v *connection, l client, odd []*item, stored map[string]string) error {
	byHead, nameless := maps.Clone(c.byHead), make(map[string]bool)
	for key, head := range stored {
		k, known := c.known[key]
		if _, inKey, _ := splitContentKey(key); known && inKey == "" && !k.Short && !k.Gone && head != "" {
			of := []int64{0, k.Listed}
			if !strings.HasPrefix(head, headNamed) {
				of = of[1:]
				nameless[sizedHead(head, k.Listed)] = true
			}
			for _, size := range slices.Compact(of) {
				name := sizedHead(head, size)
				byHead[name] = append(byHead[name], key)
			}
		}
	}
	sizes := make(map[string]bool) // true: of some whose header tells
	for name := range byHead {
		size := name[strings.LastIndexByte(name, '-')+1:]
		sizes[size] = sizes[size] || !nameless[name]
	}
	vain := 0 // headers in a row that have told nothing
	type heading struct{ key, head string }
	heads := make(map[heading][]*item)
	for _, it := range odd {
		size := strconv.FormatInt(it.size, 10)
		if tells, ok := sizes[size]; !ok || !tells && vain >= mostVain {
			continue
		}
		top, refusing, err := v.top(ctx, l, it)
		if err != nil {
			return err
		}
		if top == nil {
			if refusing && len(heads) == 0 {
				return nil // no TOP
			}
			continue
		}
		h := heading{key: headKey(top, it.size)}
		if head := HeadOf(top); strings.HasPrefix(head, headNamed) || it.size > 0 && traced(top) {
			h.head, vain = sizedHead(head, it.size), 0
		} else if !sizes[size] {
			vain++
		}
		heads[h] = append(heads[h], it)
	}
	for h, items := range heads {
		keys := byHead[h.key]
		if len(keys) == 0 && h.head != "" {
			keys = byHead[h.head]
		}
		if len(items) == 1 && len(keys) == 1 {
			it := items[0]
			it.key, it.here, it.fetch, it.stored = keys[0], true, false, c.known[keys[0]].Stored
			if sum, _, ok := splitContentKey(keys[0]); ok {
				c.seen[sum]++
			}
		}
	}
	return nil
}

// name gives a message that was fetched its key, and tells whether that is known.
func (c *contents) name(raw []byte, size int64) (key string, known bool) {
	h := sha256.Sum256(raw)
	sum := hex.EncodeToString(h[:])
	c.seen[sum]++
	n := c.seen[sum]
	if keys := c.bySum[sum]; n <= len(keys) {
		c.taken(keys[n-1])
		return keys[n-1], true
	}
	key = contentPrefix + sum
	if head := headKey(raw, size); head != "" {
		key += "/" + head
	}
	if keys := c.bySum[sum]; len(keys) > 0 {
		// Not all copies that there were are still known: the numbers go on behind the last.
		n = max(n, copyNumber(keys[len(keys)-1])+n-len(keys))
	}
	if n > 1 {
		key += "#" + strconv.Itoa(n)
	}
	return key, false
}

// wentAs reports whether the octets of a message that was fetched and is here are those that the server
// has confirmed to have removed, under the very unique-id that they have now.
func (c *contents) wentAs(it *item, raw []byte) bool {
	k := c.known[it.uid]
	return c.known[it.key].Gone && k.Gone && k.Size == int64(len(raw)) && sameHead(c.stored[it.uid], HeadOf(raw))
}

// instead returns the key under which a part of the message raw is stored.
func (c *contents) instead(raw []byte, size int64) (key string, ok bool) {
	head := headKey(raw, size)
	if key, ok = c.cut[head]; ok && head != "" {
		delete(c.cut, head)
		return key, true
	}
	name := HeadOf(raw) + "-" + strconv.FormatInt(size, 10)
	key, ok = c.begun[name]
	delete(c.begun, name)
	return key, ok
}

// shortAgain returns the key of what came short before with the octets of a message; "": none did.
func (c *contents) shortAgain(raw []byte) string {
	h := sha256.Sum256(raw)
	sum := hex.EncodeToString(h[:])
	keys := c.bySum[sum]
	if n := c.seen[sum]; n < len(keys) { // the one that name takes next
		if k := c.known[keys[n]]; k.Short && !k.Gone && k.Rest == Whole && k.marks() == 0 && k.Size == int64(len(raw)) {
			return keys[n]
		}
	}
	return ""
}

// partName is what messages share that may be parts of one: what names them, as a server may write another boundary into the
// header each time, or else the header. Sizes may be told anew each time.
func partName(head string) string {
	if name, ok := namePart(head); ok {
		return name
	}
	return head[min(1, len(head)):]
}

// taken notes that what came short under a key is known to be one of the messages that are listed.
func (c *contents) taken(key string) {
	if k := c.known[key]; k.Short {
		name := partName(c.stored[key])
		c.parts[name] = slices.DeleteFunc(c.parts[name], func(other string) bool { return other == key })
	}
}

func splitContentKey(key string) (sum, head string, ok bool) {
	rest, ok := strings.CutPrefix(key, contentPrefix)
	if !ok {
		return "", "", false
	}
	rest, _, _ = strings.Cut(rest, "#")
	sum, head, _ = strings.Cut(rest, "/")
	return sum, head, true
}

func copyNumber(key string) int {
	_, n, ok := strings.Cut(key, "#")
	if !ok {
		return 1
	}
	i, err := strconv.Atoi(n)
	if err != nil {
		return 1
	}
	return i
}

// headKey identifies a message by its header and listed size, or returns "" when
// that is not enough. A header with a Message-ID and the traces of transport
// (RFC 5322, sections 3.6.4 and 3.6.7) belongs to one delivery of one message.
func headKey(raw []byte, size int64) string {
	if size <= 0 {
		return ""
	}
	// QUIRK: "TOP n 0" of some servers sends lines of the body as well.
	var id, trace bool
	rest, head := raw, 0
	for len(rest) > 0 {
		ln, after, _ := bytes.Cut(rest, []byte("\n"))
		if len(bytes.TrimRight(ln, "\r")) == 0 {
			break
		}
		name, _, _ := bytes.Cut(ln, []byte(":"))
		switch strings.ToLower(strings.TrimSpace(string(name[:min(len(name), 20)]))) {
		case "message-id":
			id = true
		case "received":
			trace = true
		}
		rest = after
		head = len(raw) - len(rest)
	}
	if !id || !trace {
		return ""
	}
	h := sha256.Sum256(bytes.ReplaceAll(raw[:head], []byte("\r\n"), []byte("\n")))
	return hex.EncodeToString(h[:16]) + "-" + strconv.FormatInt(size, 10)
}

// sortedKeys is for stable order in what goes to the store.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
