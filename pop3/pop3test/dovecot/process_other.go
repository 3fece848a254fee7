//go:build !unix

package dovecot

type process struct{}

func startProcess(string, string, string) (*process, error) { return nil, ErrNotInstalled }

func (p *process) ended() bool { return true }
func (p *process) stop() error { return nil }
func (p *process) kill()       {}
