"""Pays with marked numbers, then looks for them in every file and in the core of the process."""
import base64
import pathlib
import re
import shutil
import subprocess
import time
import urllib.parse

from support.gateway import Client, Gateway, card_payment

# Two numbers that are accepted and one that is refused, by ranges of the sandbox acquirer, so that
# they stand in no table of the program; the codes mark them.
MARKED = [("4970491357924680", "857"), ("4970498642097530", "869"), ("4970119900057730", "743")]
CORE_AFTER_SECONDS = 2.0
NEAR_BYTES = 64


def luhn_completed(number):
    """The number with its last digit made right (ISO/IEC 7812-1 annex B)."""
    total = 0
    for position, digit in enumerate(reversed(number[:-1])):
        value = int(digit)
        if position % 2 == 0:
            value = value * 2 - 9 * (value > 4)
        total += value
    return number[:-1] + str((10 - total % 10) % 10)


def spellings(number):
    """The number as plain digits, spaced, hexadecimal, base64 at each alignment, URL-encoded."""
    plain = number.encode()
    found = {"plain": plain, "hex": plain.hex().encode(), "HEX": plain.hex().upper().encode(),
             "utf-16": number.encode("utf-16-le"),
             "spaced": b" ".join(plain[i:i + 4] for i in range(0, len(plain), 4)),
             "dashed": b"-".join(plain[i:i + 4] for i in range(0, len(plain), 4)),
             "url-encoded": "".join(f"%{byte:02X}" for byte in plain).encode(),
             "json in a form": urllib.parse.quote_plus(f'"{number}"').encode(),
             "packed": bytes.fromhex(number if len(number) % 2 == 0 else number + "F")}
    for shift in range(3):
        text = base64.b64encode(b"\0" * shift + plain)
        start = (shift * 8 + 5) // 6
        found[f"base64+{shift}"] = text[start:len(text) - 3]
    return found


def search(data, number, code, where):
    """Where the number stands in these bytes, or the code beside its masked form."""
    problems = []
    for name, spelling in spellings(number).items():
        at = data.find(spelling)
        if at >= 0:
            around = data[max(0, at - 48):at + len(spelling) + 48]
            problems.append(f"{where}: card number ({name}) at {at}: {around!r}")
    labelled = rb'(?i)(security_?code|cvv2?|cvc2?)"?\s{0,2}[:=]\s{0,2}"?' + code.encode()
    for match in re.finditer(labelled, data):
        problems.append(f"{where}: security code at {match.start()}: {match.group()!r}")
    masked = (number[:6] + "X" * (len(number) - 10) + number[-4:]).encode()
    for match in re.finditer(re.escape(masked), data):
        near = data[max(0, match.start() - NEAR_BYTES):match.end() + NEAR_BYTES]
        if re.search(rb"(?<![0-9A-Za-z])" + code.encode() + rb"(?![0-9A-Za-z])", near):
            problems.append(f"{where}: security code near the masked number: {near!r}")
            break
    return problems


def take_core(pid, directory):
    """The core of a running process by gcore, or the reason why there is none."""
    if shutil.which("gcore") is None:
        return None, "gcore is not installed"
    done = subprocess.run(["gcore", "-o", str(directory / "core"), str(pid)],
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False)
    core = directory / f"core.{pid}"
    if done.returncode != 0 or not core.exists():
        return None, done.stdout.decode(errors="replace")[-300:]
    return core, ""


def run(directory, report):
    """(problems, reason why the core could not be taken or "")."""
    directory = pathlib.Path(directory)
    gateway = Gateway(directory, environment={"GUICHET_LOG_LEVEL": "debug"}).start()
    marked = [(luhn_completed(pan), code) for pan, code in MARKED]
    try:
        client = Client(gateway.host, gateway.bound)
        for index, (pan, code) in enumerate(marked):
            answer = client.call("PCI/Charge/CreatePayment",
                                 card_payment(1500 + index, f"CANARY-{index}", pan, code))
            if answer["status"] != "SUCCESS":
                return [f"the marked payment failed: {answer['answer']}"], ""
        # A number in the wrong place, and one that is refused, must not be written either.
        client.call("Charge/CreatePayment", {"amount": 1, "currency": "EUR",
                                             "orderId": marked[0][0]})
        client.call("PCI/Charge/CreatePayment",
                    card_payment(1, "CANARY-X", marked[0][0], marked[0][1], currency="ZZZ"))
        client.close()
        time.sleep(CORE_AFTER_SECONDS)  # the promise is about a core taken two seconds later
        core, reason = take_core(gateway.process.pid, directory)
        if not gateway.ledger():
            return ["the ledger is empty"], reason
    finally:
        gateway.stop()
    problems = []
    files = [path for path in directory.rglob("*") if path.is_file()]
    for path in files:
        data = path.read_bytes()
        for pan, code in marked:
            problems += search(data, pan, code, str(path.relative_to(directory)))
    report(f"searched {len(files)} files, {sum(p.stat().st_size for p in files) >> 20} MiB"
           + ("" if core else f"; no core: {reason}"))
    problems += missing_controls(files, core)
    if core:
        core.unlink()
    return problems, reason


def missing_controls(files, core):
    """A search that could find nothing proves nothing: the order ids must be found."""
    control = b"CANARY-0"
    problems = []
    if not any(control in path.read_bytes() for path in files if path != core):
        problems.append("control: the order id was not found in any file")
    if core and control not in core.read_bytes():
        problems.append("control: the order id was not found in the core")
    return problems
