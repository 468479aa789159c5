"""What a backup is made of: the dump of the database, the documents, the keys, and a manifest that proves them."""
