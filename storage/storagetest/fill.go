package storagetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"popmail/account"
	"popmail/account/fetch"
	"popmail/storage"
)

// Words that every store filled by Fill holds, for searches whose number of hits
// is known.
const (
	CommonWord = "common" // in every third message
	RareWord   = "zephyrquartz"
	RareEvery  = 2000 // RareWord is in every 2000th message
)

// Fill stores n synthetic messages in the Inbox of an account, without a server:
// one every 15 minutes from September 2020 on, with about size octets of text
// (0: 2,000) whose words are spread as in real language. The same arguments give
// the same messages. It is for measuring with very many messages.
func Fill(ctx context.Context, s *storage.Store, id account.ID, n, size int) error {
	if size <= 0 {
		size = 2000
	}
	known, err := s.Known(ctx, id)
	if err != nil {
		return err
	}
	first := len(known)
	d, err := s.Deliver(ctx, id, nil)
	if err != nil {
		return err
	}
	w := newWriter()
	for i := first; i < first+n; i++ {
		m := w.mail(i, size)
		if err := d.Add(ctx, fetch.Incoming{UID: fmt.Sprintf("fill-%08d", i), Raw: m.Raw(), At: m.Date}); err != nil {
			return fmt.Errorf("message %d: %w", i, errorsJoinClose(err, d))
		}
		if i%1000 == 0 {
			d.Stored()
		}
	}
	if err := d.Flush(ctx); err != nil {
		return errorsJoinClose(err, d)
	}
	if err := d.Close(); err != nil {
		return err
	}
	return s.CatchUp(ctx)
}

func errorsJoinClose(err error, d fetch.Delivery) error {
	if e := d.Close(); e != nil {
		return fmt.Errorf("%w; %w", err, e)
	}
	return err
}

// vocabulary is the number of different words in filled messages.
const vocabulary = 30000

type writer struct {
	words []string
	zipf  *rand.Zipf
	r     *rand.Rand
}

func newWriter() *writer {
	r := rand.New(rand.NewPCG(1, 2))
	w := &writer{r: r, zipf: rand.NewZipf(r, 1.07, 3, vocabulary-1)}
	syllables := strings.Fields("ba be bi bo bu da de di do du fa fe fi ga ge go ka ke ki ko la le li lo lu ma me mi mo mu na ne ni no pa pe po ra re ri ro ru sa se si so ta te ti to tu va ve vi za zo")
	seen := map[string]bool{CommonWord: true, RareWord: true}
	for len(w.words) < vocabulary {
		var b strings.Builder
		for range 1 + r.IntN(4) {
			b.WriteString(syllables[r.IntN(len(syllables))])
		}
		if !seen[b.String()] {
			seen[b.String()] = true
			w.words = append(w.words, b.String())
		}
	}
	return w
}

func (w *writer) text(size int) string {
	var b strings.Builder
	line := 0
	for b.Len() < size {
		word := w.words[w.zipf.Uint64()]
		if line += len(word) + 1; line > 74 {
			b.WriteString("\r\n")
			line = len(word)
		} else if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(word)
	}
	return b.String()
}

func (w *writer) mail(i, size int) Mail {
	person := w.words[500+i*7919%400]
	m := Mail{
		From:    fmt.Sprintf("%s %s <%s@example%d.org>", strings.ToUpper(person[:1])+person[1:], w.words[1000+i%300], person, i%37),
		Subject: w.text(20 + w.r.IntN(30)),
		Text:    w.text(size/2 + w.r.IntN(size)),
		Date:    time.Unix(1_600_000_000+int64(i)*900, 0).UTC(),
	}
	m.Subject = strings.ReplaceAll(m.Subject, "\r\n", " ")
	if i%3 == 0 {
		m.Text += "\r\n" + CommonWord
	}
	if i%RareEvery == 777 {
		m.Text += "\r\n" + RareWord
	}
	if i%10 == 0 {
		m.Attachment = fmt.Sprintf("report-%d.pdf", i)
	}
	return m
}
