-- Why one edition counts what the other does not: grouped, so that no row is told of by itself.
WITH came AS (
    SELECT a.evidence, a.on_day
    FROM counted_after AS a
    ANTI JOIN counted_before AS b ON a.evidence = b.evidence
),

gone AS (
    SELECT b.evidence
    FROM counted_before AS b
    ANTI JOIN counted_after AS a ON b.evidence = a.evidence
),

standing AS (
    SELECT lower(hex(fact_id)) AS evidence, lower(hex(replaces)) AS replaces FROM {{now}}
),

corrected AS (
    SELECT came.evidence, gone.evidence AS before
    FROM came
    INNER JOIN standing ON came.evidence = standing.evidence
    INNER JOIN gone ON standing.replaces = gone.evidence
)

SELECT
    (SELECT count(*) FROM came ANTI JOIN corrected ON came.evidence = corrected.evidence
        WHERE came.on_day > {{last_day}}) AS happened_since,
    (SELECT count(*) FROM came ANTI JOIN corrected ON came.evidence = corrected.evidence
        WHERE came.on_day <= {{last_day}}) AS told_late,
    (SELECT count(*) FROM corrected) AS corrected,
    (SELECT count(*) FROM gone ANTI JOIN corrected ON gone.evidence = corrected.before
        ANTI JOIN standing ON gone.evidence = standing.evidence) AS withdrawn,
    (SELECT count(*) FROM gone ANTI JOIN corrected ON gone.evidence = corrected.before
        SEMI JOIN standing ON gone.evidence = standing.evidence) AS counts_no_longer
