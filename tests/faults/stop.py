"""Ends the service with SIGTERM while it works, as a supervisor does.

    tests/faults/stop.py [PROGRAM] [--on sqlite|postgres] [--rounds 5] [--seed N]

What was begun is finished: no answer is cut, no acknowledged write is lost, and the process ends with 0 in its time.
Later connections are refused. Half of the callers keep their connections open, half make a new one for each request.
"""

import random
import threading

from books import balance
from common import Service, arguments, require, run
from load import Load

# What docs/operating.md promises, and some time for a busy machine.
GRACE = 10 + 2
