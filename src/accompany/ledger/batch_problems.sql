SELECT
    {{extract}} AS extract, {{name}} AS name, {{source}} AS source,
    CASE WHEN line > 0 THEN {{part}} ELSE '' END AS part,
    CASE WHEN line > 0 THEN {{line}} ELSE 0 END AS line, column_name, outcome,
    what, advice, raw, {{known_at}} AS known_at, CAST({{batch}} AS INTEGER) AS batch
FROM problem
WHERE {{fresh}}
ORDER BY part, line, column_name, what
