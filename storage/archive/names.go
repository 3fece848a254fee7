package archive

import (
	"context"
	"encoding/base64"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"popmail/storage/eml"
	"popmail/storage/mailbox"
)

// dirName is the folder for mail that lies in a folder of the tree.
func (r *reader) dirName(dir string) []string {
	var parts []string
	if dir != "" {
		parts = tidyParts(r.below(dir))
	}
	if len(parts) == 0 {
		parts = tidyParts([]string{r.base})
	}
	return purposed(parts)
}

// isThunderbird reports whether a folder with such a list is a profile of Thunderbird.
func isThunderbird(list []entry) bool {
	prefs, mail := false, false
	for _, e := range list {
		prefs = prefs || e.name == "prefs.js" && !e.dir
		mail = mail || (e.name == "Mail" || e.name == "ImapMail") && e.dir
	}
	return prefs && mail
}

// below are the parts of a path; of one in a profile of Thunderbird, where each server has a
// folder in Mail or ImapMail, those below that folder, and else those below the root, see isRoot.
func (r *reader) below(name string) []string {
	parts := strings.Split(name, "/")
	if rest, ok := strings.CutPrefix(name, r.profile); ok && r.inProfile {
		in := strings.Split(rest, "/")
		r.calledIn(in)
		if len(in) > 2 && in[0] == "Mail" {
			return in[2:]
		}
		if len(in) > 2 && in[0] == "ImapMail" { // as the server calls them
			for i, p := range in {
				if d := decodeUTF7(p); imapUTF7(d, "") == p {
					in[i] = d
				}
			}
			return in[2:]
		}
	}
	if rest, ok := strings.CutPrefix(name, r.root); ok && r.rooted {
		return strings.Split(rest, "/")
	}
	return parts
}

// boxFolder is the folder for an mbox at a path.
func boxFolder(parts []string) []string {
	last := len(parts) - 1
	if last > 0 && parts[last] == "mbox" { // Apple's "Name.mbox/mbox"
		return purposed(tidyParts(parts[:last]))
	}
	parts = append(parts[:last:last], parts[last])
	if e := strings.ToLower(path.Ext(parts[last])); e == ".mbx" || e == ".txt" || e == ".mail" {
		parts[last] = strings.TrimSuffix(parts[last], path.Ext(parts[last]))
	}
	return purposed(tidyParts(parts))
}

// appleAbove are the folders above the mailboxes of Apple Mail: a version, then an account by
// its UUID or by its server.
var appleAbove = pattern(`^(V\d{1,3}|Mailboxes|[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}|(POP|IMAP|EWS|Exchange|Local)-.+)$`)

// isAppleBox reports whether a folder of a name is a mailbox of Apple Mail.
func isAppleBox(name string) bool {
	ext := path.Ext(name)
	return strings.EqualFold(ext, ".mbox") || strings.EqualFold(ext, ".imapmbox")
}

// appleTop is where the folders of Apple Mail begin in the path above one of its mailboxes: at a version with
// an account below it, at an account that is called by its UUID or its address, or at "Mailboxes".
func appleTop(parts []string) int {
	for i, p := range parts {
		above := appleAbove().MatchString(p)
		switch {
		case !above:
		case len(p) == 36, strings.Contains(p, "@"), p == "Mailboxes" && i == len(parts)-1, p[0] == 'V' && i+1 < len(parts) && appleAbove().MatchString(parts[i+1]):
			return i
		}
	}
	return 0
}

// tidyParts takes from the names of folders what programs add to them: ".mbox" of Apple Mail, ".imapmbox" of
// early ones, with what lies above and below it, ".sbd" of Thunderbird, ".NAME.directory" of KMail.
func tidyParts(parts []string) (out []string) {
	below := false
	if first := slices.IndexFunc(parts, isAppleBox); first > 0 {
		top := appleTop(parts[:first])
		parts, first = parts[top:], first-top
		for first > 0 && appleAbove().MatchString(parts[0]) {
			parts, first = parts[1:], first-1
		}
	}
	for _, p := range parts {
		ext := path.Ext(p)
		switch strings.ToLower(ext) {
		case ".mbox", ".imapmbox":
			out, below = append(out, written(strings.TrimSuffix(p, ext))), true
			continue
		case ".sbd":
			p = strings.TrimSuffix(p, ext)
		case ".directory":
			if in := strings.TrimSuffix(p, ext); len(in) > 1 && in[0] == '.' {
				p = in[1:]
			}
		}
		if _, numbered := number(p); below && (numbered || p == "Data" || p == "Messages" || len(p) == 36) {
			continue
		}
		below = false
		if p != "" && p != "." {
			out = append(out, written(p))
		}
	}
	return out
}

// roles are the names, in small letters, by which programs call folders with a purpose. What PopMail
// had put off comes to the Inbox, as nothing says any more when it is due; what was to be sent is a draft,
// as it would not go from a folder of that name.
var roles = map[string]mailbox.Role{
	"inbox": mailbox.Inbox, "mbox": mailbox.Inbox,
	"sent": mailbox.Sent, "sent items": mailbox.Sent, "sent messages": mailbox.Sent, "sent mail": mailbox.Sent, "sent-mail": mailbox.Sent, "sentmail": mailbox.Sent,
	"drafts": mailbox.Drafts, "draft": mailbox.Drafts,
	"trash": mailbox.Trash, "deleted items": mailbox.Trash, "deleted messages": mailbox.Trash, "deleted": mailbox.Trash, "bin": mailbox.Trash,
	"junk": mailbox.Junk, "spam": mailbox.Junk, "junk e-mail": mailbox.Junk, "junk mail": mailbox.Junk, "bulk mail": mailbox.Junk,
	"archive": mailbox.Archive, "archives": mailbox.Archive,
	"snoozed": mailbox.Inbox, "outbox": mailbox.Drafts,
}

// roleOf is what a folder of other programs is for; Own: nothing in particular.
func roleOf(folder []string) mailbox.Role {
	if len(folder) == 1 {
		if r, ok := roles[strings.ToLower(folder[0])]; ok {
			return r
		}
	}
	return mailbox.Own
}

// RoleOf is the role of the folder that mail which lay in a folder goes to.
func RoleOf(folder []string) mailbox.Role {
	if len(folder) == 2 && strings.Contains(folder[0], "@") { // of an account
		folder = folder[1:]
	}
	if len(folder) == 0 { // see NoFolder
		return mailbox.Own
	}
	return roleOf(folder)
}

// splitName parts a name of a folder that stands for folders in folders. One that begins with
// "/" has an empty first part: it has no purpose, whatever it is called.
func splitName(name string) (parts []string) {
	if strings.HasPrefix(name, "/") {
		parts = []string{""}
	}
	for p := range strings.SplitSeq(name, "/") {
		if p != "" {
			parts = append(parts, p)
		}
	}
	return parts
}

// utf7 is base64 as names of folders have it (RFC 3501, section 5.1.3).
var utf7 = base64.NewEncoding("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,").WithPadding(base64.NoPadding)

// decodeUTF7 reads a name of a folder of a Maildir. One that is not written by the rules is
// taken as it is.
func decodeUTF7(name string) string {
	var b strings.Builder
	for rest := name; ; {
		before, after, ok := strings.Cut(rest, "&")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		code, after, ok := strings.Cut(after, "-")
		if !ok {
			return name
		}
		rest = after
		if code == "" {
			b.WriteByte('&')
			continue
		}
		raw, err := utf7.DecodeString(code)
		if err != nil || len(raw)%2 != 0 {
			return name
		}
		units := make([]uint16, len(raw)/2)
		for i := range units {
			units[i] = uint16(raw[2*i])<<8 | uint16(raw[2*i+1])
		}
		b.WriteString(string(utf16.Decode(units)))
	}
}

// written reads a name of a folder or an mbox. Servers such as Dovecot write what is not ASCII as decodeUTF7
// reads it, and an old computer wrote in a code page of its own. Any other is taken as it is.
func written(name string) string {
	if !utf8.ValidString(name) {
		return eml.Decoded(context.Background(), []byte(name), pageOfNames(context.Background(), []string{name}))
	}
	if d := decodeUTF7(name); d != name && imapUTF7(d, "") == name && strings.ContainsFunc(d, func(r rune) bool { return r >= utf8.RuneSelf }) {
		return d
	}
	return name
}

// imapUTF7 writes a name so, with more of ASCII as code than must be.
func imapUTF7(name, more string) string {
	var b strings.Builder
	var units []uint16
	flush := func() {
		if len(units) == 0 {
			return
		}
		raw := make([]byte, 0, 2*len(units))
		for _, u := range units {
			raw = append(raw, byte(u>>8), byte(u))
		}
		b.WriteString("&" + utf7.EncodeToString(raw) + "-")
		units = nil
	}
	for _, r := range name {
		switch {
		case r == '&':
			flush()
			b.WriteString("&-")
		case r < 0x20 || r >= 0x7F || strings.ContainsRune(more, r):
			units = utf16.AppendRune(units, r)
		default:
			flush()
			b.WriteRune(r)
		}
	}
	flush()
	return b.String()
}

// evolutionFile lies in the folder where Evolution keeps its Maildirs. In their names it writes
// "." and "_" as "_" with two digits of the character's code, since dots part the names.
const evolutionFile = "..maildir++"

// decodeUnderscores reads such a name.
func decodeUnderscores(name string) string {
	var b strings.Builder
	for i := 0; i < len(name); i++ {
		if name[i] == '_' && i+2 < len(name) {
			if n, err := strconv.ParseUint(name[i+1:i+3], 16, 8); err == nil {
				b.WriteByte(byte(n))
				i += 2
				continue
			}
		}
		b.WriteByte(name[i])
	}
	return b.String()
}
