"""The looks: quiet ground, one accent, colour only where something needs a person."""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="csops-dark",
    dark=True,
    primary="#79c0ff",
    secondary="#8b949e",
    accent="#7ee787",
    foreground="#e6edf3",
    background="#0d1117",
    surface="#0d1117",
    panel="#161b22",
    success="#7ee787",
    warning="#ffb86b",
    error="#ff7b72",
    variables={"text-muted": "#8b949e", "border": "#30363d", "footer-background": "#161b22"},
)
LIGHT = Theme(
    name="csops-light",
    dark=False,
    primary="#0969da",
    secondary="#57606a",
    accent="#116329",
    foreground="#1f2328",
    background="#ffffff",
    surface="#ffffff",
    panel="#f0f2f5",
    success="#116329",
    warning="#953800",
    error="#b3202a",
    variables={"text-muted": "#59636e", "border": "#d0d7de", "footer-background": "#f0f2f5"},
)
CONTRAST = Theme(
    name="csops-contrast",
    dark=True,
    primary="#ffffff",
    secondary="#d0d0d0",
    accent="#ffff00",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#1a1a1a",
    success="#00ff66",
    warning="#ffd000",
    error="#ff8080",
    variables={"text-muted": "#c8c8c8", "border": "#808080", "footer-background": "#1a1a1a"},
)
# Blue against orange: the pair that red-green colour blindness keeps apart.
COLOUR_BLIND = Theme(
    name="csops-colour-blind",
    dark=True,
    primary="#56b4e9",
    secondary="#8b949e",
    accent="#56b4e9",
    foreground="#e6edf3",
    background="#0d1117",
    surface="#0d1117",
    panel="#161b22",
    success="#56b4e9",
    warning="#f0e442",
    error="#e69f00",
    variables={"text-muted": "#8b949e", "border": "#30363d", "footer-background": "#161b22"},
)
THEMES = (DARK, LIGHT, CONTRAST, COLOUR_BLIND)
