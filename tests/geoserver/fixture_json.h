/* Reading JSON answers in tests. */
#ifndef GM_TESTS_GEOSERVER_FIXTURE_JSON_H
#define GM_TESTS_GEOSERVER_FIXTURE_JSON_H

#include "tests/geoserver/fixture.h"

#include <jansson.h>

/* Fails the test when it isn't JSON, or names a key twice. To be given back with json_decref. */
static inline json_t *json_of(const char *text)
{
    json_error_t e;
    json_t *j = json_loads(text, JSON_REJECT_DUPLICATES, &e);
    if (!j)
        fail_msg("not JSON (%s): %.300s", e.text, text);
    return j;
}

/* By a path of keys and numbers, "themas/0/id"; fails the test when there is nothing. Borrowed. */
static inline json_t *json_at(json_t *j, const char *path)
{
    struct str rest = str_from(path), key;
    while (j && str_next(&rest, '/', &key)) {
        int64_t i;
        char name[64];
        if (json_is_array(j) && str_to_i64(key, &i) && i >= 0)
            j = json_array_get(j, (size_t)i);
        else
            j = str_copy(key, name, sizeof name) ? json_object_get(j, name) : NULL;
    }
    if (!j)
        fail_msg("%s is not there", path);
    return j;
}

static inline const char *json_text(json_t *j, const char *path)
{
    j = json_at(j, path);
    if (!json_is_string(j))
        fail_msg("%s is no text", path);
    return json_string_value(j);
}

#endif
