"""How a row that was merged into another is remembered: light enough for every path that looks rows up."""

MERGED = "csops"
"""The system under which `external_ref` keeps the id of a row that was merged away, as a key of the row that stayed."""
