-- The child of whom most sources tell, among those released once to whom {{duty}} is overdue.
SELECT subject, count(DISTINCT source) AS sources FROM known_facts
WHERE source <> 'accompany/links'
    AND subject IN (SELECT subject FROM dues WHERE duty = {{duty}} AND state = 'overdue')
GROUP BY subject
HAVING count(*) FILTER (kind = 'released') = 1
ORDER BY sources DESC, count(DISTINCT details ->> 'surnames') DESC, count(*), subject
LIMIT 1
