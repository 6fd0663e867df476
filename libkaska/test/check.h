/* Tests as functions: each prints a line when it has passed; the first that fails ends the program. */
#ifndef CHECK_H
#define CHECK_H

#include <stdio.h>
#include <stdlib.h>

#define CHECK(condition) \
    do { \
        if (!(condition)) { \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
            exit(1); \
        } \
    } while (0)

#define CHECK_INT(expected, actual) \
    do { \
        long long expected_ = (expected), actual_ = (actual); \
        if (expected_ != actual_) { \
            fprintf( \
                stderr, "%s:%d: %s is %lld, not %lld; last error: %s\n", __FILE__, __LINE__, #actual, actual_, expected_, \
                kaska_last_error()); \
            exit(1); \
        } \
    } while (0)

/* Fails with a reason that contains that text. */
#define CHECK_FAILS(text, call) \
    do { \
        int result_ = (call); \
        if (result_ >= 0 || strstr(kaska_last_error(), (text)) == NULL) { \
            fprintf( \
                stderr, "%s:%d: %s gave %d and \"%s\", not an error with \"%s\"\n", __FILE__, __LINE__, #call, result_, \
                kaska_last_error(), (text)); \
            exit(1); \
        } \
    } while (0)

#define RUN(test) \
    do { \
        if (argc < 2 || strcmp(argv[1], #test) == 0) { \
            test(); \
            printf("ok %s\n", #test); \
            fflush(stdout); \
        } \
    } while (0)

#endif
