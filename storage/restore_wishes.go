package storage

// wishes puts back when the person wants messages removed from their servers, or never, of what is here
// under the same unique-id and has no such word: also of what was removed for ever, and has come
// again since the account was set up anew. Where the store knows some of the backup, it has decided about what was
// stored when the backup says; what was stored at another time has come anew, and is
// one of the backup from now on, so that what is said of it later counts. The rest of a message that was begun
// is stored later in the same store. What was to go at a time that is past has gone, or was taken back, and is
// not said anew: it would go at the next check.
func (b *restoring) wishes(t *tx) error {
	if !b.pick.All() {
		return nil
	}
	_, err := t.exec(`UPDATE main.unique_ids SET goes = o.goes, stored = o.stored FROM backup.unique_ids o JOIN temp.to_account a ON a.old = o.account
		LEFT JOIN temp.to_message m ON m.old = o.message
		WHERE (?3 OR unique_ids.stored <> o.stored AND (o.begun = 0 OR unique_ids.begun > 0))
		AND o.goes <> ?1 AND (o.goes < 0 OR o.goes > ?2) AND o.replaced = 0 AND unique_ids.account = a.now AND unique_ids.uid = o.uid AND unique_ids.goes = ?1 AND unique_ids.gone <> 1 AND unique_ids.replaced = 0
		AND (unique_ids.sha256 = o.sha256 OR unique_ids.head = o.head AND o.head <> x'' OR unique_ids.message = m.now
			OR (unique_ids.listed < 0 OR o.listed < 0) AND `+listedSize("unique_ids")+` = `+listedSize("o")+` AND `+listedSize("o")+` > 1)`,
		goesBySettings, max(b.s.now().UnixMilli(), goesNext), !b.knows || b.pick.Rescued)
	return err
}
