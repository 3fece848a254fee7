package textview

import (
	"strings"
	"testing"
)

func texts(paras []para) string {
	var lines []string
	for _, p := range paras {
		lines = append(lines, p.text)
	}
	return strings.Join(lines, "\n")
}

func TestJoined(t *testing.T) {
	const full = "The roses have come out at last! I have put the two best pictures in\nhere. The yellow one by the shed is the cutting that you brought from\nGrandma's three years ago."
	for _, c := range []struct{ name, text, want string }{
		{"a paragraph", full + "\n\nDad", strings.ReplaceAll(full, "\n", " ") + "\n\nDad"},
		{"an address", "Harbour Office of the Northern Sea Coast and its Islands\n12 Pier Road\nHull", ""},
		{"verses", "Shall I compare thee to a summer's day?\nThou art more lovely and more temperate:", ""},
		{"a list", "- The winter tournament starts on the first Friday of next month, yes\n- The heating, about which the caretaker says that it will be repaired", ""},
		{"numbers", "1. The winter tournament starts on the first Friday of next month, yes\n2. The heating, about which the caretaker says that it will be repaired", ""},
		{"a table", "Newcastle-Edinburgh     north     right   and more that is long enough\nTrondheim-Bodø          north     left    and more that is long enough", ""},
		{"a quotation", "> The roses have come out at last! I have put the two best pictures in\n> here. The yellow one by the shed is the cutting that you brought from", ""},
		{"a signature", "Yours\n-- \nThe roses have come out at last! I have put the two best pictures in\nhere. The yellow one by the shed is the cutting that you brought from", ""},
		{"addresses of pages", "https://example.org/a/very/long/address/that/fills/the/whole/line/of/it\nhttps://example.org/a/very/long/address/that/fills/the/whole/line/of/xx", ""},
		{"an early end", "The harbour is calm and the ferry runs on time today, so come and see.\nWe are there.\nThe harbour is calm and the ferry runs on time today, so come and see.", "The harbour is calm and the ferry runs on time today, so come and see. We are there.\nThe harbour is calm and the ferry runs on time today, so come and see."},
	} {
		paras, blocks := parse(c.text, true, true)
		got, _ := joined(paras, blocks)
		if c.want == "" && got != nil || c.want != "" && texts(got) != c.want {
			t.Errorf("%s:\n%s", c.name, texts(got))
		}
	}
}

// Quotations that are folded keep their places and stay as the person left them.
func TestFlowKeepsBlocks(t *testing.T) {
	prose := strings.Repeat("the harbour is calm and the ferry runs on time today so come over\n", 4)
	v := New()
	v.SetText(prose + "\n" + strings.Repeat("> quoted\n", 30) + "\n" + prose)
	show(t, v, 900, 400)
	wide := len(v.lines)
	if v.flowing || len(v.blocks) != 1 {
		t.Fatalf("flowing %v with %d blocks", v.flowing, len(v.blocks))
	}
	v.toggle(0)
	v.layout(330)
	if !v.flowing || !v.blocks[0].open || v.paras[v.blocks[0].first].text != "quoted" || v.paras[v.blocks[0].last].text != "quoted" {
		t.Errorf("flowing %v, block %+v", v.flowing, v.blocks[0])
	}
	for _, l := range v.lines {
		if text := v.paras[l.para].text[l.start:l.end]; l.toggle < 0 && len(text) > 0 && len(text) < 12 && text != "quoted" && !strings.HasSuffix(text, "over") {
			t.Errorf("a stub of a line: %q", text)
		}
	}
	v.toggle(0)
	v.layout(900)
	if v.flowing || v.blocks[0].open || len(v.lines) != wide {
		t.Errorf("flowing %v, open %v, %d lines, want %d", v.flowing, v.blocks[0].open, len(v.lines), wide)
	}
}
