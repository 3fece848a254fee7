package style

import (
	"strings"
	"sync"
)

// signs are fonts of which no letter looks like itself, with what the letters stand for that mail has.
// QUIRK: Outlook writes smileys, arrows and the bullets of lists so, and no font here has them in
// their places.
var signs = sync.OnceValue(func() map[string]map[rune]rune {
	return map[string]map[rune]rune{
		"wingdings": {
			'J': '☺', 'K': '😐', 'L': '☹', 'à': '→', 'ß': '←', 'á': '↑', 'â': '↓', 'ã': '↖', 'ä': '↗', 'å': '↙', 'æ': '↘', 'è': '➔', 'Ø': '➢', 'ð': '⇨', 'ï': '⇦',
			'ü': '✓', 'û': '✗', 'þ': '☑', 'ý': '☒', 'o': '☐', 'q': '❑', 'r': '❐', 'n': '■', '§': '▪', 'l': '●', 'm': '○', '¡': '○', 'u': '◆', 'v': '❖', 'w': '◆', '«': '★',
			'(': '☎', ')': '✆', '*': '✉', '+': '✉', '"': '✂', '!': '✏', 'C': '👍', 'D': '👎', 'E': '☜', 'F': '☞', 'G': '☝', 'H': '☟', 'M': '💣', '·': '•', 'Ÿ': '•', '\u009f': '•',
		},
		"wingdings 2": {'P': '✓', 'O': '✗', 'R': '☑', 'S': '☒', '£': '☐', '¢': '■', '—': '●', '\u0097': '●'},
		"wingdings 3": {'f': '←', 'g': '→', 'h': '↑', 'i': '↓', '}': '▶', '|': '◀', 'p': '▲', 'q': '▼'},
		"webdings":    {'a': '✓', 'r': '✗', '4': '▶', '3': '◀', '5': '▲', '6': '▼', 'g': '■', 'n': '●'},
		"symbol":      {'·': '•', '®': '→', '¬': '←', '\u00ad': '↑', '¯': '↓', 'Þ': '⇒', 'Ü': '⇐', 'Û': '⇔', '£': '≤', '³': '≥', '¹': '≠', '»': '≈', '´': '×', '¸': '÷', '¥': '∞', 'Ö': '√'},
	}
})

// privately is where Word puts the letters of such fonts in Unicode.
const privately = 0xF000

// signed is text as it looks in a font of signs.
func signed(text string, signs map[rune]rune) string {
	return strings.Map(func(r rune) rune {
		own := r
		if own >= privately && own < privately+0x100 {
			own -= privately
		}
		if s, ok := signs[own]; ok {
			return s
		}
		return r
	}, text)
}
