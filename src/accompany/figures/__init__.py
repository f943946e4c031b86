"""Numbers for overseers: each with its definition, its two clocks and what it was made of."""
