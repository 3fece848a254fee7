package fetch

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"popmail/account/disk"
	"popmail/pop3"
)

// Programs such as fetchmail, getmail and mpop fetch mail by POP3 and hand it on to a folder or
// to a program that puts it there. On the way fields come above the header: Return-Path,
// Delivered-To, a Received of the program itself and of whoever took the mail from it. So what
// lies there are not the octets of the server. What these programs note of the unique-ids says
// which messages are asked for their headers (TOP, RFC 1939, section 7); the rest below the
// fields that came on the way has to be the same to the octet as far as the header and the
// number of octets tell. Anything else is fetched.

// Carried is a message of a listing that another program says it has fetched.
type Carried struct {
	UID    string
	Listed int64  // octets that the server announces
	Name   string // one of Passed, where the message is here
	Head   string // as Incoming.Head
}

const (
	maxPassed      = 16 // names of one message
	maxAbove       = 60 // fields above it that are looked at
	maxAboveSize   = 32 << 10
	maxNamedHeader = 256 << 10 // a longer header gets no name
)

// Passed are the names of a message that another program may have fetched: one for each place
// at which the header of the server may begin. A message without Message-ID has none. Two messages with a name in common are the same but for fields that
// came above them on their way here, for Return-Path, for the marks that HeadOf leaves out, and
// for white space in the header.
func Passed(raw []byte) (names []string) {
	add := func(from int) {
		name := passedName(raw[from:], int64(len(raw)-from))
		if name != "" && len(names) < maxPassed {
			names = append(names, name)
		}
	}
	add(0)
	at, fields, envelope := 0, 0, true
	received, fetched := false, false // the field that is read is Received; such a program has written it
	for at < len(raw) && at < maxAboveSize && fields <= maxAbove {
		line, _, ok := bytes.Cut(raw[at:], []byte("\n"))
		ends := !ok || len(bytes.TrimRight(line, "\r")) == 0
		if ends || line[0] != ' ' && line[0] != '\t' {
			if fetched || envelope && fields > 0 {
				add(at)
			}
			if ends {
				break
			}
			fields++
			name, _, _ := bytes.Cut(line[:min(len(line), 80)], []byte(":"))
			low := strings.ToLower(string(bytes.TrimSpace(name)))
			envelope, received, fetched = envelope && ofEnvelope(low), low == "received", false
		}
		fetched = fetched || received && byFetcher(line)
		at += len(line) + 1
	}
	return unique(names)
}

// ofEnvelope reports whether a field tells how a message was handed over, other than Received.
func ofEnvelope(low string) bool {
	switch low {
	case "return-path", "delivered-to", "x-original-to", "envelope-to", "delivery-date", "x-envelope-to", "x-envelope-from":
		return true
	}
	return strings.HasPrefix(low, "x-getmail-") || strings.HasPrefix(low, "x-fetchmail-")
}

// fetchers are the programs that name themselves in the field Received.
var fetchers = []string{"fetchmail", "getmail", "mpop"}

// byFetcher reports whether a line of a field Received names a program that has fetched it.
func byFetcher(line []byte) bool {
	low := strings.ToLower(string(line[:min(len(line), 1000)]))
	for _, f := range fetchers {
		// "(fetchmail-6.4.37)", "getmail6 for", "(mpop-1.4.18)"
		if _, after, ok := strings.Cut(low, f); ok && (after == "" || strings.ContainsRune("-) 6;\r", rune(after[0]))) {
			return true
		}
	}
	return false
}

// passedName is the name of a message of so many octets, from its header or all of it; "":
// it has none, as there is no Message-ID with a Date or a trace of transport. It is made of the
// fields and the number of octets below them. Fields that programs take off and put on again do
// not count, nor does white space: some fold long lines anew (RFC 5322, section 2.2.3).
func passedName(raw []byte, octets int64) string {
	sum := sha256.New()
	var id, dated, skip bool
	whole := octets
	for line := range bytes.Lines(raw) {
		if whole-octets > maxNamedHeader {
			return ""
		}
		octets -= int64(len(line))
		if len(bytes.TrimRight(line, "\r\n")) == 0 {
			if !id || !dated || octets < 0 {
				return ""
			}
			return hex.EncodeToString(sum.Sum(nil)[:16]) + "-" + strconv.FormatInt(octets, 10)
		}
		text := line
		if line[0] != ' ' && line[0] != '\t' {
			name, value, _ := bytes.Cut(line, []byte(":"))
			low := strings.ToLower(string(bytes.TrimSpace(name[:min(len(name), 80)])))
			if skip = low == "return-path" || ofKeeper(low); skip {
				continue
			}
			id = id || low == "message-id"
			dated = dated || low == "date" || low == "received"
			_, _ = fmt.Fprintf(sum, "\n%d %s:", len(name), low)
			text = value
		}
		if skip {
			continue
		}
		for word := range bytes.FieldsSeq(text) {
			_, _ = sum.Write(word)
		}
	}
	return ""
}

func unique(list []string) (out []string) {
	seen := make(map[string]bool, len(list))
	for _, s := range list {
		if !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}

// carriedAtOnce is how many headers are asked for together. Only once all of them are there it is
// known that each is the answer to its own command.
const carriedAtOnce = 500

// carried finds the messages that another program has fetched, which say so in its list and by
// their headers. What has been found when the line is lost stays so.
func (r *recognition) carried(ctx context.Context, l *listing, listed []string) error {
	v := r.v
	if len(listed) == 0 || v.how.noTOP {
		return nil
	}
	hinted := set(listed)
	var numbers []int
	for _, it := range l.items {
		if hinted[it.uid] && it.fresh() && !v.state.tops.skip[nameOf(it)] {
			numbers = append(numbers, it.number)
		}
	}
	for most := topRefusals; len(numbers) > 0 && !v.state.tops.none(); most = carriedAtOnce {
		now := numbers[:min(len(numbers), most)]
		numbers = numbers[len(now):]
		var ask []Carried
		answers := 0
		err := r.c.TopEach(ctx, now, 0, func(n int, raw []byte, err error) error {
			v.state.tops.came(err)
			answers++
			if refused(err) {
				return nil // it is fetched
			}
			if err != nil {
				return err
			}
			it := l.byNumber[n]
			ask = append(ask, Carried{UID: it.uid, Listed: it.size, Name: passedName(raw, it.size), Head: HeadOf(raw)})
			return nil
		})
		if err != nil {
			v.lostTOP(ctx, l.byNumber[now[min(answers, len(now)-1)]], err)
			if !v.ahead && !as[*pop3.ProtocolError](err) {
				g, cancel := grace(ctx)
				defer cancel()
				err = cmp.Or(r.adoptCarried(g, l, ask), err)
			}
			return err
		}
		if err := r.adoptCarried(ctx, l, ask); err != nil {
			return err
		}
	}
	return nil
}

// adoptCarried takes for here what the store knows of ask.
func (r *recognition) adoptCarried(ctx context.Context, l *listing, ask []Carried) error {
	if len(ask) == 0 {
		return nil
	}
	here, err := r.v.s.Store.Adopt(ctx, r.v.a.ID, ask)
	if err != nil {
		return disk.Problem(err)
	}
	for _, it := range l.items {
		if stored, ok := here[it.uid]; ok && it.fresh() {
			it.here, it.fetch, it.stored = true, false, stored
			r.known[it.uid] = Known{Stored: stored, Listed: it.size}
		}
	}
	return nil
}

// fresh reports whether a message is to be fetched, of which nothing is known but its unique-id
// and size.
func (it *item) fresh() bool { return it.fetch && !it.here && !it.odd && it.head == "" && it.size > 0 }

// listedElsewhere returns those unique-ids of a listing that another program says it has fetched.
// known is nil where a session looks at new messages alone, see grown.
func (v *connection) listedElsewhere(ctx context.Context, l *listing, known map[string]Known) ([]string, error) {
	if known == nil {
		return nil, nil // it has asked for them before
	}
	var uids []string
	for _, it := range l.items {
		if it.fresh() {
			uids = append(uids, it.uid)
		}
	}
	if len(uids) == 0 {
		return nil, nil
	}
	listed, err := v.s.Store.Elsewhere(ctx, v.a.ID, uids)
	return listed, disk.Problem(err)
}
