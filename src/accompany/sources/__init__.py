"""Bytes in, facts out: one adapter per publisher and format, and none imports another."""
