-- Every record and the person it belongs to; a given link is certain, a lone record needs none.
-- The probability is that of the link which brought the record in.
CREATE OR REPLACE TABLE membership AS
WITH described AS (
    SELECT
        about,
        max(json_extract_string(details, '$.kind')) AS kind
    FROM {{facts}}
    WHERE kind = 'person-described'
    GROUP BY about
),

record AS (
    SELECT DISTINCT about FROM {{facts}}
    WHERE kind <> 'published-count'
)

SELECT
    record.about AS record,
    coalesce(person.person, record.about) AS person,
    described.kind,
    decided.probability,
    coalesce(decided.decided_by, '') AS decided_by
FROM record
LEFT JOIN person ON record.about = person.about
LEFT JOIN described ON record.about = described.about
LEFT JOIN decided ON record.about = decided.about
ORDER BY record.about
