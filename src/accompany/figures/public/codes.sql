-- The codes of an edition that stand in at least eleven facts, and what the download says they mean.
SELECT list, code, coalesce(max(means), '') AS means
FROM (
    SELECT
        'court' AS list,
        json_extract_string(details, '$.court') AS code,
        json_extract_string(details, '$.court_name') AS means
    FROM {{facts}} WHERE kind IN ('case-opened', 'hearing-set')
    UNION ALL
    SELECT
        'reason',
        json_extract_string(details, '$.reason'),
        json_extract_string(details, '$.means')
    FROM {{facts}} WHERE kind = 'hearing-adjourned'
    UNION ALL
    SELECT
        'decision',
        concat_ws(' ', said[1], said[2], said[3]),
        said[4]
    FROM (
        SELECT json_extract_string(
            details, ['$.case_type', '$.completion', '$.decision', '$.means']
        ) AS said
        FROM {{facts}} WHERE kind IN ('in-absentia-order', 'judge-decided')
    )
    UNION ALL
    SELECT 'nationality', json_extract_string(details, '$.country'), NULL
    FROM {{facts}} WHERE kind = 'person-described'
)
WHERE code IS NOT NULL
GROUP BY list, code
HAVING count(*) >= {{fewest}}
ORDER BY list, code
