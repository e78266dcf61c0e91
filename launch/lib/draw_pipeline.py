"""Prints docs/pipeline.svg: from recordings and code to a trained model and an answer. The picture follows dark mode."""

STYLE = """
  text{font:13px system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif;fill:#1a1c20}
  .small{font-size:11.5px;fill:#555a63}
  .box{fill:#fff;stroke:#8a909b}
  .gaze{stroke:#0072b2;stroke-width:2}
  .code{stroke:#d55e00;stroke-width:2}
  .both{stroke:#009e73;stroke-width:2}
  .arrow{stroke:#555a63;stroke-width:1.5;fill:none;marker-end:url(#head)}
  .back{fill:#fff}
  path.head{fill:#555a63}
  @media (prefers-color-scheme:dark){
    text{fill:#e8eaed}.small{fill:#a9afb9}.box{fill:#20242b}.back{fill:#15181d}
    .arrow{stroke:#a9afb9}path.head{fill:#a9afb9}
  }
"""

WIDTH, HEIGHT, BOX_WIDTH, BOX_HEIGHT = 960, 330, 196, 74

# Column, row, kind, title, and two lines below it.
BOXES = {
    "recordings": (0, 0, "gaze", "Recordings", "Tobii, EyeLink, SMI, iTrace,", "EyeTrans, EMIP, fix8"),
    "tokens": (1, 0, "gaze", "Fixations on tokens", "samples, drift, boxes,", "leaves of the syntax tree"),
    "scanpaths": (2, 0, "gaze", "Scanpaths", "looking time, labels,", "augmentation, motifs, priors"),
    "corpus": (0, 2, "code", "Code", "CodeXGLUE, Java sources,", "pairs of your own"),
    "batches": (1, 2, "code", "Packed batches", "no padding, a shard", "for every rank"),
    "training": (2, 1, "both", "CodeT5 over MPI", "align, reward, weighted, …;", "controls: shuffled, uniform, …"),
    "answer": (3, 1, "both", "An answer", "test scores over seeds,", "intervals, equivalence"),
}
ARROWS = [("recordings", "tokens"), ("tokens", "scanpaths"), ("scanpaths", "training"), ("corpus", "batches"),
          ("batches", "training"), ("training", "answer")]


def corner(name):
    column, row = BOXES[name][:2]
    return 26 + column * 237, 28 + row * 100


def box(name):
    x, y = corner(name)
    _, _, kind, title, first, second = BOXES[name]
    return (f'<rect class="box {kind}" x="{x}" y="{y}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="8"/>'
            f'<text x="{x + 14}" y="{y + 24}" font-weight="600">{title}</text>'
            f'<text class="small" x="{x + 14}" y="{y + 43}">{first}</text>'
            f'<text class="small" x="{x + 14}" y="{y + 59}">{second}</text>')


def arrow(start, end):
    (x0, y0), (x1, y1) = corner(start), corner(end)
    if BOXES[start][0] == BOXES[end][0]:  # straight down
        x = x0 + BOX_WIDTH / 2
        return f'<path class="arrow" d="M{x} {y0 + BOX_HEIGHT}V{y1 - 8}"/>'
    middle0, middle1 = y0 + BOX_HEIGHT / 2, y1 + BOX_HEIGHT / 2
    if middle0 == middle1:
        return f'<path class="arrow" d="M{x0 + BOX_WIDTH} {middle0}H{x1 - 8}"/>'
    bend = x1 - 22
    return f'<path class="arrow" d="M{x0 + BOX_WIDTH} {middle0}H{bend}V{middle1}H{x1 - 8}"/>'


def main():
    parts = [box(name) for name in BOXES] + [arrow(*pair) for pair in ARROWS]
    label = "From recordings and code to a trained model and an answer"
    print(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{label}">')
    print(f"<style>{STYLE}</style>")
    print('<defs><marker id="head" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
          '<path class="head" d="M0 0L8 4L0 8Z"/></marker></defs>')
    print(f'<rect class="back" width="{WIDTH}" height="{HEIGHT}"/>')
    print("\n".join(parts))
    print("</svg>")


if __name__ == "__main__":
    main()
