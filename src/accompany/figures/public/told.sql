-- The extracts a site is made of: of each file that was ever taken in, what the last telling says.
SELECT source, name, extract, lines, known_at
FROM extracts_kept
WHERE known_at <= CAST({{known_by}} AS TIMESTAMP)
QUALIFY row_number() OVER (PARTITION BY source ORDER BY known_at DESC, batch DESC) = 1
ORDER BY source
