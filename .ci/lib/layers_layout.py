"""Places the modules of the layers on a plane: one line for each row, in an order in which few imports cross. All
arithmetic is in whole numbers and fractions, so every version of Python draws the same picture."""

from dataclasses import dataclass, field
from fractions import Fraction
from zlib import crc32

from layers import reachable

#: How many first orders are tried, how often each is improved, and how often the boxes are moved to their neighbours.
STARTS = 24
ORDER_SWEEPS = 12
PLACE_SWEEPS = 40
#: How much more a long import wants to run straight than to be near its ends.
STRAIGHTNESS = 6


@dataclass(eq=False)
class Node:
    """A box of a row, or the place where an import passes through the row."""

    width: int
    #: The row of the table for a box, None for a place to pass.
    layer: object = None
    above: list = field(default_factory=list)
    below: list = field(default_factory=list)
    #: Boxes of the same row to be next to.
    beside: list = field(default_factory=list)
    #: The middle.
    x: int = 0


def direct_imports(layers):
    """The imports between modules that no other import implies, as pairs of module names."""
    modules = {layer.module for layer in layers}
    graph = {layer.module: layer.allowed & modules - {layer.module} for layer in layers}
    reached = reachable(graph)
    return [
        (user, used)
        for user in graph
        for used in sorted(graph[user])
        if not any(used in reached[other] for other in graph[user] - {used})
    ]


class Layout:
    """The rows from the lowest to the highest, and the chain of nodes that each import leads through, from the top."""

    def __init__(self, layers, width_of, passage):
        numbers = sorted({layer.row for layer in layers})
        self.boxes = {layer.module: Node(width_of(layer), layer) for layer in layers}
        self.rows = [[node for node in self.boxes.values() if node.layer.row == number] for number in numbers]
        self.chains = []
        for user, used in direct_imports(layers):
            self._connect(self.boxes[user], self.boxes[used], numbers, passage)

    def _connect(self, upper, lower, numbers, passage):
        high, low = numbers.index(upper.layer.row), numbers.index(lower.layer.row)
        chain = [upper, *(Node(passage) for _ in range(high - low - 1)), lower]
        self.chains.append(chain)
        if high == low:
            upper.beside.append(lower)
            lower.beside.append(upper)
            return
        for row, node in zip(range(high - 1, low, -1), chain[1:]):
            self.rows[row].append(node)
        for node, following in zip(chain, chain[1:]):
            node.below.append(following)
            following.above.append(node)

    def arrange(self, left, right, gaps):
        """Orders the rows and sets the middle of every node, between the two bounds. The gap between neighbours is the
        widest of a range that the fullest row leaves room for. Of several first orders it takes the one that leads to
        the fewest crossings and then to the shortest imports."""
        room = min((right - left - _width(row)) // max(1, len(row) - 1) for row in self.rows)
        gap = max(gaps[0], min(room, gaps[1]))
        first, best = self.rows, None
        for start in range(STARTS):
            self.rows = [_shuffled(row, start) for row in first]
            self._order()
            self._place(left, right, gap)
            cost = self._crossings(), self._length()
            if best is None or cost < best[0]:
                best = cost, self.rows, {node: node.x for row in self.rows for node in row}
        self.rows = best[1]
        for node, x in best[2].items():
            node.x = x

    def _length(self):
        return sum(abs(node.x - other.x) for row in self.rows for node in row for other in node.below)

    def _place(self, left, right, gap):
        for row in self.rows:
            _spread(row, [(left + right) // 2] * len(row), gap, left, right)
        for sweep in range(PLACE_SWEEPS):
            for row in self.rows if sweep % 2 else reversed(self.rows):
                _spread(row, [_wanted(node) for node in row], gap, left, right)

    def _order(self):
        """Sorts each row by the middle of its neighbours in the row before, downward and upward in turn, and keeps the
        order with the fewest crossings."""
        best = None
        for sweep in range(ORDER_SWEEPS):
            downward = sweep % 2 == 0
            for row in reversed(self.rows) if downward else self.rows:
                self._sort(row, "above" if downward else "below")
            self._swap()
            crossings = self._crossings()
            if best is None or crossings < best[0]:
                best = crossings, [list(row) for row in self.rows]
        self.rows = best[1]

    def _positions(self):
        return {node: position for row in self.rows for position, node in enumerate(row)}

    def _sort(self, row, side):
        place = {
            node: Fraction(2 * position + 1, 2 * len(line))
            for line in self.rows
            for position, node in enumerate(line)
        }

        def middle(node):
            neighbours = getattr(node, side) or node.beside or [node]
            return sum((place[other] for other in neighbours), Fraction(0)) / len(neighbours)

        row.sort(key=middle)
        for node in [node for node in row if node.beside and not node.above and not node.below]:
            row.remove(node)
            row.insert(row.index(node.beside[0]) + 1, node)

    def _swap(self):
        """Swaps neighbours in a row as long as that saves crossings."""
        improved = True
        while improved:
            improved = False
            for row in self.rows:
                positions = self._positions()
                for index, (first, second) in enumerate(zip(row, row[1:])):
                    before, after = (_pair_crossings(*pair, positions) for pair in ((first, second), (second, first)))
                    if after < before and not first.beside and not second.beside:
                        row[index : index + 2] = second, first
                        improved = True
                        break

    def _crossings(self):
        positions = self._positions()
        return sum(
            _pair_crossings(first, second, positions, sides=("below",))
            for row in self.rows
            for index, first in enumerate(row)
            for second in row[index + 1 :]
        )

    def least_width(self, gap):
        """The width of the fullest row."""
        return max(_width(row) + gap * (len(row) - 1) for row in self.rows)


def _shuffled(row, start):
    """The row in one of many orders that are the same on every machine; the first is its own."""
    keys = [crc32(f"{start} {index}".encode()) if start else index for index in range(len(row))]
    return [node for _, node in sorted(zip(keys, row), key=lambda pair: pair[0])]


def _width(row):
    return sum(node.width for node in row)


def _pair_crossings(first, second, positions, sides=("above", "below")):
    """How many imports of two nodes cross when the first is to the left."""
    return sum(
        positions[one] > positions[other]
        for side in sides
        for one in getattr(first, side)
        for other in getattr(second, side)
    )


def _wanted(node):
    """Where a node would be if it were alone: in the middle of its neighbours. A long import should run straight, so a
    place to pass follows the others of its chain."""
    neighbours = node.above + node.below + node.beside or [node]
    weights = [1 if node.layer or other.layer else STRAIGHTNESS for other in neighbours]
    return sum(other.x * weight for other, weight in zip(neighbours, weights)) // sum(weights)


def _spread(row, wanted, gap, left, right):
    """Sets the middles of a row as near to the wanted ones as its order, the widths and the bounds allow: the least sum
    of squares, in which neighbours that would overlap move as one block."""
    offsets = [0]
    for node, following in zip(row, row[1:]):
        offsets.append(offsets[-1] + (node.width + following.width) // 2 + gap)
    blocks = []
    for target, offset in zip(wanted, offsets):
        blocks.append([target - offset, 1])
        while len(blocks) > 1 and blocks[-2][0] * blocks[-1][1] > blocks[-1][0] * blocks[-2][1]:
            total, count = blocks.pop()
            blocks[-1][0] += total
            blocks[-1][1] += count
    starts = [total // count for total, count in blocks for _ in range(count)]
    low, high = left + row[0].width // 2, right - row[-1].width // 2 - offsets[-1]
    for node, start, offset in zip(row, starts, offsets):
        node.x = max(low, min(start, high)) + offset
