"""Which views the program means, as a mark light enough for every start; a test keeps it that of `views`."""

VIEWS = "f8ea0577501a"
"""The beginning of `views.digest()`: a book with another mark gets its views anew when it is opened."""
