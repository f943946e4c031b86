-- Two sums side by side and the first less the second; no numerator over the other, for their
-- units differ.
SELECT
    {{dims}}
    coalesce(sum(releases), 0)::BIGINT - coalesce(sum(discharges), 0)::BIGINT AS value,
    NULL AS numerator,
    NULL AS denominator,
    0 AS unclear,
    count(DISTINCT on_day) AS days,
    coalesce(sum(releases), 0)::BIGINT AS releases,
    coalesce(sum(discharges), 0)::BIGINT AS discharges,
    [count(releases)] AS guarded
FROM {{counted}}
GROUP BY ALL
