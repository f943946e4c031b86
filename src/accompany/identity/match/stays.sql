-- Of each record that tells of exactly one stay: its first and last day, and who holds the child.
CREATE OR REPLACE TABLE stay AS
SELECT
    c.row,
    CAST(s.first_day - DATE '1900-01-01' AS INTEGER) AS first_day,
    CAST(s.last_day - DATE '1900-01-01' AS INTEGER) AS last_day,
    s.holder
FROM (
    SELECT
        about,
        max(day_latest) FILTER (kind = 'custody-began') AS first_day,
        min(day_earliest) FILTER (kind = 'custody-ended') AS last_day,
        CAST(dense_rank() OVER (ORDER BY any_value(source)) AS INTEGER) AS holder
    FROM {{facts}}
    WHERE kind IN ('custody-began', 'custody-ended')
    GROUP BY about
    HAVING count(*) FILTER (kind = 'custody-began') = 1
        AND count(*) FILTER (kind = 'custody-ended') = 1
) AS s
INNER JOIN cleaned AS c ON s.about = c.about
WHERE s.last_day > s.first_day;
