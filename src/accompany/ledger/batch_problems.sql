SELECT
    {{extract}} AS extract, {{name}} AS name, {{source}} AS source, line, column_name, outcome,
    what, advice, raw, {{known_at}} AS known_at, CAST({{batch}} AS INTEGER) AS batch
FROM problem
WHERE {{fresh}}
ORDER BY line, column_name, what
