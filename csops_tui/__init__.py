"""csops: a local-first workbench for Customer Success Operations."""
