-- Rows of ``cleaned`` that somebody names brother or sister of each other: two persons.
WITH said AS MATERIALIZED (
    SELECT
        about,
        json_extract_string(details, '$.of') AS other,
        lower(trim(json_extract_string(details, '$.relationship'))) AS word
    FROM {{facts}}
    SEMI JOIN cleaned USING (about)
    WHERE kind = 'related'
)

SELECT DISTINCT
    least(a.row, b.row),
    greatest(a.row, b.row)
FROM said
INNER JOIN cleaned AS a ON said.about = a.about
INNER JOIN cleaned AS b ON said.other = b.about
WHERE said.word IN ({{siblings}}) AND a.row <> b.row
