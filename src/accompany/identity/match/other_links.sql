-- The links of records that nothing new touches stand: they are stated again as they were.
INSERT INTO stated
SELECT
    1000000000 + row_number() OVER (ORDER BY l.about, l.details),
    l.about, 'linked', l.day_earliest, l.day_latest, NULL, NULL, 'UTC', '', '', l.details, l.about
FROM {{facts}} AS l
ANTI JOIN cleaned AS c ON l.about = c.about
ANTI JOIN changed AS d ON l.about = d.about
WHERE l.kind = 'linked' AND l.source = {{links}};
