package style

import (
	"context"
	"strings"
	"testing"
)

// An svg is handed on as octets of its own, whatever the page says is its source.
func TestDrawing(t *testing.T) {
	p := Parse(context.Background(), `<body><svg src="https://far.example/a.png" viewBox="0 0 1 1"><path d="M0 0"/></svg>`, Media{Width: 700})
	n := p.Body.Children[0]
	if n.Tag != "svg" || !strings.HasPrefix(n.Attrs["src"], "data:image/svg+xml;base64,") || len(n.Children) != 0 {
		t.Errorf("%s with %d children from %q", n.Tag, len(n.Children), n.Attrs["src"])
	}
	p = Parse(context.Background(), `<body>`+strings.Repeat(`<svg src=x><text>`+strings.Repeat("a", 1<<20)+`</text></svg>`, 6), Media{Width: 700})
	total := 0
	for _, n := range p.Body.Children {
		total += len(n.Attrs["src"])
		if n.Attrs["src"] == "x" {
			t.Error("one that is too long keeps its source")
		}
	}
	if total > 2*mostDrawn || len(p.Problems) == 0 {
		t.Errorf("%d octets, told %q", total, p.Problems)
	}
}
