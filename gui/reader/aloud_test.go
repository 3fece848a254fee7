package reader

import (
	"slices"
	"strings"
	"testing"

	"popmail/storage/eml"
)

// TestSpoken: what is read of a message is what a person would read to another one.
func TestSpoken(t *testing.T) {
	want := []string{"Maria Bauer", "Your booking", "Dear Ann,", "thank you for booking with us. Your cabin is reserved:",
		"Departure Fri 27 Nov, 18:30 · Pier 4 Cabin 2-berth outside, deck 7 Total 184,00 €",
		"Please be at the pier 45 minutes before. You can see the harbour map at ferry.example or change your booking.",
		"North Sea Ferries"}
	if got := spoken("Maria Bauer", "Your  booking", ferryText); !slices.Equal(got, want) {
		t.Errorf("read is %q", got)
	}
	for text, want := range map[string]string{
		"See https://www.shop.example/a?b=1.":                                       "See shop.example.",
		"(<http://shop.example:8080/x>), or www.a.example/b!":                       "(shop.example), or a.example!",
		"write to ann@example.org":                                                  "write to ann@example.org",
		"yes\n\n> no\n> never\n":                                                    "yes",
		"yes\n\nOn 12 Nov 2026 at 9:50 Jan <jan@x.example> wrote:\n> no\n> never\n": "yes",
		"> no\n> never\n":                                                           "no never",
		"=====\nA\n*****\n":                                                         "A",
	} {
		if got := strings.Join(spoken("", "", text), "|"); got != want {
			t.Errorf("%q: read is %q, want %q", text, got, want)
		}
	}
	long := strings.Repeat("One sentence, and no end. ", 200) + strings.Repeat("word ", 400) + strings.Repeat("ä", 2000) + strings.Repeat("長い文。", 300)
	pieces := spoken("", "", long)
	for _, p := range pieces {
		if p == "" || len(p) > mostPiece {
			t.Errorf("a piece has %d octets", len(p))
		}
	}
	if got, want := strings.ReplaceAll(strings.Join(pieces, ""), " ", ""), strings.ReplaceAll(long, " ", ""); got != want {
		t.Errorf("of %d octets %d are read", len(want), len(got))
	}
	if n := len(spoken("", "", strings.Repeat("x ", 10<<20))); n > mostSpoken/mostPiece*2 {
		t.Errorf("%d pieces", n)
	}
}

// TestSpokenLanguage: what the page says comes first, then what the letters tell.
func TestSpokenLanguage(t *testing.T) {
	for text, want := range map[string]string{
		"Hello": "en-US", "日本語のメールです": "ja", "这是一封邮件": "zh", "안녕하세요 여러분": "ko", "Добрый день": "ru", "Добрий день, її лист": "uk", "Καλημέρα": "el",
		"¯\\_(ツ)_/¯": "en-US", "Hi, thanks! 王小明": "en-US", "Sure thing ヽ(・∀・)ノ": "en-US", "王小明": "zh", "この件、了解しました。Thanks": "ja", "我们去の店吧，明天下午三点在车站见面好吗": "zh",
		"Hello, this is a rather long letter in English with one word, 日本.": "en-US",
	} {
		if got := languageOf(&eml.Message{}, text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	for html, want := range map[string]string{
		`<!DOCTYPE html><html lang="de-AT"><body>x`: "de-AT", `<HTML dir=ltr xml:lang='fr'>`: "fr", `<html lang="xx yy">`: "en-US", `<html lang=""><p lang=it>`: "en-US",
	} {
		if got := languageOf(&eml.Message{Pages: []eml.Page{{HTML: html}}}, "Hello"); got != want {
			t.Errorf("%s: %q, want %q", html, got, want)
		}
	}
}
