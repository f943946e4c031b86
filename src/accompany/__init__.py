"""One timeline per child across agencies: who owed the next step, and whether it was done."""
