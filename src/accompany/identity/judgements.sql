-- The judgements that nobody took back, one row each; who judged falls back to the office that reported it.
SELECT
    about,
    said[1] AS other,
    kind,
    coalesce(nullif(said[2], ''), nullif(reported_by, ''), source) AS judged_by,
    coalesce(said[3], '') AS why,
    happened_latest,
    known_at,
    fact_id
FROM (
    SELECT
        *,
        json_extract_string(details, ['$.other', '$.by', '$.why']) AS said
    FROM {{facts}}
    WHERE kind IN ('judged-same', 'judged-different', 'judged-unsure')
)
WHERE said[1] IS NOT NULL
    AND hex(fact_id) NOT IN (
        SELECT upper(json_extract_string(details, '$.judgement')) FROM {{facts}}
        WHERE kind = 'judgement-undone'
            AND json_extract_string(details, '$.judgement') IS NOT NULL
    )
