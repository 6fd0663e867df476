/* A FETCH and its answer, whose messages are received into memory of their own. */
#ifndef KASKA_FETCH_H
#define KASKA_FETCH_H

#include "subscription.h"

/* What an answer told. */
struct told {
    bool cut; /* the topics behind the last section were not looked at */
    int next; /* index behind that of the last section */
    bool something; /* about any topic */
};

/*
 * Asks for the messages of the topics whose indexes are in `asked`, of which the subscription has nothing read ahead, and
 * whose ids are known. Notes for each what the answer says. DONE, FAILED, LOST or STALE; if not DONE nothing was taken.
 */
int kaska_fetch(struct subscription *subscription, struct connection *connection, int count, struct told *told);

#endif
