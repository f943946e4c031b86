-- Of each child before a court: nationality, month of birth, and what the signs say by then.
(
    SELECT
        subject,
        max(said[2]) AS nationality,
        try_cast(max(said[3]) || '-01' AS DATE) AS born,
        CASE
            WHEN bool_or(said[1] = 'unaccompanied')
                AND bool_or(said[1] IN ('accompanied', 'with family')) THEN 'signs disagree'
            WHEN bool_or(said[1] = 'unaccompanied') THEN 'unaccompanied'
            WHEN bool_or(said[1] = 'was unaccompanied') THEN 'was unaccompanied'
            WHEN bool_or(said[1] IN ('accompanied', 'with family')) THEN 'accompanied'
            WHEN bool_or(said[1] = 'juvenile, not divided') THEN 'juvenile, not divided'
        END AS standing
    FROM (
        SELECT
            subject,
            json_extract_string(details, ['$.standing', '$.country', '$.born_on']) AS said
        FROM {{facts}}
        WHERE kind IN ('juvenile-coded', 'person-described') AND happened_earliest <= {{as_of}}
    )
    GROUP BY subject
)
