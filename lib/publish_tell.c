/* SPDX-License-Identifier: MIT */
/* A report of a call turned into a story of somebody. */
#include "publish.h"

static bool
eat(struct sv *s, const char *what)
{
	if (!sv_starts(*s, sv_z(what)))
		return false;
	*s = sv_from(*s, strlen(what));
	return true;
}

/* （电话某号码） behind a name tells nothing any more. */
static struct sv
after_brackets(struct sv s)
{
	size_t end = sv_starts(s, SV("（")) ? sv_find(s, SV("）")) : SIZE_MAX;
	size_t masked = sv_find(s, SV("某"));

	return end != SIZE_MAX && masked < end ? sv_from(s, end +
	    strlen("）")) : s;
}

/* 报警人某某称：某某 … is one person. */
static struct sv
after_caller(struct sv s)
{
	struct sv rest;

	eat(&s, "某某");
	s = after_brackets(s);
	if (eat(&s, "来所报警") || eat(&s, "来电称") ||
	    eat(&s, "报警称") || eat(&s, "反映") || eat(&s, "称")) {
		while (eat(&s, "：") || eat(&s, "，") || eat(&s, ":") ||
		    eat(&s, ","))
			continue;
		rest = s;
		/* 称某某的孩子: somebody else. */
		if (eat(&rest, "某某") && !sv_starts(rest, SV("的")))
			s = rest;
	}
	return s;
}

/* 网友带其投资 is no story of the caller's doing: 某同学称网友…. */
static bool
is_other(struct sv s)
{
	static const char *const others[] = {"网友", "对方", "有人", "一名",
	    "一男", "一女", "骗子", "朋友", "某", "自称", "客服", "陌生", "好友",
	    "同事", "同学", "他人", "有一"};

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (sv_starts(s, sv_z(others[i])))
			return true;
	return false;
}

/* 其在网上 is the caller himself, 其儿子 one of his family. */
static void
take_own(struct str *out, struct sv *s)
{
	static const char *const family[] = {"儿", "女", "孩", "母", "父",
	    "丈", "妻", "老公", "老婆", "爱人", "家", "孙", "弟", "妹", "哥",
	    "姐", "公司", "单位", "同"};

	if (!eat(s, "其")) {
		str_addz(out, is_other(*s) ? "称" : "");
		return;
	}
	for (size_t i = 0; i < sizeof(family) / sizeof(family[0]); i++)
		if (sv_starts(*s, sv_z(family[i]))) {
			str_addz(out, "的");
			return;
		}
}

static bool
eat_caller(struct sv *s)
{
	static const char *const callers[] = {"报警人", "报案人", "事主",
	    "受害人", "当事人"};

	for (size_t i = 0; i < sizeof(callers) / sizeof(callers[0]); i++)
		if (eat(s, callers[i]))
			return true;
	return false;
}

void
publish_tell(struct str *out, struct sv text, struct sv persona)
{
	struct sv lead = text;
	bool first = true;

	/* A name that begins the text is the caller's: 日前，某某报警称. */
	eat(&lead, "日前，");
	if (eat(&lead, "某某") && (sv_starts(lead, SV("报警")) ||
	    sv_starts(lead, SV("来")) || sv_starts(lead, SV("称")))) {
		str_add(out, text.p, (size_t)(lead.p - text.p) -
		    strlen("某某"));
		str_addsv(out, persona);
		text = after_caller(lead);
		eat_caller(&text);
		take_own(out, &text);
		first = false;
	}
	while (text.len > 0) {
		if (!eat_caller(&text)) {
			str_addc(out, text.p[0]);
			text = sv_from(text, 1);
			continue;
		}
		if (first) {
			str_addsv(out, persona);
			text = after_caller(text);
			eat_caller(&text);
			take_own(out, &text);
		} else {
			str_addz(out, "其");
			eat(&text, "的");
		}
		first = false;
	}
}
