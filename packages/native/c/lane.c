/* See lane.h. */
#include "lane.h"

#include <stdlib.h>
#include <string.h>

struct pw_lane {
  pw_table_entry entry; /* first: the table's entries are lanes */
  pw_job *holder;       /* whose turn it is */
  pw_job_list waiting;
  char name[];
};

static pw_table lanes;

static uint64_t hash_of(const char *name) {
  uint64_t hash = 0xcbf29ce484222325u; /* FNV-1a */
  for (; *name; name++) hash = (hash ^ (uint8_t)*name) * 0x100000001b3u;
  return hash ^ hash >> 32;
}

static pw_lane *find(const char *name, uint64_t hash) {
  pw_table_entry *entry = pw_table_find(&lanes, hash);
  while (entry && strcmp(((pw_lane *)entry)->name, name)) entry = pw_table_next(entry);
  return (pw_lane *)entry;
}

static pw_lane *make(const char *name, uint64_t hash) {
  size_t bytes = strlen(name) + 1;
  pw_lane *lane = calloc(1, sizeof *lane + bytes);
  if (!lane) return NULL;
  lane->entry.key = hash;
  memcpy(lane->name, name, bytes);
  if (!pw_table_add(&lanes, &lane->entry)) return lane;
  free(lane);
  return NULL;
}

int pw_lane_enter(const char *name, pw_job *job) {
  uint64_t hash = hash_of(name);
  pw_lane *lane = find(name, hash);
  if (!lane && !(lane = make(name, hash))) return -1;
  job->lane = lane;
  if (lane->holder) {
    pw_job_append(&lane->waiting, job);
    return 0;
  }
  lane->holder = job;
  return 1;
}

pw_job *pw_lane_leave(pw_job *job) {
  pw_lane *lane = job->lane;
  job->lane = NULL;
  if (!lane) return NULL;
  if (lane->holder != job) {
    pw_job_take_out(job);
    return NULL;
  }
  lane->holder = lane->waiting.first;
  if (lane->holder) {
    pw_job_take_out(lane->holder);
    return lane->holder;
  }
  pw_table_remove(&lanes, &lane->entry);
  free(lane);
  return NULL;
}
