SELECT
    {{source}} AS source, kind, first_at, end_at, everyone, {{known_at}} AS known_at,
    {{extract}} AS extract, CAST({{batch}} AS INTEGER) AS batch
FROM heard_new
ORDER BY kind, first_at, end_at
