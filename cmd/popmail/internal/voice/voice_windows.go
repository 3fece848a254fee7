package voice

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"

	"golang.org/x/sys/windows"
)

// script reads lines from its input aloud, by the voices of Windows itself (SAPI), which work
// without internet. The voice that the person has chosen stays where it fits as well as others. The
// script knows nothing of the text: that comes by the input alone.
const script = `$ErrorActionPreference = 'Stop'
Add-Type -AssemblyName System.Speech
$s = New-Object System.Speech.Synthesis.SpeechSynthesizer
$voices = @($s.GetInstalledVoices() | Where-Object { $_.Enabled })
if ($voices.Count -eq 0) { exit 3 }
foreach ($like in @($env:POPMAIL_VOICE -split ' ' | Where-Object { $_ })) {
  if ($s.Voice.Culture.Name -like $like) { break }
  $fit = @($voices | Where-Object { $_.VoiceInfo.Culture.Name -like $like })
  if ($fit.Count -gt 0) { $s.SelectVoice($fit[0].VoiceInfo.Name); break }
}
$in = New-Object IO.StreamReader([Console]::OpenStandardInput(), [Text.Encoding]::UTF8)
while ($null -ne ($line = $in.ReadLine())) { if ($line) { $s.Speak($line) } }`

// noVoices is what the script ends with where there is no voice.
const noVoices = 3

// Say reads pieces of text aloud, one after the other, and returns when all were read, or ctx is
// over: then the voice stops at once. language is that of the text (BCP 47); empty: not known.
func Say(ctx context.Context, pieces []string, language string) error {
	dir, err := windows.GetSystemDirectory()
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, filepath.Join(dir, "WindowsPowerShell", "v1.0", "powershell.exe"), "-NoProfile", "-NonInteractive", "-Command", script)
	cmd.SysProcAttr = &syscall.SysProcAttr{HideWindow: true, CreationFlags: windows.CREATE_NO_WINDOW}
	cmd.Env = append(os.Environ(), "POPMAIL_VOICE="+strings.Join(fits(language), " "))
	var text strings.Builder
	for _, p := range pieces {
		text.WriteString(strings.Join(strings.Fields(p), " ") + "\n")
	}
	cmd.Stdin = strings.NewReader(text.String())
	out, err := cmd.CombinedOutput()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var ended *exec.ExitError
	switch {
	case errors.As(err, &ended) && ended.ExitCode() == noVoices:
		return ErrNone
	case err != nil:
		return fmt.Errorf("the voice of Windows: %w: %.300s", err, out)
	}
	return nil
}
