"""Facts, kept: append-only, under two clocks, in batches bound into a chain of hashes."""
