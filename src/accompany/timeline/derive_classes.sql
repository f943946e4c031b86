-- Who belongs to which class, as far as a date says so; derive_classes.py is the definition.
CREATE OR REPLACE TABLE class_member AS
WITH past AS (
    SELECT * FROM {{facts}} WHERE happened_earliest <= {{as_of}}
),

into_care AS (
    SELECT * FROM past
    WHERE
        (kind = 'custody-began' AND party IN (SELECT c.party FROM class_carer AS c))
        OR (kind = 'transferred' AND to_party IN (SELECT c.party FROM class_carer AS c))
),

last_into AS (
    SELECT subject, happened_earliest
    FROM into_care
    QUALIFY row_number() OVER (
        PARTITION BY subject ORDER BY happened_earliest DESC, happened_latest DESC, fact_id DESC
    ) = 1
),

since AS (
    SELECT l.subject, max(r.happened_earliest) AS since
    FROM last_into AS l
    INNER JOIN past AS r
        ON l.subject = r.subject AND r.kind = 'released'
        AND r.happened_latest < l.happened_earliest
    GROUP BY l.subject
),

stay AS (
    SELECT i.*
    FROM into_care AS i
    LEFT JOIN since AS s ON i.subject = s.subject
    WHERE s.since IS NULL OR i.happened_earliest >= s.since
),

found AS (
    SELECT
        r.class, r.picks, r.since, r.until, f.subject, f.fact_id,
        f.happened_earliest, f.happened_latest, f.day_earliest, f.day_latest
    FROM class_rule AS r
    INNER JOIN past AS f
        ON r.kind = f.kind
        AND (r.path IS NULL OR json_extract_string(f.details, r.path) = r.value)
    WHERE r.picks <> 'stay'
    UNION ALL
    SELECT
        r.class, r.picks, r.since, r.until, f.subject, f.fact_id,
        f.happened_earliest, f.happened_latest, f.day_earliest, f.day_latest
    FROM class_rule AS r
    CROSS JOIN stay AS f
    WHERE r.picks = 'stay'
),

judged AS (
    SELECT
        *,
        CASE
            WHEN since <= day_earliest AND day_latest <= until THEN 'yes'
            WHEN day_latest < since OR day_earliest > until THEN 'no'
            ELSE 'unclear'
        END AS member
    FROM found
),

ranked AS (
    SELECT
        *,
        CASE WHEN picks <> 'any' THEN 0 WHEN member = 'yes' THEN 0 WHEN member = 'unclear' THEN 1
            ELSE 2 END AS rank,
        row_number() OVER (
            PARTITION BY class, subject
            ORDER BY happened_earliest DESC, happened_latest DESC, fact_id DESC
        ) AS from_last
    FROM judged
)

SELECT subject, class, member, day_earliest, day_latest
FROM ranked
WHERE picks <> 'last' OR from_last = 1
QUALIFY row_number() OVER (
    PARTITION BY class, subject
    ORDER BY rank, happened_earliest, happened_latest, fact_id
) = 1;
