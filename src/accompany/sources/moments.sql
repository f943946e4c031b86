-- When the rows of {{rows}} say something happened: `moment(line, day_*, at_*, fault)`.
--
-- A date fills day_*; an instant fills at_* (UTC). A wall-clock time is shifted by the offset of
-- its day, which `wall_day` gives for the days on which the clocks do not change; everything
-- unusual was read one by one into `odd_moment`.

CREATE OR REPLACE TABLE moment AS
WITH formed AS (
    SELECT line, {{column}} AS written, moment_form({{column}}) AS form
    FROM {{rows}}
),

read AS (
    SELECT
        formed.line,
        formed.written,
        CASE WHEN formed.form = 'day' THEN sane_day(formed.written) END AS on_day,
        CASE
            WHEN sane_day(formed.written[1:10]) IS NULL THEN NULL
            WHEN formed.form = 'offset'
                THEN moment_local(formed.written) - moment_offset(formed.written)
            WHEN formed.form = 'wall'
                THEN moment_local(formed.written) - to_seconds(wall_day.seconds)
        END AS at_moment
    FROM formed
    LEFT JOIN wall_day ON formed.form = 'wall' AND formed.written[1:10] = wall_day.written
)

SELECT
    read.line,
    read.on_day AS day_earliest,
    read.on_day AS day_latest,
    coalesce(read.at_moment, odd_moment.at_earliest) AS at_earliest,
    coalesce(read.at_moment, odd_moment.at_latest) AS at_latest,
    CASE
        WHEN read.written IS NOT NULL AND read.on_day IS NULL
            AND coalesce(read.at_moment, odd_moment.at_earliest) IS NULL
            THEN coalesce(odd_moment.fault, 'not a date or an instant')
    END AS fault
FROM read
LEFT JOIN odd_moment
    ON read.on_day IS NULL AND read.at_moment IS NULL AND read.written = odd_moment.written;
