"""kill -9 under concurrent charges: nothing that was told is lost, no approval is forgotten."""
import random
import time

from books import Load, verify, wait_agreement
from support.gateway import Gateway

CLIENTS = 8
AGREEMENT_SECONDS = 5  # after the gateway is ready again


def rounds(directory, count, seed, report):
    """Runs `count` kills on one data directory; answers the problems of the first bad round."""
    chance = random.Random(seed)
    told_before = {}
    gateway = Gateway(directory).start()
    slowest = 0.0
    charges = 0
    try:
        for number in range(1, count + 1):
            ledger_from = len(gateway.ledger())
            load = Load(gateway, CLIENTS, chance.randrange(1 << 30), f"K{number}").start()
            if not load.first_answer.wait(20):
                return [f"round {number}: no answer within 20 s"]
            time.sleep(chance.uniform(0.02, 1.0))
            gateway.kill()
            load.join()
            gateway.start()
            sample = dict(chance.sample(sorted(told_before.items()), min(50, len(told_before))))
            problems, taken = wait_agreement(gateway, {**sample, **load.told}, ledger_from,
                                             AGREEMENT_SECONDS)
            problems += verify(gateway)
            if not load.told:
                problems.append(f"no charge was made: {dict(load.refused_calls)}")
            if problems:
                return [f"kill {number} (seed {seed}): {p}" for p in problems[:20]]
            slowest = max(slowest, taken)
            charges += len(load.told)
            told_before.update(load.told)
            report(f"kill {number}/{count}: {len(load.told)} charges told, "
                   f"{len(load.unanswered)} unanswered, agreed {taken:.2f} s after ready")
        report(f"{count} kills, {charges} charges, slowest agreement {slowest:.2f} s")
        return []
    finally:
        gateway.kill()
