-- Beside each pair to review, the family its two children have in common, and what speaks against it.
-- Who is of a household is told only where {{households}}; it does not move a pair in the queue.
CREATE OR REPLACE TABLE review AS
SELECT
    t.* EXCLUDE (place),
    CASE WHEN {{households}} THEN len(f.adults) END AS adults_shared,
    CASE WHEN {{households}} THEN len(f.siblings) END AS siblings_shared,
    CASE WHEN {{households}} THEN f.apart END AS sponsors_apart,
    CASE WHEN {{households}} THEN f.days_apart END AS days_apart,
    f.each_other AS siblings_of_each_other,
    t.place
FROM to_review AS t
INNER JOIN family AS f ON t.record = f.a AND t.other = f.b;
