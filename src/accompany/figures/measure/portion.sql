-- Of how many rows something holds; a row of which it cannot be said is in neither number.
SELECT
    {{dims}}
    round(count(*) FILTER (WHERE holds) / nullif(count(holds), 0), 6) AS value,
    count(*) FILTER (WHERE holds) AS numerator,
    count(holds) AS denominator,
    count(*) FILTER (WHERE holds IS NULL) AS unclear,
    [
        count(*) FILTER (WHERE holds), count(*) FILTER (WHERE NOT holds),
        count(*) FILTER (WHERE holds IS NULL)
    ] AS guarded
FROM {{counted}}
GROUP BY ALL
