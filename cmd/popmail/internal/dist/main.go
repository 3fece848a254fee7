// Command dist makes the packages of a program that was built for them: .deb, .rpm and Arch
// Linux's, an installer and a portable package for Windows, a list of what the program is made of, checksums and, with a key, the signature of
// these. It is the second half of make dist, see .ci/dist; the first builds
// the program where the oldest wanted C library is.
//
// The same commit makes the same octets: all times are that of the commit, and nothing of the
// computer or of the person who runs it goes into a file.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// nfpm is run as the linter is, by its version: as a dependency of ours it would decide with its
// two hundred modules which versions the program itself is made of. From 2.46 on it needs modules of
// go.digitalxero.dev, which Go's proxy does not hand out everywhere.
const nfpm = "github.com/goreleaser/nfpm/v2/cmd/nfpm@v2.45.0"

// gomod lists what a program is made of; it is run as nfpm is.
const gomod = "github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@v1.10.0"

// job is what is to be made, and of what.
type job struct {
	repo       string    // the folder with go.mod
	binary     string    // the program
	manual     string    // a folder with its pages for man, popmail*.1
	shells     string    // a folder with its completions: bash, zsh and fish
	windows    string    // a folder with the program for Windows, its console and its icon; empty: nothing is made for Windows
	mesa       string    // Mesa's opengl32.dll, or a folder with it and what it needs; empty: packages come without
	work       string    // a folder for what is made on the way
	to         string    // the folder for the packages
	version    version   // of the program
	time       time.Time // of the commit
	site       string    // the project's own address, ending in /
	maintainer string    // of the packages, "Name <address>"
	key        string    // a file with minisign's secret key; empty: nothing is signed
	publicKeys string    // that are built into the program, see newer.Source; empty: none
	news       string    // a JSON file with what is new, see newer.Release.Words; empty: nothing is told
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	j := &job{}
	var said string
	var epoch int64
	flag.StringVar(&j.repo, "repo", ".", "the folder with go.mod")
	flag.StringVar(&j.binary, "binary", "", "the program")
	flag.StringVar(&j.manual, "manual", "", "a folder with its pages for man")
	flag.StringVar(&j.shells, "shells", "", "a folder with its completions for shells")
	flag.StringVar(&j.windows, "windows", "", "a folder with the program for Windows, its console and its icon")
	flag.StringVar(&j.mesa, "mesa", "", "Mesa's opengl32.dll for Windows, or a folder with it and what it needs")
	resources := flag.String("resources", "", "make only what the program for Windows is linked with, into this folder")
	flag.StringVar(&j.work, "work", "build/dist/work", "a folder for what is made on the way")
	flag.StringVar(&j.to, "to", "build/dist", "the folder for the packages")
	flag.StringVar(&said, "version", "", "the version, as .ci/version prints it")
	flag.Int64Var(&epoch, "epoch", 0, "the time of the commit, in seconds since 1970")
	flag.StringVar(&j.site, "site", "https://popmail.org/", "the project's own address")
	flag.StringVar(&j.maintainer, "maintainer", "PopMail packages <packages@popmail.org>", "whom the packages are of")
	flag.StringVar(&j.key, "key", "", "a file with the secret key of minisign, to sign the checksums with, and newest.json")
	flag.StringVar(&j.publicKeys, "public-keys", "", "the public keys that are built into the program")
	flag.StringVar(&j.news, "news", "", "a JSON file with what is new in a few words, by language")
	flag.Parse()
	err := func() (err error) {
		if j.version, err = parseVersion(said, epoch); err != nil {
			return err
		}
		j.time = time.Unix(epoch, 0).UTC()
		if !strings.HasSuffix(j.site, "/") {
			j.site += "/"
		}
		if *resources != "" {
			return j.resources(ctx, *resources)
		}
		return j.run(ctx)
	}()
	if err != nil {
		fmt.Fprintln(os.Stderr, "dist:", err)
		os.Exit(1)
	}
}

// run makes everything.
func (j *job) run(ctx context.Context) error {
	if j.binary == "" || j.manual == "" || j.shells == "" || j.time.Unix() == 0 {
		return errors.New("-binary, -manual, -shells, -version and -epoch are needed")
	}
	needs, err := needsOf(j.binary)
	if err != nil {
		return err
	}
	files, err := j.stage()
	if err != nil {
		return err
	}
	recipe := filepath.Join(j.work, "nfpm.json")
	if err := j.writeRecipe(recipe, files, needs); err != nil {
		return err
	}
	for _, kind := range []string{forDeb, forRPM, forArch} {
		if err := j.tool(ctx, nfpm, "package", "--config", recipe, "--packager", kind, "--target", j.to); err != nil {
			return err
		}
	}
	if err := j.madeOf(ctx, j.binary, "popmail-"+j.version.whole()); err != nil {
		return err
	}
	if j.windows != "" {
		if err := j.windowsPackages(ctx); err != nil {
			return err
		}
		if err := j.madeOf(ctx, filepath.Join(j.windows, windowsProgram), "PopMail-"+j.version.whole()+"-windows"); err != nil {
			return err
		}
	}
	if err := j.sums(); err != nil {
		return err
	}
	return j.sign()
}

// madeOf lists what a program is made of, read out of the program itself: there is no list that somebody has to keep.
func (j *job) madeOf(ctx context.Context, program, name string) error {
	return j.tool(ctx, gomod, "bin", "-json", "-std", "-noserial", "-notimestamp", "-version", "v"+j.version.whole(), "-output", filepath.Join(j.to, name+".cdx.json"), program)
}

// environment is that of others' code, for which the key's password is not.
func (j *job) environment() []string {
	env := slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, passwordVariable+"=") })
	return append(env, fmt.Sprintf("SOURCE_DATE_EPOCH=%d", j.time.Unix()), "GOFLAGS=")
}

// tool runs a tool of Go's by its version.
func (j *job) tool(ctx context.Context, tool string, args ...string) error {
	cmd := exec.CommandContext(ctx, "go", append([]string{"run", tool}, args...)...)
	cmd.Env = j.environment()
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w", tool, err)
	}
	return nil
}
