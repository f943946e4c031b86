-- One row for each case opened while the courts had a window for the first hearing of children.
SELECT
    opened.subject,
    opened.about,
    lower(hex(opened.fact_id)) AS evidence,
    opened.day_earliest AS on_day,
    docket_window.period,
    opened.court,
    child.nationality,
    child.standing,
    age_band(child.born, opened.day_earliest) AS age,
    CASE
        WHEN listed.first_on IS NOT NULL
            THEN listed.first_on BETWEEN docket_window.not_before AND docket_window.not_after
    END AS holds
FROM (
    SELECT *, json_extract_string(details, '$.court') AS court
    FROM {{facts}}
    WHERE kind = 'case-opened' AND happened_earliest <= {{as_of}}
) AS opened
INNER JOIN docket_window ON opened.day_earliest = docket_window.opened_on
LEFT JOIN (
    SELECT subject, min(try_cast(json_extract_string(details, '$.on') AS DATE)) AS first_on
    FROM {{facts}}
    WHERE kind = 'hearing-set' AND happened_earliest <= {{as_of}}
    GROUP BY subject
) AS listed ON opened.subject = listed.subject
LEFT JOIN {{children}} AS child ON opened.subject = child.subject
WHERE
    docket_window.not_after <= {{last_day}}
    AND child.standing IN ('unaccompanied', 'was unaccompanied', 'signs disagree')
