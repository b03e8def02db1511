import time
from threading import Barrier, Thread

from web.desk import Kept


def test_what_many_ask_for_at_once_is_made_once() -> None:
    """Who comes while a value is made waits for it; the oldest values go."""
    kept: Kept[str, int] = Kept(2)
    made: list[str] = []
    start = Barrier(8)

    def make() -> int:
        made.append("a")
        time.sleep(0.05)
        return len(made)

    found: list[int] = []

    def ask() -> None:
        start.wait()
        found.append(kept.get("a", make))

    threads = [Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (made, found) == (["a"], [1] * 8)
    for name in "bc":
        kept.get(name, lambda: 0)
    assert kept.get("a", lambda: 5) == 5
