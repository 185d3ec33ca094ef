/* SPDX-License-Identifier: MIT */
/* scope and judge: what is denied or only heard of, and what follows from the
 * hits. */
#include "judge.h"
#include "rulecheck.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* --- minimal pairs --------------------------------------------------------- */

/* The word happens in the first text and does not in the second. */
static const struct {
	const char *word, *happens, *denied;
} pairs[] = {
    {"受伤", "双方均受伤", "双方均未受伤"},
    /* Six characters back, the denial itself included. */
    {"受伤", "都没有一二三四五受伤", "都没有一二三四受伤"},
    {"受伤", "有人员受伤", "无人员受伤"},
    {"受伤", "现场有人受伤", "现场没有人受伤"},
    {"受伤", "现场有人受伤", "现场无人受伤"},
    {"受伤", "未婚妻受伤", "未造成受伤"},
    {"受伤", "未成年人受伤", "未发现受伤"},
    {"受伤", "无意中受伤", "无一受伤"},
    {"受伤", "没过多久受伤", "没人受伤"},
    {"受伤", "两人打架，未报警，一人受伤", "两人打架，未有人受伤"},
    {"持刀", "对方持刀", "对方没有持刀"},
    {"持刀", "对方持刀", "对方并没有持刀"},
    {"持刀", "对方持刀", "对方并未持刀"},
    {"持刀", "无业人员持刀", "无人持刀"},
    {"持刀", "不但持刀", "并非持刀"},
    {"持刀", "不仅持刀还骂人", "否认持刀"},
    {"持刀", "不断持刀威胁", "不存在持刀威胁"},
    {"持刀", "因没付车费持刀", "因没有持刀"},
    {"持刀", "没有归还，持刀威胁", "没有任何人持刀威胁"},
    {"殴打", "无故殴打他人", "无殴打行为"},
    {"殴打", "无端殴打他人", "无人殴打他人"},
    {"殴打", "无缘无故殴打他", "并无殴打"},
    {"殴打", "不得不承认殴打", "不承认也没有殴打"},
    {"殴打", "未经劝阻殴打", "未曾殴打"},
    {"殴打", "没多久殴打起来", "没有殴打起来"},
    {"殴打", "没有道歉反而殴打对方", "没有道歉的殴打"},
    {"殴打", "没说两句就殴打", "没说殴打的事"},
    {"殴打", "没想到对方殴打他", "没见对方殴打他"},
    {"殴打", "没等说完便殴打", "没看见殴打"},
    {"殴打", "不是第一次殴打", "不是殴打"},
    {"殴打", "不是殴打就是辱骂", "不是殴打而是劝架"},
    {"殴打", "否认后又殴打", "否认对其殴打"},
    {"殴打", "无视民警殴打他人", "无证据证明殴打"},
    {"殴打", "无数次殴打", "无一次殴打"},
    {"殴打", "无理取闹殴打", "无任何殴打"},
    {"殴打", "无任何理由殴打", "无肢体殴打"},
    {"殴打", "未料对方殴打", "未见殴打"},
    {"殴打", "调解未果殴打", "调解未殴打"},
    {"殴打", "拒绝道歉殴打", "拒绝殴打"},
    {"殴打", "没让座被殴打", "没被殴打"},
    {"殴打", "没钱被人殴打", "没被人殴打"},
    {"殴打", "没谈拢殴打", "没发生过殴打"},
    {"动手", "没还手，对方动手", "没还手也没动手"},
    {"动手", "两人没说几句动手", "两人没动手"},
    {"动手", "没有想到会动手", "没有真的动手"},
    {"动手", "没有理由动手", "没有先动手"},
    {"动手", "劝说无效。动手", "劝说没有动手"},
    {"动手", "未付款却动手", "未先动手"},
    {"动手", "没给钱就动手", "没给他动手的机会"},
    {"动手", "据了解没喝酒；动手打人", "据了解没喝酒动手"},
    {"辱骂", "无赖辱骂他人", "无辱骂"},
    {"辱骂", "没完没了地辱骂", "没有辱骂"},
    {"辱骂", "没少辱骂", "没再辱骂"},
    {"辱骂", "并不断辱骂", "并非辱骂"},
    {"工资", "老板未发工资", "不存在拖欠工资"},
    {"工资", "拒绝支付工资", "并非因为工资"},
    {"工资", "没有结工资", "没有工资问题"},
    {"欠款", "拒绝归还欠款", "没有欠款"},
    {"欠款", "未偿还欠款", "否认有欠款"},
    {"退款", "商家拒绝退款", "并非退款"},
    {"自杀", "自杀未遂，又自杀", "没有自杀的念头"},
    {"自杀", "没事就说自杀", "没说过自杀"},
    {"自杀", "无奈之下自杀", "无自杀倾向"},
    {"报复", "未必不报复", "未报复"},
    {"报复", "扬言报复", "否认扬言报复"},
    {"酒后", "酒后闹事", "并非酒后闹事"},
    {"纠缠", "无休止纠缠", "没有再纠缠"},
    {"砸", "无聊砸车", "没砸车"},
    {"转账", "没收到货已转账", "没有转账"},
    {"转账", "未达成一致仍转账", "未转账"},
};

static const struct {
	const char *word, *told, *heard;
} hearsays[] = {
    {"打架", "对方打架", "听说对方打架"},
    {"打架", "听说一二三四五六七打架", "听说一二三四五六打架"},
    {"打架", "听说后赶到，双方打架", "据说双方打架"},
    {"杀人", "扬言杀人", "网上说有人杀人"},
    {"杀人", "看完电影。扬言杀人", "讨论电影里杀人"},
    {"杀人", "他要杀人", "看电视剧杀人情节"},
    {"爆炸", "发生爆炸", "据传某处爆炸"},
    {"爆炸", "发生爆炸", "游戏里的爆炸"},
    {"抢劫", "有人抢劫", "好像听到抢劫"},
    {"抢劫", "有人抢劫", "传言有人抢劫"},
    {"砍人", "有人砍人", "写小说砍人"},
};

static bool
hits(const char *word, const char *text, const char *more)
{
	struct ruleset *rs = ruleset_new();
	struct ruleset_complaints c = {0};
	struct str rules = {0};
	struct judge *j;
	bool hit;

	str_addf(&rules, "{\"format\":1,\"rules\":[{\"id\":\"r\",\"kind\":"
	    "\"factor\",\"gives\":\"risk.x\",\"why\":\"w\",\"words\":[\"%s\"]"
	    "%s}]}", word, more);
	ruleset_read_text(rs, str_sv(&rules), "pair", &c);
	ruleset_finish(rs, &c);
	assert_int_equal(c.n, 0);
	j = judge_new(rs);
	judge_begin(j, false, 0);
	judge_text(j, RULE_NARRATIVE, sv_z(text));
	judge_end(j);
	hit = judge_hit_by(j, 0);
	judge_free(j);
	ruleset_free(rs);
	str_free(&rules);
	return hit;
}

static void
test_negation(void **state)
{
	int wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		if (!hits(pairs[i].word, pairs[i].happens, "")) {
			print_message("denied: %s\n", pairs[i].happens);
			wrong++;
		}
		if (hits(pairs[i].word, pairs[i].denied, "")) {
			print_message("happens: %s\n", pairs[i].denied);
			wrong++;
		}
		/* A rule may ask for the words themselves. */
		assert_true(hits(pairs[i].word, pairs[i].denied,
		    ",\"negation\":false"));
	}
	assert_int_equal(wrong, 0);
	assert_true(sizeof(pairs) / sizeof(pairs[0]) >= 60);
}

static void
test_hearsay(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(hearsays) / sizeof(hearsays[0]); i++) {
		assert_true(hits(hearsays[i].word, hearsays[i].told, ""));
		assert_false(hits(hearsays[i].word, hearsays[i].heard, ""));
		assert_true(hits(hearsays[i].word, hearsays[i].heard,
		    ",\"hearsay\":\"keep\""));
	}
}

/* A gap takes as much as it can; what is denied hides nothing behind it. */
static void
test_hidden(void **state)
{
	static const char pattern[] =
	    ",\"patterns\":[\"(持|拿).{0,6}刀\"],\"unless\":[\"拿刀叉\"]";

	(void)state;
	assert_false(hits("无此词", "没有持刀", pattern));
	assert_true(hits("无此词", "没有持刀，拿菜刀", pattern));
	assert_true(hits("无此词", "拿刀叉的人拿菜刀", pattern));
	assert_false(hits("无此词", "拿刀叉", pattern));
}

/* Han are letters to \\w and \\b; \\d is a half-width digit, which is what
 * all digits are folded to. */
static void
test_properties(void **state)
{
	(void)state;
	assert_true(hits("无此词", "甲乙打", ",\"patterns\":[\"甲\\\\w打\"]"));
	assert_false(hits("无此词", "甲乙打",
	    ",\"patterns\":[\"甲乙\\\\b打\"]"));
	assert_true(hits("无此词", "甲、打", ",\"patterns\":[\"甲\\\\W打\"]"));
	assert_true(hits("无此词", "共３人", ",\"patterns\":[\"\\\\d人\"]"));
}

/* --- decisions ------------------------------------------------------------- */

#define HEAD "{\"format\":1,\"version\":\"7\",\"priority\":[\"fraud.b\","      \
	"\"fraud.a\"],\"risk\":{\"medium\":3,\"high\":7},\"cap\":10,\"rules\":["
#define RULE(id, kind, gives, more)                                           \
	"{\"id\":\"" id "\",\"kind\":\"" kind "\",\"gives\":\"" gives           \
	"\",\"why\":\"w\"," more "}"

static const char rules[] = HEAD
    RULE("a1", "category", "fraud.a", "\"words\":[\"甲\"],\"weight\":2") ","
    RULE("a2", "category", "fraud.a", "\"words\":[\"乙\"]") ","
    RULE("b1", "category", "fraud.b", "\"words\":[\"丙\"],\"weight\":2") ","
    RULE("c1", "category", "crime.c", "\"words\":[\"丁\"],\"weight\":2") ","
    RULE("d1", "category", "dispute.d", "\"words\":[\"终\"],\"final\":true")
    "," RULE("t1", "category", "help.t", "\"types\":[\"求助\",\"纠纷求助\"],"
	"\"weight\":2") ","
    RULE("f1", "factor", "risk.f", "\"words\":[\"打\"],\"weight\":2") ","
    RULE("f2", "factor", "risk.f", "\"words\":[\"砍\"],\"weight\":4") ","
    RULE("g1", "factor", "risk.g", "\"words\":[\"吵\"],\"weight\":3") ","
    RULE("h1", "factor", "risk.h", "\"words\":[\"刀\"],\"level\":\"high\","
	"\"weight\":1") ","
    RULE("m1", "factor", "risk.m", "\"words\":[\"和解\"],\"weight\":-4") ","
    RULE("n1", "factor", "risk.n", "\"words\":[\"万\"],\"weight\":9,"
	"\"only\":[\"dispute.\"]") ","
    RULE("o1", "factor", "risk.o", "\"min_loss_fen\":100,\"weight\":5") ","
    RULE("p1", "factor", "risk.p", "\"patterns\":[\"([0-9十百数几]+)个?人\"],"
	"\"min_number\":20,\"weight\":5") ","
    RULE("q1", "gate", "gate.q", "\"words\":[\"家暴\"]") ","
    RULE("x1", "cancel", "risk.g", "\"words\":[\"没有吵\"]") ","
    RULE("i1", "factor", "risk.i", "\"words\":[\"嚷\"]") ","
    RULE("x3", "cancel", "risk.i", "\"words\":[\"安静\"]") ","
    RULE("x2", "cancel", "risk.h", "\"words\":[\"未见凶器\"]")
    "]}";

struct incident {
	const char *narrative, *feedback, *outcome, *type;
	int64_t loss;
	const char *want;       /* as judge_put writes it, classifier left */
};

static const struct incident incidents[] = {
    {"无关", "", "", "", -1, "\"category\":\"other\",\"labels\":[],"
	"\"risk\":\"low\",\"risk_score\":0,\"why\":[]"},
    {"乙", "", "", "", -1, "\"category\":\"other\",\"labels\":[],"
	"\"risk\":\"low\",\"risk_score\":0,\"why\":[]"},
    {"甲丙", "", "", "", -1, "\"category\":\"fraud.b\",\"labels\":["
	"\"fraud.b\",\"fraud.a\"],\"risk\":\"low\",\"risk_score\":0,"
	"\"why\":[\"a1@0+1\",\"b1@1+1\"]"},
    {"甲乙丙", "", "", "", -1, "\"category\":\"fraud.a\",\"labels\":["
	"\"fraud.a\",\"fraud.b\"],\"risk\":\"low\",\"risk_score\":0,"
	"\"why\":[\"a1@0+1\",\"a2@1+1\",\"b1@2+1\"]"},
    {"甲丁", "", "", "", -1, "\"category\":\"fraud.a\",\"labels\":["
	"\"fraud.a\",\"crime.c\"],\"risk\":\"low\",\"risk_score\":0,"
	"\"why\":[\"a1@0+1\",\"c1@1+1\"]"},
    {"甲乙终", "", "", "", -1, "\"category\":\"dispute.d\",\"labels\":["
	"\"dispute.d\",\"fraud.a\"],\"risk\":\"low\",\"risk_score\":0,"
	"\"why\":[\"a1@0+1\",\"a2@1+1\",\"d1@2+1\"]"},
    {"", "甲。甲", "", "", -1, "\"category\":\"fraud.a\",\"labels\":["
	"\"fraud.a\"],\"risk\":\"low\",\"risk_score\":0,"
	"\"why\":[\"a1@feedback:0+1\"]"},
    {"无关", "", "", "群众 － 求助", -1, "\"category\":\"help.t\","
	"\"labels\":[\"help.t\"],\"risk\":\"low\",\"risk_score\":0,"
	"\"why\":[\"t1@type\"]"},
    {"无关", "", "", "群众求助", -1, "\"category\":\"other\",\"labels\":[],"
	"\"risk\":\"low\",\"risk_score\":0,\"why\":[]"},
    {"打了又砍，砍", "", "", "", -1, "\"category\":\"other\",\"labels\":["
	"\"risk.f\"],\"risk\":\"medium\",\"risk_score\":4,"
	"\"why\":[\"f1@0+1\",\"f2@3+1\"]"},
    {"砍，吵", "", "", "", -1, "\"category\":\"other\",\"labels\":["
	"\"risk.f\",\"risk.g\"],\"risk\":\"high\",\"risk_score\":7,"
	"\"why\":[\"f2@0+1\",\"g1@2+1\"]"},
    {"刀", "", "", "", -1, "\"category\":\"other\",\"labels\":["
	"\"risk.h\"],\"risk\":\"high\",\"risk_score\":1,"
	"\"why\":[\"h1@0+1\"]"},
    {"打", "", "和解", "", -1, "\"category\":\"other\",\"labels\":["
	"\"risk.f\",\"risk.m\"],\"risk\":\"low\",\"risk_score\":0,"
	"\"why\":[\"f1@0+1\",\"m1@outcome:0+2\"]"},
    {"万", "", "", "", -1, "\"category\":\"other\",\"labels\":[],"
	"\"risk\":\"low\",\"risk_score\":0,\"why\":[]"},
    {"终，万", "", "", "", -1, "\"category\":\"dispute.d\",\"labels\":["
	"\"dispute.d\",\"risk.n\"],\"risk\":\"high\",\"risk_score\":9,"
	"\"why\":[\"d1@0+1\",\"n1@2+1\"]"},
    {"终，万，砍", "", "", "", -1, "\"category\":\"dispute.d\",\"labels\":["
	"\"dispute.d\",\"risk.f\",\"risk.n\"],\"risk\":\"high\","
	"\"risk_score\":10,\"why\":[\"d1@0+1\",\"f2@4+1\",\"n1@2+1\"]"},
    {"无关", "", "", "", 100, "\"category\":\"other\",\"labels\":["
	"\"risk.o\"],\"risk\":\"medium\",\"risk_score\":5,"
	"\"why\":[\"o1@loss_fen\"]"},
    {"无关", "", "", "", 99, "\"category\":\"other\",\"labels\":[],"
	"\"risk\":\"low\",\"risk_score\":0,\"why\":[]"},
    {"19人", "", "", "", -1, "\"category\":\"other\",\"labels\":[],"
	"\"risk\":\"low\",\"risk_score\":0,\"why\":[]"},
    {"19人，数十个人", "", "", "", -1, "\"category\":\"other\",\"labels\":["
	"\"risk.p\"],\"risk\":\"medium\",\"risk_score\":5,"
	"\"why\":[\"p1@4+4\"]"},
    {"家暴", "", "", "", -1, "\"category\":\"other\",\"labels\":["
	"\"gate.q\"],\"risk\":\"low\",\"risk_score\":0,"
	"\"why\":[\"q1@0+2\"]"},
    /* The feedback cancels what the call said. */
    {"吵", "没有吵", "", "", -1, "\"category\":\"other\",\"labels\":[],"
	"\"risk\":\"low\",\"risk_score\":0,\"why\":[\"x1@feedback:0+3\"]"},
    {"吵，没有吵", "", "", "", -1, "\"category\":\"other\",\"labels\":[],"
	"\"risk\":\"low\",\"risk_score\":0,\"why\":[\"x1@2+3\"]"},
    {"没有吵，后来吵", "", "", "", -1, "\"category\":\"other\",\"labels\":["
	"\"risk.g\"],\"risk\":\"medium\",\"risk_score\":3,"
	"\"why\":[\"g1@6+1\"]"},
    {"没有吵", "吵", "", "", -1, "\"category\":\"other\",\"labels\":["
	"\"risk.g\"],\"risk\":\"medium\",\"risk_score\":3,"
	"\"why\":[\"g1@feedback:0+1\"]"},
    {"刀", "", "未见凶器", "", -1, "\"category\":\"other\",\"labels\":[],"
	"\"risk\":\"low\",\"risk_score\":0,\"why\":[\"x2@outcome:0+4\"]"},
    {"刀", "未见凶器", "刀", "", -1, "\"category\":\"other\",\"labels\":["
	"\"risk.h\"],\"risk\":\"high\",\"risk_score\":1,"
	"\"why\":[\"h1@0+1\",\"h1@outcome:0+1\"]"},
    {"安静嚷", "", "", "", -1, "\"category\":\"other\",\"labels\":["
	"\"risk.i\"],\"risk\":\"low\",\"risk_score\":1,"
	"\"why\":[\"i1@2+1\"]"},
    {"嚷安静", "", "", "", -1, "\"category\":\"other\",\"labels\":[],"
	"\"risk\":\"low\",\"risk_score\":0,\"why\":[\"x3@1+2\"]"},
    /* Places are those of the text as it was given. */
    {"漢(hàn)字 吵", "", "", "", -1, "\"category\":\"other\",\"labels\":["
	"\"risk.g\"],\"risk\":\"medium\",\"risk_score\":3,"
	"\"why\":[\"g1@8+1\"]"},
    {"😀和(hé)解", "", "", "", -1, "\"category\":\"other\",\"labels\":["
	"\"risk.m\"],\"risk\":\"low\",\"risk_score\":0,"
	"\"why\":[\"m1@1+6\"]"},
};

static void
judge_incident(struct judge *j, const struct incident *in)
{
	judge_begin(j, in->loss >= 0, in->loss);
	judge_text(j, RULE_NARRATIVE, sv_z(in->narrative));
	judge_text(j, RULE_FEEDBACK, sv_z(in->feedback));
	judge_text(j, RULE_OUTCOME, sv_z(in->outcome));
	judge_type(j, sv_z(in->type));
	judge_end(j);
}

static void
test_decisions(void **state)
{
	struct ruleset *rs = ruleset_new();
	struct ruleset_complaints c = {0};
	struct judge *j;

	(void)state;
	ruleset_read_text(rs, SV(rules), "rules", &c);
	ruleset_finish(rs, &c);
	for (size_t i = 0; i < c.n; i++)
		print_message("%s\n", str_z(&c.at[i].fault.text));
	assert_int_equal(c.n, 0);
	j = judge_new(rs);
	/* Twice: nothing is left over from the record before. */
	for (int round = 0; round < 2; round++) {
		for (size_t i = 0; i < sizeof(incidents) /
		    sizeof(incidents[0]); i++) {
			struct str got = {0}, want = {0};

			judge_incident(j, &incidents[i]);
			judge_put(j, &got);
			str_addf(&want, ",%s,\"classifier\":\"rules 7\"",
			    incidents[i].want);
			assert_string_equal(str_z(&got), str_z(&want));
			str_free(&got);
			str_free(&want);
		}
	}
	judge_free(j);
	ruleset_free(rs);
}

/* --- rule files ------------------------------------------------------------ */

#define ONE(more)                                                             \
	"{\"format\":1,\"rules\":[{\"id\":\"r\",\"kind\":\"factor\","            \
	"\"gives\":\"risk.x\",\"why\":\"w\"" more "}]}"

static const struct {
	const char *text, *complaint;
} faulty[] = {
    {"[]", "a rule file is one object"},
    {"{\"format\":2}", "format 1 only"},
    {"{\"format\":1,\"cap\":0}", "cap is out of range"},
    {"{\"format\":1,\"risk\":{\"medium\":9}}", "medium (9) is above high"},
    {"{\"format\":1,\"rules\":[1]}", "a rule is an object"},
    {"{\"format\":1,\"rules\":[{}]}", "the rule has no id"},
    {"{\"format\":1,\"rules\":[{\"id\":\"A b\"}]}", "bad id"},
    {"{\"format\":1,\"rules\":[{\"id\":\"r\"}]}", "has no kind"},
    {"{\"format\":1,\"rules\":[{\"id\":\"r\",\"disabled\":true}]}",
	"no rule read before has this id"},
    {ONE(""), "can never hit"},
    {ONE(",\"wrods\":[\"a\"]"), "did you mean \"words\""},
    {ONE(",\"words\":[]"), "words is empty"},
    {ONE(",\"words\":[\"\"]"), "no text, or empty"},
    {ONE(",\"words\":[\"re:a\"]"), "put it in patterns"},
    {ONE(",\"words\":[\"😀\"]"), "beyond U+FFFF"},
    {ONE(",\"words\":[\"\\u200b\"]"), "no character to look for"},
    {ONE(",\"words\":[\"a\"],\"within\":3"), "says nothing without with"},
    {ONE(",\"words\":[\"a\"],\"min_number\":3"), "with patterns only"},
    {ONE(",\"patterns\":[\"a\"],\"min_number\":3"), "wants a group"},
    {ONE(",\"patterns\":[\"打(\"]"), "missing closing parenthesis, at "
	"character 2"},
    {ONE(",\"patterns\":[\"a*\"]"), "matches the empty text"},
    {ONE(",\"patterns\":[\"(*LIMIT_MATCH=9)a\"]"), "(*...)"},
    {ONE(",\"patterns\":[\"(?:(?:.{1000}){99}){99}\"]"), "too large"},
    {ONE(",\"fields\":[\"caller_sex\"],\"words\":[\"a\"]"),
	"cannot look at 'caller_sex'"},
    {ONE(",\"fields\":[\"民族\"],\"words\":[\"a\"]"), "ethnicity"},
    {ONE(",\"words\":[\"a\"],\"final\":true"), "for rules of kind category"},
    {ONE(",\"words\":[\"a\"],\"only\":[\"labour\"]"), "no category begins"},
    {ONE(",\"words\":[\"精神病\"]"), "illness"},
    {ONE(",\"words\":[\"精神病\"],\"weight\":0,\"level\":\"high\""),
	"illness"},
    {ONE(",\"words\":[\"有前科\"]"), "criminal record"},
    {ONE(",\"words\":[\"戶籍\"]"), "household registration"},
    {ONE(",\"words\":[\"少 数 民 族\"]"), "ethnicity"},
    {ONE(",\"words\":[\"a\"],\"with\":[[\"穆斯林\"]]"), "religion"},
    {ONE(",\"patterns\":[\"重点.?人员\"]"), "key person"},
    {ONE(",\"patterns\":[\"精神.{0,2}病\"]"), "illness"},
    {ONE(",\"types\":[\"重点人员\"]"), "key person"},
};

static const char *const sound[] = {
    ONE(",\"words\":[\"精神病\"],\"weight\":0"),
    ONE(",\"words\":[\"打\"],\"unless\":[\"精神病院\"]"),
    ONE(",\"patterns\":[\".{0,4}人打人\"]"),
    ONE(",\"patterns\":[\"[^，]{0,9}病人闹\"],\"_comment\":\"x\""),
    /* These take 重点人员 too, but mean anybody. */
    ONE(",\"patterns\":[\".{0,6}人员\"]"),
    ONE(",\"types\":[\"家庭暴力\"]"),
};

static void
test_faulty(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(faulty) / sizeof(faulty[0]); i++) {
		struct ruleset *rs = ruleset_new();
		struct ruleset_complaints c = {0};

		ruleset_read_text(rs, sv_z(faulty[i].text), "x.json", &c);
		ruleset_finish(rs, &c);
		if (c.n != 1 || strstr(str_z(&c.at[0].fault.text),
		    faulty[i].complaint) == NULL)
			fail_msg("%s: %s", faulty[i].text, c.n == 0 ?
			    "accepted" : str_z(&c.at[0].fault.text));
		assert_string_equal(str_z(&c.at[0].fault.file), "x.json");
		assert_int_equal(c.at[0].fault.line, 1);
		ruleset_complaints_free(&c);
		ruleset_free(rs);
	}
	for (size_t i = 0; i < sizeof(sound) / sizeof(sound[0]); i++) {
		struct ruleset *rs = ruleset_new();
		struct ruleset_complaints c = {0};

		ruleset_read_text(rs, sv_z(sound[i]), "x.json", &c);
		ruleset_finish(rs, &c);
		if (c.n != 0)
			fail_msg("%s: %s", sound[i],
			    str_z(&c.at[0].fault.text));
		ruleset_free(rs);
	}
}

/* A later file replaces and switches off. */
static void
test_override(void **state)
{
	static const char first[] = "{\"format\":1,\"version\":\"1\",\"rules\":["
	    RULE("a", "factor", "risk.a", "\"words\":[\"甲\"]") ","
	    RULE("b", "factor", "risk.b", "\"words\":[\"乙\"]") "]}";
	static const char second[] = "{\"format\":1,\"version\":\"2\","
	    "\"rules\":[{\"id\":\"b\",\"disabled\":true},"
	    RULE("a", "factor", "risk.c", "\"words\":[\"丙\"]") "]}";
	struct ruleset *rs = ruleset_new();
	struct ruleset_complaints c = {0};
	struct judge *j;
	struct str got = {0};

	(void)state;
	ruleset_read_text(rs, SV(first), "1", &c);
	ruleset_read_text(rs, SV(second), "2", &c);
	ruleset_finish(rs, &c);
	assert_int_equal(c.n, 0);
	assert_int_equal(rs->nrules, 1);
	j = judge_new(rs);
	judge_begin(j, false, 0);
	judge_text(j, RULE_NARRATIVE, SV("甲乙丙"));
	judge_end(j);
	judge_put(j, &got);
	assert_string_equal(str_z(&got), ",\"category\":\"other\",\"labels\":["
	    "\"risk.c\"],\"risk\":\"low\",\"risk_score\":1,\"why\":["
	    "\"a@2+1\"],\"classifier\":\"rules 1+2\"");
	str_free(&got);
	judge_free(j);
	ruleset_free(rs);
}

static void
test_examples(void **state)
{
	static const char text[] = ONE(",\"words\":[\"打人\"],\"examples\":{"
	    "\"match\":[\"打人\",\"骂人\"],\"no_match\":[\"没打人\",\"又打人\"]}");
	struct ruleset *rs = ruleset_new();
	struct ruleset_complaints c = {0};
	struct rulecheck t;

	(void)state;
	ruleset_read_text(rs, SV(text), "x.json", &c);
	ruleset_finish(rs, &c);
	assert_int_equal(c.n, 0);
	t = rulecheck_run(rs, &c);
	assert_int_equal(t.examples, 4);
	assert_int_equal(t.failures, 2);
	assert_int_equal(c.n, 2);
	assert_non_null(strstr(str_z(&c.at[0].fault.text), "骂人"));
	assert_non_null(strstr(str_z(&c.at[1].fault.text), "又打人"));
	ruleset_complaints_free(&c);
	ruleset_free(rs);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_negation),
	    cmocka_unit_test(test_hearsay),
	    cmocka_unit_test(test_hidden),
	    cmocka_unit_test(test_properties),
	    cmocka_unit_test(test_decisions),
	    cmocka_unit_test(test_faulty),
	    cmocka_unit_test(test_override),
	    cmocka_unit_test(test_examples),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
