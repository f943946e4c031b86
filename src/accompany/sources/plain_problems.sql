-- What the checks of one plain shape found, with the line as it came.

INSERT INTO problem
SELECT
    plain_checked.line,
    plain_checked.fault.column_name,
    'set aside',
    plain_checked.fault.what,
    plain_checked.fault.advice,
    plain_row.raw
FROM plain_checked
INNER JOIN plain_row ON plain_checked.line = plain_row.line
WHERE plain_checked.fault IS NOT NULL AND NOT plain_checked.blank;
