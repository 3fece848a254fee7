// Package storage keeps mail in one SQLite file: accounts, folders, messages with
// their octets byte for byte, unique-ids for ever, and an index of words. It needs no
// knowledge of the rest of the program, and the rest none of SQL.
//
// # How a message comes in
//
// A session of account/fetch opens a delivery (Deliver, deliver.go) and Adds messages.
// Workers take each apart (digest.go; storage/eml reads it, storage/index folds its
// words, pack.go packs its octets), and one goroutine commits many at a time
// (commit.go): octets, header row, unique-id and words in one transaction.
// What did not come from a server comes in through Add (add.go), by the same batch.
// Only what is committed is reported, so only that is removed from a server.
//
// # How it is found again
//
// Lists and searches ask the catalog (catalog.go): ids, dates, folders and marks of all
// messages in memory, kept up by the changes of this process and read anew after those
// of others. Index and Summaries (list.go) serve the window's list, Search (search.go)
// runs a query of storage/query against catalog and index, Snippets (snippets.go) shows
// the words around a hit. Raw, Message and Attachment (message.go) read one message;
// the last one that was opened stays open (opened.go).
//
// # Which file does what
//
//	store.go, migrate.go, lock.go      opening, the schema, one window for a data folder
//	writer.go, turn.go, watch.go       the one connection that writes, turns between processes, their commits
//	accounts.go, notes.go, uids.go     accounts and their last check, what sessions remember, unique-ids
//	deliver.go, commit.go, add.go      ways in
//	digest.go, pack.go, frugal.go      what is made of octets before they are stored
//	catalog.go, list.go, search.go     what is shown and found
//	message.go, opened.go, snippets.go reading one message
//	folders.go, move.go, putback.go    folders, marks, moving, Undo and Put back
//	remove.go                          whose mail it is when an account goes
//	upkeep.go, reparse.go, verify.go   work while nothing else is done, rebuilding caches, checking everything
//	readonly.go, rescue.go, pages.go   a file that cannot be written, and one that is damaged
//	errors.go                          kinds of errors
//
// # What is always true
//
//   - The octets of a message are those that came, or reading it is mailbox.ErrDamaged.
//     All else that is known of it is a cache, which Reparse makes anew.
//   - A message, its unique-id and its words are there together or not at all. A
//     unique-id stays for ever, so nothing that was removed comes a second time.
//   - IDs of messages and folders grow and are never given again.
//   - The counts of folders are those of their messages (triggers keep them).
//   - state.edits grows with every commit that does more than add messages: who keeps
//     something in memory compares it.
//   - Changes are published after the commit, in the order of commits. Several processes
//     may use a data folder at the same time.
//   - A shipped migration is never edited; a file of a newer version is refused.
package storage
