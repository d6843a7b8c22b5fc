"""The shell, one file per group of commands."""
