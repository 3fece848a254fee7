package discover

// fromTable is what PopMail knows by itself.
func (s *search) fromTable() answer {
	return s.known(ByDomain(s.addr.Domain), "", FromTable)
}

// known makes an answer of what the table has on a provider.
func (s *search) known(p *Provider, mx string, from Source) answer {
	if p == nil {
		return answer{source: from}
	}
	c, ok := p.candidate(s.addr, mx, from)
	a := answer{source: from, provider: p, noPOP: p.POP == ""}
	if ok {
		a.found = []Candidate{c}
	}
	return a
}
