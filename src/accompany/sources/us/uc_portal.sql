-- What the rows of the portal said becomes facts; a row that says nothing is not for us.

ALTER TABLE portal_checked ADD COLUMN silent BOOLEAN;

UPDATE portal_checked SET silent = deleted OR (
    key IS NOT NULL AND needed IS NOT NULL AND bad_date IS NULL
    AND line NOT IN (SELECT row_line FROM portal_said)
);

INSERT INTO problem
SELECT
    portal_checked.line,
    CASE WHEN key IS NULL THEN key_name WHEN needed IS NULL THEN needed_name ELSE bad_date END,
    'set aside',
    CASE WHEN key IS NULL THEN 'the row has no key'
        WHEN needed IS NULL THEN 'the row does not say of whom it is'
        ELSE 'this is not a date of 1900 to 2199' END,
    CASE WHEN key IS NULL OR needed IS NULL
        THEN 'Ask HHS/ORR for the row again; without this number it is about nobody.'
        ELSE 'Ask HHS/ORR for the right date; it is written year-month-day.' END,
    portal_row.raw
FROM portal_checked INNER JOIN portal_row ON portal_checked.line = portal_row.line
WHERE NOT deleted AND (key IS NULL OR needed IS NULL OR bad_date IS NOT NULL);

INSERT INTO problem
SELECT
    portal_checked.line, 'dob', 'noted', 'the date of birth is not a date of 1900 to 2199',
    'Ask HHS/ORR for it; the row is kept without it.', portal_row.raw
FROM portal_checked INNER JOIN portal_row ON portal_checked.line = portal_row.line
WHERE born_unread AND NOT deleted AND key IS NOT NULL AND needed IS NOT NULL
    AND bad_date IS NULL;

INSERT INTO stated
SELECT
    portal_said.row_line,
    {{source}} || ':' || portal_said.record,
    portal_said.kind,
    coalesce(
        moment.day_earliest, CASE WHEN moment.at_earliest IS NULL THEN DATE {{undated_from}} END
    ),
    coalesce(
        moment.day_latest, CASE WHEN moment.at_latest IS NULL THEN DATE {{undated_to}} END
    ),
    moment.at_earliest,
    moment.at_latest,
    {{zone}},
    portal_said.party,
    portal_said.to_party,
    portal_said.details,
    NULL
FROM portal_said INNER JOIN moment ON portal_said.line = moment.line;
