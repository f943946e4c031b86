-- A run's links as facts: one for each link that holds a cluster together, the same every time.
INSERT INTO stated
SELECT
    row_number() OVER (ORDER BY one.about, other.about) AS line,
    one.about,
    'linked' AS kind,
    DATE {{undated_from}},
    DATE {{undated_to}},
    NULL,
    NULL,
    'UTC',
    '',
    '',
    '{"model":' || to_json({{model}}) || ',"other":' || to_json(other.about)
    || ',"probability":' || to_json(printf('%.4f', link.probability))
    || ',"weight":' || to_json(printf('%.2f', link.weight)) || '}',
    one.about
FROM link
INNER JOIN cleaned AS one ON link.one = one.row
INNER JOIN cleaned AS other ON link.other = other.row;
