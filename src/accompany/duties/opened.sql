-- The days, by zone, on which facts lie that can open a duty: clocks need to run from no others.
WITH opening AS (
    SELECT f.zone_no, f.day_earliest, f.day_latest
    FROM facts AS f
    WHERE f.kind IN (
        SELECT p.kind FROM pattern AS p INNER JOIN duty AS d ON p.set_no = d.starts_set
    )
)

SELECT zone_no, day_earliest AS on_day FROM opening GROUP BY zone_no, day_earliest
UNION
SELECT zone_no, day_latest AS on_day FROM opening GROUP BY zone_no, day_latest
ORDER BY zone_no, on_day;
