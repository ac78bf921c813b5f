"""600 reads and 60 writes a minute for each token or member. Counted by Redis INCR, which is atomic; without Redis nobody
is held up, since these are limits of courtesy (signing in has its own, in PostgreSQL)."""

import time

from django.core.cache import cache
from redis.exceptions import RedisError
from rest_framework.permissions import SAFE_METHODS
from rest_framework.throttling import BaseThrottle

LIMITS = {"read": 600, "write": 60}
WINDOW_SECONDS = 60


class PerActor(BaseThrottle):
    def allow_request(self, request, view) -> bool:
        actor = request.user
        if actor is None:
            return True
        now = time.time()
        kind = "read" if request.method in SAFE_METHODS else "write"
        key = f"api:{kind}:{actor.id}:{int(now // WINDOW_SECONDS)}"
        try:
            cache.add(key, 0, timeout=2 * WINDOW_SECONDS)
            count = cache.incr(key)
        except (RedisError, ValueError):
            return True
        self.seconds = WINDOW_SECONDS - now % WINDOW_SECONDS
        return count <= LIMITS[kind]

    def wait(self) -> float:
        return self.seconds
