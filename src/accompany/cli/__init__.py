"""Parse, call a job, print: the only place beside the desk that reads the clock."""
