-- What was known by a moment, each fact under the person (or, unlinked, the record) it is about.
CREATE OR REPLACE VIEW known_facts AS
SELECT
    t.fact_id, t.source, t.about, coalesce(m.person, t.about) AS subject, t.kind,
    t.happened_earliest, t.happened_latest, t.day_earliest, t.day_latest, t.zone,
    t.party, t.to_party, t.details, t.reported_by, t.known_at, t.replaces, t.extract, t.part, t.line
FROM told AS t
LEFT JOIN person AS m ON t.about = m.about
WHERE t.known_at <= CAST({{known_by}} AS TIMESTAMP)
    AND (t.replaced_at IS NULL OR t.replaced_at > CAST({{known_by}} AS TIMESTAMP))
    AND t.kind <> 'withdrawn';
