package storage

import (
	"context"
	"encoding/binary"
)

// Whose page it is. Numbers from ofTable on stand for shapes.
const (
	ofNobody = iota // no tree leads here any more, or that part of it cannot be read
	ofFree          // in the list of free pages: what it holds was removed
	ofOther         // of a tree of which nothing is rescued
	ofTable
)

// maxSchemaRow is the size of the largest row of the schema that is read, in octets.
const maxSchemaRow = 64 << 10

// trees finds whose pages are whose, as far as the inner pages of the trees can be read.
func (f *finder) trees(ctx context.Context) error {
	f.owner = make([]uint8, f.p.count+1)
	roots := map[string][]uint32{}
	note := func(n uint32, b []byte) {
		for _, c := range cells(n, b) {
			if size, _ := varint(b[c.at:]); c.kind != tableLeaf || size > maxSchemaRow {
				continue
			}
			if _, row, err := f.p.row(c, b); err == nil && len(row) == 5 && is(row, "tttit") {
				name, _ := row[1].(string)
				if root, _ := row[3].(int64); root > 1 && root <= int64(f.p.count) {
					roots[name] = append(roots[name], uint32(root))
				}
			}
		}
	}
	whole := f.tree(1, ofOther, tableLeaf, nil, note)
	if !whole { // the schema can be anywhere
		b := make([]byte, pageSize)
		for n := uint32(1); n <= f.p.count; n++ {
			if err := ctx.Err(); err != nil {
				return err
			}
			if f.owner[n] == ofNobody && f.p.page(n, b) == nil {
				note(n, b)
			}
		}
	}
	for _, weak := range []bool{true, false} { // what only its tree tells apart comes first
		for i := range shapes {
			if s := &shapes[i]; s.weak == weak {
				for _, root := range roots[s.name] {
					f.tree(root, uint8(ofTable+i), s.kind, s, nil)
				}
				delete(roots, s.name)
			}
		}
	}
	if !whole { // old rows of the schema may have been read, which say nothing of other pages
		for _, name := range likeShapes {
			for _, root := range roots[name] {
				f.tree(root, ofOther, tableLeaf, nil, nil)
			}
		}
		return nil
	}
	for _, list := range roots {
		for _, root := range list {
			f.tree(root, ofOther, 0, nil, nil)
		}
	}
	f.free()
	return nil
}

// tree goes through the pages of a tree that belong to nobody yet, and makes them those of
// owner. leaf is the kind of its leaves, 0 either; shape, unless nil, that of its rows. It
// reports whether every page could be read.
func (f *finder) tree(root uint32, owner uint8, leaf byte, shape *shape, visit func(n uint32, b []byte)) bool {
	whole := true
	var todo []uint32
	push := func(n uint32) {
		if n == 0 || n > f.p.count || f.owner[n] != ofNobody {
			whole = false
			return
		}
		f.owner[n] = owner
		todo = append(todo, n)
	}
	b := make([]byte, pageSize)
	for push(root); len(todo) > 0; {
		n := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if f.p.page(n, b) != nil || !f.belongs(n, b, leaf, shape) {
			f.owner[n], whole = ofNobody, false
			continue
		}
		if visit != nil {
			visit(n, b)
		}
		for _, child := range children(n, b) {
			push(child)
		}
	}
	return whole
}

// belongs reports whether a page can be of a tree.
func (f *finder) belongs(n uint32, b []byte, leaf byte, shape *shape) bool {
	switch kind := b[start(n)]; {
	case kind == tableInner:
		return leaf != indexLeaf
	case kind == indexInner, kind == indexLeaf:
		if leaf == tableLeaf {
			return false
		}
	case kind != tableLeaf || leaf == indexLeaf:
		return false
	}
	if shape == nil || !shape.weak {
		return true
	}
	list := cells(n, b)
	for _, c := range list {
		if _, row, err := f.p.row(c, b); err == nil && shape.fits(row) {
			return true
		}
	}
	return len(list) == 0
}

// free finds the pages that hold nothing any more (section 1.5 of the file format). A part
// of their list that cannot be right is not believed, nor that a page of a tree is free.
func (f *finder) free() {
	b := make([]byte, pageSize)
	if f.p.page(1, b) != nil {
		return
	}
	for n := binary.BigEndian.Uint32(b[32:]); n > 0 && n <= f.p.count && f.owner[n] == ofNobody && f.p.page(n, b) == nil; n = binary.BigEndian.Uint32(b) {
		count := binary.BigEndian.Uint32(b[4:])
		if count > pageSize/4-2 {
			return
		}
		list := b[8 : 8+4*count]
		for at := 0; at < len(list); at += 4 {
			if leaf := binary.BigEndian.Uint32(list[at:]); leaf < 2 || leaf > f.p.count {
				return
			}
		}
		f.owner[n] = ofFree
		for at := 0; at < len(list); at += 4 {
			if leaf := binary.BigEndian.Uint32(list[at:]); f.owner[leaf] == ofNobody {
				f.owner[leaf] = ofFree
			}
		}
	}
}
