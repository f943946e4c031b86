-- Everything known of one subject, in a fixed order.
SELECT
    source,
    about,
    kind,
    happened_earliest,
    happened_latest,
    zone,
    party,
    to_party,
    details,
    reported_by,
    known_at,
    replaces,
    extract,
    coalesce(part, ''),
    line
FROM {{facts}}
WHERE subject = ? AND kind NOT IN ('published-count', 'withdrawn')
ORDER BY happened_earliest, known_at, fact_id
