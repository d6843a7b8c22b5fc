"""Forms derived from the entities."""
