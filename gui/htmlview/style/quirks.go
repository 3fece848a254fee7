package style

import (
	"strings"

	"golang.org/x/net/html"
)

// quirkyPublic are the beginnings of public identifiers that mean quirks mode
// (HTML, 13.2.6.4.1).
var quirkyPublic = []string{
	"+//silmaril//dtd html pro v0r11 19970101//", "-//as//dtd html 3.0 aswedit + extensions//", "-//advasoft ltd//dtd html 3.0 aswedit + extensions//",
	"-//ietf//dtd html 2.0 level 1//", "-//ietf//dtd html 2.0 level 2//", "-//ietf//dtd html 2.0 strict level 1//", "-//ietf//dtd html 2.0 strict level 2//",
	"-//ietf//dtd html 2.0 strict//", "-//ietf//dtd html 2.0//", "-//ietf//dtd html 2.1e//", "-//ietf//dtd html 3.0//", "-//ietf//dtd html 3.2 final//",
	"-//ietf//dtd html 3.2//", "-//ietf//dtd html 3//", "-//ietf//dtd html level 0//", "-//ietf//dtd html level 1//", "-//ietf//dtd html level 2//",
	"-//ietf//dtd html level 3//", "-//ietf//dtd html strict level 0//", "-//ietf//dtd html strict level 1//", "-//ietf//dtd html strict level 2//",
	"-//ietf//dtd html strict level 3//", "-//ietf//dtd html strict//", "-//ietf//dtd html//", "-//metrius//dtd metrius presentational//",
	"-//microsoft//dtd internet explorer 2.0 html strict//", "-//microsoft//dtd internet explorer 2.0 html//", "-//microsoft//dtd internet explorer 2.0 tables//",
	"-//microsoft//dtd internet explorer 3.0 html strict//", "-//microsoft//dtd internet explorer 3.0 html//", "-//microsoft//dtd internet explorer 3.0 tables//",
	"-//netscape comm. corp.//dtd html//", "-//netscape comm. corp.//dtd strict html//", "-//o'reilly and associates//dtd html 2.0//",
	"-//o'reilly and associates//dtd html extended 1.0//", "-//o'reilly and associates//dtd html extended relaxed 1.0//",
	"-//sq//dtd html 2.0 hotmetal + extensions//", "-//softquad software//dtd hotmetal pro 6.0::19990601::extensions to html 4.0//",
	"-//softquad//dtd hotmetal pro 4.0::19971010::extensions to html 4.0//", "-//spyglass//dtd html 2.0 extended//", "-//sun microsystems corp.//dtd hotjava html//",
	"-//sun microsystems corp.//dtd hotjava strict html//", "-//w3c//dtd html 3 1995-03-24//", "-//w3c//dtd html 3.2 draft//", "-//w3c//dtd html 3.2 final//",
	"-//w3c//dtd html 3.2//", "-//w3c//dtd html 3.2s draft//", "-//w3c//dtd html 4.0 frameset//", "-//w3c//dtd html 4.0 transitional//",
	"-//w3c//dtd html experimental 19960712//", "-//w3c//dtd html experimental 970421//", "-//w3c//dtd w3 html//", "-//w3o//dtd w3 html 3.0//",
	"-//webtechs//dtd mozilla html 2.0//", "-//webtechs//dtd mozilla html//",
}

// quirksMode reports whether a document is in quirks mode by its doctype
// (HTML, 13.2.6.4.1).
func quirksMode(doc *html.Node, page string) bool {
	for n := doc.FirstChild; n != nil; n = n.NextSibling {
		if n.Type == html.DoctypeNode {
			return quirkyDoctype(n) || brokenDoctype(page)
		}
	}
	return true
}

// brokenDoctype reports whether what stands after the name in a page's doctype is neither
// PUBLIC nor SYSTEM with a quoted identifier, which the parser does not tell
// (HTML, 13.2.5.55 to 13.2.5.67: the force-quirks flag).
func brokenDoctype(page string) bool {
	page = page[:min(len(page), 1<<16)]
	at := strings.Index(strings.ToLower(page), "<!doctype")
	if at < 0 {
		return false
	}
	rest := strings.TrimLeft(page[min(len(page), at+len("<!doctype")):], spaces)
	name := strings.IndexAny(rest, spaces+">")
	if name < 0 {
		return true
	}
	rest = strings.TrimLeft(rest[name:], spaces)
	if rest == "" || rest[0] == '>' {
		return rest == ""
	}
	if len(rest) < 7 || !strings.EqualFold(rest[:6], "public") && !strings.EqualFold(rest[:6], "system") {
		return true
	}
	rest = strings.TrimLeft(rest[6:], spaces)
	if rest == "" || rest[0] != '"' && rest[0] != '\'' {
		return true
	}
	end := strings.IndexByte(rest[1:], rest[0])
	return end < 0 || strings.IndexByte(rest[1:end+1], '>') >= 0
}

func quirkyDoctype(n *html.Node) bool {
	if !strings.EqualFold(n.Data, "html") {
		return true
	}
	var public, system string
	hasSystem := false
	for _, a := range n.Attr {
		switch a.Key {
		case "public":
			public = strings.ToLower(a.Val)
		case "system":
			system, hasSystem = strings.ToLower(a.Val), true
		}
	}
	switch public {
	case "-//w3o//dtd w3 html strict 3.0//en//", "-/w3c/dtd html 4.0 transitional/en", "html":
		return true
	}
	if system == "http://www.ibm.com/data/dtd/v11/ibmxhtml1-transitional.dtd" {
		return true
	}
	for _, begin := range quirkyPublic {
		if strings.HasPrefix(public, begin) {
			return true
		}
	}
	return !hasSystem && (strings.HasPrefix(public, "-//w3c//dtd html 4.01 frameset//") || strings.HasPrefix(public, "-//w3c//dtd html 4.01 transitional//"))
}

// limitedQuirks reports whether the doctype of a page that is not in quirks mode asks for
// limited quirks (HTML, 13.2.6.4.1).
func limitedQuirks(doc *html.Node) bool {
	for n := doc.FirstChild; n != nil; n = n.NextSibling {
		if n.Type != html.DoctypeNode {
			continue
		}
		for _, a := range n.Attr {
			if a.Key != "public" {
				continue
			}
			public := strings.ToLower(a.Val)
			for _, begin := range []string{"xhtml 1.0 frameset//", "xhtml 1.0 transitional//", "html 4.01 frameset//", "html 4.01 transitional//"} {
				if strings.HasPrefix(public, "-//w3c//dtd "+begin) {
					return true
				}
			}
		}
		return false
	}
	return false
}
