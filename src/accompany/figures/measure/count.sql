-- How many rows there are.
SELECT
    {{dims}}
    count(*) AS value,
    count(*) AS numerator,
    NULL AS denominator,
    0 AS unclear,
    [count(*)] AS guarded
FROM {{counted}}
GROUP BY ALL
