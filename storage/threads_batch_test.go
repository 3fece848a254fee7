package storage

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"popmail/account/fetch"
	"popmail/storage/mailbox"
)

// TestThreadsOfManyAtOnce: where messages belong does not depend on how many are looked at together,
// nor do the marks of a conversation that the person wants to hear no more of.
func TestThreadsOfManyAtOnce(t *testing.T) {
	ctx := t.Context()
	mail := ruleMail(t, 150)
	rnd := rand.New(rand.NewPCG(3, 5))
	for i := range 300 { // answers that name several, or nothing, of few conversations, in a poor order
		raw := fmt.Sprintf("Message-ID: <%d@m>\r\nFrom: p%d@a.example\r\nTo: p%d@a.example\r\nDate: Tue, 4 Mar 2025 05:06:07 +0000\r\n", i, rnd.IntN(9), rnd.IntN(9))
		switch rnd.IntN(5) {
		case 0:
			raw += fmt.Sprintf("Subject: topic %d\r\n", rnd.IntN(20))
		case 1:
			raw += fmt.Sprintf("Subject: Re: topic %d\r\n", rnd.IntN(20))
		case 2:
			raw += fmt.Sprintf("In-Reply-To: <%d@m>\r\n", rnd.IntN(600))
		default:
			raw += fmt.Sprintf("References: <%d@m> <%d@m>\r\n", rnd.IntN(600), rnd.IntN(2000))
		}
		mail = append(mail, fetch.Incoming{UID: fmt.Sprint("w", i), Raw: []byte(raw + "\r\nx\r\n"), At: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)})
	}
	s, ids := ruleStore(t, mail)
	type outcome struct {
		together, topics string
		muted            []mailbox.ID
		mutes            int
	}
	var want outcome
	for _, size := range []int{1, 2, 50, len(ids)} {
		var got outcome
		err := s.write(ctx, func(tx *tx) error {
			for _, q := range []string{"DELETE FROM threads", "DELETE FROM thread_names", "DELETE FROM thread_mutes", "UPDATE messages SET flags = 0", "UPDATE messages SET flags = 32 WHERE id % 37 = 0", "DELETE FROM thread_mutes"} {
				if _, err := tx.exec(q); err != nil {
					return err
				}
			}
			for part := range slices.Chunk(ids, size) {
				if _, err := threadAll(tx, part); err != nil {
					return err
				}
			}
			// Some once more, as after another reading of them.
			if _, err := threadAll(tx, ids[len(ids)/2:len(ids)/2+min(size, 100)]); err != nil {
				return err
			}
			if err := tx.row(`SELECT group_concat(list, ' ') FROM (SELECT min(message) || ':' || group_concat(message, ',') AS list FROM (SELECT * FROM threads ORDER BY message) GROUP BY thread ORDER BY min(message))`).Scan(&got.together); err != nil {
				return err
			}
			if err := tx.row("SELECT group_concat(message || ' ' || topic || ' ' || bare) FROM threads ORDER BY message").Scan(&got.topics); err != nil {
				return err
			}
			if err := tx.row("SELECT count(*) FROM thread_mutes").Scan(&got.mutes); err != nil {
				return err
			}
			// A name that is not where its message is would be found by nobody.
			var astray int
			if err := tx.row("SELECT count(*) FROM thread_names n WHERE NOT EXISTS (SELECT 1 FROM threads t WHERE t.thread = n.thread)").Scan(&astray); err != nil || astray > 0 {
				return fmt.Errorf("%d names belong to no conversation: %w", astray, err)
			}
			var err error
			got.muted, err = column[mailbox.ID](tx.query("SELECT t.message FROM threads t JOIN thread_mutes m ON m.thread = t.thread ORDER BY 1"))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if size == 1 {
			want = got
			if got.mutes < 3 || len(got.muted) < 20 {
				t.Fatalf("only %d conversations with %d messages are muted", got.mutes, len(got.muted))
			}
			continue
		}
		if got.together != want.together || got.topics != want.topics || got.mutes != want.mutes || !slices.Equal(got.muted, want.muted) {
			t.Errorf("%d at once: other conversations than one by one:\n%.500s\n%.500s\n%v\n%v", size, got.together, want.together, got.muted, want.muted)
		}
	}
}
