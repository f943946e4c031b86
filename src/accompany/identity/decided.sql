-- Beside what people decided, the records that a model's links alone hold together.
INSERT INTO decided
SELECT about, max_by(model, probability), max(probability)
FROM (
    SELECT about, model, probability FROM weighed
    UNION ALL
    SELECT other, model, probability FROM weighed
)
WHERE about IN (SELECT about FROM by_model)
    AND about NOT IN (SELECT about FROM decided)
GROUP BY about;
