"""The profile of a network: each measure with its formula and where it was published."""
