/* A program that includes kaska.h, and looks libc's poll up by its name, as sanitizers and tracers do. */
#include "kaska.h"

#include <dlfcn.h>
#include <stdio.h>
#include <unistd.h>

struct descriptor { /* as in <poll.h>, which this file cannot include */
    int fd;
    short events, revents;
};

int main(void)
{
    int ends[2];
    int (*found)(struct descriptor *, unsigned long, int);
    *(void **) &found = dlsym(RTLD_DEFAULT, "poll");
    if (pipe(ends) != 0 || write(ends[1], "x", 1) != 1 || found == NULL || poll(NULL, NULL) >= 0) {
        return 1;
    }
    struct descriptor all[2] = {{ends[0], 1, 0}, {ends[0], 1, 0}};
    if (found(all, 2, 1000) != 2 || all[1].revents != 1 || found(NULL, 0, 1) != 0) {
        fprintf(stderr, "looked_up: the poll that was looked up is not that of POSIX\n");
        return 1;
    }
    return 0;
}
