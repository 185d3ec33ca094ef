-- SPDX-License-Identifier: MIT
-- A page of figures in one file without scripts, from records on standard
-- input:
--   sqlite3 :memory: '.read dashboard.sql' <assigned.jsonl >dashboard.html
-- Counted are incidents with a time; linked calls (repeated, urging, ...) are
-- no new ones. Periods are those of the data. Nobody is named.
CREATE TABLE lines (r TEXT NOT NULL CHECK (json_valid(r)));
.mode ascii
.separator "\037" "\n"
.import /dev/stdin lines
.mode list
.separator "|" "\n"
.headers off

CREATE VIEW records AS
SELECT r ->> 'kind' AS kind, r ->> 'link' AS link,
    r ->> 'reported_at' AS reported_at, r ->> 'category' AS category,
    r ->> 'community' AS community, r ->> 'risk' AS risk, r ->> 'tier' AS tier,
    r ->> 'due_on' AS due_on, r ->> 'loss_fen' AS loss_fen,
    r ->> 'stopped_fen' AS stopped_fen
FROM lines;

CREATE TABLE incidents AS
SELECT substr(reported_at, 1, 7) AS month,
    substr(reported_at, 1, 10) AS day,
    CAST(substr(reported_at, 12, 2) AS INTEGER) AS hour,
    -- Monday is 0
    (CAST(strftime('%w', substr(reported_at, 1, 10)) AS INTEGER) + 6) % 7
	AS weekday,
    replace(replace(coalesce(category, ''), '&', '&amp;'), '<', '&lt;')
	AS category,
    coalesce(substr(category, 1, instr(category || '.', '.') - 1), '') AS family,
    replace(replace(replace(coalesce(community, '（未填）'), '&', '&amp;'),
	'<', '&lt;'), '"', '&quot;') AS community,
    risk, tier, due_on, coalesce(loss_fen, 0) AS loss_fen,
    coalesce(stopped_fen, 0) AS stopped_fen
FROM records
WHERE kind = 'incident' AND link IS NULL AND reported_at IS NOT NULL;

CREATE TABLE words (id TEXT PRIMARY KEY, word TEXT);
INSERT INTO words VALUES
    ('dispute', '纠纷'), ('fraud', '诈骗'), ('crime', '违法犯罪'),
    ('safety', '安全'), ('help', '求助'), ('invalid', '无效'),
    ('other', '其他'), ('unsure', '待定'), ('', '未分类'),
    ('dispute.labour', '劳资纠纷'), ('dispute.debt', '债务纠纷'),
    ('dispute.family', '家庭纠纷'), ('dispute.neighbour', '邻里纠纷'),
    ('dispute.romance', '婚恋纠纷'), ('dispute.property', '住房物业纠纷'),
    ('dispute.consumer', '消费纠纷'), ('dispute.traffic', '交通纠纷'),
    ('dispute.medical', '医疗纠纷'), ('dispute.land', '土地拆迁纠纷'),
    ('dispute.school', '校园纠纷'), ('dispute.other', '其他纠纷'),
    ('fraud.task', '刷单返利'), ('fraud.service', '冒充电商物流客服'),
    ('fraud.investment', '虚假投资理财'), ('fraud.loan', '虚假贷款'),
    ('fraud.credit', '虚假征信'), ('fraud.shopping', '虚假购物'),
    ('fraud.authority', '冒充公检法'), ('fraud.acquaintance', '冒充领导熟人'),
    ('fraud.game', '游戏虚假交易'), ('fraud.romance', '婚恋交友诈骗'),
    ('fraud.military', '冒充军警购物'), ('fraud.underground', '网黑案件'),
    ('fraud.other', '其他诈骗'), ('mediator', '专职调解员'),
    ('officer', '社区民警'), ('joint', '大调解'), ('case', '办案程序');

SELECT '<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>警情看板</title><style>
body{font:15px/1.5 sans-serif;margin:1.5em auto;max-width:62em;padding:0 1em}
h1{font-size:1.5em}h2{font-size:1.1em;margin:1.6em 0 .4em}
.cards{display:flex;flex-wrap:wrap;gap:.8em}
.card{border:1px solid #bbb;border-radius:6px;padding:.5em 1em;min-width:7em}
.card b{display:block;font-size:1.6em}
table{border-collapse:collapse}td,th{padding:.15em .6em;text-align:right}
td:first-child,th:first-child{text-align:left}
.bar{display:inline-block;height:.8em;background:#2b6cb0}
.heat td{width:1.6em;padding:.1em;text-align:center;font-size:.75em}
p.note{color:#555;font-size:.85em}
</style></head><body>';

SELECT printf('<h1>警情看板　%s至%s</h1>', min(day), max(day)) FROM incidents;

SELECT '<div class="cards">';
SELECT printf('<div class="card">警情<b>%d</b></div>
<div class="card">纠纷<b>%d</b></div>
<div class="card">诈骗<b>%d</b></div>
<div class="card">诈骗损失<b>%.1f万元</b></div>
<div class="card">止付<b>%.1f万元</b></div>
<div class="card">高风险<b>%d</b></div>',
    count(*), sum(family = 'dispute'), sum(family = 'fraud'),
    sum(iif(family = 'fraud', loss_fen, 0)) / 1e6,
    sum(iif(family = 'fraud', stopped_fen, 0)) / 1e6,
    count(*) FILTER (WHERE risk = 'high'))
FROM incidents;
SELECT '</div>';

SELECT '<h2>逐月：纠纷（蓝）、诈骗（橙）</h2>';
WITH m AS (
    SELECT month, row_number() OVER (ORDER BY month) - 1 AS n,
	sum(family = 'dispute') AS disputes, sum(family = 'fraud') AS frauds
    FROM incidents GROUP BY month),
top AS (SELECT max(1, max(disputes), max(frauds)) AS most, count(*) AS months
    FROM m)
SELECT printf('<svg viewBox="0 0 %d 150" width="100%%" height="150"
 preserveAspectRatio="xMinYMin" role="img" aria-label="逐月">',
    months * 70) FROM top
UNION ALL
SELECT * FROM (SELECT printf('<rect x="%d" y="%.1f" width="24" height="%.1f" fill="#2b6cb0"/>'
	|| '<rect x="%d" y="%.1f" width="24" height="%.1f" fill="#dd8a33"/>'
	|| '<text x="%d" y="%.1f" font-size="10" text-anchor="middle">%d</text>'
	|| '<text x="%d" y="%.1f" font-size="10" text-anchor="middle">%d</text>'
	|| '<text x="%d" y="146" font-size="11" text-anchor="middle">%s</text>',
    n * 70 + 8, 130 - 110.0 * disputes / most, 110.0 * disputes / most,
    n * 70 + 34, 130 - 110.0 * frauds / most, 110.0 * frauds / most,
    n * 70 + 20, 127 - 110.0 * disputes / most, disputes,
    n * 70 + 46, 127 - 110.0 * frauds / most, frauds,
    n * 70 + 33, month)
FROM m, top ORDER BY n)
UNION ALL SELECT '</svg>';

SELECT '<h2>纠纷和诈骗的类别</h2><table>';
WITH c AS (SELECT category, count(*) AS n FROM incidents
    WHERE family IN ('dispute', 'fraud') GROUP BY category)
SELECT printf('<tr><td>%s<td>%d<td style="text-align:left">'
	|| '<span class="bar" style="width:%.1fem"></span></tr>',
    coalesce(word, category), n, 25.0 * n / max(n) OVER ())
FROM c LEFT JOIN words ON id = category ORDER BY n DESC, category;
SELECT '</table>';

SELECT '<h2>时段：全部警情，星期与小时</h2><table class="heat"><tr><th>';
WITH RECURSIVE h(n) AS (VALUES (0) UNION ALL SELECT n + 1 FROM h WHERE n < 23)
SELECT printf('<th>%d', n) FROM h;
WITH RECURSIVE h(n) AS (VALUES (0) UNION ALL SELECT n + 1 FROM h WHERE n < 23),
    d(n) AS (VALUES (0) UNION ALL SELECT n + 1 FROM d WHERE n < 6),
    cell AS (SELECT d.n AS weekday, h.n AS hour,
	(SELECT count(*) FROM incidents i
	WHERE i.weekday = d.n AND i.hour = h.n) AS c FROM d, h)
SELECT iif(hour = 0, '<tr><th>周' || substr('一二三四五六日', weekday + 1, 1), '')
    || printf('<td style="background:rgba(43,108,176,%.2f)">%d',
    0.9 * c / max(1, max(c) OVER ()), c)
FROM cell ORDER BY weekday, hour;
SELECT '</table>';

SELECT '<h2>社区</h2><table><tr><th>社区<th>警情<th>纠纷<th>诈骗<th>诈骗损失（万元）';
SELECT printf('<tr><td>%s<td>%d<td>%d<td>%d<td>%.1f', community, count(*),
    sum(family = 'dispute'), sum(family = 'fraud'),
    sum(iif(family = 'fraud', loss_fen, 0)) / 1e6)
FROM incidents GROUP BY community ORDER BY count(*) DESC, community LIMIT 20;
SELECT '</table>';

SELECT '<h2>纠纷的层级</h2><table><tr><th>层级<th>起数<th>最晚期限'
WHERE EXISTS (SELECT 1 FROM incidents WHERE tier IS NOT NULL);
SELECT printf('<tr><td>%s<td>%d<td>%s', coalesce(word, tier), count(*),
    coalesce(max(due_on), ''))
FROM incidents LEFT JOIN words ON id = tier
WHERE tier IS NOT NULL GROUP BY tier ORDER BY count(*) DESC;
SELECT '</table>' WHERE EXISTS (SELECT 1 FROM incidents WHERE tier IS NOT NULL);

SELECT printf('<p class="note">读入%d条，计入%d条；未计入：'
    || '重复、催办、反馈等来电%d条，无报警时间%d条，其他种类%d条。'
    || '数字是记录在案的警情，不能说明犯罪多少。</p></body></html>',
    (SELECT count(*) FROM lines), (SELECT count(*) FROM incidents),
    count(*) FILTER (WHERE kind = 'incident' AND link IS NOT NULL),
    count(*) FILTER (WHERE kind = 'incident' AND link IS NULL
	AND reported_at IS NULL),
    count(*) FILTER (WHERE kind <> 'incident'))
FROM records;
