"""Ids that come out alike from the same seed: UUIDs of version 7 in rising order, without a clock."""

import random

BEGINNING = 0x0190_0000_0000
ROOM = 1 << 30  # ids of one organization
VARIANT = "89ab"


class Ids:
    def __init__(self, dice: random.Random, number: int):
        """`number` of the organization: each has a stretch of its own."""
        self.dice, self.stamp = dice, BEGINNING + number * ROOM

    def __call__(self) -> str:
        self.stamp += 1
        time, bits = f"{self.stamp:012x}", f"{self.dice.getrandbits(76):019x}"
        return f"{time[:8]}-{time[8:]}-7{bits[:3]}-{VARIANT[int(bits[3], 16) & 3]}{bits[4:7]}-{bits[7:]}"
