-- What the rows of one table say, a line for each fact, by the query of that table.
CREATE OR REPLACE TABLE portal_said AS
SELECT
    row_number() OVER () AS line,
    row_line,
    record,
    kind,
    v_written,
    party,
    to_party,
    '{' || details || '}' AS details
FROM ({{said}});
