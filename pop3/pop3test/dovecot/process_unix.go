//go:build unix

package dovecot

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// process is Dovecot's master with all its children, in a process group of its own.
type process struct {
	cmd   *exec.Cmd
	stdin io.Closer
	done  chan struct{}
}

// guard runs Dovecot and ends it when standard input closes, which it does when
// the program that started it is gone, however it ended.
const guard = `exec 3<&0
"$1" -F -c "$2" </dev/null 3<&- &
pid=$!
(read -r _ <&3; kill -TERM $pid 2>/dev/null) &
wait $pid`

func startProcess(program, conf, out string) (*process, error) {
	file, err := os.OpenFile(out, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	cmd := exec.Command("/bin/sh", "-c", guard, "dovecot-guard", program, conf)
	cmd.Stdout, cmd.Stderr = file, file
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &process{cmd: cmd, stdin: stdin, done: make(chan struct{})}
	go func() { _ = cmd.Wait(); close(p.done) }()
	return p, nil
}

func (p *process) ended() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

func (p *process) stop() error {
	_ = p.stdin.Close()
	select {
	case <-p.done:
	case <-time.After(10 * time.Second):
		p.kill()
		return errors.New("dovecot did not stop in 10 seconds and was killed")
	}
	// The master has asked its children to end; what is left goes now.
	p.kill()
	return nil
}

// kill ends the whole group. It waits for the guard only: the children are not
// ours to wait for, see Server.gone.
func (p *process) kill() {
	group := -p.cmd.Process.Pid
	_ = syscall.Kill(group, syscall.SIGKILL)
	_ = p.stdin.Close()
	<-p.done
}
