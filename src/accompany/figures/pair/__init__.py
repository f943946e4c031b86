"""Two records side by side: why they are, or are not, taken as one person."""
