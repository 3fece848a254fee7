package prefs

import (
	"math"
	"reflect"
	"slices"
)

// get returns the value of a key, or fallback where there is none of its type.
func get[T any](p *File, key string, fallback T) T {
	p.mu.Lock()
	defer p.mu.Unlock()
	if v, ok := p.values[key].(T); ok {
		return v
	}
	return fallback
}

// set changes a value and tells of it. Numbers that JSON cannot write are left out.
func (p *File) set(key string, v any) {
	if f, ok := v.(float64); ok && (math.IsNaN(f) || math.IsInf(f, 0)) {
		return
	}
	p.mu.Lock()
	old, ok := p.values[key]
	if ok && reflect.DeepEqual(old, v) {
		p.mu.Unlock()
		return
	}
	p.values[key] = v
	p.changed()
}

// changed is called with mu held, and lets go of it.
func (p *File) changed() {
	p.dirty = true
	listeners := slices.Clone(p.listeners)
	p.mu.Unlock()
	select {
	case p.kick <- struct{}{}:
	default:
	}
	for _, f := range listeners {
		f()
	}
}

// RemoveValue forgets a value.
func (p *File) RemoveValue(key string) {
	p.mu.Lock()
	if _, ok := p.values[key]; !ok {
		p.mu.Unlock()
		return
	}
	delete(p.values, key)
	p.changed()
}

// AddChangeListener has f called after each change.
func (p *File) AddChangeListener(f func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.listeners = append(p.listeners, f)
}

// ChangeListeners returns what AddChangeListener was given.
func (p *File) ChangeListeners() []func() {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.listeners)
}

// Bool returns a boolean, false where there is none.
func (p *File) Bool(key string) bool { return get(p, key, false) }

// BoolWithFallback returns a boolean.
func (p *File) BoolWithFallback(key string, fallback bool) bool { return get(p, key, fallback) }

// SetBool keeps a boolean.
func (p *File) SetBool(key string, v bool) { p.set(key, v) }

// BoolList returns a list of booleans, an empty one where there is none.
func (p *File) BoolList(key string) []bool { return p.BoolListWithFallback(key, []bool{}) }

// BoolListWithFallback returns a list of booleans.
func (p *File) BoolListWithFallback(key string, fallback []bool) []bool {
	return slices.Clone(get(p, key, fallback))
}

// SetBoolList keeps a list of booleans.
func (p *File) SetBoolList(key string, v []bool) { p.set(key, slices.Clone(v)) }

// Float returns a number, 0 where there is none.
func (p *File) Float(key string) float64 { return get(p, key, 0.0) }

// FloatWithFallback returns a number.
func (p *File) FloatWithFallback(key string, fallback float64) float64 { return get(p, key, fallback) }

// SetFloat keeps a number.
func (p *File) SetFloat(key string, v float64) { p.set(key, v) }

// FloatList returns a list of numbers, an empty one where there is none.
func (p *File) FloatList(key string) []float64 { return p.FloatListWithFallback(key, []float64{}) }

// FloatListWithFallback returns a list of numbers.
func (p *File) FloatListWithFallback(key string, fallback []float64) []float64 {
	return slices.Clone(get(p, key, fallback))
}

// SetFloatList keeps a list of numbers, all of which JSON can write.
func (p *File) SetFloatList(key string, v []float64) {
	if !slices.ContainsFunc(v, func(f float64) bool { return math.IsNaN(f) || math.IsInf(f, 0) }) {
		p.set(key, slices.Clone(v))
	}
}

// Int returns a whole number, 0 where there is none.
func (p *File) Int(key string) int { return p.IntWithFallback(key, 0) }

// IntWithFallback returns a whole number.
func (p *File) IntWithFallback(key string, fallback int) int {
	return int(get(p, key, float64(fallback)))
}

// SetInt keeps a whole number of at most 53 bits.
func (p *File) SetInt(key string, v int) { p.set(key, float64(v)) }

// IntList returns a list of whole numbers, an empty one where there is none.
func (p *File) IntList(key string) []int { return p.IntListWithFallback(key, []int{}) }

// IntListWithFallback returns a list of whole numbers.
func (p *File) IntListWithFallback(key string, fallback []int) []int {
	in := get[[]float64](p, key, nil)
	if in == nil {
		return slices.Clone(fallback)
	}
	out := make([]int, len(in))
	for i, v := range in {
		out[i] = int(v)
	}
	return out
}

// SetIntList keeps a list of whole numbers of at most 53 bits.
func (p *File) SetIntList(key string, v []int) { p.set(key, floats(v)) }

// String returns a string, "" where there is none.
func (p *File) String(key string) string { return get(p, key, "") }

// StringWithFallback returns a string.
func (p *File) StringWithFallback(key, fallback string) string { return get(p, key, fallback) }

// SetString keeps a string.
func (p *File) SetString(key, v string) { p.set(key, v) }

// StringList returns a list of strings, an empty one where there is none.
func (p *File) StringList(key string) []string { return p.StringListWithFallback(key, []string{}) }

// StringListWithFallback returns a list of strings.
func (p *File) StringListWithFallback(key string, fallback []string) []string {
	return slices.Clone(get(p, key, fallback))
}

// SetStringList keeps a list of strings.
func (p *File) SetStringList(key string, v []string) { p.set(key, slices.Clone(v)) }
