/* A scanner of XML 1.0 for the files of the BAG: strict on well-formedness, without validation, DTD or namespaces,
 * UTF-8 only. Bytes are pushed in pieces cut anywhere; tokens are pulled. Nothing is allocated per token, and memory
 * grows with the longest token that was cut, not with the file. For one thread.
 *
 * Refused, besides what isn't well-formed: a DOCTYPE, another declared encoding than UTF-8, and more than the limits
 * below. Accepted and refused otherwise as expat does, but that names beyond ASCII follow the fifth edition of XML 1.0.
 */
#ifndef GM_IMPORTERS_BAG_BAG_SCAN_H
#define GM_IMPORTERS_BAG_BAG_SCAN_H

#include "base/buf.h"
#include "base/err.h"

enum {
    BAG_SCAN_DEPTH = 64,       /* elements in each other */
    BAG_SCAN_ATTRIBUTES = 256, /* of one element */
    BAG_SCAN_TOKEN = 64 << 20  /* bytes of one tag, text, comment or CDATA section */
};

enum bag_token_kind {
    BAG_TOKEN_MORE, /* all bytes are used: feed more, or after the last the document is complete */
    BAG_TOKEN_START,
    BAG_TOKEN_END, /* also after the start of <an-empty-element/> */
    BAG_TOKEN_TEXT,
    BAG_TOKEN_FAULT /* see bag_scan_fault; final */
};

struct bag_attribute {
    struct str name, value; /* as written; see bag_scan_decode */
};

/* Texts and values are valid until the next bag_scan_feed; names and the array of attributes until the next
 * bag_scan_next. */
struct bag_token {
    enum bag_token_kind kind;
    struct str name;  /* START, END: as written, with its prefix */
    struct str local; /* the name without its prefix */
    struct str text;  /* TEXT: all up to the next markup */
    bool plain;       /* TEXT: means what it says; else it has references or carriage returns, for bag_scan_decode */
    bool cdata;       /* TEXT: of a CDATA section */
    const struct bag_attribute *attributes; /* START */
    size_t n_attributes;
};

struct bag_scan;
struct bag_scan *bag_scan_new(void); /* NULL: out of memory */
void bag_scan_free(struct bag_scan *s);
/* The next bytes, borrowed until the bag_scan_feed that follows; only after BAG_TOKEN_MORE, or first. last: none
 * follow. */
void bag_scan_feed(struct bag_scan *s, const void *bytes, size_t n, bool last);
enum bag_token_kind bag_scan_next(struct bag_scan *s, struct bag_token *out);
/* The line (from 1) on which the token that was given last ends. */
unsigned long bag_scan_line(struct bag_scan *s);
/* After BAG_TOKEN_FAULT: what is wrong, as a Dutch sentence, valid as long as s, and the line. ERR_INVALID,
 * ERR_UNSUPPORTED (an encoding), ERR_LIMIT or ERR_MEMORY. */
enum err_code bag_scan_fault(const struct bag_scan *s, const char **message, unsigned long *line);
/* Appends text (of a TEXT that isn't plain, or an attribute's value) with its references replaced and its line ends as
 * one \n. */
void bag_scan_decode(struct str text, bool cdata, struct buf *out);

#endif
