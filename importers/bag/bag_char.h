/* Characters, references and names of XML 1.0, for bag_scan. */
#ifndef GM_IMPORTERS_BAG_BAG_CHAR_H
#define GM_IMPORTERS_BAG_BAG_CHAR_H

#include "base/str.h"

bool bag_is_text(struct str s); /* UTF-8 without U+FFFE and U+FFFF; control characters aren't looked at */
bool bag_is_name(struct str s); /* XML 1.0 (fifth edition) §2.3 Name */
/* The reference at p ('&'): its character, and *next behind it; 0 when it is none that exists without a DTD. */
uint32_t bag_reference(const char *p, const char *end, const char **next);

#endif
