"""The door of the administrator's page: one password, sessions in memory, patience after bad passwords."""

import hmac
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

SESSION = 8 * 3600  # seconds until a session ends
FREE = 5  # bad passwords in a row before the door makes one wait
LONGEST = 300  # seconds of the longest wait
GUESSERS = 1000  # addresses whose bad passwords are remembered


@dataclass(frozen=True, slots=True)
class Session:
    """Who has entered: the secret that their forms carry, and when it ends."""

    form: str
    ends: float


@dataclass(slots=True)
class _Guesser:
    """An address's bad passwords in a row, and until when it must wait."""

    bad: int = 0
    shut_until: float = 0.0


class Door:
    """Lets in whoever knows the password; safe to use from several threads. `now` is in seconds.

    Who guesses keeps nobody out but those at the same address.
    """

    def __init__(self, password: str, now: Callable[[], float] = time.monotonic) -> None:
        self._password = password.encode()
        self._now = now
        self._lock = threading.Lock()
        self._sessions: dict[str, Session] = {}
        self._guessers: dict[str, _Guesser] = {}

    def wait(self, address: str = "") -> int:
        """Return how many seconds the door stays shut to an address, rounded up; 0 when it can be tried."""
        return max(0, -int(-(self._guessers.get(address, _Guesser()).shut_until - self._now()) // 1))

    def enter(self, password: str, address: str = "") -> str | None:
        """Return the key of a new session; None for a wrong password, or while the door is shut."""
        with self._lock:
            if self.wait(address):
                return None
            if not hmac.compare_digest(password.encode(errors="replace"), self._password):
                guesser = self._guessers.setdefault(address, _Guesser())
                guesser.bad += 1
                if guesser.bad >= FREE:
                    guesser.shut_until = self._now() + min(LONGEST, 2 ** min(30, guesser.bad - FREE + 1))
                if len(self._guessers) > GUESSERS:
                    self._guessers.pop(next(iter(self._guessers)))
                return None
            self._guessers.pop(address, None)
            now = self._now()
            self._sessions = {key: one for key, one in self._sessions.items() if one.ends > now}
            key = secrets.token_urlsafe(32)
            self._sessions[key] = Session(secrets.token_urlsafe(32), now + SESSION)
            return key

    def session(self, key: str) -> Session | None:
        """Return the session of a key, while it lasts."""
        one = self._sessions.get(key)
        return one if one is not None and one.ends > self._now() else None

    def leave(self, key: str) -> None:
        """End a session."""
        self._sessions.pop(key, None)
