package main

import (
	"context"
	"errors"
	"sync"

	"popmail/cmd/popmail/internal/voice"
	"popmail/gui"
)

// voicePort fills gui.Voice: one text is read at a time.
type voicePort struct {
	mu   sync.Mutex
	stop context.CancelFunc // what is read now; nil: nothing was yet
	// needs is what has to be installed, found in the background once there was no voice.
	needs string
}

func (p *voicePort) Say(ctx context.Context, pieces []string, language string) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	p.mu.Lock()
	if p.stop != nil {
		p.stop()
	}
	p.stop = cancel
	p.mu.Unlock()
	err := voice.Say(ctx, pieces, language)
	if errors.Is(err, voice.ErrNone) {
		needs := voicePackage()
		p.mu.Lock()
		p.needs = needs
		p.mu.Unlock()
		return gui.ErrNoVoice
	}
	return err
}

func (p *voicePort) Package() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.needs
}
