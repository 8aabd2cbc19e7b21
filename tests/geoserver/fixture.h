/* A small warehouse in a folder of its own, and requests to it without a socket: what the tests of ogc/, api/ and http/
 * share. Two wijken of 1 km² side by side from (200000, 500000); two panden in the west one, with an address in the
 * first; four meldingen of class object and one that isn't. */
#ifndef GM_TESTS_GEOSERVER_FIXTURE_H
#define GM_TESTS_GEOSERVER_FIXTURE_H

#include "geoserver/exchange/exchange.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

struct fixture {
    char dir[64];
    struct arena *arena; /* for the catalogue and styles */
    struct server server;
    struct worker worker;
    struct response response; /* of the last fixture_get */
};

/* Fails the test when anything goes wrong. */
void fixture_open(struct fixture *f);
void fixture_close(struct fixture *f);
/* One more import: a melding of class object on this day; gives the new generation. */
int64_t fixture_import(struct fixture *f, const char *id, const char *dag);
/* Asks for a target as it stands in a request line ("/wms?REQUEST=…"), by the route that http/ takes. The body, ended
 * by a NUL, stays until the next call. */
const char *fixture_get(struct fixture *f, const char *target);
const char *fixture_getf(struct fixture *f, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* A decoded PNG: RGBA, row by row; fails the test when it isn't one. */
struct picture {
    int width, height;
    unsigned char *rgba;
};
struct picture fixture_picture(struct str png);
void picture_done(struct picture *p);
/* 0xRRGGBBAA */
uint32_t picture_at(const struct picture *p, int x, int y);
size_t picture_drawn(const struct picture *p); /* how many pixels aren't fully transparent */

/* The first pand of the fixture: where it is, in RD. */
enum { PAND_X = 200120, PAND_Y = 500520, PAND_HALF = 20 };
#define PAND_ID "9999100000000001"

#endif
