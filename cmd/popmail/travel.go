package main

import (
	"context"

	"popmail/account"
	"popmail/account/event"
	"popmail/cmd/popmail/internal/metered"
	"popmail/gui"
)

// travelPort fills gui.Travel.
type travelPort struct{ s *session }

func (p travelPort) WholeUpTo(octets int64) {
	switch was := p.s.app.whole.Swap(octets); {
	case was == 0 || was == octets: // no session has been told anything else
	default:
		p.s.poller.Again(octets < was)
	}
}

func (p travelPort) Rests(ctx context.Context) (gui.Rests, error) {
	r, err := p.s.app.store.Rests(ctx, askAbove())
	return gui.Rests{Messages: r.Messages, Wanted: r.Wanted, Larger: r.Larger, Octets: r.Octets}, err
}

func (p travelPort) GetRests(ctx context.Context) (larger int, err error) {
	ids, left, err := p.s.app.store.Beginnings(ctx, askAbove())
	if err != nil {
		return 0, err
	}
	return len(left), p.s.rest(ctx, ids, true)
}

func (p travelPort) Used() account.Used { return p.s.app.used.Used() }

func (p travelPort) Metered() *event.Topic[bool] {
	if !metered.Told() {
		return nil
	}
	return &p.s.metered
}
