-- A sponsor as one application describes them.

SELECT
    good.line AS row_line,
    said.*
FROM portal_good AS good
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
) AS said (kind, record, v_written, party, to_party, details)
