// Package backup keeps copies of a store outside of it, proves them, and brings them back.
//
// A backup is a copy of the mail file without octets (storage.Copy) and the octets of its
// messages, each known by its SHA-256; format.go says how they are written. There are two
// kinds:
//
//   - A file (file.go) holds all of it. It may be locked by a password: then it is a file of
//     age (https://age-encryption.org/v1) around the same octets, with a copy of its head behind it
//     (agehead.go).
//   - A folder (folder.go) is for one backup after another: octets lie in packs, which are
//     named by what they hold (keyed, where they are locked) and never change; each backup adds
//     a pack with what is new and a small file with the copy of the mail file, which names the
//     packs that it needs. rotation.go says which of these files stay, and with them packs.
//
// The copy of the mail file is in each twice, and so are the heads of what is locked and its key. salvage.go reads what is whole of a damaged one.
//
// Nothing takes the place of an older backup, and nothing older is removed, before the new one
// is on the disk and was read back whole. Passwords and tokens are not in the mail file
// (account/secret), and so in no backup.
//
// Automatic (auto.go) makes one in a folder each day while a window is open.
package backup
