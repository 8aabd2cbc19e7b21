#include "tests/geoserver/http/client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

int client_connect(int port)
{
    struct sockaddr_in a = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    struct timeval patience = {30, 0};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (connect(fd, (struct sockaddr *)&a, sizeof a) == 0)
        return fd;
    close(fd);
    return -1;
}

bool client_send(int fd, const void *p, size_t n)
{
    const char *at = p;
    while (n) {
        ssize_t k = send(fd, at, n, MSG_NOSIGNAL);
        if (k <= 0)
            return false;
        at += k;
        n -= (size_t)k;
    }
    return true;
}

void client_read(int fd, struct reply *r)
{
    char chunk[16 << 10];
    ssize_t k;
    *r = (struct reply){.body = ""};
    buf_init(&r->all, 256 << 20);
    while ((k = recv(fd, chunk, sizeof chunk, 0)) > 0)
        buf_add(&r->all, chunk, (size_t)k);
    const char *text = buf_cstr(&r->all);
    if (sscanf(text, "HTTP/1.%*d %d", &r->status) != 1)
        r->status = 0;
    size_t end = str_find_str(buf_view(&r->all), STR("\r\n\r\n"));
    if (end != SIZE_MAX) {
        r->body = text + end + 4;
        r->n_body = r->all.n - end - 4;
    }
}

struct reply client_ask(int port, const char *method, const char *target, const char *headers)
{
    struct reply r = {.body = ""};
    struct buf b;
    int fd = client_connect(port);
    if (fd < 0)
        return r;
    buf_init(&b, 64 << 20);
    buf_printf(&b, "%s %s HTTP/1.1\r\nHost: kaart.test:8080\r\nConnection: close\r\n%s\r\n", method, target, headers);
    client_send(fd, b.p, b.n);
    buf_done(&b);
    client_read(fd, &r);
    close(fd);
    return r;
}

bool reply_header(const struct reply *r, const char *name, char *value, size_t size)
{
    struct str rest = buf_view(&r->all), line;
    while (str_next(&rest, '\n', &line) && str_trim(line).n) {
        size_t colon = str_find(line, ':', 0);
        if (colon != SIZE_MAX && str_eq_nocase(str_sub(line, 0, colon), str_from(name)))
            return str_copy(str_trim(str_sub(line, colon + 1, SIZE_MAX)), value, size);
    }
    return false;
}

void reply_done(struct reply *r)
{
    buf_done(&r->all);
}
