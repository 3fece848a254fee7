package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"os"
	"time"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/storage"
	"popmail/storage/eml"
	"popmail/storage/mailbox"
)

const (
	manyUIDs  = 60_000
	fewUIDs   = 10
	parts     = 10
	partsSize = 27 << 20 // of the message that has them
)

// stored measures what the store alone does: one new message in a mailbox of many
// known unique-ids, and the parts of a large message, one after the other.
func stored(ctx context.Context, out io.Writer, o options) error {
	dir, err := os.MkdirTemp("", "popmail-store-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	s, err := storage.Open(ctx, dir, nil)
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	var took [2][]time.Duration
	for i, n := range [...]int{fewUIDs, manyUIDs} {
		a := account.Account{Email: fmt.Sprintf("bench%d@example.org", n), Keep: account.KeepAsk, Interval: -1, Incoming: account.Server{Host: "127.0.0.1", Port: 9, Security: account.None}}
		if err := a.Validate(); err != nil {
			return err
		}
		id, err := s.AddAccount(ctx, a, nil)
		if err != nil {
			return err
		}
		var uids []string
		raws := make(map[string][]byte, n)
		for k := range n {
			uid := fmt.Sprintf("uid-%d", k)
			uids = append(uids, uid)
			raws[uid] = fmt.Appendf(nil, "From: a@example.org\r\nSubject: %d of %d\r\n\r\n%d\r\n", k, n, k)
		}
		if _, err := deliver(ctx, s, id, uids, raws); err != nil {
			return err
		}
		for k := range o.rounds {
			uid := fmt.Sprintf("new-%d", k)
			uids = append(uids, uid)
			d, err := deliver(ctx, s, id, uids, map[string][]byte{uid: fmt.Appendf(nil, "From: a@example.org\r\nSubject: new %d of %d\r\n\r\nx\r\n", k, n)})
			if err != nil {
				return err
			}
			took[i] = append(took[i], d)
		}
	}
	fmt.Fprintf(out, "## The store alone\n\n| what | seconds | ratio |\n| --- | --- | --- |\n")
	fmt.Fprintf(out, "| one new message among %d unique-ids, × the same among %d | %s | %s |\n", manyUIDs, fewUIDs, seconds(took[1]), spread(ratios(took[1], took[0])))

	folders, err := s.Folders(ctx)
	if err != nil {
		return err
	}
	list, err := s.List(ctx, mailbox.View{Folder: folders[0].ID}, 1)
	if err != nil || len(list) == 0 {
		return fmt.Errorf("an empty list: %w", err)
	}
	accounts, err := s.Accounts(ctx)
	if err != nil {
		return err
	}
	if _, err := deliver(ctx, s, accounts[0].ID, nil, map[string][]byte{"large": album()}); err != nil {
		return err
	}
	// In what the store gave it the highest number.
	large := list[0].ID
	for id := large; id < large+4*manyUIDs; id++ {
		if raw, err := s.Raw(ctx, id); err == nil && len(raw) > partsSize/2 {
			large = id
			break
		}
	}
	var all, once []time.Duration
	for range o.rounds {
		raw, err := s.Raw(ctx, large)
		if err != nil {
			return err
		}
		from := time.Now()
		if _, err := s.Raw(ctx, large); err != nil {
			return err
		}
		h, err := eml.Open(ctx, raw)
		if err != nil {
			return err
		}
		for i := range parts {
			if _, _, err := h.Data(ctx, i); err != nil {
				return err
			}
		}
		once = append(once, time.Since(from))
		if _, err := s.Handle(ctx, list[0].ID); err != nil { // takes its place
			return err
		}
		from = time.Now()
		for i := range parts {
			h, err := s.Handle(ctx, large)
			if err != nil {
				return err
			}
			if _, _, err := h.Data(ctx, i); err != nil {
				return err
			}
		}
		all = append(all, time.Since(from))
	}
	fmt.Fprintf(out, "| %d parts of a message of %d MB, × one reading and decoding of it | %s | %s |\n\n", parts, partsSize>>20, seconds(all), spread(ratios(all, once)))
	return nil
}

// deliver stores messages as a session does that was told of the unique-ids uids.
func deliver(ctx context.Context, s *storage.Store, id account.ID, uids []string, raws map[string][]byte) (time.Duration, error) {
	from := time.Now()
	d, err := s.Deliver(ctx, id, uids)
	if err != nil {
		return 0, err
	}
	for uid, raw := range raws {
		if err := d.Add(ctx, fetch.Incoming{UID: uid, Raw: raw, At: from}); err != nil {
			return 0, err
		}
	}
	if err := d.Flush(ctx); err != nil {
		return 0, err
	}
	err = d.Close()
	return time.Since(from), err
}

// album is a message of partsSize octets with as many photos as there are parts.
func album() []byte {
	var b bytes.Buffer
	b.WriteString("From: a@example.org\r\nSubject: photos\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n")
	photo := make([]byte, 57)
	for i := range parts {
		fmt.Fprintf(&b, "--b\r\nContent-Type: image/jpeg; name=%d.jpg\r\nContent-Transfer-Encoding: base64\r\n\r\n", i)
		for end := partsSize / parts * (i + 1); b.Len() < end; {
			for k := range photo {
				photo[k] = photo[k]*31 + byte(b.Len()>>3) + byte(k*i)
			}
			b.WriteString(base64.StdEncoding.EncodeToString(photo) + "\r\n")
		}
	}
	b.WriteString("--b--\r\n")
	return b.Bytes()
}
