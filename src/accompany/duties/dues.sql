-- Dues with their names, their offices and the facts that opened and kept them.
CREATE OR REPLACE TABLE dues AS
WITH act AS MATERIALIZED (
    SELECT f.subject_no, p.set_no, f.happened_latest AS latest,
        f.happened_earliest AS earliest, f.fact_id
    FROM facts AS f
    INNER JOIN pattern AS p
        ON f.kind = p.kind
        AND (p.party IS NULL OR p.party = f.party)
        AND (p.path_1 IS NULL
            OR json_extract_string(f.details, p.path_1) IS NOT DISTINCT FROM p.value_1)
        AND (p.path_2 IS NULL
            OR json_extract_string(f.details, p.path_2) IS NOT DISTINCT FROM p.value_2)
    WHERE p.set_no IN (SELECT unnest([kept_set, tries_set]) FROM duty)
        AND f.known_at <= $known_by
        AND (f.replaced_at IS NULL OR f.replaced_at > $known_by)
),

keeps AS (
    SELECT duty_no, unnest([kept_set, tries_set]) AS set_no FROM duty
),

keeper AS (
    SELECT d.subject_no, d.duty_no, d.opened_by, d.opened_earliest,
        arg_min(a.fact_id, (a.earliest, a.fact_id)) AS fact_id
    FROM due AS d
    INNER JOIN keeps AS k ON d.duty_no = k.duty_no
    INNER JOIN act AS a
        ON d.subject_no = a.subject_no AND k.set_no = a.set_no AND d.kept_latest = a.latest
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
