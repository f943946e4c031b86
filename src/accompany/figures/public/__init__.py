"""Figures of public downloads as a folder of pages that need no script and no network."""
