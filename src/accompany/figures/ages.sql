-- The band of the lowest age that somebody born in a month can have had on a day.
CREATE OR REPLACE TEMP MACRO age_band(born, on_day) AS
    CASE
        WHEN born IS NULL OR born > on_day THEN NULL
        WHEN last_day(born) + INTERVAL 6 YEAR > on_day THEN '0 to 5'
        WHEN last_day(born) + INTERVAL 13 YEAR > on_day THEN '6 to 12'
        WHEN last_day(born) + INTERVAL 18 YEAR > on_day THEN '13 to 17'
        ELSE '18 and over'
    END;
