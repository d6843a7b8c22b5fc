"""The facts that measures are made of, one module per kind: each family is one SQL select."""
