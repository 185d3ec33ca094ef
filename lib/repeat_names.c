/* SPDX-License-Identifier: MIT */
#include "repeat_names.h"

#include "utf8.h"

#include <stdlib.h>

/* The commonest surnames (those that bear most people), without such as are
 * mostly other words in reports: 时, 水, 平, 万, 路, 单, 关, 成, 包, 元, 应. */
static const char singles[] =
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田"
    "董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白"
    "邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵钱严覃武戴莫孔向汤温康施"
    "牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿焦左柳甘祝阮柯祁蓝辛凌";
static const char doubles[] = "欧阳司马上官诸葛皇甫尉迟夏侯公孙慕容令狐";

/* What stands behind a name, or makes a word of the surname before it. */
static const char no_given[] =
    "的了在有不是一和与及或把被将给对向从到由因为于以这那哪其它他她你我们"
    "谁也都就还又再才没未无已曾会能可要想让请叫说称讲问答打骂推拉扯拿抢偷"
    "欠借还拖付收交退赔索讨找来去进出上下里外内中前后左右边面旁住居坐站走"
    "跑某先女老师总家名个人位次年月日时分秒元万千百余多少几两二三四五六七"
    "八九十号楼栋层室门路街村组区县市省镇乡社院店厂场站局所队部办"
    "，。；：、！？,.;:!?()（）“”\"' \n";

static const char *const words[] = {"周围", "周边", "周末", "周一", "周二", "周三",
    "周四", "周五", "周六", "周日", "上周", "高度", "高声", "马上", "马路", "何时",
    "何事", "金额", "方便", "方式", "方法", "方面", "张贴", "安全", "安装", "安排",
    "严重", "严厉", "任何", "任务", "向其", "江边", "白天", "白酒", "程度", "易燃",
    "石头", "温度", "左手", "右手", "于今", "余款", "钱款", "钱财", "康复", "陆续",
    "牛奶", "龙头", "雷同", "施工", "申请", "章程", "甘愿", "庄家", "段时", "武力",
    "金店", "方案", "安抚", "毛病", "黄色", "蓝色", "白色", "黄金", NULL};

enum { SINGLE = 1, DOUBLE = 2, NO_GIVEN = 4, WORD = 8 };

#define NWORDS (sizeof(words) / sizeof(words[0]) - 1)

struct repeat_namer {
	uint8_t kinds[65536];
	uint16_t doubles[sizeof(doubles) / 3 + 1];      /* in twos, then 0 */
	uint16_t words[NWORDS][2];
};

/* The next character of the list; 0 at its end. */
static uint16_t
next_unit(struct sv *list)
{
	uint32_t c = 0;

	*list = sv_from(*list, utf8_decode(*list, &c));
	return (uint16_t)c;
}

static void
mark(struct repeat_namer *m, const char *characters, uint8_t kind)
{
	struct sv list = sv_z(characters);
	uint16_t u;

	while ((u = next_unit(&list)) != 0)
		m->kinds[u] |= kind;
}

struct repeat_namer *
repeat_namer_new(void)
{
	struct repeat_namer *m = mem_zalloc(1, sizeof(*m));
	struct sv list = sv_z(doubles);

	mark(m, singles, SINGLE);
	mark(m, no_given, NO_GIVEN);
	for (size_t i = 0; list.len > 0; i++) {
		m->doubles[i] = next_unit(&list);
		if (i % 2 == 0)
			m->kinds[m->doubles[i]] |= DOUBLE;
	}
	for (size_t i = 0; i < NWORDS; i++) {
		list = sv_z(words[i]);
		m->words[i][0] = next_unit(&list);
		m->words[i][1] = next_unit(&list);
		m->kinds[m->words[i][0]] |= WORD;
	}
	return m;
}

void
repeat_namer_free(struct repeat_namer *m)
{
	free(m);
}

static uint64_t
pack(const uint16_t *units, size_t n)
{
	uint64_t name = 0;

	for (size_t i = 0; i < n && i < 4; i++)
		name |= (uint64_t)units[i] << 16 * i;
	return name;
}

/* How many units of a surname the text begins with. */
static size_t
surname_at(const struct repeat_namer *m, const uint16_t *units, size_t n)
{
	unsigned kinds = m->kinds[units[0]];

	for (size_t i = 0; (kinds & DOUBLE) != 0 && n > 1 &&
	    m->doubles[i] != 0; i += 2)
		if (units[0] == m->doubles[i] &&
		    units[1] == m->doubles[i + 1])
			return 2;
	return (kinds & SINGLE) != 0;
}

static bool
is_given(const struct repeat_namer *m, uint16_t u)
{
	return fold_is_han(u) && (m->kinds[u] & NO_GIVEN) == 0;
}

/* What is no part of a name: blanks, and what stands in brackets behind. */
static size_t
plain_name(const uint16_t *units, size_t n, uint16_t *name, size_t max)
{
	size_t len = 0;

	for (size_t i = 0; i < n && len < max; i++) {
		if (units[i] == '(' || units[i] == '/' || units[i] == ',')
			break;
		if (fold_is_han(units[i]))
			name[len++] = units[i];
	}
	return len;
}

uint64_t
repeat_name(const struct repeat_namer *m, const uint16_t *units, size_t n,
    uint16_t *surname)
{
	uint16_t name[8];
	size_t first;

	*surname = 0;
	n = plain_name(units, n, name, 8);
	if (n < 2 || n > 4)
		return 0;
	first = surname_at(m, name, n);
	if (first == 0)
		return n >= 3 && is_given(m, name[1]) && is_given(m, name[2])
		    ? (*surname = name[0], pack(name, n)) : 0;
	*surname = name[0];
	for (size_t i = first; i < n; i++)
		if (!is_given(m, name[i]))
			return 0;
	return n > first ? pack(name, n) : 0;
}

static bool
is_word(const struct repeat_namer *m, const uint16_t *units)
{
	for (size_t i = 0; i < NWORDS; i++)
		if (units[0] == m->words[i][0] && units[1] == m->words[i][1])
			return true;
	return false;
}

static size_t
add_name(uint64_t *names, size_t count, size_t max, uint64_t name)
{
	for (size_t i = 0; i < count; i++)
		if (names[i] == name)
			return count;
	if (count < max)
		names[count++] = name;
	return count;
}

size_t
repeat_names_find(const struct repeat_namer *m, const uint16_t *units,
    size_t n, uint64_t *names, size_t max)
{
	size_t count = 0;

	for (size_t i = 0; i + 1 < n && count < max; i++) {
		size_t first = surname_at(m, units + i, n - i), given;

		if (first == 0 || i + first >= n ||
		    ((m->kinds[units[i]] & WORD) != 0 &&
		    is_word(m, units + i)))
			continue;
		for (given = 0; given < 2 && i + first + given < n &&
		    is_given(m, units[i + first + given]); given++)
			;
		/* whether two characters or one belong to it shows only where
		 * the same name is met again */
		if (given == 2)
			count = add_name(names, count, max,
			    pack(units + i, first + 2));
		if (given >= 1)
			count = add_name(names, count, max,
			    pack(units + i, first + 1));
		i += first - 1; /* 马 of 司马 is no surname */
	}
	return count;
}
