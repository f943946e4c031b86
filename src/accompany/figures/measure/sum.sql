-- The sum of published numbers, and how many days or months they are of.
SELECT
    {{dims}}
    sum(n)::BIGINT AS value,
    sum(n)::BIGINT AS numerator,
    NULL AS denominator,
    count(*) FILTER (WHERE unclear) AS unclear,
    count(DISTINCT on_day) AS periods,
    [count(*)] AS guarded
FROM {{counted}}
GROUP BY ALL
