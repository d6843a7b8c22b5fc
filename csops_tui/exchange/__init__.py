"""Data on its way in and out: tables, the sample book, exports."""
