"""The sheet, charts and inputs that the screens are made of."""
