"""Reports that a manager prints and a customer receives: what is in them, and how they look."""
