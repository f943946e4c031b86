-- One row for each due that counts; place comes from the fact that opened it.
SELECT
    dues.subject,
    dues.subject AS about,
    lower(hex(dues.opened_by)) || ' ' || dues.duty || ' ' || dues.standing AS evidence,
    dues.on_day,
    dues.duty,
    dues.owed_by,
    dues.strength,
    dues.checked,
    dues.standing,
    dues.checked NOT IN ('remembered', 'disputed') AS solid,
    opening.said[1] AS state,
    opening.said[2] AS county
FROM (
    SELECT
        subject,
        duty,
        owed_by,
        strength,
        checked,
        state AS standing,
        {{opened_by}} AS opened_by,
        opened_earliest::DATE AS on_day
    FROM dues
    WHERE state <> 'superseded' AND opened_earliest <= {{as_of}}
) AS dues
LEFT JOIN (
    SELECT
        fact_id,
        json_extract_string(details, ['$.state', '$.county']) AS said
    FROM {{facts}}
    WHERE kind = 'released'
) AS opening ON dues.opened_by = opening.fact_id
