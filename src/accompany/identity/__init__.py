"""Who is who, and why: records joined into persons by judgements that can be taken back."""
