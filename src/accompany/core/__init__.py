"""The nouns everything else is written in, with nothing but the standard library."""
