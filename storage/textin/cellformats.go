package textin

import (
	"encoding/xml"
	"math"
	"strconv"
	"strings"
	"time"
)

// cellFormats are how the numbers in the cells of a workbook are shown (ECMA-376, part 1, 18.8): xl/styles.xml.
type cellFormats struct {
	own    map[string]string // formats of the workbook by their numbers
	styles []cellFormat      // of cells, by their places
	in     bool              // the formats of cells are being read
	early  bool              // days are counted from 1904, and not from 1900
}

// cellFormat is what of a format tells on a text.
type cellFormat struct {
	day        bool // a date
	monthFirst bool
	grouped    bool // thousands are parted
	percent    bool
	decimals   int
}

const mostFormats = 64 << 10 // of a workbook, of either kind: Excel has that many

func (c *cellFormats) done() bool  { return len(c.styles) >= mostFormats }
func (c *cellFormats) text([]byte) {}
func (c *cellFormats) start(e xml.StartElement) {
	switch e.Name.Local {
	case "numFmt":
		if len(c.own) < mostFormats {
			c.own[attribute(e, "numFmtId")] = attribute(e, "formatCode")
		}
	case "cellXfs":
		c.in = true
	case "xf":
		if c.in {
			id := attribute(e, "numFmtId")
			code, ok := c.own[id]
			if !ok {
				code = knownFormat(id)
			}
			c.styles = append(c.styles, formatOfCode(code))
		}
	}
}

func (c *cellFormats) end(name string) {
	if name == "cellXfs" {
		c.in = false
	}
}

// knownFormat is a format that every workbook has (18.8.30), as far as it tells on a text.
func knownFormat(id string) string {
	switch id {
	case "2", "7", "8", "39", "40", "44":
		if id == "2" {
			return "0.00"
		}
		return "#,##0.00"
	case "3", "5", "6", "37", "38", "42", "41":
		return "#,##0"
	case "4", "43":
		return "#,##0.00"
	case "9":
		return "0%"
	case "10":
		return "0.00%"
	case "14", "15", "16", "22", "27", "28", "29", "30", "31", "36", "50", "51", "52", "53", "54", "57", "58":
		return "d/m/yyyy"
	}
	return ""
}

// formatOfCode reads a format of numbers (18.8.31), of which the first part is for those above 0.
func formatOfCode(code string) (f cellFormat) {
	var plain strings.Builder
	quoted, bracket, escaped := false, false, false
	for _, r := range strings.ToLower(code[:min(len(code), 255)]) {
		switch {
		case escaped:
			escaped = false
		case r == '"':
			quoted = !quoted
		case quoted:
		case r == '[':
			bracket = true
		case bracket:
			bracket = r != ']'
		case r == '\\' || r == '_' || r == '*':
			escaped = true
		case r == ';':
			return f.of(plain.String())
		default:
			plain.WriteRune(r)
		}
	}
	return f.of(plain.String())
}

func (f cellFormat) of(code string) cellFormat {
	if code == "general" {
		return f
	}
	if strings.ContainsAny(code, "yd") {
		m := strings.IndexByte(code, 'm')
		f.day, f.monthFirst = true, m >= 0 && m < strings.IndexByte(code, 'd')
		return f
	}
	f.percent = strings.Contains(code, "%")
	f.grouped = strings.Contains(code, "#,#") || strings.Contains(code, "0,0")
	if _, after, ok := strings.Cut(code, "."); ok {
		f.decimals = min(len(after)-len(strings.TrimLeft(after, "0#?")), 10)
	}
	return f
}

// shown is the text of a cell with a number: as it is shown, and as it is.
func (c *cellFormats) shown(style, text string) string {
	at, err := strconv.Atoi(style)
	if err != nil || at < 0 || at >= len(c.styles) {
		return text
	}
	f := c.styles[at]
	n, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil || math.IsNaN(n) || math.Abs(n) > 1e15 {
		return text
	}
	if f.day {
		return c.dayShown(n, text, f.monthFirst)
	}
	if f.percent {
		return strconv.FormatFloat(n*100, 'f', f.decimals, 64) + "%"
	}
	if f.decimals == 0 && !f.grouped {
		return text
	}
	full := strconv.FormatFloat(n, 'f', f.decimals, 64)
	out := []string{full}
	if f.grouped {
		if g := grouped(full); g != full {
			out = []string{g, full}
		}
	}
	if text = strings.TrimSpace(text); text != full {
		out = append(out, text)
	}
	return strings.Join(out, " ")
}

// lastDay is 31 December 9999.
const lastDay = 2958465

// dayShown is a day as it is written where the year comes first, and as it is written elsewhere.
func (c *cellFormats) dayShown(n float64, text string, monthFirst bool) string {
	if n < 1 || n > lastDay {
		return text
	}
	days := int(n)
	first := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case c.early:
		first = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case days < 60: // it counts a 29 February 1900, as Lotus 1-2-3 did
		days++
	}
	t := first.AddDate(0, 0, days)
	if monthFirst {
		return t.Format("2006-01-02 1/2/2006")
	}
	return t.Format("2006-01-02 02.01.2006")
}

// grouped parts the thousands of a number.
func grouped(number string) string {
	whole, rest, _ := strings.Cut(number, ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if rest != "" {
		rest = "." + rest
	}
	return sign + whole + rest
}
