"""How people and places connect: graded statements in, a verdict that says how sure it is out."""
