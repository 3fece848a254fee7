package main

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	tick    = 10 * time.Millisecond // the unit of times in proc(5) on Linux
	endWait = 20 * time.Second      // a program may take so long to end once it is told to
)

// tree is a process and all below it, the process first (proc(5)). Where there is no /proc it is that
// process alone.
func tree(pid int) []int {
	all := []int{pid}
	for i := 0; i < len(all); i++ {
		tasks, err := os.ReadDir(fmt.Sprintf("/proc/%d/task", all[i]))
		if err != nil {
			continue // it has ended
		}
		for _, task := range tasks {
			text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%s/children", all[i], task.Name()))
			for _, child := range strings.Fields(string(text)) {
				if n, err := strconv.Atoi(child); err == nil {
					all = append(all, n)
				}
			}
		}
	}
	return all
}

// treeTime is the processor time of a process, of all below it and of those of them that have ended.
func treeTime(pid int) (sum time.Duration) {
	for _, p := range tree(pid) {
		text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p))
		_, after, _ := strings.Cut(string(text), ") ") // behind the name, which may hold anything but ends with this
		f := strings.Fields(after)
		for i := 11; i <= 14 && i < len(f); i++ { // utime, stime, cutime, cstime
			n, _ := strconv.ParseInt(f[i], 10, 64)
			sum += time.Duration(n) * tick
		}
	}
	return sum
}

// endTree asks all below a process to end, waits until it has ended itself, and kills what is
// left after a while. How they end does not matter.
func endTree(pid int, ended chan error) error {
	all := tree(pid)
	for _, how := range []os.Signal{syscall.SIGTERM, os.Kill} {
		for i := len(all) - 1; i >= 0; i-- {
			if p, err := os.FindProcess(all[i]); err == nil && (all[i] != pid || how == os.Kill) {
				_ = p.Signal(how) // it may have ended
			}
		}
		select {
		case err := <-ended:
			ended <- err // whoever waits next sees it, too
			return nil
		case <-time.After(endWait):
		}
	}
	return errors.New("a program does not end")
}
