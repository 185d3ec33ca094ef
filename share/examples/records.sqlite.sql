-- SPDX-License-Identifier: MIT
-- The records of precinct-record(5) in SQLite, from standard input:
--   sqlite3 station.db '.read records.sqlite.sql' <incidents.jsonl
-- A line is kept as it is in the table lines; the view records has a column
-- for every key, lists as JSON for json_each(). Money is in fen, the time of
-- day is that of the record's offset.
CREATE TABLE IF NOT EXISTS lines (r TEXT NOT NULL CHECK (json_valid(r)));
.mode ascii
.separator "\037" "\n"
.import /dev/stdin lines
.mode list
.separator "|" "\n"
CREATE INDEX IF NOT EXISTS lines_id ON lines (r ->> 'id');
CREATE INDEX IF NOT EXISTS lines_time ON lines (r ->> 'reported_at');

CREATE VIEW IF NOT EXISTS records AS
SELECT
    r ->> 'format' AS format, r ->> 'kind' AS kind, r ->> 'id' AS id,
    r ->> 'parent_id' AS parent_id, r ->> 'link' AS link,
    r ->> 'reported_at' AS reported_at, r ->> 'occurred_at' AS occurred_at,
    r ->> 'channel' AS channel, r ->> 'unit' AS unit,
    r ->> 'officer' AS officer, r ->> 'caller_name' AS caller_name,
    r ->> 'caller_phone' AS caller_phone, r ->> 'caller_id' AS caller_id,
    r ->> 'caller_sex' AS caller_sex, r ->> 'caller_age' AS caller_age,
    r ->> 'caller_job' AS caller_job, r -> 'parties' AS parties,
    r ->> 'address' AS address, r ->> 'community' AS community,
    r ->> 'place_type' AS place_type, r ->> 'call_type' AS call_type,
    r ->> 'feedback_type' AS feedback_type, r ->> 'type' AS type,
    r ->> 'narrative' AS narrative, r ->> 'feedback' AS feedback,
    r ->> 'outcome' AS outcome, r ->> 'loss_fen' AS loss_fen,
    r ->> 'stopped_fen' AS stopped_fen, r ->> 'secret' AS secret,
    r ->> 'started_at' AS started_at, r ->> 'ended_at' AS ended_at,
    r ->> 'minutes' AS minutes, r ->> 'team' AS team,
    r ->> 'leader' AS leader, r -> 'members' AS members,
    r ->> 'member_count' AS member_count, r ->> 'area' AS area,
    r ->> 'patrol_kind' AS patrol_kind, r ->> 'with_officer' AS with_officer,
    r ->> 'hazards' AS hazards, r ->> 'hazards_fixed' AS hazards_fixed,
    r ->> 'searches' AS searches, r ->> 'escorts' AS escorts,
    r ->> 'helped' AS helped, r ->> 'talks' AS talks,
    r ->> 'talk_people' AS talk_people, r ->> 'leads' AS leads,
    r ->> 'cases' AS cases, r ->> 'suspects' AS suspects,
    r ->> 'disputes' AS disputes, r ->> 'found' AS found,
    r ->> 'done' AS done, r ->> 'note' AS note, r ->> 'src' AS src,
    r -> 'quality' AS quality, r -> 'extra' AS extra,
    r ->> 'category' AS category, r -> 'labels' AS labels,
    r ->> 'risk' AS risk, r ->> 'risk_score' AS risk_score,
    r -> 'why' AS why, r ->> 'classifier' AS classifier,
    r -> 'found_names' AS found_names, r -> 'found_phones' AS found_phones,
    r -> 'found_ids' AS found_ids, r -> 'found_cards' AS found_cards,
    r -> 'found_plates' AS found_plates, r -> 'found_emails' AS found_emails,
    r -> 'found_accounts' AS found_accounts,
    r -> 'found_houses' AS found_houses,
    r -> 'found_services' AS found_services, r -> 'found_urls' AS found_urls,
    r -> 'found_amount_fen' AS found_amount_fen,
    r -> 'found_times' AS found_times,
    r -> 'found_platforms' AS found_platforms,
    r -> 'found_payment' AS found_payment,
    r -> 'found_contact' AS found_contact, r ->> 'case_id' AS case_id,
    r ->> 'tier' AS tier, r ->> 'assignee' AS assignee,
    r -> 'departments' AS departments, r ->> 'due_on' AS due_on,
    r ->> 'repeats' AS repeats, r ->> 'repeat_of' AS repeat_of,
    r -> 'repeat_why' AS repeat_why, r -> 'route_why' AS route_why,
    r ->> 'event' AS event, r ->> 'at' AS "at", r ->> 'by' AS "by",
    r ->> 'result' AS result, r ->> 'number' AS number
FROM lines;
