package textin

import (
	"bytes"
	"strings"
)

// inside says what a file of an old office program is by its first octets; unknown: nothing that is
// read here, such as one of Word 97.
//
// QUIRK: banks and shops send RTF and pages as .doc and .xls, which Word and Excel open.
func inside(data []byte) format {
	b := bytes.TrimLeft(data[:min(len(data), 512)], "\xEF\xBB\xBF \t\r\n")
	switch {
	case bytes.HasPrefix(b, []byte(`{\rtf`)):
		return richText
	case bytes.HasPrefix(b, []byte("PK\x03\x04")):
		return office
	}
	if isUTF16(data) {
		b = fromUTF16(data[:min(len(data), 512)&^1])
		b = bytes.TrimLeft(b, "\xEF\xBB\xBF \t\r\n")
	}
	low := strings.ToLower(string(b))
	for _, begin := range []string{"<html", "<!doctype html", "<table", "<?xml", "<head", "<body", "<meta", "<style", "<div", "<!--"} {
		if strings.HasPrefix(low, begin) {
			return pageText
		}
	}
	return unknown
}
