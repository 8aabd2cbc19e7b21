/* Fixed secret rounding (privacy.md §1): the whole protection of a figure is in this file. */
#include "warehouse/beschermd_priv.h"

#include <nettle/hmac.h>
#include <string.h>

int sdc_point(const unsigned char key[SDC_KEY_BYTES], const char *dataset, const char *maat, const char *gebied,
              const char *categorie)
{
    static const uint8_t us = 0x1f;
    const char *part[] = {"v1", dataset, maat, gebied, categorie};
    struct hmac_sha256_ctx h;
    hmac_sha256_set_key(&h, SDC_KEY_BYTES, key);
    for (size_t i = 0; i < sizeof part / sizeof *part; i++) {
        if (i > 0)
            hmac_sha256_update(&h, 1, &us);
        hmac_sha256_update(&h, strlen(part[i]), (const uint8_t *)part[i]);
    }
    uint8_t digest[SHA256_DIGEST_SIZE];
    hmac_sha256_digest(&h, sizeof digest, digest);
    uint64_t v = 0;
    for (int i = 0; i < 8; i++)
        v = v << 8 | digest[i];
    explicit_bzero(&h, sizeof h);
    explicit_bzero(digest, sizeof digest);
    return (int)(v % 5);
}

int64_t sdc_protect(const unsigned char key[32], const char *dataset, const char *maat, const char *gebied,
                    const char *categorie, int64_t n, int64_t inwoners)
{
    if (n < 0)
        return -1;
    int64_t pub = 5 * ((n + sdc_point(key, dataset, maat, gebied, categorie)) / 5);
    if (pub < SDC_THRESHOLD || inwoners < SDC_MIN_INWONERS || pub > inwoners / 2.0)
        return -1;
    return pub;
}
