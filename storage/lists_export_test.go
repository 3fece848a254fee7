package storage

// ListQuery is a query about mailing lists, with arguments for it.
type ListQuery struct {
	Text string
	Args []any
}

// ListQueries are those that TestListPlans looks at.
var ListQueries = map[string]ListQuery{
	"lists":   {listsQuery, nil},
	"of them": {ofListsQuery, []any{`["a"]`}},
	"waiting": {waitingListQuery, []any{"a", 3}},
}
