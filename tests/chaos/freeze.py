"""SIGSTOP under concurrent charges: a process that wakes up late does not pay twice."""
import random
import signal
import time

from books import Load, verify, wait_agreement
from support.gateway import Gateway

AGREEMENT_SECONDS = 15  # the acquirer's deadline, and a recovery after it
SHORT_SECONDS = 0.4
LONG_SECONDS = 11.5     # beyond the acquirer's deadline of 10 s


def rounds(directory, count, seed, report):
    """Freezes `count` times for a moment and once beyond every deadline."""
    chance = random.Random(seed)
    gateway = Gateway(directory).start()
    try:
        load = Load(gateway, 8, seed, "F").start()
        if not load.first_answer.wait(20):
            return ["no answer within 20 s"]
        for number in range(count + 1):
            time.sleep(chance.uniform(0.01, 0.3))
            gateway.process.send_signal(signal.SIGSTOP)
            time.sleep(LONG_SECONDS if number == count else SHORT_SECONDS)
            gateway.process.send_signal(signal.SIGCONT)
        time.sleep(0.5)
        load.stopping = True
        load.join()
        problems, taken = wait_agreement(gateway, load.told, 0, AGREEMENT_SECONDS)
        problems += verify(gateway)
        if load.unanswered:
            problems.append(f"{len(load.unanswered)} calls got no answer")
        report(f"{count + 1} freezes, {len(load.told)} charges, agreed after {taken:.2f} s; "
               f"refused calls {dict(load.refused_calls)}")
        return problems
    finally:
        gateway.process.send_signal(signal.SIGCONT)
        gateway.kill()
