"""One person in order: what happened, who had charge, and who last saw them."""
