-- The mean of days over the rows that have them, with the middle and nine-in-ten beside it.
SELECT
    {{dims}}
    sum(days) / nullif(count(days), 0) AS value,
    sum(days)::BIGINT AS numerator,
    count(days) AS denominator,
    count(*) - count(days) AS unclear,
    quantile_cont(days, 0.5) AS median,
    quantile_cont(days, 0.9) AS p90,
    [count(days)] AS guarded
FROM {{counted}}
GROUP BY ALL
