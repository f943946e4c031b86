-- Rows of one table of the portal: which are deleted, which have a fault, and what a person is.

CREATE OR REPLACE MACRO portal_sex(written) AS
    CASE lower(written) WHEN 'male' THEN 'M' WHEN 'm' THEN 'M' WHEN 'female' THEN 'F'
        WHEN 'f' THEN 'F' ELSE written END;

CREATE OR REPLACE MACRO portal_joined(one, other) AS nullif(concat_ws(' ', one, other), '');

-- A timestamp with a time of its own is read by its day where only the day is wanted.
CREATE OR REPLACE MACRO read_portal_day(cell) AS
    coalesce(
        read_day(cell),
        CASE WHEN regexp_full_match(cell, '\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2}(\.\d+)?)?')
            THEN sane_day(cell[1:10]) END
    );

-- A date with its time in the same or a second column; midnight says nothing of the hour.
CREATE OR REPLACE MACRO portal_moment(on_day, at_time) AS
    CASE
        WHEN regexp_matches(at_time, '(^|[ T])\d{2}:\d{2}(:\d{2})?(\.\d+)?$')
            AND NOT regexp_matches(at_time, '(^|[ T])00:00(:00)?(\.0+)?$')
            THEN read_portal_day(on_day) || ' '
                || regexp_extract(at_time, '(\d{2}:\d{2}(:\d{2})?)(\.\d+)?$', 1)
        ELSE read_portal_day(on_day)::VARCHAR
    END;

CREATE OR REPLACE TABLE portal_checked AS
SELECT
    portal_row.*,
    {{key}} AS key,
    coalesce(v_isdeleted, '0') NOT IN ('0', 'false', 'False') AS deleted,
    (
        SELECT min(dated.name) FROM (VALUES {{dates}}) AS dated (name, cell)
        WHERE dated.cell IS NOT NULL AND read_portal_day(dated.cell) IS NULL
    ) AS bad_date,
    {{key_name}} AS key_name,
    {{needs}} AS needed,
    {{needs_name}} AS needed_name,
    {{born}} IS NOT NULL AND read_portal_day({{born}}) IS NULL AS born_unread
FROM portal_row;

CREATE OR REPLACE VIEW portal_good AS
SELECT * FROM portal_checked
WHERE NOT deleted AND key IS NOT NULL AND needed IS NOT NULL AND bad_date IS NULL;
