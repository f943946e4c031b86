"""The rulebook, judged: judge.py is the definition, judge.sql the same for everyone at once."""
