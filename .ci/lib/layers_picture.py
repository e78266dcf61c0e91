"""Draws the table of layers as SVG: a band for each row, a box for each module, and a curve for each import that no
other import implies."""

from html import escape

from layers_layout import Layout

PICTURE = "docs/layers.svg"

WIDTH = 960
MARGIN = 12
LABEL = 30
BAND = 62
BOX = 44
BETWEEN = 44
CAPTION = 46
GAPS = 14, 36
PASSAGE = 10
PORT = 13

#: Colours by the class that they are for.
LIGHT = {
    "surface": "#ffffff",
    "band": "#f0f3f6",
    "box": "#ffffff",
    "edge": "#76828e",
    "ink": "#1d232b",
    "muted": "#55606d",
    "curve": "#3f7cab",
}
DARK = {
    "surface": "#14181d",
    "band": "#1c2229",
    "box": "#29313a",
    "edge": "#82909e",
    "ink": "#e6eaef",
    "muted": "#b0bac5",
    "curve": "#6aa5d4",
}
#: Which colours lie on which, and the least contrast of each pair.
CONTRASTS = {
    ("ink", "box"): 7,
    ("muted", "box"): 4.5,
    ("muted", "band"): 4.5,
    ("muted", "surface"): 4.5,
    ("curve", "band"): 3,
    ("curve", "surface"): 3,
    ("edge", "band"): 3,
}
STYLE = """\
text { font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
.name { font-size: 14px; font-weight: 600; text-anchor: middle; }
.packages { font-size: 11px; text-anchor: middle; }
.row { font-size: 13px; text-anchor: middle; }
.caption { font-size: 12px; }
.box { stroke-width: 1; }
.curve { fill: none; stroke-width: 1.5; }
"""
NOTES = (
    "A curve leads from a module down to one that it imports. Imports that other curves imply are left out.",
    "Small text names products of other packages. The table of layers names every import.",
)


def is_current(root, layers):
    """Whether docs/layers.svg shows the layers."""
    path = root / PICTURE
    return path.is_file() and path.read_text(encoding="utf-8") == draw(layers)


def draw(layers):
    """The picture, as the text of an SVG file."""
    layout = Layout(layers, width_of=lambda layer: _box_width(layer, layers), passage=PASSAGE)
    width = max(WIDTH, layout.least_width(GAPS[0]) + LABEL + 3 * MARGIN)
    layout.arrange(MARGIN + LABEL, width - 2 * MARGIN, GAPS)
    height = MARGIN + len(layout.rows) * (BAND + BETWEEN) - BETWEEN + CAPTION + MARGIN
    tops = {id(node): _top(index, layout) for index, row in enumerate(layout.rows) for node in row}
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        'role="img" aria-labelledby="title description">',
        '<title id="title">Layers of Fovea</title>',
        f'<desc id="description">{escape(_description(layout))}</desc>',
        f"<style>\n{STYLE}{_colours(LIGHT)}@media (prefers-color-scheme: dark) {{\n{_colours(DARK)}}}\n</style>",
        '<marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" orient="auto">',
        '<path class="head" d="M0,0.5 L8,4 L0,7.5 Z"/>',
        "</marker>",
        f'<rect class="surface" width="{width}" height="{height}" rx="10"/>',
        *(_band(index, row, layout, width) for index, row in enumerate(layout.rows)),
        *(_curve(chain, tops) for chain in layout.chains),
        *(_box(node, tops[id(node)], layers) for row in layout.rows for node in row if node.layer),
        *(
            f'<text class="caption muted" x="{MARGIN + LABEL}" y="{height - CAPTION + 12 + 18 * index}">{note}</text>'
            for index, note in enumerate(NOTES)
        ),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _top(index, layout):
    """The upper edge of a band; the lowest row is at the bottom."""
    return MARGIN + (len(layout.rows) - 1 - index) * (BAND + BETWEEN)


def _packages(layer, layers):
    modules = {other.module for other in layers}
    return [name for name in layer.imports if name not in modules]


def _box_width(layer, layers):
    """Wide enough for the text in a usual font, to the next even number."""
    letters = max(len(layer.module) * 92, len(", ".join(_packages(layer, layers))) * 64)
    return letters // 20 * 2 + 24


def _description(layout):
    rows = [", ".join(node.layer.module for node in row if node.layer) for row in layout.rows]
    return "Each module uses only modules of lower rows. From the lowest row: " + "; ".join(rows) + "."


def _colours(palette):
    """The rules that give each class its colour."""
    rules = [f".{name} {{ fill: {palette[name]}; }}" for name in ("surface", "band", "ink", "muted")]
    rules.append(f".box {{ fill: {palette['box']}; stroke: {palette['edge']}; }}")
    rules.append(f".curve {{ stroke: {palette['curve']}; }} .head {{ fill: {palette['curve']}; }}")
    return "\n".join(rules) + "\n"


def _band(index, row, layout, width):
    top = _top(index, layout)
    number = next(node.layer.row for node in row if node.layer)
    return (
        f'<rect class="band" x="{MARGIN}" y="{top}" width="{width - 2 * MARGIN}" height="{BAND}" rx="8"/>\n'
        f'<text class="row muted" x="{MARGIN + LABEL // 2}" y="{top + BAND // 2 + 5}">{number}</text>'
    )


def _port(node, neighbours, other):
    """Where a curve meets a box: the curves of one side are apart and in the order of their other ends."""
    if not node.layer:
        return node.x
    ordered = sorted(neighbours, key=lambda neighbour: neighbour.x)
    step = min(PORT, (node.width - 20) // len(ordered))
    return node.x + (2 * ordered.index(other) - len(ordered) + 1) * step // 2


def _curve(chain, tops):
    """The path of an import, straight through the bands it passes and curved between bands."""
    inset = (BAND - BOX) // 2
    if len(chain) == 2 and chain[1] in chain[0].beside:
        user, used = chain
        side = 1 if used.x > user.x else -1
        start, end, level = user.x + side * user.width // 2, used.x - side * used.width // 2, tops[id(user)] + BAND // 2
        return f'<path class="curve" marker-end="url(#arrow)" d="M{start},{level} H{end}"/>'
    path = ""
    for upper, lower in zip(chain, chain[1:]):
        x, y = _port(upper, upper.below, lower), tops[id(upper)] + BAND - inset
        to_x, to_y = _port(lower, lower.above, upper), tops[id(lower)] + inset
        middle = (y + to_y) // 2
        path += f"{' L' if path else 'M'}{x},{y} C{x},{middle} {to_x},{middle} {to_x},{to_y}"
    return f'<path class="curve" marker-end="url(#arrow)" d="{path}"/>'


def _box(node, top, layers):
    layer, packages = node.layer, _packages(node.layer, layers)
    left, upper = node.x - node.width // 2, top + (BAND - BOX) // 2
    name_y = upper + (20 if packages else 27)
    imports = ", ".join(sorted(layer.allowed)) or "nothing"
    small = f'\n<text class="packages muted" x="{node.x}" y="{upper + 35}">{escape(", ".join(packages))}</text>'
    return (
        f"<g><title>{escape(layer.module)} may import {escape(imports)}</title>\n"
        f'<rect class="box" x="{left}" y="{upper}" width="{node.width}" height="{BOX}" rx="7"/>\n'
        f'<text class="name ink" x="{node.x}" y="{name_y}">{escape(layer.module)}</text>{small if packages else ""}</g>'
    )
