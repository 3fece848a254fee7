package main

import (
	"context"
	"os"
	"path/filepath"
)

// dataDir is the folder where everything is kept: --data, else POPMAIL_DATA,
// else the operating system's place for a program's data.
func (e *env) dataDir() (string, error) {
	dir := e.data
	if dir == "" {
		dir = os.Getenv("POPMAIL_DATA")
	}
	if dir == "" {
		dir = usualData()
	}
	return filepath.Abs(dir)
}

// open opens the store in the data folder.
func (e *env) open(ctx context.Context) (*app, error) {
	dir, err := e.dataDir()
	if err != nil {
		return nil, err
	}
	return openApp(ctx, dir)
}
