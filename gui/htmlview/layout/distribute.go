package layout

// distribute gives a width to columns (CSS Tables 3, 4.4, the guesses): minimums first,
// then percentages, then fixed widths, then what the content would like; what is left
// over goes to columns without a width, to fixed ones where grow is set, to percentages.
// The widths add up to the target or to the minimums where those are more.
func distribute(target float64, cols []column, grow bool) []float64 {
	out := make([]float64, len(cols))
	var mins, pcts, specs, maxs, autoMax, fixedMax, percents float64
	var nAuto, nFixed, nPct int
	for i := range cols {
		c := &cols[i]
		if c.merge {
			continue
		}
		mins += c.min
	}
	target = max(target, mins)
	for i := range cols {
		c := &cols[i]
		switch {
		case c.merge:
		case c.percent >= 0:
			nPct++
			percents += c.percent
			v := c.share(target)
			pcts, specs, maxs = pcts+v, specs+v, maxs+v
		case c.fixed:
			nFixed++
			fixedMax += c.max
			pcts, specs, maxs = pcts+c.min, specs+c.max, maxs+c.max
		default:
			nAuto++
			autoMax += c.max
			pcts, specs, maxs = pcts+c.min, specs+c.min, maxs+c.max
		}
	}
	const eps = 1e-6
	// part is v's share of room, where all shares are of total, or one of n equal ones.
	part := func(room, v, total float64, n int) float64 {
		if total > eps {
			return room * v / total
		}
		return room / float64(max(1, n))
	}
	for i := range cols {
		c := &cols[i]
		if c.merge {
			continue
		}
		isPct, isFixed := c.percent >= 0, c.percent < 0 && c.fixed
		isAuto := !isPct && !isFixed
		switch {
		case target <= mins+eps:
			out[i] = c.min
		case target <= pcts+eps:
			out[i] = c.min
			if isPct {
				out[i] += part(target-mins, c.share(target)-c.min, pcts-mins, nPct)
			}
		case target <= specs+eps:
			switch {
			case isPct:
				out[i] = c.share(target)
			case isFixed:
				out[i] = c.min + part(target-pcts, c.max-c.min, specs-pcts, nFixed)
			default:
				out[i] = c.min
			}
		case target <= maxs+eps:
			switch {
			case isPct:
				out[i] = c.share(target)
			case isFixed:
				out[i] = c.max
			default:
				out[i] = c.min + part(target-specs, c.max-c.min, maxs-specs, nAuto)
			}
		default:
			room := target - maxs
			out[i] = c.max
			if isPct {
				out[i] = c.share(target)
			}
			switch {
			case nAuto > 0:
				if isAuto {
					out[i] += part(room, c.max, autoMax, nAuto)
				}
			case nFixed > 0 && grow:
				if isFixed {
					out[i] += part(room, c.max, fixedMax, nFixed)
				}
			case isPct:
				out[i] += part(room, c.percent, percents, nPct)
			}
		}
	}
	return out
}

// distributeFixed gives a width to the columns of a table with table-layout: fixed (CSS
// 2.2, 17.5.2.1).
func distributeFixed(target float64, cols []column) []float64 {
	out := make([]float64, len(cols))
	var sum, fixed, pct float64
	auto := 0
	for i := range cols {
		c := &cols[i]
		switch {
		case c.merge:
		case c.percent >= 0:
			out[i] = max(0, target*c.percent/100+c.edges)
			pct += out[i]
		case c.fixed:
			out[i] = c.max
			fixed += out[i]
		default:
			auto++
		}
		sum += out[i]
	}
	rest := target - sum
	if pct > 0 && pct+fixed > target {
		for i := range cols {
			if cols[i].percent >= 0 {
				out[i] *= max(0, target-fixed) / pct
			}
		}
		return out
	}
	switch {
	case auto > 0 && rest > 0:
		for i := range cols {
			if c := &cols[i]; !c.merge && c.percent < 0 && !c.fixed {
				out[i] = rest / float64(auto)
			}
		}
	case auto == 0 && fixed > 0 && target > pct:
		for i := range cols {
			if c := &cols[i]; !c.merge && c.percent < 0 {
				out[i] *= (target - pct) / fixed
			}
		}
	case auto == 0 && pct > 0 && fixed == 0:
		for i := range cols {
			out[i] *= target / pct
		}
	}
	return out
}
