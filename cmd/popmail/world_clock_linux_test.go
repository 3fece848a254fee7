package main

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"net"
	"os"
	"strings"
	"testing"
	"time"
)

// clockFailures are servers whose certificate is good on the day that something shows, which
// is not this computer's.
var clockFailures = []failing{
	{domain: "clock.example", at: func(w *town, domain string) {
		cert := validFor(300*day, 600*day)(w, "pop."+domain)
		w.Listen("pop."+domain+":995", func(c net.Conn) {
			line := tls.Server(c, cert)
			defer line.Close()
			_, _ = fmt.Fprintf(line, "+OK ready <7.%d@pop.%s>\r\n", time.Now().Add(400*day).Unix(), domain)
			for in := bufio.NewScanner(line); in.Scan(); {
				_, _ = fmt.Fprint(line, "+OK\r\n")
			}
		})
	}, says: []string{"This computer’s date is wrong", "The server says it’s ", "Set the date and time of this computer, then try again.", "Your password was not sent", "Try again"}, not: "Trust this certificate"},
	{domain: "webclock.example", at: func(w *town, domain string) {
		w.ahead = 400 * day // of whoever publishes the settings
		shows(validFor(300*day, 600*day))(w, domain)
	}, says: []string{"This computer’s date is wrong", "A website says it’s ", "Your password was not sent"}, not: "Trust this certificate"},
}

// TestWorldClock shows what is said where this computer's clock is wrong.
func TestWorldClock(t *testing.T) {
	clockByHand(t, "world-clock", func(v *sighted) hands { return keyboard{v} })
}

// TestWorldClockByMouse does so by mouse alone.
func TestWorldClockByMouse(t *testing.T) {
	if os.Getenv(worldVar) != "all" {
		t.Skip("make world runs it")
	}
	clockByHand(t, "world-clock-mouse", func(v *sighted) hands { return mouse{v} })
}

func clockByHand(t *testing.T, name string, by func(v *sighted) hands) {
	w := enterTown(t, false)
	if w == nil {
		return
	}
	v := openSighted(newScreen(t, name), dataFolder(t))
	v.until("Welcome!")
	v.typ("Ann Example")
	for _, f := range clockFailures {
		w.fails(v, by(v), f)
	}
	for _, line := range w.Told() {
		if strings.Contains(line, ": PASS") || strings.Contains(line, ": USER") {
			t.Error(line)
		}
	}
	v.leave()
}
