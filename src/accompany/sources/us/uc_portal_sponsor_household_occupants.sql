-- Who lives in a sponsor's household.

CREATE OR REPLACE TABLE portal_said AS
WITH good AS (
    SELECT * FROM portal_checked
    WHERE NOT deleted AND key IS NOT NULL AND needed IS NOT NULL AND bad_date IS NULL
)

SELECT
    row_number() OVER () AS line,
    good.line AS row_line,
    said.record,
    said.kind,
    said.v_written,
    said.party,
    said.to_party,
    '{' || said.details || '}' AS details
FROM good
CROSS JOIN LATERAL (VALUES
        (
            'person-described', 'occupant-' || key, portal_moment(v_date_created, NULL), '', '',
            concat_ws(
                ',',
                said('born_on', read_portal_day(v_dob)),
                said('given_names', v_first_name),
                said('kind', 'household'),
                said('sex', portal_sex(v_gender)),
                said('surnames', v_last_name)
            )
        ),
        (
            'related', 'occupant-' || key,
            CASE WHEN v_sponsor_id IS NOT NULL THEN portal_moment(v_date_created, NULL) END, '', '',
            concat_ws(
                ',', said('of', 'us/uc_portal:sponsor-' || v_sponsor_id),
                said('relationship', 'household')
            )
        )
) AS said (kind, record, v_written, party, to_party, details)
WHERE said.kind = 'person-described' OR v_sponsor_id IS NOT NULL;
