"""What one case is owed, worked out from a few dates and no ledger."""
