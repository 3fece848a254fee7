//go:build unix

package send

import "syscall"

const errsNothing = syscall.ECONNREFUSED
