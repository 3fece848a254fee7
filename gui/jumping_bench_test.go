package gui

import (
	"fmt"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"popmail/storage/mailbox"
)

// BenchmarkJump is what the window's thread does for the field that jumps with 1,000 folders: it is
// opened, three letters are typed, and it goes.
func BenchmarkJump(b *testing.B) {
	s := newStage(b, 3)
	for i := range 1000 {
		s.known.folders = append(s.known.folders, mailbox.Folder{ID: mailbox.FolderID(1000 + i), Name: fmt.Sprint("Travel to the place ", i), Total: i})
	}
	b.Run("open", func(b *testing.B) {
		for b.Loop() {
			s.ctrl(fyne.KeyK)
			s.jumper().Hide()
		}
	})
	s.ctrl(fyne.KeyK)
	b.Run("type", func(b *testing.B) {
		for b.Loop() {
			for _, text := range []string{"t", "tr", "tra"} {
				s.jumper().SetText(text)
			}
			s.run.Fire(time.Second)
		}
	})
	s.jumper().Hide()
	b.Run("settings", func(b *testing.B) {
		for b.Loop() {
			s.accounts.showSettings(nil)
		}
	})
}
