"""Usage at scale: events stay where they are, and only figures per account and day come into the book."""
