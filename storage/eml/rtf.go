package eml

import (
	"bytes"
	"context"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"popmail/assets/plain"
)

// maxRTF is how many octets of rich text are looked at in a message.
const maxRTF = 16 << 20

func isRTF(media string) bool {
	return media == "text/rtf" || media == "application/rtf" || media == "application/x-rtf" || media == "text/richtext-rtf"
}

// rtfState is what a group of rich text hands to those in it.
type rtfState struct {
	skip   bool // what stands in it is not text
	around bool // it is no part of the text around it
	hidden bool // \htmlrtf: it is for readers of rich text alone
	fonts  bool // it is the table of fonts, or in it
	shift  int  // characters that follow \u for those who do not know it
	font   int  // its number in the table; -1: the one of \deff
	tag    bool // it is markup of a packed page, which is in the character set of \ansicpg ([MS-OXRTFEX], HTMLTAG)
}

// markup is the number that stands for markup among those of fonts.
const markup = -3

// rtfFonts are the fonts of rich text by their character sets: text is in that of its font, else in that of
// \ansicpg (RTF 1.9, "Font Table").
type rtfFonts struct {
	ansi    string         // of \ansicpg
	names   map[int]string // the character sets of fonts that say one
	number  int            // of the font that the table is speaking of
	usual   int            // of \deff
	current int            // of the octets that are being collected; -2: to be looked up again
	charset string         // of it
}

// maxRTFFonts is how many fonts are known by their character sets.
const maxRTFFonts = 4096

// set is what the table says of the font that it is speaking of.
func (f *rtfFonts) set(charset string) {
	if charset == "" || len(f.names) >= maxRTFFonts {
		return
	}
	if f.names == nil {
		f.names = map[int]string{}
	}
	f.names[f.number] = charset
	f.current = -2
}

// of is the character set of a font.
func (f *rtfFonts) of(font int) string {
	if font == markup {
		return f.ansi
	}
	if s := f.names[font]; s != "" {
		return s
	}
	// QUIRK: where no font is chosen, writers mean that of \ansicpg with the first of their fonts, which is a western one.
	if s := f.names[f.usual]; font < 0 && s != "" && s != "windows-1252" {
		return s
	}
	return f.ansi
}

// rtfCharset is the character set of \fcharset; "" for one that says nothing of the kind, as that of signs (2) does.
func rtfCharset(n int) string {
	switch n {
	case 0:
		return "windows-1252"
	case 77:
		return "macintosh"
	case 222:
		return "windows-874"
	}
	if page := map[int]int{128: 932, 129: 949, 134: 936, 136: 950, 161: 1253, 162: 1254, 163: 1258, 177: 1255, 178: 1256,
		186: 1257, 204: 1251, 238: 1250, 254: 437, 255: 437}[n]; page != 0 {
		return codePage(page)
	}
	return ""
}

// codePage is the name of a code page of Windows.
func codePage(n int) string {
	switch {
	case n <= 0:
		return ""
	case n == 1252:
		return "windows-1252"
	case n == 65001:
		return "utf-8"
	}
	return "cp" + strconv.Itoa(n)
}

// rtfSigns are the control words that stand for characters.
var rtfSigns = map[string]string{"par": "\n", "line": "\n", "sect": "\n", "page": "\n", "row": "\n", "cell": "\t", "nestcell": "\t", "nestrow": "\n",
	"tab": "\t", "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
	"emspace": " ", "enspace": " ", "~": "\u00a0", "_": "-", "{": "{", "}": "}", `\`: `\`, "\n": "\n", "\r": "\n"}

// rtfSilent are the destinations that hold no text.
var rtfSilent = map[string]bool{"colortbl": true, "stylesheet": true, "info": true, "pict": true, "object": true,
	"header": true, "footer": true, "headerl": true, "headerr": true, "footerl": true, "footerr": true, "fldinst": true, "nonshppict": true,
	"themedata": true, "filetbl": true, "revtbl": true, "listtable": true, "listoverridetable": true, "rsidtbl": true, "xmlnstbl": true}

// rtfAround are the destinations of text that stands around that of the letter.
var rtfAround = map[string]bool{"header": true, "footer": true, "headerl": true, "headerr": true, "headerf": true, "footerl": true, "footerr": true, "footerf": true,
	"footnote": true, "shptxt": true}

// rtfText is the text of rich text (RTF 1.9), "" where it is none. What Outlook packs
// of an HTML for other readers of rich text ([MS-OXRTFEX]) is read as these do.
func rtfText(bud *budget, b []byte) string {
	return rtfWords(rtfOctets(bud, b[:min(len(b), maxRTF)], false, math.MaxInt))
}

// RichText is the text of a file of rich text, at most most octets of it, with its heads, feet, boxes and notes; "" where b is none. All of b is
// looked at: a letter begins with the picture of its head, often.
func RichText(b []byte, most int) string {
	return plain.Cut(rtfWords(rtfOctetsOf(newBudget(context.Background(), len(b)), b, false, true, 2*most)), most)
}

func rtfWords(out []byte) string {
	if out == nil {
		return ""
	}
	return strings.TrimSpace(cleanText(strings.ToValidUTF8(string(out), "\uFFFD"))) + "\n"
}

// rtfPage is the HTML that Outlook has packed into rich text ([MS-OXRTFEX], section 2.2.3), in
// UTF-8; nil: there is none in it.
func rtfPage(bud *budget, b []byte) []byte {
	if !bytes.Contains(b[:min(len(b), 512)], []byte(`\fromhtml1`)) {
		return nil
	}
	out := rtfOctets(bud, b[:min(len(b), maxRTF)], true, math.MaxInt)
	if !bytes.Contains(out, []byte("<")) {
		return nil
	}
	return bytes.ToValidUTF8(out, []byte("\uFFFD"))
}

// rtfOctets reads rich text: its words, or, page, the HTML that is packed in it, until there are about
// most octets of that. It is nil where b is something else.
func rtfOctets(bud *budget, b []byte, page bool, most int) []byte {
	return rtfOctetsOf(bud, b, page, false, most)
}

// rtfOctetsOf is rtfOctets; all: with what stands around the text, its heads and feet, boxes and notes, parted from it.
func rtfOctetsOf(bud *budget, b []byte, page, all bool, most int) []byte {
	b = bytes.TrimLeft(b, " \t\r\n\xEF\xBB\xBF")
	if !bytes.HasPrefix(b, []byte(`{\rtf`)) {
		return nil
	}
	b = bud.afford(b, 4, 4)
	var out []byte
	var octets []byte // in the character set of fonts
	fonts := rtfFonts{ansi: "windows-1252", charset: "windows-1252", current: -2}
	flush := func() {
		if len(octets) > 0 {
			u, _ := toUTF8(bud, octets, fonts.charset)
			out, octets = append(out, u...), octets[:0]
		}
	}
	put := func(g *rtfState, c byte) {
		font := g.font
		if g.tag {
			font = markup
		}
		if font != fonts.current {
			if s := fonts.of(font); s != fonts.charset {
				flush()
				fonts.charset = s
			}
			fonts.current = font
		}
		octets = append(octets, c)
	}
	groups := []rtfState{{shift: 1, font: -1}}
	skip := 0       // characters to leave out, after \u
	high := rune(0) // the first half of a surrogate pair
	for i := 0; i < len(b) && len(out)+len(octets) < most; {
		g := &groups[len(groups)-1]
		c := b[i]
		i++
		switch c {
		case '{':
			if len(groups) > maxRTFDepth {
				flush()
				return out
			}
			groups = append(groups, *g)
			groups[len(groups)-1].around = false
			skip = 0
			continue
		case '}':
			if g.around {
				flush()
				out = append(out, '\n')
			}
			if len(groups) > 1 {
				groups = groups[:len(groups)-1]
			}
			skip = 0
			continue
		case '\r', '\n', 0:
			continue
		case '\\':
		default:
			if skip > 0 {
				skip--
			} else if !g.skip && !g.hidden {
				put(g, c)
			}
			continue
		}
		if i >= len(b) {
			break
		}
		word, number, has, next := rtfControl(b, i)
		i = next
		switch word {
		case "'":
			if skip > 0 {
				skip--
			} else if !g.skip && !g.hidden {
				put(g, byte(number))
			}
		case "*":
			g.skip = true
		case "htmltag":
			g.tag = true
			if page && len(groups) > 1 {
				g.skip = groups[len(groups)-2].skip
			}
		case "bin":
			i = min(len(b), i+max(0, number))
		case "ansicpg":
			if s := codePage(number); s != "" {
				fonts.ansi, fonts.current = s, -2
			}
		case "fonttbl":
			g.skip, g.fonts = true, true
		case "f":
			switch {
			case !has || number < 0:
			case g.fonts:
				fonts.number = number
			default:
				g.font = number
			}
		case "fcharset":
			if g.fonts {
				fonts.set(rtfCharset(number))
			}
		case "cpg":
			if g.fonts {
				fonts.set(codePage(number))
			}
		case "deff":
			fonts.usual, fonts.current = number, -2
		case "plain":
			g.font = -1
		case "htmlrtf":
			g.hidden = !has || number != 0
		case "uc":
			g.shift = min(max(number, 0), 10)
		case "u":
			skip = g.shift
			r := rune(uint16(number)) //nolint:gosec // of 16 bits, with or without a sign
			switch {
			case g.skip || g.hidden:
			case r >= 0xD800 && r < 0xDC00:
				high = r
			case r >= 0xDC00 && r < 0xE000:
				if high != 0 {
					flush()
					out = utf8.AppendRune(out, (high-0xD800)<<10+(r-0xDC00)+0x10000)
				}
				high = 0
			default:
				flush()
				out = utf8.AppendRune(out, r)
			}
		default:
			switch {
			case all && rtfAround[word]:
				if word == "shptxt" {
					g.skip = false // within what is skipped by those who do not know shapes
				}
				if g.around = !g.skip && !g.hidden; g.around {
					flush()
					out = append(out, '\n')
				}
			case all && word == "trowd" && !g.skip && !g.hidden:
				flush()
				out = append(out, '\n')
			case rtfSilent[word]:
				g.skip = true
			}
			if s, ok := rtfSigns[word]; ok && !g.skip && !g.hidden {
				flush()
				out = append(out, s...)
			}
		}
	}
	flush()
	if out == nil {
		out = []byte{}
	}
	return out
}

// maxRTFDepth is how deep groups may lie within others.
const maxRTFDepth = 1000

// rtfControl reads the control word or sign at b[i], which stands behind its
// backslash. The number of \'hh is its octet.
func rtfControl(b []byte, i int) (word string, number int, has bool, next int) {
	c := b[i]
	if !asciiLetter(c) {
		if c == '\'' && i+2 < len(b) && hexValue[b[i+1]] < 16 && hexValue[b[i+2]] < 16 {
			return "'", int(hexValue[b[i+1]])<<4 | int(hexValue[b[i+2]]), true, i + 3
		}
		if c == '\'' {
			return "", 0, false, i + 1
		}
		return string(c), 0, false, i + 1
	}
	from := i
	for i < len(b) && i-from < 32 && asciiLetter(b[i]) {
		i++
	}
	word = string(b[from:i])
	from = i
	if i < len(b) && b[i] == '-' {
		i++
	}
	for i < len(b) && i-from < 11 && b[i] >= '0' && b[i] <= '9' {
		i++
	}
	if i > from {
		n, err := strconv.Atoi(string(b[from:i]))
		number, has = n, err == nil
	}
	if i < len(b) && b[i] == ' ' {
		i++
	}
	return word, number, has, i
}
