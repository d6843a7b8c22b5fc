"""Questions over the whole book, answered with pandas."""
