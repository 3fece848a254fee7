package gui

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"popmail/gui/kit/lang"
	"popmail/gui/kit/widgets"
)

// TestHandsInAMirroredWindow: dividers follow the pointer, the way back is the arrow to the right,
// and that to the left opens folders, as what is seen says.
func TestHandsInAMirroredWindow(t *testing.T) {
	lang.UseMirrored()
	t.Cleanup(func() { lang.Use(lang.English) })
	s := newStage(t, 3)
	s.window.Resize(fyne.NewSize(1280, 800))
	before, right := s.listing.tree.Size().Width, s.listing.tree.Position().X
	grip := test.WidgetRenderer(s.panes).(*panesRenderer).grips[0]
	grip.Dragged(&fyne.DragEvent{Dragged: fyne.NewDelta(-30, 0)})
	grip.DragEnd()
	if got := s.listing.tree.Size().Width; got != before+30 || s.listing.tree.Position().X != right-30 {
		t.Errorf("30 to the left: the folders are %v wide at %v, before %v at %v", got, s.listing.tree.Position().X, before, right)
	}
	if at := s.listing.tree.Position().X + s.listing.tree.Size().Width; at < 1270 {
		t.Errorf("the folders end at %v", at)
	}
	s.window.Resize(fyne.NewSize(600, 800))
	s.listing.list.Select(1)
	s.bring(paneReader)
	c := s.window.Canvas().(interface{ TypedShortcut(fyne.Shortcut) })
	c.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyLeft, Modifier: fyne.KeyModifierAlt})
	if !s.panes.Shows(paneReader) {
		t.Fatal("the arrow to the left leads back")
	}
	c.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyRight, Modifier: fyne.KeyModifierAlt})
	if !s.panes.Shows(paneList) {
		t.Error("the arrow to the right does not lead back")
	}
}

// TestPagesStayMirrored: what is placed anew after something was chosen stands where it stood.
func TestPagesStayMirrored(t *testing.T) {
	lang.UseMirrored()
	t.Cleanup(func() { lang.Use(lang.English) })
	s, _ := newServerStage(t)
	s.window.Resize(fyne.NewSize(1280, 800))
	last := func() (x float32) {
		for _, o := range test.WidgetRenderer(s.Window.onServer.open()).Objects()[0].(*fyne.Container).Objects {
			if b, ok := o.(*widgets.Button); ok && b.Text == lang.L("When it goes") {
				x = b.Position().X
			}
		}
		return x
	}
	before := last()
	if before > 640 {
		t.Fatalf("the last column begins at %v", before)
	}
	s.tick(0)
	if now := last(); now != before {
		t.Errorf("its head moved from %v to %v", before, now)
	}
}

// evenly are the layouts in which what moves is as wide as the thing itself or stands in its
// middle: it stands where it stands in a mirrored window, too.
var evenly = map[string]string{
	"toast.go": "toastLayout", "window.go": "stack", "compose/parts.go": "frame cardRenderer", "kit/ask/ask.go": "boxRenderer",
	"kit/field/eye.go": "eyeRenderer", "kit/field/field.go": "framedRenderer entryRenderer", "kit/flow/page.go": "pageRenderer", "kit/flow/wide.go": "wideRenderer",
	"kit/sheet/sheet.go": "layout", "kit/widgets/leaf.go": "leafRenderer", "kit/widgets/margins.go": "marginsRenderer",
	"kit/widgets/menucard.go": "menuRows", "reader/beginning.go": "ruleLayout", "reader/margins.go": "marginsRenderer", "reader/reader.go": "paneRenderer",
	"settings/grip.go": "gripRenderer", "viewer/viewer.go": "viewerRenderer", "viewer/stage.go": "stageRenderer", "jump/jump.go": "renderer", "folders/folders.go": "renderer",
}

// TestLayoutsAreMirrored: whatever lays its parts out hands them to flow.Mirror, and none of Fyne's
// layouts is used that stand things side by side, as Fyne knows no mirrored window. Messages
// (htmlview) have a direction of their own.
func TestLayoutsAreMirrored(t *testing.T) {
	found := 0
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		path = filepath.ToSlash(path)
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.HasPrefix(path, "htmlview/") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		for _, i := range file.Imports {
			if i.Path.Value == `"fyne.io/fyne/v2/layout"` {
				t.Errorf("%s uses Fyne’s layouts; those of gui/kit/flow are mirrored", path)
			}
		}
		ast.Inspect(file, func(n ast.Node) bool {
			s, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if pkg, ok := s.X.(*ast.Ident); ok && pkg.Name == "container" {
				switch s.Sel.Name {
				case "NewHBox", "NewBorder", "NewGridWithColumns", "NewGridWrap", "NewAdaptiveGrid", "NewHSplit", "NewAppTabs", "NewDocTabs":
					t.Errorf("%s uses container.%s; the layouts of gui/kit/flow are mirrored", path, s.Sel.Name)
				}
			}
			return true
		})
		for _, decl := range file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || f.Recv == nil || f.Name.Name != "Layout" {
				continue
			}
			of := f.Recv.List[0].Type
			if star, ok := of.(*ast.StarExpr); ok {
				of = star.X
			}
			name := of.(*ast.Ident).Name
			moves, mirrors := false, false
			ast.Inspect(f.Body, func(n ast.Node) bool {
				switch s := n.(type) {
				case *ast.SelectorExpr:
					moves = moves || s.Sel.Name == "Move"
					mirrors = mirrors || strings.EqualFold(s.Sel.Name, "mirror")
				case *ast.Ident:
					moves = moves || s.Name == "place"
					mirrors = mirrors || s.Name == "Mirror" || s.Name == "Mirrored"
				}
				return true
			})
			if moves {
				found++
			}
			even := strings.Contains(" "+evenly[path]+" ", " "+name+" ")
			if moves && !mirrors && !even {
				t.Errorf("%s: Layout of %s moves its parts and does not hand them to flow.Mirror", path, name)
			}
			if even && mirrors && path != "kit/field/field.go" {
				t.Errorf("%s: Layout of %s is mirrored now: it is not to be excepted any more", path, name)
			}
		}
		return nil
	})
	if err != nil || found < 30 {
		t.Fatalf("%d layouts were found: %v", found, err)
	}
}
