"""The business in words: entities, code lists, units, definitions; pure, and known to nobody below it."""
