package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"image"
	"math"
	"unicode/utf8"

	"popmail/storage/index"
	"popmail/storage/mailbox"
	"popmail/storage/query"
	"popmail/storage/textin"
)

// FilePage draws a page of an attached file of a message, and tells where on it the terms stand,
// which are as for Snippets. One that cannot be drawn is textin.ErrUnreadable or textin.ErrEncrypted;
// one that is not there mailbox.ErrNotFound.
func (s *Store) FilePage(ctx context.Context, id mailbox.ID, place int, v mailbox.PageView, terms []string) (*mailbox.PagePicture, error) {
	var typ, name string
	err := s.r.QueryRowContext(ctx, "SELECT type, name FROM parts WHERE message = ? AND place = ?", id, place).Scan(&typ, &name)
	if errors.Is(err, sql.ErrNoRows) || err == nil && s.files == nil {
		return nil, fmt.Errorf("a page of attachment %d of message %d: %w", place, id, mailbox.ErrNotFound)
	}
	if err != nil {
		return nil, problem(err)
	}
	if !textin.Paged(typ, name) {
		return nil, textin.ErrUnreadable
	}
	data, err := s.fileOctets(ctx, id, place)
	if err != nil {
		return nil, problem(err)
	}
	p, err := s.files.Draw(ctx, data, typ, name, textin.View(v))
	if err != nil {
		return nil, err
	}
	out := &mailbox.PagePicture{Image: &image.RGBA{Pix: p.Pixels, Stride: 4 * p.Width, Rect: image.Rect(0, 0, p.Width, p.Height)}}
	out.Found = onPage(p, index.Hits(p.Text, terms))
	return out, nil
}

// onPage is where pieces of the text of a page stand on it.
func onPage(p *textin.Picture, spans []query.Span) (out [][]image.Rectangle) {
	at, n := 0, 0 // an octet of the text, and the number of its character
	for _, s := range spans {
		n += utf8.RuneCountInString(p.Text[at:s.Start])
		end := n + utf8.RuneCountInString(p.Text[s.Start:s.End])
		out = append(out, rectangles(p, n, end))
		at, n = s.End, end
	}
	return out
}

// rectangles are those in which the characters from one up to another stand: one for each line.
func rectangles(p *textin.Picture, from, to int) (out []image.Rectangle) {
	var line textin.Box
	end := func() {
		if r := image.Rect(floor(line.Left), floor(line.Top), ceil(line.Right), ceil(line.Bottom)).Intersect(image.Rect(0, 0, p.Width, p.Height)); !line.Empty() && !r.Empty() {
			out = append(out, r)
		}
	}
	for _, b := range p.Boxes[min(from, len(p.Boxes)):min(to, len(p.Boxes))] {
		if b.Empty() {
			continue
		}
		if line.Empty() || !together(line, b) {
			end()
			line = b
			continue
		}
		line = textin.Box{Left: min(line.Left, b.Left), Top: min(line.Top, b.Top), Right: max(line.Right, b.Right), Bottom: max(line.Bottom, b.Bottom)}
	}
	end()
	return out
}

// together reports whether a character goes on in the line that those before it make.
func together(line, b textin.Box) bool {
	high := min(line.Bottom-line.Top, b.Bottom-b.Top)
	return min(line.Bottom, b.Bottom)-max(line.Top, b.Top) > high/2 && max(line.Left, b.Left)-min(line.Right, b.Right) < b.Bottom-b.Top
}

func floor(f float32) int { return int(math.Floor(float64(f))) }
func ceil(f float32) int  { return int(math.Ceil(float64(f))) }
