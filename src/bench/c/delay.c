/*
 * Makes every fsync and fdatasync of a process take longer by DELAY_MICROS, as on a disk that is slower.
 *   gcc -O2 -shared -fPIC -o delay.so delay.c -ldl      DELAY_MICROS=2000 LD_PRELOAD=./delay.so program
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <time.h>

static void delay(void) {
  static long micros = -1;
  if (micros < 0) {
    const char *given = getenv("DELAY_MICROS");
    micros = given ? atol(given) : 0;
  }
  struct timespec left = {micros / 1000000, (micros % 1000000) * 1000};
  int before = errno;
  while (nanosleep(&left, &left) != 0 && errno == EINTR) {
  }
  errno = before;
}

static int sync_then_delay(const char *name, int file) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  int result = real(file);
  delay();
  return result;
}

int fsync(int file) { return sync_then_delay("fsync", file); }

int fdatasync(int file) { return sync_then_delay("fdatasync", file); }
