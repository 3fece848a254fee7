package text

// cache keeps values in two generations: when the young one is full it becomes the old
// one, and what is asked for again moves back. So what is in use stays, and at most twice
// the bound is kept.
type cache[K comparable, V any] struct {
	most       int // of the costs in one generation
	young, old map[K]*kept[K, V]
	cost       int
}

// kept is a value with the key that it was put in by: the key that it is asked for by may
// hold on to a whole message.
type kept[K comparable, V any] struct {
	key   K
	value V
	cost  int
}

func (c *cache[K, V]) get(key K) (value V, ok bool) {
	k := c.young[key]
	if k == nil {
		if k = c.old[key]; k == nil {
			return value, false
		}
		delete(c.old, key)
		c.add(k)
	}
	return k.value, true
}

func (c *cache[K, V]) put(key K, v V, cost int) { c.add(&kept[K, V]{key, v, cost}) }

func (c *cache[K, V]) add(k *kept[K, V]) {
	if c.young == nil || c.cost+k.cost > c.most {
		c.old, c.young, c.cost = c.young, make(map[K]*kept[K, V]), 0
	}
	c.young[k.key] = k
	c.cost += k.cost
}
