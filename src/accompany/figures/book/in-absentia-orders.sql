-- One row for each order in absentia that still stood: not opened again, nor rescinded, by then.
SELECT
    ordered.subject,
    ordered.about,
    lower(hex(ordered.fact_id)) AS evidence,
    ordered.day_earliest AS on_day,
    ordered.court,
    child.nationality,
    child.standing,
    age_band(child.born, ordered.day_earliest) AS age
FROM (
    SELECT *, json_extract_string(details, '$.court') AS court
    FROM {{facts}}
    WHERE kind = 'in-absentia-order' AND happened_earliest <= {{as_of}}
) AS ordered
LEFT JOIN (
    SELECT subject, max(day_earliest) AS undone_on
    FROM {{facts}}
    WHERE
        happened_earliest <= {{as_of}}
        AND (
            kind = 'reopened'
            OR (
                kind = 'motion-decided'
                AND json_extract_string(details, '$.motion') IN ('MA', 'RD')
                AND json_extract_string(details, '$.result') = 'G'
            )
        )
    GROUP BY subject
) AS undone ON ordered.subject = undone.subject
LEFT JOIN {{children}} AS child ON ordered.subject = child.subject
WHERE undone.undone_on IS NULL OR undone.undone_on < ordered.day_earliest
