/* SPDX-License-Identifier: MIT */
#include "reject.h"

void
reject_add(struct str *to, struct sv raw, const char *code,
    const struct fault *why)
{
	str_addz(to, "#reject ");
	if (why->file.len > 0)
		fault_quote(to, str_sv(&why->file), SIZE_MAX);
	else
		str_addc(to, '-');
	str_addf(to, ":%llu:%llu bytes=%zu %s: ",
	    (unsigned long long)why->line, (unsigned long long)why->column,
	    raw.len, code);
	fault_quote(to, str_sv(&why->text), SIZE_MAX);
	str_addc(to, '\n');
	str_addsv(to, raw);
	if (raw.len == 0 || raw.p[raw.len - 1] != '\n')
		str_addc(to, '\n');
}

bool
reject_is_marker(struct sv line)
{
	return sv_starts(line, SV("#reject ")) ||
	    sv_starts(line, SV("#reject-header")) ||
	    sv_starts(line, SV("#precinct-reject "));
}
