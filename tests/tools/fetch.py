"""fetch.py PATH FILE: starts a demo gateway, writes the answer to GET PATH into FILE."""
import pathlib
import sys
import tempfile
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from support.gateway import Gateway  # noqa: E402

with tempfile.TemporaryDirectory(prefix="guichet-fetch-") as directory:
    gateway = Gateway(directory).start()
    try:
        with urllib.request.urlopen(gateway.url + sys.argv[1], timeout=30) as answer:
            pathlib.Path(sys.argv[2]).write_bytes(answer.read())
    finally:
        gateway.stop()
