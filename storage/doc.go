// Package storage keeps mail in one SQLite file: accounts, folders, messages with
// their octets byte for byte, unique-ids, and an index of words. Of the rest
// of the program it knows who the mail belongs to (account) and the port that it
// fulfils (fetch.Store); the rest knows nothing of SQL.
//
// # How a message comes in
//
//  1. A session of account/fetch asks what is Known (uids.go), opens a delivery
//     (Deliver, deliver.go) and Adds the octets of each message that is new.
//  2. Workers make a digest of it, several at once (digest.go): storage/eml reads what its
//     row takes, pack.go packs its octets. In a hurry neither the first words are read
//     (firstwords.go) nor octets packed.
//  3. One goroutine commits many at a time (commit.go): unique-id, list row and octets in
//     one transaction of the writer (writer.go). The message is not read whole yet; a search
//     does that where nobody has done it before (waiting.go).
//  4. After the commit the Change is published to the window, and the session hears by
//     Stored and Flush what is on the disk; only that does it remove from the server.
//  5. Where there is time, as while the network is waited for, it is read whole, and its
//     words come into the index (indexing.go). Words that are not there yet are found where
//     they lie (unindexed.go).
//
// What did not come from a server comes in through Add (add.go), by the same batch.
//
// # How it is found again
//
//   - A list: Index (list.go) gives ids and dates of a view, newest first, from the
//     catalog (catalog.go): what lists and searches need of all messages, in memory. The
//     first page does not wait for it. Summaries gives the rows that are being looked at.
//   - A search: Search (search.go) asks the index for the words of a query (storage/query)
//     and the catalog for folders, dates and marks. Snippets (snippets.go) are the words
//     around a hit.
//   - An attachment: Attachment (parts.go) reads no more of a large message than the
//     attachment lies in, or asks the handle that is open.
//   - One message: Handle (opened.go) reads and checks its octets (message.go) and opens
//     them once; text, attachments and pages of HTML are asked of that eml.Handle.
//
// # What is in the file
//
//	messages                 what is sorted and filtered by: folder, account, date, size, flags
//	headers                  what a list row shows
//	octets, pieces           the message as it came, packed; a large one in pieces
//	bodies, message_bodies   attached files in it, decoded, and long text of large ones, once for each content
//	parts                    where attachments lie in it
//	words                    the index (FTS5); it holds no text
//	unindexed                words that are not in the index yet; none: of a message that is to be read for them
//	unique_ids               what servers call their messages
//	accounts, session_notes  settings and the last check; what a session tells the next
//	session_seen             what the last session found, as long as unique_ids is what it was
//	elsewhere, carried       what other programs have fetched, until a session has looked at it
//	folders, whence          folders with their counts; where a message lay before Trash or Junk
//	letters, draft_versions  what is written here, and what drafts were before
//	state                    one row: see below
//
// storage/migrations holds the schema; the comments there are about the columns.
//
// # Which file does what
//
//	store.go, migrate.go, lock.go      opening, the schema, one window for a data folder, and who has its file open
//	writer.go, busy.go, watch.go       the one connection that writes, turns between processes, their commits
//	accounts.go, notes.go, uids.go     accounts and their last check, what sessions remember, unique-ids
//	elsewhere.go                       mail that another program has fetched is known again
//	seen.go                            what lets a session end that finds what the last one found
//	deliver.go, commit.go, add.go      ways in
//	digest.go, pack.go, frugal.go      what is made of octets before they are stored
//	pieces.go                          how large ones are cut, so that equal files in them are stored once
//	packing.go, bodies.go              and once there is time: files in base64 are taken out, and put back when it is read
//	firstwords.go                      the first words of mail that came in a hurry
//	indexing.go, waiting.go, unindexed.go when messages are read whole and words come into the index, and how they are found before
//	catalog.go, list.go, search.go     what is shown and found
//	people.go                          who was met in mail, for completion
//	message.go, opened.go, parts.go, snippets.go reading one message
//	letters.go, draft.go, outbox.go    what is written here, and how far it has come on its way out; writing.go holds what an editor keeps against its checksum
//	sending.go, ownmail.go             what account/send takes from, and what servers hand back
//	folders.go, move.go, putback.go    folders, marks, moving, Undo and Put back
//	remove.go                          whose mail it is when an account goes
//	upkeep.go, reparse.go, verify.go   work while nothing else is done, rebuilding caches, checking octets; check*.go checks everything, mend.go rebuilds what does not fit
//	readonly.go                        a file that cannot be written
//	rescue.go, rescue_*.go, pages.go   one that is damaged: what can be read comes into a new one; rescue_find.go says what
//	copy.go, restore.go, restore_*.go  a copy without octets, and how it comes back; storage/backup puts both into files
//	errors.go                          kinds of errors: those of mailbox, FileError above all
//
// # What is always true
//
//   - The octets of a message are those that came, or reading it is mailbox.ErrDamaged.
//     headers, parts, words, unindexed, and date and attachments of messages are caches of what they say,
//     which reparseIfOld makes anew; digestVersion grows when they would come out otherwise.
//   - A message, its unique-id and its words, or the mark that it is to be read for them, are
//     there together or not at all; the words are in the index or in unindexed, never in both. A
//     unique-id outlives its message, so nothing that was removed comes a second time; it
//     goes only with an account whose mail is not kept.
//   - IDs of messages and folders grow and are never given again (state.next_message,
//     AUTOINCREMENT).
//   - The counts of folders are those of their messages; triggers keep them.
//   - Only the writer's connection commits, and whoever writes holds it for one short
//     transaction. Readers see the state of one commit (snapshot).
//   - state.edits grows with every commit that does more than add messages: who keeps
//     something in memory compares it and next_message. A catalog is never changed; a
//     newer one takes its place.
//   - Changes are published after the commit, in the order of commits. Several processes
//     may use a data folder at the same time; after a commit of another one everything
//     counts as changed.
//   - A shipped migration is never edited; a file of a newer version is refused, and one
//     of an earlier version is copied before it is brought up to date (earlier.go).
package storage
