/*
 * Drives the fuzz target without libFuzzer: all files of a corpus as they are, and then changed at random for a time.
 *
 *     fuzz CORPUS SECONDS [SEED]
 *
 * An input that ends the program is left in the file `fuzz-crash` of the current folder.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

enum { MOST_INPUTS = 256, INPUT_ROOM = 4096, MOST_CHANGES = 6 };

struct input {
    size_t size;
    unsigned char bytes[INPUT_ROOM];
};

static struct input inputs[MOST_INPUTS];
static int count;
static uint64_t state;

static uint32_t next_random(uint32_t bound)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t) (state >> 32) % bound;
}

static void read_corpus(const char *path)
{
    DIR *folder = opendir(path);
    struct dirent *entry;
    if (folder == NULL) {
        perror(path);
        exit(1);
    }
    while ((entry = readdir(folder)) != NULL && count < MOST_INPUTS) {
        char name[1024];
        snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
        FILE *file = entry->d_name[0] == '.' ? NULL : fopen(name, "rb");
        if (file != NULL) {
            inputs[count].size = fread(inputs[count].bytes, 1, INPUT_ROOM, file);
            count++;
            fclose(file);
        }
    }
    closedir(folder);
}

/* Leaves an input where it can be found if it is the last. */
static void keep(const struct input *input)
{
    static int file = -1;
    if (file < 0) {
        file = open("fuzz-crash", O_CREAT | O_WRONLY, 0644);
    }
    if (pwrite(file, input->bytes, input->size, 0) != (ssize_t) input->size || ftruncate(file, (off_t) input->size) != 0) {
        perror("fuzz-crash");
        exit(1);
    }
}

static void change(struct input *input)
{
    static const unsigned char edges[] = {0, 1, 2, 4, 7, 8, 0x7f, 0x80, 0xfe, 0xff};
    size_t at = input->size == 0 ? 0 : next_random((uint32_t) input->size);
    switch (next_random(6)) {
    case 0:
        input->bytes[at] ^= (unsigned char) (1u << next_random(8));
        break;
    case 1:
        input->bytes[at] = edges[next_random(sizeof edges)];
        break;
    case 2:
        input->bytes[at] = (unsigned char) next_random(256);
        break;
    case 3: /* cut */
        input->size = at;
        break;
    case 4: /* double a part */
        if (2 * input->size - at < INPUT_ROOM) {
            memcpy(input->bytes + input->size, input->bytes + at, input->size - at);
            input->size += input->size - at;
        }
        break;
    default: { /* the end of another */
        const struct input *other = &inputs[next_random((uint32_t) count)];
        size_t from = at < other->size ? at : other->size;
        memcpy(input->bytes + from, other->bytes + from, other->size - from);
        input->size = other->size;
    }
    }
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: fuzz CORPUS SECONDS [SEED]\n");
        return 2;
    }
    read_corpus(argv[1]);
    state = argc > 3 ? strtoull(argv[3], NULL, 10) : (uint64_t) time(NULL);
    printf("%d inputs; the seed is %llu\n", count, (unsigned long long) state);
    state = state * 0x9e3779b97f4a7c15u + 1;
    fflush(stdout);
    if (count == 0) {
        return 1;
    }
    for (int i = 0; i < count; i++) {
        keep(&inputs[i]);
        LLVMFuzzerTestOneInput(inputs[i].bytes, inputs[i].size);
    }
    long long runs = 0;
    time_t end = time(NULL) + atol(argv[2]);
    for (; time(NULL) < end; runs++) {
        static struct input changed;
        changed = inputs[next_random((uint32_t) count)];
        for (uint32_t i = 1 + next_random(MOST_CHANGES); i > 0; i--) {
            change(&changed);
        }
        keep(&changed);
        LLVMFuzzerTestOneInput(changed.bytes, changed.size);
    }
    remove("fuzz-crash");
    printf("%lld changed inputs\n", runs);
    return 0;
}
