/* JPEG by libjpeg-turbo, for pictures over a photo. What is transparent lies on white. */
#include "geoserver/render/image_priv.h"

#include <math.h>
#include <setjmp.h>
#include <stdio.h>

#include <jpeglib.h>

enum { QUALITY = 85, PIECE = 16384 };

struct jpeg_job {
    struct jpeg_error_mgr errors; /* first: libjpeg knows only this */
    struct jpeg_destination_mgr to;
    jmp_buf fault;
    char message[JMSG_LENGTH_MAX];
    struct buf *out;
    uint8_t piece[PIECE];
    struct jpeg_compress_struct c;
};

static _Noreturn void on_error(j_common_ptr c)
{
    struct jpeg_job *job = (struct jpeg_job *)(void *)c->err;
    c->err->format_message(c, job->message);
    longjmp(job->fault, 1);
}

static void on_message(j_common_ptr c)
{
}

static struct jpeg_job *job_of(j_compress_ptr c)
{
    return (struct jpeg_job *)(void *)c->err;
}

static void piece_begin(j_compress_ptr c)
{
    struct jpeg_job *job = job_of(c);
    job->to.next_output_byte = job->piece;
    job->to.free_in_buffer = PIECE;
}

static boolean piece_full(j_compress_ptr c)
{
    struct jpeg_job *job = job_of(c);
    buf_add(job->out, job->piece, PIECE);
    piece_begin(c);
    return TRUE;
}

static void piece_end(j_compress_ptr c)
{
    struct jpeg_job *job = job_of(c);
    buf_add(job->out, job->piece, PIECE - job->to.free_in_buffer);
}

/* Over white: what a premultiplied colour lacks in alpha is white's share, exactly. */
static void row_on_white(const uint32_t *row, int width, uint8_t *rgb)
{
    for (int x = 0; x < width; x++, rgb += 3) {
        uint32_t p = row[x], white = 255 - (p >> 24);
        for (int i = 0; i < 3; i++) {
            uint32_t v = (p >> (16 - 8 * i) & 255) + white;
            rgb[i] = (uint8_t)(v < 255 ? v : 255);
        }
    }
}

static void compress(struct jpeg_job *job, const struct pixels *px, double dpi, uint8_t *rgb)
{
    struct jpeg_compress_struct *c = &job->c;
    jpeg_create_compress(c);
    c->dest = &job->to;
    c->image_width = (JDIMENSION)px->width;
    c->image_height = (JDIMENSION)px->height;
    c->input_components = 3;
    c->in_color_space = JCS_RGB;
    jpeg_set_defaults(c);
    jpeg_set_quality(c, QUALITY, TRUE);
    if (dpi > 0) {
        c->density_unit = 1;
        c->X_density = c->Y_density = (UINT16)lround(fmin(dpi, 65535));
    }
    jpeg_start_compress(c, TRUE);
    while (c->next_scanline < c->image_height) {
        JSAMPROW rows[1] = {rgb};
        row_on_white(pixels_row(px, (int)c->next_scanline), px->width, rgb);
        jpeg_write_scanlines(c, rows, 1);
    }
    jpeg_finish_compress(c);
}

bool jpeg_encode(struct image_encoder *e, const struct pixels *px, struct buf *out, struct err *err)
{
    uint8_t *rgb = scratch_get(&e->raw, 3 * (size_t)px->width);
    struct jpeg_job job = {.out = out};
    if (!rgb)
        return err_set(err, ERR_MEMORY, NULL, "te weinig geheugen voor een JPEG van %d × %d", px->width, px->height);
    job.c.err = jpeg_std_error(&job.errors);
    job.errors.error_exit = on_error;
    job.errors.output_message = on_message;
    job.to.init_destination = piece_begin;
    job.to.empty_output_buffer = piece_full;
    job.to.term_destination = piece_end;
    if (!setjmp(job.fault))
        compress(&job, px, e->dpi, rgb);
    jpeg_destroy_compress(&job.c);
    if (!job.message[0])
        return true;
    return err_set(err, ERR_INTERNAL, NULL, "het JPEG-beeld kan niet worden gemaakt: %.150s", job.message);
}
