-- One row for each hearing: whether a lawyer was on record by its day; NULL where no day is known.
SELECT
    hearing.subject,
    hearing.about,
    lower(hex(hearing.fact_id)) AS evidence,
    hearing.on_day,
    hearing.court,
    hearing.calendar,
    child.nationality,
    child.standing,
    age_band(child.born, hearing.on_day) AS age,
    CASE
        WHEN lawyer.since <= hearing.on_day THEN TRUE
        WHEN lawyer.undated THEN NULL
        ELSE FALSE
    END AS holds
FROM (
    SELECT
        subject, about, fact_id, said[1] AS court, said[2] AS calendar,
        try_cast(said[3] AS DATE) AS on_day
    FROM (
        SELECT *, json_extract_string(details, ['$.court', '$.calendar', '$.on']) AS said
        FROM {{facts}}
        WHERE kind = 'hearing-set' AND happened_earliest <= {{as_of}}
    )
) AS hearing
LEFT JOIN (
    SELECT
        subject,
        min(day_earliest) FILTER (WHERE day_earliest > DATE '1900-01-01') AS since,
        bool_or(day_earliest = DATE '1900-01-01') AS undated
    FROM {{facts}}
    WHERE kind = 'represented' AND happened_earliest <= {{as_of}}
    GROUP BY subject
) AS lawyer ON hearing.subject = lawyer.subject
LEFT JOIN {{children}} AS child ON hearing.subject = child.subject
WHERE hearing.on_day <= {{last_day}}
