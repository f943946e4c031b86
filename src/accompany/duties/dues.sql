-- Dues with their names, their offices and the facts that opened and kept them.
CREATE OR REPLACE TABLE dues AS
WITH keeper AS (
    SELECT d.subject_no, d.duty_no, d.opened_by, d.opened_earliest,
        arg_min(f.fact_id, (f.happened_earliest, f.fact_id)) AS fact_id
    FROM due AS d
    INNER JOIN duty AS u ON d.duty_no = u.duty_no
    INNER JOIN pattern AS p ON p.set_no IN (u.kept_set, u.tries_set)
    INNER JOIN facts AS f
        ON d.subject_no = f.subject_no AND d.kept_latest = f.happened_latest
        AND p.kind = f.kind
        AND (p.party IS NULL OR p.party = f.party)
        AND (p.path_1 IS NULL
            OR json_extract_string(f.details, p.path_1) IS NOT DISTINCT FROM p.value_1)
        AND (p.path_2 IS NULL
            OR json_extract_string(f.details, p.path_2) IS NOT DISTINCT FROM p.value_2)
        AND f.known_at <= $known_by
        AND (f.replaced_at IS NULL OR f.replaced_at > $known_by)
    WHERE d.kept_latest IS NOT NULL
    GROUP BY d.subject_no, d.duty_no, d.opened_by, d.opened_earliest
)

SELECT
    s.subject, u.duty, d.opened_earliest, d.opened_latest,
    d.not_before AS due_not_before, d.due_earliest, d.due_latest,
    d.kept_earliest, d.kept_latest, d.state, d.owed_by, w.owed_to, w.strength,
    coalesce(r.checked, w.checked) AS checked, r.since AS rule_version,
    lower(hex(o.fact_id)) AS opened_by_fact, lower(hex(k.fact_id)) AS kept_by_fact
FROM due AS d
INNER JOIN subject AS s ON d.subject_no = s.subject_no
INNER JOIN duty AS u ON d.duty_no = u.duty_no
INNER JOIN duty_words AS w ON d.duty_no = w.duty_no
INNER JOIN facts AS o ON d.opened_by = o.fact_no
LEFT JOIN rule AS r ON d.rule_no = r.rule_no
LEFT JOIN keeper AS k
    ON d.subject_no = k.subject_no AND d.duty_no = k.duty_no
    AND d.opened_by = k.opened_by AND d.opened_earliest = k.opened_earliest
