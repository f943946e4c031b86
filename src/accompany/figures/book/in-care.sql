-- One row for each child held as the moment passes, with the fact by which it came into care.
WITH held AS (
    SELECT
        custody.subject,
        custody.party,
        custody.starts_at
    FROM custody
    INNER JOIN party_under ON custody.party = party_under.party
    WHERE
        party_under.over = 'hhs-orr'
        AND custody.starts_at <= {{as_of}}
        AND (custody.ends_from IS NULL OR custody.ends_from > {{as_of}})
    QUALIFY
        row_number() OVER (
            PARTITION BY custody.subject ORDER BY custody.starts_at DESC, custody.party
        ) = 1
)

SELECT
    held.subject,
    came.about,
    lower(hex(came.fact_id)) AS evidence,
    came.day_earliest AS on_day,
    held.party AS held_by
FROM held
INNER JOIN {{facts}} AS came
    ON
        held.subject = came.subject
        AND held.starts_at = came.happened_earliest
        AND held.party = CASE came.kind WHEN 'transferred' THEN came.to_party ELSE came.party END
WHERE came.kind IN ('custody-began', 'transferred')
QUALIFY
    row_number() OVER (PARTITION BY held.subject ORDER BY came.known_at, came.fact_id) = 1
