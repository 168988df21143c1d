"""Colors, symbols, words and the quiet look that every chart shares (screens.md 2.0)."""

from dataclasses import dataclass
from typing import Any

from monitor.domain.vocabularies import EvidenceState, TherapyType

FONT_FAMILY = "Source Sans, Segoe UI, Arial, sans-serif"
FONT_SIZE = 13
SMALL = 11
LABEL = 10


@dataclass(frozen=True, slots=True)
class Theme:
    """The colors of one theme: `page` is what the chart lies on, `strong` marks what counts most.

    `blue` and `gray` are the two inks of data: evaluable or not.
    """

    page: str
    ink: str
    soft: str
    rule: str
    grid: str
    shade: str
    strong: str
    blue: str
    gray: str
    connector: str
    ring: str
    fill_share: float


LIGHT = Theme(
    page="#FFFFFF",
    ink="#1F2328",
    soft="#57606A",
    rule="#8C959F",
    grid="rgba(31,41,55,.08)",
    shade="rgba(0,0,0,.05)",
    strong="#000000",
    blue="#0072B2",
    gray="#6E7781",
    connector="#9AA0A6",
    ring="#4D4D4D",
    fill_share=0.34,
)
DARK = Theme(
    page="#101315",
    ink="#E6E8EA",
    soft="#A9B1BB",
    rule="#7D8590",
    grid="rgba(230,234,239,.09)",
    shade="rgba(255,255,255,.07)",
    strong="#FFFFFF",
    blue="#4BA8E0",
    gray="#9AA4AF",
    connector="#7D8590",
    ring="#C6CCD2",
    fill_share=0.48,
)

SYMBOLS = {
    EvidenceState.DETECTED: "circle",
    EvidenceState.NOT_DETECTED: "triangle-down-open",
    EvidenceState.UNDER_SCREENED: "diamond-open",
    EvidenceState.DEPTH_UNKNOWN: "square-open",
    EvidenceState.NOT_EVALUABLE: "x-thin",
}
SYMBOL_SIZES = {
    EvidenceState.DETECTED: 11,
    EvidenceState.NOT_DETECTED: 11,
    EvidenceState.UNDER_SCREENED: 11,
    EvidenceState.DEPTH_UNKNOWN: 10,
    EvidenceState.NOT_EVALUABLE: 9,
}
STATE_NAMES = {
    EvidenceState.DETECTED: "Detected",
    EvidenceState.NOT_DETECTED: "Not detected",
    EvidenceState.UNDER_SCREENED: "Under-screened",
    EvidenceState.DEPTH_UNKNOWN: "Depth unknown",
    EvidenceState.NOT_EVALUABLE: "Not evaluable",
}

LANE_COLORS = {
    TherapyType.SURGERY: "#7D8590",
    TherapyType.CHEMOTHERAPY: "#D55E00",
    TherapyType.HER2: "#CC79A7",
    TherapyType.RADIOTHERAPY: "#E69F00",
    TherapyType.ENDOCRINE: "#009E73",
    TherapyType.CDK46: "#56B4E9",
    TherapyType.PARP: "#8E6BBF",
    TherapyType.BONE_TARGETED: "#5B7FA6",
    TherapyType.IMMUNOTHERAPY: "#B5A300",
    TherapyType.DTC_DIRECTED: "#2BA8A0",
    TherapyType.SUPPORTIVE: "#9AA0A6",
    TherapyType.OTHER: "#9AA0A6",
}


def theme(dark: bool) -> Theme:
    """Returns the colors for a dark or a light page."""
    return DARK if dark else LIGHT


def state_color(state: EvidenceState, colors: Theme) -> str:
    """Returns blue for what can be evaluated, gray for what cannot."""
    evaluable = state in (EvidenceState.DETECTED, EvidenceState.NOT_DETECTED)
    return colors.blue if evaluable else colors.gray


def mixed(color: str, share: float, ground: str) -> str:
    """Returns the hex color of `color` laid over `ground` with that share, 0–1."""
    pairs = zip(_channels(color), _channels(ground), strict=True)
    return "#" + "".join(f"{round(top * share + low * (1 - share)):02X}" for top, low in pairs)


def translucent(color: str, alpha: float) -> str:
    """Returns the color as rgba with that opacity."""
    red, green, blue = _channels(color)
    return f"rgba({red},{green},{blue},{alpha:g})"


def _channels(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def quiet_layout(colors: Theme) -> dict[str, Any]:
    """Returns what every chart's layout begins with.

    There is no template: plotly.js takes its copy for a new one and draws every chart twice.
    `datarevision` says that copies of the data are the same data, for the same reason.
    """
    return {
        "datarevision": 1,
        "font": {"family": FONT_FAMILY, "size": FONT_SIZE, "color": colors.ink},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "hovermode": "closest",
        # Else plotly lays half a black over the transparent page.
        "modebar": {
            "bgcolor": translucent(colors.page, 0.85),  # it may lie on a legend
            "color": colors.rule,
            "activecolor": colors.ink,
        },
        "hoverlabel": {
            "align": "left",
            "bgcolor": mixed(colors.ink, 0.06, colors.page),
            "bordercolor": colors.rule,
            "font": {"family": FONT_FAMILY, "size": 12, "color": colors.ink},
        },
        "uniformtext": {"minsize": 9, "mode": "hide"},
    }


def quiet_axis(colors: Theme, title: str = "", standoff: int = 8) -> dict[str, Any]:
    """Returns what every axis begins with: soft labels, no line; a title where there is one."""
    axis: dict[str, Any] = {"gridcolor": colors.grid, "tickfont": {"color": colors.soft}}
    if title:
        font = {"color": colors.soft, "size": FONT_SIZE}
        axis["title"] = {"text": title, "font": font, "standoff": standoff}
    return axis
