/* One file that speaks both: of Kaska by the prefixed names. */
#include <poll.h>

#define KASKA_PREFIXED
#include "kaska.h"

#include <stdio.h>

int main(void)
{
    struct pollfd none = {.fd = -1};
    if (poll(&none, 1, 1) != 0 || kaska_poll(NULL, NULL) >= 0 || kaska_last_error()[0] == '\0') {
        fprintf(stderr, "prefixed: the two polls are not told apart\n");
        return 1;
    }
    return 0;
}
