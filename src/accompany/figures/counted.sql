-- The rows a figure counts; a view adds the cuts every figure has, which cost nothing to store.
CREATE OR REPLACE TEMP TABLE {{counted}}_row AS
{{base}};

CREATE OR REPLACE TEMP VIEW {{counted}} AS
SELECT
    *,
    strftime(on_day, '%Y-%m') AS month,
    (year(on_day) + (month(on_day) >= 10)::INTEGER)::INTEGER AS fiscal_year
FROM {{counted}}_row
