/* See js_thread.h. */
#define _GNU_SOURCE /* for platform.h */
#include "js_thread.h"

#include <stdlib.h>

#include "job.h"
#include "js_request.h"

_Thread_local pw_js_thread *pw_js;
pw_mutex pw_js_lock = PW_MUTEX_INITIALIZER;

void pw_js_thread_use(pw_js_thread *js) {
  atomic_fetch_add(&js->users, 1);
}

void pw_js_thread_end_use(pw_js_thread *js) {
  if (atomic_fetch_sub(&js->users, 1) != 1) return;
  while (pw_js_next_dropped(&js->dropped)) continue;
  pw_wake_close(&js->wake);
  pw_mutex_destroy(&js->handles.lock);
  pw_mutex_destroy(&js->classes.lock);
  free(js->page);
  free(js->shown_body); /* and the other, which is its second half */
  free(js);
}

/* Nobody may come by the interpreter for long: a thread of its own sees to what needs it. */
static void bury_now(void *unused) {
  (void)unused;
  pw_thread thread = {0};
  if (pw_thread_join_interpreter(&thread)) return; /* the next thread that attaches sees to it */
  pw_attach(&thread);
  pw_thread_leave_interpreter(&thread);
}

/* Runs on the thread itself, after the last of its JavaScript. */
static void end(void *own) {
  pw_js_thread *js = own;
  pw_js = NULL;
  pw_interruption_end(&js->interruption);
  pw_mutex_lock(&pw_js_lock);
  js->ended = 1;
  pw_requests_end(js);
  pw_mutex_unlock(&pw_js_lock);
  pw_handle_bury_later(js);
  pw_js_thread_end_use(js);
  pw_thread_start(bury_now, NULL, (size_t)1 << 20);
}

int pw_js_thread_begin(int is_main) {
  if (pw_js) return 0;
  /* The host closes its libraries when it ends, and threads still stand in this one, or come to it at their end. */
  pw_library_keep(&pw_js_lock);
  pw_js_thread *js = calloc(1, sizeof *js);
  pw_page *page = calloc(1, sizeof *page);
  uint8_t *shown = malloc(2 * PW_SHOWN_BYTES);
  if (!js || !page || !shown || pw_wake_open(&js->wake, !is_main) || pw_thread_at_end(end, js)) {
    free(js);
    free(page);
    free(shown);
    return -1;
  }
  atomic_init(&js->users, 1);
  pw_mutex_init(&js->handles.lock);
  pw_mutex_init(&js->classes.lock);
  js->page = page;
  js->shown_body = shown;
  js->shown_text = shown + PW_SHOWN_BYTES;
  page->body[0] = pw_address(js->shown_body);
  page->text[0] = pw_address(js->shown_text);
  js->id = pw_thread_self();
  js->is_main = is_main;
  pw_js = js;
  return 0;
}

void pw_js_thread_bury(pw_js_thread *js) {
  pw_requests_bury(js);
  pw_jobs_forget(js);
  pw_handles_close(&js->handles);
  pw_classes_clear(&js->classes);
  pw_operations_clear(&js->operations);
  pw_context_end(js->context);
  js->context = NULL;
  for (int i = 0; i <= PW_JS_DEEPEST; i++)
    if (js->engines[i]) {
      pw_reader_free(&js->engines[i]->reader);
      pw_writer_free(&js->engines[i]->writer);
      free(js->engines[i]);
      js->engines[i] = NULL;
    }
  if (js->thread.state) {
    py.PyThreadState_Clear(js->thread.state);
    py.PyThreadState_Delete(js->thread.state);
    js->thread.state = NULL;
  }
}

pw_engine *pw_js_engine(pw_js_thread *js) {
  pw_engine **own = &js->engines[js->level];
  if (!*own && (*own = calloc(1, sizeof **own))) (*own)->reader.owner = (*own)->writer.owner = js;
  return *own;
}
