"""The public kit: programs played against scripted answers, and servers to aim at."""

from assay.testing.play import answer, play, played, script_result, silence

__all__ = ["answer", "play", "played", "script_result", "silence"]
