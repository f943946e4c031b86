-- ICE's rows: what was blacked out is absent, a midnight says only the day, adults are set apart.

CREATE OR REPLACE MACRO seen_through(cell) AS
    CASE WHEN NOT regexp_full_match(lower(cell), 'b\(6\)(,? ?;? ?\(?b?\)?\(7\)\(?c\)?)?')
        THEN cell END;

CREATE OR REPLACE MACRO ice_moment(cell) AS
    CASE
        WHEN read_day(cell) IS NOT NULL THEN read_day(cell)::VARCHAR
        WHEN regexp_full_match(cell, '\d{1,2}/\d{1,2}/\d{4} \d{2}:\d{2}(:\d{2})?')
            THEN month_first(cell)
        ELSE cell
    END;

CREATE OR REPLACE TABLE ice_said AS
SELECT
    row_number() OVER () AS line,
    ice_row.line AS row_line,
    told.kind,
    told.place,
    ice_moment(seen_through(told.cell)) AS v_written
FROM ice_row
CROSS JOIN LATERAL (VALUES {{moments}}) AS told (kind, place, cell)
WHERE seen_through(told.cell) IS NOT NULL;
