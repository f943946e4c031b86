"""The model's links: records cleaned, paired, compared, weighed and joined, all in columns."""
