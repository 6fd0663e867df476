#include "error.h"

#include "public.h"
#include "names.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REASON_SIZE = 1400 };

static _Thread_local char reason[REASON_SIZE];

/* Used under the lock of the calls. */
static char told[REASON_SIZE];

int kaska_fail(const char *format, ...)
{
    char made[REASON_SIZE]; /* the arguments may be the reason before */
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(made, sizeof made, format, arguments);
    va_end(arguments);
    memcpy(reason, made, sizeof reason);
    return FAILED;
}

const char *kaska_last_error(void)
{
    return reason;
}

void kaska_tell(void)
{
    const char *quiet = getenv("KASKA_QUIET");
    if ((quiet != NULL && strcmp(quiet, "1") == 0) || strcmp(told, reason) == 0) {
        return;
    }
    memcpy(told, reason, sizeof told);
    fprintf(stderr, "kaska: %s\n", reason);
}

void kaska_tell_anew(void)
{
    told[0] = '\0';
}

void kaska_make_harmless(char *text)
{
    size_t size;
    for (unsigned char *c = (unsigned char *) text; *c != '\0'; c += size) {
        size = kaska_character_size(c);
        bool is_c1 = size == 2 && c[0] == 0xc2 && c[1] < 0xa0; /* control characters of two bytes */
        if (size == 0 || is_c1 || *c < 0x20 || *c == 0x7f) {
            *c = '?';
            size = 1;
        }
    }
}

const char *kaska_shown(char shown[SHOWN_SIZE], const char *text, size_t size)
{
    static const char more[] = "...";
    size_t kept = size;
    if (size > SHOWN_SIZE - sizeof more) {
        kept = SHOWN_SIZE - sizeof more;
        while (kept > 0 && ((unsigned char) text[kept] & 0xc0) == 0x80) {
            kept--; /* not through the middle of a character */
        }
    }
    memcpy(shown, text, kept);
    memcpy(shown + kept, more, sizeof more);
    if (kept == size) {
        shown[kept] = '\0';
    }
    kaska_make_harmless(shown);
    return shown;
}
