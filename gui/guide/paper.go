package guide

import "popmail/gui/htmlview/browser"

// Paper is the guide as a file for the web browser, to be printed there, with its pictures in it.
// note stands above it, but not on paper.
func (b *Book) Paper(note string) []byte {
	return browser.Write(browser.Message{Title: Title, Note: note, Lang: "en", Parts: []browser.Part{{HTML: b.HTML, Picture: Picture}}})
}
