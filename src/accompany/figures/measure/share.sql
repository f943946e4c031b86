-- Late and overdue over all whose time is up or that were kept; every standing beside it.
SELECT
    {{dims}}
    round(numerator / nullif(denominator, 0), 6) AS value,
    numerator,
    denominator,
    unclear,
    round((numerator + unclear) / nullif(denominator, 0), 6) AS at_most,
    kept,
    late,
    overdue,
    waiting,
    excused,
    paused,
    gap,
    remembered_late,
    remembered_judged,
    [numerator, unclear, kept] AS guarded
FROM (
    SELECT
        {{dims}}
        count(*) FILTER (WHERE solid AND standing IN ('late', 'overdue')) AS numerator,
        count(*) FILTER (
            WHERE solid AND standing IN ('kept', 'late', 'overdue', 'unclear')
        ) AS denominator,
        count(*) FILTER (WHERE solid AND standing = 'unclear') AS unclear,
        count(*) FILTER (WHERE solid AND standing = 'kept') AS kept,
        count(*) FILTER (WHERE solid AND standing = 'late') AS late,
        count(*) FILTER (WHERE solid AND standing = 'overdue') AS overdue,
        count(*) FILTER (WHERE solid AND standing = 'waiting') AS waiting,
        count(*) FILTER (WHERE solid AND standing = 'excused') AS excused,
        count(*) FILTER (WHERE solid AND standing = 'paused') AS paused,
        count(*) FILTER (WHERE solid AND standing = 'gap') AS gap,
        count(*) FILTER (
            WHERE NOT solid AND standing IN ('late', 'overdue')
        ) AS remembered_late,
        count(*) FILTER (
            WHERE NOT solid AND standing IN ('kept', 'late', 'overdue', 'unclear')
        ) AS remembered_judged
    FROM {{counted}}
    GROUP BY ALL
)
