"""The verdict as text, JSON and one printable page, in English and Spanish."""
