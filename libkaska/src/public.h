/* The interface, visible outside of the library, as nothing else is. */
#ifndef KASKA_PUBLIC_H
#define KASKA_PUBLIC_H

#ifdef __GNUC__
#pragma GCC visibility push(default)
#endif
#include "kaska.h"
#ifdef __GNUC__
#pragma GCC visibility pop
#endif

#endif
