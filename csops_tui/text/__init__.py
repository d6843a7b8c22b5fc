"""Text as people type it and terminals show it: cleaning, cell width, names, dates, money, the quick-log line."""
