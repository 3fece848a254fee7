// Bench measures PopMail beside other programs and beside what no program can
// be faster than, in one run on one machine, and prints the ratios as Markdown:
//
//	go run ./cmd/popmail/internal/bench -popmail bin/popmail [receive] [search] [store] [large] [start] [window] [next] [first] [newest] [write] [far] [beside] [kept] [keep] [room] [order] [talks] [million] [hour]
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"time"
)

type options struct {
	popmail  string
	beside   []string // other builds of it, to measure one version by another
	messages int      // in the mailbox that is received
	far      int      // in the mailbox of a server far away
	stored   int      // in the store that is searched and opened
	million  int      // in the largest store
	only     []string // of the other programs those alone whose name begins so; nil: all
	keep     string   // the folder of the store that is searched, made once and left; "": one that is removed
	rounds   int
	minutes  int           // of opening messages
	every    time.Duration // between two of them
}

func main() {
	var o options
	var drainAddr, lookAddr, user, password, ca, into string
	flag.StringVar(&o.popmail, "popmail", "bin/popmail", "the program to measure")
	flag.Func("beside", "another build of the program, measured in turn with it (receive, first, far, beside, kept; may be given more than once)", func(path string) error {
		o.beside = append(o.beside, path)
		return nil
	})
	flag.Func("only", "of the other programs those alone whose name begins so (far, beside; may be given more than once)", func(name string) error {
		o.only = append(o.only, name)
		return nil
	})
	flag.IntVar(&o.messages, "messages", 10_000, "messages to receive")
	flag.IntVar(&o.far, "far", 1000, "messages to receive from far away, and beside programs that take long (far, beside)")
	flag.IntVar(&o.stored, "stored", 100_000, "messages to search in")
	flag.IntVar(&o.million, "million", 1_000_000, "messages of the largest store (million)")
	flag.StringVar(&o.keep, "keep", "", "a folder in which the store that is searched is made once and stays (search, million, talks)")
	flag.IntVar(&o.rounds, "rounds", 5, "rounds that count")
	flag.IntVar(&o.minutes, "minutes", 60, "minutes of opening messages (hour)")
	flag.DurationVar(&o.every, "every", 650*time.Millisecond, "time from one message to the next (hour)")
	flag.StringVar(&drainAddr, "drain", "", "host:port: fetch all, keep nothing, and end (what the floor runs)")
	flag.StringVar(&lookAddr, "look", "", "host:port: ask what there is, and end (what the floor of a check runs)")
	flag.StringVar(&user, "user", "", "with -drain and -look")
	flag.StringVar(&password, "password", "", "with -drain and -look")
	flag.StringVar(&ca, "ca", "", "with -drain and -look: TLS, trusting this file")
	flag.StringVar(&into, "arrive", "", "a data folder: bring messages into it, and end (what order runs)")
	flag.Parse()
	if into != "" {
		if err := arrive(context.Background(), into, o.messages); err != nil {
			fmt.Fprintln(os.Stderr, "arrive:", err)
			os.Exit(1)
		}
		return
	}
	if lookAddr != "" {
		n, err := look(lookAddr, user, password, ca)
		if err != nil {
			fmt.Fprintln(os.Stderr, "look:", err)
			os.Exit(1)
		}
		fmt.Println(n)
		return
	}
	if drainAddr != "" {
		n, octets, err := drain(drainAddr, user, password, ca)
		if err != nil {
			fmt.Fprintln(os.Stderr, "drain:", err)
			os.Exit(1)
		}
		fmt.Println(n, octets)
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	parts := map[string]func(context.Context, io.Writer, options) error{"receive": receive, "search": search, "start": start, "window": window, "next": next, "first": first, "newest": newest, "hour": hour, "store": stored, "large": large, "write": write, "far": far, "beside": beside, "kept": kept, "keep": keep, "room": room, "order": order, "million": million, "talks": talks}
	names := flag.Args()
	if len(names) == 0 { // hour and million are for those who ask for them
		names = []string{"receive", "search", "store", "large", "start", "window", "next", "first", "newest", "write", "far", "beside", "kept", "keep", "room", "order", "talks"}
	}
	fmt.Printf("# PopMail measured, %s\n\n%s/%s, %d processors, %s. Medians, with the least and the most in brackets; ratios are taken round by round.\n\n",
		time.Now().Format("2006-01-02"), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version())
	for _, name := range names {
		part, ok := parts[name]
		if !ok {
			fmt.Fprintf(os.Stderr, "bench: no part %q: receive, search, store, large, start, window, next, first, newest, write, far, beside, kept, keep, room, order, talks, million or hour\n", name)
			os.Exit(2)
		}
		if err := part(ctx, os.Stdout, o); err != nil {
			fmt.Fprintf(os.Stderr, "bench: %s: %v\n", name, err)
			os.Exit(1)
		}
	}
}
