package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"popmail/account"
)

// numberRange is a range of messages by their numbers in server list, both ends of it with it.
type numberRange struct{ first, last int }

// String is how a command line names it: "3", "100-200".
func (n numberRange) String() string {
	if n.first == n.last {
		return strconv.Itoa(n.first)
	}
	return fmt.Sprintf("%d-%d", n.first, n.last)
}

// readNumbers reads a range such as 100-200.
func readNumbers(text string) (n numberRange, ok bool) {
	first, last, _ := strings.Cut(text, "-")
	number := func(s string) int {
		v, err := strconv.ParseUint(s, 10, 31)
		if err != nil || s[0] < '1' || s[0] > '9' {
			return 0
		}
		return int(v)
	}
	n = numberRange{number(first), number(last)}
	return n, n.first > 0 && n.last > 0
}

// onePlace reads a single number, which means the message with it.
func onePlace(text string) (n numberRange, ok bool) {
	if strings.Contains(text, "-") {
		return n, false
	}
	return readNumbers(text + "-" + text)
}

// numeral reports whether an argument looks like a number or a range of numbers.
func numeral(arg string) bool {
	_, many := readNumbers(arg)
	_, one := onePlace(arg)
	return many || one
}

// numbered splits what a command line names into unique-ids and ranges of numbers in a listing.
// A unique-id of the listing is one, whatever it looks like; where its unique-ids look like
// ranges, there are none. The same holds for single numbers.
func numbered(args []string, list []account.OnServer) (uids []string, ranges []numberRange) {
	like := slices.ContainsFunc(list, func(o account.OnServer) bool { _, ok := readNumbers(o.UID); return ok })
	single := !slices.ContainsFunc(list, func(o account.OnServer) bool { _, ok := onePlace(o.UID); return ok })
	for _, arg := range args {
		if n, ok := readNumbers(arg); ok && !like {
			ranges = append(ranges, n)
		} else if n, ok := onePlace(arg); ok && single {
			ranges = append(ranges, n)
		} else {
			uids = append(uids, arg)
		}
	}
	return uids, ranges
}

// namedBeyond splits what a command line names into unique-ids that look like numbers, or ranges of them, though no
// message of the list has these, and the rest. They are known from what came since; in an empty list nothing has a number.
func namedBeyond(args []string, list []account.OnServer, known map[string]account.OnServer) (uids, rest []string) {
	most := 0
	for i := range list {
		most = max(most, list[i].Place)
	}
	for _, arg := range args {
		n, ok := readNumbers(arg)
		if !ok {
			n, ok = onePlace(arg)
		}
		if _, here := known[arg]; ok && n.first > most && here || len(list) == 0 {
			uids = append(uids, arg)
		} else {
			rest = append(rest, arg)
		}
	}
	return uids, rest
}

// inRanges returns the messages of a listing in ranges, each once, in its order.
func inRanges(list []account.OnServer, ranges []numberRange) (out []account.OnServer, err error) {
	most := 0
	for i := range list {
		most = max(most, list[i].Place)
	}
	for _, n := range ranges {
		switch {
		case n.first > n.last:
			return nil, usagef("%s: the first number is the lower one", n)
		case n.first > most:
			return nil, usagef("%s: no message has these numbers; see popmail server list", n)
		}
	}
	for _, o := range list {
		if slices.ContainsFunc(ranges, func(n numberRange) bool { return n.first <= o.Place && o.Place <= n.last }) {
			out = append(out, o)
		}
	}
	return out, nil
}

// meantBy returns the messages of a listing that args mean, each once, in its order: as in server get
// and server remove, but for a range that is no unique-id of the listing, which is always one of numbers.
func meantBy(args []string, list []account.OnServer) ([]account.OnServer, error) {
	uids, ranges := numbered(args, list)
	for _, uid := range uids {
		if i := slices.IndexFunc(list, func(o account.OnServer) bool { return o.UID == uid }); i >= 0 {
			ranges = append(ranges, numberRange{list[i].Place, list[i].Place})
		} else if n, ok := readNumbers(uid); ok {
			ranges = append(ranges, n)
		} else {
			return nil, usagef("%s: no message has this unique-id; see popmail server list", uid)
		}
	}
	return inRanges(list, ranges)
}

// rangeOf puts in the place of ranges in args the unique-ids of the messages that have these
// numbers in the last list of the server, as far as they are fit for what is to be done; unfit
// says why others are not. The list is the one that was shown: on the server other messages may
// have these places by now.
func (e *env) rangeOf(ctx context.Context, f *serverFlags, args []string, fit func(*account.OnServer) bool, unfit string) ([]string, error) {
	if !slices.ContainsFunc(args, numeral) {
		return args, nil
	}
	app, a, err := e.serverAccount(ctx, f)
	if err != nil {
		return nil, err
	}
	defer e.close(app)
	last, err := app.store.LastMaildrop(ctx, a.ID)
	if err != nil {
		return args, err
	}
	known, err := app.store.Holdings(ctx, a.ID)
	if last.At.IsZero() {
		for _, arg := range args {
			if _, ok := known[arg]; err == nil && !ok && numeral(arg) {
				err = fmt.Errorf("it is not known which messages %s means; ask with popmail server list first", oneLine(arg))
			}
		}
		return args, err
	}
	if err != nil {
		return args, err
	}
	named, others := namedBeyond(args, last.Messages, known)
	uids, ranges := numbered(others, last.Messages)
	if len(ranges) == 0 {
		return args, nil
	}
	uids = append(named, uids...)
	fmt.Fprintf(e.err, "the numbers are those of the list of %s\n", last.At.Local().Format(time.DateTime))
	if f.notHere {
		return nil, usagef("--not-here goes with unique-ids only, not with numbers such as %s", ranges[0])
	}
	list, err := inRanges(last.Messages, ranges)
	if err != nil {
		return nil, err
	}
	left, unnamed, twice := 0, 0, map[string]bool{}
	for _, uid := range uids {
		twice[uid] = true
	}
	for i := range list {
		if o := &list[i]; o.Nameless {
			unnamed++
		} else if !fit(o) {
			left++
		} else if !twice[o.UID] {
			uids = append(uids, o.UID)
		}
	}
	if left > 0 {
		fmt.Fprintf(e.err, "left out, because %s: %s\n", unfit, count(left, "message"))
	}
	if unnamed > 0 {
		fmt.Fprintf(e.err, "left out, because the server gives no name of its own by which each can be asked for alone: %s; popmail receive gets all that is new\n", count(unnamed, "message"))
		if len(uids) == 0 {
			return nil, errSaid
		}
	}
	if len(uids) == 0 {
		fmt.Fprintln(e.err, "there is no such message to do this with")
	}
	return uids, nil
}
