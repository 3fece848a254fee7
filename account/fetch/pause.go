package fetch

import (
	"bytes"
	"encoding/json"
	"time"

	"popmail/account"
)

// pauseNote is an account.Pause as it is noted.
type pauseNote struct {
	Delay int64 `json:",omitempty"` // seconds
	Until int64 `json:",omitempty"` // Unix seconds

	Learned int64 `json:",omitempty"` // seconds
}

// PauseOf reads the pause that a server has asked for out of what Store.Notes returns.
func PauseOf(text []byte) (p account.Pause) {
	var n struct{ Pause *pauseNote }
	if !bytes.Contains(text, []byte(`"Pause"`)) || json.Unmarshal(text, &n) != nil || n.Pause == nil {
		return p
	}
	p.Delay, p.Learned = seconds(n.Pause.Delay), seconds(n.Pause.Learned)
	if n.Pause.Until > 0 {
		p.Until = time.Unix(n.Pause.Until, 0)
	}
	return p
}

// seconds are n of them, as far as a pause may last.
func seconds(n int64) time.Duration {
	return account.BelievedDelay(time.Duration(min(max(n, 0), 1<<32)) * time.Second)
}

// WithPause puts a pause into notes, or takes it out. The store keeps what it returns.
func WithPause(text []byte, p account.Pause) ([]byte, error) {
	n := &notes{}
	if json.Unmarshal(text, n) != nil {
		n = &notes{}
	}
	n.Pause = nil
	if p != (account.Pause{}) {
		n.Pause = &pauseNote{Delay: int64((p.Delay + time.Second - 1) / time.Second), Learned: int64((p.Learned + time.Second - 1) / time.Second)}
		if !p.Until.IsZero() {
			n.Pause.Until = p.Until.Add(time.Second - 1).Unix()
		}
	}
	return n.text()
}
