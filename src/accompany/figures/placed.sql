-- As counted.sql, with the ICE area of the place where state and county name one.
CREATE OR REPLACE TEMP VIEW {{counted}} AS
SELECT
    placed.*,
    area_of.area AS ice_area,
    strftime(placed.on_day, '%Y-%m') AS month,
    (year(placed.on_day) + (month(placed.on_day) >= 10)::INTEGER)::INTEGER AS fiscal_year
FROM {{counted}}_row AS placed
LEFT JOIN area_of
    ON
        placed.state = area_of.state
        AND coalesce(placed.county, '') = area_of.county
