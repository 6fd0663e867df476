/* The numbers of Kaska's protocol, version 1, and its integers as bytes. See docs/protocol.md. */
#ifndef KASKA_WIRE_H
#define KASKA_WIRE_H

#include <stdint.h>

enum {
    MAGIC = 0x4b41534b, /* "KASK" */
    VERSION = 1,
    CLIENT_HELLO_SIZE = 16,
    BROKER_HELLO_SIZE = 24,
    MAX_EXTENSION_SIZE = 65536,
    REQUEST_HEADER_SIZE = 16,
    RESPONSE_HEADER_SIZE = 8,
    ERROR_VALUE_SIZE = 8,
    MAX_ERROR_TEXT_SIZE = 1000,
    MAX_ERROR_SIZE = ERROR_VALUE_SIZE + MAX_ERROR_TEXT_SIZE,
    FETCH_LIMITS_SIZE = 12,
    FETCH_TOPIC_SIZE = 12,
    MAX_FETCH_TOPICS = 1 << 24,
    SECTION_HEADER_SIZE = 8,
    SECTION_ERROR_SIZE = 12, /* status (1), zero (3), value (8), and then the text */
    RUN_HEADER_SIZE = 24,
    RUN_END_SIZE = 4,
    HEAD_SIZE_SIZE = 4, /* before the key and headers of a message */
    MAX_NAME_SIZE = 65534,
    MAX_MESSAGE_SIZE = 0x7fff0000,
};

enum operation {
    CREATE_TOPIC = 1,
    RESOLVE_TOPIC = 2,
    COUNT_TOPICS = 4,
    SEND = 6,
    FETCH = 8,
    MESSAGE_LENGTH = 9,
    END_OFFSET = 10,
    COMMIT = 11,
    COMMITTED = 12,
};

enum status {
    STATUS_OK = 0,
    STATUS_UNKNOWN_TOPIC = 1,
    STATUS_TOPIC_EXISTS = 2,
    STATUS_SHUTTING_DOWN = 13,
    STATUS_OFFSET_OUT_OF_RANGE = 15,
};

enum {
    RESPONSE_CUT = 1,
    SECTION_MORE = 1,
    SECTION_UNKNOWN_TOPIC = 2,
    SECTION_ERROR = 4,
    RUN_WITH_HEADS = 1, /* each message begins with its key and headers */
};

static inline void put_u16(unsigned char *to, uint16_t value)
{
    to[0] = (unsigned char) (value >> 8);
    to[1] = (unsigned char) value;
}

static inline void put_u32(unsigned char *to, uint32_t value)
{
    put_u16(to, (uint16_t) (value >> 16));
    put_u16(to + 2, (uint16_t) value);
}

static inline void put_u64(unsigned char *to, uint64_t value)
{
    put_u32(to, (uint32_t) (value >> 32));
    put_u32(to + 4, (uint32_t) value);
}

static inline uint16_t get_u16(const unsigned char *from)
{
    return (uint16_t) (from[0] << 8 | from[1]);
}

static inline uint32_t get_u24(const unsigned char *from)
{
    return (uint32_t) from[0] << 16 | (uint32_t) from[1] << 8 | from[2];
}

static inline uint32_t get_u32(const unsigned char *from)
{
    return (uint32_t) get_u16(from) << 16 | get_u16(from + 2);
}

static inline uint64_t get_u64(const unsigned char *from)
{
    return (uint64_t) get_u32(from) << 32 | get_u32(from + 4);
}

#endif
