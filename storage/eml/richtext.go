package eml

import (
	"context"
	"strings"
)

// Unpacked is compressed RTF of Outlook ([MS-OXRTFCP]) as rich text, what that says, and the
// HTML that it was made of, in UTF-8; nil where there is none. The work is bounded by its size and ends with ctx.
func Unpacked(ctx context.Context, packed []byte) (rtf []byte, text string, page []byte) {
	rtf = unpackRTF(newBudget(ctx, len(packed)), packed)
	if rtf == nil {
		return nil, "", nil
	}
	return rtf, rtfText(newBudget(ctx, len(rtf)), rtf), rtfPage(newBudget(ctx, len(rtf)), rtf)
}

// Decoded is text of a character set, by its name or as "cp" and the number of a code page of
// Windows.
func Decoded(ctx context.Context, b []byte, charset string) string {
	u, _ := toUTF8(newBudget(ctx, len(b)), b, charset)
	return strings.ToValidUTF8(string(u), "\uFFFD")
}
