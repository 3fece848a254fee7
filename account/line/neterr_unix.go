//go:build unix

package line

import "syscall"

var (
	errsOffline = []error{syscall.ENETUNREACH, syscall.EHOSTUNREACH, syscall.ENETDOWN, syscall.EHOSTDOWN, syscall.EADDRNOTAVAIL}
	errsRefused = []error{syscall.ECONNREFUSED}
	errsSilent  = []error{syscall.ETIMEDOUT}
	errsCut     = []error{syscall.ECONNRESET, syscall.EPIPE, syscall.ECONNABORTED, syscall.ENOTCONN}
)
