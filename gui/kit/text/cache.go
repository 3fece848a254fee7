package text

// cache keeps values in two generations: when the young one is full it becomes the old
// one, and what is asked for again moves back. So what is in use stays, and at most twice
// the bound is kept.
type cache[K comparable, V any] struct {
	most       int // of the costs in one generation
	young, old map[K]V
	cost       int
}

func (c *cache[K, V]) get(key K, cost func(V) int) (V, bool) {
	v, ok := c.young[key]
	if ok {
		return v, true
	}
	if v, ok = c.old[key]; ok {
		c.put(key, v, cost(v))
	}
	return v, ok
}

func (c *cache[K, V]) put(key K, v V, cost int) {
	if c.young == nil || c.cost+cost > c.most {
		c.old, c.young, c.cost = c.young, make(map[K]V), 0
	}
	c.young[key] = v
	c.cost += cost
}
