"""Facts become measures as of a date, kept in the derived table `panel`."""
