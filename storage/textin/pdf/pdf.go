// Package pdf reads the text of PDF files, and draws their pages, with PDFium, which runs as WebAssembly: in memory of
// its own, with no way to files, the network or anything else.
package pdf

import (
	"context"
	"errors"
	"io"
	"strings"
	"time"

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
	memoryPages = 8192 // of 64 KiB, the memory of PDFium: 512 MB
)

// Engine is PDFium, ready to read.
type Engine struct {
	pool  pdfium.Pool
	cache wazero.CompilationCache
}

// Open makes PDFium ready. It is compiled at first, which takes ten seconds or more; the result
// is kept in the folder cache, and later it takes a fifth of a second. With "" nothing is kept.
func Open(cache string) (*Engine, error) {
	e := &Engine{}
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
// file gets an instance of its own, so that none has to do with what another one did.
func (e *Engine) Text(data []byte) (text string, err error) {
	err = e.with(data, func(p pdfium.Pdfium, doc references.FPDF_DOCUMENT) error {
		text, err = pages(p, doc)
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

func pages(p pdfium.Pdfium, doc references.FPDF_DOCUMENT) (string, error) {
	count, err := p.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: doc})
	if err != nil {
		return "", textin.ErrUnreadable
	}
	var out strings.Builder
	for n := 0; n < min(count.PageCount, maxPages) && out.Len() < textin.MaxText; n++ {
		if n > 0 {
			out.WriteString(textin.Page)
		}
		page, err := p.GetPageText(&requests.GetPageText{Page: requests.Page{ByIndex: &requests.PageByIndex{Document: doc, Index: n}}})
		if err != nil {
			continue // the others may be readable
		}
		out.WriteString(lines.Replace(page.Text))
	}
	return out.String(), nil
}
