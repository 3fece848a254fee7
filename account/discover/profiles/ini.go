package profiles

import "strings"

// section is one part of a file of the form
//
//	[Name]
//	key=value
//
// with keys in lower case. Of keys that stand there twice the last counts.
type section struct {
	name   string
	values map[string]string
}

// parseINI reads such a file; lines that are neither are passed over.
func parseINI(text string) (all []section) {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if name, ok := strings.CutPrefix(line, "["); ok && strings.HasSuffix(name, "]") {
			if len(all) == 4*maxAccounts {
				break
			}
			all = append(all, section{strings.TrimSuffix(name, "]"), map[string]string{}})
			continue
		}
		key, value, ok := strings.Cut(line, "=")
		if !ok || len(all) == 0 || len(value) > maxValue || strings.HasPrefix(line, "#") || strings.HasPrefix(line, ";") {
			continue
		}
		if values := all[len(all)-1].values; len(values) < 1000 {
			values[strings.ToLower(strings.TrimSpace(key))] = strings.TrimSpace(value)
		}
	}
	return all
}
