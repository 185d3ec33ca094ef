-- SPDX-License-Identifier: MIT
-- The records of precinct-record(5) in DuckDB, every key with its type:
--   SET VARIABLE records = 'incidents.jsonl';
--   .read records.duckdb.sql
--   SELECT category, count(*) FROM records GROUP BY ALL;
-- A pattern such as 'history/*.jsonl.zst' names many files. Keys of other
-- programs are left out: add them to the list. Money is in fen.
SET TimeZone = 'Asia/Shanghai';

CREATE OR REPLACE MACRO precinct_records(files) AS TABLE
SELECT * FROM read_json(files, format = 'newline_delimited',
    columns = {
        format: 'BIGINT', kind: 'VARCHAR', id: 'VARCHAR',
        parent_id: 'VARCHAR', link: 'VARCHAR', reported_at: 'TIMESTAMPTZ',
        occurred_at: 'TIMESTAMPTZ', channel: 'VARCHAR', unit: 'VARCHAR',
        officer: 'VARCHAR', caller_name: 'VARCHAR', caller_phone: 'VARCHAR',
        caller_id: 'VARCHAR', caller_sex: 'VARCHAR', caller_age: 'BIGINT',
        caller_job: 'VARCHAR', parties: 'VARCHAR[]', address: 'VARCHAR',
        community: 'VARCHAR', place_type: 'VARCHAR', call_type: 'VARCHAR',
        feedback_type: 'VARCHAR', type: 'VARCHAR', narrative: 'VARCHAR',
        feedback: 'VARCHAR', outcome: 'VARCHAR', loss_fen: 'BIGINT',
        stopped_fen: 'BIGINT', secret: 'BOOLEAN', started_at: 'TIMESTAMPTZ',
        ended_at: 'TIMESTAMPTZ', minutes: 'BIGINT', team: 'VARCHAR',
        leader: 'VARCHAR', members: 'VARCHAR[]', member_count: 'BIGINT',
        area: 'VARCHAR', patrol_kind: 'VARCHAR', with_officer: 'BOOLEAN',
        hazards: 'BIGINT', hazards_fixed: 'BIGINT', searches: 'BIGINT',
        escorts: 'BIGINT', helped: 'BIGINT', talks: 'BIGINT',
        talk_people: 'BIGINT', leads: 'BIGINT', cases: 'BIGINT',
        suspects: 'BIGINT', disputes: 'BIGINT', found: 'VARCHAR',
        done: 'VARCHAR', note: 'VARCHAR', src: 'VARCHAR',
        quality: 'VARCHAR[]', extra: 'MAP(VARCHAR, VARCHAR)',
        category: 'VARCHAR', labels: 'VARCHAR[]', risk: 'VARCHAR',
        risk_score: 'BIGINT', why: 'VARCHAR[]', classifier: 'VARCHAR',
        found_names: 'VARCHAR[]', found_phones: 'VARCHAR[]',
        found_ids: 'VARCHAR[]', found_cards: 'VARCHAR[]',
        found_plates: 'VARCHAR[]', found_emails: 'VARCHAR[]',
        found_accounts: 'VARCHAR[]', found_houses: 'VARCHAR[]',
        found_services: 'VARCHAR[]', found_urls: 'VARCHAR[]',
        found_amount_fen: 'VARCHAR[]', found_times: 'VARCHAR[]',
        found_platforms: 'VARCHAR[]', found_payment: 'VARCHAR[]',
        found_contact: 'VARCHAR[]', case_id: 'VARCHAR', tier: 'VARCHAR',
        assignee: 'VARCHAR', departments: 'VARCHAR[]', due_on: 'DATE',
        repeats: 'BIGINT', repeat_of: 'VARCHAR', repeat_why: 'VARCHAR[]',
        route_why: 'VARCHAR[]', event: 'VARCHAR', "at": 'VARCHAR',
        "by": 'VARCHAR', result: 'VARCHAR', number: 'VARCHAR'
    });

CREATE OR REPLACE VIEW records AS
SELECT * FROM precinct_records(
    coalesce(getvariable('records'), 'incidents.jsonl'));
