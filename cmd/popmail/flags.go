package main

import (
	"strings"

	"github.com/spf13/pflag"
)

// mayBeEmpty are flags to which an empty value says something, or that sendmail takes with any.
var mayBeEmpty = map[string]bool{"name": true, "signature": true, "sender": true, "full-name": true, "r": true}

// noneEmpty refuses flags that were given without anything in them, as a script does of which a variable is not set. Taken for flags
// that were not given they would let a command do more than is meant, or something else.
func noneEmpty(fl *pflag.FlagSet) (err error) {
	fl.Visit(func(f *pflag.Flag) {
		if err == nil && f.Value.Type() == "string" && strings.TrimSpace(f.Value.String()) == "" && !mayBeEmpty[f.Name] && !strings.HasPrefix(f.Name, "sendmail-") {
			err = usagef("--%s is empty: leave it out, or say what is meant", f.Name)
		}
	})
	return err
}
