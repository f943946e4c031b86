"""Published numbers as records: who said what, what it counts, and why two of them differ."""
