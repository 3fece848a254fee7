package secret

import (
	"context"
	"strconv"
	"strings"
	"sync"

	"popmail/account"
)

type memory struct {
	mu sync.Mutex
	m  map[string]account.Credential
}

// Memory returns a Store that forgets everything when the program ends.
func Memory() Store { return &memory{m: make(map[string]account.Credential)} }

func (s *memory) Get(_ context.Context, key Key) (account.Credential, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c, ok := s.m[localName(key)]; ok {
		return c, nil
	}
	return account.Credential{}, none()
}

func (s *memory) Set(_ context.Context, key Key, c account.Credential) error {
	if c == (account.Credential{}) {
		return ErrEmpty
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.m[localName(key)] = c
	return nil
}

func (s *memory) Delete(_ context.Context, key Key) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.m, localName(key))
	return nil
}

// localName names an entry within one data folder: by ID, and by the address as
// long as the account has no ID.
func localName(key Key) string {
	if key.ID != 0 {
		return strconv.FormatInt(int64(key.ID), 10)
	}
	return strings.ToLower(strings.TrimSpace(key.Email))
}
