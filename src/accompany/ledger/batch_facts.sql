-- The rows of a batch: new facts, corrections among them, then withdrawals of what vanished.
SELECT
    fact_id, {{source}} AS source, about, kind, happened_earliest, happened_latest,
    day_earliest, day_latest, zone, party, to_party, details, {{reported_by}} AS reported_by,
    {{known_at}} AS known_at, known_until, replaces, {{extract}} AS extract,
    {{part}} AS part, {{line}} AS line, key,
    CAST({{batch}} AS INTEGER) AS batch
FROM added
UNION ALL
SELECT
    unhex(left(sha256(concat('withdrawn', chr(31), hex(v.fact_id), chr(31), {{extract}})), 32)),
    {{source}}, v.about, 'withdrawn', v.happened_earliest, v.happened_latest,
    v.day_earliest, v.day_latest, v.zone, '', '', '{}', {{reported_by}},
    {{known_at}}, NULL, v.fact_id, {{extract}}, v.part, 0, v.key, CAST({{batch}} AS INTEGER)
FROM withdrawn AS v
ORDER BY about, part, line, fact_id
