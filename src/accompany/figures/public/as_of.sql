-- The last day each download speaks of: of releases and published counts the last there is; of the
-- courts' records the last on which eleven were entered, for single days of theirs are mistyped.
WITH entered AS (
    SELECT source, day_earliest AS on_day, count(*) AS howmany
    FROM {{facts}}
    WHERE
        kind IN ('hearing-set', 'case-opened', 'juvenile-coded')
        AND day_earliest = day_latest
    GROUP BY source, day_earliest
)

SELECT source, max(day_latest)
FROM {{facts}}
WHERE kind IN ('released', 'published-count')
GROUP BY source
UNION ALL
SELECT source, coalesce(max(on_day) FILTER (WHERE howmany >= 11), max(on_day))
FROM entered
GROUP BY source
