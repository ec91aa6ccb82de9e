"""Nonces are drawn letter by letter from `World.chance`, so a run with the same chance signs the same."""

from __future__ import annotations

from assay.model.world import World

ALPHANUMERIC = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


def letters(world: World, length: int, alphabet: str = ALPHANUMERIC) -> str:
    """`length` letters of the alphabet, each as likely as the others."""
    return "".join([alphabet[int(world.chance.random() * len(alphabet))] for _ in range(length)])
