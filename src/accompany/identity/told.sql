-- Of each record: whom it is of, the days on which it described somebody, and whom they relate to.
-- A description that bears no day, and so spans all years, tells of none.
CREATE OR REPLACE TABLE told_of AS
WITH described AS (
    SELECT
        f.about,
        CAST(min(f.day_earliest) - DATE '1900-01-01' AS INTEGER) AS first,
        CAST(max(f.day_latest) - DATE '1900-01-01' AS INTEGER) AS last
    FROM known_facts AS f
    SEMI JOIN {{records}} AS r ON f.about = r.about
    WHERE f.kind = 'person-described' AND f.day_latest - f.day_earliest < 366
    GROUP BY f.about
),

related AS (
    SELECT
        f.about,
        list_sort(list(DISTINCT json_extract_string(f.details, '$.of'))) AS of
    FROM known_facts AS f
    SEMI JOIN {{records}} AS r ON f.about = r.about
    WHERE f.kind = 'related' AND json_extract_string(f.details, '$.of') IS NOT NULL
    GROUP BY f.about
)

SELECT
    r.row,
    r.about,
    coalesce(p.person, r.about) AS person,
    coalesce(d.first, 0) AS first,
    coalesce(d.last, 0) AS last,
    t.of
FROM {{records}} AS r
LEFT JOIN person AS p ON r.about = p.about
LEFT JOIN described AS d ON r.about = d.about
LEFT JOIN related AS t ON r.about = t.about;
