/* A client of a few lines that sends exactly what it is given, right or wrong. */
#ifndef GM_TESTS_GEOSERVER_HTTP_CLIENT_H
#define GM_TESTS_GEOSERVER_HTTP_CLIENT_H

#include "base/buf.h"

struct reply {
    int status;       /* 0: the connection was closed without an answer */
    struct buf all;   /* status line, headers and body, ended by a NUL */
    const char *body; /* in all; "" when there is none */
    size_t n_body;
};

/* A connection to 127.0.0.1; -1: refused. Reading and writing give up after 30 s. */
int client_connect(int port);
/* Sends as much as the other side takes; false when it closed before all was sent. */
bool client_send(int fd, const void *p, size_t n);
/* Reads until the other side closes. */
void client_read(int fd, struct reply *r);
/* One request with "Connection: close": method, target and more headers (each ended by CR LF). */
struct reply client_ask(int port, const char *method, const char *target, const char *headers);
/* A header's value as a NUL-ended text in value; false when there is none. Names are compared without case. */
bool reply_header(const struct reply *r, const char *name, char *value, size_t size);
void reply_done(struct reply *r);

#endif
