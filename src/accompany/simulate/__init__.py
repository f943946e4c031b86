"""A made-up nation with known truth: children, their lives, and what agencies write of them."""
