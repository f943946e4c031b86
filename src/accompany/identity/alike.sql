-- Clusters whose ids would begin alike, the oldest first.
SELECT 'p-' || left(sha256(about), {{digits}}) AS id, cluster, about
FROM oldest
WHERE left(sha256(about), {{digits}}) IN (
    SELECT left(sha256(about), {{digits}}) FROM oldest
    GROUP BY left(sha256(about), {{digits}}) HAVING count(*) > 1
)
ORDER BY age
