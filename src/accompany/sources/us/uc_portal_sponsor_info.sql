-- A sponsor as one application describes them.

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
            'person-described', 'sponsor-' || key, portal_moment(v_date_created, NULL), '', '',
            concat_ws(
                ',',
                said('a_number', v_alien_no),
                said('address', v_address),
                said('born_on', read_portal_day(v_dob)),
                said('city', v_city),
                said('country', v_cob),
                said('email', v_email),
                said('given_names', v_first_name),
                said('kind', 'sponsor'),
                said('phone', v_home_phone),
                said('sex', portal_sex(v_gender)),
                said('state', v_state),
                said('surnames', v_last_name),
                said('zip', v_zip_code)
            )
        )
) AS said (kind, record, v_written, party, to_party, details);
