"""Where work runs: an engine takes SQL and columns and knows no child, duty or agency."""
