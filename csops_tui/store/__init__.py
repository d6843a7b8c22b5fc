"""The book: one SQLite file with its schema, change log, undo, search and queries."""
