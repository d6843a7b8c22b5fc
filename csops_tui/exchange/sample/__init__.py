"""The sample book: an invented customer base with three years of history, made from a seed."""
