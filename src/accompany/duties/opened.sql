-- The days, by zone, on which facts lie that can open a duty: clocks need to run from no others.
WITH opening AS (
    SELECT f.zone_no, f.day_earliest, f.day_latest
    FROM facts AS f
    WHERE f.kind IN (
        SELECT p.kind FROM pattern AS p INNER JOIN duty AS d ON p.set_no = d.starts_set
    )
),

edge AS (
    SELECT zone_no, day_earliest AS on_day, 0 AS width FROM opening GROUP BY zone_no, day_earliest
    UNION ALL
    SELECT zone_no, day_latest, max(date_diff('day', day_earliest, day_latest))
    FROM opening
    GROUP BY zone_no, day_latest
)

SELECT e.zone_no, z.zone, e.on_day, max(e.width) AS width
FROM edge AS e
INNER JOIN zone AS z ON e.zone_no = z.zone_no
GROUP BY e.zone_no, z.zone, e.on_day
ORDER BY e.zone_no, e.on_day;
