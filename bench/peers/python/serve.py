"""A Python library's process: `serve.py <module>`. Says what ../serve.ts says; see ../protocol.ts."""
import importlib
import json
import os
import sys
import time

WARM_UP_SECONDS = 0.2

answers = os.fdopen(os.dup(1), "w")
sys.stdout = sys.stderr  # standard output is for answers only


def answer(**fields):
    answers.write(json.dumps(fields) + "\n")
    answers.flush()


def timed(run, times):
    """Seconds of the processor, since others may run beside."""
    start = time.process_time()
    run(times)
    return time.process_time() - start


def warm_up(run, result):
    run(1)
    first, times = result(), 1
    took = spent = timed(run, times)
    while spent < WARM_UP_SECONDS:
        times *= 2
        took = timed(run, times)
        spent += took
    return {"first": first, "last": result(), "us": 1e6 * took / times}


def serve(module):
    answer(version=module.version, kinds=list(module.makers), notes=module.notes)
    run = None
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if request["command"] == "prepare":
                work = request["work"]
                run, result = module.makers[work["kind"]](work)
                answer(**warm_up(run, result))
            else:
                times = request["times"]
                run(request["before"])
                answer(us=1e6 * timed(run, times) / times)
        except Exception as error:
            answer(error=repr(error))


try:
    serve(importlib.import_module(sys.argv[1]))
except Exception as error:
    answer(error=repr(error))
