/* Finds the broker and opens a socket to it. */
#ifndef KASKA_DIAL_H
#define KASKA_DIAL_H

#include <stdbool.h>
#include <stdint.h>

enum { PEER_SIZE = 300 };

/* Connects to BROKER_HOST and BROKER_PORT: a socket that does not block, or FAILED. The peer is how errors call it. The
   deadline is that of connecting, the timeout after the addresses were found. */
int kaska_dial(char peer[PEER_SIZE], int64_t timeout, int64_t *deadline);

/* Whether the broker is still there and says nothing, while nothing was asked of it. */
bool kaska_is_silent(int socket);

#endif
