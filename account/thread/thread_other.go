//go:build !linux && !windows

package thread

const can = false

func lower() {}
