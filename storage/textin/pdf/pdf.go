// Package pdf reads the text of PDF files, and draws their pages, with PDFium, which runs as WebAssembly: in memory of
// its own, with no way to files, the network or anything else.
package pdf

import (
	"context"
	"errors"
	"io"
	"strings"
	"time"
	"unicode"

	"github.com/klippa-app/go-pdfium"
	pdferrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"popmail/storage/textin"
)

const (
	maxPages    = 2000
	memoryPages = 8192             // of 64 KiB, the memory of PDFium: 512 MB
	patience    = 15 * time.Second // for the pages of a file; it is less than who waits for it has
)

// Engine is PDFium, ready to read.
type Engine struct {
	patience time.Duration
	pool     pdfium.Pool
	cache    wazero.CompilationCache
}

// Open makes PDFium ready. It is compiled at first, which takes ten seconds or more; the result
// is kept in the folder cache, and later it takes a fifth of a second. With "" nothing is kept.
func Open(cache string) (*Engine, error) {
	e := &Engine{patience: patience}
	c := wazero.NewRuntimeConfig().WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).WithMemoryLimitPages(memoryPages)
	if cache != "" {
		kept, err := wazero.NewCompilationCacheWithDir(cache)
		if err != nil {
			return nil, err
		}
		e.cache, c = kept, c.WithCompilationCache(kept)
	}
	pool, err := webassembly.Init(webassembly.Config{MinIdle: 0, MaxIdle: 1, MaxTotal: 1, RuntimeConfig: c, FSConfig: wazero.NewFSConfig(), Stdout: io.Discard, Stderr: io.Discard})
	if err != nil {
		return nil, errors.Join(err, e.Close())
	}
	e.pool = pool
	return e, nil
}

// Close ends it.
func (e *Engine) Close() error {
	var errs []error
	if e.pool != nil {
		errs = append(errs, e.pool.Close())
	}
	if e.cache != nil {
		errs = append(errs, e.cache.Close(context.Background()))
	}
	return errors.Join(errs...)
}

// Text reads the text of all pages, with textin.Page between them, up to textin.MaxText octets. Each
// file gets an instance of its own, so that none has to do with what another one did. Where the pages take
// long it is those that were read by then, with textin.ErrLost.
func (e *Engine) Text(data []byte) (text string, err error) {
	err = e.with(data, func(p pdfium.Pdfium, doc references.FPDF_DOCUMENT) error {
		text, err = e.pages(p, doc)
		return err
	})
	return text, err
}

// with opens a file and does something with it.
func (e *Engine) with(data []byte, do func(p pdfium.Pdfium, doc references.FPDF_DOCUMENT) error) (err error) {
	p, err := e.pool.GetInstance(time.Minute)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.Close()) }()
	doc, err := p.OpenDocument(&requests.OpenDocument{File: &data})
	switch {
	case errors.Is(err, pdferrors.ErrPassword), errors.Is(err, pdferrors.ErrSecurity):
		return textin.ErrEncrypted
	case err != nil:
		return textin.ErrUnreadable
	}
	return do(p, doc.Document)
}

// lines ends the lines of a page as text does.
var lines = strings.NewReplacer("\r\n", "\n", textin.Page, "\n")

func (e *Engine) pages(p pdfium.Pdfium, doc references.FPDF_DOCUMENT) (string, error) {
	count, err := p.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: doc})
	if err != nil {
		return "", textin.ErrUnreadable
	}
	var out strings.Builder
	begun := time.Now()
	form, closed := fieldsOf(p, doc)
	defer closed()
	for n := 0; n < min(count.PageCount, maxPages) && out.Len() < textin.MaxText; n++ {
		if n > 0 {
			if time.Since(begun) > e.patience {
				return out.String(), textin.ErrLost
			}
			out.WriteString(textin.Page)
		}
		at := requests.Page{ByIndex: &requests.PageByIndex{Document: doc, Index: n}}
		page, err := p.GetPageText(&requests.GetPageText{Page: at})
		if err != nil {
			continue // the others may be readable
		}
		out.WriteString(lines.Replace(string(hyphens([]rune(page.Text)))))
		for _, n := range notes(p, at, form) {
			out.WriteString("\n" + n.text)
		}
	}
	return out.String(), nil
}

// hyphens puts hyphens where PDFium has a sign of its own for them: at the end of a line, when the word goes on in the
// next one, without an end of the line behind it (CPDF_TextPage, GenerateCharacter::kHyphen). A soft hyphen is what
// parted a word there, so that it is found whole. Where a capital letter behind small ones or a digit follows, the
// hyphen is the word’s own, as in “Mail-Adresse”.
func hyphens(text []rune) []rune {
	for i, r := range text {
		if r != 0x02 && r != 0xFFFE {
			continue
		}
		text[i] = '\u00AD'
		if i > 0 && i+1 < len(text) {
			if next := text[i+1]; unicode.IsDigit(next) || unicode.IsUpper(next) && unicode.IsLower(text[i-1]) {
				text[i] = '-'
			}
		}
	}
	return text
}
