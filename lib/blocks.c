/* SPDX-License-Identifier: MIT */
#include "blocks.h"

#include <pthread.h>
#include <stdlib.h>

/* Looks at the turn before a thread goes to sleep for it: about as long as
 * waking it takes. */
#define LOOKS 500

struct run {
	const struct blocks *b;
	struct fault *fault;
	pthread_mutex_t take, give;
	pthread_cond_t turn;
	uint64_t taken;         /* sequence of the next block to take */
	_Atomic uint64_t given; /* of the next to give; set under give */
	bool over;              /* under take: nothing more to take */
	bool stopped;           /* under give: emit said stop */
	bool failed;
};

struct thread {
	struct run *run;
	void *worker;
	pthread_t id;
};

static void
clear_block(struct block *block)
{
	str_clear(&block->in);
	str_clear(&block->out);
	str_clear(&block->messages);
	str_clear(&block->rejects);
	memset(block->counts, 0, sizeof(block->counts));
	block->incomplete = false;
}

static bool
take(struct run *run, struct block *block)
{
	bool got = false;

	pthread_mutex_lock(&run->take);
	if (!run->over) {
		int r;

		clear_block(block);
		r = run->b->next(run->b->context, block, run->fault);
		got = r > 0;
		run->over = r <= 0;
		run->failed = run->failed || r < 0;
		if (got)
			block->sequence = run->taken++;
	}
	pthread_mutex_unlock(&run->take);
	return got;
}

static void
relax(void)
{
#if defined(__x86_64__)
	__builtin_ia32_pause();
#endif
}

static bool
give(struct run *run, struct block *block)
{
	bool go_on;

	for (unsigned i = 0; i < LOOKS && run->given != block->sequence; i++)
		relax();
	pthread_mutex_lock(&run->give);
	while (run->given != block->sequence)
		pthread_cond_wait(&run->turn, &run->give);
	if (!run->stopped && run->b->emit(run->b->context, block) != 0)
		run->stopped = true;
	run->given++;
	go_on = !run->stopped;
	pthread_cond_broadcast(&run->turn);
	pthread_mutex_unlock(&run->give);
	return go_on;
}

static void *
run_worker(void *arg)
{
	struct thread *thread = arg;
	struct block block = {0};

	while (take(thread->run, &block)) {
		thread->run->b->work(thread->worker, &block);
		if (!give(thread->run, &block)) {
			pthread_mutex_lock(&thread->run->take);
			thread->run->over = true;
			pthread_mutex_unlock(&thread->run->take);
		}
	}
	str_free(&block.in);
	str_free(&block.out);
	str_free(&block.messages);
	str_free(&block.rejects);
	return NULL;
}

int
blocks_run(const struct blocks *b, struct fault *f)
{
	struct run run = {.b = b, .fault = f,
	    .take = PTHREAD_MUTEX_INITIALIZER,
	    .give = PTHREAD_MUTEX_INITIALIZER,
	    .turn = PTHREAD_COND_INITIALIZER};
	struct thread *threads = mem_zalloc(b->jobs, sizeof(*threads));
	unsigned started = 1;

	for (unsigned i = 0; i < b->jobs; i++)
		threads[i] = (struct thread){&run, b->workers[i], 0};
	/* The calling thread is worker 0; a thread that cannot be started
	 * only makes the run slower. */
	for (; started < b->jobs; started++)
		if (pthread_create(&threads[started].id, NULL, run_worker,
		    &threads[started]) != 0)
			break;
	run_worker(&threads[0]);
	for (unsigned i = 1; i < started; i++)
		pthread_join(threads[i].id, NULL);
	free(threads);
	return run.failed ? -1 : 0;
}
