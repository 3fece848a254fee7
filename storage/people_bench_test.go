package storage

import (
	"fmt"
	"testing"
	"time"

	"popmail/storage/mailbox"
)

// BenchmarkPeople is completion among 50,000 people.
func BenchmarkPeople(b *testing.B) {
	d := &directory{known: map[string]*met{}}
	firsts := []string{"Maria", "Mark", "Lena", "Jörg", "Åse", "Пётр", "Dad", "Ann", "Bob", "Carl"}
	lasts := []string{"Bauer", "Olsen", "Martins", "Müller", "Ødegård", "Ильич", "Kowalski", "Example", "Okafor", "Smith"}
	for i := range 50_000 {
		p := d.meet(mailbox.Address{Name: firsts[i%10] + " " + lasts[i/10%10] + fmt.Sprint(i), Email: fmt.Sprintf("person%d@site%d.example", i, i%997)}, int64(i), byThemselves)
		p.received, p.sent = i%7, i%3
		p.score = p.weigh(time.Unix(1e9, 0))
	}
	for _, typed := range []string{"m", "ma", "maria b", "person4", "zzz"} {
		b.Run(typed, func(b *testing.B) {
			for b.Loop() {
				d.find(typed, 8)
			}
		})
	}
}
