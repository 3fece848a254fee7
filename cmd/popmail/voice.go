package main

import (
	"context"
	"errors"
	"runtime"
	"sync"

	"popmail/cmd/popmail/internal/voice"
	"popmail/gui"
)

// voicePort fills gui.Voice: one text is read at a time.
type voicePort struct {
	mu   sync.Mutex
	stop context.CancelFunc // what is read now; nil: nothing was yet
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
		return gui.ErrNoVoice
	}
	return err
}

// Package is one that brings the voice with the program that has it, by the name that Debian and
// Fedora have for it.
func (p *voicePort) Package() string {
	switch runtime.GOOS {
	case "windows", "darwin":
		return ""
	}
	return "speech-dispatcher-espeak-ng"
}
