"""What a preview found, in the words of the screen and the shell."""

from __future__ import annotations

from csops_tui.locale import t
from csops_tui.measures.signal_preview import FEW, Preview


def told(found: Preview, horizon: int) -> list[str]:
    """Whom it marks today, which churns it would have caught, and what it would have cost, a line each."""
    n = len(found.churns)
    lines = [t("signal.preview.today", n=f"{len(found.today):,}")]
    if not n:
        lines.append(t("signal.preview.no_churn"))
    elif found.too_few:
        lines.append(t("signal.preview.few", n=n, caught=found.caught, least=FEW, horizon=horizon))
    else:
        share = round(100 * found.caught / n)
        lines.append(t("signal.preview.caught", n=n, caught=found.caught, share=share, horizon=horizon))
    if found.warning is not None:
        lines.append(t("signal.preview.warning", days=f"{found.warning:g}", n=found.caught))
    if n:
        lines.append(t("signal.preview.missed", n=n - found.caught))
    if found.cost is None:
        lines.append(t("signal.preview.no_cost"))
    else:
        share = f"{100 * found.cost:.1f}"
        values = {"retained": f"{found.retained:,}", "ever": f"{found.marked_ever:,}"}
        lines.append(t("signal.preview.cost", **values, share=share, months=f"{found.customer_months:,}"))
    return lines
