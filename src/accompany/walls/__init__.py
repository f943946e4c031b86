"""Who may learn what, and for which purpose; silence means no."""
